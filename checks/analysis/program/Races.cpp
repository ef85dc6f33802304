#include "checks/analysis/program/Races.h"
#include "llvm/ADT/STLExtras.h"
#include <map>
#include <tuple>

namespace sendsync {

namespace {

/// The work with this handle is waited for before.
bool waitsFor(const SyncUses &Before, const Task &Work) {
  return llvm::any_of(Before, [&](const SyncUse &Use) {
    return Use.UseKind == SyncUse::Join &&
           (!Use.On.isKnown() || !Work.Handle.isKnown() ||
            isSameObject(Use.On, Work.Handle));
  });
}

bool takesLock(const SyncUses &Before, const HeldName &Lock) {
  return llvm::any_of(Before, [&](const SyncUse &Use) {
    return Use.UseKind == SyncUse::Lock &&
           (!Use.On.isKnown() || Use.On.mayBe(Lock.Lock));
  });
}

/// The starter holds a lock from before the start until the other access, and the
/// work takes that lock first: it waits for the access.
bool waitsForLock(const Task &Work, const Effect &InTask,
                  const HeldNames &AtOther) {
  return llvm::any_of(Work.HeldAtStart.Locks, [&](const HeldName &Lock) {
    return llvm::is_contained(AtOther.Locks, Lock) &&
           takesLock(InTask.Before, Lock);
  });
}

/// What the starter holds while both run orders them: one runs while it is held
/// all the time, the other takes it.
bool ordersWork(const Task &Left, const Effect &InLeft, const Task &Right,
                const Effect &InRight) {
  return InLeft.Held.mayShareWith(Right.HeldMeanwhile) ||
         InRight.Held.mayShareWith(Left.HeldMeanwhile) ||
         waitsForLock(Left, InLeft, Right.HeldMeanwhile) ||
         waitsForLock(Right, InRight, Left.HeldMeanwhile);
}

/// One side holds a lock at its access, or takes it later, and the other takes it
/// before its own.
bool meetsAtLock(const Effect &First, const SyncUses &After,
                 const SyncUses &Before) {
  return llvm::any_of(First.Held.Locks,
                      [&](const HeldName &Lock) {
                        return takesLock(Before, Lock);
                      }) ||
         llvm::any_of(After, [&](const SyncUse &Use) {
           return Use.UseKind == SyncUse::Lock &&
                  (!Use.On.isKnown() || takesLock(Before, {Use.On, nullptr}));
         });
}

/// Both name one place, and one changes it.
bool meet(const Effect &Left, const Effect &Right) {
  return (Left.isWrite() || Right.isWrite()) && Left.Path.overlaps(Right.Path);
}

/// Why two accesses that meet are none to the same memory, or are made one after
/// the other by what they are themselves. A read through a container's method
/// touches the container, not the elements it hands out.
std::optional<Excuse> excuseInThemselves(const Effect &Left,
                                         const Effect &Right) {
  if (Left.Access->Atomic && Right.Access->Atomic)
    return Excuse::BothAtomic;
  // What a pointer to one object refers to is not the next object.
  auto skips = [](const Effect &Whole, const Effect &Part) {
    return (Whole.Access->OnlyContainer || Whole.Access->Scalar) &&
           Part.Path.steps().size() > Whole.Path.steps().size() &&
           Part.Path.startsWith(Whole.Path) &&
           Part.Path.steps()[Whole.Path.steps().size()].StepKind ==
               SymbolStep::Element;
  };
  if (Left.Path.mayVary() && Right.Path.mayVary())
    return Excuse::UnknownElement;
  if (skips(Left, Right) || skips(Right, Left))
    return Excuse::OtherPart;
  if (Left.Held.mayShareWith(Right.Held))
    return Excuse::CommonLock;
  return std::nullopt;
}

/// Whoever ends an object may have looked under a lock whether others are done with
/// it, and who uses one whether it is there.
bool mayHaveLooked(const Effect &Left, const SyncUses &LeftBefore,
                   const SyncUses &LeftAfter, const Effect &Right,
                   const SyncUses &RightBefore, const SyncUses &RightAfter) {
  return ((Left.Ends || Right.Access->Begins) &&
          meetsAtLock(Right, RightAfter, LeftBefore)) ||
         ((Right.Ends || Left.Access->Begins) &&
          meetsAtLock(Left, LeftAfter, RightBefore));
}

SyncUses joined(const SyncUses &Left, const SyncUses &Right) {
  SyncUses All = Left;
  All.insert(All.end(), Right.begin(), Right.end());
  return All;
}

class RaceFinder {
public:
  RaceFinder(const ProgramSummary &Program, Linker &Link,
             std::vector<ExcusedPair> *Excused)
      : Program(Program), Link(Link), Excused(Excused) {}

