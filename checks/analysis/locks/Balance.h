//===- Balance.h - what is acquired is released -----------------*- C++ -*-===//
//
// One pass over a body from its start to its end, which takes each loop as if
// it ran once and compares the locks at the loop's end with those at its start.
//
// Two measures. Where the code declares what its functions do to a lock, the
// declarations decide: the lock is held everywhere or nowhere at each point,
// and at the end the function has done what it promised. Elsewhere a function
// may lock for its caller, release for it, or do so under a condition that is
// not followed here: only what the body itself contradicts counts, a lock that
// is released twice, or held at one `return` and released at another that its
// caller cannot tell from it.
//
//===----------------------------------------------------------------------===//
#ifndef SENDSYNC_CHECKS_ANALYSIS_LOCKS_BALANCE_H
#define SENDSYNC_CHECKS_ANALYSIS_LOCKS_BALANCE_H

#include "checks/analysis/contract/Summaries.h"
#include "checks/analysis/locks/Lockset.h"

namespace sendsync {

struct Imbalance {
  enum Kind : uint8_t {
    ReleaseUnheld,   ///< released while not held
    ReleaseMode,     ///< held shared, released exclusive, or the other way round
    AcquireHeld,     ///< a guard locks what is held
    AdoptUnheld,     ///< a guard takes over what is not held
    HeldAtEnd,       ///< still held where the function is left
    MissingAtEnd,    ///< promised to be held at the end, and is not
    HeldOnSomePaths, ///< held on one way to a point and not on another
    LoopStart,       ///< differs from turn to turn
    ModesMeet        ///< shared on one way to a point, exclusive on another
  };
  Kind What = ReleaseUnheld;
  Capability Lock;
  clang::SourceLocation Location;
  clang::SourceRange Range;
  const Fact *At = nullptr;       ///< the operation that is wrong; may be null
  const Fact *Acquired = nullptr; ///< null: held on entry
  /// What released it before, or acquired it on the other way.
  const Fact *Other = nullptr;
  LockMode Held = LockMode::Exclusive;
  /// By the strict measure.
  bool Declared = false;
};

std::vector<Imbalance> findImbalances(const FunctionFacts &Body,
                                      const Lockset &Entry, bool ContextKnown,
                                      const Contracts &Contract,
                                      Summaries *Callees);

} // namespace sendsync

#endif // SENDSYNC_CHECKS_ANALYSIS_LOCKS_BALANCE_H
