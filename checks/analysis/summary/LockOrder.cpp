#include "checks/analysis/summary/LockOrder.h"
#include "checks/analysis/summary/CallContext.h"
#include "checks/analysis/summary/LockPaths.h"
#include "clang/Basic/SourceManager.h"
#include <set>

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
  const SourceManager &Sources = Contract.context().getSourceManager();
  if (!Callee || isa<CXXMethodDecl>(Callee) ||
      !Sources.isInSystemHeader(Callee->getLocation()))
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

LocksBeside besides(const Lockset &Held) {
  LocksBeside Result;
  Result.SomeUnknown = Held.hasUnknown();
  for (const auto &[Lock, How] : Held.locks()) {
    const ValueDecl *Named =
        Lock.isRole() ? nullptr : Lock.lock().lastDeclaration();
    if (Named)
      Result.Known[Named] = std::max(Result.Known[Named], How.Mode);
    else
      Result.SomeUnknown = true;
  }
  return Result;
}

/// The object that a constructor or destructor works on is nobody else's.
bool isUnderConstruction(const AccessPath &Path, const FunctionDecl *Function) {
  return isa<CXXConstructorDecl, CXXDestructorDecl>(Function) &&
         AccessPath::thisObject().contains(Path);
}

bool hasLocalTerms(const AccessPath &Path) { return !Path.hasGlobalRoot(); }

} // namespace

/// What one body does to the locks, for its callers.
struct BodyOrder {
  std::vector<const Acquisition *> Acquires;
  std::vector<OrderEdge> Edges;
  /// Released though held by the caller, at some point.
  std::set<Capability> Releases;
  bool ReleasesUnknown = false;
};

class LockOrderBuilder {
public:
  LockOrderBuilder(FunctionTable &Functions, const CallerContexts &Callers,
                   LockOrder &Out)
      : Functions(Functions), Calls(Functions, Callers), Out(Out) {}

  void run() {
    // Recursive functions settle in a round or two more.
    constexpr unsigned MaxRounds = 6;
    for (unsigned Round = 0; Round != MaxRounds; ++Round) {
      Changed = false;
      Functions.each([&](const FunctionAnalysis &Function) {
        // Closures before the body that runs them.
        for (const BodyResults &Body : llvm::reverse(Function.Bodies))
          if (Body.Locks && Body.Locks->contextKnown() && Body.Locks->solved())
            addBody(Function, Body);
      });
      if (!Changed)
        break;
    }
    Functions.each([&](const FunctionAnalysis &Function) { addRoots(Function); });
    sortEdges();
  }

private:
  void addBody(const FunctionAnalysis &Function, const BodyResults &Body) {
    BodyOrder &Order = Orders[Body.Facts];
    for (const auto &Block : Body.Facts->Blocks)
      for (const Fact *F : Block->Facts) {
        const Lockset *Held = Body.Locks->at(*F);
        if (!Held)
          continue;
        if (const auto *Lock = dyn_cast<LockFact>(F)) {
          if (Lock->Op == LockOp::Acquire && !Lock->Negated)
            addOperation(*F, Lock->Lock,
                         Lock->Mode.value_or(LockMode::Exclusive), *Held, Body,
                         Order);
          else if (Lock->Op == LockOp::Release)
            addRelease(Lock->Lock, *Held, Order);
        } else if (const auto *Guard = dyn_cast<GuardFact>(F)) {
          addGuard(*Guard, *Held, Body, Order);
        } else if (const auto *Call = dyn_cast<CallFact>(F)) {
          addCall(*Call, *Held, Function, Body, Order);
        }
      }
  }

  void addGuard(const GuardFact &Guard, const Lockset &Held,
                const BodyResults &Body, BodyOrder &Order) {
    switch (Guard.GuardVerb) {
    case GuardFact::Construct:
      if (!Guard.Tag)
        for (const Capability &Lock : Guard.Locks)
          addOperation(Guard, Lock, Guard.Mode, Held, Body, Order);
      return;
    case GuardFact::Acquire:
      for (const auto &[Lock, Mode] : acquiredBy(Guard, Body))
        addOperation(Guard, Lock, Mode, Held, Body, Order);
      return;
    case GuardFact::Release:
      // The guard may be the caller's.
      Order.ReleasesUnknown |= !Guard.Guard.isLocalStorage();
      return;
    case GuardFact::Try:
    case GuardFact::Forget:
    case GuardFact::Upgrade:
    case GuardFact::Downgrade:
      return;
    }
  }

