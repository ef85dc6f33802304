//===- Flow.cpp - which work runs beside which event ----------------------===//
//
// Forward over a function's events: a start or a call sets work running, a join,
// here or in a callee, ends it. A function's own starts were followed on the
// syntax tree (threads/TaskStates.h), which knows more of their handles: what that
// says is an upper bound here.
//
//===----------------------------------------------------------------------===//
#include "checks/analysis/program/Linker.h"
#include "llvm/ADT/STLExtras.h"

namespace sendsync {

namespace {

/// A join of \p Joined may wait for work with the handle \p Handle.
bool mayJoin(const SymbolPath &Joined, const Task &Work) {
  if (Work.Spawn->Detached || (Work.Own && Work.Spawn->SomeLeft))
    return false;
  if (!Joined.isKnown())
    return true;
  const SymbolPath &Handle = Work.Handle;
  if (!Handle.isKnown())
    return false;
  size_t Common = std::min(Handle.steps().size(), Joined.steps().size());
  if (!Handle.hasRootOf(Joined))
    return false;
  for (size_t I = 0; I != Common; ++I)
    if (!Handle.steps()[I].mayBe(Joined.steps()[I]))
      return false;
  return true;
}

/// Code that is not known may do anything with this handle.
bool mayReach(const CallEvent &Call, const Task &Work, const Linker &Link) {
  if (Work.Spawn->Detached || !Work.Handle.isKnown())
    return false;
  // It has the name from a header, or calls a function that waits.
  if (Work.Handle.isStatic())
    return Work.Spawn->HandleInHeader || Link.isJoined(Work.Handle.base());
  if (Work.Handle.root() != SymbolRoot::Local)
    return true;
  auto isPassed = [&](const SymbolPath &Path) {
    return Path.isKnown() && Work.Handle.hasRootOf(Path);
  };
  return isPassed(Call.Receiver) ||
         llvm::any_of(Call.Arguments, [&](const ArgumentNames &Argument) {
           return isPassed(Argument.Place) || isPassed(Argument.Target);
         });
}

} // namespace

bool Task::isSame(const Task &Other) const {
  return Spawn == Other.Spawn && Handle.isKnown() == Other.Handle.isKnown() &&
         (!Handle.isKnown() || Handle == Other.Handle) &&
         std::equal(Effects.begin(), Effects.end(), Other.Effects.begin(),
                    Other.Effects.end(),
                    [](const Effect &Left, const Effect &Right) {
                      return Left.Access == Right.Access &&
                             Left.Path == Right.Path;
                    });
}

void ResultSet::add(std::optional<int64_t> Constant) {
  if (!Constant)
    Any = true;
  else if (!llvm::is_contained(Constants, *Constant))
    Constants.push_back(*Constant);
}

void ResultSet::add(const ResultSet &Other) {
  Any |= Other.Any;
  for (int64_t Constant : Other.Constants)
    add(Constant);
}

bool ResultSet::isExcludedBy(const ResultTest &Test) const {
  return !Any && !Constants.empty() &&
         llvm::none_of(Constants, [&](int64_t Constant) {
           return Test.holdsFor(Constant);
         });
}

namespace {

class FlowBuilder {
public:
  FlowBuilder(Linker &Link, const FunctionSummary &F, std::vector<Task> AtEntry)
      : Link(Link), F(F), EntryCount(AtEntry.size()) {
    Flow.Tasks = std::move(AtEntry);
    Flow.Tasks.reserve(Flow.Tasks.size() + MaxTasks);
    addTasks();
  }

  TaskFlow build() {
    solve();
    record();
    return std::move(Flow);
  }

private:
  void addTasks() {
    for (const SummaryBlock &Block : F.Blocks)
      for (EventRef Event : Block.Events) {
        if (Event.Kind == EventKind::Spawn)
          addSpawn(Event);
        else if (Event.Kind == EventKind::Call)
          addCall(F.Calls[Event.Index]);
      }
  }

  void add(Task New, const EventBase &At) {
    if (Flow.Tasks.size() >= EntryCount + MaxTasks)
      return Link.noteCapped(F);
    Flow.StartedAt[&At].push_back(Flow.Tasks.size());
    addChanged(New.Effects, New);
    Flow.Tasks.push_back(std::move(New));
  }

