//===- Analysis.h - runs the stages over one translation unit ---*- C++ -*-===//
//
// What the hosts call. Stages compute, checks judge, hosts speak: the result
// is findings, nothing is printed here.
//
//===----------------------------------------------------------------------===//
#ifndef SENDSYNC_CHECKS_ANALYSIS_ANALYSIS_H
#define SENDSYNC_CHECKS_ANALYSIS_ANALYSIS_H

#include "checks/analysis/contract/Model.h"
#include "checks/analysis/program/Summary.h"
#include "checks/analysis/summary/GuardEvidence.h"
#include "checks/report/CheckInfo.h"
#include "clang/AST/ASTContext.h"
#include "llvm/ADT/ArrayRef.h"
#include <memory>

namespace sendsync {

/// A line of a source, by the end of its path: `net/server.cpp`.
struct SourceLine {
  std::string File;
  unsigned Line = 0;
};

/// What a host asks of the analysis.
struct AnalysisOptions {
  /// Null: the built-in models.
  std::shared_ptr<const ModelSet> Models;
  /// The checks to run; the hosts resolve names with Registry.h.
  llvm::ArrayRef<const CheckInfo *> Checks;
  /// Name of a stage whose result is written to DumpTo: facts, locks, threads,
  /// types, program. Empty: none.
  std::string Dump;
  llvm::raw_ostream *DumpTo = nullptr;
  /// With a line: what was concluded about it is written to DumpTo.
  SourceLine WhyAt;
  /// Not null: also gather what the accesses say about the guards of data, with
  /// this name for each file.
  PathNamer ObservedPath;
  /// Not null: write the summaries, with this name for each file, and leave what
  /// they tell to whoever has those of all files (judgeProgram).
  PathNamer SummaryPath;
};

/// What the analysis did not know, counted (design.md 10).
struct AnalysisCounts {
  unsigned Functions = 0;
  unsigned Facts = 0;
  unsigned UnresolvedCallables = 0;
  unsigned UnresolvedLocks = 0;
  unsigned CappedFunctions = 0;
  /// Members whose referents are not known (program/Referents.h).
  unsigned UnknownReferents = 0;

  AnalysisCounts &operator+=(const AnalysisCounts &Other);
};

struct AnalysisResult {
  /// Sorted by location, then check. Locations belong to the ASTContext.
  std::vector<Finding> Findings;
  AnalysisCounts Counts;
  /// With AnalysisOptions::ObservedPath.
  GuardEvidence Evidence;
  /// With AnalysisOptions::SummaryPath.
  ProgramSummary Summary;
};

/// Analyses the user code of one parsed translation unit: every function with a
/// body outside system headers, templates by instantiation. Does nothing (and
/// says so in the result) if the unit had errors. Deterministic. Cost: linear
/// in the size of the analysed bodies.
AnalysisResult analyze(clang::ASTContext &Context,
                       const AnalysisOptions &Options);

/// Runs the program part of \p Checks over the summaries of some files. The
/// findings are sorted by site; \p Locate gives them locations. Adds to \p Counts
/// what was too much to follow. Completes \p Program by what files know of each
/// other's functions.
std::vector<Finding>
judgeProgram(ProgramSummary &Program,
             llvm::ArrayRef<const CheckInfo *> Checks,
             std::function<clang::SourceLocation(const Site &)> Locate,
             AnalysisCounts &Counts);

/// The verdict of one named type, for `explain-type`. Returns an empty string
/// and sets \p Error if no such type is visible in the translation unit.
std::string explainType(clang::ASTContext &Context, llvm::StringRef TypeName,
                        const AnalysisOptions &Options, std::string &Error);

} // namespace sendsync

#endif // SENDSYNC_CHECKS_ANALYSIS_ANALYSIS_H
