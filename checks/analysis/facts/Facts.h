//===- Facts.h - the atomic events of a function ----------------*- C++ -*-===//
//
// A function body becomes a graph of basic blocks, each a list of facts in
// evaluation order. Facts say what happens, never what it means: which lock is
// held, what a verdict is, what overlaps are questions of later stages.
//
//   Access   balance_ += n            read and write of `balance_`
//   Lock     mu_.lock()               acquire, release, try, assert
//   Init     pthread_mutex_init(&mu_, 0)  which kind of lock an object is
//   Guard    std::lock_guard g(mu_)   a RAII object manages capabilities
//   Call     notify()                 any other call, with its arguments' paths
//   Condition cv.wait(lock)           a condition variable is waited for, or
//                                     its waiters are woken
//   Spawn    std::thread t(f)         a callable starts to run elsewhere
//   Handle   t.join()                 join, detach, test of running work
//   Move     t = std::move(u)         a guard or handle changes its place
//   Bind     cell_(&cell)           a pointer, reference, smart pointer or view gets
//                                     what it refers to
//   Borrow   auto &v = *lock(data)    a name is given to data that is elsewhere,
//                                     or to what a temporary guard gives access
//                                     to
//   Destroy  }                        a variable or temporary ends
//   Flag     a && f(Guard(mu_))       whether a temporary has been made that not
//                                     every way makes
//   Suspend  co_await x               a coroutine may resume elsewhere
//   Return   return x;                the function is left
//   Catch    catch (...) {            an exception arrives here
//
//===----------------------------------------------------------------------===//
#ifndef SENDSYNC_CHECKS_ANALYSIS_FACTS_FACTS_H
#define SENDSYNC_CHECKS_ANALYSIS_FACTS_FACTS_H

#include "checks/analysis/base/Capability.h"
#include "checks/analysis/contract/Contracts.h"
#include "clang/AST/ExprCXX.h"
#include "clang/Analysis/CFG.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/Support/Casting.h"
#include <memory>
#include <vector>

