//===- Linker.h - joins the summaries of functions --------------*- C++ -*-===//
//
// A function's effects are its own accesses and those of what it calls or starts,
// in its own terms. Callees come before callers; recursion adds nothing after the
// first turn. Everything is computed when it is first asked for, so that code
// without threads costs nothing.
//
//===----------------------------------------------------------------------===//
#ifndef SENDSYNC_CHECKS_ANALYSIS_PROGRAM_LINKER_H
#define SENDSYNC_CHECKS_ANALYSIS_PROGRAM_LINKER_H

#include "checks/analysis/program/Referents.h"
#include "checks/analysis/program/Summary.h"
#include "llvm/ADT/BitVector.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"
#include <functional>
#include <memory>

namespace sendsync {

/// A way in which one thread can come after another.
struct SyncUse {
  enum Kind : uint8_t {
    Object, ///< an operation on an object that orders threads
    Fence,  ///< a fence, which orders by any object that such an operation is on
    Lock,   ///< a lock is acquired
    Join    ///< work with this handle is waited for
  };
  Kind UseKind = Object;
  SymbolPath On; ///< unknown: an object without a name
  bool Acquire = false, Release = false;
  bool operator==(const SyncUse &Other) const {
    return UseKind == Other.UseKind && Acquire == Other.Acquire &&
           Release == Other.Release && On.isKnown() == Other.On.isKnown() &&
           (!On.isKnown() || On == Other.On);
  }
};
using SyncUses = std::vector<SyncUse>;

/// Objects without a name may be the same.
bool isSameObject(const SymbolPath &Left, const SymbolPath &Right);
/// What one side releases after its access the other acquires before its own. A
/// fence does so by some atomic object, which is not looked for.
bool handsOver(const SyncUses &After, const SyncUses &Before);

/// A list of uses that many effects have in common.
class SharedUses {
public:
  SharedUses() = default;
  explicit SharedUses(SyncUses Uses) {
    if (!Uses.empty())
      List = std::make_shared<const SyncUses>(std::move(Uses));
  }
  operator const SyncUses &() const {
    static const SyncUses None;
    return List ? *List : None;
  }
  /// Null for the empty list.
  const SyncUses *identity() const { return List.get(); }

private:
  std::shared_ptr<const SyncUses> List;
};

/// Changes lists alike, each shared one once.
class UsesMap {
public:
  explicit UsesMap(std::function<SyncUses(const SyncUses &)> Change)
      : Change(std::move(Change)) {}
  const SharedUses &operator()(const SharedUses &Uses) {
    auto [Entry, New] = Known.try_emplace(Uses.identity());
    if (New)
      Entry->second = {Uses, SharedUses(Change(Uses))};
    return Entry->second.second;
  }

private:
  std::function<SyncUses(const SyncUses &)> Change;
  /// With the list that was changed, so that it stays.
  llvm::DenseMap<const SyncUses *, std::pair<SharedUses, SharedUses>> Known;
};

/// State that has to have a certain value before an access is reached.
struct Gate {
  SymbolPath State;
  const TestEvent *Test = nullptr;
  /// A condition variable is waited for until it opens.
  bool Awaited = false;
  bool isClosedBy(int64_t Value) const {
    return (Value == Test->Constant) != Test->Equal;
  }
};

/// An access, of a function itself or of what it calls or starts.
struct Effect {
  SymbolPath Path;
  const AccessEvent *Access = nullptr;
  const FunctionSummary *In = nullptr; ///< the function that makes it
  HeldNames Held;
  /// The calls and starts on the way to it, outermost first.
  std::vector<Site> Way;
  /// What synchronizes on some way before and after it, in the same thread.
  SharedUses Before, After;
  /// All of these are open when it is made.
  std::vector<Gate> Gates;
  bool Ends = false; ///< part of the end of an object
  static Effect own(const FunctionSummary &F, const AccessEvent &Access);
  bool isWrite() const { return Access->Write; }
};

/// What a function may return.
struct ResultSet {
  bool Any = false;
  llvm::SmallVector<int64_t, 2> Constants;
  void add(std::optional<int64_t> Constant);
  void add(const ResultSet &Other);
  /// None of them fits what a test found.
  bool isExcludedBy(const ResultTest &Test) const;
};

/// Started work, as a function that runs meanwhile sees it.
struct Task {
  const SpawnEvent *Spawn = nullptr;
  const FunctionSummary *In = nullptr; ///< the function that starts it
  SymbolPath Handle;
  /// The locks of the thread that makes the outermost call or start.
  HeldNames HeldAtStart;
  /// What the starter holds as long as this runs, against others than itself and
  /// what it starts.
  HeldNames HeldMeanwhile;
  std::vector<Effect> Effects;
  std::vector<Site> Way; ///< the calls on the way to its start
  /// The function's own, by its number in FunctionSummary::Spawns.
  std::optional<uint16_t> Own;
  /// Pointers that change while it may run; it may change them itself.
  std::vector<SymbolPath> Changed;
  /// Of work that a function left running: what it returns then.
  ResultSet Results;
  /// The same start with the same objects, wherever the calls that lead there are.
  bool isSame(const Task &Other) const;
};

/// What runs beside a function's events.
struct TaskFlow {
  std::vector<Task> Tasks;
  /// For each block and event: the tasks that may be running before it.
  std::vector<std::vector<llvm::BitVector>> Live;
  /// Those that a spawn or a call starts, and does not wait for.
  llvm::DenseMap<const EventBase *, std::vector<unsigned>> StartedAt;
  /// Those that may still run at the end.
  llvm::SmallVector<unsigned, 4> Left;
};

/// How a callee's names translate.
class Renaming {
public:
  Renaming(const CallEvent &Call)
      : Receiver(Call.Receiver), Arguments(Call.Arguments),
        ReceiverIsCopy(Call.ReceiverIsCopy), SameNames(Call.SameNames),
        Callee(Call.Callee) {}
  Renaming(const SpawnEvent &Spawn, const SpawnTarget &Target)
      : Receiver(Spawn.Receiver), Arguments(Spawn.Arguments),
        Renames(Spawn.Renames), ReceiverIsCopy(Spawn.ReceiverIsCopy),
        SameNames(Target.SameNames), Callee(Target.Function) {}
  /// By the names of the objects behind the caller's pointers, as far as they are
  /// known.
  Renaming &resolvedBy(const Referents &Its, const FunctionSummary &Caller) {
    Known = &Its;
    In = &Caller;
    return *this;
  }
  /// Unknown if the caller has no name for it.
  SymbolPath operator()(const SymbolPath &Path) const;
  HeldNames operator()(const HeldNames &Held) const;
  SyncUses operator()(const SyncUses &Uses) const;

private:
  SymbolPath substituted(const SymbolPath &Selected) const;

