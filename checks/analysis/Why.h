//===- Why.h - what was concluded about one line ---------------*- C++ -*-===//
//
// For `sendsync why FILE:LINE`: the facts of the line with the locks held there,
// what was reported, and which excuse silenced what.
//
//===----------------------------------------------------------------------===//
#ifndef SENDSYNC_CHECKS_ANALYSIS_WHY_H
#define SENDSYNC_CHECKS_ANALYSIS_WHY_H

#include "checks/analysis/Analysis.h"
#include "checks/analysis/Results.h"
#include "checks/report/Finding.h"

namespace sendsync {

/// Writes to \p Out what is known of \p At; says so if that is nothing.
void explainLine(const SourceLine &At,
                 llvm::ArrayRef<const FunctionAnalysis *> Functions,
                 llvm::ArrayRef<Finding> Findings,
                 llvm::ArrayRef<ExcusedPair> Excused,
                 const clang::SourceManager &Sources, llvm::raw_ostream &Out);

} // namespace sendsync

#endif // SENDSYNC_CHECKS_ANALYSIS_WHY_H