  std::vector<Race> find() {
    for (const FunctionSummary &F : Program.Functions)
      if (Link.startsWork(F))
        inFunction(F);
    inClasses();
    inWaiters();
    std::vector<Race> Result;
    for (auto &[Key, Found] : Races)
      Result.push_back(std::move(Found));
    return Result;
  }

private:
  using Key = std::tuple<Site, Site>;

  void add(Race New) {
    Site First = New.InTask.Access->At, Second = New.Other.Access->At;
    auto Entry = Races.try_emplace(
        Second < First ? Key(Second, First) : Key(First, Second), New);
    // The one with the shorter ways is easier to follow.
    auto rank = [](const Race &R) {
      return std::make_tuple(
          R.RaceShape == Race::Method,
          R.SpawnWay.size() + R.InTask.Way.size() + R.Other.Way.size(),
          R.Spawn->At, R.InTask.Access->At, R.Meeting->Function->Id);
    };
    if (!Entry.second && rank(New) < rank(Entry.first->second))
      Entry.first->second = std::move(New);
  }

  /// The work waits for a thread that is none of those that this function knows:
  /// it may be the one that the function runs on.
  bool waitsForOthers(const SyncUses &Before) const {
    return llvm::any_of(Before, [&](const SyncUse &Use) {
      return Use.UseKind == SyncUse::Join &&
             llvm::none_of(Known->Tasks, [&](const Task &Each) {
               return Use.On.isKnown() && isSameObject(Use.On, Each.Handle);
             });
    });
  }

  /// The pointer on the way to the place may be another by now.
  static bool hasChanged(const Task &Work, const SymbolPath &Path) {
    return llvm::any_of(Work.Changed, [&](const SymbolPath &Cell) {
      return Path.isThrough(Cell);
    });
  }

  /// What the two sides do at one meeting. Before and After: what synchronizes
  /// around the other access while the work may run.
  struct Meeting {
    Race::Shape Shape;
    const Task &Work;
    const Task *OtherWork;
    const Effect &Other;
    const SyncUses &Before, &After;
    llvm::function_ref<bool(const Gate &)> IsClosed;
  };

  /// Why \p Mine, of the work, and the other access are no race.
  std::optional<Excuse> excuse(const Effect &Mine, const Meeting &At) const {
    const Effect &Other = At.Other;
    const Task &Work = At.Work;
    if (At.Shape == Race::SameWork && Mine.Access->InTurn)
      return Excuse::OneAtATime;
    if (auto Why = excuseInThemselves(Mine, Other))
      return Why;
    if (hasChanged(Work, Mine.Path) ||
        (At.OtherWork && hasChanged(*At.OtherWork, Mine.Path)))
      return Excuse::PointerChanges;
    if (handsOver(Mine.After, Other.Before) ||
        handsOver(Mine.After, At.Before) ||
        handsOver(Other.After, Mine.Before) || handsOver(At.After, Mine.Before))
      return Excuse::HandedOver;
    if (waitsFor(Other.Before, Work))
      return Excuse::AlreadyJoined;
    if (waitsForLock(Work, Mine, Other.Held))
      return Excuse::WaitsForLock;
    if (At.OtherWork && ordersWork(Work, Mine, *At.OtherWork, Other))
      return Excuse::StarterHolds;
    if (Mine.Ends && Other.Ends)
      return Excuse::OneEnd;
    if ((Mine.Ends || Other.Ends || Mine.Access->Begins ||
         Other.Access->Begins) &&
        mayHaveLooked(Mine, Mine.Before, Mine.After, Other,
                      joined(At.Before, Other.Before),
                      joined(At.After, Other.After)))
      return Excuse::LooksFirst;
    if (At.OtherWork ? waitsFor(Mine.Before, *At.OtherWork)
                     : At.Shape == Race::Starter && waitsForOthers(Mine.Before))
      return At.OtherWork ? Excuse::AlreadyJoined : Excuse::WaitsForOthers;
    if (At.IsClosed && llvm::any_of(Mine.Gates, At.IsClosed))
      return Excuse::GateClosed;
    return std::nullopt;
  }

