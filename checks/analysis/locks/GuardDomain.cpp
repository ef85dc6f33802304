//===- GuardDomain.cpp - what RAII objects do to the locks ----------------===//
#include "checks/analysis/facts/PathResolver.h"
#include "checks/analysis/locks/LockDomain.h"

using namespace clang;

namespace sendsync {

void LockDomain::doubt(GuardState &Guard) {
  if (Guard.Owns == GuardState::Yes)
    Guard.Owns = GuardState::Maybe;
}

void LockDomain::decide(GuardState &Guard, bool Owns, LockState &State) {
  Guard.Owns = Owns ? GuardState::Yes : GuardState::No;
  for (const Capability &Lock : Guard.Locks) {
    const HeldLock *Held = State.Held.find(Lock);
    const Fact *Since = Held ? Held->Since : nullptr;
    State.Held.drop(Lock);
    if (!Owns)
      continue;
    State.Held.acquire(Lock, Guard.Mode, Since);
    State.Ended.erase(Lock);
  }
}

Capability LockDomain::named(const Capability &Lock, const LockState &State) {
  const AccessPath &Path = Lock.lock();
  for (size_t I = 0; I != Path.steps().size(); ++I) {
    if (Path.steps()[I].StepKind != PathStep::Call)
      continue;
    AccessPath Object = Path;
    while (Object.steps().size() > I)
      Object = Object.parent();
    auto Guard = State.Guards.find(Object);
    if (Guard != State.Guards.end() && Guard->second.Locks.size() == 1)
      return Guard->second.Locks.front();
  }
  return Lock;
}

void LockDomain::applyLockToGuard(const LockFact &Lock, GuardState &Guard,
                                  LockState &State) {
  switch (Lock.Op) {
  case LockOp::Acquire:
    for (const Capability &Managed : Guard.Locks)
      acquire(Managed, Guard.Mode, &Lock, State);
    Guard.Owns = GuardState::Yes;
    return;
  case LockOp::Release:
    for (const Capability &Managed : Guard.Locks)
      release(Managed, Lock, State, Lock.Mode);
    Guard.Owns = GuardState::No;
    return;
  case LockOp::TryAcquire:
    Guard.Owns = GuardState::Maybe;
    for (const Capability &Managed : Guard.Locks)
      State.Held.maybeAcquire(Managed, Guard.Mode, &Lock);
    note(Lock.Site,
         {Capability(), Lock.Lock.lock(), Guard.Mode, Lock.SuccessIsNonzero,
          Lock.SuccessValue},
         State);
    return;
  case LockOp::Assert:
  case LockOp::Require:
  case LockOp::Exclude:
  case LockOp::Destroy:
    return;
  }
}

void LockDomain::applyGuard(const GuardFact &Guard, LockState &State) {
  if (Guard.GuardVerb == GuardFact::Construct) {
    GuardState New;
    New.Mode = Guard.Mode;
    for (const Capability &Lock : Guard.Locks) {
      auto Outer = State.Guards.find(Lock.lock());
      if (Outer == State.Guards.end()) {
        New.Locks.push_back(named(Lock, State));
        continue;
      }
      New.Locks = Outer->second.Locks;
      New.Over = Outer->first;
    }
    for (const Capability &Lock : Guard.Lends) {
      auto Outer = State.Guards.find(Lock.lock());
      if (Outer == State.Guards.end())
        New.Lends.push_back(Lock);
      else
        llvm::append_range(New.Lends, Outer->second.Locks);
    }
    New.Releases = releasesAtEnd(Guard.Type);
    if (!Guard.Tag || *Guard.Tag == GuardTag::Adopt) {
      New.Owns = New.Locks.empty() && New.Lends.empty() ? GuardState::No
                                                        : GuardState::Yes;
      for (const Capability &Lock : New.Lends)
        release(Lock, Guard, State, Guard.Mode);
      for (const Capability &Lock : New.Locks)
        if (!Guard.Tag) {
          // It never gets a lock that its own thread holds.
          if (New.Locks.size() == 1 && State.Held.covers(Lock, Guard.Mode) &&
              !isRecursive(Lock))
            New.Owns = GuardState::No;
          else
            acquire(Lock, Guard.Mode, &Guard, State);
          if (Guard.ModeUnclear)
            State.Held.doubtMode(Lock);
        } else {
          if (Observer)
            Observer->adopts(Lock, Guard, State);
          const HeldLock *Held = State.Held.find(Lock);
          if (!State.Held.covers(Lock, Guard.Mode))
            State.Held.acquire(Lock, Guard.Mode, Held ? Held->Since : &Guard);
        }
    } else if (*Guard.Tag == GuardTag::Try) {
      tryGuard(New, Guard, State);
    }
    // The elements of a container are one place.
    auto Others = State.Guards.find(Guard.Guard);
    if (Guard.Guard.mayVary() && Others != State.Guards.end())
      llvm::append_range(New.Locks, Others->second.Locks);
    State.Guards[Guard.Guard] = std::move(New);
    return;
  }
  auto Found = State.Guards.find(Guard.Guard);
  if (Found == State.Guards.end()) {
    // A guard of the caller, or one that is not followed.
    if (Guard.GuardVerb == GuardFact::Release)
      release(Capability(), Guard, State);
    else
      State.Held.acquireUnknown();
    return;
  }
  GuardState &Known = Found->second;
  if (!Guard.Locks.empty()) {
    Known.Locks = Guard.Locks;
    Known.Mode = Guard.Mode;
  }
  if (Guard.NewMode)
    Known.Mode = *Guard.NewMode;
  switch (Guard.GuardVerb) {
  case GuardFact::Construct:
    break;
  case GuardFact::Acquire:
    if (Observer)
      Observer->locks(Known, Guard, State);
    for (const Capability &Lock : Known.Lends)
      release(Lock, Guard, State);
    for (const Capability &Lock : Known.Locks)
      acquire(Lock, Known.Mode, &Guard, State);
    Known.Owns = GuardState::Yes;
    break;
  case GuardFact::Release:
    if (Observer)
      Observer->unlocks(Known, Guard, State);
    for (const Capability &Lock : Known.Locks)
      release(Lock, Guard, State);
    for (const Capability &Lock : Known.Lends)
      acquire(Lock, Known.Mode, &Guard, State);
    Known.Owns = GuardState::No;
    break;
  case GuardFact::Forget:
    // What was adopted is the caller's again.
    for (const Capability &Lock : Known.Locks)
      if (const HeldLock *Held = State.Held.find(Lock))
        if (isAdopted(*Held)) {
          State.Held.drop(Lock);
          State.Held.acquire(Lock, Known.Mode, nullptr);
        }
    Known.Owns = GuardState::No;
    Known.Locks.clear();
    break;
  case GuardFact::Try:
    tryGuard(Known, Guard, State);
    break;
  case GuardFact::Upgrade:
  case GuardFact::Downgrade:
    Known.Mode = Guard.GuardVerb == GuardFact::Upgrade ? LockMode::Exclusive
                                                       : LockMode::Shared;
    if (Known.Owns == GuardState::Yes)
      decide(Known, /*Owns=*/true, State);
    break;
  }
}

void LockDomain::tryGuard(GuardState &Guard, const GuardFact &Fact,
                          LockState &State) {
  Guard.Owns = GuardState::Maybe;
  for (const Capability &Lock : Guard.Locks)
    State.Held.maybeAcquire(Lock, Guard.Mode, &Fact);
  if (Fact.GuardVerb == GuardFact::Try)
    note(Fact.Site, {Capability(), Fact.Guard, Guard.Mode, true, std::nullopt},
         State);
}

void LockDomain::applyMove(const MoveFact &Move, LockState &State) {
  if (Move.Swap) {
    auto From = State.Guards.find(Move.From), To = State.Guards.find(Move.To);
    if (From != State.Guards.end() && To != State.Guards.end())
      std::swap(From->second, To->second);
    return;
  }
  // A new object that is a lock, or has one, gets the name of its variable.
  if (Move.To.isKnown() && Move.From.rootKind() == RootKind::Fresh)
    State.Held.rename(Move.From, Move.To);
  // The guard itself, and those in an owner.
  std::map<AccessPath, GuardState> Moved;
  for (auto &[Path, Guard] : State.Guards)
    if (Path.startsWith(Move.From)) {
      Moved[Path] = std::move(Guard);
      Guard = GuardState();
    }
  if (Moved.empty())
    return;
  if (Move.To.isKnown()) {
    endAll(Move.To, Move, State);
    for (auto &[Path, Guard] : Moved)
      State.Guards[Path.rebase(Move.From, Move.To)] = std::move(Guard);
    return;
  }
  // Returned: the caller's now. Otherwise someone may release it.
  for (const auto &[Path, Guard] : Moved)
    if (!Move.Returned)
      for (const Capability &Lock : Guard.Locks)
        State.Held.weaken(Lock);
}

void LockDomain::end(const AccessPath &Path, const Fact &At, LockState &State) {
  auto Found = State.Guards.find(Path);
  if (Found == State.Guards.end())
    return;
  if (Found->second.IsGap)
    for (const Capability &Lock : Found->second.Locks)
      acquire(Lock, Found->second.Mode, &At, State);
  auto Outer = State.Guards.find(Found->second.Over);
  if (Outer != State.Guards.end()) {
    if (Outer->second.Owns == GuardState::Yes)
      decide(Outer->second, /*Owns=*/true, State);
  } else if (Found->second.Owns != GuardState::No &&
             Found->second.Releases)
    for (const Capability &Lock : Found->second.Locks)
      if (Found->second.Owns == GuardState::Yes || State.Held.find(Lock))
        release(Lock, At, State);
  if (Found->second.Owns != GuardState::No)
    for (const Capability &Lock : Found->second.Lends)
      if (!State.Held.covers(Lock, LockMode::Shared)) {
        State.Held.drop(Lock);
        acquire(Lock, Found->second.Mode, &At, State);
      }
  State.Guards.erase(Path);
}

void LockDomain::endAll(const AccessPath &Object, const Fact &At,
                        LockState &State) {
  llvm::SmallVector<AccessPath, 2> Ended;
  for (const auto &[Path, Guard] : State.Guards)
    if (Path.startsWith(Object))
      Ended.push_back(Path);
  for (const AccessPath &Path : Ended)
    end(Path, At, State);
}

void LockDomain::applyDestroy(const DestroyFact &Destroy, LockState &State) {
  endAll(Destroy.Object, Destroy, State);
  const VarDecl *Variable = Destroy.Object.rootVariable();
  if (Variable && Variable->hasAttr<CleanupAttr>())
    releaseMade(Variable, Destroy, State);
  // The locks inside the object end with it.
  State.Held.forget(Destroy.Object);
}

void LockDomain::openGap(const LockFact &Constructor, const Capability &Lock,
                         LockState &State) const {
  const auto *Made = dyn_cast_or_null<CXXConstructExpr>(Constructor.Site);
  const CXXRecordDecl *Class =
      Made ? Made->getConstructor()->getParent() : nullptr;
  const CXXDestructorDecl *End = Class ? Class->getDestructor() : nullptr;
  const HeldLock *Held = State.Held.find(Lock);
  if (!End || !Held || !Held->Must ||
      llvm::none_of(Contract.lockEffects(End),
                    [](const DeclaredLockEffect &Effect) {
                      return Effect.Op == LockOp::Acquire && !Effect.Negated;
                    }))
    return;
  GuardState &Gap = State.Guards[AccessPath::fresh(stripped(Made))];
  Gap.IsGap = true;
  Gap.Mode = Held->Mode;
  Gap.Locks.push_back(Lock);
}

bool LockDomain::releasesAtEnd(const CXXRecordDecl *Guard) const {
  const CXXDestructorDecl *Destructor =
      Guard && !Contract.typeModel(Guard) ? Guard->getDestructor() : nullptr;
  if (!Destructor)
    return true;
  return llvm::any_of(Contract.lockEffects(Destructor),
                      [](const DeclaredLockEffect &Effect) {
                        return Effect.Op == LockOp::Release;
                      });
}

void LockDomain::invalidateParts(const AccessFact &Access, LockState &State) {
  for (auto &[Path, Guard] : State.Guards)
    if (Path != Access.Path && Path.startsWith(Access.Path))
      uncertain(Guard, State);
}

void LockDomain::uncertain(GuardState &Guard, LockState &State) {
  doubt(Guard);
  for (const Capability &Lock : Guard.Locks)
    State.Held.weaken(Lock);
  State.Held.acquireUnknown();
}

} // namespace sendsync
