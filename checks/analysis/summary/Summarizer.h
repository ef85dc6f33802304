//===- Summarizer.h - facts to summaries by name ----------------*- C++ -*-===//
//
// Writes down what the functions of one file do, in terms that outlive its syntax
// tree (program/Summary.h): accesses to what other threads can reach, with the
// locks that may be held there, calls of the user's functions, locks that are
// acquired, starts of work, joins, and what orders threads.
//
// Left out, because no race is to be reported there: what has a declared guard
// (unguarded-access), const data, a thread's own variables but for those whose
// address is handed on, and what a function that the analysis does not look into may
// do.
//
//===----------------------------------------------------------------------===//
#ifndef SENDSYNC_CHECKS_ANALYSIS_SUMMARY_SUMMARIZER_H
#define SENDSYNC_CHECKS_ANALYSIS_SUMMARY_SUMMARIZER_H

#include "checks/analysis/program/Summary.h"
#include "checks/analysis/summary/CallerContexts.h"
#include "checks/analysis/summary/LockKinds.h"
#include "checks/analysis/summary/SymbolNames.h"

namespace sendsync {

/// Adds the summaries of all functions that \p Functions has analysed, and of the
/// initializers of \p Variables. Cost: linear in their facts. Requires \p Names to name symbols of \p Into.
void summarize(FunctionTable &Functions, const CallerContexts &Callers,
               Classifier &Types, const LockKinds &Kinds,
               llvm::ArrayRef<const clang::VarDecl *> Variables,
               const clang::SourceManager &Sources, SymbolNames &Names,
               ProgramSummary &Into);

} // namespace sendsync

#endif // SENDSYNC_CHECKS_ANALYSIS_SUMMARY_SUMMARIZER_H
