#include "checks/analysis/program/Summary.h"
#include "llvm/ADT/STLExtras.h"
#include <tuple>

namespace sendsync {

bool Site::operator<(const Site &Other) const {
  auto key = [](const Site &S) {
    return std::make_tuple(S.File ? llvm::StringRef(S.File->Id)
                                  : llvm::StringRef(),
                           S.Line, S.Column);
  };
  return key(*this) < key(Other);
}

/// One of them is what some pointer or reference refers to, which may be the
/// other.
static bool mayAlias(const HeldName &Left, const HeldName &Right) {
  return (Left.Lock.isPointee() || Right.Lock.isPointee()) &&
         (!Left.Type || !Right.Type || Left.Type == Right.Type);
}

bool HeldNames::mayShareWith(const HeldNames &Other) const {
  if (Unknown || Other.Unknown)
    return true;
  for (const HeldName &Mine : Locks)
    for (const HeldName &Theirs : Other.Locks)
      if (!(Mine.Shared && Theirs.Shared) &&
          (!Mine.Lock.isKnown() || !Theirs.Lock.isKnown() ||
           Mine.Lock.mayBe(Theirs.Lock) || mayAlias(Mine, Theirs)))
        return true;
  return false;
}

void HeldNames::add(const HeldNames &Other) {
  Unknown |= Other.Unknown;
  for (const HeldName &Theirs : Other.Locks)
    if (!llvm::is_contained(Locks, Theirs))
      Locks.push_back(Theirs);
}

const EventBase &FunctionSummary::event(EventRef Ref) const {
  switch (Ref.Kind) {
  case EventKind::Access:
    return Accesses[Ref.Index];
  case EventKind::Call:
    return Calls[Ref.Index];
  case EventKind::Spawn:
    return Spawns[Ref.Index];
  case EventKind::Join:
    return Joins[Ref.Index];
  case EventKind::Sync:
    return Syncs[Ref.Index];
  case EventKind::Test:
    return Tests[Ref.Index];
  case EventKind::Bind:
    return Binds[Ref.Index];
  case EventKind::Lock:
    return Locks[Ref.Index];
  }
  return Accesses[Ref.Index];
}

void FunctionSummary::rename(
    llvm::function_ref<SymbolPath(const SymbolPath &, const EventBase &)>
        Change) {
  const EventBase *At = nullptr;
  auto path = [&](SymbolPath &Path) { Path = Change(Path, *At); };
  auto enter = [&](EventBase &Event) {
    At = &Event;
    for (HeldName &Held : Event.Held.Locks)
      path(Held.Lock);
  };
  auto renames = [&](PathRenames &All) {
    for (auto &[From, To] : All) {
      path(From);
      path(To);
    }
  };
  auto invoked = [&](auto &Event) {
    enter(Event);
    path(Event.Receiver);
    for (ArgumentNames &Argument : Event.Arguments) {
      for (SymbolPath *Path :
           {&Argument.Place, &Argument.Target, &Argument.Pointee})
        path(*Path);
      // As the element of some array.
      SymbolPath Element(SymbolRoot::This, nullptr);
      Element.add(Argument.Number);
      path(Element);
      Argument.Number = Element.steps().back();
    }
  };
  for (AccessEvent &Access : Accesses) {
    enter(Access);
    path(Access.Path);
  }
  for (CallEvent &Call : Calls) {
    invoked(Call);
    path(Call.Made);
  }
  for (SpawnEvent &Spawn : Spawns) {
    invoked(Spawn);
    renames(Spawn.Renames);
    path(Spawn.Handle);
    for (auto &[Variable, Where] : Spawn.ByReference)
      path(Variable);
    llvm::for_each(Spawn.PerTurn, path);
  }
  for (JoinEvent &Join : Joins) {
    enter(Join);
    path(Join.Handle);
  }
  for (SyncEvent &Sync : Syncs) {
    enter(Sync);
    path(Sync.Object);
  }
  for (TestEvent &Test : Tests) {
    enter(Test);
    path(Test.State);
  }
  for (BindEvent &Bind : Binds) {
    enter(Bind);
    path(Bind.Cell);
    path(Bind.Referent);
  }
  for (LockEvent &Lock : Locks) {
    enter(Lock);
    path(Lock.Lock);
  }
  for (LockHold &Hold : Holds) {
    EventBase Since;
    Since.At = Hold.Since;
    At = &Since;
    path(Hold.Lock);
  }
  EventBase Whole;
  At = &Whole;
  for (SureLock &Lock : Acquires)
    path(Lock.Lock);
  for (LockChange &Change : LockChanges)
    path(Change.Lock);
}

llvm::BitVector FunctionSummary::reachable(uint32_t From) const {
  llvm::BitVector Seen(Blocks.size());
  llvm::SmallVector<uint32_t, 16> Work(Blocks[From].Successors.begin(),
                                       Blocks[From].Successors.end());
  while (!Work.empty()) {
    uint32_t Block = Work.pop_back_val();
    if (Seen.test(Block))
      continue;
    Seen.set(Block);
    Work.append(Blocks[Block].Successors.begin(),
                Blocks[Block].Successors.end());
  }
  return Seen;
}

bool ResultTest::holdsFor(int64_t Result) const {
  switch (Relation(Is)) {
  case Equal:
    return Result == Constant;
  case Different:
    return Result != Constant;
  case Less:
    return Result < Constant;
  case AtLeast:
    return Result >= Constant;
  case Greater:
    return Result > Constant;
  case AtMost:
    return Result <= Constant;
  }
  return true;
}

} // namespace sendsync
