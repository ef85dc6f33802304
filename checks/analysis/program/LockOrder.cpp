#include "checks/analysis/program/LockOrder.h"
#include "llvm/ADT/STLExtras.h"
#include <map>
#include <set>
#include <tuple>

namespace sendsync {

//===- LocksBeside --------------------------------------------------------===//

void LocksBeside::add(const Lock &New) {
  for (Lock &Mine : Known)
    if (Mine.Name == New.Name) {
      Mine.Shared &= New.Shared;
      return;
    }
  Known.push_back(New);
}

LocksBeside LocksBeside::of(const HeldNames &Held, const SymbolPath *Except) {
  LocksBeside Result;
  Result.SomeUnknown = Held.Unknown;
  for (const HeldName &Each : Held.Locks) {
    if (Except && Each.Lock == *Except)
      continue;
    if (const Symbol *Name = lastName(Each.Lock))
      Result.add({Name, Each.Shared});
    else if (!Each.Lock.isKnown())
      Result.SomeUnknown = true;
  }
  return Result;
}

void LocksBeside::add(const LocksBeside &Other) {
  SomeUnknown |= Other.SomeUnknown;
  for (const Lock &Theirs : Other.Known)
    add(Theirs);
}

bool LocksBeside::mayExclude(const LocksBeside &Other) const {
  if ((SomeUnknown && (Other.SomeUnknown || !Other.Known.empty())) ||
      (Other.SomeUnknown && !Known.empty()))
    return true;
  return llvm::any_of(Known, [&](const Lock &Mine) {
    return llvm::any_of(Other.Known, [&](const Lock &Theirs) {
      return Mine.Name == Theirs.Name && !(Mine.Shared && Theirs.Shared);
    });
  });
}

bool LocksBeside::operator==(const LocksBeside &Other) const {
  return SomeUnknown == Other.SomeUnknown &&
         Known.size() == Other.Known.size() &&
         llvm::all_of(Known, [&](const Lock &Mine) {
           return llvm::any_of(Other.Known, [&](const Lock &Theirs) {
             return Mine.Name == Theirs.Name && Mine.Shared == Theirs.Shared;
           });
         });
}

//===- OrderContext -------------------------------------------------------===//

/// The work of \p Spawn, a number in \p In, may be running at \p At.
static bool mayRunAt(uint32_t Spawn, const FunctionSummary &In, EventRef At) {
  return llvm::is_contained(In.event(At).Live, Spawn);
}

bool OrderContext::mayOverlap(const OrderContext &Other) const {
  if (ContextKind == Anywhere || Other.ContextKind == Anywhere)
    return true;
  if (ContextKind == InBody)
    return Other.ContextKind == InTask && Other.mayOverlap(*this);
  // Work against its own spawner, or other work.
  if (Other.In != In)
    return true;
  if (Other.ContextKind == InBody)
    return mayRunAt(At.Index, *In, Other.At);
  if (mayRunAt(At.Index, *In, Other.At) || mayRunAt(Other.At.Index, *In, At) ||
      (At.Index == Other.At.Index && spawn()->Parallel))
    return true;
  // Two calls of the spawner may start it at the same time.
  return !In->Main;
}

const Acquisition &OrderEdge::site() const {
  const Acquisition *Step = Way;
  while (Step->Next && Step->At.Kind == EventKind::Call &&
         Step->In->Calls[Step->At.Index].SameNames)
    Step = Step->Next;
  return *Step;
}

//===- LockOrderBuilder ---------------------------------------------------===//

namespace {

/// The object that a constructor or destructor works on is nobody else's.
bool isUnderConstruction(const SymbolPath &Path, const FunctionSummary &F) {
  return (F.Constructor || F.Destructor) &&
         SymbolPath(SymbolRoot::This, nullptr).contains(Path);
}

const LockHold *heldAs(const FunctionSummary &F, const HoldNumbers &Holds,
                       const SymbolPath &Lock) {
  for (uint16_t Number : Holds)
    if (F.Holds[Number].Lock == Lock)
      return &F.Holds[Number];
  return nullptr;
}

/// Held on some way at least; in any case by the function itself or its caller.
bool isHeld(const HeldNames &Held, const SymbolPath &Lock) {
  return llvm::any_of(Held.Locks, [&](const HeldName &Each) {
    return Each.Lock == Lock || Each.Lock.mayBe(Lock);
  });
}

} // namespace

/// What one body does to the locks, for its callers.
struct BodyOrder {
  std::vector<const Acquisition *> Acquires;
  std::vector<OrderEdge> Edges;
  /// Released though held by the caller, at some point.
  std::set<SymbolPath> Releases;
  bool ReleasesUnknown = false;
};

class LockOrderBuilder {
public:
  LockOrderBuilder(const LockCalls &Calls, Linker &Link, LockOrder &Out)
      : Calls(Calls), Link(Link), Out(Out) {}

