//===- Gates.h - state that keeps started work away -------------*- C++ -*-===//
//
// Started work that looks at shared state under a lock, and does something only
// when that state has changed, is kept away until somebody changes it:
//
//   bool ready = false;
//   std::thread worker([&] { std::lock_guard l(mu); if (ready) use(data); });
//   data = 1;                                       // nobody looks at it yet
//   { std::lock_guard l(mu); ready = true; }        // from now on
//
// Until then `ready` is a closed gate, and whoever opens it under the lock
// orders what came before. Rules.md §5 S3.
//
//===----------------------------------------------------------------------===//
#ifndef SENDSYNC_CHECKS_ANALYSIS_SUMMARY_GATES_H
#define SENDSYNC_CHECKS_ANALYSIS_SUMMARY_GATES_H

#include "checks/analysis/summary/Conflicts.h"

namespace sendsync {

/// True if the work makes its access of \p C only after some state, which it
/// reads with a lock held, has another value than the spawning body \p Body
/// gave it and leaves it until its own access. Only for conflicts with the
/// spawning body. Cost: one dataflow over \p Body per state that the work tests.
bool isBehindClosedGate(const Conflict &C, const TaskEffects &Task,
                        const BodyResults &Body, FunctionTable &Functions);

} // namespace sendsync

#endif // SENDSYNC_CHECKS_ANALYSIS_SUMMARY_GATES_H
