//===- DeferredReleases.h - locks that a closure gives back -----*- C++ -*-===//
//
// `m.lock(); Finally end([&] { m.unlock(); });`: an object keeps a closure and
// runs it at its own end, which is code that this function does not show.
//
//===----------------------------------------------------------------------===//
#ifndef SENDSYNC_CHECKS_ANALYSIS_LOCKS_DEFERREDRELEASES_H
#define SENDSYNC_CHECKS_ANALYSIS_LOCKS_DEFERREDRELEASES_H

#include "checks/analysis/contract/Summaries.h"
#include "checks/analysis/locks/Lockset.h"

namespace sendsync {

/// \p Held was acquired by hand, and a closure in \p Body releases it: from the
/// acquisition on it may be free. Cost: linear in the closures.
bool isReleasedByClosure(const Capability &Lock, const HeldLock &Held,
                         const FunctionFacts &Body, Summaries *Callees);

} // namespace sendsync

#endif // SENDSYNC_CHECKS_ANALYSIS_LOCKS_DEFERREDRELEASES_H