  void run() {
    // Recursive functions settle in a round or two more.
    constexpr unsigned MaxRounds = 6;
    for (const auto &Component : Calls.components())
      for (unsigned Round = 0; Round != MaxRounds; ++Round) {
        Changed = false;
        for (const LockCalls::Function *F : Component)
          addBody(*F);
        bool IsRecursive =
            Component.size() > 1 ||
            llvm::any_of(Component.front()->Calls,
                         [&](const LockCalls::Call &Call) {
                           return Call.Callee == Component.front()->Summary;
                         });
        if (!Changed || !IsRecursive)
          break;
      }
    for (const FunctionSummary *F : Calls.all())
      addRoots(*F);
    for (const auto &[F, Order] : Orders)
      if (Order.ReleasesUnknown || !Order.Releases.empty())
        Out.Giving.insert(F);
    sortEdges();
  }

private:
  void addBody(const LockCalls::Function &Function) {
    const FunctionSummary &F = *Function.Summary;
    BodyOrder &Order = Orders[&F];
    for (const SummaryBlock &Block : F.Blocks)
      for (EventRef Event : Block.Events) {
        if (Event.Kind == EventKind::Lock) {
          const LockEvent &Lock = F.Locks[Event.Index];
          if (Lock.Releases)
            addRelease(Lock.Lock, Order);
          else
            addOperation(F, Event, Lock, Order);
        } else if (Event.Kind == EventKind::Call) {
          for (const LockCalls::Call &Call : Function.callsOf(Event.Index))
            addCallee(F, Event, *Call.Callee, Order);
        }
      }
  }

  static void addRelease(const SymbolPath &Lock, BodyOrder &Order) {
    if (Lock.isKnown())
      Order.Releases.insert(Lock);
    else
      Order.ReleasesUnknown = true;
  }

  void addOperation(const FunctionSummary &F, EventRef At,
                    const LockEvent &Lock, BodyOrder &Order) {
    Acquisition New;
    New.Lock = Lock;
    New.Beside = LocksBeside::of(Lock.Held, nullptr);
    New.In = &F;
    New.At = At;
    addAcquisition(std::move(New), Lock.Held, Lock.Holds, BodyOrder(), Order);
  }

  /// \p Callee: what happens on the way.
  void addAcquisition(Acquisition New, const HeldNames &Held,
                      const HoldNumbers &Holds, const BodyOrder &Callee,
                      BodyOrder &Order) {
    // Who holds it already does not wait for it.
    if (isHeld(Held, New.Lock.Lock))
      return;
    // Ways to one lock that others keep apart, and no more of them than tell
    // something.
    constexpr unsigned MaxLength = 12, MaxAcquires = 128, MaxWays = 4;
    unsigned Ways = 0;
    for (const Acquisition *Old : Order.Acquires)
      if (Old->Lock.Lock == New.Lock.Lock) {
        if (Old->At.Kind == New.At.Kind && Old->At.Index == New.At.Index)
          return;
        ++Ways;
      }
    if (New.Length > MaxLength || Order.Acquires.size() >= MaxAcquires)
      return Link.noteCapped(*New.In);
    Out.Acquisitions.push_back(std::move(New));
    const Acquisition &Kept = Out.Acquisitions.back();
    if (Ways < MaxWays || !Kept.Next) {
      Order.Acquires.push_back(&Kept);
      Changed = true;
    }
    if (!Callee.ReleasesUnknown)
      addEdges(Kept, Held, Holds, Callee, Order);
  }

