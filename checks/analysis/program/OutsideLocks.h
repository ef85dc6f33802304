//===- OutsideLocks.h - locks that other files' functions take --*- C++ -*-===//
//
// A file sees what its own functions do to locks. `void Lock(M *)`, or a guard,
// whose body is in another file of the run does nothing there: what is held
// after it is completed here, from what that function's own summary says
// (FunctionSummary::LockChanges), along the control flow of its callers and
// then of theirs. The result is the same for files of one run and for written
// summaries.
//
// Cost: nothing for a program without such calls; else linear in the events of
// the functions that have them, times the locks that they take.
//
//===----------------------------------------------------------------------===//
#ifndef SENDSYNC_CHECKS_ANALYSIS_PROGRAM_OUTSIDELOCKS_H
#define SENDSYNC_CHECKS_ANALYSIS_PROGRAM_OUTSIDELOCKS_H

#include "checks/analysis/program/Linker.h"

namespace sendsync {

/// Adds to the events of \p Program the locks that are held there by calls of
/// functions in other files. \p Link: of \p Program; nothing was asked of it
/// yet.
void applyOutsideLocks(ProgramSummary &Program, const Linker &Link);

} // namespace sendsync

#endif // SENDSYNC_CHECKS_ANALYSIS_PROGRAM_OUTSIDELOCKS_H
