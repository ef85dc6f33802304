#include "checks/analysis/locks/LockDomain.h"
#include "checks/analysis/facts/PathResolver.h"

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
  case FactKind::Borrow:
  case FactKind::Condition:
  case FactKind::Init:
  case FactKind::Spawn:
  case FactKind::Handle:
  case FactKind::Suspend:
  case FactKind::Return:
    return;
  }
}

bool LockDomain::refine(const BranchCondition &Branch, bool Truth,
                        LockState &State) {
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
      const auto *Since =
          dyn_cast_or_null<LockFact>(Held ? Held->Since : nullptr);
      if (!*Success && Since && Since->Site == Call)
        State.Held.drop(Try.Lock);
    } else if (*Success) {
      const HeldLock *Tried = State.Held.find(Try.Lock);
      const Fact *Since = Tried ? Tried->Since : nullptr;
      // Its second success on this way, or a lock that was held before.
      bool Known = Since && siteOf(*Since) == Call;
      // Not certain so far, or held in a weaker mode and now upgraded.
      if (!Tried || !Tried->Must || Tried->Mode < Try.Mode)
        State.Held.drop(Try.Lock);
      State.Held.acquire(Try.Lock, Try.Mode, Since,
                         !Known && isRecursive(Try.Lock));
      State.Ended.erase(Try.Lock);
    } else {
      const HeldLock *Held = State.Held.find(Try.Lock);
      if (Held && !Held->Must)
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
  Into.Handed.insert(From.Handed.begin(), From.Handed.end());
  Into.MayRelease.insert(From.MayRelease.begin(), From.MayRelease.end());
}

void LockDomain::note(const Expr *Site, Attempt New, LockState &State) {
  std::vector<Attempt> &Known = State.Attempts[Site];
  if (!llvm::is_contained(Known, New))
    Known.push_back(std::move(New));
}

