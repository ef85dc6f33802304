//===- Explain.h - what a check means, what a type is -----------*- C++ -*-===//
#ifndef SENDSYNC_TOOL_CLI_EXPLAIN_H
#define SENDSYNC_TOOL_CLI_EXPLAIN_H

#include "tool/cli/Options.h"

namespace sendsync {

/// Prints the page of the check that \p Command names.
int explainCheck(const CommandLine &Command);

/// Prints what the analysis thinks of the type that \p Command names.
int explainTypeIn(const CommandLine &Command);

/// Prints what was concluded about the line that \p Command names, and why nothing
/// else was said.
int explainLineIn(const CommandLine &Command);

/// Prints the selected checks, one `id - summary` per line.
int listChecks(const CommandLine &Command);

} // namespace sendsync

#endif // SENDSYNC_TOOL_CLI_EXPLAIN_H