  /// The locks that are held from \p Operation on.
  const std::map<Capability, LockMode> &acquiredBy(const Fact &Operation,
                                                   const BodyResults &Body) {
    auto [Known, New] = Origins.try_emplace(Body.Facts);
    if (New)
      for (const auto &Block : Body.Facts->Blocks)
        for (const Fact *F : Block->Facts)
          if (const Lockset *Held = Body.Locks->at(*F))
            for (const auto &[Lock, How] : Held->locks())
              if (How.Since && isa<GuardFact>(How.Since))
                Known->second[How.Since][Lock] = How.Mode;
    return Known->second[&Operation];
  }

  bool isNamed(const Capability &Lock) const {
    return Lock.isKnown() && !Lock.isRole() &&
           !isUnshared(Lock.lock(), Functions.contracts());
  }

  static void addRelease(const Capability &Lock, const Lockset &Held,
                         BodyOrder &Order) {
    const HeldLock *Mine = Lock.isKnown() ? Held.find(Lock) : nullptr;
    if (!Lock.isKnown())
      Order.ReleasesUnknown = true;
    else if (!Mine || !Mine->Since)
      Order.Releases.insert(Lock);
  }

  void addOperation(const Fact &At, const Capability &Lock, LockMode Mode,
                    const Lockset &Held, const BodyResults &Body,
                    BodyOrder &Order) {
    if (!isNamed(Lock))
      return;
    Acquisition New;
    New.Lock = Lock;
    New.Mode = Mode;
    New.Beside = besides(Held);
    New.At = &At;
    New.Body = &Body;
    addAcquisition(std::move(New), Held, BodyOrder(), Order);
  }

  /// \p Callee: what happens on the way.
  void addAcquisition(Acquisition New, const Lockset &Held,
                      const BodyOrder &Callee, BodyOrder &Order) {
    // Who holds it already does not wait for it.
    if (Held.find(New.Lock))
      return;
    for (const Acquisition *Old : Order.Acquires)
      if (Old->Lock == New.Lock && Old->At == New.At)
        return;
    constexpr unsigned MaxLength = 12, MaxAcquires = 128;
    if (New.Length > MaxLength || Order.Acquires.size() >= MaxAcquires)
      return;
    Out.Acquisitions.push_back(std::move(New));
    const Acquisition &Kept = Out.Acquisitions.back();
    Order.Acquires.push_back(&Kept);
    Changed = true;
    if (Callee.ReleasesUnknown)
      return;
    const FunctionDecl *Function = Kept.Body->Facts->outermost().Function;
    for (const auto &[Lock, How] : Held.locks()) {
      bool Entry = !How.Since && Kept.Body->Locks->entry().find(Lock);
      bool Together = How.Since && siteOf(*How.Since) &&
                      siteOf(*How.Since) == siteOf(*Kept.At);
      if (!isNamed(Lock) || !isHeldForSure(How) || (!How.Since && !Entry) ||
          Together || Callee.Releases.count(Lock) ||
          isUnderConstruction(Lock.lock(), Function) ||
          isUnderConstruction(Kept.Lock.lock(), Function))
        continue;
      OrderEdge Edge;
      Edge.Held = Lock;
      Edge.HeldMode = How.Mode;
      Edge.Acquired = Kept.Lock;
      Edge.AcquiredMode = Kept.Mode;
      Lockset Others = Held;
      Others.drop(Lock);
      Edge.Beside = besides(Others);
      if (Kept.Next)
        Edge.Beside.add(Kept.Next->Beside);
      Edge.Terms = Function;
      Edge.Since = How.Since;
      Edge.Way = &Kept;
      Edge.At = Kept.At;
      addEdge(std::move(Edge), Order);
    }
  }

  void addEdge(OrderEdge Edge, BodyOrder &Order) {
    constexpr unsigned MaxEdges = 256, MaxCalls = 8;
    if (Order.Edges.size() >= MaxEdges || Edge.Calls.size() > MaxCalls)
      return;
    for (const OrderEdge &Old : Order.Edges)
      if (Old.Held == Edge.Held && Old.Acquired == Edge.Acquired &&
          Old.Terms == Edge.Terms && Old.At == Edge.At)
        return;
    Order.Edges.push_back(std::move(Edge));
    Changed = true;
  }

  void addCall(const CallFact &Call, const Lockset &Held,
               const FunctionAnalysis &Function, const BodyResults &Body,
               BodyOrder &Order) {
    for (const CallableUse &Use : Call.Callables) {
      if (Use.Where != Placement::InPlace)
        continue;
      if (Use.Lambda)
        if (const ClosureFacts *Closure = Body.Facts->closure(Use.Lambda))
          for (const FunctionFacts *Inner : Closure->Bodies)
            addClosure(Call, Held, *Inner, Body, Order);
      if (const BodyResults *Callee = Calls.bodyOf(Use.Function))
        addCallee(Call, CallFact(), Held, *Callee, Body, Order);
    }
    if (const BodyResults *Callee = Calls.bodyOf(Call.Callee))
      addCallee(Call, Call, Held, *Callee, Body, Order);
  }

