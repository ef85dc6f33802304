//===- LockRequirements.h - classes that are locks by their form -*- C++ -*-===//
#ifndef SENDSYNC_CHECKS_ANALYSIS_CONTRACT_LOCKREQUIREMENTS_H
#define SENDSYNC_CHECKS_ANALYSIS_CONTRACT_LOCKREQUIREMENTS_H

#include "checks/analysis/contract/Contracts.h"

namespace sendsync {

/// What \p Method does to its object if its class meets one of the standard's
/// requirements for locks ([thread.req.lockable]), which the library's guards rely
/// on, too: it has both operations of a pair. Nothing for other methods.
std::optional<DeclaredLockEffect>
lockOperation(const clang::CXXMethodDecl &Method);

} // namespace sendsync

#endif // SENDSYNC_CHECKS_ANALYSIS_CONTRACT_LOCKREQUIREMENTS_H
