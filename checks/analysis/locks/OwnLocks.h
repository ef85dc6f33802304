//===- OwnLocks.h - locks that are made of another lock ---------*- C++ -*-===//
//
// A class of the user's that is a lock (`lock()`, `unlock()`) and has a mutex, a
// state and perhaps a condition variable: the mutex is held while the state
// changes, not from one operation to the other. Where a guard or an annotation
// names the object, the mutex stands for the whole; so it does for those who call
// the operations.
//
//===----------------------------------------------------------------------===//
#ifndef SENDSYNC_CHECKS_ANALYSIS_LOCKS_OWNLOCKS_H
#define SENDSYNC_CHECKS_ANALYSIS_LOCKS_OWNLOCKS_H

#include "checks/analysis/contract/Contracts.h"
#include "checks/analysis/contract/Summaries.h"

namespace sendsync {

/// The only mutex in the object of \p Method, if that is an operation of a lock by
/// its name and form; else unknown.
AccessPath mutexBehind(const clang::CXXMethodDecl &Method,
                       const Contracts &Contract);

/// If \p Function is an operation of such a lock, makes \p Summary say what it does
/// to the whole.
void standForWhole(const clang::FunctionDecl *Function,
                   const Contracts &Contract, LockSummary &Summary);

} // namespace sendsync

#endif // SENDSYNC_CHECKS_ANALYSIS_LOCKS_OWNLOCKS_H
