//===- Nesting.h - code that is nested deeper than people write -*- C++ -*-===//
#ifndef SENDSYNC_CHECKS_ANALYSIS_FACTS_NESTING_H
#define SENDSYNC_CHECKS_ANALYSIS_FACTS_NESTING_H

#include "clang/AST/Stmt.h"
#include "llvm/ADT/STLFunctionalExtras.h"

namespace sendsync {

/// Calls \p Visit with \p Code and each statement in it, outer ones first. False,
/// after a part of them, if they are nested deeper than bounds::Nesting: who walks
/// such code by recursion may run out of stack. Cost: linear, and no recursion.
bool eachStatement(const clang::Stmt *Code,
                   llvm::function_ref<void(const clang::Stmt *)> Visit);

inline bool isTooDeep(const clang::Stmt *Code) {
  return !eachStatement(Code, [](const clang::Stmt *) {});
}

} // namespace sendsync

#endif // SENDSYNC_CHECKS_ANALYSIS_FACTS_NESTING_H