namespace sendsync {

struct FunctionFacts;

enum class FactKind : uint8_t {
#define FACT(Name) Name,
#include "checks/analysis/facts/Facts.def"
#undef FACT
};

struct Fact {
  FactKind Kind;
  clang::SourceLocation Location;
  clang::SourceRange Range;
  explicit Fact(FactKind Kind) : Kind(Kind) {}
};

#define FACT_CLASS(Name)                                                       \
  Name##Fact() : Fact(FactKind::Name) {}                                       \
  static bool classof(const Fact *F) { return F->Kind == FactKind::Name; }

/// What an operation lets come before or after it in another thread, as far as
/// its memory order goes. Both, where the order is not known.
struct MemoryOrdering {
  bool Acquires = true, Releases = true;
};

/// A location is read, written or handed on.
struct AccessFact : Fact {
  FACT_CLASS(Access)
  enum Mode : uint8_t {
    Read,
    Write,
    Pass,   ///< bound to a reference parameter; the callee may use it
    Address ///< its address is taken; nothing is touched yet
  };
  AccessPath Path;
  /// As what the location is accessed; a cast may make that another type than
  /// the declared one.
  clang::QualType Type;
  Mode AccessMode = Read;
  /// For Read and Pass: the other side may also write (a non-const method of a
  /// type without a model, a non-const reference).
  bool MayWrite = false;
  /// Made by a method or function of the user's that this access alone does not
  /// look into: what it touches of the object is not known.
  bool Indirect = false;
  /// An atomic operation, or a method of a type that orders threads.
  bool Atomic = false;
  MemoryOrdering Ordering; ///< of an atomic operation
  /// The type orders threads (condition variable, latch, future, ...).
  bool Orders = false;
  /// The method that makes the access, for example `operator[]`; or null.
  const clang::FunctionDecl *Via = nullptr;
  /// For Address: it is taken for an operation on the lock that lies there.
  bool ForLock = false;
  /// In the block of a directive that a team of threads runs: who of them makes
  /// the access.
  enum Runner : uint8_t {
    Each,
    Some,  ///< one, or those that a condition selects
    InTurn ///< each, one after the other
  };
  Runner TeamRunner = Each;
  /// For a read: the same operation also writes (`++n`, `n += 1`).
  bool Updates = false;
  /// For a write: what is stored, if it is an object with a name.
  AccessPath Value;
  /// For a write: the call whose result is stored, or null.
  const clang::Expr *Stored = nullptr;
  /// What is stored is the call's result, negated.
  bool StoredNegated = false;
  /// For a write of a function pointer: the function, if it is one; else null.
  const clang::FunctionDecl *StoredFunction = nullptr;
  /// For a write: the object is deleted or freed.
  bool Ends = false;
  /// For a write: what is stored is the address of an object that is made for it.
  bool Makes = false;
  /// For a write: the number that is stored, if it is a constant.
  std::optional<int64_t> Constant;
  /// For a write: what the stored pointer, view or iterator refers to.
  AccessPath StoredReferent;
  /// If a condition selects that: all that it may be, but null; empty if this is
  /// not known.
  std::vector<AccessPath> Alternatives;
  bool isWrite() const { return AccessMode == Write; }
};

/// An operation on a lock itself, or a statement about it.
struct LockFact : Fact {
  FACT_CLASS(Lock)
  LockOp Op = LockOp::Acquire;
  std::optional<LockMode> Mode; ///< empty: whichever is held
  Capability Lock;              ///< unknown: some lock
  bool Negated = false;         ///< REQUIRES(!mu)
  bool SuccessIsNonzero = true; ///< TryAcquire
  std::optional<int> SuccessValue; ///< TryAcquire: the only one, if set
  bool Converts = false; ///< TryAcquire: a held lock's mode, where it succeeds
  bool Discarded = false; ///< nobody looks at the result
  const clang::Expr *Site = nullptr;
  const clang::FunctionDecl *Callee = nullptr;
  /// Where the requirement is declared (Require, Exclude).
  clang::SourceLocation DeclaredAt;
};

/// A call decides what kind of lock an object is, or will be made with these
/// attributes.
struct InitFact : Fact {
  FACT_CLASS(Init)
  AccessPath Object;
  Recursion Recursive = Recursion::Unknown;
  /// If known, they decide.
  AccessPath Attributes;
};

/// A guard object starts or stops to hold, or changes hands.
struct GuardFact : Fact {
  FACT_CLASS(Guard)
  enum Verb : uint8_t {
    Construct,
    Acquire,
    Try,
    Release,
    Forget,
    Upgrade,
    Downgrade
  };
  Verb GuardVerb = Construct;
  AccessPath Guard;
  /// Construct: what it manages; several for std::scoped_lock. Acquire and Try:
  /// what it manages from now on, empty for what it managed before.
  std::vector<Capability> Locks;
  /// Construct: what it releases while it lives.
  std::vector<Capability> Lends;
  LockMode Mode = LockMode::Exclusive;
  /// A value that is not known here decides; Mode is the weaker one.
  bool ModeUnclear = false;
  /// Acquire: the mode, if the method says.
  std::optional<LockMode> NewMode;
  std::optional<GuardTag> Tag;
  const clang::Expr *Site = nullptr;
  const clang::CXXRecordDecl *Type = nullptr;
  /// The guard is a temporary that dies at the end of a statement which does
  /// nothing else.
  bool Discarded = false;
};

/// Where a callable that is an argument runs.
enum class Placement : uint8_t { InPlace, Elsewhere, Unknown };

/// A closure or function handed to a call, or the block of a directive.
struct CallableUse {
  unsigned Argument = 0;
  Placement Where = Placement::Unknown;
  /// The lambda; null for a named function or a functor.
  const clang::LambdaExpr *Lambda = nullptr;
  /// The function that runs; null for lambdas and unresolved callables. Of a
  /// functor, its call operator.
  const clang::FunctionDecl *Function = nullptr;
  /// Of a directive: the code, see FunctionFacts::region.
  const clang::CapturedStmt *Region = nullptr;
  /// A spawn's functor, or null; with Shared it is not copied.
  const clang::Expr *Functor = nullptr;
  bool Shared = false;
  /// What it was bound to: its first arguments, or the object of a method.
  llvm::ArrayRef<const clang::Expr *> Bound;
  bool isResolved() const { return Lambda || Function || Region; }
};

/// What an argument denotes: the object itself, and what it points to.
struct ArgumentPaths {
  const clang::Expr *Expr = nullptr;
  AccessPath Place;
  AccessPath Target;
  /// Of the address of a pointer: what that pointer points to.
  AccessPath Pointee;
  /// Of a number: the element that it is the index of.
  PathStep Number = PathStep::element(std::nullopt);
  /// What members of the object point to, as far as they are set once, here.
  std::vector<std::pair<const clang::FieldDecl *, AccessPath>> Members;
};

struct CallFact : Fact {
  FACT_CLASS(Call)
  const clang::Expr *Site = nullptr;
  const clang::FunctionDecl *Callee = nullptr; ///< null: unresolved
  /// The object of a method; of a call through a pointer, the pointer.
  AccessPath Receiver;
  /// Of a constructor: the object that it makes, if that has a name. The Receiver
  /// is a fresh object then.
  AccessPath Made;
  /// The object is a copy of the Receiver: only what the Receiver points to is
  /// the same.
  bool ReceiverIsCopy = false;
  /// A virtual method, called so that the object's type decides.
  bool Virtual = false;
  /// The result, or the object that is made, is not looked at.
  bool Discarded = false;
  bool OnPurpose = false; ///< Discarded: a `(void)` says that this is meant
  std::vector<ArgumentPaths> Arguments;
  std::vector<CallableUse> Callables;