  void pair(const FunctionSummary &F, Race::Shape Shape, const Task &Work,
            const Task *OtherWork, const Effect &Other, const SyncUses &Before,
            const SyncUses &After, bool WaitsLater = false,
            llvm::function_ref<bool(const Gate &)> IsClosed = nullptr) {
    const Meeting At{Shape, Work, OtherWork, Other, Before, After, IsClosed};
    for (const Effect &Mine : Work.Effects) {
      if (!meet(Mine, Other))
        continue;
      if (auto Why = excuse(Mine, At)) {
        if (Excused)
          Excused->push_back({Mine.Access, Other.Access, *Why});
        continue;
      }
      Race New;
      New.RaceShape = Shape;
      New.Path = Mine.Path.steps().size() > Other.Path.steps().size()
                     ? Mine.Path
                     : Other.Path;
      New.Spawn = Work.Spawn;
      New.SpawnWay = Work.Way;
      New.InTask = Mine;
      New.Other = Other;
      New.Meeting = &F;
      New.WaitsLater = WaitsLater;
      if (OtherWork) {
        New.OtherSpawn = OtherWork->Spawn;
        New.OtherWay = OtherWork->Way;
      }
      add(std::move(New));
    }
  }

  static bool isPerTurn(const Task &Work, const SymbolPath &Path) {
    return llvm::any_of(Work.Spawn->PerTurn, [&](const SymbolPath &Variable) {
      return Path.startsWith(Variable);
    });
  }

  /// Work that overlaps itself.
  void withItself(const FunctionSummary &F, const Task &Work) {
    for (const Effect &Other : Work.Effects)
      if (!Other.Path.mayVary() && !Other.Access->InTurn &&
          !isPerTurn(Work, Other.Path))
        pair(F, Race::SameWork, Work, nullptr, Other, {}, {});
  }

  void withCode(const FunctionSummary &F, const TaskFlow &Flow, unsigned Block,
                unsigned Index, Race::Shape Shape,
                llvm::function_ref<bool(const Task &)> WaitsLater) {
    EventRef Event = F.Blocks[Block].Events[Index];
    const llvm::BitVector &Live = Flow.Live[Block][Index];
    if (Live.none())
      return;
    std::vector<Effect> Effects;
    if (Event.Kind == EventKind::Access) {
      Effects.push_back(Effect::own(F, F.Accesses[Event.Index]));
    } else if (Event.Kind == EventKind::Call) {
      Effects = Link.effectsAt(F, Event);
    }
    if (Effects.empty())
      return;
    for (unsigned I : Live.set_bits()) {
      const Task &Work = Flow.Tasks[I];
      SyncUses Before, After;
      Link.syncsAround(
          F, Block, Index,
          [&](unsigned B, unsigned E) { return Flow.Live[B][E].test(I); },
          Before, After);
      auto IsClosed = [&](const Gate &G) {
        return Link.isClosed(G, F, Flow, I, Block, Index);
      };
      for (const Effect &Other : Effects)
        pair(F, Shape, Work, nullptr, Other, Before, After, WaitsLater(Work),
             IsClosed);
    }
  }

  void withWork(const FunctionSummary &F, const TaskFlow &Flow, unsigned Block,
                unsigned Index) {
    const EventBase &Event = F.event(F.Blocks[Block].Events[Index]);
    auto Started = Flow.StartedAt.find(&Event);
    if (Started == Flow.StartedAt.end())
      return;
    const llvm::BitVector &Live = Flow.Live[Block][Index];
    for (unsigned New : Started->second) {
      const Task &Mine = Flow.Tasks[New];
      if ((Live.test(New) && !Mine.Spawn->Queued) ||
          (Mine.Own && Mine.Spawn->Parallel))
        withItself(F, Mine);
      for (unsigned I : Live.set_bits()) {
        if (I == New)
          continue;
        const Task &Running = Flow.Tasks[I];
        if (Running.Spawn->Queued && Mine.Spawn->Queued)
          continue;
        SyncUses Before, After;
        Link.syncsAround(
            F, Block, Index,
            [&](unsigned B, unsigned E) { return Flow.Live[B][E].test(I); },
            Before, After);
        for (const Effect &Other : Mine.Effects)
          if (!Other.Path.mayVary())
            pair(F, Race::OtherWork, Running, &Mine, Other, Before, {});
      }
    }
  }

  void inFunction(const FunctionSummary &F) {
    TaskFlow Flow = Link.flow(F);
    if (Flow.Tasks.empty())
      return;
    Known = &Flow;
    auto Never = [](const Task &) { return false; };
    for (unsigned Block = 0; Block != F.Blocks.size(); ++Block)
      for (unsigned I = 0; I != F.Blocks[Block].Events.size(); ++I) {
        withCode(F, Flow, Block, I, Race::Starter, Never);
        withWork(F, Flow, Block, I);
      }
  }

