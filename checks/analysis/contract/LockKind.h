//===- LockKind.h - what initialization makes of a lock ---------*- C++ -*-===//
//
// For lock types whose model says `recursive: by_init`: reads the constant, the
// macro or the constructor that an object is initialized with.
//
//===----------------------------------------------------------------------===//
#ifndef SENDSYNC_CHECKS_ANALYSIS_CONTRACT_LOCKKIND_H
#define SENDSYNC_CHECKS_ANALYSIS_CONTRACT_LOCKKIND_H

#include "checks/analysis/contract/Contracts.h"

namespace sendsync {

/// Whether the constants in \p Kind select a recursive lock, as in
/// `mtx_timed | mtx_recursive`. Unknown unless all of it is constants.
Recursion selectedKind(const clang::Expr *Kind, const RecursionNames &Kinds,
                       const clang::ASTContext &Context);

/// What the initializer \p Init makes of a lock of type \p Type; nothing if it
/// does not say.
std::optional<Recursion> initializedKind(const clang::Expr *Init,
                                         clang::QualType Type,
                                         const Contracts &Contract);

} // namespace sendsync

#endif // SENDSYNC_CHECKS_ANALYSIS_CONTRACT_LOCKKIND_H
