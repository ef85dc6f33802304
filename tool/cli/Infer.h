//===- Infer.h - the guards that code already follows -----------*- C++ -*-===//
//
// `sendsync infer`: prints, per member or variable, the lock that its accesses
// hold, with the evidence and the exceptions, and can write it down as an
// annotation. All files of a run count together.
//
//===----------------------------------------------------------------------===//
#ifndef SENDSYNC_TOOL_CLI_INFER_H
#define SENDSYNC_TOOL_CLI_INFER_H

#include "tool/cli/Options.h"

namespace sendsync {

/// Returns the exit code: 0, or 2 when some file could not be analysed or
/// written.
int inferGuards(const CommandLine &Command);

} // namespace sendsync

#endif // SENDSYNC_TOOL_CLI_INFER_H
