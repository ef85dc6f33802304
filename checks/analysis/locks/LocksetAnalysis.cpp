#include "checks/analysis/locks/LocksetAnalysis.h"
#include "checks/analysis/facts/Dataflow.h"
#include "checks/analysis/facts/Ways.h"
#include "checks/analysis/locks/DeclaredLocks.h"
#include "checks/analysis/locks/DeferredReleases.h"
#include "checks/analysis/locks/LockDomain.h"
#include "checks/analysis/locks/OwnLocks.h"

using namespace clang;

namespace sendsync {

namespace {

/// The locks that a function's own attributes say are held on entry.
Lockset declaredEntry(const FunctionDecl *Function, const Contracts &Contract) {
  Lockset Entry;
  // Who hands over a guard holds some lock.
  for (const ParmVarDecl *Parameter : Function->parameters())
    if (Contract.isGuard(Parameter->getType().getNonReferenceType()))
      Entry.acquireUnknown();
  // So does an object that has a guard in it, once it is made.
  const auto *Method = dyn_cast<CXXMethodDecl>(Function);
  if (Method && Method->isInstance() && !isa<CXXConstructorDecl>(Method) &&
      !Method->getParent()->isLambda())
    for (const FieldDecl *Member : Method->getParent()->fields())
      if (Contract.isGuard(Member->getType()))
        Entry.acquireUnknown();
  for (const DeclaredLock &Declared : declaredLocks(Function, Contract))
    if (!Declared.Negated && (Declared.Op == LockOp::Require ||
                              Declared.Op == LockOp::Release))
      Entry.acquire(Declared.Lock, Declared.Mode, nullptr, /*Counts=*/false);
  return Entry;
}

bool worthSolving(const FunctionFacts &Body, const Contracts &Contract,
                  Summaries *Callees) {
  for (const auto &Block : Body.Blocks)
    for (const Fact *F : Block->Facts) {
      if (isa<LockFact>(F) || isa<GuardFact>(F))
        return true;
      const auto *Call = dyn_cast<CallFact>(F);
      if (Call && LockDomain::returnsGuard(*Call, Contract))
        return true;
      if (!Call || !Call->Callee)
        continue;
      if (Call->Callee->hasAttr<ReturnsTwiceAttr>())
        return true;
      if (!Callees)
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

Capability Locksets::givenUp(const ConditionFact &Wait) const {
  if (!Wait.ThroughGuard)
    return Capability(Wait.Lock);
  return GivenUp.lookup(&Wait);
}

std::optional<std::pair<Capability, LockMode>>
Locksets::acquiredBy(const GuardFact &Guard) const {
  auto Found = AcquiredBy.find(&Guard);
  if (Found == AcquiredBy.end())
    return std::nullopt;
  return Found->second;
}

/// Answers for the closures of the function, too: those that return a guard.
class LocksetAnalysis : public Summaries {
public:
  LocksetAnalysis(const FunctionFacts &Function, const Contracts &Contract,
                  Summaries *Others, FunctionLocks &Out)
      : Function(Function), Contract(Contract), Others(Others),
        Callees(Others ? this : nullptr), Out(Out) {}

  UnseenOperation unseenOperation(const FunctionDecl *Callee) override {
    return Others->unseenOperation(Callee);
  }

  const LockSummary *locks(const FunctionDecl *Callee) override {
    const auto *Operator = dyn_cast<CXXMethodDecl>(Callee);
    if (!Operator || !Operator->getParent()->isLambda() ||
        !Contract.mayBeGuard(Operator->getReturnType()))
      return Others->locks(Callee);
    const FunctionFacts *Closure = closureOf(Function, Operator);
    auto [Known, New] = Closures.try_emplace(Operator);
    if (Closure && New) {
      auto Alone = std::make_unique<Locksets>();
      solve(*Closure, declaredEntry(Operator, Contract), *Alone);
      Closures[Operator] = std::move(Alone);
    }
    const Locksets *Found = Closures[Operator].get();
    return Found && Found->Solved ? &Found->summary() : nullptr;
  }

  void run(const FunctionFacts &Body, Lockset Entry, bool ContextKnown) {
    auto Owned = std::make_unique<Locksets>();
    Locksets &Result = *Owned;
    Result.Entry = Entry;
    Result.ContextKnown = ContextKnown;
    Out[&Body] = std::move(Owned);
    if (worthSolving(Body, Contract, Callees))
      solve(Body, Entry, Result);
    else
      fill(Body, Entry, Result);
    if (Result.Solved)
      Result.Imbalances =
          findImbalances(Body, Entry, ContextKnown, Contract, Callees);
    closures(Body, Result);
  }

private:
  static const FunctionFacts *closureOf(const FunctionFacts &Body,
                                        const FunctionDecl *Operator) {
    for (const ClosureFacts &Closure : Body.Closures)
      for (const FunctionFacts *Inner : Closure.Bodies) {
        if (Inner->Function == Operator)
          return Inner;
        if (const FunctionFacts *Deeper = closureOf(*Inner, Operator))
          return Deeper;
      }
    return nullptr;
  }

  /// Without any lock operation every point has the entry's locks.
  void fill(const FunctionFacts &Body, const Lockset &Entry,
            Locksets &Result) {
    Result.Distinct.push_back(Entry);
    Result.Exit = Entry;
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
    std::vector<ReturnSeen> Returns;
    Flow.visit([&](const Fact &F, const State &S) {
      Lockset Held = joined(S);
      if (const auto *Return = dyn_cast<ReturnFact>(&F))
        Returns.push_back({Return, Held, S.front().State.Attempts});
      if (Result.Distinct.empty() || !isSame(Result.Distinct.back(), Held))
        Result.Distinct.push_back(std::move(Held));
      Result.Index[&F] = Result.Distinct.size() - 1;
      if (const auto *Wait = dyn_cast<ConditionFact>(&F))
        if (Wait->ThroughGuard)
          Result.GivenUp[Wait] = managed(Wait->Lock, S);
      if (const auto *Guard = dyn_cast<GuardFact>(&F))
        if (Guard->GuardVerb == GuardFact::Acquire)
          noteAcquired(*Guard, S, Result);
    });
    if (Result.Solved && !Flow.atExit().empty()) {
      // An exception ends the guards that it passes.
      State AtReturn = Flow.atReturn();
      if (!AtReturn.empty())
        Result.Exit = joined(AtReturn);
      // A call of a coroutine may run nothing of its body.
      if (!isa_and_nonnull<CoroutineBodyStmt>(Body.Function->getBody()))
        summarize(Body, Flow.atExit(), AtReturn, Returns, Result);
    }
  }

  /// A `return` with what is held there, and the tries not told yet.
  struct ReturnSeen {
    const ReturnFact *Return;
    Lockset Held;
    std::map<const Expr *, std::vector<Attempt>> Attempts;
  };

  /// What the result says of \p Lock: whether it is held where the result is
  /// not zero, or where it is. Nothing if one `return` does not tell.
  static std::optional<bool> toldBy(const std::vector<ReturnSeen> &Returns,
                                    const Capability &Lock) {
    std::optional<bool> Common;
    for (const ReturnSeen &Seen : Returns) {
      // What an error is, the others tell.
      if (Seen.Held.isRefused(Lock) && !Seen.Return->Constant)
        continue;
      const HeldLock *Held = Seen.Held.find(Lock);
      std::optional<bool> Here;
      auto Tried = Seen.Attempts.find(Seen.Return->Call);
      if (Seen.Return->Call && Tried != Seen.Attempts.end()) {
        for (const Attempt &Try : Tried->second)
          if (Try.Lock.isSame(Lock) && !Try.SuccessValue && !Try.Waits)
            Here = Try.SuccessIsNonzero != Seen.Return->CallNegated;
      } else if (Seen.Return->Constant && (!Held || Held->Must)) {
        Here = (*Seen.Return->Constant != 0) == (Held != nullptr);
      } else if (Held && Held->Must && Seen.Return->IsPointer) {
        // A pointer that is returned with the lock held is there.
        Here = true;
      }
      if (!Here || (Common && *Common != *Here))
        return std::nullopt;
      Common = Here;
    }
    return Common;
  }

  /// As ==, and acquired by the same operations.
  static bool isSame(const Lockset &Left, const Lockset &Right) {
    return Left == Right &&
           std::equal(Left.locks().begin(), Left.locks().end(),
                      Right.locks().begin(), [](const auto &L, const auto &R) {
                        return L.second.Since == R.second.Since;
                      });
  }

  /// The one lock that the guard at \p Guard manages.
  template <typename State>
  static Capability managed(const AccessPath &Guard, const State &S) {
    Capability Lock;
    for (const auto &Item : S) {
      auto Found = Item.State.Guards.find(Guard);
      if (Found == Item.State.Guards.end() || Found->second.Locks.size() != 1)
        return {};
      const Capability &Here = Found->second.Locks.front();
      if (Lock.isKnown() && Lock != Here)
        return {};
      Lock = Here;
    }
    return Lock;
  }

  /// See Locksets::acquiredBy.
  template <typename State>
  static void noteAcquired(const GuardFact &Guard, const State &S,
                           Locksets &Result) {
    Capability Lock = managed(Guard.Guard, S);
    if (!Lock.isKnown())
      return;
    LockMode Mode = LockMode::Exclusive;
    for (const auto &Item : S) {
      const GuardState &Known = Item.State.Guards.find(Guard.Guard)->second;
      if (Known.Owns != GuardState::No)
        return;
      Mode = std::min(Mode, Guard.NewMode.value_or(Known.Mode));
    }
    Result.AcquiredBy[&Guard] = {std::move(Lock), Mode};
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

  /// What all the ways have in common; nothing of no way.
  template <typename State>
  LockState common(const FunctionFacts &Body, const State &Ways) const {
    if (Ways.empty())
      return LockState();
    LockState Joined = Ways.front().State;
    LockDomain Domain(Body, Lockset(), Contract, nullptr);
    for (const auto &Item : llvm::drop_begin(Ways))
      Domain.join(Joined, Item.State);
    return Joined;
  }

  /// \p AtReturn: the ways at the exit that lead on in the caller.
  template <typename State>
  void summarize(const FunctionFacts &Body, const State &AtExit,
                 const State &AtReturn, const std::vector<ReturnSeen> &Returns,
                 Locksets &Result) {
    LockState Joined = common(Body, AtReturn);
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
    Result.Summary.ReleasesSome = Joined.ReleasedSome;
    for (const auto &[Lock, At] : common(Body, AtExit).Acquired)
      if (!Lock.lock().isLocalStorage() && Body.isAsPassed(Lock.lock()))
        Result.Summary.Acquires.push_back(entry(Lock, At, modeOf(At, Lock)));
    for (const auto &[Lock, At] : Joined.Released)
      Result.Summary.Releases.push_back(entry(Lock, At, LockMode::Exclusive));
    for (const auto &[Lock, Held] : Joined.Held.locks())
      if (Held.Since && !Result.Entry.find(Lock) &&
          !Lock.lock().isLocalStorage()) {
        SummaryLock Kept = entry(Lock, Held.Since, Held.Mode);
        Kept.ModeUnclear = Held.ModeUnclear;
        // The caller may know which of the ways it was.
        for (const auto &Item : AtReturn)
          if (const HeldLock *There = Item.State.Held.find(Lock))
            Kept.ModeUnclear |= There->Mode != Held.Mode;
        // Most likely at the end of the object that has the closure.
        if (isReleasedByClosure(Lock, Held, Body, Callees))
          Result.Summary.MayRelease.push_back(std::move(Kept));
        else if (Held.Must)
          Result.Summary.Keeps.push_back(std::move(Kept));
        else if (std::optional<bool> Nonzero = toldBy(Returns, Lock))
          Result.Summary.Tries.push_back(
              {std::move(Kept), *Nonzero, waits(*Held.Since)});
        else
          addChosen(Result.Summary.MayKeep, std::move(Kept), *Held.Since, Body);
      }
    for (const auto &[Lock, At] : Joined.MayRelease)
      if (!Joined.Released.count(Lock))
        addChosen(Result.Summary.MayRelease,
                  entry(Lock, At, LockMode::Exclusive), *At, Body);
    Result.Summary.UsesLocks = true;
    if (!Body.Parent)
      standForWhole(Body.Function, Contract, Result.Summary);
    invocations(Body, Result);
  }

  /// Adds what \p At does on some paths, with who decides about it.
  static void addChosen(std::vector<SummaryLock> &To, SummaryLock Lock,
                        const Fact &At, const FunctionFacts &Body) {
    std::vector<Decision> Decisions = decisionsFor(Body, At);
    if (Decisions.size() == 1) {
      const BranchCondition &Test = Decisions.front().condition();
      const auto *Parameter =
          dyn_cast_or_null<ParmVarDecl>(Test.Key.rootVariable());
      if (Parameter && Test.Reads.empty() && !Test.OnlyWhen &&
          parameter(Body, Test.Key) && Body.isAsPassed(Test.Key))
        Lock.When = {Parameter, Test.Constant, Decisions.front().truth()};
    }
    To.push_back(std::move(Lock));
  }

  /// It fails only where something is wrong.
  static bool waits(const Fact &Acquisition) {
    const auto *Lock = dyn_cast<LockFact>(&Acquisition);
    return Lock && Lock->Op == LockOp::Acquire;
  }

  /// How \p At acquires \p Lock.
  LockMode modeOf(const Fact *At, const Capability &Lock) const {
    if (const auto *Operation = dyn_cast_or_null<LockFact>(At))
      return Operation->Mode.value_or(LockMode::Exclusive);
    if (const auto *Guard = dyn_cast_or_null<GuardFact>(At))
      return Guard->Mode;
    const auto *Call = dyn_cast_or_null<CallFact>(At);
    const LockSummary *Callee =
        Call && Callees && Call->Callee ? Callees->locks(Call->Callee) : nullptr;
    if (Callee)
      for (const SummaryLock &Inner : Callee->Acquires)
        if (Call->substitute(Inner.Lock.lock()) == Lock.lock())
          return Inner.Mode;
    return LockMode::Exclusive;
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
        // It may run after a release.
        if (Callee && Callee->ReleasesSome)
          New.Held.releaseUnknown();
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
    // What the thread that comes to a region holds, the others do not.
    for (const FunctionFacts *Region : Body.Regions)
      run(*Region, Lockset(), Result.ContextKnown);
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

  const FunctionFacts &Function;
  const Contracts &Contract;
  Summaries *Others;
  Summaries *Callees;
  FunctionLocks &Out;
  /// The effect of closures by themselves; null while it is computed.
  std::map<const FunctionDecl *, std::unique_ptr<Locksets>> Closures;
};

FunctionLocks computeLocksets(const FunctionFacts &Function,
                              const Contracts &Contract, Summaries *Callees) {
  FunctionLocks Result;
  LocksetAnalysis(Function, Contract, Callees, Result)
      .run(Function, declaredEntry(Function.Function, Contract),
           /*ContextKnown=*/true);
  return Result;
}

} // namespace sendsync
