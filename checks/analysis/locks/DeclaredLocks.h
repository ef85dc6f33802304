//===- DeclaredLocks.h - what a function's attributes promise ---*- C++ -*-===//
#ifndef SENDSYNC_CHECKS_ANALYSIS_LOCKS_DECLAREDLOCKS_H
#define SENDSYNC_CHECKS_ANALYSIS_LOCKS_DECLAREDLOCKS_H

#include "checks/analysis/base/Capability.h"
#include "checks/analysis/contract/Contracts.h"

namespace sendsync {

/// One declared effect of a function, in the terms of its own body.
struct DeclaredLock {
  LockOp Op = LockOp::Require;
  Capability Lock; ///< unknown if the body cannot name it
  LockMode Mode = LockMode::Exclusive;
  bool Negated = false;
  /// The lock is the object itself, of a class that is a lock.
  bool IsThis = false;
  clang::SourceLocation DeclaredAt; ///< invalid: said by a model
};

std::vector<DeclaredLock> declaredLocks(const clang::FunctionDecl *Function,
                                        const Contracts &Contract);

} // namespace sendsync

#endif // SENDSYNC_CHECKS_ANALYSIS_LOCKS_DECLAREDLOCKS_H
