//===- LockOrder.h - which locks are acquired under which -------*- C++ -*-===//
//
// While `a` is held, `b` is acquired: an edge from a to b, with the way from
// the one place to the other, through calls and closures that run in place.
// Two edges in opposite directions are a deadlock that waits for its schedule,
// unless they cannot happen at the same time.
//
// Each edge is told in the terms of the outermost function that knows the
// objects: `transfer(f, t)` gives an edge between its parameters, and where it
// is called with two globals an edge between those. A function that only this
// file can call counts where it is called, with the locks that its callers hold.
//
// Locks that are tried for, and several taken at once by one operation, give no
// edge among themselves. Cost: facts times the locks held there, times the
// rounds until recursive functions settle.
//
//===----------------------------------------------------------------------===//
#ifndef SENDSYNC_CHECKS_ANALYSIS_SUMMARY_LOCKORDER_H
#define SENDSYNC_CHECKS_ANALYSIS_SUMMARY_LOCKORDER_H

#include "checks/analysis/summary/CallerContexts.h"
#include <deque>
#include <map>

namespace sendsync {

/// The locks that may be held as well, by declaration: that two objects of one
/// class have each their own is not asked, so that a common one is not missed.
struct LocksBeside {
  std::map<const clang::ValueDecl *, LockMode> Known;
  bool SomeUnknown = false;

  void add(const LocksBeside &Other);
  /// Some lock may be held on both sides, not both times shared.
  bool mayExclude(const LocksBeside &Other) const;
};

/// A lock that a body acquires, itself or through what it calls.
struct Acquisition {
  Capability Lock; ///< in the body's terms
  LockMode Mode = LockMode::Exclusive;
  LocksBeside Beside;
  const Fact *At = nullptr;          ///< the operation or the call
  const BodyResults *Body = nullptr; ///< where At is
  const Acquisition *Next = nullptr; ///< in the callee; null: At does it
  unsigned Length = 1;
};

/// How often, and beside what, the code of an edge runs.
struct OrderContext {
  enum Kind : uint8_t {
    Anywhere, ///< whoever calls it
    InBody,   ///< at one place of a body that runs once, such as main
    InTask    ///< work that a spawn starts
  };
  Kind ContextKind = Anywhere;
  const FunctionAnalysis *Function = nullptr; ///< InBody, InTask: around At
  const BodyResults *Body = nullptr;
  const Fact *At = nullptr; ///< InTask: the spawn

  /// False if one has ended, or waits, when the other starts.
  bool mayOverlap(const OrderContext &Other) const;
};

struct OrderEdge {
  Capability Held, Acquired;
  LockMode HeldMode = LockMode::Exclusive, AcquiredMode = LockMode::Exclusive;
  LocksBeside Beside;
  /// Whose `this` and parameters the two locks are named by.
  const clang::FunctionDecl *Terms = nullptr;
  /// What acquired Held; null: it is held on entry of the body.
  const Fact *Since = nullptr;
  const Acquisition *Way = nullptr; ///< from there to the second lock
  /// The calls that lead to the body of Way, outermost first.
  std::vector<const CallFact *> Calls;
  /// The fact of the body at hand that all of this is a part of.
  const Fact *At = nullptr;
  OrderContext Context;
};

class LockOrder {
public:
  LockOrder(FunctionTable &Functions, const CallerContexts &Callers);

  /// In source order.
  llvm::ArrayRef<OrderEdge> edges() const { return Edges; }

private:
  friend class LockOrderBuilder;
  std::deque<Acquisition> Acquisitions; ///< what Way and Next point to
  std::vector<OrderEdge> Edges;
};

} // namespace sendsync

#endif // SENDSYNC_CHECKS_ANALYSIS_SUMMARY_LOCKORDER_H
