//===- ModelledCalls.h - what a model says of one call ----------*- C++ -*-===//
#ifndef SENDSYNC_CHECKS_ANALYSIS_SUMMARY_MODELLEDCALLS_H
#define SENDSYNC_CHECKS_ANALYSIS_SUMMARY_MODELLEDCALLS_H

#include "checks/analysis/contract/Model.h"
#include "checks/analysis/facts/Facts.h"

namespace sendsync {

/// What \p Object of the model means at \p Call; unknown if it has no name.
AccessPath objectOf(const ObjectExpr &Object, const CallFact &Call);

/// What a call holds while it runs callables, or null.
const AccessPath *heldMeanwhile(const FunctionModel *Model,
                                const CallFact &Call);

} // namespace sendsync

#endif // SENDSYNC_CHECKS_ANALYSIS_SUMMARY_MODELLEDCALLS_H
