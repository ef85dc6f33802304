//===- Reach.h - what running a body leads to -------------------*- C++ -*-===//
//
// The facts of a body, of the closures it runs in place, and of the visible
// functions it calls, each with the calls on the way. Virtual calls are not
// followed: they may run another body.
//
//===----------------------------------------------------------------------===//
#ifndef SENDSYNC_CHECKS_ANALYSIS_SUMMARY_REACH_H
#define SENDSYNC_CHECKS_ANALYSIS_SUMMARY_REACH_H

#include "checks/analysis/summary/FunctionTable.h"

namespace sendsync {

struct ReachedFact {
  const Fact *F = nullptr;
  const BodyResults *Body = nullptr;
  /// The calls that lead to it, outermost first.
  llvm::ArrayRef<const CallFact *> Calls;
  /// Every way through the start leads to it: it is on every path of its body,
  /// and so is each call. Looks at the graph when it is asked.
  llvm::function_ref<bool()> IsCertain;

  /// A path of F in the terms of the body that the walk started in; unknown if
  /// it cannot be named there.
  AccessPath inStart(const AccessPath &Path) const;
};

/// Calls \p Visit for each reached fact. Each function is looked into once, at
/// most a few calls deep.
void eachReached(const BodyResults &Start, const FunctionAnalysis &Owner,
                 FunctionTable &Functions,
                 llvm::function_ref<void(const ReachedFact &)> Visit);

} // namespace sendsync

#endif // SENDSYNC_CHECKS_ANALYSIS_SUMMARY_REACH_H