  /// A path of the callee (over `this`, parameters, globals) in the terms of
  /// this call; unknown where it cannot be expressed.
  AccessPath substitute(const AccessPath &InCallee) const;
};

/// A condition variable is waited for or notified. The call itself follows as a
/// CallFact.
struct ConditionFact : Fact {
  FACT_CLASS(Condition)
  enum Verb : uint8_t { Wait, Notify };
  Verb ConditionVerb = Wait;
  AccessPath Condition;
  /// Wait: the lock that is given up, or the guard that manages it.
  AccessPath Lock;
  bool ThroughGuard = false;
  /// Wait: the callable that decides; `Argument` counts only if there is one.
  bool HasPredicate = false;
  CallableUse Predicate;
  bool Timed = false;     ///< Wait: ends without being notified, too
  bool Discarded = false; ///< the result is not looked at
  const clang::FunctionDecl *Callee = nullptr;
};

/// A value that goes over a boundary.
struct Crossing {
  enum Mode : uint8_t { Copy, Move, Reference, This };
  Mode CrossingMode = Copy;
  /// The object on this side: the variable, the moved value, `*this`.
  AccessPath Path;
  /// What the other side can reach through a reference, pointer or view that
  /// crosses; unknown for plain values.
  AccessPath Refers;
  const clang::ValueDecl *Variable = nullptr; ///< captured; null for arguments
  const clang::Expr *Value = nullptr; ///< initializer or argument; may be null
  clang::QualType Type;               ///< of the value that travels
  clang::SourceLocation Location;
  clang::SourceRange Range;
};

struct SpawnFact : Fact {
  FACT_CLASS(Spawn)
  const BoundaryModel *Boundary = nullptr;
  const clang::Expr *Site = nullptr;
  const clang::FunctionDecl *Callee = nullptr;
  std::vector<CallableUse> Callables;
  /// The callable itself orders threads: running a packaged task makes its
  /// future ready.
  bool CallableOrders = false;
  std::vector<Crossing> Crossings;
  /// The call that starts it, for substitution of a named function's paths:
  /// Arguments are the callable's own arguments.
  CallFact Invocation;
  /// The running work's handle; for life `until` the object that is waited for;
  /// unknown if there is none.
  AccessPath Handle;
  const TypeModel *HandleType = nullptr;
  /// The object whose methods that Boundary->Until names wait for the work, next
  /// to what is done with the Handle; may be unknown.
  AccessPath Pool;
  /// Where the callee's body shows that it is a boundary; invalid if a model says
  /// so.
  clang::SourceLocation Shown;
  /// The handle is a temporary that nobody looks at, and no `(void)` says that
  /// this is meant.
  bool Discarded = false;
  /// What the innermost loop around it repeats: variables declared in this range
  /// are new in each turn. Invalid if there is no loop.
  clang::SourceRange Turn;
  /// How often that loop turns, if it is a number and nothing leaves it early.
  std::optional<int64_t> Turns;
};

/// Something done with a handle of running work.
struct HandleFact : Fact {
  FACT_CLASS(Handle)
  enum Verb : uint8_t { Join, Detach, Lose };
  Verb HandleVerb = Join;
  AccessPath Handle;
  const clang::FunctionDecl *Callee = nullptr;
  /// How often it is done, if that is known: once outside of loops.
  std::optional<int64_t> Times;
};

/// A guard or a handle moves to another place. To is unknown when it leaves
/// what this function can see.
struct MoveFact : Fact {
  FACT_CLASS(Move)
  AccessPath From, To;
  clang::QualType Type;
  bool Returned = false;
  bool Swap = false;
};

/// A pointer, reference, smart pointer or view is set to refer to an object. Only
/// what outlives the body, or the object that it belongs to, is told: members and
/// variables with static storage. Null pointers refer to nothing and are left out.
struct BindFact : Fact {
  FACT_CLASS(Bind)
  AccessPath Cell;
  AccessPath Referent; ///< unknown: an object without a name
};

/// A local reference is bound, or a reference or pointer, also one that is
/// returned, is set to something that it reaches only through a temporary guard,
/// which ends with the statement.
struct BorrowFact : Fact {
  FACT_CLASS(Borrow)
  const clang::VarDecl *Variable = nullptr;   ///< null: the result
  const clang::CXXRecordDecl *Guard = nullptr; ///< null: there is none
};

struct DestroyFact : Fact {
  FACT_CLASS(Destroy)
  AccessPath Object;
  clang::QualType Type;
};

struct SuspendFact : Fact {
  FACT_CLASS(Suspend)
  /// Before the first or after the last statement, not written by the user.
  bool Implicit = false;
  /// What is awaited is always ready: the coroutine goes on at once.
  bool Never = false;
};

struct ReturnFact : Fact {
  FACT_CLASS(Return)
  enum Borrow : uint8_t { None, Reference, Pointer, View, Iterator };
  AccessPath Value; ///< the returned object, if it is nameable
  /// How the caller reaches the Referents through the result.
  Borrow BorrowKind = None;
  /// What the returned reference, pointer, view or iterator refers to; several
  /// for `a ? b : c`. All are known.
  std::vector<AccessPath> Referents;
  /// The local reference that is returned, or null.
  const clang::VarDecl *Through = nullptr;
  /// Of a reference or pointer: the type behind it.
  clang::QualType ReferentType;
  std::optional<int64_t> Constant; ///< the returned number, if it is one
  /// The call whose result is returned, or null; Negated: as its opposite.
  const clang::Expr *Call = nullptr;
  bool CallNegated = false;
  bool IsPointer = false; ///< the result is a pointer
  bool Makes = false; ///< the result refers to an object that is made for it
};

/// Where a temporary is made on some ways through an expression only, its
/// destruction depends on a flag: not set at the start, set where it is made.
struct FlagFact : Fact {
  FACT_CLASS(Flag)
  AccessPath Key; ///< see BranchCondition::Key
  bool Set = false;
};

/// The handlers of a `try` begin. They are reached from the start of its block;
/// which of the block's operations were done before something was thrown is not
/// known.
struct CatchFact : Fact {
  FACT_CLASS(Catch)
  /// The operations on locks and guards in the block.
  std::vector<const Fact *> Inside;
};

#undef FACT_CLASS

/// What decides a branch. With Negated, the first successor is the false edge.
struct BranchCondition {
  bool Negated = false;
  /// Of `a && b` as a whole only `true` tells what b was, of `a || b` only
  /// `false`: nothing is known when the test comes out otherwise.
  std::optional<bool> OnlyWhen;
  /// The tested variable or member, compared with Constant; unknown if the
  /// condition is not of that form. Of a condition of another form, which only
  /// reads, it stands for the condition itself.
  AccessPath Key;
  /// What such a condition reads: when that changes, it may come out differently.
  llvm::SmallVector<AccessPath, 2> Reads;
  /// If the first of these, or the result of the call Compared, is compared with
  /// a number: how, and with which.
  std::optional<clang::BinaryOperatorKind> Comparison;
  int64_t Bound = 0;
  const clang::Expr *Compared = nullptr; ///< null: the first of Reads
  int64_t Constant = 0; ///< `Key != Constant` holds on the true edge
  /// The call whose result is tested, directly or through a variable that
  /// holds it; or null. `Call != Constant` holds on the true edge.
  const clang::Expr *Call = nullptr;
  /// Of a comparison of a call's result, or of the variable that may hold one, with
  /// a number: the test for zero that it stands for. Who asks for `< 0` takes zero
  /// for success and all else for failure. Requires a comparison.
  BranchCondition asTestForZero(bool &Truth) const;
  /// The object of a call that tests a guard (`owns_lock`) or a handle
  /// (`joinable`); unknown otherwise.
  AccessPath Tested;
};

struct FactBlock {
  std::vector<const Fact *> Facts;
  /// Successors; for a branch the first is taken when the condition is true.
  /// Null: unreachable.
  llvm::SmallVector<const FactBlock *, 2> Successors;
  std::optional<BranchCondition> Branch;
  /// For a block with two successors: the index in Facts of the first fact that
  /// belongs to the tested condition.
  size_t ConditionBegin = 0;
  /// What is tested is the first operand of `&&` or `||`.
  bool TestsOperand = false;
  unsigned Id = 0;
  /// The first statement, or the one that ends an empty block; may be invalid.
  clang::SourceLocation Begin;
  /// The `return`, `throw`, `continue`, `break` or `goto` that ends it.
  const clang::Stmt *Jump = nullptr;
};

/// A lambda and the bodies it can run: one, or one per instantiation of a
/// generic call operator.
struct ClosureFacts {
  const clang::LambdaExpr *Lambda = nullptr;
  std::vector<const FunctionFacts *> Bodies;
};

/// A loop that counts a variable through numbers, or that walks a container, whose
/// elements the variable stands for from the first on.
struct CountedLoop {
  const clang::VarDecl *Counter = nullptr;
  clang::SourceRange Range;
  int64_t First = 0;
  int64_t Turns = 1; ///< of those that have to be: at least so many
  bool Exact = false; ///< there are as many, and nothing leaves one early
  /// Code in it that a condition on the variable decides about.
  llvm::SmallVector<clang::SourceRange, 1> Except;
};

/// All facts of one function or closure body. Closures are separate bodies that
/// refer to the variables of their parent. So are regions: the blocks of
/// directives that a team of threads runs. Their facts are also part of the body
/// around them, as if one thread came along.
struct FunctionFacts {
  const clang::FunctionDecl *Function = nullptr;
  const FunctionFacts *Parent = nullptr; ///< of a closure body
  const clang::LambdaExpr *Lambda = nullptr;
  std::vector<std::unique_ptr<FactBlock>> Blocks; ///< Entry first
  const FactBlock *Entry = nullptr;
  const FactBlock *Exit = nullptr;
  std::vector<std::unique_ptr<Fact>> Owned;
  std::vector<std::unique_ptr<FunctionFacts>> OwnedBodies;
  std::vector<ClosureFacts> Closures;
  const clang::CapturedStmt *Region = nullptr; ///< the code of a region
  std::vector<const FunctionFacts *> Regions;
  /// Of a region: variables around it of which each thread has a copy of its own.
  llvm::DenseSet<const clang::VarDecl *> Private;
  /// Parameters of the outermost function that get another value somewhere: what
  /// is named through them may not be what the caller passed.
  llvm::DenseSet<const clang::VarDecl *> Reassigned;
  /// Of the outermost function, with its closures.
  std::vector<CountedLoop> Counted;
  /// Code that a condition decides about that goes with who calls.
  std::vector<clang::SourceRange> ByCaller;
  /// Numbers that it is passed and keeps, and on which no condition depends.
  llvm::DenseSet<const clang::VarDecl *> Selectors;
  /// Local pointers, plain or smart, that are set once: to an object that this
  /// body makes on the heap.
  llvm::DenseSet<const clang::VarDecl *> Owners;
  /// Local pointers, plain or smart, that are set once: to what this function
  /// returns.
  llvm::DenseMap<const clang::VarDecl *, const clang::FunctionDecl *> GivenBy;
  /// Local variables that are set once: to what a container said when it was to
  /// make an element, where that is and whether it is new.
  llvm::DenseSet<const clang::VarDecl *> Emplaced;
  unsigned UnresolvedCallables = 0;
  unsigned UnresolvedLocks = 0;

