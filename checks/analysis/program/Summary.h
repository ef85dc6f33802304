//===- Summary.h - what a function does, by name ----------------*- C++ -*-===//
//
// The local part of a function's summary: its own accesses, calls, starts of
// work, joins and synchronization, in the order of its control flow, over its
// parameters, `this` and names. Callees are not looked into: `Linker` joins
// summaries, of one file or of many. This is also what summary files hold
// (SummaryFile.h).
//
// The order matters for one question only, which work can be running when: so the
// control flow graph is kept, with nothing in it but these events.
//
//===----------------------------------------------------------------------===//
#ifndef SENDSYNC_CHECKS_ANALYSIS_PROGRAM_SUMMARY_H
#define SENDSYNC_CHECKS_ANALYSIS_PROGRAM_SUMMARY_H

#include "checks/analysis/base/Capability.h"
#include "checks/analysis/program/Symbol.h"
#include "clang/Basic/SourceLocation.h"
#include "llvm/ADT/BitVector.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include <string>
#include <vector>

namespace sendsync {

/// A place in the source. `Here` is valid only while the file is analysed.
struct Site {
  const Symbol *File = nullptr; ///< its path, as the name
  unsigned Line = 0, Column = 0;
  clang::SourceLocation Here;
  bool isSame(const Site &Other) const {
    return File == Other.File && Line == Other.Line && Column == Other.Column;
  }
  bool operator<(const Site &Other) const;
};

struct HeldName {
  SymbolPath Lock;
  const Symbol *Type = nullptr; ///< of the lock; null: not known
  bool Shared = false;
  bool Maybe = false; ///< on some ways only
  bool operator==(const HeldName &Other) const {
    return Lock == Other.Lock && Shared == Other.Shared && Maybe == Other.Maybe;
  }
};

/// The locks that may be held at an event.
struct HeldNames {
  std::vector<HeldName> Locks;
  bool Unknown = false; ///< one without a name, too
  /// Some lock may be held on both sides in a mode that orders them.
  bool mayShareWith(const HeldNames &Other) const;
  void add(const HeldNames &Other);
  bool operator==(const HeldNames &Other) const {
    return Unknown == Other.Unknown && Locks == Other.Locks;
  }
};

/// What an argument denotes: the object itself, what it points to, and what that
/// points to (ArgumentPaths in facts/Facts.h).
struct ArgumentNames {
  SymbolPath Place, Target, Pointee;
  /// Target is one object and no element of an array: any element that the pointer
  /// selects is in it.
  bool Single = false;
  /// Of a number: the element that it is the index of.
  SymbolStep Number = {SymbolStep::Element};
};

using PathRenames = std::vector<std::pair<SymbolPath, SymbolPath>>;

enum class EventKind : uint8_t {
  Access,
  Call,
  Spawn,
  Join,
  Sync,
  Test,
  Bind,
  Lock
};

struct EventBase {
  Site At;
  HeldNames Held;
  /// The function's own spawns, by index, whose work may be running here; twice
  /// started ones more than once.
  llvm::SmallVector<uint16_t, 2> Live;
};

/// A lock as a function names it, and how it acquires it.
struct LockUse {
  SymbolPath Lock; ///< unknown, of a release only: some lock
  const Symbol *Shown = nullptr; ///< as the code writes it
  /// So many fields at its end are private: code outside goes by the object that
  /// they are in.
  uint16_t Private = 0;
  bool Shared = false;
  /// A Recursion: as far as the file at hand shows it.
  uint16_t Again = uint16_t(Recursion::Unknown);
  /// A part of a lock that is made of it and a state.
  bool InMade = false;
};

/// A lock that a function holds for a stretch of its code.
struct LockHold : LockUse {
  enum Certainty : uint16_t {
    Always,   ///< on every way
    Leads,    ///< every way from where it is acquired leads here
    Sometimes ///< where a variable that the code tests says so; or another
              ///< function may have released it
  };
  uint16_t How = Always;
  /// What acquires it, by number: one operation may take several. No file: it is
  /// held on entry, by declaration.
  Site Since;
  uint32_t Operation = 0;
  /// Of a closure: by the code that runs it, where it counts as held, too.
  bool Around = false;
};
/// By number in FunctionSummary::Holds: those at an event that are known well
/// enough to say that what is acquired there is acquired under them.
using HoldNumbers = llvm::SmallVector<uint16_t, 2>;

struct AccessEvent : EventBase {
  SymbolPath Path;
  /// The data that is named: the last field or the variable.
  const Symbol *Data = nullptr;
  const Symbol *Shown = nullptr; ///< the path as the code writes it
  Site Declared;                 ///< the data's declaration
  bool Write = false;
  /// Atomic with respect to other atomic accesses.
  bool Atomic = false;
  /// By an operation on an object that orders threads.
  bool Operation = false;
  /// For a write: the object begins with it, as a lock does that a function
  /// initializes, or ends with it: it is deleted or freed.
  bool Begins = false, Ends = false;
  /// What virtual calls go by: they read it, and the object's end changes it.
  bool Dispatch = false;
  /// A read by a method of the container: not of the elements.
  bool OnlyContainer = false;
  /// One object without parts, not all the elements of an array.
  bool Scalar = false;
  /// The place holds a pointer, whose target changes with it.
  bool IsPointer = false;
  /// For a write: the number that is stored, if it is known.
  std::optional<int64_t> Constant;
  bool BitField = false;
  /// Reached through a shared owner (`std::shared_ptr`).
  bool SharedPointee = false;
  /// In code that a team of threads runs: not all of them make it, or one after
  /// the other.
  bool InTurn = false;
  /// A hidden state of the library function of this name.
  const Symbol *Hidden = nullptr;
};

struct CallEvent : EventBase {
  /// The function; of a virtual call the method that is named, of a call through
  /// a pointer the variable or member that holds it.
  const Symbol *Callee = nullptr;
  /// FunctionSummary::Targets of all functions say what Callee stands for, if that
  /// is no more than so many: of methods and members, which belong to objects, one.
  uint16_t Open = 0;
  SymbolPath Receiver;
  std::vector<ArgumentNames> Arguments;
  /// A closure of this function: it uses the same names.
  bool SameNames = false;
  /// Only what the receiver points to is the same object.
  bool ReceiverIsCopy = false;
  /// The destructor of the receiver.
  bool Ends = false;
  /// Its body is not visible in the file, and nothing is declared of it: what it
  /// does to locks is not part of what is held after it.
  bool Unseen = false;
  /// Of a constructor: the object that it makes.
  SymbolPath Made;
  /// What is new, so that nobody else has it: bit 0 is the receiver, bit N the
  /// argument before number N.
  uint32_t Fresh = 0;
  /// By number in FunctionSummary::Holds; the call is written from Begin to Last.
  HoldNumbers Holds;
  Site Begin, Last;
};

/// One body that a spawn starts.
struct SpawnTarget {
  const Symbol *Function = nullptr;
  bool SameNames = false;
};

struct SpawnEvent : EventBase {
  std::vector<SpawnTarget> Targets;
  SymbolPath Receiver;
  std::vector<ArgumentNames> Arguments;
  bool ReceiverIsCopy = false;
  /// Names of the started closure's own parameters, and what they mean here.
  PathRenames Renames;
  /// The handle's place, where the work is left running if it is.
  SymbolPath Handle;
  /// Other files have a name for the handle.
  bool HandleInHeader = false;
  const Symbol *Runner = nullptr;  ///< "the new thread", "the task"
  const Symbol *Started = nullptr; ///< "the closure", "'serve'"
  const Symbol *Boundary = nullptr; ///< the function that makes it a boundary
  bool Parallel = false; ///< overlaps itself
  /// Its pool is not known to run several tasks at a time.
  bool Queued = false;
  bool Scoped = false;   ///< ends before the call returns
  /// Its end makes a future ready, as that of a packaged task does.
  bool Completes = false;
  bool Detached = false;
  bool SomeLeft = false; ///< of many, the function does not wait for all
  bool LeftRunning = false; ///< may run when the function returns
  /// Variables that the closure captures by reference, and where.
  std::vector<std::pair<SymbolPath, Site>> ByReference;
  /// Variables that are new in each turn of the loop around it.
  std::vector<SymbolPath> PerTurn;
};

struct JoinEvent : EventBase {
  SymbolPath Handle; ///< unknown: some
};

/// Something that can order threads.
struct SyncEvent : EventBase {
  SymbolPath Object; ///< unknown: one without a name
  bool Acquire = false, Release = false;
  /// A lock is acquired: who waits for it comes after who held it.
  bool IsLock = false;
  /// It orders by any atomic operations around it, not by an object.
  bool IsFence = false;
};

/// From here on, shared state that was looked at under a lock had a certain value.
struct TestEvent : EventBase {
  SymbolPath State;
  int64_t Constant = 0;
  bool Equal = false; ///< it is the constant; else anything but it
  /// What the variable starts with, if this is known.
  std::optional<int64_t> Initial;
};

/// A pointer, reference, smart pointer or view is set to refer to an object.
struct BindEvent : EventBase {
  SymbolPath Cell;
  SymbolPath Referent; ///< unknown: an object without a name
};

/// A lock is acquired, waiting for it; or released although the caller holds it.
struct LockEvent : EventBase, LockUse {
  bool Releases = false;
  uint32_t Operation = 0; ///< see LockHold
  HoldNumbers Holds;
  Site Begin, Last; ///< what is written there
};

/// What a function does to a lock for its caller.
struct LockChange : LockUse {
  enum Kind : uint16_t {
    Keeps,        ///< it is held on return
    Releases,     ///< it was the caller's
    TriesNonzero, ///< it is held if the result is not zero
    TriesZero,    ///< it is held if the result is zero
    MayKeep,      ///< on some ways only
    MayRelease
  };
  uint16_t What = Keeps;
};

/// A lock that every run of a function acquires while it has not released it.
struct SureLock : LockUse {
  Site At;
};

struct EventRef {
  EventKind Kind = EventKind::Access;
  uint32_t Index = 0;
};

/// On the way to one successor, something is known of the result of a call that
/// was made before.
struct ResultTest {
  enum Relation : uint8_t { Equal, Different, Less, AtLeast, Greater, AtMost };
  uint32_t Successor = 0; ///< the block
  uint32_t Call = 0;      ///< its number in FunctionSummary::Calls
  uint16_t Is = Equal;    ///< a Relation to the Constant
  int64_t Constant = 0;
  bool holdsFor(int64_t Result) const;
};

struct SummaryBlock {
  std::vector<EventRef> Events;
  llvm::SmallVector<uint32_t, 2> Successors;
  std::vector<ResultTest> Results;
  /// The function returns here: a constant, or what one of its calls returned;
  /// else what is not known.
  bool Returns = false;
  std::optional<int64_t> Constant;
  std::optional<int64_t> ReturnedCall;
};

struct FunctionSummary {
  const Symbol *Function = nullptr;
  const Symbol *File = nullptr;  ///< where it is defined, for the order
  Site At;                       ///< its name there
  const Symbol *Class = nullptr; ///< of a method
  bool Constructor = false, Destructor = false, Const = false;
  /// Others can call it: not private, not internal.
  bool Public = false;
  bool Closure = false;
  const Symbol *Outer = nullptr; ///< of a closure: the function around it
  bool Main = false;             ///< the program starts with it
  /// Something other than a call by its name may lead to it: its address, or a
  /// virtual call.
  bool Named = false;
  bool InHeader = false; ///< declared in one
  /// What it does to locks is followed in full.
  bool LocksKnown = false;
  std::vector<const Symbol *> Parameters; ///< their names, if it uses locks
  /// Parameters that get another value: what is named through them may not be
  /// what the caller passed.
  llvm::SmallVector<uint16_t, 2> Reassigned;
  /// Local variables behind which are objects that nobody else has.
  llvm::SmallVector<const Symbol *, 2> Unshared;
  std::vector<SummaryBlock> Blocks; ///< the first is the entry
  std::vector<AccessEvent> Accesses;
  std::vector<CallEvent> Calls;
  std::vector<SpawnEvent> Spawns;
  std::vector<JoinEvent> Joins;
  std::vector<SyncEvent> Syncs;
  std::vector<TestEvent> Tests;
  std::vector<BindEvent> Binds;
  std::vector<LockEvent> Locks;
  std::vector<LockHold> Holds;
  std::vector<SureLock> Acquires;
  std::vector<LockChange> LockChanges;
  /// What open callees may be: an overridden method and this function, a function
  /// pointer and what it is set to; null: something that is not known.
  std::vector<std::pair<const Symbol *, const Symbol *>> Targets;

  const EventBase &event(EventRef Ref) const;
  /// The blocks that can come after \p From, itself only if it is on a cycle.
  llvm::BitVector reachable(uint32_t From) const;
  /// Changes every path in it, \p Change(Path, the event it belongs to).
  void rename(llvm::function_ref<SymbolPath(const SymbolPath &,
                                            const EventBase &)>
                  Change);
};

/// One lock is declared to be acquired before another. Paths of members start at
/// `this`.
struct LockOrderDeclaration {
  SymbolPath First, Second;
  Site At;
};

/// The summaries of one file, or of many.
struct ProgramSummary {
  std::shared_ptr<SymbolTable> Symbols = std::make_shared<SymbolTable>();
  std::vector<FunctionSummary> Functions;
  std::vector<LockOrderDeclaration> Orders;
  /// The functions by name and file, for merging: several programs may have a
  /// function of one name.
  llvm::DenseMap<std::pair<const Symbol *, const Symbol *>, size_t> ByFunction;
};

} // namespace sendsync

#endif // SENDSYNC_CHECKS_ANALYSIS_PROGRAM_SUMMARY_H
