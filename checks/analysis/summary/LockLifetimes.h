//===- LockLifetimes.h - locks that end too early ---------------*- C++ -*-===//
//
// The time in which a lock is one. A lock that a call destroys while it is held, or that is used after that:
// undefined for POSIX (pthread_mutex_destroy) and C (7.26.4.1).
//
//===----------------------------------------------------------------------===//
#ifndef SENDSYNC_CHECKS_ANALYSIS_SUMMARY_LOCKLIFETIMES_H
#define SENDSYNC_CHECKS_ANALYSIS_SUMMARY_LOCKLIFETIMES_H

#include "checks/analysis/summary/FunctionTable.h"

namespace sendsync {

struct LifetimeError {
  enum Kind : uint8_t {
    EndsHeld,      ///< a destruction while the lock is held
    UsedAfterEnd,  ///< acquired or released when it has ended on every path
    DestroyedTwice ///< ended on every path, and destroyed once more
  };
  Kind What = EndsHeld;
  Capability Lock;
  const Fact *At = nullptr;
  /// What acquired it, or destroyed it before.
  const Fact *Before = nullptr;
};

/// In the order of the body. What something unseen may have initialized again is
/// left out. Cost: one dataflow pass for a body that destroys locks by a call,
/// else linear.
std::vector<LifetimeError> findLifetimeErrors(const BodyResults &Body);

/// \p Body initializes or destroys the lock: nobody else has the object that it
/// guards yet, or any more. Cost: linear.
bool makesOrEnds(const FunctionFacts &Body, const AccessPath &Lock);

} // namespace sendsync

#endif // SENDSYNC_CHECKS_ANALYSIS_SUMMARY_LOCKLIFETIMES_H
