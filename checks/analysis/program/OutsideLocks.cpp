#include "checks/analysis/program/OutsideLocks.h"
#include "checks/analysis/program/LockCalls.h"
#include "llvm/ADT/STLExtras.h"
#include <map>

namespace sendsync {

namespace {

/// What other files' functions have done to locks on the ways to one point.
struct OutsideState {
  struct Lock {
    LockUse Use;
    uint32_t Call = 0; ///< that has acquired it
    bool Must = true;
  };
  std::vector<Lock> Held;
  struct Gone {
    SymbolPath Lock;
    bool Must = true;
  };
  std::vector<Gone> Released; ///< what was held by others
  bool Unknown = false;

  bool join(const OutsideState &Other) {
    bool Changed =
        joinLists(Held, Other.Held, [](const Lock &L, const Lock &R) {
          return L.Use.Lock == R.Use.Lock;
        });
    Changed |=
        joinLists(Released, Other.Released, [](const Gone &L, const Gone &R) {
          return L.Lock == R.Lock;
        });
    Changed |= Other.Unknown && !Unknown;
    Unknown |= Other.Unknown;
    return Changed;
  }

private:
  /// What both have is certain if it is on both sides.
  template <typename List, typename Same>
  static bool joinLists(List &Mine, const List &Theirs, Same IsSame) {
    bool Changed = false;
    auto find = [&](auto &Items, const auto &Item) {
      return llvm::find_if(
          Items, [&](const auto &Each) { return IsSame(Each, Item); });
    };
    for (auto &Each : Mine) {
      auto Found = find(Theirs, Each);
      if (Each.Must && (Found == Theirs.end() || !Found->Must)) {
        Each.Must = false;
        Changed = true;
      }
    }
    for (const auto &Each : Theirs)
      if (find(Mine, Each) == Mine.end()) {
        Mine.push_back(Each);
        Mine.back().Must = false;
        Changed = true;
      }
    return Changed;
  }
};

using EffectsOf =
    llvm::DenseMap<const FunctionSummary *, std::vector<LockChange>>;

/// One function whose calls have such effects.
class OutsideFlow {
public:
  OutsideFlow(FunctionSummary &F, const Linker &Link, const EffectsOf &Derived)
      : F(F) {
    for (const CallEvent &Call : F.Calls) {
      auto &Mine = Effects.emplace_back();
      auto Callees = Link.callees(Call, F);
      if (Callees.size() != 1 || Call.Open)
        continue;
      const FunctionSummary &Callee = *Callees.front();
      LockLift Lift(Link, F, Call, Callee);
      auto add = [&](llvm::ArrayRef<LockChange> Theirs) {
        for (const LockChange &Each : Theirs) {
          LockChange New = Each;
          if (std::optional<LockUse> Use = Lift(Each))
            static_cast<LockUse &>(New) = std::move(*Use);
          else
            New.Lock = SymbolPath();
          Mine.push_back(std::move(New));
        }
      };
      if (Call.Unseen)
        add(Callee.LockChanges);
      auto More = Derived.find(&Callee);
      if (More != Derived.end())
        add(More->second);
      Any |= !Mine.empty();
    }
  }

  bool hasEffects() const { return Any; }

  /// Completes the events; what the function does for its callers in turn.
  std::vector<LockChange> run() {
    solve();
    OutsideState AtEnd;
    bool Ends = false;
    for (uint32_t Block = 0; Block != F.Blocks.size(); ++Block) {
      if (!Reached[Block])
        continue;
      OutsideState State = Start[Block];
      for (EventRef Event : F.Blocks[Block].Events) {
        complete(Event, State);
        apply(Event, State);
      }
      if (!F.Blocks[Block].Successors.empty())
        continue;
      if (Ends)
        AtEnd.join(State);
      else
        AtEnd = std::move(State);
      Ends = true;
    }
    return derived(AtEnd);
  }

private:
  void solve() {
    Start.resize(F.Blocks.size());
    Reached.resize(F.Blocks.size());
    if (F.Blocks.empty())
      return;
    Reached[0] = true;
    std::vector<uint32_t> Work = {0};
    while (!Work.empty()) {
      uint32_t Block = Work.back();
      Work.pop_back();
      OutsideState End = Start[Block];
      for (EventRef Event : F.Blocks[Block].Events)
        apply(Event, End);
      for (uint32_t Next : F.Blocks[Block].Successors) {
        OutsideState Edge = End;
        refine(F.Blocks[Block], Next, Edge);
        bool Changed = !Reached[Next];
        if (Changed)
          Start[Next] = std::move(Edge);
        else
          Changed = Start[Next].join(Edge);
        Reached[Next] = true;
        if (Changed)
          Work.push_back(Next);
      }
    }
  }

