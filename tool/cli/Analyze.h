//===- Analyze.h - one file in, its findings out ----------------*- C++ -*-===//
#ifndef SENDSYNC_TOOL_CLI_ANALYZE_H
#define SENDSYNC_TOOL_CLI_ANALYZE_H

#include "checks/analysis/Analysis.h"
#include "tool/cli/Config.h"
#include "tool/cli/Frontend.h"
#include "tool/output/Record.h"
#include "llvm/Support/Regex.h"
#include <map>

namespace sendsync {

/// What is the same for all files of a run. Read by many threads at once.
struct RunSettings {
  const CommandLine &Command;
  FrontendOptions Frontend;
  ConfigFiles &Configs;
  /// The level of --level, if it was given.
  std::optional<Level> FixedLevel;
  std::optional<llvm::Regex> HeaderFilter;
  /// Several files are looked at together, or their summaries are asked for.
  bool Summaries = false;
  /// The models for files of a configuration.
  std::map<const Config *, std::shared_ptr<const ModelSet>> Models;

  /// Whether findings of \p Check in the file at the absolute path \p File are
  /// to be shown.
  bool shows(llvm::StringRef File, llvm::StringRef Check, Tier FindingTier,
             bool IsMainFile) const;
  /// The checks that some file may show.
  std::vector<const CheckInfo *> checks() const;
};

struct FileReport {
  std::vector<FindingRecord> Findings;
  unsigned Suppressed = 0;
  AnalysisCounts Counts;
  std::string Dump;
  /// Not empty: the file was not analysed, and why; complete lines.
  std::string Failure;
  bool Crashed = false;
  ProgramSummary Summary; ///< with RunSettings::Summaries
  double ParseSeconds = 0, AnalysisSeconds = 0; ///< CPU time of the thread
};

/// Adds to \p Report those of \p Findings that are to be shown and that nothing in
/// the source suppresses, each with its text. \p FileOf: the absolute path;
/// \p IsMainFile: the finding is in a file that was asked for.
void addFindings(
    std::vector<Finding> Findings, const RunSettings &Settings,
    clang::DiagnosticsEngine &Diagnostics, TextCollector &Text,
    PathDisplay Display,
    llvm::function_ref<std::string(clang::SourceLocation)> FileOf,
    llvm::function_ref<bool(clang::SourceLocation)> IsMainFile,
    FileReport &Report);

/// Analyses one file. Does not return normally if the compiler or the analysis
/// crashes; see Run.cpp.
FileReport analyzeFile(const InputFile &Input, const RunSettings &Settings);

/// What a failed parse says: its first error and how many there were.
std::string describeErrors(const InputFile &Input,
                           const TextCollector &Diagnostics);

} // namespace sendsync

#endif // SENDSYNC_TOOL_CLI_ANALYZE_H