  static void addChanged(llvm::ArrayRef<Effect> Effects, Task &To) {
    for (const Effect &E : Effects)
      if (E.isWrite() && E.Access->IsPointer &&
          !llvm::is_contained(To.Changed, E.Path))
        To.Changed.push_back(E.Path);
  }

  void addSpawn(EventRef Event) {
    const SpawnEvent &Spawn = F.Spawns[Event.Index];
    Task Own;
    Own.Spawn = &Spawn;
    Own.In = &F;
    Own.Handle = Spawn.Handle;
    Own.HeldAtStart = Spawn.Held;
    Own.HeldMeanwhile = Link.heldMeanwhile(F, Event.Index);
    Own.Effects = Link.effectsAt(F, Event, /*Inside=*/true);
    Own.Own = Event.Index;
    add(std::move(Own), Spawn);
    // What the work starts in turn and leaves running.
    for (const SpawnTarget &Target : Spawn.Targets)
      if (const FunctionSummary *Started = Link.find(Target.Function, F))
        addLeft(*Started, Link.renaming(Spawn, Target, F), Spawn);
  }

  void addCall(const CallEvent &Call) {
    for (const FunctionSummary *Callee : Link.callees(Call, F))
      addLeft(*Callee, Link.renaming(Call, F), Call);
  }

  void addLeft(const FunctionSummary &Callee, const Renaming &Rename,
               const EventBase &At) {
    EffectLift Lift(Rename);
    for (const Task &Inner : Link.left(Callee)) {
      if (Inner.Way.size() == Linker::MaxWay) {
        Link.noteCapped(F);
        continue;
      }
      Task Mine;
      Mine.Spawn = Inner.Spawn;
      Mine.In = Inner.In;
      Mine.Handle = Lift(Inner.Handle);
      Mine.HeldAtStart = At.Held;
      Mine.Results = Inner.Results;
      Mine.Way.push_back(At.At);
      Mine.Way.insert(Mine.Way.end(), Inner.Way.begin(), Inner.Way.end());
      for (const Effect &Its : Inner.Effects)
        if (Effect E = Lift(Its); E.Path.isKnown())
          Mine.Effects.push_back(std::move(E));
      if (std::optional<unsigned> Same = sameWork(Mine))
        Flow.StartedAt[&At].push_back(*Same);
      else
        add(std::move(Mine), At);
    }
  }

  /// Work that is started here as well, with the same objects.
  std::optional<unsigned> sameWork(const Task &Work) const {
    for (unsigned I = EntryCount; I != Flow.Tasks.size(); ++I)
      if (!Flow.Tasks[I].Own && Flow.Tasks[I].isSame(Work))
        return I;
    return std::nullopt;
  }

  void join(const SymbolPath &Handle, llvm::BitVector &Live) const {
    for (unsigned I = 0; I != Flow.Tasks.size(); ++I)
      if (mayJoin(Handle, Flow.Tasks[I]))
        Live.reset(I);
  }

  void apply(EventRef Event, llvm::BitVector &Live) const {
    const EventBase &Base = F.event(Event);
    if (Event.Kind == EventKind::Join)
      join(F.Joins[Event.Index].Handle, Live);
    if (Event.Kind == EventKind::Call) {
      const CallEvent &Call = F.Calls[Event.Index];
      auto Callees = Link.callees(Call, F);
      for (const FunctionSummary *Callee : Callees)
        for (const SyncUse &Use : Link.renaming(Call, F)(Link.syncs(*Callee)))
          if (Use.UseKind == SyncUse::Join)
            join(Use.On, Live);
      if (Callees.empty()) {
        for (unsigned I = 0; I != Flow.Tasks.size(); ++I)
          if (mayReach(Call, Flow.Tasks[I], Link))
            Live.reset(I);
      }
    }
    auto Started = Flow.StartedAt.find(&Base);
    if (Started == Flow.StartedAt.end())
      return;
    for (unsigned Index : Started->second) {
      const Task &New = Flow.Tasks[Index];
      if (!(New.Own && New.Spawn->Scoped))
        Live.set(Index);
    }
  }