  /// What the result of a try says on the way to \p Next.
  void refine(const SummaryBlock &Block, uint32_t Next, OutsideState &State) {
    for (const ResultTest &Test : Block.Results) {
      if (Test.Successor != Next)
        continue;
      for (const LockChange &Effect : Effects[Test.Call]) {
        if (Effect.What != LockChange::TriesNonzero &&
            Effect.What != LockChange::TriesZero)
          continue;
        bool IsZero = Test.Constant == 0 && Test.Is == ResultTest::Equal;
        bool IsOther = Test.Constant == 0 && Test.Is == ResultTest::Different;
        if (!IsZero && !IsOther)
          continue;
        bool Taken = IsOther == (Effect.What == LockChange::TriesNonzero);
        for (OutsideState::Lock &Mine : State.Held)
          if (Mine.Use.Lock == Effect.Lock && Mine.Call == Test.Call)
            Mine.Must = true;
        if (!Taken)
          llvm::erase_if(State.Held, [&](const OutsideState::Lock &Mine) {
            return Mine.Use.Lock == Effect.Lock && Mine.Call == Test.Call;
          });
      }
    }
  }

  static void release(const SymbolPath &Lock, bool Must, OutsideState &State) {
    auto Mine = llvm::find_if(State.Held, [&](const OutsideState::Lock &Each) {
      return Each.Use.Lock == Lock;
    });
    if (Mine == State.Held.end()) {
      if (llvm::none_of(State.Released, [&](const OutsideState::Gone &Each) {
            return Each.Lock == Lock;
          }))
        State.Released.push_back({Lock, Must});
    } else if (Must) {
      State.Held.erase(Mine);
    } else {
      Mine->Must = false;
    }
  }

  void acquire(const LockChange &Effect, uint32_t Call, bool Must,
               OutsideState &State) {
    llvm::erase_if(State.Released, [&](const OutsideState::Gone &Each) {
      return Each.Lock == Effect.Lock;
    });
    for (OutsideState::Lock &Each : State.Held)
      if (Each.Use.Lock == Effect.Lock) {
        Each.Must |= Must;
        return;
      }
    State.Held.push_back({Effect, Call, Must});
  }

  void apply(EventRef Event, OutsideState &State) {
    // A guard ends: what making it has locked is free.
    if (Event.Kind == EventKind::Join) {
      const SymbolPath &Ended = F.Joins[Event.Index].Handle;
      llvm::erase_if(State.Held, [&](const OutsideState::Lock &Mine) {
        const SymbolPath &Made = F.Calls[Mine.Call].Made;
        return Made.isKnown() && Made == Ended;
      });
      return;
    }
    if (Event.Kind == EventKind::Lock && !F.Locks[Event.Index].Releases) {
      llvm::erase_if(State.Released, [&](const OutsideState::Gone &Each) {
        return Each.Lock == F.Locks[Event.Index].Lock;
      });
      return;
    }
    if (Event.Kind != EventKind::Call)
      return;
    for (const LockChange &Effect : Effects[Event.Index]) {
      if (!Effect.Lock.isKnown()) {
        State.Unknown = true;
        continue;
      }
      switch (LockChange::Kind(Effect.What)) {
      case LockChange::Keeps:
        acquire(Effect, Event.Index, true, State);
        break;
      case LockChange::MayKeep:
        State.Unknown = true;
        [[fallthrough]];
      case LockChange::TriesNonzero:
      case LockChange::TriesZero:
        acquire(Effect, Event.Index, false, State);
        break;
      case LockChange::Releases:
        release(Effect.Lock, true, State);
        break;
      case LockChange::MayRelease:
        State.Unknown = true;
        release(Effect.Lock, false, State);
        break;
      }
    }
  }

  EventBase &base(EventRef Event) {
    return const_cast<EventBase &>(F.event(Event));
  }

  /// The number of the hold that a lock of another file's function is.
  uint16_t holdOf(const OutsideState::Lock &Lock) {
    auto [Entry, New] =
        Holds.try_emplace({Lock.Call, Lock.Use.Lock}, F.Holds.size());
    if (New) {
      LockHold Hold;
      static_cast<LockUse &>(Hold) = Lock.Use;
      Hold.Since = F.Calls[Lock.Call].At;
      // Behind the numbers that the file has given.
      Hold.Operation = FirstOperation + Lock.Call;
      F.Holds.push_back(std::move(Hold));
    }
    return Entry->second;
  }

