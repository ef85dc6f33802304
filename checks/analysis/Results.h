//===- Results.h - what the stages found out, for the checks ----*- C++ -*-===//
#ifndef SENDSYNC_CHECKS_ANALYSIS_RESULTS_H
#define SENDSYNC_CHECKS_ANALYSIS_RESULTS_H

#include "checks/analysis/program/DoubleLocks.h"
#include "checks/analysis/program/LockCycles.h"
#include "checks/analysis/program/LockDeclarations.h"
#include "checks/analysis/program/Races.h"
#include "checks/analysis/program/WorkOrder.h"
#include "checks/analysis/summary/DataUses.h"
#include "checks/analysis/summary/LockKinds.h"
#include "checks/analysis/types/Classifier.h"

namespace sendsync {

/// Everything known of one translation unit.
struct FileResults {
  const Contracts &Contract;
  FunctionTable &Functions;
  const DataUses &Uses;
  Classifier &Types;
  const LockKinds &Kinds;
  /// Null if the file starts no work.
  WorkOrder *Order;
  const clang::SourceManager &Sources;
  /// The classes and structs defined in user code, in source order.
  llvm::ArrayRef<const clang::RecordDecl *> Records;
  /// The global variables and static members, in source order.
  llvm::ArrayRef<const clang::VarDecl *> Variables;
};

/// One function with its closures.
struct FunctionResults {
  const FunctionAnalysis &Analysis;
  const FileResults &File;
  const clang::FunctionDecl *function() const { return Analysis.Function; }
  llvm::ArrayRef<BodyResults> bodies() const { return Analysis.Bodies; }
};

/// What is known of all files together, or of one where a host sees no more.
struct ProgramResults {
  llvm::ArrayRef<Race> Races;
  const LockOrder &Order;
  llvm::ArrayRef<LockCycle> Cycles;
  LockDeclarations Declarations;
  llvm::ArrayRef<DoubleLock> DoubleLocks;
  /// Where a site is; invalid if its file cannot be read any more.
  std::function<clang::SourceLocation(const Site &)> Locate;
};

} // namespace sendsync

#endif // SENDSYNC_CHECKS_ANALYSIS_RESULTS_H
