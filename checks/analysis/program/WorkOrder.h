//===- WorkOrder.h - does a function wait for what it starts? ---*- C++ -*-===//
//
// For checks that ask whether started work can outlive what it borrows: the
// function that starts it may wait, itself or in what it calls, until the work
// hands something over, itself or in what it calls. The same questions decide
// about races (Races.h), answered from the same records.
//
//===----------------------------------------------------------------------===//
#ifndef SENDSYNC_CHECKS_ANALYSIS_PROGRAM_WORKORDER_H
#define SENDSYNC_CHECKS_ANALYSIS_PROGRAM_WORKORDER_H

#include "checks/analysis/program/Linker.h"

namespace sendsync {

class WorkOrder {
public:
  WorkOrder(const ProgramSummary &Program, Linker &Link);

  /// The function may wait for the work that it starts at \p Started: it acquires
  /// what the work releases, tests under a lock what the work changes under it, or
  /// hands what the work releases to code that is not known. False if nothing is
  /// started there.
  bool mayAwait(clang::SourceLocation Started);
  /// The work that is started there uses the variable of that name of the function
  /// that starts it. True if some of the work has no body that is known.
  bool mayUse(clang::SourceLocation Started, llvm::StringRef Variable);

private:
  bool mayAwait(const FunctionSummary &F, uint32_t Spawn);

  struct Start {
    const FunctionSummary *In;
    uint32_t Spawn;
  };
  Linker &Link;
  llvm::DenseMap<clang::SourceLocation, llvm::SmallVector<Start, 1>> Starts;
};

} // namespace sendsync

#endif // SENDSYNC_CHECKS_ANALYSIS_PROGRAM_WORKORDER_H
