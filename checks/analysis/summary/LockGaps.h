//===- LockGaps.h - where a lock is given up for a while --------*- C++ -*-===//
//
// `mu.unlock(); slow(); mu.lock();` is a decision: whoever wrote it knows that
// what happens in between runs without the lock.
//
//===----------------------------------------------------------------------===//
#ifndef SENDSYNC_CHECKS_ANALYSIS_SUMMARY_LOCKGAPS_H
#define SENDSYNC_CHECKS_ANALYSIS_SUMMARY_LOCKGAPS_H

#include "checks/analysis/summary/FunctionTable.h"

namespace sendsync {

/// True if \p Body releases \p Lock by an operation of its own, not at the end
/// of a guard, on a way to \p At, and acquires it again after that, not by a new
/// guard. Cost: the size of the body for each of its releases.
bool isInGap(const BodyResults &Body, const Fact &At, const Capability &Lock);

} // namespace sendsync

#endif // SENDSYNC_CHECKS_ANALYSIS_SUMMARY_LOCKGAPS_H
