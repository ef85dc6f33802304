//===- WaitEvents.h - what holds a thread back ------------------*- C++ -*-===//
#ifndef SENDSYNC_CHECKS_ANALYSIS_SUMMARY_WAITEVENTS_H
#define SENDSYNC_CHECKS_ANALYSIS_SUMMARY_WAITEVENTS_H

#include "checks/analysis/facts/Loops.h"

namespace sendsync {

/// \p F waits until another thread has done something: a join, a wait for a
/// condition, a future, a semaphore.
bool waitsForThreads(const Fact &F, const Contracts &Contract);

/// As waitsForThreads, and whatever else blocks, sleeping included.
bool mayTakeLong(const Fact &F, const Contracts &Contract);

/// \p F is in a loop. Cost: linear in \p Body.
bool isInLoop(const Fact &F, const FunctionFacts &Body);

/// The loop does nothing but look at what other threads change.
bool isSpinLoop(const BlockSet &Loop);

} // namespace sendsync

#endif // SENDSYNC_CHECKS_ANALYSIS_SUMMARY_WAITEVENTS_H
