#include "checks/analysis/BareUses.h"
#include "checks/analysis/summary/GuardVotes.h"
#include "checks/analysis/summary/LockGaps.h"
#include "checks/analysis/summary/LockLifetimes.h"
#include "checks/analysis/summary/MadeLocks.h"
#include "checks/analysis/facts/Ways.h"

using namespace clang;

namespace sendsync {

namespace {

/// What a plain test of one variable or member looks at; unknown for others.
AccessPath testedState(const BranchCondition &Condition) {
  if (Condition.Call || Condition.Compared || Condition.Tested.isKnown() ||
      Condition.OnlyWhen)
    return {};
  if (Condition.Reads.empty())
    return Condition.Key;
  return Condition.Reads.size() == 1 ? Condition.Reads.front() : AccessPath();
}

bool isShared(const ValueDecl *State) {
  const auto *Variable = dyn_cast_or_null<VarDecl>(State);
  return isa_and_nonnull<FieldDecl>(State) ||
         (Variable && Variable->hasGlobalStorage());
}

/// \p Read is what initializes or is assigned to a variable.
bool isValue(const AccessFact &Read, const Expr *Value) {
  if (!Value || Read.isWrite())
    return false;
  Value = Value->IgnoreParenImpCasts();
  return Read.Range.getBegin() == Value->getBeginLoc() &&
         Read.Range.getEnd() == Value->getEndLoc();
}

/// One of them waits for the other to release a lock that both hold.
bool shareLock(const DataUse &Left, const DataUse &Right) {
  return llvm::any_of(Left.Locks, [&](const auto &Held) {
    auto Theirs = Right.Locks.find(Held.first);
    return Theirs != Right.Locks.end() &&
           (Held.second == LockMode::Exclusive ||
            Theirs->second == LockMode::Exclusive);
  });
}

} // namespace

AccessPath lockAt(const InferredGuard &Guard, const DataUse &Use) {
  AccessPath Self = AccessPath::thisObject();
  return Use.Object.isKnown() && Guard.Lock.startsWith(Self)
             ? Guard.Lock.rebase(Self, Use.Object)
             : Guard.Lock;
}

bool BareUses::movesObject(const DataUse &Use) {
  const auto *Method = dyn_cast<CXXMethodDecl>(Use.function());
  // What runs elsewhere is no part of it.
  return !spawnOf(*Use.Body) &&
         (isConstruction(Use.function()) ||
          (Method && (Method->isCopyAssignmentOperator() ||
                      Method->isMoveAssignmentOperator())));
}

const BodyResults *BareUses::bodyOf(const DataUse &Use) const {
  const FunctionAnalysis *Analysis = Functions.get(Use.function());
  return Analysis ? Analysis->body(Use.Body) : nullptr;
}

std::optional<Excuse> BareUses::excuseFor(const InferredGuard &Guard,
                                          const DataUse &Use) {
  const FunctionDecl *Function = Use.function();
  if (movesObject(Use))
    return Excuse::TwoObjects;
  if (Function->isMain())
    return Excuse::InMain;
  AccessPath Lock = lockAt(Guard, Use);
  if (makesOrEnds(*Use.Body, Lock))
    return Excuse::MakesLock;
  RootKind Root = Use.Object.rootKind();
  bool FromOutside =
      !Use.Object.isKnown() || Root == RootKind::This ||
      (Root == RootKind::Variable &&
       (Use.Object.hasGlobalRoot() ||
        isa<ParmVarDecl>(Use.Object.rootVariable())));
  if (!FromOutside)
    return Excuse::LocalName;
  const CallerContexts &Callers = Uses.callers();
  if (Callers.isAlwaysCalledWith(Function, Lock))
    return Excuse::CallersHold;
  const BodyResults *Body = bodyOf(Use);
  if (Body && !isReachedWithout(Lock, *Body, *Use.Access))
    return Excuse::NoBareCall;
  if (!Use.isWrite() && isStateOfLock(Guard))
    return Excuse::StateOfLock;
  if (!spawnOf(*Use.Body)) {
    const auto *Method = dyn_cast<CXXMethodDecl>(Function);
    bool OthersCall = Function->isExternallyVisible() &&
                      (!Method || Method->getAccess() == AS_public);
    // A callback or an entry of a table: whoever calls it may hold the lock, or
    // call it once.
    if ((!OthersCall || Callers.isAddressTaken(Function)) &&
        !Callers.isReached(Function))
      return Excuse::NotCalled;
    if (startsOrJoins(Function))
      return Excuse::StartsOrJoins;
  }
  if (losesWakeup(Use))
    return Excuse::LostWakeup;
  if (isSetBefore(Use, Guard))
    return Excuse::SetOnce;
  if (isOfOnlyWriter(Guard, Use))
    return Excuse::OnlyWriter;
  return std::nullopt;
}

const DataUse *BareUses::clashing(const InferredGuard &Guard,
                                  const DataUse &Bare) {
  const DataUse *Best = nullptr;
  for (const DataUse *Use : Guard.Guarded) {
    if ((!Use->mayChange() && !Bare.mayChange()) ||
        Use->function() == Bare.function() || shareLock(*Use, Bare) ||
        mayBeOrdered(*Use, Bare) || isWaitedFor(Bare, *Use))
      continue;
    if (!Best || (Use->mayChange() && !Best->mayChange()))
      Best = Use;
  }
  return Best;
}

std::optional<Excuse> BareUses::doubtAbout(const InferredGuard &Guard,
                                           const DataUse &Use) {
  const BodyResults *Body = bodyOf(Use);
  if (!Body)
    return std::nullopt;
  AccessPath Lock = lockAt(Guard, Use);
  if (!Use.isWrite() && isInGap(*Body, *Use.Access, Capability(Lock)))
    return Excuse::GivenUp;
  if (isDecidedUnder(Lock, *Body, *Use.Access))
    return Excuse::LookedBefore;
  if (looksAgain(Guard, Use))
    return Excuse::LooksAgain;
  return std::nullopt;
}

bool BareUses::haveTheirOwnGuard(llvm::ArrayRef<const DataUse *> Bare) {
  std::set<const FunctionDecl *> Functions;
  for (const DataUse *Use : Bare)
    Functions.insert(Use->voter());
  auto Own = commonestGuard(Bare);
  return Own && Functions.size() > 1 &&
         llvm::any_of(Bare, [](const DataUse *Use) { return Use->isWrite(); }) &&
         llvm::all_of(Bare, [&](const DataUse *Use) {
           return Use->isGuardedBy(*Own);
         });
}

//===----------------------------------------------------------------------===//
// Who calls it
//===----------------------------------------------------------------------===//

bool BareUses::mayHold(const CallSite &Call, const AccessPath &Lock) const {
  const Lockset *Held = Call.Body->Locks->at(*Call.Call);
  if (!Held || !Call.Body->Locks->contextKnown() || Held->hasUnknown())
    return true;
  AccessPath Here = Call.Call->substitute(Lock);
  if (!Here.isKnown())
    return !Held->locks().empty();
  return Held->find(Capability(Here)) ||
         (!Call.Body->Facts->Parent &&
          Uses.callers().isAlwaysCalledWith(Call.caller(), Here));
}

bool BareUses::isMode(const BranchCondition &Condition) const {
  AccessPath State = testedState(Condition);
  const ValueDecl *Declared = State.lastDeclaration();
  if (!Declared || State.mayVary() || !isShared(Declared))
    return false;
  // What changes under a lock is a state.
  return llvm::none_of(Uses.of(Declared), [](const DataUse &Use) {
    return Use.isWrite() && !Use.Own &&
           (!Use.Locks.empty() || Use.isUnclear());
  });
}

bool BareUses::isWithoutThreads(const CallSite &Call,
                                const AccessPath &Lock) const {
  const FunctionFacts &Body = *Call.Body->Facts;
  std::vector<Decision> Mine = decisionsFor(Body, *Call.Call);
  llvm::erase_if(Mine, [&](const Decision &D) {
    return !isMode(D.condition());
  });
  auto isSuch = [&](const Capability &Taken) {
    return Taken.isKnown() && !Taken.isRole() &&
           Taken.lock().lastDeclaration() == Lock.lastDeclaration();
  };
  auto takesSuch = [&](const Fact &F) {
    if (const auto *Taken = dyn_cast<LockFact>(&F))
      return Taken->Op == LockOp::Acquire && isSuch(Taken->Lock);
    const auto *Guard = dyn_cast<GuardFact>(&F);
    return Guard && llvm::any_of(Guard->Locks, isSuch);
  };
  auto isOtherWay = [&](const Decision &D) {
    return llvm::any_of(Mine, [&](const Decision &M) {
      return M.At == D.At && M.Way != D.Way;
    });
  };
  if (Mine.empty())
    return false;
  for (const auto &Block : Body.Blocks)
    for (const Fact *F : Block->Facts)
      if (takesSuch(*F) && llvm::any_of(decisionsFor(Body, *F), isOtherWay))
        return true;
  return false;
}

/// It starts or waits for other work, itself or by a method of the same object:
/// before and after that nobody else is there.
bool BareUses::startsOrJoins(const FunctionDecl *Function) {
  constexpr unsigned MaxDepth = 2;
  auto look = [&](auto &&Self, const FunctionDecl *F, unsigned Depth) -> bool {
    const FunctionAnalysis *Analysis = Functions.get(F);
    bool Found = false;
    if (!Analysis)
      return Found;
    for (const BodyResults &Body : Analysis->Bodies) {
      Body.Facts->each<SpawnFact>([&](const SpawnFact &) { Found = true; });
      Body.Facts->each<HandleFact>([&](const HandleFact &) { Found = true; });
      if (Depth < MaxDepth)
        Body.Facts->each<CallFact>([&](const CallFact &Call) {
          Found = Found || (Call.Callee && !Call.Virtual &&
                            Call.Receiver == AccessPath::thisObject() &&
                            Self(Self, Call.Callee, Depth + 1));
        });
    }
    return Found;
  };
  return look(look, Function, 0);
}

/// main calls it while no thread that it is seen to start may run.
static bool isSetUp(const CallSite &Call) {
  return !Call.Body->Facts->Parent && Call.caller()->isMain() &&
         llvm::none_of(Call.Body->Tasks.at(*Call.Call), [](const TaskState &S) {
           return S.is(TaskLive) || S.is(TaskDetached) || S.is(TaskEscaped) ||
                  S.is(TaskUnknown);
         });
}

bool BareUses::isReachedWithout(const AccessPath &Lock,
                                const BodyResults &Body, const Fact &At) {
  const FunctionFacts &Facts = *Body.Facts;
  llvm::ArrayRef<CallSite> All = Uses.callers().sites().of(Facts.Function);
  if (Facts.Parent || All.empty())
    return true;
  const ASTContext &Context = Functions.contracts().context();
  const Ownership &Owners = Uses.callers().ownership();
  const auto *Access = dyn_cast<AccessFact>(&At);
  // Its object is the caller's own, or the lock is in one that is.
  auto isOnOwn = [&](const CallSite &Call) {
    auto Own = Owners.ownObjects(*Call.Call, *Call.Body->Facts, Facts.Function);
    return isNeedless(Lock, Own) ||
           (Access && llvm::any_of(Own, [&](const AccessPath &Object) {
              return Access->Path.startsWith(Object);
            }));
  };
  return llvm::any_of(All, [&](const CallSite &Call) {
    return !mayHold(Call, Lock) && !isOnOwn(Call) &&
           isReachedWith(Facts, At, knownArguments(*Call.Call, Facts, Context)) &&
           !isWithoutThreads(Call, Lock) && !isSetUp(Call);
  });
}

//===----------------------------------------------------------------------===//
// What comes before it
//===----------------------------------------------------------------------===//

/// The atomic members and variables that other work may wait for after \p Use, or
/// that \p Use may have waited for.
static std::set<const ValueDecl *> atomicsAround(const DataUse &Use, bool After,
                                                 FunctionTable &Functions) {
  std::set<const ValueDecl *> Found;
  auto add = [&](const AccessFact &Access) {
    // What releases writes; an object that orders threads does as it likes.
    if ((Access.Orders || (Access.Atomic && (!After || Access.isWrite()))) &&
        Access.Path.lastDeclaration())
      Found.insert(Access.Path.lastDeclaration());
  };
  for (const auto &Block : Use.Body->Blocks)
    for (const Fact *F : Block->Facts) {
      const auto *Access = dyn_cast<AccessFact>(F);
      const auto *Call = dyn_cast<CallFact>(F);
      if ((!Access || (!Access->Atomic && !Access->Orders)) &&
          (!Call || !Call->Callee))
        continue;
      if (After ? !comesAfter(*Use.Body, *F, *Use.Access)
                : !comesAfter(*Use.Body, *Use.Access, *F))
        continue;
      if (Access)
        add(*Access);
      else if (const FunctionAnalysis *Callee = Functions.get(Call->Callee))
        for (const BodyResults &Body : Callee->Bodies)
          Body.Facts->each<AccessFact>(add);
    }
  return Found;
}

/// One of them lets go of an atomic object after its access, and the other looks at
/// that before its own.
bool BareUses::mayBeOrdered(const DataUse &Left, const DataUse &Right) {
  auto isBefore = [&](const DataUse &First, const DataUse &Second) {
    std::set<const ValueDecl *> Before =
        atomicsAround(Second, /*After=*/false, Functions);
    if (Before.empty())
      return false;
    std::set<const ValueDecl *> After =
        atomicsAround(First, /*After=*/true, Functions);
    return llvm::any_of(After,
                        [&](const ValueDecl *D) { return Before.count(D); });
  };
  return isBefore(Left, Right) || isBefore(Right, Left);
}

llvm::ArrayRef<WaitSite> BareUses::waits() {
  if (!Waits)
    Waits = collectWaits(Functions);
  return *Waits;
}

bool BareUses::losesWakeup(const DataUse &Use) {
  if (!LostWrites) {
    LostWrites.emplace();
    for (const LostWakeup &Lost :
         findLostWakeups(waits(), Functions, Uses.callers()))
      LostWrites->insert(Lost.Write);
  }
  return LostWrites->count(Use.Access);
}

bool BareUses::isWaitedFor(const DataUse &Earlier, const DataUse &Later) {
  const ValueDecl *Data = Earlier.Access->Path.lastDeclaration();
  return llvm::any_of(waits(), [&](const WaitSite &Site) {
    if (Site.Body->Facts != Later.Body || !Site.Lock.isKnown())
      return false;
    AccessPath Lock = Site.Lock.lock();
    if (Later.Object.isKnown() && Lock.startsWith(Later.Object))
      Lock = Lock.rebase(Later.Object, AccessPath::thisObject());
    return Earlier.Locks.count(Lock) &&
           llvm::any_of(Site.Reads, [&](const PredicateRead &Read) {
             return Read.Path.lastDeclaration() == Data &&
                    comesAfter(*Later.Body, *Later.Access, *Read.Access);
           });
  });
}

/// Where what runs \p Body begins: started work, each once. Empty: not known.
std::set<const FunctionFacts *> BareUses::threadsOf(const FunctionFacts &Body) {
  constexpr unsigned MaxFunctions = 16;
  std::set<const FunctionFacts *> Threads, Seen;
  std::vector<const FunctionFacts *> Open = {&Body};
  while (!Open.empty()) {
    const FunctionFacts *At = Open.back();
    Open.pop_back();
    if (!Seen.insert(At).second)
      continue;
    const CallSites &Sites = Uses.callers().sites();
    if (At->Parent) {
      const SpawnFact *Spawn = spawnOf(*At);
      if (!Spawn || Spawn->Turn.isValid())
        return {};
      Threads.insert(At);
    } else if (Sites.isStarted(At->Function)) {
      if (Sites.isStartedTwice(At->Function) || !Sites.of(At->Function).empty())
        return {};
      Threads.insert(At);
    } else {
      llvm::ArrayRef<CallSite> Calls = Sites.of(At->Function);
      if (!Sites.seesAll(At->Function) || Calls.empty() ||
          Seen.size() > MaxFunctions)
        return {};
      for (const CallSite &Site : Calls)
        Open.push_back(Site.Body->Facts);
    }
  }
  return Threads;
}

bool BareUses::isOfOnlyWriter(const InferredGuard &Guard, const DataUse &Use) {
  if (Use.mayChange())
    return false;
  std::set<const FunctionFacts *> Mine = threadsOf(*Use.Body);
  return Mine.size() == 1 &&
         llvm::all_of(Uses.of(Guard.Data), [&](const DataUse &Other) {
           return !Other.mayChange() || Other.Own ||
                  !overlap(partOf(Other), Guard.Part) ||
                  threadsOf(*Other.Body) == Mine;
         });
}

//===----------------------------------------------------------------------===//
// What may be meant
//===----------------------------------------------------------------------===//

/// `if (!ready) { lock(); if (!ready) ... }`: for one value only.
bool BareUses::looksAgain(const InferredGuard &Guard, const DataUse &Use) const {
  QualType Type = Use.Access->Path.type();
  if (Use.mayChange() || Type.isNull() || !Type->isScalarType())
    return false;
  auto isData = [&](const AccessPath &Path) { return Path == Use.Access->Path; };
  bool Decides = llvm::any_of(Use.Body->Blocks, [&](const auto &Block) {
    return Block->Branch && (isData(Block->Branch->Key) ||
                             llvm::any_of(Block->Branch->Reads, isData));
  });
  return Decides && llvm::any_of(Guard.Guarded, [&](const DataUse *Again) {
           return Again->Body == Use.Body && !Again->isWrite() &&
                  comesAfter(*Use.Body, *Again->Access, *Use.Access);
         });
}

bool BareUses::isDecidedUnder(const AccessPath &Lock, const BodyResults &Body,
                              const AccessFact &At) const {
  const Capability Needed(Lock);
  auto isHeldAt = [&](const Fact &F) {
    const Lockset *Held = Body.Locks->at(F);
    return Held && Held->covers(Needed, LockMode::Shared);
  };
  // Whether a local variable is a copy, made with the lock held, of what belongs
  // to the same object.
  auto isCopy = [&](const AccessPath &Path) {
    const auto *Variable = dyn_cast_or_null<VarDecl>(Path.lastDeclaration());
    if (!Variable || !Path.steps().empty() || !Variable->hasLocalStorage())
      return false;
    bool Found = false, Other = false;
    Body.Facts->each<AccessFact>([&](const AccessFact &Access) {
      bool Beside = Lock.steps().empty() ? Access.Path.hasGlobalRoot()
                                         : Access.Path.startsWith(Lock.parent());
      Found |= Beside && isHeldAt(Access) && isValue(Access, Variable->getInit());
      if (!Access.isWrite() || Access.Path != Path)
        return;
      Found |= isHeldAt(Access);
      Other |= !isHeldAt(Access);
    });
    return Found && !Other;
  };
  return llvm::any_of(decisionsFor(*Body.Facts, At), [&](const Decision &D) {
    const BranchCondition &Condition = D.condition();
    return !Condition.OnlyWhen &&
           (isCopy(Condition.Key) || llvm::any_of(Condition.Reads, isCopy));
  });
}

//===----------------------------------------------------------------------===//
// What no longer changes
//===----------------------------------------------------------------------===//

bool BareUses::runsOnce(const FunctionFacts &Body, const Fact &At,
                        unsigned Depth) {
  auto isOnceFlag = [&](const Decision &D) {
    AccessPath Flag = testedState(D.condition());
    const ValueDecl *Declared = Flag.lastDeclaration();
    if (!Declared || !isShared(Declared))
      return false;
    bool Set = false, Back = false;
    for (const DataUse &Use : Uses.of(Declared)) {
      if (!Use.isWrite() || Use.Own)
        continue;
      std::optional<bool> Outcome =
          Use.Access->Constant
              ? outcomeOf(D.condition(), Flag, *Use.Access->Constant)
              : std::nullopt;
      Set = true;
      Back |= !Outcome || *Outcome == D.truth();
    }
    return Set && !Back;
  };
  if (llvm::any_of(decisionsFor(Body, At), isOnceFlag))
    return true;
  constexpr unsigned MaxCalls = 2;
  const FunctionDecl *Function = Body.Function;
  if (Body.Parent || Depth == MaxCalls ||
      !Uses.callers().seesAllCallers(Function))
    return false;
  llvm::ArrayRef<CallSite> All = Uses.callers().sites().of(Function);
  return !All.empty() && llvm::all_of(All, [&](const CallSite &Call) {
    return runsOnce(*Call.Body->Facts, *Call.Call, Depth + 1);
  });
}

bool BareUses::isSetBefore(const DataUse &Use, const InferredGuard &Guard) {
  bool Asks = false;
  for (const auto &Block : Use.Body->Blocks) {
    if (!Block->Branch)
      continue;
    auto isData = [&](const AccessPath &Path) {
      return Path.lastDeclaration() == Guard.Data;
    };
    Asks |= isData(Block->Branch->Key) ||
            llvm::any_of(Block->Branch->Reads, isData);
  }
  if (Use.isWrite() || Asks)
    return false;
  return llvm::all_of(Uses.of(Guard.Data), [&](const DataUse &Other) {
    return (!Other.isWrite() && !Other.Access->MayWrite) ||
           Other.Own ||
           !overlap(partOf(Other), Guard.Part) ||
           runsOnce(*Other.Body, *Other.Access, 0);
  });
}

bool BareUses::isStateOfLock(const InferredGuard &Guard) {
  const auto *Member = dyn_cast<FieldDecl>(Guard.Data);
  const auto *Class =
      Member ? dyn_cast<CXXRecordDecl>(Member->getParent()) : nullptr;
  return Class && isMadeOf(*Class, Guard.Lock, Functions);
}

} // namespace sendsync