  SymbolPath Receiver;
  llvm::ArrayRef<ArgumentNames> Arguments;
  llvm::ArrayRef<std::pair<SymbolPath, SymbolPath>> Renames;
  bool ReceiverIsCopy;
  bool SameNames;
  const Symbol *Callee;
  const Referents *Known = nullptr;
  const FunctionSummary *In = nullptr;
};

/// Effects of a callee in the terms of its caller.
class EffectLift {
public:
  explicit EffectLift(Renaming Names);
  EffectLift(const EffectLift &) = delete;
  /// Its path is unknown if the caller has no name for it.
  Effect operator()(const Effect &Inner);
  SymbolPath operator()(const SymbolPath &Inner) const { return Rename(Inner); }

private:
  Renaming Rename;
  UsesMap Uses;
};

class Linker {
public:
  /// Effects and work further down than so many calls are left out: nobody could
  /// follow a finding there.
  static constexpr unsigned MaxWay = 8;

  /// Paths of \p Program are from now on by the names of the objects themselves,
  /// where a pointer on the way is known to refer to one (Referents.h).
  explicit Linker(ProgramSummary &Program);

  /// How the names of a callee, or of started work, translate into those of the
  /// function \p In.
  Renaming renaming(const CallEvent &Call, const FunctionSummary &In) const;
  Renaming renaming(const SpawnEvent &Spawn, const SpawnTarget &Target,
                    const FunctionSummary &In) const;
  /// All functions, each after those that it calls or starts, as far as there is no
  /// recursion.
  std::vector<const FunctionSummary *> calleesFirst() const;

