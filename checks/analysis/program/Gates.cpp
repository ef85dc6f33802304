//===- Gates.cpp - state that keeps started work away ---------------------===//
//
// Started work that looks at shared state under a lock, and does something only
// when that state has changed, is kept away until somebody changes it:
//
//   bool ready = false;
//   std::thread worker([&] { std::lock_guard l(mu); if (ready) use(data); });
//   data = 1;                                       // nobody looks at it yet
//   { std::lock_guard l(mu); ready = true; }        // from now on
//
// Until then `ready` is a closed gate, and whoever opens it under the lock
// orders what came before. Rules.md §5 S3.
//
//===----------------------------------------------------------------------===//
#include "checks/analysis/program/Linker.h"
#include "llvm/ADT/STLExtras.h"

namespace sendsync {

bool Linker::endsWait(const FunctionSummary &F, unsigned Block) {
  const Order &Graph = order(F);
  for (unsigned Tested = 0; Tested != F.Blocks.size(); ++Tested) {
    if (!llvm::is_contained(F.Blocks[Tested].Successors, Block) ||
        Graph.Reaches[Block].test(Tested))
      continue;
    for (const auto &[Waiting, Index] : Graph.Points) {
      EventRef Event = F.Blocks[Waiting].Events[Index];
      if (Event.Kind == EventKind::Sync && F.Syncs[Event.Index].Acquire &&
          !F.Syncs[Event.Index].IsLock && Graph.Reaches[Tested].test(Waiting) &&
          Graph.Reaches[Waiting].test(Tested))
        return true;
    }
  }
  return false;
}

bool Linker::maySet(const FunctionSummary &F, EventRef Event,
                    const SymbolPath &State) {
  if (Event.Kind == EventKind::Access)
    return F.Accesses[Event.Index].Write &&
           F.Accesses[Event.Index].Path.overlaps(State);
  return Event.Kind == EventKind::Call &&
         llvm::any_of(effectsAt(F, Event), [&](const Effect &Its) {
           return Its.isWrite() && Its.Path.overlaps(State);
         });
}

bool Linker::maySetBefore(const FunctionSummary &F, const EventBase &Event,
                          const SymbolPath &State) {
  const Order &Graph = order(F);
  for (unsigned Home = 0; Home != F.Blocks.size(); ++Home) {
    bool Set = false; // in this block, up to here
    for (EventRef Ref : F.Blocks[Home].Events) {
      if (&F.event(Ref) != &Event) {
        Set |= maySet(F, Ref, State);
        continue;
      }
      for (unsigned Block = 0; Block != F.Blocks.size() && !Set; ++Block)
        Set |= Graph.Reaches[Block].test(Home) &&
               llvm::any_of(F.Blocks[Block].Events, [&](EventRef Earlier) {
                 return maySet(F, Earlier, State);
               });
      return Set;
    }
  }
  return false;
}

std::vector<Gate> Linker::gatesBefore(const FunctionSummary &F,
                                      unsigned Block) {
  std::vector<Gate> Result;
  for (unsigned At = 0; At != F.Blocks.size(); ++At) {
    // Tests stand at the beginning of a block.
    if (F.Blocks[At].Events.empty() ||
        F.Blocks[At].Events.front().Kind != EventKind::Test)
      continue;
    // Without that block, is there a way left?
    llvm::BitVector Seen(F.Blocks.size());
    llvm::SmallVector<unsigned, 16> Work;
    if (At != 0)
      Work.push_back(0);
    while (!Work.empty()) {
      unsigned Next = Work.pop_back_val();
      if (Next == At || Seen.test(Next))
        continue;
      Seen.set(Next);
      Work.append(F.Blocks[Next].Successors.begin(),
                  F.Blocks[Next].Successors.end());
    }
    if (Seen.test(Block))
      continue;
    for (EventRef Event : F.Blocks[At].Events)
      if (Event.Kind == EventKind::Test)
        Result.push_back({F.Tests[Event.Index].State, &F.Tests[Event.Index],
                          endsWait(F, At)});
  }
  return Result;
}

std::optional<int64_t> Linker::valueAt(const SymbolPath &State,
                                       std::optional<int64_t> Initial,
                                       const FunctionSummary &F,
                                       const EventBase &Event) {
  using Value = std::optional<int64_t>;
  if (State.root() != SymbolRoot::Local)
    Initial.reset(); // somebody else may have set it
  auto apply = [&](EventRef Ref, Value &Now) {
    if (Ref.Kind == EventKind::Access) {
      const AccessEvent &Access = F.Accesses[Ref.Index];
      if (Access.Write && Access.Path.overlaps(State))
        Now = Access.Path == State ? Access.Constant : Value();
    } else if (Ref.Kind == EventKind::Call) {
      for (const Effect &Its : effectsAt(F, Ref))
        if (Its.isWrite() && Its.Path.overlaps(State))
          Now = Its.Path == State ? Its.Access->Constant : Value();
    }
  };
  std::vector<Value> Entry(F.Blocks.size());
  llvm::BitVector Seen(F.Blocks.size());
  Entry[0] = Initial;
  Seen.set(0);
  std::vector<unsigned> Work = {0};
  Value Found;
  bool First = true;
  auto walk = [&](unsigned Block, bool Look) {
    Value Now = Entry[Block];
    for (EventRef Ref : F.Blocks[Block].Events) {
      if (Look && &F.event(Ref) == &Event) {
        Found = First || Found == Now ? Now : Value();
        First = false;
      }
      apply(Ref, Now);
    }
    return Now;
  };
  while (!Work.empty()) {
    unsigned Block = Work.back();
    Work.pop_back();
    Value Now = walk(Block, false);
    for (unsigned Next : F.Blocks[Block].Successors) {
      if (Seen.test(Next) && (!Entry[Next] || Entry[Next] == Now))
        continue;
      Entry[Next] = Seen.test(Next) ? Value() : Now;
      Seen.set(Next);
      Work.push_back(Next);
    }
  }
  for (unsigned Block : Seen.set_bits())
    walk(Block, true);
  return Found;
}

bool Linker::isClosed(const Gate &G, const FunctionSummary &F,
                      const TaskFlow &Flow, unsigned Work, unsigned Block,
                      unsigned Index) {
  // The work may open it itself.
  for (const Effect &Its : Flow.Tasks[Work].Effects)
    if (Its.isWrite() && Its.Path.overlaps(G.State) &&
        !(Its.Access->Constant && G.isClosedBy(*Its.Access->Constant)))
      return false;
  const EventBase *Start = nullptr;
  for (const auto &[Event, Started] : Flow.StartedAt)
    if (llvm::is_contained(Started, Work))
      Start = Event;
  if (!Start)
    return false;
  std::optional<int64_t> AtStart =
      valueAt(G.State, G.Test->Initial, F, *Start);
  // Who waits for a state that this function leaves alone waits for others.
  bool IsOthers =
      !AtStart && G.Awaited && !maySetBefore(F, *Start, G.State);
  if (!IsOthers && (!AtStart || !G.isClosedBy(*AtStart)))
    return false;
  const Order &Graph = order(F);
  for (unsigned B = 0; B != F.Blocks.size(); ++B)
    for (unsigned I = 0; I != F.Blocks[B].Events.size(); ++I) {
      bool IsBefore =
          (B == Block && I < Index) || Graph.Reaches[B].test(Block);
      if (!IsBefore || !Flow.Live[B][I].test(Work))
        continue;
      EventRef Ref = F.Blocks[B].Events[I];
      auto opens = [&](const SymbolPath &Path, const AccessEvent &Access) {
        return Access.Write && Path.overlaps(G.State) &&
               !(Path == G.State && Access.Constant &&
                 G.isClosedBy(*Access.Constant));
      };
      if (Ref.Kind == EventKind::Access &&
          opens(F.Accesses[Ref.Index].Path, F.Accesses[Ref.Index]))
        return false;
      if (Ref.Kind == EventKind::Call &&
          llvm::any_of(effectsAt(F, Ref), [&](const Effect &Its) {
            return opens(Its.Path, *Its.Access);
          }))
        return false;
    }
  return true;
}

} // namespace sendsync
