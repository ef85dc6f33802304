//===- DoubleLocks.h - calls that lock what is held -------------*- C++ -*-===//
//
// A function calls, with a lock held, another one that acquires that lock on
// every way through it: itself, or through what it calls in turn, in any file.
//
//===----------------------------------------------------------------------===//
#ifndef SENDSYNC_CHECKS_ANALYSIS_PROGRAM_DOUBLELOCKS_H
#define SENDSYNC_CHECKS_ANALYSIS_PROGRAM_DOUBLELOCKS_H

#include "checks/analysis/program/LockOrder.h"

namespace sendsync {

struct DoubleLock {
  const FunctionSummary *In = nullptr; ///< the caller
  const CallEvent *Call = nullptr;
  const FunctionSummary *Callee = nullptr;
  const LockHold *First = nullptr;
  Site Again; ///< where it is acquired once more
  /// It is not certain that the holder may not lock again.
  bool Likely = false;
};

/// At most one for each call, in the order of the program.
std::vector<DoubleLock> findDoubleLocks(const LockCalls &Calls,
                                        const LockOrder &Order);

} // namespace sendsync

#endif // SENDSYNC_CHECKS_ANALYSIS_PROGRAM_DOUBLELOCKS_H