  /// The body that \p From means by the name: one in the same file, or the only
  /// one there is. Null if none is known, or several in other files.
  const FunctionSummary *find(const Symbol *Function,
                              const FunctionSummary &From) const;
  /// The bodies that a call may run, as far as all of them are known.
  llvm::SmallVector<const FunctionSummary *, 2>
  callees(const CallEvent &Call, const FunctionSummary &From) const;
  /// All that may happen while the function runs, on any thread that it starts.
  const std::vector<Effect> &effects(const FunctionSummary &F);
  /// The effects of a call or of one start, in the terms of \p In. \p Inside: as
  /// its other code sees them, to which the locks that it holds meanwhile say
  /// nothing.
  std::vector<Effect> effectsAt(const FunctionSummary &In, EventRef Event,
                                bool Inside = false);
  /// \p AtEntry: work that already runs when the function is entered.
  TaskFlow flow(const FunctionSummary &F, std::vector<Task> AtEntry = {});
  /// The locks that a function holds as long as its own spawn runs: they protect
  /// the work as well. Empty if the work may outlive the function.
  HeldNames heldMeanwhile(const FunctionSummary &F, unsigned Spawn);
  /// The work that the function leaves running.
  const std::vector<Task> &left(const FunctionSummary &F);
  /// Work as a function sees it that calls the object \p From by the name \p To.
  /// Without a name for it, only what global names say stays.
  Task seenFrom(const Task &Work, const SymbolPath &From, const SymbolPath &To);
  /// The synchronization of the function and its callees.
  const SyncUses &syncs(const FunctionSummary &F);
  /// What synchronizes before and after the event at a position of \p F, where
  /// \p Counts(Block, Index) holds.
  void syncsAround(const FunctionSummary &F, unsigned Block, unsigned Index,
                   llvm::function_ref<bool(unsigned, unsigned)> Counts,
                   SyncUses &Before, SyncUses &After);
  /// On some way from the event, the work with this handle is waited for.
  bool joinsAfter(const FunctionSummary &F, unsigned Block, unsigned Index,
                  const SymbolPath &Handle);
  /// \p State has, from the start of \p Work to the event, only values that keep
  /// the gate closed.
  bool isClosed(const Gate &G, const FunctionSummary &F, const TaskFlow &Flow,
                unsigned Work, unsigned Block, unsigned Index);
  /// Null if nothing in the program starts work.
  const Referents *referents() const { return Objects ? &*Objects : nullptr; }
  /// The function, or one that it calls, starts work.
  bool startsWork(const FunctionSummary &F) const {
    return Starters.contains(&F);
  }
  /// Some function that starts nothing waits for work with a handle there.
  bool isJoined(const Symbol *Variable) const {
    return JoinedVariables.contains(Variable);
  }
  /// The functions of which something was left out because there is so much of it.
  unsigned capped() const { return Capped.size(); }
  void noteCapped(const FunctionSummary &F) { Capped.insert(&F); }

private:
  struct Order {
    std::vector<llvm::BitVector> Reaches;
    /// Positions of what synchronizes.
    std::vector<std::pair<unsigned, unsigned>> Points;
  };
  const Order &order(const FunctionSummary &F);
  /// The gates that every way to a block passes.
  std::vector<Gate> gatesBefore(const FunctionSummary &F, unsigned Block);
  std::optional<int64_t> valueAt(const SymbolPath &State,
                                 std::optional<int64_t> Initial,
                                 const FunctionSummary &F,
                                 const EventBase &Event);
  /// The block is where a loop ends that waits for a condition variable.
  bool endsWait(const FunctionSummary &F, unsigned Block);
  /// The access, or what the call makes, may change \p State.
  bool maySet(const FunctionSummary &F, EventRef Event,
              const SymbolPath &State);
  /// On a way to the event, the function or what it calls may change \p State.
  bool maySetBefore(const FunctionSummary &F, const EventBase &Event,
                    const SymbolPath &State);
  SyncUses syncsOf(const FunctionSummary &F, EventRef Event);

  llvm::DenseMap<const Symbol *,
                 llvm::SmallVector<const FunctionSummary *, 1>>
      ByName;
  std::vector<const FunctionSummary *> All;
  std::optional<Referents> Objects;
  /// What open callees stand for; null among them: not all are known.
  llvm::DenseMap<const Symbol *, llvm::SmallVector<const Symbol *, 1>> Targets;
  llvm::DenseSet<const FunctionSummary *> Starters, Synchronizers;
  llvm::DenseSet<const Symbol *> JoinedVariables;
  llvm::DenseMap<const FunctionSummary *, std::unique_ptr<std::vector<Effect>>>
      Effects;
  llvm::DenseMap<const FunctionSummary *, std::unique_ptr<std::vector<Task>>>
      LeftWork;
  llvm::DenseMap<const FunctionSummary *, std::vector<HeldNames>> Meanwhile;
  llvm::DenseMap<const FunctionSummary *, std::unique_ptr<SyncUses>> Syncs;
  llvm::DenseMap<const FunctionSummary *, std::unique_ptr<Order>> Orders;
  llvm::DenseSet<const FunctionSummary *> Capped;
};

/// What linking found out of each function (ProgramDump.cpp). Stable across runs.
void dumpProgram(const ProgramSummary &Program, Linker &Link,
                 llvm::raw_ostream &Out);

} // namespace sendsync

#endif // SENDSYNC_CHECKS_ANALYSIS_PROGRAM_LINKER_H
