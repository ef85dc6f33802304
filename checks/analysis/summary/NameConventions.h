//===- NameConventions.h - what a function's name says ----------*- C++ -*-===//
//
// Names that tell readers who holds the lock, or that no other thread is there.
// Whole words of a name count, in snake_case and camelCase: `pop_locked` and
// `popLocked`, but not `blocked`.
//
//===----------------------------------------------------------------------===//
#ifndef SENDSYNC_CHECKS_ANALYSIS_SUMMARY_NAMECONVENTIONS_H
#define SENDSYNC_CHECKS_ANALYSIS_SUMMARY_NAMECONVENTIONS_H

#include "clang/AST/Decl.h"
#include <string>
#include <vector>

namespace sendsync {

/// The words of \p Name in lower case, without digits at their ends.
std::vector<std::string> wordsOf(llvm::StringRef Name);

/// The name says that the caller holds the lock, or that no other thread uses the
/// object yet, any longer, or at all.
bool needsNoLockByName(const clang::FunctionDecl *Function);

} // namespace sendsync

#endif // SENDSYNC_CHECKS_ANALYSIS_SUMMARY_NAMECONVENTIONS_H
