//===- CheckInfo.h - what a check says about itself -------------*- C++ -*-===//
#ifndef SENDSYNC_CHECKS_REPORT_CHECKINFO_H
#define SENDSYNC_CHECKS_REPORT_CHECKINFO_H

#include "checks/report/Finding.h"

namespace sendsync {

class Reporter;
struct FunctionResults;
struct FileResults;
struct ProgramResults;

/// One check: its metadata and its entry points. A check has the entries it
/// needs; the others are null.
struct CheckInfo {
  llvm::StringRef Id; ///< kebab noun phrase, without `sendsync-`; permanent
  Severity Sev = Severity::Warning;
  Tier CheckTier = Tier::One;
  llvm::StringRef Summary; ///< one line, lower case, no full stop
  /// Called once per analysed function, its closures included.
  void (*Function)(const FunctionResults &, Reporter &) = nullptr;
  /// Called once per translation unit, after all functions.
  void (*File)(const FileResults &, Reporter &) = nullptr;
  /// Called once for all files of a run together; where a host sees one file at a
  /// time, once for each.
  void (*Program)(const ProgramResults &, Reporter &) = nullptr;
};

} // namespace sendsync

#endif // SENDSYNC_CHECKS_REPORT_CHECKINFO_H
