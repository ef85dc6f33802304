#include "checks/analysis/locks/LocksetAnalysis.h"
#include "checks/analysis/facts/Dataflow.h"
#include "checks/analysis/facts/PathResolver.h"
#include <set>

using namespace clang;

namespace sendsync {

namespace {

/// A RAII object and what it manages.
struct GuardState {
  enum Ownership : uint8_t { No, Maybe, Yes };
  std::vector<Capability> Locks;
  LockMode Mode = LockMode::Exclusive;
  Ownership Owns = No;
  bool operator==(const GuardState &Other) const {
    return Owns == Other.Owns && Mode == Other.Mode && Locks == Other.Locks;
  }
};

/// A try-lock whose result is not known yet.
struct Attempt {
  Capability Lock;  ///< for a plain lock
  AccessPath Guard; ///< for a guard
  LockMode Mode = LockMode::Exclusive;
  bool SuccessIsNonzero = true;
  std::optional<int> SuccessValue; ///< the only result of success, if set
  bool operator==(const Attempt &Other) const {
    return Lock == Other.Lock && Guard == Other.Guard && Mode == Other.Mode &&
           SuccessIsNonzero == Other.SuccessIsNonzero &&
           SuccessValue == Other.SuccessValue;
  }
  /// What `result != Constant` being \p Truth says; nothing if undecided.
  std::optional<bool> decidedBy(int64_t Constant, bool Truth) const {
    if (SuccessValue) {
      if (Constant == *SuccessValue)
        return !Truth;
      return Truth ? std::optional<bool>() : false;
    }
    if (Constant == 0)
      return Truth == SuccessIsNonzero;
    return Truth ? std::optional<bool>() : SuccessIsNonzero;
  }
};

struct LockState {
  Lockset Held;
  std::map<AccessPath, GuardState> Guards;
  std::map<const Expr *, std::vector<Attempt>> Attempts;
  /// The call whose result a variable holds, and whether it holds its negation.
  std::map<AccessPath, std::pair<const Expr *, bool>> Stored;
  /// For the summary: acquired on every path so far while not released first.
  std::map<Capability, const Fact *> Acquired;
  /// Released without having been acquired here, on every path so far.
  std::map<Capability, const Fact *> Released;
  /// The same on some path.
  std::map<Capability, const Fact *> MayRelease;

  bool operator==(const LockState &Other) const {
    auto SameKeys = [](const auto &Left, const auto &Right) {
      return Left.size() == Right.size() &&
             std::equal(Left.begin(), Left.end(), Right.begin(),
                        [](const auto &L, const auto &R) {
                          return L.first == R.first;
                        });
    };
    return Held == Other.Held && Guards == Other.Guards &&
           Attempts == Other.Attempts && Stored == Other.Stored &&
           SameKeys(Acquired, Other.Acquired) &&
           SameKeys(Released, Other.Released) &&
           SameKeys(MayRelease, Other.MayRelease);
  }
};

class LockDomain {
public:
  using Value = LockState;

  LockDomain(const FunctionFacts &Body, Lockset Entry,
             const Contracts &Contract, Summaries *Callees)
      : Body(Body), Entry(std::move(Entry)), Contract(Contract),
        Callees(Callees) {}

  LockState entry() {
    LockState State;
    State.Held = Entry;
    return State;
  }