  /// The closure facts of a lambda written in this body, or null.
  const ClosureFacts *closure(const clang::LambdaExpr *Lambda) const;
  /// The facts of a region in this body, or null.
  const FunctionFacts *region(const clang::CapturedStmt *Code) const;
  /// Of a region: each thread has a variable of this name to itself.
  bool isOwnOfThread(const clang::VarDecl *Variable) const;
  /// The outermost function.
  const FunctionFacts &outermost() const;
  /// \p Path means the same to the caller, by the parameter's name.
  bool isAsPassed(const AccessPath &Path) const {
    return !outermost().Reassigned.contains(Path.rootVariable());
  }
  /// Calls \p Visit for each fact of kind F in this body, closures excluded.
  template <typename F, typename Visitor> void each(Visitor Visit) const {
    for (const auto &Block : Blocks)
      for (const Fact *Item : Block->Facts)
        if (const auto *Typed = llvm::dyn_cast<F>(Item))
          Visit(*Typed);
  }
};

/// One line per fact; stable across runs. For --dump=facts and the tests.
void dumpFacts(const FunctionFacts &Facts, const clang::SourceManager &Sources,
               llvm::raw_ostream &Out);
void dumpFact(const Fact &F, const clang::SourceManager &Sources,
              llvm::raw_ostream &Out);

} // namespace sendsync

#endif // SENDSYNC_CHECKS_ANALYSIS_FACTS_FACTS_H
