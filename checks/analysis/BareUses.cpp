#include "checks/analysis/BareUses.h"
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

} // namespace

llvm::ArrayRef<BareUses::Site>
BareUses::callsOf(const FunctionDecl *Function) {
  if (!Calls) {
    Calls.emplace();
    Functions.each([&](const FunctionAnalysis &Analysis) {
      for (const BodyResults &Body : Analysis.Bodies)
        Body.Facts->each<CallFact>([&](const CallFact &Call) {
          if (Call.Callee)
            (*Calls)[Call.Callee->getCanonicalDecl()].push_back({&Call, &Body});
        });
    });
  }
  auto Found = Calls->find(Function->getCanonicalDecl());
  if (Found == Calls->end())
    return {};
  return Found->second;
}

//===----------------------------------------------------------------------===//
// Who calls it
//===----------------------------------------------------------------------===//

bool BareUses::mayHold(const Site &Call, const AccessPath &Lock) const {
  const Lockset *Held = Call.Body->Locks->at(*Call.Call);
  if (!Held || !Call.Body->Locks->contextKnown() || Held->hasUnknown())
    return true;
  AccessPath Here = Call.Call->substitute(Lock);
  if (!Here.isKnown())
    return !Held->locks().empty();
  return Held->find(Capability(Here)) ||
         (!Call.Body->Facts->Parent &&
          Uses.callers().isAlwaysCalledWith(Call.function(), Here));
}

bool BareUses::isMode(const BranchCondition &Condition) const {
  AccessPath State = testedState(Condition);
  const ValueDecl *Declared = State.lastDeclaration();
  if (!Declared || State.mayVary() || !isShared(Declared))
    return false;
  // What changes under a lock is a state.
  return llvm::none_of(Uses.of(Declared), [](const DataUse &Use) {
    return Use.isWrite() && !Use.InConstructor &&
           (!Use.Locks.empty() || Use.isUnclear());
  });
}

bool BareUses::isWithoutThreads(const Site &Call,
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

bool BareUses::isReachedWithout(const AccessPath &Lock,
                                const BodyResults &Body, const Fact &At) {
  const FunctionFacts &Facts = *Body.Facts;
  llvm::ArrayRef<Site> All = callsOf(Facts.Function);
  if (Facts.Parent || All.empty())
    return true;
  const ASTContext &Context = Functions.contracts().context();
  return llvm::any_of(All, [&](const Site &Call) {
    return !mayHold(Call, Lock) &&
           isReachedWith(Facts, At, knownArguments(*Call.Call, Facts, Context)) &&
           !isWithoutThreads(Call, Lock);
  });
}

//===----------------------------------------------------------------------===//
// What comes before it
//===----------------------------------------------------------------------===//

bool BareUses::makesSuch(const AccessPath &Lock, const BodyResults &Body) {
  const FieldDecl *Member = Lock.lastField();
  if (!Member || Lock.lastDeclaration() != Member)
    return false;
  auto [Known, New] = Makers.try_emplace({Body.Facts, Lock}, false);
  if (!New)
    return Known->second;
  bool Found = false;
  Body.Facts->each<InitFact>([&](const InitFact &Init) {
    Found |= Init.Object.lastDeclaration() == Member;
  });
  Body.Facts->each<CallFact>([&](const CallFact &Call) {
    const FunctionAnalysis *Callee =
        Call.Callee ? Functions.get(Call.Callee) : nullptr;
    if (Found || !Callee || Callee->Bodies.empty())
      return;
    for (unsigned I = 0; I != Call.Arguments.size(); ++I)
      if (Call.Arguments[I].Target.lastDeclaration() == Member &&
          I < Callee->Function->getNumParams())
        Callee->Facts->each<InitFact>([&](const InitFact &Init) {
          Found |= Init.Object.rootVariable() ==
                   Callee->Function->getParamDecl(I);
        });
  });
  return Known->second = Found;
}

bool BareUses::shareLock(const DataUse &Left, const DataUse &Right) {
  return llvm::any_of(Left.Locks, [&](const auto &Held) {
    auto Theirs = Right.Locks.find(Held.first);
    return Theirs != Right.Locks.end() &&
           (Held.second == LockMode::Exclusive ||
            Theirs->second == LockMode::Exclusive);
  });
}

/// The atomic members and variables that a function touches.
const std::set<const ValueDecl *> &
BareUses::atomicsOf(const FunctionDecl *Function) {
  auto [Known, New] = Atomics.try_emplace(Function->getCanonicalDecl());
  std::set<const ValueDecl *> &Found = Known->second;
  if (!New)
    return Found;
  if (const FunctionAnalysis *Analysis = Functions.get(Function))
    for (const BodyResults &Body : Analysis->Bodies)
      Body.Facts->each<AccessFact>([&](const AccessFact &Access) {
        if ((Access.Atomic || Access.Orders) && Access.Path.lastDeclaration())
          Found.insert(Access.Path.lastDeclaration());
      });
  return Found;
}

bool BareUses::mayBeOrdered(const DataUse &Left, const DataUse &Right) {
  const std::set<const ValueDecl *> &Mine = atomicsOf(Left.function());
  return !Mine.empty() &&
         llvm::any_of(atomicsOf(Right.function()),
                      [&](const ValueDecl *D) { return Mine.count(D); });
}

bool BareUses::isWaitedFor(const DataUse &Earlier, const DataUse &Later) {
  if (!Waits)
    Waits = collectWaits(Functions);
  const ValueDecl *Data = Earlier.Access->Path.lastDeclaration();
  return llvm::any_of(*Waits, [&](const WaitSite &Site) {
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
      if (!Use.isWrite() || Use.InConstructor)
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
  llvm::ArrayRef<Site> All = callsOf(Function);
  return !All.empty() && llvm::all_of(All, [&](const Site &Call) {
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
           Other.InConstructor || Other.OwnObject ||
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