  /// A closure that runs here: it uses the names of this body, and the locks
  /// held here are already among its own.
  void addClosure(const CallFact &Call, const Lockset &Held,
                  const FunctionFacts &Closure, const BodyResults &Body,
                  BodyOrder &Order) {
    const BodyOrder &Inner = Orders[&Closure];
    Order.ReleasesUnknown |= Inner.ReleasesUnknown;
    for (const Capability &Lock : Inner.Releases)
      addRelease(Lock, Held, Order);
    BodyOrder NoEdges;
    NoEdges.ReleasesUnknown = true;
    for (const Acquisition *Theirs : Inner.Acquires) {
      Acquisition Mine = *Theirs;
      Mine.At = &Call;
      Mine.Body = &Body;
      Mine.Next = Theirs;
      ++Mine.Length;
      addAcquisition(std::move(Mine), Held, NoEdges, Order);
    }
    for (OrderEdge Edge : Inner.Edges) {
      Edge.At = &Call;
      addEdge(std::move(Edge), Order);
    }
  }

  /// \p Names: for the callee's paths in the terms of this body.
  void addCallee(const CallFact &Call, const CallFact &Names,
                 const Lockset &Held, const BodyResults &Callee,
                 const BodyResults &Body, BodyOrder &Order) {
    // A copy: in a recursive function it is the one that grows.
    const BodyOrder Inner = Orders[Callee.Facts];
    Order.ReleasesUnknown |= Inner.ReleasesUnknown;
    BodyOrder Effects;
    Effects.ReleasesUnknown = Inner.ReleasesUnknown;
    for (const Capability &Lock : Inner.Releases) {
      Capability Mine(Names.substitute(Lock.lock()));
      Effects.Releases.insert(Mine);
      addRelease(Mine, Held, Order);
      Effects.ReleasesUnknown |= !Mine.isKnown();
    }
    for (const Acquisition *Theirs : Inner.Acquires) {
      Acquisition Mine = *Theirs;
      Mine.Lock = Capability(Names.substitute(Theirs->Lock.lock()));
      if (!isNamed(Mine.Lock) || !Callee.Facts->isAsPassed(Theirs->Lock.lock()))
        continue;
      Mine.Beside.add(besides(Held));
      Mine.At = &Call;
      Mine.Body = &Body;
      Mine.Next = Theirs;
      ++Mine.Length;
      addAcquisition(std::move(Mine), Held, Effects, Order);
    }
    const FunctionDecl *Function = Body.Facts->outermost().Function;
    bool Inside = Calls.isOnlyCalledHere(Callee.Facts->Function);
    for (const OrderEdge &Theirs : Inner.Edges)
      if (std::optional<OrderEdge> Mine =
              rename(Theirs, Inner, Callee, Names, Function, Inside)) {
        if (Held.find(Mine->Acquired) ||
            isUnderConstruction(Mine->Held.lock(), Function) ||
            isUnderConstruction(Mine->Acquired.lock(), Function))
          continue;
        Lockset Others = Held;
        Others.drop(Mine->Held);
        Mine->Beside.add(besides(Others));
        Mine->Calls.insert(Mine->Calls.begin(), &Call);
        Mine->At = &Call;
        addEdge(std::move(*Mine), Order);
      }
  }

  /// The edge of a callee as its caller knows it. Nothing if that says no more
  /// than the callee's own edge, which counts by itself unless \p Inside.
  std::optional<OrderEdge> rename(const OrderEdge &Theirs,
                                  const BodyOrder &All,
                                  const BodyResults &Callee,
                                  const CallFact &Names,
                                  const FunctionDecl *Caller,
                                  bool Inside) const {
    if (isDecided(Theirs, All))
      return std::nullopt;
    OrderEdge Mine = Theirs;
    bool HasNames = Theirs.Terms == Callee.Facts->Function &&
                    (hasLocalTerms(Theirs.Held.lock()) ||
                     hasLocalTerms(Theirs.Acquired.lock())) &&
                    Callee.Facts->isAsPassed(Theirs.Held.lock()) &&
                    Callee.Facts->isAsPassed(Theirs.Acquired.lock());
    if (HasNames) {
      Capability Held(Names.substitute(Theirs.Held.lock()));
      Capability Acquired(Names.substitute(Theirs.Acquired.lock()));
      if (Held.isKnown() && Acquired.isKnown()) {
        // New objects are nobody else's.
        if (!isNamed(Held) || !isNamed(Acquired) || Held == Acquired)
          return std::nullopt;
        Mine.Held = std::move(Held);
        Mine.Acquired = std::move(Acquired);
        Mine.Terms = Caller;
        return Mine;
      }
    }
    if (!Inside)
      return std::nullopt;
    return Mine;
  }

