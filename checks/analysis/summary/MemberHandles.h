//===- MemberHandles.h - what becomes of handles that are members -*- C++ -*-===//
#ifndef SENDSYNC_CHECKS_ANALYSIS_SUMMARY_MEMBERHANDLES_H
#define SENDSYNC_CHECKS_ANALYSIS_SUMMARY_MEMBERHANDLES_H

#include "checks/analysis/summary/FunctionTable.h"

namespace sendsync {

/// What a file does with the handles that are members, or in members.
struct MemberHandles {
  /// Got work, and where.
  llvm::DenseMap<const clang::FieldDecl *, const Fact *> Started;
  /// Joined, detached, moved, handed on, or changed in a way that is not followed.
  llvm::DenseSet<const clang::FieldDecl *> Ended;
};

/// Cost: linear in all bodies.
MemberHandles memberHandles(const FunctionTable &Functions);

} // namespace sendsync

#endif // SENDSYNC_CHECKS_ANALYSIS_SUMMARY_MEMBERHANDLES_H
