//===- Conflicts.h - what both sides of a spawn do to one object *- C++ -*-===//
//
// A conflict is two accesses to one location, one a write, that may run at the
// same time and share no lock (rules.md §1.1). Looks at a spawn's callable on
// one side, and on the other at the spawning body while the work may be
// running, at other running work, and at the same work when it runs more than
// once. Silent when both sides touch an object that can order them (S3).
//
//===----------------------------------------------------------------------===//
#ifndef SENDSYNC_CHECKS_ANALYSIS_SUMMARY_CONFLICTS_H
#define SENDSYNC_CHECKS_ANALYSIS_SUMMARY_CONFLICTS_H

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

struct Conflict {
  enum OtherSide : uint8_t {
    SpawningBody, ///< the body that started the work
    OtherTask,    ///< other work that it started
    SameTask      ///< another run of the same work
  };
  const SpawnFact *Spawn = nullptr;
  OtherSide Side = SpawningBody;
  const SpawnFact *Other = nullptr; ///< for OtherTask
  AccessPath Path;
  const AccessFact *InTask = nullptr;
  const AccessFact *Against = nullptr;
};

/// The effects of a spawn in \p Body.
TaskEffects effectsOf(const SpawnFact &Spawn, const BodyResults &Body,
                      const FunctionAnalysis &Function,
                      FunctionTable &Functions);

/// The conflicts of one body, at most one for each spawn and location.
std::vector<Conflict> findConflicts(const BodyResults &Body,
                                    const FunctionAnalysis &Function,
                                    FunctionTable &Functions);

/// True if the spawning body, outside the spawn itself, touches something that
/// the work also touches and that can order the two.
bool mayBeOrdered(const TaskEffects &Task, const BodyResults &Body,
                  const Contracts &Contract);

} // namespace sendsync

#endif // SENDSYNC_CHECKS_ANALYSIS_SUMMARY_CONFLICTS_H
