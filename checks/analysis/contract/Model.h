//===- Model.h - what model files say about libraries -----------*- C++ -*-===//
//
// The YAML of annotations/models/ in memory: one TypeModel per modelled type
// and one FunctionModel per modelled function, looked up by qualified name.
// Names are spelled without inline namespaces and ABI tags (`std::mutex`,
// `pthread_mutex_lock`, `std::mutex::lock`). Knows nothing of Clang's AST;
// `Contracts` connects declarations with it.
//
// Precedence: project models over built-in ones, entry by entry and key by key.
//
//===----------------------------------------------------------------------===//
#ifndef SENDSYNC_CHECKS_ANALYSIS_CONTRACT_MODEL_H
#define SENDSYNC_CHECKS_ANALYSIS_CONTRACT_MODEL_H

#include "checks/analysis/base/Capability.h"
#include "checks/analysis/base/ModelLocation.h"
#include "checks/analysis/contract/TraitExpr.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringSet.h"
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace sendsync {

/// Which object a model speaks of, seen from a call: `this`, `result`, `arg0`,
/// `*arg0`, `&arg0`, `arg0->field`, `arg0..`.
struct ObjectExpr {
  enum Base : uint8_t { This, Result, Argument };
  Base BaseKind = This;
  unsigned Index = 0;     ///< of the argument, without the object argument
  bool Deref = false;     ///< `*arg0`
  bool AddressOf = false; ///< `&arg0`
  std::string Field;      ///< `arg0->field`
  /// `arg0..`: the argument and all after it. `Contracts::lockEffects` writes
  /// one effect for each, so only readers of the model itself see it.
  bool Rest = false;
};

enum class LockOp : uint8_t {
  Acquire,
  TryAcquire,
  Release,
  Assert,  ///< after the call the capability is known to be held
  Require, ///< the caller has to hold it
  Exclude, ///< the caller must not hold it
  Destroy  ///< it is no lock any longer, if the call succeeds (returns zero)
};

/// What a call does to a lock, or wants of it.
struct LockEffect {
  LockOp Op = LockOp::Acquire;
  /// Empty for `release: any`.
  std::optional<LockMode> Mode;
  ObjectExpr Object;
  /// TryAcquire: the result that means success; zero (0) or non-zero (1).
  bool SuccessIsNonzero = true;
  /// TryAcquire: the only result that means success, where zero and non-zero
  /// do not tell (`std::try_lock`: -1).
  std::optional<int> SuccessValue;
  /// TryAcquire: success changes the mode of a lock that is held already,
  /// which is still to be released once.
  bool Converts = false;
  /// Stated with a lock type: another function of this name, whose parameter is
  /// no lock, is not meant.
  bool OfLockType = false;
  ModelLocation Location;
};

/// By the names of enumerators and macros: which kind of lock they stand for.
using RecursionNames = llvm::StringMap<Recursion>;

struct LockModel {
  /// Unknown: each object is what it was initialized to be.
  Recursion Recursive = Recursion::No;
  /// Macros that initialize a lock object.
  RecursionNames Initializers;
  /// Constants that select a kind.
  RecursionNames Kinds;
  /// Must be released by the thread that acquired it.
  bool ThreadAffine = true;
  ModelLocation Location;       ///< of the entry
  ModelLocation AffineLocation; ///< of `thread_affine`, else of the entry
};

/// A call that decides what kind of lock an object is.
struct LockInit {
  ObjectExpr Object; ///< the lock, or attributes that locks are made with
  /// One of these says which kind: the model itself, an argument that is one of
  /// the lock's `Kinds`, or an argument that points to attributes.
  std::optional<Recursion> Recursive;
  std::optional<unsigned> Kind;
  std::optional<unsigned> Attributes;
  RecursionNames Kinds;
  ModelLocation Location;
};

/// A lock, and how it is held while a callable runs or a guard lives.
struct HeldObject {
  ObjectExpr Lock;
  LockMode Mode = LockMode::Exclusive;
};

/// What a guard's method does to the locks the guard manages.
enum class GuardOp : uint8_t {
  Acquire, ///< `lock`
  Try,     ///< `try_lock`
  Release, ///< `unlock`
  Forget,  ///< `release`: gives up management, the lock stays held
  Upgrade,   ///< to exclusive
  Downgrade, ///< to shared
  Test,    ///< `owns_lock`, `operator bool`
  Mutex    ///< returns the managed lock
};
enum class GuardTag : uint8_t { Adopt, Defer, Try };

/// An RAII type that holds a capability while it lives.
struct GuardModel {
  enum Locks : uint8_t { OneArgument, AllArguments };
  Locks LocksFrom = OneArgument;
  unsigned Argument = 0; ///< for OneArgument
  LockMode Mode = LockMode::Exclusive;
  /// The argument, of constructors and of methods that acquire, that says
  /// whether the lock is to be held exclusively.
  std::optional<unsigned> ExclusiveIf;
  llvm::StringMap<GuardTag> Tags; ///< by type name: std::adopt_lock_t
  /// What happens without an argument of such a type; empty: it acquires.
  std::optional<GuardTag> Untagged;
  /// It releases the lock while it lives, and takes it back at its end.
  bool Lends = false;
  llvm::StringMap<GuardOp> Methods;
  bool Movable = false;
  ModelLocation Location;
};

/// A type whose object refers to another object.
struct PointerModel {
  std::string Pointee; ///< a template parameter name
  bool Owning = false;
  bool Shared = false;            ///< copies refer to one object (`shared_ptr`)
  bool ConstPointee = false;      ///< gives const access only (`string_view`)
  std::vector<std::string> Deref; ///< methods that reach the pointee
  ModelLocation Location;
};

/// A handle of running work: a thread, a future.
struct HandleModel {
  enum Destructor : uint8_t { Terminate, Joins, Detaches, Nothing };
  Destructor OnDestroy = Nothing;
  std::vector<std::string> Join, Detach;
  std::vector<std::string> Test; ///< `joinable`, `valid`
  /// The method of the object that is the work (`run`); empty: a callable that
  /// was handed over.
  std::string Runs;
  bool Movable = true;
  ModelLocation Location;
};

struct TypeModel {
  std::string Name;
  /// Names of the template parameters. A trailing `...` marks a pack: a query
  /// of its name asks every type in it.
  std::vector<std::string> Params;
  ModelLocation Location;
  std::optional<TraitExpr> Send, Sync, SyncMut, Owned, Shm;
  std::optional<LockModel> Lock;
  std::optional<GuardModel> Guard;
  std::optional<PointerModel> Pointer;
  std::optional<HandleModel> Handle;
  /// Non-const methods that [container.requirements.dataraces] counts as const.
  llvm::StringSet<> ConstLike;
  /// Methods whose result refers to a part of the object (`front`, `data`).
  llvm::StringSet<> Interior;
  /// Methods that make an element from their arguments (`emplace_back`).
  llvm::StringSet<> Emplaces;
  /// Methods that select one of many independent elements.
  llvm::StringSet<> DisjointIndex;
  /// Methods that take an atomic flag, and that give it back.
  llvm::StringSet<> Takes, Gives;
  /// Methods after which references to parts of the object may dangle.
  llvm::StringSet<> Invalidates;
  /// Every operation is atomic; accesses never race with each other.
  bool Atomic = false;
  /// Orders threads (condition variable, latch, promise, queue): touching one
  /// on both sides makes the order of other accesses unknown (rules.md S3).
  bool Orders = false;
  /// The other half of the order is another object (a promise and its future).
  bool Paired = false;
  /// Stores a callable for later (`std::function`).
  bool Erases = false;
  /// A coroutine that awaits it goes on at once (`std::suspend_never`).
  bool NeverSuspends = false;
};

/// Where a boundary runs its callable.
enum class RunWhere : uint8_t {
  NewThread,
  Pool,
  Domain,
  InPlace,
  CallerOrPool,
  OtherProcess
};
enum class RunTimes : uint8_t {
  Once,
  Serial,
  Parallel,   ///< may overlap itself
  Unsequenced ///< may also be interleaved with itself on one thread
};
enum class RunLife : uint8_t { Scoped, Handle, Detached, Loop, Until };
/// How many callables that were handed over run at a time.
enum class RunWidth : uint8_t {
  Unknown, ///< two are not taken to overlap
  One,
  Many
};
/// How values other than captures travel to the callable.
enum class PassMode : uint8_t { DecayCopy, Capture, Pointer, Forward, ByRef };

/// A call that moves execution elsewhere.
struct BoundaryModel {
  std::string Id;
  unsigned MinArguments = 0;
  /// Calls whose argument is one of these enumerators are not meant.
  std::vector<std::pair<unsigned, std::vector<std::string>>> Unless;
  /// Index of the callable; or every callable argument.
  unsigned Callable = 0;
  bool AnyCallable = false;
  /// What runs is the work of the object whose method is called.
  bool CallableIsObject = false;
  /// First argument that travels along, and all after it.
  std::optional<unsigned> PayloadFrom;
  bool PayloadIsOne = false; ///< only that argument, not those after it
  PassMode Pass = PassMode::Capture;
  RunWhere Where = RunWhere::NewThread;
  RunTimes Times = RunTimes::Once;
  /// Of a pool: whether callables of different calls overlap. New threads do.
  RunWidth Width = RunWidth::Unknown;
  /// It may also run only where its result is asked for, or never.
  bool Deferrable = false;
  /// For where `domain(arg0)`: the object that serializes the callables.
  std::optional<ObjectExpr> DomainObject;
  RunLife Life = RunLife::Handle;
  /// The object that stands for the running work; for life `handle`.
  std::optional<ObjectExpr> Handle;
  /// Qualified names of the methods of the object that wait for the work: for
  /// life `until`, and, of what was learned, next to a handle.
  std::vector<std::string> Until;
  /// The work runs on when its handle ends, whatever the handle's type.
  bool OutlivesHandle = false;
  /// The result that means the work was started; empty: it always is.
  std::optional<int> Success;
  ModelLocation Location;
};

/// What a blocking call waits for.
enum class BlockingClass : uint8_t {
  Sleep,   ///< time to pass
  Wait,    ///< other threads
  Io,      ///< a device, a file, a peer
  Process, ///< another process
  Rpc      ///< an answer from another program
};
struct BlockingModel {
  BlockingClass Class = BlockingClass::Wait;
  /// The argument that says how long; with zero the call does not block.
  std::optional<unsigned> Timeout;
  ModelLocation Location;
};

/// What a wait on a condition variable takes.
struct WaitModel {
  ObjectExpr Condition;
  ObjectExpr Lock; ///< the lock, or the guard that manages it
  std::optional<unsigned> Predicate;
  /// The time limit: a call without this argument waits until it is notified.
  std::optional<unsigned> Timeout;
  ModelLocation Location;
};

/// Narrows a model to some overloads of a function.
struct OverloadCondition {
  /// The number of parameters.
  std::optional<unsigned> Count;
  /// The parameter at an index has one of the types (names without template
  /// arguments; references and qualifiers are removed).
  std::vector<std::pair<unsigned, std::vector<std::string>>> Types;

  bool empty() const { return !Count && Types.empty(); }
  /// The more conditions, the more specific.
  size_t size() const { return Types.size() + Count.has_value(); }
  bool operator==(const OverloadCondition &Other) const {
    return Count == Other.Count && Types == Other.Types;
  }
};

struct FunctionModel {
  std::string Name;
  /// Invalid: only overloads of this name are modelled.
  ModelLocation Location;
  std::vector<LockEffect> Locks;
  /// Decides the kind of a lock object.
  std::optional<LockInit> Init;
  /// Its result is a guard that holds this, or a pointer to one.
  std::optional<HeldObject> Guards;
  /// It ends the guard that such a pointer (`arg0`) stands for; with `*arg0` it
  /// is handed the pointer's address, and ends what has not ended yet.
  std::optional<ObjectExpr> EndsGuard;
  std::optional<BoundaryModel> Boundary;
  std::optional<WaitModel> Wait;
  /// The condition variable whose waiters the call wakes.
  std::optional<ObjectExpr> Notifies;
  /// The call's result is this object (`std::move`: arg0), or its address or a
  /// reference wrapper of it (`&arg0`).
  std::optional<ObjectExpr> Result;
  /// What its result owns is an object of its first template argument, made from
  /// these arguments (`std::make_unique<T>`: arg0..).
  std::optional<ObjectExpr> Makes;
  /// Its result is a callable that calls this argument, with the ones after it
  /// (`std::bind`: arg0..).
  std::optional<ObjectExpr> Binds;
  /// The handle that is joined or detached by a free function.
  std::optional<ObjectExpr> Join, Detach;
  /// The callables among its arguments run before the call returns, on the
  /// calling thread, with its locks.
  bool RunsInPlace = false;
  /// Held while they run.
  std::optional<HeldObject> RunsHolding;
  /// The call may take long, or for ever.
  std::optional<BlockingModel> Blocking;
  /// The call runs callables that were handed over before, for example the
  /// slots of a signal.
  std::optional<ModelLocation> RunsStored;
  /// As TypeModel::Orders, for free functions (`sem_post`).
  bool Orders = false;
  /// It orders all accesses around it, as far as the memory order goes that it is
  /// given.
  bool Fence = false;
  /// The argument that it hands to another thread.
  std::optional<unsigned> Sends;
  /// Frees what its first argument points to.
  bool Frees = false;
  /// It is one half of an order: who acquires the object comes after who released
  /// it before. Neither: the call may be both.
  std::optional<ObjectExpr> Releases, Acquires;
  /// Memory that a library function touches.
  std::optional<ObjectExpr> Reads, Writes;
  /// The state without a name that all calls of functions with this word share
  /// (the buffer that `localtime` returns).
  std::string HiddenState;
  /// Only declarations with C linkage are meant.
  bool CLinkage = false;
  /// For an entry of `Overloads`: all conditions have to hold.
  OverloadCondition When;
  /// Models of some overloads, which replace this one for them.
  /// `Contracts::functionModel` has already chosen.
  std::vector<FunctionModel> Overloads;

  bool isPattern() const {
    llvm::StringRef Rest = Name;
    Rest.consume_back("operator*");
    return Rest.contains('*');
  }
};

/// Which accesses a guard of data is about.
enum class GuardedUse : uint8_t {
  Every,
  Reads,      ///< writing may need another guard
  Writes,     ///< reading may need another guard, or none
  AllToWrite  ///< one of several guards: any of them to read, all to write
};

/// A lock that guards a member or variable, by its name next to the data.
struct DataGuardModel {
  GuardedUse Use = GuardedUse::Every;
  std::string Lock;
  ModelLocation Location;
};

/// All models, merged. Immutable after loading; shared by all threads.
class ModelSet {
public:
  /// The models built into the binary. Aborts on an error in them: they are
  /// checked when the project is built and tested.
  static const ModelSet &builtin();
  /// The built-in models plus the files below \p Paths (files, or folders
  /// searched for *.yaml). Errors are complete lines `file:line:col: error:
  /// text`; on any error the result is null.
  static std::shared_ptr<const ModelSet> load(llvm::ArrayRef<std::string> Paths,
                                              std::vector<std::string> &Errors);

  const TypeModel *type(llvm::StringRef QualifiedName) const;
  /// Exact names first, then patterns (`std::*`), the longest wins. A `*`
  /// stands for characters of one name: `std::*` is not `std::ranges::sort`.
  const FunctionModel *function(llvm::StringRef QualifiedName) const;
  /// The exact name only.
  const FunctionModel *exactFunction(llvm::StringRef QualifiedName) const;
  /// The longest pattern that matches, or null.
  const FunctionModel *functionPattern(llvm::StringRef QualifiedName) const;
  /// The name with an alias of a namespace replaced by the models' spelling.
  std::string canonicalName(llvm::StringRef QualifiedName) const;

  /// The guards of a member or variable; by its qualified name.
  llvm::ArrayRef<DataGuardModel> guards(llvm::StringRef QualifiedName) const {
    auto Found = Guards.find(QualifiedName);
    if (Found == Guards.end())
      return {};
    return Found->second;
  }
  bool hasGuards() const { return !Guards.empty(); }

  /// Values of the type say what an atomic operation orders.
  bool isMemoryOrder(llvm::StringRef QualifiedName) const {
    return MemoryOrders.contains(QualifiedName);
  }

  const llvm::StringMap<TypeModel> &types() const { return Types; }
  const llvm::StringMap<FunctionModel> &functions() const { return Functions; }

private:
  friend class ModelLoader;
  llvm::StringMap<TypeModel> Types;
  llvm::StringMap<FunctionModel> Functions;
  llvm::StringMap<std::vector<DataGuardModel>> Guards;
  llvm::StringSet<> MemoryOrders;
  /// Sorted by length, longest first; names contain `*`.
  std::vector<FunctionModel> Patterns;
  /// Other spellings of a namespace (with `::`) and the models' own.
  std::vector<std::pair<std::string, std::string>> Aliases;
  std::vector<std::shared_ptr<const ModelSource>> Sources;
};

} // namespace sendsync

#endif // SENDSYNC_CHECKS_ANALYSIS_CONTRACT_MODEL_H