  void addEdges(const Acquisition &Kept, const HeldNames &Held,
                const HoldNumbers &Holds, const BodyOrder &Callee,
                BodyOrder &Order) {
    const FunctionSummary &F = *Kept.In;
    for (uint16_t Number : Holds) {
      const LockHold &Hold = F.Holds[Number];
      bool Together = Kept.At.Kind == EventKind::Lock && Hold.Operation &&
                      Hold.Operation == F.Locks[Kept.At.Index].Operation;
      if (Hold.Around || Together || Callee.Releases.count(Hold.Lock) ||
          isUnderConstruction(Hold.Lock, F) ||
          isUnderConstruction(Kept.Lock.Lock, F))
        continue;
      OrderEdge Edge;
      Edge.Held = Hold;
      Edge.Acquired = Kept.Lock;
      Edge.Beside = LocksBeside::of(Held, &Hold.Lock);
      if (Kept.Next)
        Edge.Beside.add(Kept.Next->Beside);
      Edge.Terms = &F;
      Edge.Since = &Hold;
      Edge.Way = &Kept;
      Edge.At = Kept.At;
      addEdge(std::move(Edge), Order);
    }
  }

  void addEdge(OrderEdge Edge, BodyOrder &Order) {
    constexpr unsigned MaxEdges = 256, MaxCalls = 8;
    if (Order.Edges.size() >= MaxEdges || Edge.Calls.size() > MaxCalls)
      return Link.noteCapped(*Edge.Terms);
    for (const OrderEdge &Old : Order.Edges)
      if (Old.Held.Lock == Edge.Held.Lock &&
          Old.Acquired.Lock == Edge.Acquired.Lock && Old.Terms == Edge.Terms &&
          Old.At.Kind == Edge.At.Kind && Old.At.Index == Edge.At.Index)
        return;
    Order.Edges.push_back(std::move(Edge));
    Changed = true;
  }

  void addCallee(const FunctionSummary &F, EventRef At,
                 const FunctionSummary &Callee, BodyOrder &Order) {
    auto Known = Orders.find(&Callee);
    if (Known == Orders.end())
      return;
    // A copy: in a recursive function it is the one that grows.
    const BodyOrder Inner = &F == &Callee ? Known->second : BodyOrder();
    const BodyOrder &Theirs = &F == &Callee ? Inner : Known->second;
    const CallEvent &Call = F.Calls[At.Index];
    LockLift Lift(Link, F, Call, Callee);
    BodyOrder Effects;
    Effects.ReleasesUnknown = Theirs.ReleasesUnknown;
    Order.ReleasesUnknown |= Theirs.ReleasesUnknown;
    for (const SymbolPath &Lock : Theirs.Releases) {
      LockUse Use;
      Use.Lock = Lock;
      std::optional<LockUse> Mine = Lift(Use);
      if (!Mine) {
        Effects.ReleasesUnknown = Order.ReleasesUnknown = true;
        continue;
      }
      Effects.Releases.insert(Mine->Lock);
      const LockHold *Own = heldAs(F, Call.Holds, Mine->Lock);
      if (!Own || !Own->Operation || Own->Around)
        Order.Releases.insert(Mine->Lock);
    }
    for (const Acquisition *Each : Theirs.Acquires) {
      std::optional<LockUse> Mine = Lift(Each->Lock);
      if (!Mine || Lift.isUnshared(Each->Lock))
        continue;
      Acquisition New;
      New.Lock = std::move(*Mine);
      New.Beside = Each->Beside;
      New.Beside.add(LocksBeside::of(Call.Held, nullptr));
      New.In = &F;
      New.At = At;
      New.Next = Each;
      New.Length = Each->Length + 1;
      addAcquisition(std::move(New), Call.Held, Call.Holds, Effects, Order);
    }
    bool Inside = Call.SameNames || Calls.isOnlyCalledHere(Callee);
    for (const OrderEdge &Each : Theirs.Edges) {
      std::optional<OrderEdge> Mine =
          rename(Each, Theirs, Callee, F, Lift, Inside);
      if (!Mine || isHeld(Call.Held, Mine->Acquired.Lock) ||
          isUnderConstruction(Mine->Held.Lock, F) ||
          isUnderConstruction(Mine->Acquired.Lock, F))
        continue;
      Mine->Beside.add(LocksBeside::of(Call.Held, &Mine->Held.Lock));
      if (!Call.SameNames)
        Mine->Calls.insert(Mine->Calls.begin(), {&F, At.Index});
      Mine->At = At;
      addEdge(std::move(*Mine), Order);
    }
  }

