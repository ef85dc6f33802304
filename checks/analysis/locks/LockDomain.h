//===- LockDomain.h - what each fact does to the locks ----------*- C++ -*-===//
//
// Private to the locks stage: the domain of its dataflow. Beside the lockset
// it follows the guards of the body, try-locks that are not decided yet, and
// what the summary of the body needs.
//
//===----------------------------------------------------------------------===//
#ifndef SENDSYNC_CHECKS_ANALYSIS_LOCKS_LOCKDOMAIN_H
#define SENDSYNC_CHECKS_ANALYSIS_LOCKS_LOCKDOMAIN_H

#include "checks/analysis/contract/Summaries.h"
#include "checks/analysis/locks/Lockset.h"

namespace sendsync {

/// A RAII object and what it manages.
struct GuardState {
  enum Ownership : uint8_t { No, Maybe, Yes };
  std::vector<Capability> Locks;
  LockMode Mode = LockMode::Exclusive;
  Ownership Owns = No;
  /// It has released its locks, and takes them back at its end.
  bool IsGap = false;
  /// It changes how another guard, which lives on, holds its locks.
  AccessPath Over;
  bool operator==(const GuardState &Other) const {
    return Owns == Other.Owns && Mode == Other.Mode &&
           IsGap == Other.IsGap &&
           Over.isSame(Other.Over) &&
           std::equal(Locks.begin(), Locks.end(), Other.Locks.begin(),
                      Other.Locks.end(),
                      [](const Capability &Left, const Capability &Right) {
                        return Left.isSame(Right);
                      });
  }
  bool manages(const Capability &Lock) const {
    return llvm::any_of(Locks, [&](const Capability &Mine) {
      return Mine.isSame(Lock);
    });
  }
};

/// A try-lock whose result is not known yet.
struct Attempt {
  Capability Lock;  ///< for a plain lock
  AccessPath Guard; ///< for a guard
  LockMode Mode = LockMode::Exclusive;
  bool SuccessIsNonzero = true;
  std::optional<int> SuccessValue; ///< the only result of success, if set
  bool operator==(const Attempt &Other) const {
    return Lock.isSame(Other.Lock) && Guard.isSame(Other.Guard) &&
           Mode == Other.Mode &&
           SuccessIsNonzero == Other.SuccessIsNonzero &&
           SuccessValue == Other.SuccessValue;
  }
  /// What `result != Constant` being \p Truth says; nothing if undecided.
  std::optional<bool> decidedBy(int64_t Constant, bool Truth) const {
    if (SuccessValue) {
      if (Constant == *SuccessValue)
        return !Truth;
      return Truth ? std::optional<bool>() : false;
    }
    if (Constant == 0)
      return Truth == SuccessIsNonzero;
    return Truth ? std::optional<bool>() : SuccessIsNonzero;
  }
};

/// What is known at one point of a body.
struct LockState {
  Lockset Held;
  std::map<AccessPath, GuardState> Guards;
  std::map<const clang::Expr *, std::vector<Attempt>> Attempts;
  /// The call whose result a variable holds, and whether it holds its negation.
  std::map<AccessPath, std::pair<const clang::Expr *, bool>> Stored;
  /// For the summary: acquired on every path so far while not released first.
  std::map<Capability, const Fact *> Acquired;
  /// Released without having been acquired here, on every path so far.
  std::map<Capability, const Fact *> Released;
  /// The same on some path.
  std::map<Capability, const Fact *> MayRelease;

  bool operator==(const LockState &Other) const {
    auto SameKeys = [](const auto &Left, const auto &Right) {
      return Left.size() == Right.size() &&
             std::equal(Left.begin(), Left.end(), Right.begin(),
                        [](const auto &L, const auto &R) {
                          return L.first == R.first;
                        });
    };
    return Held == Other.Held && Guards == Other.Guards &&
           Attempts == Other.Attempts && Stored == Other.Stored &&
           SameKeys(Acquired, Other.Acquired) &&
           SameKeys(Released, Other.Released) &&
           SameKeys(MayRelease, Other.MayRelease);
  }
};

/// A Domain of ForwardDataflow.
class LockDomain {
public:
  using Value = LockState;

  LockDomain(const FunctionFacts &Body, Lockset Entry,
             const Contracts &Contract, Summaries *Callees)
      : Body(Body), Entry(std::move(Entry)), Contract(Contract),
        Callees(Callees) {}
  LockState entry();
  void apply(const Fact &F, LockState &State);
  bool refine(const BranchCondition &Branch, bool Truth, LockState &State);
  void join(LockState &Into, const LockState &From);

private:
  /// May hold no longer.
  static void doubt(GuardState &Guard);
  void acquire(const Capability &Lock, LockMode Mode, const Fact *Since,
               LockState &State);
  void noteAcquired(const Capability &Lock, const Fact *At, LockState &State);
  void release(const Capability &Lock, const Fact *At, LockState &State);
  void decide(GuardState &Guard, bool Owns, LockState &State);
  /// The lock that a guard's getter gives, by its own name.
  static Capability named(const Capability &Lock, const LockState &State);
  /// A guard is a lock too: `std::lock(first, second)` with two of them.
  void applyLockToGuard(const LockFact &Lock, GuardState &Guard,
                        LockState &State);
  void applyLock(const LockFact &Lock, LockState &State);
  void applyGuard(const GuardFact &Guard, LockState &State);
  void tryGuard(GuardState &Guard, const GuardFact &Fact, LockState &State);
  void applyMove(const MoveFact &Move, LockState &State);
  /// What happens to the guard at \p Path when it is destroyed or assigned.
  void end(const AccessPath &Path, LockState &State);
  void applyDestroy(const DestroyFact &Destroy, LockState &State);
  /// A closure that runs here may unlock a guard of ours.
  void applyClosures(const CallFact &Call, LockState &State);
  void applyCall(const CallFact &Call, LockState &State);
  /// The destructor of what \p Call constructs acquires what it released.
  bool isGap(const CallFact &Call, const LockSummary &Summary) const;
  /// A guard, or a class of the user's whose destructor may release a lock.
  bool mayBeGuard(clang::QualType Type) const;
  /// A method of a container may end the guards in it.
  void invalidateParts(const AccessFact &Access, LockState &State);
  /// Something unseen may be done with a guard.
  static void uncertain(GuardState &Guard, LockState &State);
  /// A callee that is not understood may lock and unlock the guards it can
  /// change. A wait gives them back as they were.
  void handGuards(const CallFact &Call, LockState &State);
  /// A method of a user-written guard that locks or unlocks what it manages.
  void applyGuardMethod(GuardState &Guard, const LockSummary &Summary,
                        const CallFact &Call, LockState &State);

  const FunctionFacts &Body;
  Lockset Entry;
  const Contracts &Contract;
  Summaries *Callees;
};

} // namespace sendsync

#endif // SENDSYNC_CHECKS_ANALYSIS_LOCKS_LOCKDOMAIN_H
