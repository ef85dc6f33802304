//===- MadeLocks.h - which locks are made of another ------------*- C++ -*-===//
#ifndef SENDSYNC_CHECKS_ANALYSIS_SUMMARY_MADELOCKS_H
#define SENDSYNC_CHECKS_ANALYSIS_SUMMARY_MADELOCKS_H

#include "checks/analysis/summary/FunctionTable.h"

namespace sendsync {

/// \p Mutex, as the methods of \p Class name it, is held only while the state of the
/// lock changes that \p Class is: some operation of it, whose body is visible, takes
/// the mutex and gives it back. See OwnLocks.h.
bool isMadeOf(const clang::CXXRecordDecl &Class, const AccessPath &Mutex,
              FunctionTable &Functions);

/// \p Lock is the mutex in an object of such a class: whether its holder may lock
/// again is up to that class.
bool isInMadeLock(const AccessPath &Lock, FunctionTable &Functions);

} // namespace sendsync

#endif // SENDSYNC_CHECKS_ANALYSIS_SUMMARY_MADELOCKS_H
