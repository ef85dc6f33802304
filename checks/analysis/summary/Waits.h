//===- Waits.h - who waits for what, and who wakes them ---------*- C++ -*-===//
//
// Gathers the waits for condition variables of a file. The data that a waiter
// waits for is what its predicate reads: a callable, the condition of the loop
// around the wait, or a function that one of these calls.
//
//===----------------------------------------------------------------------===//
#ifndef SENDSYNC_CHECKS_ANALYSIS_SUMMARY_WAITS_H
#define SENDSYNC_CHECKS_ANALYSIS_SUMMARY_WAITS_H

#include "checks/analysis/summary/CallerContexts.h"

namespace sendsync {

/// A place where a waiter decides whether to go on waiting.
struct PredicateRead {
  const AccessFact *Access = nullptr;
  AccessPath Path; ///< in the terms of the wait
  /// With the lock held. Else it is the condition of the loop, which goes on to
  /// take the lock and wait, whatever has changed meanwhile.
  bool UnderLock = true;
};

struct WaitSite {
  /// What waits, in the terms of its own body.
  const ConditionFact *Wait = nullptr;
  /// The wait itself, or the call of a function that waits for its caller, who
  /// holds the lock and tests the condition.
  const Fact *At = nullptr;
  AccessPath Condition; ///< as \c Body names it
  const BodyResults *Body = nullptr;
  const FunctionAnalysis *Function = nullptr;
  /// Given up while it waits; may be unknown.
  Capability Lock;
  /// The wait can come again after itself, in a loop of any kind.
  bool Repeats = false;
  /// What decides.
  std::vector<PredicateRead> Reads;

  bool isCall() const { return At != Wait; }
  /// How the lock is held there; null if it is not.
  const HeldLock *held() const;
  /// Nothing here decides whether to wait again: that is for the caller, whose
  /// lock it is.
  bool isForCaller() const;
};

/// In the order of the functions. Cost: linear, and more only for functions
/// that wait.
std::vector<WaitSite> collectWaits(FunctionTable &Functions);

/// \p Related as \p To knows it, when \p From knows it as \p Related: with
/// `this->open` and `this->mu`, `gate->open` goes with `gate->mu`. Unknown if
/// the two are not related.
AccessPath relatedPath(const AccessPath &Related, const AccessPath &From,
                       const AccessPath &To);

/// True if \p Lock is taken somewhere in \p Body, so that it is not held before.
bool isTakenIn(const BodyResults &Body, const Capability &Lock);

/// True unless something shows that \p Body starts without \p Lock: it takes the
/// lock itself, or its callers are known and one does not hold it. A function
/// that anybody may call is taken to need no lock that nobody is seen to hold.
bool mayHoldOnEntry(const Capability &Lock, const BodyResults &Body,
                    const CallerContexts &Callers);

/// Data that waiters wait for is changed without their lock, and then they are
/// woken: who has read the old value and does not sleep yet misses it.
struct LostWakeup {
  const WaitSite *Waiter = nullptr;
  const PredicateRead *Read = nullptr;
  const AccessFact *Write = nullptr;
  const BodyResults *Body = nullptr; ///< of the write
  const Fact *Notify = nullptr;
  Capability Lock; ///< the waiter's, in the terms of the write
};

/// At most one for each write.
std::vector<LostWakeup> findLostWakeups(llvm::ArrayRef<WaitSite> Waits,
                                        FunctionTable &Functions,
                                        const CallerContexts &Callers);

} // namespace sendsync

#endif // SENDSYNC_CHECKS_ANALYSIS_SUMMARY_WAITS_H