  void complete(EventRef Event, const OutsideState &State) {
    EventBase &At = base(Event);
    HoldNumbers *Numbers = nullptr;
    if (Event.Kind == EventKind::Call)
      Numbers = &F.Calls[Event.Index].Holds;
    else if (Event.Kind == EventKind::Lock)
      Numbers = &F.Locks[Event.Index].Holds;
    for (const OutsideState::Gone &Gone : State.Released) {
      for (HeldName &Held : At.Held.Locks)
        Held.Maybe |= Held.Lock == Gone.Lock;
      if (Gone.Must)
        llvm::erase_if(At.Held.Locks, [&](const HeldName &Held) {
          return Held.Lock == Gone.Lock;
        });
      if (Numbers)
        llvm::erase_if(*Numbers, [&](uint16_t Number) {
          return F.Holds[Number].Lock == Gone.Lock;
        });
    }
    At.Held.Unknown |= State.Unknown;
    constexpr size_t MaxHolds = 60000;
    for (const OutsideState::Lock &Lock : State.Held) {
      HeldName Name;
      Name.Lock = Lock.Use.Lock;
      Name.Shared = Lock.Use.Shared;
      Name.Maybe = !Lock.Must;
      if (!llvm::is_contained(At.Held.Locks, Name))
        At.Held.Locks.push_back(std::move(Name));
      if (Numbers && Lock.Must && F.Holds.size() < MaxHolds)
        Numbers->push_back(holdOf(Lock));
    }
    if (Event.Kind == EventKind::Call && Numbers && !Numbers->empty() &&
        !F.Calls[Event.Index].Begin.File)
      F.Calls[Event.Index].Begin = F.Calls[Event.Index].Last = At.At;
  }

  static bool hasNameOutside(const SymbolPath &Lock) {
    return Lock.root() != SymbolRoot::Local &&
           Lock.root() != SymbolRoot::Unknown;
  }

  std::vector<LockChange> derived(const OutsideState &AtEnd) const {
    std::vector<LockChange> Result;
    auto add = [&](const LockUse &Use, LockChange::Kind What) {
      if (!hasNameOutside(Use.Lock))
        return;
      LockChange New;
      static_cast<LockUse &>(New) = Use;
      New.What = What;
      Result.push_back(std::move(New));
    };
    for (const OutsideState::Lock &Lock : AtEnd.Held)
      add(Lock.Use, Lock.Must ? LockChange::Keeps : LockChange::MayKeep);
    for (const OutsideState::Gone &Gone : AtEnd.Released) {
      LockUse Use;
      Use.Lock = Gone.Lock;
      add(Use, Gone.Must ? LockChange::Releases : LockChange::MayRelease);
    }
    return Result;
  }

  static constexpr uint32_t FirstOperation = 1u << 24;
  FunctionSummary &F;
  std::vector<llvm::SmallVector<LockChange, 1>> Effects;
  std::vector<OutsideState> Start;
  std::vector<bool> Reached;
  std::map<std::pair<uint32_t, SymbolPath>, uint16_t> Holds;
  bool Any = false;
};

/// Some file calls a function of another one that does something to locks.
bool hasOutsideCalls(const ProgramSummary &Program, const Linker &Link) {
  for (const FunctionSummary &F : Program.Functions)
    for (const CallEvent &Call : F.Calls)
      if (Call.Unseen)
        if (const FunctionSummary *Callee = Link.find(Call.Callee, F))
          if (!Callee->LockChanges.empty())
            return true;
  return false;
}

} // namespace

void applyOutsideLocks(ProgramSummary &Program, const Linker &Link) {
  if (!hasOutsideCalls(Program, Link))
    return;
  // Callees first. What recursive functions do to each other's locks is not
  // followed further.
  EffectsOf Derived;
  LockCalls Calls(Program, Link);
  for (const auto &Component : Calls.components())
    for (const LockCalls::Function *Each : Component) {
      FunctionSummary &F =
          Program.Functions[Each->Summary - Program.Functions.data()];
      OutsideFlow Flow(F, Link, Derived);
      if (!Flow.hasEffects())
        continue;
      if (std::vector<LockChange> More = Flow.run(); !More.empty())
        Derived[&F] = std::move(More);
    }
}

} // namespace sendsync