void LockDomain::noteStatus(const LockFact &Lock, const Capability &Named,
                            LockMode Mode, LockState &State) {
  QualType Type = Lock.Callee ? Lock.Callee->getReturnType() : QualType();
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

void LockDomain::doubt(GuardState &Guard) {
  if (Guard.Owns == GuardState::Yes)
    Guard.Owns = GuardState::Maybe;
}

void LockDomain::acquire(const Capability &Lock, LockMode Mode,
                         const Fact *Since, LockState &State) {
  noteAcquired(Lock, Since, State);
  State.Ended.erase(Lock);
  State.Held.acquire(Lock, Mode, Since, isRecursive(Lock));
}

bool LockDomain::isRecursive(const Capability &Lock) const {
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
  if (Lock.isKnown() && !State.Released.count(Lock) && !State.Held.find(Lock))
    State.Acquired.try_emplace(Lock, At);
}

void LockDomain::release(const Capability &Lock, const Fact &At,
                         LockState &State, std::optional<LockMode> Mode) {
  if (Observer)
    Observer->releases(Lock, Mode, At, State);
  if (Lock.isKnown() && !State.Held.find(Lock) && !State.Acquired.count(Lock)) {
    State.Released.try_emplace(Lock, &At);
    State.MayRelease.try_emplace(Lock, &At);
  }
  State.Held.release(Lock);
  if (Lock.isKnown() && !State.Held.find(Lock))
    State.Ended[Lock] = &At;
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
    return;
  }
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
    return release(Named, Lock, State, Lock.Mode);
  case LockOp::TryAcquire: {
    if (!Named.isKnown())
      return State.Held.acquireUnknown();
    State.Held.maybeAcquire(Named, Mode, &Lock);
    Tries.insert(Lock.Site);
    note(Lock.Site,
         {Named, AccessPath(), Mode, Lock.SuccessIsNonzero, Lock.SuccessValue},
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
    New.Lends = Guard.Lends;
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
        } else {
          if (Observer)
            Observer->adopts(Lock, Guard, State);
          if (!State.Held.covers(Lock, Guard.Mode))
            State.Held.acquire(Lock, Guard.Mode, &Guard);
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
      State.Held.releaseUnknown();
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
  auto Found = State.Guards.find(Move.From);
  if (Found == State.Guards.end())
    return;
  GuardState Moved = std::move(Found->second);
  Found->second = GuardState();
  if (!Move.To.isKnown()) {
    // Returned: the caller's now. Otherwise someone may release it.
    if (!Move.Returned)
      for (const Capability &Lock : Moved.Locks)
        State.Held.weaken(Lock);
    return;
  }
  end(Move.To, Move, State);
  State.Guards[Move.To] = std::move(Moved);
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

void LockDomain::applyDestroy(const DestroyFact &Destroy, LockState &State) {
  llvm::SmallVector<AccessPath, 2> Ended;
  for (const auto &[Path, Guard] : State.Guards)
    if (Path.startsWith(Destroy.Object))
      Ended.push_back(Path);
  for (const AccessPath &Path : Ended)
    end(Path, Destroy, State);
  // The locks inside the object end with it.
  State.Held.forget(Destroy.Object);
}

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

void LockDomain::applyCall(const CallFact &Call, LockState &State) {
  applyClosures(Call, State);
  // Its second return comes from anywhere, with whatever was held there.
  if (Call.Callee && Call.Callee->hasAttr<ReturnsTwiceAttr>())
    State.Held.acquireUnknown();
  if (!Callees || !Call.Callee)
    return;
  const LockSummary *Summary = Callees->locks(Call.Callee);
  if (!Summary || Summary->Unclear)
    handGuards(Call, State);
  if (!Summary)
    return handLocks(Call, State);
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
    AccessPath Path = Call.substitute(Lock.Lock.lock());
    return Path.rootKind() == RootKind::Fresh ? Capability()
                                              : Capability(std::move(Path));
  };
  for (const SummaryLock &Lock : Summary->Acquires) {
    Capability Acquired = here(Lock);
    if (Acquired.isKnown() && !State.Released.count(Acquired) &&
        !State.Held.find(Acquired))
      State.Acquired.try_emplace(Acquired, &Call);
  }
  GuardState Made;
  Made.IsGap = isGap(Call, *Summary);
  for (const SummaryLock &Lock : Summary->Releases) {
    Capability Released = here(Lock);
    const HeldLock *Held = State.Held.find(Released);
    if (Made.IsGap && Held && Held->Must) {
      Made.Mode = Held->Mode;
      Made.Locks.push_back(Released);
    }
    release(Released, Call, State);
  }
  // What happens on some paths may depend on an argument or show in the
  // result: it is not held against anyone.
  for (const SummaryLock &Lock : Summary->MayRelease) {
    State.Held.weaken(here(Lock));
    State.Held.acquireUnknown();
  }
  for (const SummaryLock &Lock : Summary->MayKeep) {
    State.Held.maybeAcquire(here(Lock), Lock.Mode, &Call);
    State.Held.acquireUnknown();
  }
  for (const SummaryTry &Try : Summary->Tries) {
    Capability Tried = here(Try.Lock);
    State.Held.maybeAcquire(Tried, Try.Lock.Mode, &Call);
    if (!Tried.isKnown())
      continue;
    Tries.insert(Call.Site);
    note(Call.Site,
         {std::move(Tried), AccessPath(), Try.Lock.Mode, Try.SuccessIsNonzero,
          std::nullopt},
         State);
  }
  for (const SummaryLock &Lock : Summary->Keeps) {
    Capability Kept = here(Lock);
    acquire(Kept, Lock.Mode, &Call, State);
    Made.Locks.push_back(std::move(Kept));
    Made.Mode = Lock.Mode;
  }
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
  } else if (mayBeGuard(Call.Callee->getReturnType())) {
    State.Guards[AccessPath::fresh(stripped(Call.Site))] = std::move(Made);
  }
}

bool LockDomain::isGap(const CallFact &Call, const LockSummary &Summary) const {
  const auto *Constructor = dyn_cast<CXXConstructorDecl>(Call.Callee);
  const CXXDestructorDecl *Destructor =
      Constructor ? Constructor->getParent()->getDestructor() : nullptr;
  const LockSummary *AtEnd =
      Destructor && !Summary.Releases.empty() && Summary.Keeps.empty()
          ? Callees->locks(Destructor)
          : nullptr;
  return AtEnd && AtEnd->Keeps.size() == Summary.Releases.size();
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

bool LockDomain::mayBeGuard(QualType Type) const {
  const CXXRecordDecl *Record = Type->getAsCXXRecordDecl();
  return Contract.isGuard(Type) ||
         (Record && Record->hasDefinition() && !Contract.typeModel(Type) &&
          Record->hasNonTrivialDestructor() && !Type->isReferenceType());
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
    if (!Lock.isRole() && Lock.lock().startsWith(Written) &&
        !Written.contains(Lock.lock()))
      Behind.push_back(Lock);
  for (const Capability &Lock : Behind) {
    State.Held.drop(Lock);
    State.Held.acquireUnknown();
  }
  for (auto It = State.Ended.begin(); It != State.Ended.end();) {
    bool Inside = !It->first.isRole() && It->first.lock().startsWith(Written);
    It = Inside ? State.Ended.erase(It) : std::next(It);
  }
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
