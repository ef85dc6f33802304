//===- Analyze.h - one file in, its findings out ----------------*- C++ -*-===//
#ifndef SENDSYNC_TOOL_CLI_ANALYZE_H
#define SENDSYNC_TOOL_CLI_ANALYZE_H

#include "checks/analysis/Analysis.h"
#include "checks/analysis/program/SummaryFile.h"
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
  /// What else there is to say on standard error; complete lines.
  std::string Remarks;
  ProgramSummary Summary; ///< with RunSettings::Summaries
  /// Of configuration files that were read so far; complete lines.
  std::vector<std::string> ConfigErrors;
  double ParseSeconds = 0, AnalysisSeconds = 0; ///< CPU time of the thread
};

// The way of a report to another process; see Parcel.h.
template <typename Port> void pass(Port &P, Place &Item) {
  P(Item.Path, Item.Line, Item.Column);
}
template <typename Port> void pass(Port &P, NoteRecord &Item) {
  P(Item.Where, Item.Role, Item.Message);
}
template <typename Port> void pass(Port &P, FindingRecord &Item) {
  P(Item.Check, Item.Sev, Item.Subject, Item.Message, Item.Where, Item.Notes,
    Item.Text);
}
template <typename Port> void pass(Port &P, AnalysisCounts &Item) {
  P(Item.Functions, Item.Facts, Item.UnresolvedCallables, Item.UnresolvedLocks,
    Item.CappedFunctions, Item.UnknownReferents);
}
template <typename Port> void pass(Port &P, FileReport &Item) {
  P(Item.Findings, Item.Suppressed, Item.Counts, Item.Dump, Item.Failure,
    Item.Remarks, Item.ConfigErrors, Item.ParseSeconds, Item.AnalysisSeconds);
  std::string Summary;
  if constexpr (Port::Reads) {
    P(Summary);
    if (Summary.empty())
      return;
    if (llvm::Expected<ProgramSummary> Its = readSummaries(Summary))
      Item.Summary = std::move(*Its);
    else
      Item.Failure += "sendsync: " + llvm::toString(Its.takeError()) + "\n";
  } else {
    llvm::raw_string_ostream Out(Summary);
    if (!Item.Summary.Functions.empty())
      writeSummaries(Item.Summary, Out);
    P(Summary);
  }
}

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

/// Analyses one file. Does not return if the compiler or the analysis crashes; see
/// Workers.h.
FileReport analyzeFile(const InputFile &Input, const RunSettings &Settings);

/// What a failed parse says: its first error and how many there were.
std::string describeErrors(const InputFile &Input,
                           const TextCollector &Diagnostics);

} // namespace sendsync

#endif // SENDSYNC_TOOL_CLI_ANALYZE_H
