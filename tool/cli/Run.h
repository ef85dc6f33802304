//===- Run.h - all files of a run -------------------------------*- C++ -*-===//
#ifndef SENDSYNC_TOOL_CLI_RUN_H
#define SENDSYNC_TOOL_CLI_RUN_H

#include "tool/cli/Analyze.h"
#include "llvm/Support/Chrono.h"

namespace sendsync {

/// Analyses the files of \p Command in parallel, each in a process that may crash
/// (Workers.h), prints the findings in the
/// order of the files, and returns the exit code. What is printed does not
/// depend on the number of jobs.
int analyzeFiles(const CommandLine &Command);

/// Loads the settings that both need. Null after a message on stderr.
std::unique_ptr<RunSettings> makeSettings(const CommandLine &Command,
                                          ConfigFiles &Configs,
                                          llvm::ArrayRef<InputFile> Inputs);

/// Judges and prints what \p Files files together show. Returns the exit code.
int reportProgram(const CommandLine &Command, ProgramSummary Program,
                  const RunSettings &Settings, size_t Files,
                  std::optional<llvm::sys::TimePoint<>> Written);

} // namespace sendsync

#endif // SENDSYNC_TOOL_CLI_RUN_H