  void apply(const Fact &F, LockState &State) {
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
        State.Stored.erase(Access.Path);
        if (Access.Stored && State.Attempts.count(Access.Stored))
          State.Stored[Access.Path] = {Access.Stored, Access.StoredNegated};
      }
      return;
    }
    case FactKind::Spawn:
    case FactKind::Handle:
    case FactKind::Suspend:
    case FactKind::Return:
      return;
    }
  }

  bool refine(const BranchCondition &Branch, bool Truth, LockState &State) {
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
      } else if (*Success) {
        State.Held.drop(Try.Lock);
        State.Held.acquire(Try.Lock, Try.Mode, nullptr);
      } else {
        const HeldLock *Held = State.Held.find(Try.Lock);
        if (Held && !Held->Must)
          State.Held.drop(Try.Lock);
      }
    }
    return true;
  }

  void join(LockState &Into, const LockState &From) {
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
        if (!llvm::is_contained(Mine.Locks, Lock)) {
          Mine.Locks.push_back(Lock);
          doubt(Mine);
        }
      if (Theirs.Owns != Mine.Owns || Theirs.Locks.size() != Mine.Locks.size())
        Mine.Owns = GuardState::Maybe;
      Mine.Mode = std::min(Mine.Mode, Theirs.Mode);
    }
    intersect(Into.Attempts, From.Attempts);
    intersect(Into.Stored, From.Stored);
    intersectKeys(Into.Acquired, From.Acquired);
    intersectKeys(Into.Released, From.Released);
    Into.MayRelease.insert(From.MayRelease.begin(), From.MayRelease.end());
  }