  /// A worker that a method leaves running meets the other methods.
  void inClasses() {
    std::map<llvm::StringRef, std::vector<const FunctionSummary *>> Classes;
    for (const FunctionSummary &F : Program.Functions)
      if (F.Class && !F.Closure)
        Classes[F.Class->Id].push_back(&F);
    for (const auto &[Name, Methods] : Classes) {
      std::vector<std::pair<const FunctionSummary *, Task>> All;
      for (const FunctionSummary *Starting : Methods) {
        if (!Link.startsWork(*Starting))
          continue;
        for (const Task &Left : Link.left(*Starting)) {
          if (Left.Handle.root() != SymbolRoot::This)
            continue;
          Task Worker = Left;
          llvm::erase_if(Worker.Effects, [](const Effect &E) {
            return E.Path.root() != SymbolRoot::This;
          });
          if (!Worker.Effects.empty())
            All.emplace_back(Starting, std::move(Worker));
        }
      }
      if (All.empty())
        continue;
      for (const FunctionSummary *Other : Methods) {
        if (Other->Constructor || !(Other->Public || Other->Destructor))
          continue;
        std::vector<Task> Workers;
        for (const auto &[Starting, Worker] : All)
          // Several methods lead to one start.
          if (Starting != Other &&
              llvm::none_of(Workers, [&, &Work = Worker](const Task &Each) {
                return Each.isSame(Work);
              }))
            Workers.push_back(Worker);
        if (!Workers.empty())
          inMethod(*Other, std::move(Workers));
      }
    }
  }

  /// Work that one function leaves running, its handle stored in an object, meets
  /// the function that waits for it there: until then both run.
  void inWaiters() {
    std::vector<std::pair<const Task *, SymbolPath>> Stored;
    for (const FunctionSummary &F : Program.Functions)
      if (Link.startsWork(F))
        for (const Task &Left : Link.left(F))
          if (auto Owner = ownerOf(Left.Handle); Owner && Left.In == &F)
            Stored.push_back({&Left, *Owner});
    if (Stored.empty())
      return;
    for (const FunctionSummary &F : Program.Functions) {
      if (Link.startsWork(F))
        continue;
      std::vector<Task> Workers;
      for (const SyncUse &Use : Link.syncs(F)) {
        auto Owner = Use.UseKind == SyncUse::Join ? ownerOf(Use.On)
                                                  : std::nullopt;
        if (!Owner)
          continue;
        for (const auto &[Work, Theirs] : Stored) {
          if (Owner->isKnown() != Theirs.isKnown())
            continue;
          SymbolPath Handle =
              Owner->isKnown()
                  ? Work->Handle.onto(*Owner, Theirs.steps().size())
                  : Work->Handle;
          if (Use.On.mayBe(Handle))
            Workers.push_back(Link.seenFrom(*Work, Theirs, *Owner));
        }
      }
      llvm::erase_if(Workers,
                     [](const Task &Work) { return Work.Effects.empty(); });
      if (!Workers.empty())
        inMethod(F, std::move(Workers));
    }
  }

  /// The object behind a pointer that \p Handle is a part of; unknown for a global
  /// handle, which is its own. Nothing if it is neither.
  static std::optional<SymbolPath> ownerOf(const SymbolPath &Handle) {
    if (Handle.isStatic())
      return SymbolPath();
    if ((Handle.root() != SymbolRoot::Parameter &&
         Handle.root() != SymbolRoot::Local) ||
        Handle.steps().size() < 2 ||
        Handle.steps()[0].StepKind != SymbolStep::Deref ||
        Handle.steps()[1].StepKind != SymbolStep::Field)
      return std::nullopt;
    SymbolPath Owner(Handle.root(), Handle.base(), Handle.parameter());
    Owner.add(Handle.steps()[0]);
    return Owner;
  }

  void inMethod(const FunctionSummary &F, std::vector<Task> Workers) {
    for (Task &Worker : Workers)
      Worker.Own.reset();
    TaskFlow Flow = Link.flow(F, std::move(Workers));
    Known = &Flow;
    for (unsigned Block = 0; Block != F.Blocks.size(); ++Block)
      for (unsigned I = 0; I != F.Blocks[Block].Events.size(); ++I) {
        auto waitsLater = [&](const Task &Work) {
          return Link.joinsAfter(F, Block, I, Work.Handle);
        };
        withCode(F, Flow, Block, I, Race::Method, waitsLater);
      }
  }

  const ProgramSummary &Program;
  Linker &Link;
  std::vector<ExcusedPair> *Excused;
  const TaskFlow *Known = nullptr; ///< of the function that is looked at
  std::map<Key, Race> Races;
};

} // namespace

std::vector<Race> findRaces(const ProgramSummary &Program, Linker &Link,
                            std::vector<ExcusedPair> *Excused) {
  return RaceFinder(Program, Link, Excused).find();
}

} // namespace sendsync
