#include "checks/analysis/locks/LockDomain.h"
#include "checks/analysis/base/Bounds.h"

using namespace clang;

namespace sendsync {

namespace {

template <typename Map> void intersect(Map &Into, const Map &From) {
  for (auto It = Into.begin(); It != Into.end();) {
    auto Other = From.find(It->first);
    bool Same = Other != From.end() && Other->second == It->second;
    It = Same ? std::next(It) : Into.erase(It);
  }
}

template <typename Map> void intersectKeys(Map &Into, const Map &From) {
  for (auto It = Into.begin(); It != Into.end();)
    It = From.count(It->first) ? std::next(It) : Into.erase(It);
}

} // namespace

/// The expression that an operation on locks is made by, or null.
static const Expr *siteOf(const Fact &F) {
  if (const auto *Lock = dyn_cast<LockFact>(&F))
    return Lock->Site;
  const auto *Call = dyn_cast<CallFact>(&F);
  return Call ? Call->Site : nullptr;
}

LockState LockDomain::entry() {
  LockState State;
  State.Held = Entry;
  return State;
}

void LockDomain::apply(const Fact &F, LockState &State) {
  switch (F.Kind) {
  case FactKind::Lock:
    return applyLock(cast<LockFact>(F), State);
  case FactKind::Guard:
    return applyGuard(cast<GuardFact>(F), State);
  case FactKind::Move:
    return applyMove(cast<MoveFact>(F), State);
  case FactKind::Destroy:
    return applyDestroy(cast<DestroyFact>(F), State);
  case FactKind::Call:
    return applyCall(cast<CallFact>(F), State);
  case FactKind::Access: {
    const auto &Access = cast<AccessFact>(F);
    if (Access.AccessMode == AccessFact::Write) {
      if (Access.Via)
        invalidateParts(Access, State);
      else
        reassign(Access.Path, State);
      State.Stored.erase(Access.Path);
      if (Access.Stored && State.Attempts.count(Access.Stored))
        State.Stored[Access.Path] = {Access.Stored, Access.StoredNegated};
    }
    return;
  }
  case FactKind::Catch:
    return applyCatch(cast<CatchFact>(F), State);
  case FactKind::Bind:
  case FactKind::Borrow:
  case FactKind::Condition:
  case FactKind::Flag:
  case FactKind::Init:
  case FactKind::Spawn:
  case FactKind::Handle:
  case FactKind::Suspend:
    return;
  case FactKind::Return:
    if (cast<ReturnFact>(F).Constant)
      State.Held.forgetRefusals();
    return;
  }
}

bool LockDomain::refine(const BranchCondition &Condition, bool Truth,
                        LockState &State) {
  std::optional<BranchCondition> Zero;
  if (Condition.Comparison)
    Zero = Condition.asTestForZero(Truth);
  const BranchCondition &Branch = Zero ? *Zero : Condition;
  if (Branch.Tested.isKnown() && Branch.Constant == 0) {
    auto Guard = State.Guards.find(Branch.Tested);
    if (Guard == State.Guards.end())
      return true;
    if (Guard->second.Owns == GuardState::Maybe) {
      decide(Guard->second, Truth, State);
      return true;
    }
    return (Guard->second.Owns == GuardState::Yes) == Truth;
  }
  const Expr *Call = Branch.Call;
  if (Branch.Key.isKnown()) {
    auto Stored = State.Stored.find(Branch.Key);
    if (Stored != State.Stored.end()) {
      bool Negated;
      std::tie(Call, Negated) = Stored->second;
      if (Negated && Branch.Constant != 0)
        return true;
      Truth ^= Negated;
    }
  }
  auto Found = State.Attempts.find(Call);
  // A condition whose outcome needs the try was not decided before it.
  if (Call && Found == State.Attempts.end() && Branch.OnlyWhen)
    return !Tries.count(Call);
  if (!Call || Found == State.Attempts.end())
    return true;
  for (const Attempt &Try : Found->second) {
    std::optional<bool> Success = Try.decidedBy(Branch.Constant, Truth);
    if (!Success)
      continue;
    if (Try.Guard.isKnown()) {
      auto Guard = State.Guards.find(Try.Guard);
      if (Guard != State.Guards.end())
        decide(Guard->second, *Success, State);
    } else if (Try.Waits) {
      const HeldLock *Held = State.Held.find(Try.Lock);
      const Fact *Since = Held ? Held->Since : nullptr;
      if (!*Success && Since && siteOf(*Since) == Call)
        State.Held.refuse(Try.Lock, Since);
    } else if (*Success) {
      const HeldLock *Tried = State.Held.find(Try.Lock);
      const Fact *Since = Tried ? Tried->Since : nullptr;
      // Its second success on this way, or a lock that was held before.
      bool Known = Since && siteOf(*Since) == Call;
      // Not certain so far, or held in a weaker mode and now upgraded.
      if (!Tried || !Tried->Must || Tried->Mode < Try.Mode || Try.Converts)
        State.Held.drop(Try.Lock);
      State.Held.acquire(Try.Lock, Try.Mode, Since,
                         !Known && isRecursive(Try.Lock));
      State.Ended.erase(Try.Lock);
    } else {
      const HeldLock *Held = State.Held.findSame(Try.Lock);
      if (!Held || Held->Must)
        continue;
      if (Held->Undecided && Held->Since && isAttempt(*Held->Since))
        State.Ended.try_emplace(Try.Lock, Held->Since);
      State.Held.drop(Try.Lock);
    }
  }
  return true;
}

void LockDomain::join(LockState &Into, const LockState &From) {
  joinAttempts(Into, From);
  Into.Held.join(From.Held);
  // A guard that one side does not have, or that manages another lock there,
  // may hold what the other side says.
  for (auto &[Path, Guard] : Into.Guards)
    if (!From.Guards.count(Path))
      doubt(Guard);
  for (const auto &[Path, Theirs] : From.Guards) {
    auto [Entry, New] = Into.Guards.try_emplace(Path, Theirs);
    GuardState &Mine = Entry->second;
    if (New) {
      doubt(Mine);
      continue;
    }
    for (const Capability &Lock : Theirs.Locks)
      if (!Mine.manages(Lock)) {
        Mine.Locks.push_back(Lock);
        doubt(Mine);
      }
    if (Theirs.Owns != Mine.Owns || Theirs.Locks.size() != Mine.Locks.size())
      Mine.Owns = GuardState::Maybe;
    Mine.Mode = std::min(Mine.Mode, Theirs.Mode);
  }
  intersect(Into.Stored, From.Stored);
  intersectKeys(Into.Acquired, From.Acquired);
  intersectKeys(Into.Released, From.Released);
  intersectKeys(Into.Ended, From.Ended);
  Into.ReleasedSome |= From.ReleasedSome;
  Into.Handed.insert(From.Handed.begin(), From.Handed.end());
  Into.MayRelease.insert(From.MayRelease.begin(), From.MayRelease.end());
}

bool LockDomain::isTooLarge(const LockState &State) {
  return State.Held.locks().size() > bounds::LocksAtOnce ||
         State.Guards.size() > bounds::LocksAtOnce ||
         State.Attempts.size() > bounds::TriesAtOnce;
}

/// Notes \p Lock if there is room. False if there is none.
static bool noteLock(std::map<Capability, const Fact *> &In,
                     const Capability &Lock, const Fact *At) {
  if (In.size() >= bounds::LocksTold)
    return In.count(Lock);
  In.try_emplace(Lock, At);
  return true;
}

void LockDomain::note(const Expr *Site, Attempt New, LockState &State) {
  std::vector<Attempt> &Known = State.Attempts[Site];
  if (!llvm::is_contained(Known, New))
    Known.push_back(std::move(New));
}

void LockDomain::noteStatus(const LockFact &Lock, const Capability &Named,
                            LockMode Mode, LockState &State) {
  QualType Type = Lock.Callee ? Lock.Callee->getReturnType() : QualType();
  // Nobody asks for the result.
  if (Lock.Discarded)
    return;
  // Zero is success. A bool may tell of something else: that the condition that
  // was waited for came true, say, with the lock held either way.
  if (Type.isNull() || !Named.isKnown() ||
      !Type->isIntegralOrEnumerationType() || Type->isBooleanType())
    return;
  Attempt Status{Named, AccessPath(), Mode, /*SuccessIsNonzero=*/false,
                 std::nullopt};
  Status.Waits = true;
  note(Lock.Site, std::move(Status), State);
}

void LockDomain::joinAttempts(LockState &Into, const LockState &From) {
  // Where the lock was neither tried nor held, it is not held: success still
  // means that it was tried.
  auto isOther = [](const LockState &State, const std::vector<Attempt> &Tries) {
    return llvm::all_of(Tries, [&](const Attempt &Try) {
      return Try.Lock.isKnown() && !State.Held.find(Try.Lock);
    });
  };
  for (auto It = Into.Attempts.begin(); It != Into.Attempts.end();) {
    auto Theirs = From.Attempts.find(It->first);
    bool Keep = Theirs == From.Attempts.end() ? isOther(From, It->second)
                                              : Theirs->second == It->second;
    It = Keep ? std::next(It) : Into.Attempts.erase(It);
  }
  for (const auto &[Site, Tries] : From.Attempts)
    if (!Into.Attempts.count(Site) && isOther(Into, Tries))
      Into.Attempts[Site] = Tries;
}

void LockDomain::acquire(const Capability &Lock, LockMode Mode,
                         const Fact *Since, LockState &State) {
  noteAcquired(Lock, Since, State);
  State.Ended.erase(Lock);
  State.Held.acquire(Lock, Mode, Since, isRecursive(Lock));
}

bool LockDomain::isRecursive(const Capability &Lock) const {
  // A role is taken once.
  if (Lock.isRole())
    return false;
  const ValueDecl *Last = Lock.lock().lastDeclaration();
  QualType Type = Last ? Last->getType().getNonReferenceType() : QualType();
  if (!Type.isNull() && !Lock.lock().steps().empty() &&
      Lock.lock().steps().back().StepKind == PathStep::Deref &&
      Type->isPointerType())
    Type = Type->getPointeeType();
  // Code that locks twice without declarations is taken to unlock twice.
  return Type.isNull() || !Contract.isLock(Type) ||
         Contract.typeModel(Type) ||
         Contract.recursion(Type) != Recursion::No;
}

void LockDomain::noteAcquired(const Capability &Lock, const Fact *At,
                              LockState &State) {
  // What was released may have been this one, held by the caller.
  if (Lock.isKnown() && !State.ReleasedSome && !State.Released.count(Lock) &&
      !State.Held.find(Lock))
    noteLock(State.Acquired, Lock, At);
}

void LockDomain::release(const Capability &Lock, const Fact &At,
                         LockState &State, std::optional<LockMode> Mode) {
  if (Observer)
    Observer->releases(Lock, Mode, At, State);
  const HeldLock *Held = State.Held.find(Lock);
  bool IsCallers = Held ? isAdopted(*Held)
                        : !State.Acquired.count(Lock) &&
                              !State.Held.isRefused(Lock);
  if (Lock.isKnown() && IsCallers) {
    // What cannot be told by name is some lock.
    if (!noteLock(State.Released, Lock, &At) ||
        !noteLock(State.MayRelease, Lock, &At)) {
      State.ReleasedSome = true;
      State.Held.acquireUnknown();
    }
  }
  State.ReleasedSome |= !Lock.isKnown();
  State.Held.release(Lock);
  if (Lock.isKnown() && !State.Held.find(Lock) &&
      noteLock(State.Ended, Lock, &At))
    State.Ended[Lock] = &At;
}

void LockDomain::applyLock(const LockFact &Lock, LockState &State) {
  auto Guard = State.Guards.find(Lock.Lock.lock());
  if (Guard != State.Guards.end())
    return applyLockToGuard(Lock, Guard->second, State);
  LockMode Mode = Lock.Mode.value_or(LockMode::Exclusive);
  const Capability Named = named(Lock.Lock, State);
  switch (Lock.Op) {
  case LockOp::Acquire:
    if (Lock.Negated)
      return;
    acquire(Named, Mode, &Lock, State);
    noteStatus(Lock, Named, Mode, State);
    return;
  case LockOp::Release:
    openGap(Lock, Named, State);
    return release(Named, Lock, State, Lock.Mode);
  case LockOp::TryAcquire: {
    if (!Named.isKnown())
      return State.Held.acquireUnknown();
    State.Held.maybeAcquire(Named, Mode, &Lock,
                            /*Undecided=*/!Lock.Discarded);
    Tries.insert(Lock.Site);
    note(Lock.Site,
         {Named, AccessPath(), Mode, Lock.SuccessIsNonzero, Lock.SuccessValue,
          /*Waits=*/false, Lock.Converts},
         State);
    return;
  }
  case LockOp::Assert:
    if (!Lock.Lock.isKnown())
      return State.Held.acquireUnknown();
    if (!State.Held.covers(Lock.Lock, Mode)) {
      State.Held.drop(Lock.Lock);
      State.Held.acquire(Lock.Lock, Mode, &Lock);
    }
    return;
  case LockOp::Require:
  case LockOp::Exclude:
    return;
  case LockOp::Destroy:
    State.Held.drop(Named);
    State.Ended.erase(Named);
    return;
  }
}

void LockDomain::applyCatch(const CatchFact &Catch, LockState &State) {
  for (const Fact *Inside : Catch.Inside) {
    if (const auto *Guard = dyn_cast<GuardFact>(Inside)) {
      // A guard made in the block has ended.
      auto Known = State.Guards.find(Guard->Guard);
      if (Guard->GuardVerb != GuardFact::Construct &&
          Known != State.Guards.end())
        uncertain(Known->second, State);
      continue;
    }
    const auto *Lock = cast<LockFact>(Inside);
    if (Lock->Op != LockOp::Acquire && Lock->Op != LockOp::Release &&
        Lock->Op != LockOp::TryAcquire)
      continue;
    if (!Lock->Lock.isKnown()) {
      State.Held.acquireUnknown();
      continue;
    }
    State.Ended.erase(Lock->Lock);
    State.Held.weaken(Lock->Lock);
    State.Held.maybeAcquire(Lock->Lock, Lock->Mode.value_or(LockMode::Shared),
                            Lock);
    State.Held.makeOptional(Lock->Lock);
  }
}

void LockDomain::reassign(const AccessPath &Written, LockState &State) {
  llvm::SmallVector<Capability, 2> Behind;
  for (const auto &[Lock, Held] : State.Held.locks())
    if (!Lock.isRole() && Lock.lock().mayStartWith(Written) &&
        !Written.mayOverlap(Lock.lock()))
      Behind.push_back(Lock);
  for (const Capability &Lock : Behind) {
    State.Held.drop(Lock);
    State.Held.acquireUnknown();
  }
  for (auto It = State.Ended.begin(); It != State.Ended.end();) {
    bool Inside = !It->first.isRole() && It->first.lock().mayStartWith(Written);
    It = Inside ? State.Ended.erase(It) : std::next(It);
  }
}

} // namespace sendsync

