//===- TaskEffects.h - what started work does -------------------*- C++ -*-===//
//
// The accesses of a spawn's callables, in the names of the code that starts them,
// and what they touch that can order threads. For questions about one function:
// does work outlive what it borrows? Races are found over names
// (program/Races.h).
//
//===----------------------------------------------------------------------===//
#ifndef SENDSYNC_CHECKS_ANALYSIS_SUMMARY_TASKEFFECTS_H
#define SENDSYNC_CHECKS_ANALYSIS_SUMMARY_TASKEFFECTS_H

#include "checks/analysis/summary/FunctionTable.h"

namespace sendsync {

/// One access made by started work, named as the spawning body names it.
struct TaskAccess {
  AccessPath Path;
  const AccessFact *Access = nullptr;
  Lockset Held; ///< in the same terms
};

/// What a spawn's callables do.
struct TaskEffects {
  std::vector<TaskAccess> Accesses;
  /// Objects touched that can order threads, and whether a call did so.
  std::vector<AccessPath> Ordering;
  bool OrdersAnonymously = false;
  /// It waits for other work: what comes after that is not at the same time.
  bool Waits = false;
  /// The locks it takes at some point.
  std::vector<Capability> Acquires;
  bool Resolved = false; ///< at least one callable has a visible body
};

/// The effects of a spawn in \p Body.
TaskEffects effectsOf(const SpawnFact &Spawn, const BodyResults &Body,
                      const FunctionAnalysis &Function,
                      FunctionTable &Functions);

/// A class of the user's with a member that can order threads may do so in any
/// of its methods.
bool mayOrder(clang::QualType Type, const Contracts &Contract,
              unsigned Depth = 0);

/// True if the spawning body, outside the spawn itself, touches something that
/// the work also touches and that can order the two.
bool mayBeOrdered(const TaskEffects &Task, const BodyResults &Body,
                  const Contracts &Contract);

} // namespace sendsync

#endif // SENDSYNC_CHECKS_ANALYSIS_SUMMARY_TASKEFFECTS_H
