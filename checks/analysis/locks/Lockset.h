//===- Lockset.h - the capabilities held at a program point -----*- C++ -*-===//
//
// Keeps both: a lock is held for sure (Must) or on some path (may). Where paths
// meet, Must is the intersection, since only what every path holds protects;
// may is the union, since a lock that might be held makes a report uncertain.
//
//===----------------------------------------------------------------------===//
#ifndef SENDSYNC_CHECKS_ANALYSIS_LOCKS_LOCKSET_H
#define SENDSYNC_CHECKS_ANALYSIS_LOCKS_LOCKSET_H

#include "checks/analysis/facts/Facts.h"
#include <map>

namespace sendsync {

struct HeldLock {
  LockMode Mode = LockMode::Exclusive;
  bool Must = true;
  unsigned Depth = 1; ///< how often, for recursive locks
  /// Mode is the weaker of the modes in which it may be held.
  bool ModeUnclear = false;
  /// Not Must because of a try-lock whose result no branch has told yet, or
  /// because a tested variable says whether locking is needed at all.
  bool Undecided = false;
  /// A function that is not followed was given the lock, and may have released it.
  bool Handed = false;
  /// What acquired it; null: held on entry.
  const Fact *Since = nullptr;
  /// Since does not count: two ways to hold a lock are one state.
  bool operator==(const HeldLock &Other) const {
    return Mode == Other.Mode && Must == Other.Must && Depth == Other.Depth &&
           ModeUnclear == Other.ModeUnclear && Undecided == Other.Undecided &&
           Handed == Other.Handed;
  }
};

/// Nothing here acquired it: a guard took over what the caller holds, or a call
/// asserts that it is held.
inline bool isAdopted(const HeldLock &Held) {
  if (const auto *Lock = llvm::dyn_cast_or_null<LockFact>(Held.Since))
    return Lock->Op == LockOp::Assert;
  const auto *Guard = llvm::dyn_cast_or_null<GuardFact>(Held.Since);
  return Guard && Guard->Tag == GuardTag::Adopt;
}

/// An attempt to acquire a lock.
inline bool isAttempt(const Fact &F) {
  const auto *Lock = llvm::dyn_cast<LockFact>(&F);
  return Lock && Lock->Op == LockOp::TryAcquire;
}

class Lockset {
public:
  /// \p Counts: held twice, it has to be released twice.
  void acquire(const Capability &Lock, LockMode Mode, const Fact *Since,
               bool Counts = true);
  /// \p Undecided: something will tell; see HeldLock::Undecided.
  void maybeAcquire(const Capability &Lock, LockMode Mode, const Fact *Since,
                    bool Undecided = true);
  void release(const Capability &Lock);
  /// An operation on a lock that has no name: anything may have happened.
  void acquireUnknown() { SomeUnknown = true; }
  void releaseUnknown();
  void drop(const Capability &Lock) { Locks.erase(Lock); }
  /// An operation that waits for the lock, \p At, reported an error. Code that
  /// goes on like after success, where ways meet, takes that for impossible: it
  /// only logs or asserts. What comes back to the same release does so, too.
  void refuse(const Capability &Lock, const Fact *At);
  bool isRefused(const Capability &Lock) const { return Refused.count(Lock); }
  /// The ways part for good: the caller is told which one it was.
  void forgetRefusals() { Refused.clear(); }
  void weaken(const Capability &Lock);
  /// See HeldLock::Handed.
  void hand(const Capability &Lock);
  /// See HeldLock::ModeUnclear.
  void doubtMode(const Capability &Lock);
  /// Whether it is held is the program's choice; see HeldLock::Undecided.
  void makeOptional(const Capability &Lock);
  /// The object at \p From, with the locks in it, is at \p To from now on.
  void rename(const AccessPath &From, const AccessPath &To);
  /// The object at \p Object no longer exists.
  void forget(const AccessPath &Object);

  /// Held on every path in at least this mode.
  bool covers(const Capability &Lock, LockMode Mode) const;
  /// The entry for a lock, or null if it is not held on any path.
  const HeldLock *find(const Capability &Lock) const;
  /// As find, for the very lock: not one that only may be it.
  const HeldLock *findSame(const Capability &Lock) const;
  /// What \c find finds, or what it looks for, is an element of several.
  bool mayVary(const Capability &Lock) const;
  /// A lock without a name may be held.
  bool hasUnknown() const { return SomeUnknown; }
  bool empty() const { return Locks.empty() && !SomeUnknown; }
  /// In an order that may differ from run to run.
  const std::map<Capability, HeldLock> &locks() const { return Locks; }
  /// In the order in which a reader meets them: what the caller holds first.
  std::vector<std::pair<Capability, HeldLock>> inOrder() const;
  /// True if some lock may be held on both sides in a mode that orders them:
  /// not both shared.
  bool mayShareLock(const Lockset &Other) const;

  void join(const Lockset &Other);
  bool operator==(const Lockset &Other) const {
    return SomeUnknown == Other.SomeUnknown && Locks == Other.Locks &&
           Refused == Other.Refused;
  }
  /// "{mu_, ?other_}": `?` marks a lock held on some paths only, `:r` shared.
  std::string str() const;

private:
  /// The entry of the lock, else one that may mean the same lock.
  std::map<Capability, HeldLock>::const_iterator
  locate(const Capability &Lock) const;

  std::map<Capability, HeldLock> Locks;
  std::map<Capability, const Fact *> Refused;
  bool SomeUnknown = false;
};

} // namespace sendsync

#endif // SENDSYNC_CHECKS_ANALYSIS_LOCKS_LOCKSET_H
