//===- Phrases.h - wording used by more than one check ----------*- C++ -*-===//
#ifndef SENDSYNC_CHECKS_PHRASES_H
#define SENDSYNC_CHECKS_PHRASES_H

#include "checks/Check.h"
#include "checks/analysis/locks/GuardRequirements.h"
#include "checks/analysis/summary/CallSites.h"

namespace sendsync {

/// A path as messages name it; a plain word where it has no name.
std::string pathText(const AccessPath &Path);

/// "no lock is held", "only 'other_' is held", "'a.mu_' is held", "it is not
/// held on every path here"; with "in this closure" inside one that runs
/// elsewhere.
std::string heldInstead(const Lockset &Held, const Capability &Needed,
                        const BodyResults &Body, Coverage How);

/// "the closure runs on the thread spawned here", with the model line when the
/// project's own model says so.
void noteSpawn(const SpawnFact &Spawn, FindingBuilder &Finding);

/// For a body that runs elsewhere: the boundary, and the lock \p Needed that
/// only the creating thread holds.
void noteBoundary(const BodyResults &Body, const FunctionAnalysis &Function,
                  const Capability &Needed, FindingBuilder &Finding);

/// "'mu_' is acquired here and still held"; nothing for a caller's lock.
void noteHeld(const Capability &Lock, const HeldLock &Held,
              FindingBuilder &Finding);

/// "the new thread", "the task": who runs what a spawn starts.
std::string runnerOf(const SpawnFact &Spawn);

} // namespace sendsync

#endif // SENDSYNC_CHECKS_PHRASES_H
