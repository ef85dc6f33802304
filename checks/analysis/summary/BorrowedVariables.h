//===- BorrowedVariables.h - local variables others can name ----*- C++ -*-===//
#ifndef SENDSYNC_CHECKS_ANALYSIS_SUMMARY_BORROWEDVARIABLES_H
#define SENDSYNC_CHECKS_ANALYSIS_SUMMARY_BORROWEDVARIABLES_H

#include "checks/analysis/summary/FunctionTable.h"
#include "llvm/ADT/DenseSet.h"

namespace sendsync {

/// The variables of a function that a closure, started work or a callee has a name
/// for. Looked for when it is first asked.
class BorrowedVariables {
public:
  explicit BorrowedVariables(const FunctionAnalysis &Owner) : Owner(Owner) {}
  bool contains(const clang::VarDecl *Variable);

private:
  void collect(const FunctionFacts &Facts);

  const FunctionAnalysis &Owner;
  llvm::DenseSet<const clang::VarDecl *> Known;
  bool IsComplete = false;
};

} // namespace sendsync

#endif // SENDSYNC_CHECKS_ANALYSIS_SUMMARY_BORROWEDVARIABLES_H
