//===- LockInits.h - locks that are initialized once more -------*- C++ -*-===//
#ifndef SENDSYNC_CHECKS_ANALYSIS_SUMMARY_LOCKINITS_H
#define SENDSYNC_CHECKS_ANALYSIS_SUMMARY_LOCKINITS_H

#include "checks/analysis/summary/FunctionTable.h"

namespace sendsync {

struct SecondInit {
  const InitFact *Init = nullptr;
  const Fact *Before = nullptr; ///< initialized it, or used it
};

/// Locks that a body initializes although it has initialized or used them on every
/// way before, and has not destroyed them since: undefined for POSIX. Cost: one
/// dataflow pass for a body that initializes locks.
std::vector<SecondInit> findSecondInits(const BodyResults &Body,
                                        const Contracts &Contract);

} // namespace sendsync

#endif // SENDSYNC_CHECKS_ANALYSIS_SUMMARY_LOCKINITS_H
