//===- WaitOutcomes.h - what comes of a wait --------------------*- C++ -*-===//
//
// A wait with a time limit also ends when what it waits for has not come; a wait
// that nobody wakes does not end at all.
//
//===----------------------------------------------------------------------===//
#ifndef SENDSYNC_CHECKS_ANALYSIS_SUMMARY_WAITOUTCOMES_H
#define SENDSYNC_CHECKS_ANALYSIS_SUMMARY_WAITOUTCOMES_H

#include "checks/analysis/summary/Waits.h"

namespace sendsync {

/// After a wait with a time limit, whose result nobody looks at: the first use of
/// an element of a container that the predicate asks about, with no test of that
/// container before it. Null if there is none. Cost: linear in the body.
const AccessFact *elementUsedUntested(const WaitSite &Site);

/// The condition variables that only this file can name, that something waits for
/// without a time limit, and that nothing wakes or hands to code that could; each
/// with its first wait.
std::vector<const WaitSite *> findNeverNotified(llvm::ArrayRef<WaitSite> Waits,
                                                FunctionTable &Functions);

/// Every use of \p Data is in this file, if it has no other way out.
bool isOfThisFile(const clang::ValueDecl *Data);

/// Nobody can hold \p Lock where \p Body begins: a thread starts with it, or only
/// this file can take the lock, and nothing in it does so for code that could call
/// this function.
bool startsWithout(const Capability &Lock, const BodyResults &Body,
                   const CallerContexts &Callers, FunctionTable &Functions);

} // namespace sendsync

#endif // SENDSYNC_CHECKS_ANALYSIS_SUMMARY_WAITOUTCOMES_H
