//===- StaleChecks.h - a question and an act under two locks ----*- C++ -*-===//
//
// A class that locks itself answers a question (`size()`); the caller acts on the
// answer (`pop()`), in a critical section of its own. In between another thread may
// have changed what was asked about. It is no mistake if the act looks again.
//
//===----------------------------------------------------------------------===//
#ifndef SENDSYNC_CHECKS_ANALYSIS_SUMMARY_STALECHECKS_H
#define SENDSYNC_CHECKS_ANALYSIS_SUMMARY_STALECHECKS_H

#include "checks/analysis/summary/FunctionTable.h"

namespace sendsync {

struct StaleCheck {
  const CallFact *Question = nullptr;
  const Fact *Act = nullptr; ///< a CallFact, or the access itself
  const clang::FieldDecl *Data = nullptr;
  AccessPath Lock; ///< as the object's methods name it
};

/// At most one for each question.
std::vector<StaleCheck> findStaleChecks(const BodyResults &Body,
                                        FunctionTable &Functions);

} // namespace sendsync

#endif // SENDSYNC_CHECKS_ANALYSIS_SUMMARY_STALECHECKS_H
