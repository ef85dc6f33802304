//===- JoinableEnds.h - threads that end and wait to be joined --*- C++ -*-===//
#ifndef SENDSYNC_CHECKS_ANALYSIS_SUMMARY_JOINABLEENDS_H
#define SENDSYNC_CHECKS_ANALYSIS_SUMMARY_JOINABLEENDS_H

#include "checks/analysis/summary/FunctionTable.h"

namespace sendsync {

/// The work of \p Spawn comes to its end, was not started detached, and does not
/// detach itself. False if it is not visible.
bool endsJoinable(const SpawnFact &Spawn, FunctionTable &Functions);

} // namespace sendsync

#endif // SENDSYNC_CHECKS_ANALYSIS_SUMMARY_JOINABLEENDS_H
