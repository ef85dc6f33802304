//===- Options.h - the command line -----------------------------*- C++ -*-===//
#ifndef SENDSYNC_TOOL_CLI_OPTIONS_H
#define SENDSYNC_TOOL_CLI_OPTIONS_H

#include "llvm/ADT/StringRef.h"
#include <optional>
#include <string>
#include <vector>

namespace sendsync {

/// What the exit code says (docs/command-line.md).
enum ExitCode : int { ExitClean = 0, ExitFindings = 1, ExitFailed = 2 };

/// The command line as the user wrote it, checked as far as that is possible
/// without looking at files.
struct CommandLine {
  enum VerbKind : uint8_t {
    Analyze,
    Merge,
    Infer,
    ExplainType,
    Why,
    Explain,
    ListChecks
  };
  enum ProgressKind : uint8_t { Auto, Always, Never };
  VerbKind Verb = Analyze;
  /// Of explain, explain-type and why: a check, a type, FILE:LINE.
  std::string Subject;

  std::vector<std::string> Inputs; ///< files and folders
  std::string Database;            ///< of -p: a folder or a file
  /// What follows `--`.
  std::optional<std::vector<std::string>> Flags;
  std::vector<std::string> ExtraArgs, ExtraArgsBefore;

  std::string Checks, Level, HeaderFilter, ConfigFile, Dump;
  std::vector<std::string> Models;
  unsigned Jobs = 0; ///< 0: one per hardware thread
  bool Json = false, ExitZero = false, Quiet = false, Color = false;
  bool ParseAllBodies = false, TimeReport = false;
  ProgressKind Progress = Auto;
  std::string Macro;  ///< of infer: how annotations are spelled
  bool Write = false; ///< of infer: write them
  std::string SummaryFolder; ///< of --write-summaries
};

/// Reads the command line. Without a result the program is to end with
/// \p Exit; what there is to say has been said.
std::optional<CommandLine> readCommandLine(int Count, const char **Arguments,
                                           int &Exit);

/// Prints `sendsync: <text>` to stderr and returns ExitFailed.
int fail(const llvm::Twine &Text);

} // namespace sendsync

#endif // SENDSYNC_TOOL_CLI_OPTIONS_H
