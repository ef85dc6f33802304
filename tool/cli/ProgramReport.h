//===- ProgramReport.h - what all files together show -----------*- C++ -*-===//
#ifndef SENDSYNC_TOOL_CLI_PROGRAMREPORT_H
#define SENDSYNC_TOOL_CLI_PROGRAMREPORT_H

#include "checks/analysis/program/SummaryFile.h"
#include "tool/cli/Analyze.h"
#include "llvm/Support/Chrono.h"

namespace sendsync {

/// The findings that the summaries of all files give, sorted by place. Sources are
/// read again where a finding is, for the lines around it and for suppressions; not
/// those that are newer than \p Written, if that is given.
FileReport
judgeSummaries(ProgramSummary Program, const RunSettings &Settings,
               llvm::ArrayRef<InputFile> Inputs,
               std::optional<llvm::sys::TimePoint<>> Written = std::nullopt);

/// Writes the summaries of \p Input into the folder of --write-summaries. Returns
/// an error, one line, or "".
std::string writeSummaryFile(const ProgramSummary &Summary,
                             const InputFile &Input, llvm::StringRef Folder);

/// `sendsync merge`: reads files of summaries, or folders of them, and judges.
/// Returns the exit code.
int mergeSummaries(const CommandLine &Command);

} // namespace sendsync

#endif // SENDSYNC_TOOL_CLI_PROGRAMREPORT_H
