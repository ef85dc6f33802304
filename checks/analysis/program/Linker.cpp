#include "checks/analysis/program/Linker.h"
#include "llvm/ADT/STLExtras.h"

namespace sendsync {

//===- Renaming -----------------------------------------------------------===//

SymbolPath Renaming::operator()(const SymbolPath &Path) const {
  SymbolPath Mine = substituted(Path);
  return Known ? Known->resolve(Mine, *In) : Mine;
}

static bool leadsElsewhere(const SymbolPath &Path) {
  return llvm::any_of(Path.steps(), [](const SymbolStep &Step) {
    return Step.StepKind == SymbolStep::Deref ||
           Step.StepKind == SymbolStep::Container;
  });
}

/// \p Path, whose first step follows a pointer that refers to \p Target: an
/// element of an array counts from there.
static SymbolPath shiftedOnto(const SymbolPath &Path, const SymbolPath &Target) {
  auto isElement = [](llvm::ArrayRef<SymbolStep> Steps, size_t I) {
    return I < Steps.size() && Steps[I].StepKind == SymbolStep::Element;
  };
  llvm::ArrayRef<SymbolStep> To = Target.steps();
  if (!isElement(Path.steps(), 1) || To.empty() ||
      !isElement(To, To.size() - 1))
    return Path.onto(Target, 1);
  return Path.onto(Target.withLast(To.back().shifted(Path.steps()[1])), 2);
}

SymbolPath Renaming::substituted(const SymbolPath &Selected) const {
  // What a number selects that is passed.
  SymbolPath Path = Selected.select([&](SymbolStep &Step) {
    if (!SameNames)
      Step = Step.Parameter >= 0 && size_t(Step.Parameter) < Arguments.size()
                 ? Arguments[Step.Parameter].Number.shifted(
                       {SymbolStep::Element, -1, nullptr, Step.Index})
                 : SymbolStep{SymbolStep::Element};
  });
  switch (Path.root()) {
  case SymbolRoot::Unknown:
    return {};
  case SymbolRoot::Global:
  case SymbolRoot::Static:
    return Path;
  case SymbolRoot::Local:
    for (const auto &[Mine, Theirs] : Renames)
      if (Path.startsWith(Mine))
        return Path.onto(Theirs, Mine.steps().size());
    // A variable of the callee's own is nobody else's.
    return SameNames && Path.base()->Scope != Callee->Id ? Path : SymbolPath();
  case SymbolRoot::This:
    if (SameNames)
      return Path;
    return ReceiverIsCopy && !leadsElsewhere(Path) ? SymbolPath()
                                                   : Path.onto(Receiver);
  case SymbolRoot::Reference:
    if (SameNames)
      return Path;
    return Path.parameter() < Arguments.size()
               ? Path.onto(Arguments[Path.parameter()].Place)
               : SymbolPath();
  case SymbolRoot::Parameter: {
    if (SameNames)
      return Path;
    if (Path.parameter() >= Arguments.size() || Path.steps().empty() ||
        Path.steps()[0].StepKind != SymbolStep::Deref)
      return {};
    const ArgumentNames &Actual = Arguments[Path.parameter()];
    if (Path.steps().size() > 1 &&
        Path.steps()[1].StepKind == SymbolStep::Deref &&
        Actual.Pointee.isKnown())
      return Path.onto(Actual.Pointee, 2);
    bool Selects = Path.steps().size() > 1 &&
                   Path.steps()[1].StepKind == SymbolStep::Element;
    return Actual.Single && Selects ? Path.onto(Actual.Target, 2)
                                    : shiftedOnto(Path, Actual.Target);
  }
  }
  return {};
}

/// A variable of one activation, which nobody else has a name for.
static bool isOwnLocal(const SymbolPath &Path) {
  return (Path.root() == SymbolRoot::Local ||
          Path.root() == SymbolRoot::Parameter) &&
         !leadsElsewhere(Path);
}

HeldNames Renaming::operator()(const HeldNames &Held) const {
  HeldNames Result;
  Result.Unknown = Held.Unknown;
  for (const HeldName &Lock : Held.Locks) {
    HeldName Mine = Lock;
    Mine.Lock = (*this)(Lock.Lock);
    // Without a name it may still be any lock.
    if (Mine.Lock.isKnown() || !isOwnLocal(Lock.Lock))
      Result.Locks.push_back(std::move(Mine));
  }
  return Result;
}

SyncUses Renaming::operator()(const SyncUses &Uses) const {
  SyncUses Result;
  for (const SyncUse &Use : Uses) {
    SyncUse Mine = Use;
    Mine.On = (*this)(Use.On);
    if (!Mine.On.isKnown() && Use.On.isKnown() && isOwnLocal(Use.On))
      continue;
    if (!llvm::is_contained(Result, Mine))
      Result.push_back(std::move(Mine));
  }
  return Result;
}

static void addUses(SyncUses &To, const SyncUses &From) {
  for (const SyncUse &Use : From)
    if (!llvm::is_contained(To, Use))
      To.push_back(Use);
}

/// Adds \p More to lists.
static std::function<SyncUses(const SyncUses &)> adding(const SyncUses &More) {
  return [&More](const SyncUses &Uses) {
    SyncUses All = Uses;
    addUses(All, More);
    return All;
  };
}

//===- Linker -------------------------------------------------------------===//

Linker::Linker(ProgramSummary &Program) {
  for (const FunctionSummary &F : Program.Functions) {
    // Instantiations of one template with closures may share a name.
    auto &Same = ByName[F.Function];
    if (llvm::none_of(Same, [&](const FunctionSummary *Each) {
          return Each->File == F.File;
        }))
      Same.push_back(&F);
    All.push_back(&F);
  }
  // Who starts work or synchronizes, directly or through calls.
  llvm::DenseMap<const Symbol *, std::vector<const FunctionSummary *>> Callers;
  std::vector<const FunctionSummary *> Starting, Syncing;
  for (const FunctionSummary *F : All) {
    for (const auto &[Open, Target] : F->Targets)
      if (auto &Known = Targets[Open]; !llvm::is_contained(Known, Target))
        Known.push_back(Target);
  }
  for (const FunctionSummary *F : All) {
    for (const CallEvent &Call : F->Calls)
      if (!Call.Open)
        Callers[Call.Callee].push_back(F);
      else
        for (const FunctionSummary *Callee : callees(Call, *F))
          Callers[Callee->Function].push_back(F);
    if (!F->Spawns.empty())
      Starting.push_back(F);
    if (!F->Syncs.empty() || !F->Joins.empty())
      Syncing.push_back(F);
    for (const JoinEvent &Join : F->Joins)
      if (Join.Handle.isStatic() && F->Spawns.empty())
        JoinedVariables.insert(Join.Handle.base());
  }
  auto spread = [&](std::vector<const FunctionSummary *> &Work,
                    llvm::DenseSet<const FunctionSummary *> &Set) {
    Set.insert(Work.begin(), Work.end());
    while (!Work.empty()) {
      const FunctionSummary *F = Work.back();
      Work.pop_back();
      auto Found = Callers.find(F->Function);
      if (Found != Callers.end())
        for (const FunctionSummary *Caller : Found->second)
          if (Set.insert(Caller).second)
            Work.push_back(Caller);
    }
  };
  spread(Starting, Starters);
  spread(Syncing, Synchronizers);
  // Without threads nobody asks.
  if (Starters.empty())
    return;
  Objects.emplace(Program, *this);
  for (FunctionSummary &F : Program.Functions)
    F.rename([&](const SymbolPath &Path, const EventBase &) {
      return Objects->resolve(Path, F);
    });
  for (const FunctionSummary &F : Program.Functions)
    for (const AccessEvent &Access : F.Accesses)
      Objects->noteUnknown(Access.Path);
}

Renaming Linker::renaming(const CallEvent &Call,
                          const FunctionSummary &In) const {
  Renaming Result(Call);
  return Objects ? Result.resolvedBy(*Objects, In) : Result;
}

Renaming Linker::renaming(const SpawnEvent &Spawn, const SpawnTarget &Target,
                          const FunctionSummary &In) const {
  Renaming Result(Spawn, Target);
  return Objects ? Result.resolvedBy(*Objects, In) : Result;
}

std::vector<const FunctionSummary *> Linker::calleesFirst() const {
  struct Visit {
    const FunctionSummary *F;
    llvm::SmallVector<const FunctionSummary *, 8> Callees;
  };
  std::vector<const FunctionSummary *> Result;
  llvm::DenseSet<const FunctionSummary *> Seen;
  std::vector<Visit> Stack;
  auto enter = [&](const FunctionSummary *F) {
    if (!F || !Seen.insert(F).second)
      return;
    Visit &New = Stack.emplace_back(Visit{F, {}});
    for (const CallEvent &Call : F->Calls)
      llvm::append_range(New.Callees, callees(Call, *F));
    for (const SpawnEvent &Spawn : F->Spawns)
      for (const SpawnTarget &Target : Spawn.Targets)
        New.Callees.push_back(find(Target.Function, *F));
  };
  for (const FunctionSummary *Root : All) {
    enter(Root);
    while (!Stack.empty()) {
      Visit &Top = Stack.back();
      if (Top.Callees.empty()) {
        Result.push_back(Top.F);
        Stack.pop_back();
      } else {
        enter(Top.Callees.pop_back_val());
      }
    }
  }
  return Result;
}

const FunctionSummary *Linker::find(const Symbol *Function,
                                    const FunctionSummary &From) const {
  auto Found = ByName.find(Function);
  if (Found == ByName.end())
    return nullptr;
  for (const FunctionSummary *Each : Found->second)
    if (Each->File == From.File)
      return Each;
  return Found->second.size() == 1 ? Found->second.front() : nullptr;
}

llvm::SmallVector<const FunctionSummary *, 2>
Linker::callees(const CallEvent &Call, const FunctionSummary &From) const {
  llvm::SmallVector<const FunctionSummary *, 2> Result;
  const FunctionSummary *Named = find(Call.Callee, From);
  if (Named)
    Result.push_back(Named);
  if (!Call.Open)
    return Result;
  auto Known = Targets.find(Call.Callee);
  if (Known != Targets.end())
    for (const Symbol *Target : Known->second) {
      const FunctionSummary *Body = Target ? find(Target, From) : nullptr;
      if (!Body)
        return {};
      Result.push_back(Body);
    }
  if (Result.size() > Call.Open)
    return {};
  return Result;
}

const Linker::Order &Linker::order(const FunctionSummary &F) {
  std::unique_ptr<Order> &Entry = Orders[&F];
  if (Entry)
    return *Entry;
  auto Result = std::make_unique<Order>();
  const unsigned Count = F.Blocks.size();
  for (unsigned From = 0; From != Count; ++From)
    Result->Reaches.push_back(F.reachable(From));
  for (unsigned Block = 0; Block != Count; ++Block)
    for (unsigned I = 0; I != F.Blocks[Block].Events.size(); ++I) {
      EventRef Event = F.Blocks[Block].Events[I];
      bool Synchronizes =
          Event.Kind == EventKind::Join || Event.Kind == EventKind::Sync;
      if (Event.Kind == EventKind::Call) {
        Synchronizes = llvm::any_of(
            callees(F.Calls[Event.Index], F), [&](const FunctionSummary *Each) {
              return Synchronizers.contains(Each);
            });
      }
      if (Synchronizes)
        Result->Points.push_back({Block, I});
    }
  return *(Orders[&F] = std::move(Result));
}

SyncUses Linker::syncsOf(const FunctionSummary &F, EventRef Event) {
  switch (Event.Kind) {
  case EventKind::Sync: {
    const SyncEvent &Sync = F.Syncs[Event.Index];
    return {{Sync.IsLock    ? SyncUse::Lock
             : Sync.IsFence ? SyncUse::Fence
                            : SyncUse::Object,
             Sync.Object, Sync.Acquire, Sync.Release}};
  }
  case EventKind::Join:
    return {{SyncUse::Join, F.Joins[Event.Index].Handle, true, false}};
  case EventKind::Call: {
    const CallEvent &Call = F.Calls[Event.Index];
    SyncUses Result;
    for (const FunctionSummary *Callee : callees(Call, F))
      addUses(Result, renaming(Call, F)(syncs(*Callee)));
    return Result;
  }
  case EventKind::Access:
  case EventKind::Spawn:
  case EventKind::Test:
  case EventKind::Bind:
  case EventKind::Lock:
    return {};
  }
  return {};
}

const SyncUses &Linker::syncs(const FunctionSummary &F) {
  auto [Entry, New] = Syncs.try_emplace(&F);
  if (!New) {
    static const SyncUses None;
    return Entry->second ? *Entry->second : None; // recursion
  }
  auto Result = std::make_unique<SyncUses>();
  if (Synchronizers.contains(&F))
    for (const auto &[Block, Index] : order(F).Points)
      addUses(*Result, syncsOf(F, F.Blocks[Block].Events[Index]));
  return *(Syncs[&F] = std::move(Result));
}

void Linker::syncsAround(const FunctionSummary &F, unsigned Block,
                         unsigned Index,
                         llvm::function_ref<bool(unsigned, unsigned)> Counts,
                         SyncUses &Before, SyncUses &After) {
  if (!Synchronizers.contains(&F))
    return;
  const Order &Graph = order(F);
  for (const auto &[PointBlock, PointIndex] : Graph.Points) {
    bool IsBefore = (PointBlock == Block && PointIndex < Index) ||
                    Graph.Reaches[PointBlock].test(Block);
    bool IsAfter = (PointBlock == Block && PointIndex > Index) ||
                   Graph.Reaches[Block].test(PointBlock);
    if ((!IsBefore && !IsAfter) || !Counts(PointBlock, PointIndex))
      continue;
    for (const SyncUse &Use :
         syncsOf(F, F.Blocks[PointBlock].Events[PointIndex])) {
      if (IsBefore && Use.Acquire && !llvm::is_contained(Before, Use))
        Before.push_back(Use);
      if (IsAfter && Use.Release && !llvm::is_contained(After, Use))
        After.push_back(Use);
    }
  }
}

bool isSameObject(const SymbolPath &Left, const SymbolPath &Right) {
  if (!Left.isKnown() || !Right.isKnown())
    return !Left.isKnown() && !Right.isKnown();
  return Left.mayBe(Right) || Left.overlaps(Right);
}

bool handsOver(const SyncUses &After, const SyncUses &Before) {
  auto counts = [](const SyncUse &Use) {
    return Use.UseKind == SyncUse::Object || Use.UseKind == SyncUse::Fence;
  };
  for (const SyncUse &Released : After)
    if (Released.Release && counts(Released))
      for (const SyncUse &Acquired : Before)
        if (Acquired.Acquire && counts(Acquired) &&
            (Released.UseKind == SyncUse::Fence ||
             Acquired.UseKind == SyncUse::Fence ||
             isSameObject(Released.On, Acquired.On)))
          return true;
  return false;
}

Effect Effect::own(const FunctionSummary &F, const AccessEvent &Access) {
  Effect Own;
  Own.Path = Access.Path;
  Own.Access = &Access;
  Own.In = &F;
  Own.Held = Access.Held;
  Own.Ends = Access.Ends;
  return Own;
}

EffectLift::EffectLift(Renaming Names)
    : Rename(std::move(Names)),
      Uses([this](const SyncUses &Inner) { return Rename(Inner); }) {}

Effect EffectLift::operator()(const Effect &Inner) {
  Effect Mine;
  Mine.Path = Rename(Inner.Path);
  if (!Mine.Path.isKnown())
    return Mine;
  Mine.Access = Inner.Access;
  Mine.In = Inner.In;
  Mine.Ends = Inner.Ends;
  Mine.Held = Rename(Inner.Held);
  Mine.Way = Inner.Way;
  Mine.Before = Uses(Inner.Before);
  Mine.After = Uses(Inner.After);
  for (const Gate &Its : Inner.Gates)
    if (SymbolPath State = Rename(Its.State); State.isKnown())
      Mine.Gates.push_back({std::move(State), Its.Test, Its.Awaited});
  return Mine;
}

std::vector<Effect> Linker::effectsAt(const FunctionSummary &In,
                                      EventRef Event, bool Inside) {
  std::vector<Effect> Result;
  auto add = [&](const FunctionSummary *Callee, const Renaming &Rename,
                 const EventBase &At, const HeldNames &Held) {
    if (!Callee)
      return;
    EffectLift Lift(Rename);
    for (const Effect &Inner : effects(*Callee)) {
      if (Inner.Way.size() == MaxWay) {
        noteCapped(In);
        continue;
      }
      Effect Mine = Lift(Inner);
      if (!Mine.Path.isKnown())
        continue;
      Mine.Way.insert(Mine.Way.begin(), At.At);
      Mine.Held.add(Held);
      Result.push_back(std::move(Mine));
    }
  };
  if (Event.Kind == EventKind::Call) {
    const CallEvent &Call = In.Calls[Event.Index];
    for (const FunctionSummary *Callee : callees(Call, In))
      add(Callee, renaming(Call, In), Call, Call.Held);
    for (Effect &Its : Result)
      Its.Ends |= Call.Ends;
  } else if (Event.Kind == EventKind::Spawn) {
    const SpawnEvent &Spawn = In.Spawns[Event.Index];
    for (const SpawnTarget &Target : Spawn.Targets)
      add(find(Target.Function, In), renaming(Spawn, Target, In), Spawn,
          Inside ? HeldNames() : heldMeanwhile(In, Event.Index));
  }
  return Result;
}

HeldNames Linker::heldMeanwhile(const FunctionSummary &F, unsigned Spawn) {
  auto [Entry, New] = Meanwhile.try_emplace(&F);
  std::vector<HeldNames> &Held = Entry->second;
  if (!New)
    return Held[Spawn];
  for (const SpawnEvent &Each : F.Spawns) {
    Held.push_back(Each.LeftRunning || Each.Detached ? HeldNames() : Each.Held);
    llvm::erase_if(Held.back().Locks,
                   [](const HeldName &Lock) { return Lock.Maybe; });
  }
  auto keep = [&](const EventBase &At) {
    for (uint16_t Running : At.Live)
      llvm::erase_if(Held[Running].Locks, [&](const HeldName &Lock) {
        return !llvm::is_contained(At.Held.Locks, Lock);
      });
  };
  for (const SummaryBlock &Block : F.Blocks)
    for (EventRef Event : Block.Events)
      keep(F.event(Event));
  return Held[Spawn];
}

const std::vector<Effect> &Linker::effects(const FunctionSummary &F) {
  // Far more than functions have; what is left out is counted.
  constexpr size_t MaxEffects = 600, MaxNames = 3;
  static const std::vector<Effect> None;
  auto [Entry, New] = Effects.try_emplace(&F);
  if (!New)
    return Entry->second ? *Entry->second : None; // recursion
  auto Result = std::make_unique<std::vector<Effect>>();
  llvm::DenseMap<const AccessEvent *, llvm::SmallVector<unsigned, 2>> Known;
  auto add = [&](Effect New) {
    auto &Same = Known[New.Access];
    for (unsigned Index : Same) {
      const Effect &Old = (*Result)[Index];
      if (Old.Path == New.Path && Old.Held == New.Held)
        return;
    }
    if (Result->size() == MaxEffects || Same.size() > MaxNames)
      return noteCapped(F);
    Same.push_back(Result->size());
    Result->push_back(std::move(New));
  };
  auto always = [](unsigned, unsigned) { return true; };
  for (unsigned Block = 0; Block != F.Blocks.size(); ++Block) {
    std::vector<Gate> Gates;
    if (!F.Tests.empty())
      Gates = gatesBefore(F, Block);
    for (unsigned I = 0; I != F.Blocks[Block].Events.size(); ++I) {
      EventRef Event = F.Blocks[Block].Events[I];
      std::vector<Effect> Here;
      if (Event.Kind == EventKind::Access) {
        Here.push_back(Effect::own(F, F.Accesses[Event.Index]));
      } else if (Event.Kind == EventKind::Call ||
                 Event.Kind == EventKind::Spawn) {
        Here = effectsAt(F, Event);
      }
      if (Here.empty())
        continue;
      SyncUses Before, After;
      syncsAround(F, Block, I, always, Before, After);
      UsesMap AddBefore(adding(Before)), AddAfter(adding(After));
      for (Effect &New : Here) {
        New.Before = AddBefore(New.Before);
        New.After = AddAfter(New.After);
        New.Gates.insert(New.Gates.end(), Gates.begin(), Gates.end());
        add(std::move(New));
      }
    }
  }
  return *(Effects[&F] = std::move(Result));
}

bool Linker::joinsAfter(const FunctionSummary &F, unsigned Block,
                        unsigned Index, const SymbolPath &Handle) {
  if (!Synchronizers.contains(&F))
    return false;
  const Order &Graph = order(F);
  for (const auto &[PointBlock, PointIndex] : Graph.Points) {
    if (!(PointBlock == Block && PointIndex > Index) &&
        !Graph.Reaches[Block].test(PointBlock))
      continue;
    for (const SyncUse &Use :
         syncsOf(F, F.Blocks[PointBlock].Events[PointIndex]))
      if (Use.UseKind == SyncUse::Join && Use.On.isKnown() &&
          (Use.On.mayBe(Handle) || Use.On.overlaps(Handle)))
        return true;
  }
  return false;
}

Task Linker::seenFrom(const Task &Work, const SymbolPath &From,
                      const SymbolPath &To) {
  auto renamed = [&](const SymbolPath &Path) {
    if (Path.isStatic())
      return Path;
    return From.isKnown() && Path.startsWith(From)
               ? Path.onto(To, From.steps().size())
               : SymbolPath();
  };
  UsesMap Uses([&](const SyncUses &Inner) {
    SyncUses Mine = Inner;
    for (SyncUse &Use : Mine)
      Use.On = renamed(Use.On);
    return Mine;
  });
  auto renameLocks = [&](HeldNames &Held) {
    for (HeldName &Lock : Held.Locks)
      Lock.Lock = renamed(Lock.Lock);
  };
  Task Mine = Work;
  Mine.Handle = renamed(Work.Handle);
  renameLocks(Mine.HeldAtStart);
  Mine.HeldMeanwhile = HeldNames();
  for (Effect &Its : Mine.Effects) {
    Its.Path = renamed(Its.Path);
    renameLocks(Its.Held);
    Its.Before = Uses(Its.Before);
    Its.After = Uses(Its.After);
    for (Gate &G : Its.Gates)
      G.State = renamed(G.State);
  }
  for (SymbolPath &Cell : Mine.Changed)
    Cell = renamed(Cell);
  llvm::erase_if(Mine.Effects,
                 [](const Effect &Its) { return !Its.Path.isKnown(); });
  llvm::erase_if(Mine.Changed,
                 [](const SymbolPath &Cell) { return !Cell.isKnown(); });
  return Mine;
}

const std::vector<Task> &Linker::left(const FunctionSummary &F) {
  static const std::vector<Task> None;
  if (!Starters.contains(&F))
    return None;
  auto [Entry, New] = LeftWork.try_emplace(&F);
  if (!New)
    return Entry->second ? *Entry->second : None; // recursion
  auto Result = std::make_unique<std::vector<Task>>();
  TaskFlow Flow = flow(F);
  auto always = [](unsigned, unsigned) { return true; };
  for (unsigned Block = 0; Block != F.Blocks.size(); ++Block)
    for (unsigned I = 0; I != F.Blocks[Block].Events.size(); ++I) {
      auto Started =
          Flow.StartedAt.find(&F.event(F.Blocks[Block].Events[I]));
      if (Started == Flow.StartedAt.end())
        continue;
      // What comes before the start comes before the work.
      SyncUses Before, After;
      syncsAround(F, Block, I, always, Before, After);
      UsesMap AddBefore(adding(Before));
      for (unsigned Index : Started->second)
        for (Effect &Its : Flow.Tasks[Index].Effects)
          Its.Before = AddBefore(Its.Before);
    }
  for (unsigned Index : Flow.Left)
    Result->push_back(std::move(Flow.Tasks[Index]));
  return *(LeftWork[&F] = std::move(Result));
}

} // namespace sendsync
