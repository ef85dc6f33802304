//===- LockCycles.h - orders that contradict each other ---------*- C++ -*-===//
//
// Edges of the lock order that close a circle, when nothing keeps the code of
// two of them apart: no lock is held at both, and both may run at the same
// time.
//
// A lock is known by its variable, or as a member of a class. For members the
// objects have to be the same at each edge: `this->a` and `this->b` here,
// `p->b` and `p->a` there are the same pair, `p->a` and `q->b` may not be.
//
// Cost: pairs of edges between the same two locks, of which so many are looked
// at; circles are searched among the locks that lie on one.
//
//===----------------------------------------------------------------------===//
#ifndef SENDSYNC_CHECKS_ANALYSIS_PROGRAM_LOCKCYCLES_H
#define SENDSYNC_CHECKS_ANALYSIS_PROGRAM_LOCKCYCLES_H

#include "checks/analysis/program/LockOrder.h"

namespace sendsync {

struct LockCycle {
  /// Each acquires the lock that the next one holds; the last one closes the
  /// circle. A single edge: one lock of two objects, in no fixed order.
  std::vector<const OrderEdge *> Edges;
  /// False: that the objects are the same is likely only.
  bool Certain = true;
};

/// At most one cycle for each set of locks.
std::vector<LockCycle> findLockCycles(const LockOrder &Order);

} // namespace sendsync

#endif // SENDSYNC_CHECKS_ANALYSIS_PROGRAM_LOCKCYCLES_H