  /// One lock of two objects that the function is given, in both orders: which
  /// one it takes depends on the objects.
  static bool isDecided(const OrderEdge &Edge, const BodyOrder &All) {
    return hasLocalTerms(Edge.Held.lock()) &&
           hasLocalTerms(Edge.Acquired.lock()) &&
           Edge.Held.lock().lastField() == Edge.Acquired.lock().lastField() &&
           llvm::any_of(All.Edges, [&](const OrderEdge &Other) {
             return Other.Terms == Edge.Terms && Other.Held == Edge.Acquired &&
                    Other.Acquired == Edge.Held;
           });
  }

  /// The edges of code that is not only a part of other code.
  void addRoots(const FunctionAnalysis &Function) {
    if (Function.Bodies.empty())
      return;
    const BodyResults &Own = Function.Bodies.front();
    bool Main = Function.Function->isMain();
    if (Main || !Calls.isOnlyCalledHere(Function.Function))
      for (OrderEdge Edge : Orders[Own.Facts].Edges) {
        if (isDecided(Edge, Orders[Own.Facts]))
          continue;
        Edge.Context.ContextKind = Main || isOfOneRun(Edge)
                                       ? OrderContext::InBody
                                       : OrderContext::Anywhere;
        Edge.Context.Function = &Function;
        Edge.Context.Body = &Own;
        Edge.Context.At = Edge.At;
        Out.Edges.push_back(std::move(Edge));
      }
    for (const BodyResults &Body : Function.Bodies)
      Body.Facts->each<SpawnFact>([&](const SpawnFact &Spawn) {
        for (const CallableUse &Use : Spawn.Callables)
          addTask(Spawn, Use, Function, Body);
      });
  }

  /// Both locks are made anew by each run of the function.
  static bool isOfOneRun(const OrderEdge &Edge) {
    return Edge.Held.lock().isLocalStorage() &&
           Edge.Acquired.lock().isLocalStorage();
  }

  void addTask(const SpawnFact &Spawn, const CallableUse &Use,
               const FunctionAnalysis &Function, const BodyResults &Body) {
    auto add = [&](OrderEdge Edge) {
      Edge.Context.ContextKind = OrderContext::InTask;
      Edge.Context.Function = &Function;
      Edge.Context.Body = &Body;
      Edge.Context.At = &Spawn;
      Out.Edges.push_back(std::move(Edge));
    };
    if (const ClosureFacts *Closure =
            Use.Lambda ? Body.Facts->closure(Use.Lambda) : nullptr)
      for (const FunctionFacts *Inner : Closure->Bodies)
        for (const OrderEdge &Edge : Orders[Inner].Edges)
          add(Edge);
    if (const BodyResults *Started = Calls.bodyOf(Use.Function))
      for (const OrderEdge &Edge : Orders[Started->Facts].Edges)
        if (std::optional<OrderEdge> Mine =
                rename(Edge, Orders[Started->Facts], *Started, Spawn.Invocation,
                       Body.Facts->outermost().Function, /*Inside=*/true))
          add(std::move(*Mine));
  }

  void sortEdges() {
    llvm::stable_sort(Out.Edges, [](const OrderEdge &L, const OrderEdge &R) {
      auto Key = [](const OrderEdge &Edge) {
        return std::tuple(Edge.Way->At->Location.getRawEncoding(),
                          Edge.Since ? Edge.Since->Location.getRawEncoding() : 0,
                          Edge.Held.str(), Edge.Acquired.str());
      };
      return Key(L) < Key(R);
    });
  }

  FunctionTable &Functions;
  CallContext Calls;
  LockOrder &Out;
  std::map<const FunctionFacts *, BodyOrder> Orders; ///< stays in place
  std::map<const FunctionFacts *,
           std::map<const Fact *, std::map<Capability, LockMode>>>
      Origins;
  bool Changed = false;
};

LockOrder::LockOrder(FunctionTable &Functions, const CallerContexts &Callers) {
  LockOrderBuilder(Functions, Callers, *this).run();
}

} // namespace sendsync