private:
  static void doubt(GuardState &Guard) {
    if (Guard.Owns == GuardState::Yes)
      Guard.Owns = GuardState::Maybe;
  }

  template <typename Map> static void intersect(Map &Into, const Map &From) {
    for (auto It = Into.begin(); It != Into.end();) {
      auto Other = From.find(It->first);
      bool Same = Other != From.end() && Other->second == It->second;
      It = Same ? std::next(It) : Into.erase(It);
    }
  }
  template <typename Map>
  static void intersectKeys(Map &Into, const Map &From) {
    for (auto It = Into.begin(); It != Into.end();)
      It = From.count(It->first) ? std::next(It) : Into.erase(It);
  }

  void acquire(const Capability &Lock, LockMode Mode, const Fact *Since,
               LockState &State) {
    noteAcquired(Lock, Since, State);
    State.Held.acquire(Lock, Mode, Since);
  }

  void noteAcquired(const Capability &Lock, const Fact *At, LockState &State) {
    if (Lock.isKnown() && !State.Released.count(Lock) &&
        !State.Held.find(Lock))
      State.Acquired.try_emplace(Lock, At);
  }

  void release(const Capability &Lock, const Fact *At, LockState &State) {
    if (Lock.isKnown() && !State.Held.find(Lock) &&
        !State.Acquired.count(Lock)) {
      State.Released.try_emplace(Lock, At);
      State.MayRelease.try_emplace(Lock, At);
    }
    State.Held.release(Lock);
  }

  void decide(GuardState &Guard, bool Owns, LockState &State) {
    Guard.Owns = Owns ? GuardState::Yes : GuardState::No;
    for (const Capability &Lock : Guard.Locks) {
      const HeldLock *Held = State.Held.find(Lock);
      const Fact *Since = Held ? Held->Since : nullptr;
      State.Held.drop(Lock);
      if (Owns)
        State.Held.acquire(Lock, Guard.Mode, Since);
    }
  }

  /// The lock that a guard's getter gives, by its own name.
  static Capability named(const Capability &Lock, const LockState &State) {
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

  /// A guard is a lock too: `std::lock(first, second)` with two of them.
  void applyLockToGuard(const LockFact &Lock, GuardState &Guard,
                        LockState &State) {
    switch (Lock.Op) {
    case LockOp::Acquire:
      for (const Capability &Managed : Guard.Locks)
        acquire(Managed, Guard.Mode, &Lock, State);
      Guard.Owns = GuardState::Yes;
      return;
    case LockOp::Release:
      for (const Capability &Managed : Guard.Locks)
        release(Managed, &Lock, State);
      Guard.Owns = GuardState::No;
      return;
    case LockOp::TryAcquire:
      Guard.Owns = GuardState::Maybe;
      for (const Capability &Managed : Guard.Locks)
        State.Held.maybeAcquire(Managed, Guard.Mode, &Lock);
      State.Attempts[Lock.Site].push_back({Capability(), Lock.Lock.lock(),
                                           Guard.Mode, Lock.SuccessIsNonzero,
                                           Lock.SuccessValue});
      return;
    case LockOp::Assert:
    case LockOp::Require:
    case LockOp::Exclude:
      return;
    }
  }

  void applyLock(const LockFact &Lock, LockState &State) {
    auto Guard = State.Guards.find(Lock.Lock.lock());
    if (Guard != State.Guards.end())
      return applyLockToGuard(Lock, Guard->second, State);
    LockMode Mode = Lock.Mode.value_or(LockMode::Exclusive);
    const Capability Named = named(Lock.Lock, State);
    switch (Lock.Op) {
    case LockOp::Acquire:
      if (!Lock.Negated)
        acquire(Named, Mode, &Lock, State);
      return;
    case LockOp::Release:
      return release(Named, &Lock, State);
    case LockOp::TryAcquire: {
      if (!Named.isKnown())
        return State.Held.acquireUnknown();
      State.Held.maybeAcquire(Named, Mode, &Lock);
      State.Attempts[Lock.Site].push_back(
          {Named, AccessPath(), Mode, Lock.SuccessIsNonzero,
           Lock.SuccessValue});
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

  void applyGuard(const GuardFact &Guard, LockState &State) {
    if (Guard.GuardVerb == GuardFact::Construct) {
      GuardState New;
      for (const Capability &Lock : Guard.Locks)
        New.Locks.push_back(named(Lock, State));
      New.Mode = Guard.Mode;
      if (!Guard.Tag || *Guard.Tag == GuardTag::Adopt) {
        New.Owns = New.Locks.empty() ? GuardState::No : GuardState::Yes;
        for (const Capability &Lock : New.Locks)
          if (!Guard.Tag)
            acquire(Lock, Guard.Mode, &Guard, State);
          else if (!State.Held.covers(Lock, Guard.Mode))
            State.Held.acquire(Lock, Guard.Mode, &Guard);
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
    switch (Guard.GuardVerb) {
    case GuardFact::Construct:
      break;
    case GuardFact::Acquire:
      for (const Capability &Lock : Known.Locks)
        acquire(Lock, Known.Mode, &Guard, State);
      Known.Owns = GuardState::Yes;
      break;
    case GuardFact::Release:
      for (const Capability &Lock : Known.Locks)
        release(Lock, &Guard, State);
      Known.Owns = GuardState::No;
      break;
    case GuardFact::Forget:
      Known.Owns = GuardState::No;
      Known.Locks.clear();
      break;
    case GuardFact::Try:
      tryGuard(Known, Guard, State);
      break;
    }
  }

  void tryGuard(GuardState &Guard, const GuardFact &Fact, LockState &State) {
    Guard.Owns = GuardState::Maybe;
    for (const Capability &Lock : Guard.Locks)
      State.Held.maybeAcquire(Lock, Guard.Mode, &Fact);
    if (Fact.GuardVerb == GuardFact::Try)
      State.Attempts[Fact.Site].push_back(
          {Capability(), Fact.Guard, Guard.Mode, true, std::nullopt});
  }

  void applyMove(const MoveFact &Move, LockState &State) {
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
    end(Move.To, State);
    State.Guards[Move.To] = std::move(Moved);
  }

  /// What happens to the guard at \p Path when it is destroyed or assigned.
  void end(const AccessPath &Path, LockState &State) {
    auto Found = State.Guards.find(Path);
    if (Found == State.Guards.end())
      return;
    if (Found->second.Owns != GuardState::No)
      for (const Capability &Lock : Found->second.Locks)
        if (Found->second.Owns == GuardState::Yes || State.Held.find(Lock))
          release(Lock, nullptr, State);
    State.Guards.erase(Path);
  }

  void applyDestroy(const DestroyFact &Destroy, LockState &State) {
    llvm::SmallVector<AccessPath, 2> Ended;
    for (const auto &[Path, Guard] : State.Guards)
      if (Path.startsWith(Destroy.Object))
        Ended.push_back(Path);
    for (const AccessPath &Path : Ended)
      end(Path, State);
    // The locks inside the object end with it.
    State.Held.forget(Destroy.Object);
  }

  /// A closure that runs here may unlock a guard of ours.
  void applyClosures(const CallFact &Call, LockState &State) {
    for (const CallableUse &Use : Call.Callables) {
      const ClosureFacts *Closure =
          Use.Lambda && Use.Where == Placement::InPlace ? Body.closure(Use.Lambda)
                                                        : nullptr;
      if (!Closure)
        continue;
      for (const FunctionFacts *Inner : Closure->Bodies) {
        Inner->each<GuardFact>([&](const GuardFact &Op) {
          auto Guard = State.Guards.find(Op.Guard);
          if (Op.GuardVerb != GuardFact::Construct &&
              Guard != State.Guards.end())
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

  void applyCall(const CallFact &Call, LockState &State) {
    applyClosures(Call, State);
    if (!Callees || !Call.Callee)
      return;
    const LockSummary *Summary = Callees->locks(Call.Callee);
    if (!Summary || Summary->Unclear)
      handGuards(Call, State);
    if (!Summary)
      return;
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
    for (const SummaryLock &Lock : Summary->Releases)
      release(here(Lock), &Call, State);
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
    GuardState Made;
    for (const SummaryLock &Lock : Summary->Keeps) {
      Capability Kept = here(Lock);
      acquire(Kept, Lock.Mode, &Call, State);
      Made.Locks.push_back(std::move(Kept));
      Made.Mode = Lock.Mode;
    }
    // A constructor that keeps a lock makes a guard: its object releases it.
    // So does a function that returns a guard for what it locked.
    Made.Owns = GuardState::Yes;
    if (Made.Locks.empty())
      return;
    if (isa<CXXConstructorDecl>(Call.Callee))
      State.Guards[Call.Receiver] = std::move(Made);
    else if (mayBeGuard(Call.Callee->getReturnType()))
      State.Guards[AccessPath::fresh(stripped(Call.Site))] = std::move(Made);
  }

  /// A guard, or a class of the user's whose destructor may release a lock.
  bool mayBeGuard(QualType Type) const {
    const CXXRecordDecl *Record = Type->getAsCXXRecordDecl();
    return Contract.isGuard(Type) ||
           (Record && Record->hasDefinition() && !Contract.typeModel(Type) &&
            Record->hasNonTrivialDestructor() && !Type->isReferenceType());
  }

  /// A method of a container may end the guards in it.
  void invalidateParts(const AccessFact &Access, LockState &State) {
    for (auto &[Path, Guard] : State.Guards)
      if (Path != Access.Path && Path.startsWith(Access.Path))
        uncertain(Guard, State);
  }

  static void uncertain(GuardState &Guard, LockState &State) {
    doubt(Guard);
    for (const Capability &Lock : Guard.Locks)
      State.Held.weaken(Lock);
    State.Held.acquireUnknown();
  }

  /// A callee that is not understood may lock and unlock the guards it can
  /// change. A wait gives them back as they were.
  void handGuards(const CallFact &Call, LockState &State) {
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

  /// A method of a user-written guard that locks or unlocks what it manages.
  void applyGuardMethod(GuardState &Guard, const LockSummary &Summary,
                        const CallFact &Call, LockState &State) {
    bool Acquires = !Summary.Keeps.empty();
    for (const Capability &Lock : Guard.Locks)
      if (Acquires)
        acquire(Lock, Guard.Mode, &Call, State);
      else
        release(Lock, &Call, State);
    Guard.Owns = Acquires ? GuardState::Yes : GuardState::No;
  }

  const FunctionFacts &Body;
  Lockset Entry;
  const Contracts &Contract;
  Summaries *Callees;
};

/// The locks that a function's own attributes say are held on entry.
Lockset declaredEntry(const FunctionDecl *Function, const Contracts &Contract) {
  Lockset Entry;
  VariableUses None;
  PathResolver Paths(Contract, None, nullptr);
  for (const DeclaredLockEffect &Effect : Contract.lockEffects(Function)) {
    bool Held = Effect.Op == LockOp::Require || Effect.Op == LockOp::Release;
    if (!Held || Effect.Negated)
      continue;
    AccessPath Path;
    if (Effect.Argument) {
      // The attribute may stand on another declaration, with its own names for
      // the parameters.
      Path = Paths.lock(Effect.Argument);
      if (const auto *Parameter =
              dyn_cast_or_null<ParmVarDecl>(Path.rootVariable())) {
        unsigned Index = Parameter->getFunctionScopeIndex();
        if (Index < Function->getNumParams())
          Path = Path.rebase(
              AccessPath::variable(Parameter),
              AccessPath::variable(Function->getParamDecl(Index)));
      }
    } else if (Effect.Object.BaseKind == ObjectExpr::This) {
      Path = AccessPath::thisObject();
    }
    Entry.acquire(Capability(Path), Effect.Mode.value_or(LockMode::Exclusive),
                  nullptr);
  }
  return Entry;
}

bool worthSolving(const FunctionFacts &Body, Summaries *Callees) {
  for (const auto &Block : Body.Blocks)
    for (const Fact *F : Block->Facts) {
      if (isa<LockFact>(F) || isa<GuardFact>(F))
        return true;
      const auto *Call = dyn_cast<CallFact>(F);
      if (!Call || !Call->Callee || !Callees)
        continue;
      const LockSummary *Summary = Callees->locks(Call->Callee);
      if (Summary && (Summary->UsesLocks || Summary->Unclear))
        return true;
    }
  return false;
}

} // namespace

const Lockset *Locksets::at(const Fact &F) const {
  auto Found = Index.find(&F);
  if (Found == Index.end())
    return nullptr;
  return &Distinct[Found->second];
}

class LocksetAnalysis {
public:
  LocksetAnalysis(const Contracts &Contract, Summaries *Callees,
                  FunctionLocks &Out)
      : Contract(Contract), Callees(Callees), Out(Out) {}

  void run(const FunctionFacts &Body, Lockset Entry, bool ContextKnown) {
    auto Owned = std::make_unique<Locksets>();
    Locksets &Result = *Owned;
    Result.Entry = Entry;
    Result.ContextKnown = ContextKnown;
    Out[&Body] = std::move(Owned);
    if (worthSolving(Body, Callees))
      solve(Body, std::move(Entry), Result);
    else
      fill(Body, Entry, Result);
    closures(Body, Result);
  }

private:
  /// Without any lock operation every point has the entry's locks.
  void fill(const FunctionFacts &Body, const Lockset &Entry,
            Locksets &Result) {
    Result.Distinct.push_back(Entry);
    for (const auto &Block : Body.Blocks)
      for (const Fact *F : Block->Facts)
        Result.Index[F] = 0;
  }

  void solve(const FunctionFacts &Body, Lockset Entry, Locksets &Result) {
    LockDomain Domain(Body, std::move(Entry), Contract, Callees);
    ForwardDataflow<LockDomain> Flow(Body, Domain);
    Result.Solved = Flow.solve();
    using State = ForwardDataflow<LockDomain>::State;
    auto joined = [](const State &S) {
      Lockset Held = S.front().State.Held;
      for (const auto &Item : llvm::drop_begin(S))
        Held.join(Item.State.Held);
      findOptional(S, Held);
      return Held;
    };
    Flow.visit([&](const Fact &F, const State &S) {
      Lockset Held = joined(S);
      if (Result.Distinct.empty() || !(Result.Distinct.back() == Held))
        Result.Distinct.push_back(std::move(Held));
      Result.Index[&F] = Result.Distinct.size() - 1;
    });
    if (Result.Solved && !Flow.atExit().empty())
      summarize(Body, Flow.atExit(), Result);
  }

  /// `if (threaded) mu.lock();`: where the lock is not held, it never was, and
  /// a test told the ways apart.
  template <typename State>
  static void findOptional(const State &S, Lockset &Held) {
    if (S.size() < 2)
      return;
    std::vector<Capability> Optional;
    for (const auto &[Lock, Joined] : Held.locks()) {
      bool IsOptional = !Joined.Must;
      for (const auto &With : S)
        for (const auto &Without : S)
          if (With.State.Held.covers(Lock, LockMode::Shared) &&
              !Without.State.Held.covers(Lock, LockMode::Shared))
            IsOptional &= !Without.State.Held.find(Lock) &&
                          !Without.State.Acquired.count(Lock) &&
                          With.Conditions.excludes(Without.Conditions);
      if (IsOptional)
        Optional.push_back(Lock);
    }
    for (const Capability &Lock : Optional)
      Held.makeOptional(Lock);
  }

  template <typename State>
  void summarize(const FunctionFacts &Body, const State &AtExit,
                 Locksets &Result) {
    LockState Joined = AtExit.front().State;
    LockDomain Domain(Body, Lockset(), Contract, nullptr);
    for (const auto &Item : llvm::drop_begin(AtExit))
      Domain.join(Joined, Item.State);
    auto entry = [](const Capability &Lock, const Fact *At, LockMode Mode) {
      SummaryLock Entry;
      Entry.Lock = Lock;
      Entry.Mode = Mode;
      if (At)
        Entry.Location = At->Location;
      if (const ValueDecl *Named = Lock.lock().lastDeclaration())
        Entry.Type = Named->getType();
      return Entry;
    };
    Result.Summary.Unclear = Joined.Held.hasUnknown();
    for (const auto &[Lock, At] : Joined.Acquired)
      if (!Lock.lock().isLocalStorage())
        Result.Summary.Acquires.push_back(
            entry(Lock, At, LockMode::Exclusive));
    for (const auto &[Lock, At] : Joined.Released)
      Result.Summary.Releases.push_back(entry(Lock, At, LockMode::Exclusive));
    for (const auto &[Lock, Held] : Joined.Held.locks())
      if (Held.Since && !Result.Entry.find(Lock) &&
          !Lock.lock().isLocalStorage())
        (Held.Must ? Result.Summary.Keeps : Result.Summary.MayKeep)
            .push_back(entry(Lock, Held.Since, Held.Mode));
    for (const auto &[Lock, At] : Joined.MayRelease)
      if (!Joined.Released.count(Lock))
        Result.Summary.MayRelease.push_back(
            entry(Lock, At, LockMode::Exclusive));
    Result.Summary.UsesLocks = true;
    invocations(Body, Result);
  }

  /// The parameter of \p Body's function that \p Path is, or none.
  static std::optional<unsigned> parameter(const FunctionFacts &Body,
                                           const AccessPath &Path) {
    const auto *Named = dyn_cast_or_null<ParmVarDecl>(Path.rootVariable());
    if (!Named || !Path.steps().empty() ||
        Path.rootKind() != RootKind::Variable ||
        Named->getDeclContext() != Body.Function)
      return std::nullopt;
    return Named->getFunctionScopeIndex();
  }

  /// Which parameters are called with which locks, here or by a callee.
  void invocations(const FunctionFacts &Body, Locksets &Result) {
    std::map<unsigned, Lockset> Common;
    auto invoked = [&](unsigned Index, Lockset Held) {
      auto [Known, New] = Common.try_emplace(Index, Held);
      if (!New)
        Known->second.join(Held);
    };
    Body.each<CallFact>([&](const CallFact &Call) {
      const Lockset *Held = Result.at(Call);
      if (!Held || !Call.Callee)
        return;
      if (Call.Callee->getOverloadedOperator() == OO_Call)
        if (auto Index = parameter(Body, Call.Receiver))
          return invoked(*Index, *Held);
      const LockSummary *Inner = Callees ? Callees->locks(Call.Callee) : nullptr;
      for (unsigned I = 0; I != Call.Arguments.size(); ++I) {
        auto Index = parameter(Body, Call.Arguments[I].Place);
        if (!Index || !isCallable(Call.Arguments[I].Expr->getType()))
          continue;
        Lockset There = *Held;
        if (Inner)
          addInvocation(*Inner, I, Call, There);
        invoked(*Index, std::move(There));
      }
    });
    for (const auto &[Index, Held] : Common) {
      SummaryInvocation Entry;
      Entry.Parameter = Index;
      for (const auto &[Lock, How] : Held.locks())
        if (How.Must && !Lock.lock().isLocalStorage()) {
          SummaryLock Kept;
          Kept.Lock = Lock;
          Kept.Mode = How.Mode;
          Entry.Held.push_back(std::move(Kept));
        }
      Result.Summary.Invokes.push_back(std::move(Entry));
    }
  }

  bool isCallable(QualType Type) const {
    const CXXRecordDecl *Record = Type.getNonReferenceType()->getAsCXXRecordDecl();
    const TypeModel *Model = Contract.typeModel(Type);
    return (Record && Record->isLambda()) || (Model && Model->Erases);
  }

  /// Adds what \p Callee holds while it calls its parameter. False if that is
  /// not known.
  static bool addInvocation(const LockSummary &Callee, unsigned Parameter,
                            const CallFact &Call, Lockset &Held) {
    for (const SummaryInvocation &Invoked : Callee.Invokes) {
      if (Invoked.Parameter != Parameter)
        continue;
      for (const SummaryLock &Lock : Invoked.Held) {
        Capability Here(Call.substitute(Lock.Lock.lock()));
        if (!Held.find(Here))
          Held.acquire(Here, Lock.Mode, &Call);
      }
      return true;
    }
    return !Callee.UsesLocks;
  }

  struct Context {
    Lockset Held;
    bool Known = true;
  };

  /// Where each closure of a body runs, and with which locks.
  void closures(const FunctionFacts &Body, const Locksets &Result) {
    llvm::DenseMap<const LambdaExpr *, Context> Contexts;
    auto use = [&](const CallableUse &Use, const CallFact *Call,
                   const Lockset *Held) {
      if (!Use.Lambda)
        return;
      Context New;
      if (Use.Where == Placement::Unknown || !Result.ContextKnown)
        New.Known = Use.Where == Placement::Elsewhere;
      if (Use.Where == Placement::InPlace) {
        if (!Held)
          return; // unreachable
        New.Held = *Held;
        const LockSummary *Callee =
            Callees && Call->Callee ? Callees->locks(Call->Callee) : nullptr;
        if (Callee && !addInvocation(*Callee, Use.Argument, *Call, New.Held))
          New.Known = false;
      }
      auto [Found, First] = Contexts.try_emplace(Use.Lambda, New);
      if (First)
        return;
      Found->second.Held.join(New.Held);
      Found->second.Known &= New.Known;
    };
    for (const auto &Block : Body.Blocks)
      for (const Fact *F : Block->Facts) {
        if (const auto *Call = dyn_cast<CallFact>(F))
          for (const CallableUse &Use : Call->Callables)
            use(Use, Call, Result.at(*F));
        if (const auto *Spawn = dyn_cast<SpawnFact>(F))
          for (const CallableUse &Use : Spawn->Callables)
            use(Use, nullptr, nullptr);
      }
    for (const ClosureFacts &Closure : Body.Closures) {
      auto Found = Contexts.find(Closure.Lambda);
      Context Where;
      if (Found != Contexts.end())
        Where = Found->second;
      else
        Where.Known = false;
      for (const FunctionFacts *Inner : Closure.Bodies) {
        // What the call operator itself declares to be held counts as well.
        Lockset Held = declaredEntry(Inner->Function, Contract);
        bool Declared = !Held.empty();
        for (const auto &[Lock, How] : Where.Held.locks())
          if (!Held.find(Lock))
            How.Must ? Held.acquire(Lock, How.Mode, How.Since)
                     : Held.maybeAcquire(Lock, How.Mode, How.Since);
        if (Where.Held.hasUnknown())
          Held.acquireUnknown();
        run(*Inner, std::move(Held),
            (Where.Known || Declared) && !Contract.isUnanalysed(Inner->Function));
      }
    }
  }

  const Contracts &Contract;
  Summaries *Callees;
  FunctionLocks &Out;
};

FunctionLocks computeLocksets(const FunctionFacts &Function,
                              const Contracts &Contract, Summaries *Callees) {
  FunctionLocks Result;
  LocksetAnalysis(Contract, Callees, Result)
      .run(Function, declaredEntry(Function.Function, Contract),
           /*ContextKnown=*/true);
  return Result;
}

} // namespace sendsync
