//===- AddressTaken.h - functions that may be called unseen -----*- C++ -*-===//
//
// A function with internal linkage has only the callers in its file, unless its
// address is taken: then anyone may call it.
//
//===----------------------------------------------------------------------===//
#ifndef SENDSYNC_CHECKS_ANALYSIS_FACTS_ADDRESSTAKEN_H
#define SENDSYNC_CHECKS_ANALYSIS_FACTS_ADDRESSTAKEN_H

#include "clang/AST/Decl.h"
#include "clang/AST/Stmt.h"
#include "llvm/ADT/DenseSet.h"

namespace sendsync {

/// Canonical declarations.
using FunctionSet = llvm::DenseSet<const clang::FunctionDecl *>;

/// Adds the functions that \p Code, bodies of lambdas included, names without
/// calling them. Cost: one walk over the code.
void addAddressTaken(const clang::Stmt *Code, FunctionSet &Into);

} // namespace sendsync

#endif // SENDSYNC_CHECKS_ANALYSIS_FACTS_ADDRESSTAKEN_H
