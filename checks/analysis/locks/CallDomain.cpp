//===- CallDomain.cpp - what callees do to the locks ----------------------===//
#include "checks/analysis/facts/PathResolver.h"
#include "checks/analysis/locks/LockDomain.h"

using namespace clang;

namespace sendsync {

void LockDomain::applyClosures(const CallFact &Call, LockState &State) {
  for (const CallableUse &Use : Call.Callables) {
    const ClosureFacts *Closure = Use.Lambda && Use.Where == Placement::InPlace
                                      ? Body.closure(Use.Lambda)
                                      : nullptr;
    if (!Closure)
      continue;
    for (const FunctionFacts *Inner : Closure->Bodies) {
      // What it declares is said by facts of its own.
      if (!Contract.lockEffects(Inner->Function).empty())
        continue;
      Inner->each<GuardFact>([&](const GuardFact &Op) {
        auto Guard = State.Guards.find(Op.Guard);
        if (Op.GuardVerb != GuardFact::Construct && Guard != State.Guards.end())
          uncertain(Guard->second, State);
      });
      std::map<Capability, int> Balance;
      Inner->each<LockFact>([&](const LockFact &Op) {
        if (Op.Op == LockOp::Acquire)
          ++Balance[Op.Lock];
        else if (Op.Op == LockOp::Release)
          --Balance[Op.Lock];
      });
      for (const auto &[Lock, Count] : Balance)
        if (Count != 0) {
          State.Held.weaken(Lock);
          State.Held.acquireUnknown();
        }
    }
  }
}

std::optional<bool> LockDomain::isChosen(const SummaryLock &Lock,
                                         const CallFact &Call) const {
  if (!Lock.When)
    return std::nullopt;
  unsigned Index = Lock.When->Parameter->getFunctionScopeIndex();
  const Expr *Given =
      Index < Call.Arguments.size() ? Call.Arguments[Index].Expr : nullptr;
  std::optional<int64_t> Value =
      Given ? numberOf(Given, Contract.context()) : std::nullopt;
  if (!Value)
    return std::nullopt;
  return Lock.When->isMadeBy(*Value);
}

void LockDomain::applyCall(const CallFact &Call, LockState &State) {
  applyClosures(Call, State);
  // Its second return comes from anywhere, with whatever was held there.
  if (Call.Callee && Call.Callee->hasAttr<ReturnsTwiceAttr>())
    State.Held.acquireUnknown();
  const LockSummary *Summary =
      Callees && Call.Callee ? Callees->locks(Call.Callee) : nullptr;
  // A guard from a body that is not visible holds some lock.
  if (!Summary && returnsGuard(Call, Contract))
    State.Held.acquireUnknown();
  if (!Callees || !Call.Callee)
    return;
  // A new object, though the turn of the loop before has made one here, too.
  if (isa<CXXConstructorDecl>(Call.Callee) && !Call.Receiver.mayVary())
    State.Guards.erase(Call.Receiver);
  if (applyCleanup(Call, Summary, State))
    return;
  if (!Summary || Summary->Unclear)
    handGuards(Call, State);
  if (!Summary)
    return handLocks(Call, State);
  if (Summary->Unclear)
    weakenKept(Call, State);
  auto Guard = State.Guards.find(Call.Receiver);
  if (Guard != State.Guards.end()) {
    if (!Summary->Releases.empty() || !Summary->Keeps.empty())
      return applyGuardMethod(Guard->second, *Summary, Call, State);
    if (Summary->Unclear || !Summary->MayRelease.empty() ||
        !Summary->MayKeep.empty())
      return uncertain(Guard->second, State);
  }
  // A lock inside an object that has no name here is some lock.
  auto here = [&](const SummaryLock &Lock) {
    if (Lock.Lock.isRole())
      return Lock.Lock;
    AccessPath Path = Call.substitute(Lock.Lock.lock());
    return Path.rootKind() == RootKind::Fresh ? Capability()
                                              : Capability(std::move(Path));
  };
  for (const SummaryLock &Lock : Summary->Acquires)
    noteAcquired(here(Lock), &Call, State);
  State.ReleasedSome |= Summary->ReleasesSome;
  GuardState Made;
  Made.IsGap = isGap(Call, *Summary);
  auto giveBack = [&](const SummaryLock &Lock) {
    Capability Released = here(Lock);
    const HeldLock *Held = State.Held.find(Released);
    if (Made.IsGap && Held && Held->Must) {
      Made.Mode = Held->Mode;
      Made.Locks.push_back(Released);
    }
    release(Released, Call, State);
  };
  auto keep = [&](const SummaryLock &Lock) {
    Capability Kept = here(Lock);
    acquire(Kept, Lock.Mode, &Call, State);
    if (Lock.ModeUnclear)
      State.Held.doubtMode(Kept);
    Made.Locks.push_back(std::move(Kept));
    Made.Mode = Lock.Mode;
  };
  for (const SummaryLock &Lock : Summary->Releases)
    giveBack(Lock);
  // What happens on some paths may be chosen by an argument, or else show in the
  // result: then it is not held against anyone.
  for (const SummaryLock &Lock : Summary->MayRelease) {
    std::optional<bool> Chosen = isChosen(Lock, Call);
    if (!Chosen) {
      State.Held.weaken(here(Lock));
      State.Held.acquireUnknown();
    } else if (*Chosen) {
      giveBack(Lock);
    } else if (Made.IsGap) {
      // Released later, and taken back all the same.
      Made.Locks.push_back(here(Lock));
    }
  }
  for (const SummaryLock &Lock : Summary->MayKeep) {
    std::optional<bool> Chosen = isChosen(Lock, Call);
    if (!Chosen) {
      State.Held.maybeAcquire(here(Lock), Lock.Mode, &Call);
      State.Held.acquireUnknown();
    } else if (*Chosen) {
      keep(Lock);
    }
  }
  for (const SummaryTry &Try : Summary->Tries) {
    Capability Tried = here(Try.Lock);
    if (Try.Waits)
      acquire(Tried, Try.Lock.Mode, &Call, State);
    else
      State.Held.maybeAcquire(Tried, Try.Lock.Mode, &Call);
    if (!Tried.isKnown())
      continue;
    Tries.insert(Call.Site);
    note(Call.Site,
         {std::move(Tried), AccessPath(), Try.Lock.Mode, Try.SuccessIsNonzero,
          std::nullopt, Try.Waits},
         State);
  }
  for (const SummaryLock &Lock : Summary->Keeps)
    keep(Lock);
  // A constructor that keeps a lock makes a guard: its object releases it.
  // So does a function that returns a guard for what it locked.
  Made.Owns = Made.IsGap ? GuardState::No : GuardState::Yes;
  if (Made.Locks.empty())
    return;
  if (isa<CXXConstructorDecl>(Call.Callee)) {
    if (Call.Receiver.isKnown())
      State.Guards[Call.Receiver] = std::move(Made);
    else // Nobody can tell when that object ends.
      for (const Capability &Lock : Made.Locks)
        State.Held.weaken(Lock);
  } else if (Contract.mayBeGuard(Call.Callee->getReturnType())) {
    State.Guards[AccessPath::fresh(stripped(Call.Site))] = std::move(Made);
  }
}

bool LockDomain::applyCleanup(const CallFact &Call, const LockSummary *Summary,
                              LockState &State) {
  const VarDecl *Variable =
      Call.Arguments.size() == 1
          ? Call.Arguments.front().Target.rootVariable()
          : nullptr;
  const auto *Cleanup = Variable ? Variable->getAttr<CleanupAttr>() : nullptr;
  return Cleanup && Cleanup->getFunctionDecl() == Call.Callee &&
         (!Summary || Summary->UsesLocks) && releaseMade(Variable, Call, State);
}

bool LockDomain::releaseMade(const VarDecl *Variable, const Fact &End,
                             LockState &State) {
  if (!Variable->getInit())
    return false;
  const Expr *Made = Variable->getInit()->IgnoreParenCasts();
  llvm::SmallVector<Capability, 2> Locked;
  for (const auto &[Lock, Held] : State.Held.locks()) {
    const auto *Since = dyn_cast_or_null<CallFact>(Held.Since);
    if (Since && Since->Site == Made)
      Locked.push_back(Lock);
  }
  for (const Capability &Lock : Locked)
    release(Lock, End, State);
  return !Locked.empty();
}

/// Both are about one object: `begin(s)` and `end(s)`.
static bool shareObject(const CallFact &Left, const CallFact &Right) {
  if (Left.Receiver.isKnown() && Left.Receiver == Right.Receiver)
    return true;
  return llvm::any_of(Left.Arguments, [&](const ArgumentPaths &Mine) {
    return Mine.Target.isKnown() &&
           llvm::any_of(Right.Arguments, [&](const ArgumentPaths &Other) {
             return Other.Target == Mine.Target;
           });
  });
}

void LockDomain::weakenKept(const CallFact &Call, LockState &State) {
  llvm::SmallVector<Capability, 2> Kept;
  for (const auto &[Lock, Held] : State.Held.locks()) {
    const auto *Since = dyn_cast_or_null<CallFact>(Held.Since);
    if (Since && Since != &Call && shareObject(*Since, Call))
      Kept.push_back(Lock);
  }
  for (const Capability &Lock : Kept)
    State.Held.weaken(Lock);
}

bool LockDomain::isGap(const CallFact &Call, const LockSummary &Summary) const {
  const auto *Constructor = dyn_cast<CXXConstructorDecl>(Call.Callee);
  const CXXDestructorDecl *Destructor =
      Constructor ? Constructor->getParent()->getDestructor() : nullptr;
  // It may release on some paths only, for its caller to do so later; and its
  // destructor must not let an exception out.
  const size_t Released = Summary.Releases.size() + Summary.MayRelease.size();
  const LockSummary *AtEnd = Destructor && Released != 0 &&
                                     Summary.Keeps.empty() &&
                                     Summary.MayKeep.empty()
                                 ? Callees->locks(Destructor)
                                 : nullptr;
  return AtEnd && AtEnd->Keeps.size() + AtEnd->MayKeep.size() == Released;
}

void LockDomain::handGuards(const CallFact &Call, LockState &State) {
  if (State.Guards.empty())
    return;
  const FunctionModel *Model = Contract.functionModel(Call.Callee);
  if (Model && Model->Wait)
    return;
  for (unsigned I = 0; I != Call.Arguments.size(); ++I) {
    if (I >= Call.Callee->getNumParams())
      return;
    QualType Type = Call.Callee->getParamDecl(I)->getType();
    if (!Type->isLValueReferenceType() ||
        Type->getPointeeType().isConstQualified())
      continue;
    auto Guard = State.Guards.find(Call.Arguments[I].Place);
    if (Guard == State.Guards.end())
      continue;
    Guard->second.Owns = GuardState::Maybe;
    uncertain(Guard->second, State);
  }
}

void LockDomain::handLocks(const CallFact &Call, LockState &State) {
  const FunctionModel *Model = Contract.functionModel(Call.Callee);
  if (State.Held.locks().empty() && State.Ended.empty())
    return;
  if ((Model && Model->Wait) || !Contract.lockEffects(Call.Callee).empty())
    return;
  for (const ArgumentPaths &Argument : Call.Arguments)
    for (const AccessPath &Path : {Argument.Place, Argument.Target}) {
      Capability Lock(Path);
      if (!Path.isKnown() ||
          (!State.Held.find(Lock) && !State.Ended.count(Lock)))
        continue;
      State.Ended.erase(Lock);
      State.Handed.insert(Lock);
      State.Held.hand(Lock);
    }
}

void LockDomain::applyGuardMethod(GuardState &Guard, const LockSummary &Summary,
                                  const CallFact &Call, LockState &State) {
  bool Acquires = !Summary.Keeps.empty();
  for (const Capability &Lock : Guard.Locks)
    if (Acquires)
      acquire(Lock, Guard.Mode, &Call, State);
    else
      release(Lock, Call, State);
  Guard.Owns = Acquires ? GuardState::Yes : GuardState::No;
}

} // namespace sendsync
