//===- LockOrder.h - which locks are acquired under which -------*- C++ -*-===//
//
// While `a` is held, `b` is acquired: an edge from a to b, with the way from
// the one place to the other, through calls and closures that run in place, in
// one file or over several. Two edges in opposite directions are a deadlock
// that waits for its schedule, unless they cannot happen at the same time.
//
// Each edge is told in the terms of the outermost function that knows the
// objects: `transfer(f, t)` gives an edge between its parameters, and where it
// is called with two globals an edge between those. A function that only code
// of this program can call counts where it is called, with the locks that its
// callers hold.
//
// Locks that are tried for, and several taken at once by one operation, give no
// edge among themselves. Callees come before callers, recursive functions
// together until they settle. Cost: events of functions that lead to locks,
// times the locks held or acquired there; what one function can have is
// bounded.
//
//===----------------------------------------------------------------------===//
#ifndef SENDSYNC_CHECKS_ANALYSIS_PROGRAM_LOCKORDER_H
#define SENDSYNC_CHECKS_ANALYSIS_PROGRAM_LOCKORDER_H

#include "checks/analysis/program/LockCalls.h"
#include <deque>

namespace sendsync {

/// The locks that may be held as well, by the last field or variable that they
/// are named by: that two objects of one class have each their own is not
/// asked, so that a common one is not missed.
struct LocksBeside {
  struct Lock {
    const Symbol *Name = nullptr;
    bool Shared = false;
  };
  llvm::SmallVector<Lock, 2> Known;
  bool SomeUnknown = false;

  static LocksBeside of(const HeldNames &Held, const SymbolPath *Except);
  void add(const LocksBeside &Other);
  void add(const Lock &New);
  /// Some lock may be held on both sides, not both times shared.
  bool mayExclude(const LocksBeside &Other) const;
  bool operator==(const LocksBeside &Other) const;
};

/// A lock that a body acquires, itself or through what it calls.
struct Acquisition {
  LockUse Lock; ///< in the body's terms
  LocksBeside Beside;
  const FunctionSummary *In = nullptr; ///< the body
  EventRef At;                         ///< the operation or the call
  const Acquisition *Next = nullptr;   ///< in the callee; null: At does it
  unsigned Length = 1;

  const EventBase &event() const { return In->event(At); }
};

/// How often, and beside what, the code of an edge runs.
struct OrderContext {
  enum Kind : uint8_t {
    Anywhere, ///< whoever calls it
    InBody,   ///< at one place of a body that runs once, such as main
    InTask    ///< work that a spawn starts
  };
  Kind ContextKind = Anywhere;
  const FunctionSummary *In = nullptr; ///< InBody, InTask: the body around At
  EventRef At;                         ///< InTask: the spawn

  /// False if one has ended, or waits, when the other starts.
  bool mayOverlap(const OrderContext &Other) const;
  const SpawnEvent *spawn() const {
    return ContextKind == InTask ? &In->Spawns[At.Index] : nullptr;
  }
};

struct OrderEdge {
  LockUse Held, Acquired;
  LocksBeside Beside;
  /// Whose `this` and parameters the two locks are named by.
  const FunctionSummary *Terms = nullptr;
  const LockHold *Since = nullptr;  ///< how Held came to be held
  const Acquisition *Way = nullptr; ///< from there to the second lock
  /// The calls that lead to the body of Way, outermost first.
  struct Call {
    const FunctionSummary *In;
    uint32_t Number;
    const CallEvent &event() const { return In->Calls[Number]; }
  };
  llvm::SmallVector<Call, 2> Calls;
  /// The event of the body at hand that all of this is a part of.
  EventRef At;
  OrderContext Context;

  /// The first step of Way that is no call of a closure.
  const Acquisition &site() const;
};

class LockOrder {
public:
  LockOrder(const LockCalls &Calls, Linker &Link);

  /// In source order.
  llvm::ArrayRef<OrderEdge> edges() const { return Edges; }
  /// The function, or what it calls, may release a lock of its caller's.
  bool givesBack(const FunctionSummary &F) const { return Giving.contains(&F); }

private:
  friend class LockOrderBuilder;
  std::deque<Acquisition> Acquisitions; ///< what Way and Next point to
  std::vector<OrderEdge> Edges;
  llvm::DenseSet<const FunctionSummary *> Giving;
};

} // namespace sendsync

#endif // SENDSYNC_CHECKS_ANALYSIS_PROGRAM_LOCKORDER_H
