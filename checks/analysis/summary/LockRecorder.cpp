#include "checks/analysis/summary/LockRecorder.h"
#include "checks/analysis/base/Origin.h"
#include "checks/analysis/locks/DeferredReleases.h"
#include "checks/analysis/summary/LockPaths.h"
#include "checks/analysis/summary/MadeLocks.h"
#include "clang/Basic/SourceManager.h"

using namespace clang;

namespace sendsync {

namespace {

/// The expression that makes an operation: one call may be several facts.
const Expr *siteOf(const Fact &F) {
  if (const auto *Lock = dyn_cast<LockFact>(&F))
    return Lock->Site;
  if (const auto *Guard = dyn_cast<GuardFact>(&F))
    return Guard->Site;
  return nullptr;
}

/// A call that makes what it returns: of a library's function that is given no
/// owner of an object.
bool makesObject(const Expr *Init, const Contracts &Contract) {
  const auto *Call =
      dyn_cast_or_null<CallExpr>(Init ? Init->IgnoreImplicit() : nullptr);
  const FunctionDecl *Callee = Call ? Call->getDirectCallee() : nullptr;
  if (!Callee || isa<CXXMethodDecl>(Callee) || !isInSystemHeader(Callee))
    return false;
  return llvm::none_of(Call->arguments(), [&](const Expr *Argument) {
    QualType Type = Argument->getType();
    if (Type->isPointerType())
      Type = Type->getPointeeType();
    const TypeModel *Model = Contract.typeModel(Type);
    return Model && Model->Pointer;
  });
}

/// Only this function knows the object: it makes it as a temporary, a local
/// variable alone owns it, or one has just been given it by its maker.
bool isUnshared(const AccessPath &Path, const Contracts &Contract) {
  if (Path.rootKind() == RootKind::Fresh)
    return true;
  const VarDecl *Root = Path.rootVariable();
  if (!Root || !Root->hasLocalStorage() || isa<ParmVarDecl>(Root) ||
      Path.steps().empty() || Path.steps().front().StepKind != PathStep::Deref)
    return false;
  const TypeModel *Model = Contract.typeModel(Root->getType());
  return Model && Model->Pointer && Model->Pointer->Owning &&
         !Root->getType()->isReferenceType() &&
         (!Model->Pointer->Shared || makesObject(Root->getInit(), Contract));
}

/// See LockUse::Private.
uint16_t privateFields(const AccessPath &Path) {
  uint16_t Count = 0;
  for (const PathStep &Step : llvm::reverse(Path.steps())) {
    if (Step.StepKind == PathStep::Deref)
      continue;
    const auto *Field = Step.StepKind == PathStep::Field
                            ? cast<FieldDecl>(Step.Declaration)
                            : nullptr;
    if (!Field || Field->getAccess() != AS_private)
      break;
    ++Count;
  }
  return Count;
}

} // namespace

bool LockRecorder::isNamed(const Capability &Lock) const {
  return Lock.isKnown() && !Lock.isRole() &&
         !isUnshared(Lock.lock(), Functions.contracts());
}

bool LockRecorder::isOwn(const Fact &F) {
  if (!Body.Facts->Parent && !Body.Facts->Region)
    return true;
  if (Own.empty())
    for (const auto &Each : Body.Facts->Owned)
      Own.insert(Each.get());
  return Own.contains(&F);
}

bool LockRecorder::isInMade(const AccessPath &Lock) {
  auto [Entry, New] = Made.try_emplace(Lock, false);
  if (New)
    Entry->second = isInMadeLock(Lock, Functions);
  return Entry->second;
}

uint32_t LockRecorder::operation(const Fact &F) {
  const Expr *Site = siteOf(F);
  const void *Key = Site ? static_cast<const void *>(Site) : &F;
  return Operations.try_emplace(Key, Operations.size() + 1).first->second;
}

LockUse LockRecorder::use(const Capability &Lock, LockMode Mode) {
  LockUse Use;
  Use.Lock = Names.path(Lock.lock());
  Use.Shown = Names.text(Lock.str());
  Use.Private = privateFields(Lock.lock());
  Use.Shared = Mode == LockMode::Shared;
  Use.Again = uint16_t(Kinds.recursion(Lock.lock()));
  Use.InMade = isInMade(Lock.lock());
  return Use;
}

LockEvent LockRecorder::event(const Fact &At, const Capability &Lock,
                              LockMode Mode) {
  LockEvent New;
  static_cast<LockUse &>(New) = use(Lock, Mode);
  New.Operation = operation(At);
  New.Begin = Names.site(At.Range.getBegin());
  New.Last = Names.site(At.Range.getEnd());
  return New;
}

std::optional<LockEvent> LockRecorder::release(const Fact &At,
                                               const Capability &Lock) {
  const Lockset *Held = Body.Locks->at(At);
  const HeldLock *Mine = Held && Lock.isKnown() ? Held->find(Lock) : nullptr;
  // What it acquired itself is its own affair.
  if (Mine && Mine->Since && isOwn(*Mine->Since))
    return std::nullopt;
  LockEvent New;
  if (Lock.isKnown())
    New = event(At, Lock, LockMode::Exclusive);
  New.Releases = true;
  return New;
}

const std::map<Capability, LockMode> &
LockRecorder::acquiredBy(const GuardFact &Operation) {
  if (!HasOrigins)
    for (const auto &Block : Body.Facts->Blocks)
      for (const Fact *F : Block->Facts)
        if (const Lockset *Held = Body.Locks->at(*F))
          for (const auto &[Lock, How] : Held->locks())
            if (How.Since && isa<GuardFact>(How.Since))
              Origins[How.Since][Lock] = How.Mode;
  HasOrigins = true;
  return Origins[&Operation];
}

std::vector<LockEvent> LockRecorder::events(const Fact &Operation) {
  std::vector<LockEvent> Result;
  if (!Body.Locks->solved())
    return Result;
  auto acquire = [&](const Capability &Lock, LockMode Mode) {
    if (!isNamed(Lock))
      return;
    LockEvent New = event(Operation, Lock, Mode);
    if (New.Lock.isKnown())
      Result.push_back(std::move(New));
  };
  auto giveBack = [&](const Capability &Lock) {
    if (std::optional<LockEvent> New = release(Operation, Lock))
      Result.push_back(std::move(*New));
  };
  if (const auto *Lock = dyn_cast<LockFact>(&Operation)) {
    if (Lock->Op == LockOp::Acquire && !Lock->Negated)
      acquire(Lock->Lock, Lock->Mode.value_or(LockMode::Exclusive));
    else if (Lock->Op == LockOp::Release)
      giveBack(Lock->Lock);
    return Result;
  }
  const auto &Guard = cast<GuardFact>(Operation);
  switch (Guard.GuardVerb) {
  case GuardFact::Construct:
    if (!Guard.Tag)
      for (const Capability &Lock : Guard.Locks)
        acquire(Lock, Guard.Mode);
    break;
  case GuardFact::Acquire:
    for (const auto &[Lock, Mode] : acquiredBy(Guard))
      acquire(Lock, Mode);
    break;
  case GuardFact::Release:
    // The guard may be the caller's.
    if (!Guard.Guard.isLocalStorage())
      giveBack(Capability());
    break;
  case GuardFact::Try:
  case GuardFact::Forget:
  case GuardFact::Upgrade:
  case GuardFact::Downgrade:
    break;
  }
  return Result;
}

LockEvent LockRecorder::acquisition(const CallFact &Call,
                                    const AccessPath &Lock) {
  return event(Call, Capability(Lock), LockMode::Exclusive);
}

void LockRecorder::addHold(LockHold Hold, HoldNumbers &To) {
  constexpr size_t MaxHolds = 4096;
  if (Out.Holds.size() == MaxHolds)
    return;
  To.push_back(Out.Holds.size());
  Out.Holds.push_back(std::move(Hold));
}

uint16_t LockRecorder::holdOf(const LockEvent &Acquired) {
  LockHold Hold;
  static_cast<LockUse &>(Hold) = Acquired;
  Hold.Since = Acquired.At;
  Hold.Operation = Acquired.Operation;
  HoldNumbers Number;
  addHold(std::move(Hold), Number);
  return Number.empty() ? 0 : Number.front();
}

std::optional<LockHold> LockRecorder::hold(const Capability &Lock,
                                           const HeldLock &How,
                                           const Fact &At) {
  bool IsPart = Body.Facts->Parent || Body.Facts->Region;
  bool IsOwnDoing = How.Since && isOwn(*How.Since);
  // The locks that a closure starts with are those of the code that runs it.
  if (!isNamed(Lock) || !isHeldForSure(How) ||
      (!IsOwnDoing && !IsPart && !Body.Locks->entry().find(Lock)))
    return std::nullopt;
  LockHold New;
  if (How.Handed || isReleasedByClosure(Lock, How, *Body.Facts, &Functions))
    New.How = LockHold::Sometimes;
  else if (!How.Must)
    New.How = How.Since && alwaysReaches(*Body.Facts, *How.Since, At)
                  ? LockHold::Leads
                  : LockHold::Sometimes;
  New.Operation = How.Since ? operation(*How.Since) : 0;
  New.Around = IsPart && !IsOwnDoing;
  return New;
}

HoldNumbers LockRecorder::holds(const Fact &At) {
  HoldNumbers Result;
  const Lockset *Held = Body.Locks->solved() ? Body.Locks->at(At) : nullptr;
  if (!Held)
    return Result;
  for (const auto &[Lock, How] : Held->locks()) {
    std::optional<LockHold> New = hold(Lock, How, At);
    if (!New)
      continue;
    auto [Entry, IsNew] = Known.try_emplace(
        {Lock, New->Operation, New->How, How.Mode}, Out.Holds.size());
    if (!IsNew) {
      Result.push_back(Entry->second);
      continue;
    }
    static_cast<LockUse &>(*New) = use(Lock, How.Mode);
    if (How.Since)
      New->Since = Names.site(How.Since->Location);
    if (New->Lock.isKnown())
      addHold(std::move(*New), Result);
    else
      Known.erase(Entry);
  }
  return Result;
}

void LockRecorder::describe(const LockSummary &Summary) {
  auto add = [&](auto New, const SummaryLock &Lock, auto &To) {
    if (Lock.Lock.isRole() || !Body.Facts->isAsPassed(Lock.Lock.lock()))
      return;
    static_cast<LockUse &>(New) = use(Lock.Lock, Lock.Mode);
    if (New.Lock.isKnown())
      To.push_back(std::move(New));
  };
  for (const SummaryLock &Sure : Summary.Acquires) {
    SureLock New;
    New.At = Names.site(Sure.Location);
    add(New, Sure, Out.Acquires);
  }
  auto effects = [&](LockChange::Kind What, const auto &Locks) {
    LockChange New;
    New.What = What;
    for (const SummaryLock &Lock : Locks)
      add(New, Lock, Out.LockChanges);
  };
  effects(LockChange::Keeps, Summary.Keeps);
  effects(LockChange::Releases, Summary.Releases);
  effects(LockChange::MayKeep, Summary.MayKeep);
  effects(LockChange::MayRelease, Summary.MayRelease);
  for (const SummaryTry &Try : Summary.Tries)
    effects(Try.SuccessIsNonzero ? LockChange::TriesNonzero
                                 : LockChange::TriesZero,
            llvm::ArrayRef<SummaryLock>(Try.Lock));
}

void LockRecorder::describe(const CallerContexts &Callers) {
  const FunctionDecl &Function = *Owner.Function;
  Out.LocksKnown = Body.Locks->solved();
  if (Out.Closure)
    Out.Outer = Names.function(&Function);
  Out.Main = !Out.Closure && Function.isMain();
  const auto *Method = dyn_cast<CXXMethodDecl>(&Function);
  Out.Named =
      Callers.isAddressTaken(&Function) || (Method && Method->isVirtual());
  Out.InHeader = !llvm::all_of(Function.redecls(), isInMainSource);
  const FunctionFacts &Outer = Body.Facts->outermost();
  const Contracts &Contract = Functions.contracts();
  for (const ParmVarDecl *Parameter : Function.parameters())
    if (Outer.Reassigned.contains(
            cast<ParmVarDecl>(Parameter->getCanonicalDecl())))
      Out.Reassigned.push_back(Parameter->getFunctionScopeIndex());
  auto note = [&](const AccessPath &Path) {
    if (!Path.rootVariable() || !isUnshared(Path, Contract))
      return;
    const Symbol *Root = Names.data(Path.rootVariable());
    if (!llvm::is_contained(Out.Unshared, Root))
      Out.Unshared.push_back(Root);
  };
  Body.Facts->each<CallFact>([&](const CallFact &Call) {
    note(Call.Receiver);
    for (const ArgumentPaths &Argument : Call.Arguments) {
      note(Argument.Place);
      note(Argument.Target);
    }
  });
  if (!Out.Closure && Out.LocksKnown && Contract.lockEffects(&Function).empty())
    describe(Body.Locks->summary());
  if (!Out.Locks.empty() || !Out.Holds.empty() || !Out.Acquires.empty() ||
      !Out.LockChanges.empty())
    for (const ParmVarDecl *Parameter : Function.parameters())
      Out.Parameters.push_back(Names.text(Parameter->getName()));
  Out.At = Names.site(Body.Facts->Function->getLocation());
}

} // namespace sendsync
