//===- SpinLock.h - locks that are built on an atomic flag ------*- C++ -*-===//
//
// A class is a spin lock if all that its methods do with one atomic member is
// to take it in a loop, to try to take it, to give it back, or to look at it.
// Then these methods are lock operations on the object, under any name.
//
// Cost: a look at the members of the class; bodies are read only of short
// methods of classes that have an atomic member.
//
//===----------------------------------------------------------------------===//
#ifndef SENDSYNC_CHECKS_ANALYSIS_FACTS_SPINLOCK_H
#define SENDSYNC_CHECKS_ANALYSIS_FACTS_SPINLOCK_H

#include "checks/analysis/contract/Contracts.h"

namespace sendsync {

/// What \p Method does to the spin lock it is called on: Acquire, TryAcquire
/// (true means success) or Release; nothing if its object is no spin lock.
std::optional<LockOp> spinOperation(const clang::CXXMethodDecl *Method,
                                    const Contracts &Contract);

/// True if objects of the class are spin locks.
bool isSpinLock(const clang::CXXRecordDecl *Class, const Contracts &Contract);

} // namespace sendsync

#endif // SENDSYNC_CHECKS_ANALYSIS_FACTS_SPINLOCK_H
