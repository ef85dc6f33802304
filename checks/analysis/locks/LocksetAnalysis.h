//===- LocksetAnalysis.h - which locks are held at each fact ----*- C++ -*-===//
//
// Forward dataflow over the facts of one body. Understands guards that are
// deferred, adopted, tried, moved, swapped, unlocked and released, try-locks
// decided by a later branch, and callees that lock for their caller (through
// the Summaries interface). Closures that run in place start with the locks
// held where they are called, closures that run elsewhere with none; where a
// closure runs is not known, its context is not known and checks are silent.
//
//===----------------------------------------------------------------------===//
#ifndef SENDSYNC_CHECKS_ANALYSIS_LOCKS_LOCKSETANALYSIS_H
#define SENDSYNC_CHECKS_ANALYSIS_LOCKS_LOCKSETANALYSIS_H

#include "checks/analysis/contract/Summaries.h"
#include "checks/analysis/locks/Balance.h"
#include "checks/analysis/locks/Lockset.h"

namespace sendsync {

/// The locksets of one body.
class Locksets {
public:
  /// The lockset before a fact; null if the fact is unreachable or the body was
  /// too large to solve.
  const Lockset *at(const Fact &F) const;
  /// The lock that a wait gives up meanwhile; unknown if that is not one lock
  /// with a name.
  Capability givenUp(const ConditionFact &Wait) const;
  /// What \p Guard, which is told to lock, acquires; nothing unless it is one lock
  /// with a name, which the guard does not own yet.
  std::optional<std::pair<Capability, LockMode>>
  acquiredBy(const GuardFact &Guard) const;
  /// False for a closure whose caller is not known.
  bool contextKnown() const { return ContextKnown; }
  /// The locks held on entry.
  const Lockset &entry() const { return Entry; }
  /// The locks held when the body has returned, its own objects destroyed.
  const Lockset &exit() const { return Exit; }
  const LockSummary &summary() const { return Summary; }
  bool solved() const { return Solved; }
  /// Locks that this body releases too often, or not on every path.
  llvm::ArrayRef<Imbalance> imbalances() const { return Imbalances; }
  /// The body declares how \p Lock is held and contradicts itself in that way:
  /// what follows from it needs no report of its own.
  bool differs(const Capability &Lock, Imbalance::Kind How) const {
    return llvm::any_of(Imbalances, [&](const Imbalance &Known) {
      return Known.What == How && Known.Declared && Known.Lock == Lock;
    });
  }

private:
  friend class LocksetAnalysis;
  std::vector<Lockset> Distinct; ///< neighbours mostly hold the same
  llvm::DenseMap<const Fact *, unsigned> Index;
  /// For waits through a guard.
  llvm::DenseMap<const Fact *, Capability> GivenUp;
  /// For guards that are told to lock.
  llvm::DenseMap<const Fact *, std::pair<Capability, LockMode>> AcquiredBy;
  Lockset Entry, Exit;
  LockSummary Summary;
  std::vector<Imbalance> Imbalances;
  bool ContextKnown = true;
  bool Solved = true;
};

/// Locksets of a function and all closures in it.
using FunctionLocks =
    llvm::DenseMap<const FunctionFacts *, std::unique_ptr<Locksets>>;

FunctionLocks computeLocksets(const FunctionFacts &Function,
                              const Contracts &Contract, Summaries *Callees);

} // namespace sendsync

#endif // SENDSYNC_CHECKS_ANALYSIS_LOCKS_LOCKSETANALYSIS_H
