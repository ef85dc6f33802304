//===- LockPaths.h - the ways between two lock operations -------*- C++ -*-===//
//
// What the lockset alone does not tell: whether a lock that is held on some
// paths only meets an operation for sure.
//
//===----------------------------------------------------------------------===//
#ifndef SENDSYNC_CHECKS_ANALYSIS_SUMMARY_LOCKPATHS_H
#define SENDSYNC_CHECKS_ANALYSIS_SUMMARY_LOCKPATHS_H

#include "checks/analysis/summary/FunctionTable.h"

namespace sendsync {

/// Held on every path, or on those that a tested variable tells apart from the
/// others: these are real paths.
bool isHeldForSure(const HeldLock &Held);

/// Every way from \p First to the end of the body passes \p Then. Cost: linear
/// in the blocks of the body, as below.
bool alwaysReaches(const FunctionFacts &Body, const Fact &First,
                   const Fact &Then);

/// \p At acquires \p Lock in every turn of the loop around it, and nothing in
/// that loop may release it.
bool repeatsHolding(const BodyResults &Body, const Fact &At,
                    const Capability &Lock, FunctionTable &Functions);

} // namespace sendsync

#endif // SENDSYNC_CHECKS_ANALYSIS_SUMMARY_LOCKPATHS_H