  /// Work that was left running only with another result is not running here.
  llvm::BitVector onWay(const SummaryBlock &Block, unsigned Next,
                        llvm::BitVector Live) const {
    for (const ResultTest &Test : Block.Results) {
      auto Started = Flow.StartedAt.find(&F.Calls[Test.Call]);
      if (Test.Successor != Next || Started == Flow.StartedAt.end())
        continue;
      for (unsigned Index : Started->second)
        if (Flow.Tasks[Index].Results.isExcludedBy(Test))
          Live.reset(Index);
    }
    return Live;
  }

  /// What the function returns where \p Index is running at the end of a block.
  void addResult(const SummaryBlock &Block, unsigned Index, ResultSet &To) {
    if (Block.ReturnedCall) {
      auto Started = Flow.StartedAt.find(&F.Calls[*Block.ReturnedCall]);
      if (Started != Flow.StartedAt.end() &&
          llvm::is_contained(Started->second, Index))
        return To.add(Flow.Tasks[Index].Results);
    }
    To.add(Block.Constant);
  }

  void solve() {
    Entry.assign(F.Blocks.size(), llvm::BitVector(Flow.Tasks.size()));
    Seen.resize(F.Blocks.size());
    if (F.Blocks.empty())
      return;
    for (unsigned I = 0; I != EntryCount; ++I)
      Entry[0].set(I);
    std::vector<unsigned> Work = {0};
    Seen.set(0);
    while (!Work.empty()) {
      unsigned Block = Work.back();
      Work.pop_back();
      llvm::BitVector Live = Entry[Block];
      for (EventRef Event : F.Blocks[Block].Events)
        apply(Event, Live);
      for (unsigned Next : F.Blocks[Block].Successors) {
        llvm::BitVector Old = Entry[Next];
        Entry[Next] |= onWay(F.Blocks[Block], Next, Live);
        bool First = !Seen.test(Next);
        Seen.set(Next);
        if (First || Entry[Next] != Old)
          Work.push_back(Next);
      }
    }
  }

  /// Of the function's own work, what the syntax tree says.
  void restrict(const EventBase &At, llvm::BitVector &Live) const {
    for (unsigned I = 0; I != Flow.Tasks.size(); ++I)
      if (Flow.Tasks[I].Own && !llvm::is_contained(At.Live, *Flow.Tasks[I].Own))
        Live.reset(I);
  }

  void record() {
    llvm::BitVector AtEnd(Flow.Tasks.size());
    std::vector<ResultSet> Results(Flow.Tasks.size());
    Flow.Live.resize(F.Blocks.size());
    for (unsigned Block = 0; Block != F.Blocks.size(); ++Block) {
      llvm::BitVector Live = Entry[Block];
      for (EventRef Event : F.Blocks[Block].Events) {
        llvm::BitVector Here = Live;
        restrict(F.event(Event), Here);
        if (Event.Kind == EventKind::Access) {
          const AccessEvent &Access = F.Accesses[Event.Index];
          if (Access.Write && Access.IsPointer)
            for (unsigned I : Here.set_bits())
              Flow.Tasks[I].Changed.push_back(Access.Path);
        } else if (Event.Kind == EventKind::Call && Here.any()) {
          std::vector<Effect> Effects = Link.effectsAt(F, Event);
          for (unsigned I : Here.set_bits())
            addChanged(Effects, Flow.Tasks[I]);
        }
        Flow.Live[Block].push_back(std::move(Here));
        apply(Event, Live);
      }
      if (Seen.test(Block) && F.Blocks[Block].Successors.empty())
        AtEnd |= Live;
      if (Seen.test(Block) && F.Blocks[Block].Returns)
        for (unsigned I : Live.set_bits())
          addResult(F.Blocks[Block], I, Results[I]);
    }
    for (unsigned I : AtEnd.set_bits())
      if (!Flow.Tasks[I].Own || Flow.Tasks[I].Spawn->LeftRunning) {
        Flow.Tasks[I].Results = std::move(Results[I]);
        Flow.Left.push_back(I);
      }
  }

  static constexpr unsigned MaxTasks = 64;
  Linker &Link;
  const FunctionSummary &F;
  const unsigned EntryCount;
  TaskFlow Flow;
  std::vector<llvm::BitVector> Entry;
  llvm::BitVector Seen;
};

} // namespace

TaskFlow Linker::flow(const FunctionSummary &F, std::vector<Task> AtEntry) {
  return FlowBuilder(*this, F, std::move(AtEntry)).build();
}

} // namespace sendsync