  /// The edge of a callee as its caller knows it. Nothing if that says no more
  /// than the callee's own edge, which counts by itself unless \p Inside.
  std::optional<OrderEdge> rename(const OrderEdge &Theirs, const BodyOrder &All,
                                  const FunctionSummary &Callee,
                                  const FunctionSummary &Caller,
                                  const LockLift &Lift, bool Inside) const {
    if (isDecided(Theirs, All))
      return std::nullopt;
    OrderEdge Mine = Theirs;
    if (Theirs.Terms == &Callee &&
        !(Theirs.Held.Lock.isStatic() && Theirs.Acquired.Lock.isStatic())) {
      // New objects are nobody else's.
      if (Lift.isUnshared(Theirs.Held) || Lift.isUnshared(Theirs.Acquired))
        return std::nullopt;
      std::optional<LockUse> Held = Lift(Theirs.Held),
                             Acquired = Lift(Theirs.Acquired);
      if (Held && Acquired) {
        if (Held->Lock == Acquired->Lock)
          return std::nullopt;
        Mine.Held = std::move(*Held);
        Mine.Acquired = std::move(*Acquired);
        Mine.Terms = &Caller;
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
    return !Edge.Held.Lock.isStatic() && !Edge.Acquired.Lock.isStatic() &&
           lastName(Edge.Held.Lock) == lastName(Edge.Acquired.Lock) &&
           llvm::any_of(All.Edges, [&](const OrderEdge &Other) {
             return Other.Terms == Edge.Terms &&
                    Other.Held.Lock == Edge.Acquired.Lock &&
                    Other.Acquired.Lock == Edge.Held.Lock;
           });
  }

  /// The edges of code that is not only a part of other code.
  void addRoots(const FunctionSummary &F) {
    auto Own = Orders.find(&F);
    if (Own != Orders.end() && !F.Closure &&
        (F.Main || !Calls.isOnlyCalledHere(F)))
      for (OrderEdge Edge : Own->second.Edges) {
        if (isDecided(Edge, Own->second))
          continue;
        Edge.Context.ContextKind = F.Main || isOfOneRun(Edge)
                                       ? OrderContext::InBody
                                       : OrderContext::Anywhere;
        Edge.Context.In = &F;
        Edge.Context.At = Edge.At;
        Out.Edges.push_back(std::move(Edge));
      }
    for (uint32_t Number = 0; Number != F.Spawns.size(); ++Number)
      for (const SpawnTarget &Target : F.Spawns[Number].Targets)
        addTask(F, Number, Target);
  }

  /// Both locks are made anew by each run of the function.
  static bool isOfOneRun(const OrderEdge &Edge) {
    auto isLocal = [](const SymbolPath &Path) {
      return (Path.root() == SymbolRoot::Local ||
              Path.root() == SymbolRoot::Parameter) &&
             llvm::none_of(Path.steps(), [](const SymbolStep &Step) {
               return Step.StepKind == SymbolStep::Deref ||
                      Step.StepKind == SymbolStep::Container;
             });
    };
    return isLocal(Edge.Held.Lock) && isLocal(Edge.Acquired.Lock);
  }

  void addTask(const FunctionSummary &F, uint32_t Number,
               const SpawnTarget &Target) {
    const FunctionSummary *Started = Link.find(Target.Function, F);
    auto Theirs = Orders.find(Started);
    if (!Started || Theirs == Orders.end())
      return;
    LockLift Lift(Link, F, F.Spawns[Number], Target, *Started);
    for (const OrderEdge &Each : Theirs->second.Edges)
      if (std::optional<OrderEdge> Mine = rename(Each, Theirs->second, *Started,
                                                 F, Lift, /*Inside=*/true)) {
        Mine->Context = {OrderContext::InTask, &F, {EventKind::Spawn, Number}};
        Out.Edges.push_back(std::move(*Mine));
      }
  }

  void sortEdges() {
    auto key = [](const OrderEdge &Edge) {
      return std::tie(Edge.site().event().At, Edge.Since->Since, Edge.Held.Lock,
                      Edge.Acquired.Lock);
    };
    llvm::stable_sort(Out.Edges, [&](const OrderEdge &L, const OrderEdge &R) {
      return key(L) < key(R);
    });
  }

  const LockCalls &Calls;
  Linker &Link;
  LockOrder &Out;
  std::map<const FunctionSummary *, BodyOrder> Orders; ///< stays in place
  bool Changed = false;
};

LockOrder::LockOrder(const LockCalls &Calls, Linker &Link) {
  LockOrderBuilder(Calls, Link, *this).run();
}

} // namespace sendsync
