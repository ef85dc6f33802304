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
#include <set>

namespace sendsync {

/// A RAII object and what it manages.
struct GuardState {
  enum Ownership : uint8_t { No, Maybe, Yes };
  std::vector<Capability> Locks;
  /// Released while the guard is in force, and acquired again at its end.
  std::vector<Capability> Lends;
  LockMode Mode = LockMode::Exclusive;
  Ownership Owns = No;
  /// It has released its locks, and takes them back at its end.
  bool IsGap = false;
  /// It changes how another guard, which lives on, holds its locks.
  AccessPath Over;
  /// Its destructor releases what it owns.
  bool Releases = true;
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
  /// It waits for the lock; the result only says whether something is wrong.
  bool Waits = false;
  /// Success is no further lock: the held one has another mode.
  bool Converts = false;
  bool operator==(const Attempt &Other) const {
    return Lock.isSame(Other.Lock) && Guard.isSame(Other.Guard) &&
           Mode == Other.Mode &&
           SuccessIsNonzero == Other.SuccessIsNonzero &&
           SuccessValue == Other.SuccessValue && Waits == Other.Waits &&
           Converts == Other.Converts;
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

struct LockState;

/// Is told what a body does to its locks, each time just before it is done.
class LockObserver {
public:
  virtual ~LockObserver() = default;
  /// \p Mode: that of the operation; empty if any mode is meant.
  virtual void releases(const Capability &Lock, std::optional<LockMode> Mode,
                        const Fact &At, const LockState &Before) = 0;
  /// A guard takes over what it expects to be held.
  virtual void adopts(const Capability &Lock, const GuardFact &At,
                      const LockState &Before) = 0;
  /// A guard is told to lock.
  virtual void locks(const GuardState &Guard, const GuardFact &At,
                     const LockState &Before) = 0;
  /// A guard is told to unlock.
  virtual void unlocks(const GuardState &Guard, const GuardFact &At,
                       const LockState &Before) = 0;
};

/// What is known at one point of a body.
struct LockState {
  Lockset Held;
  std::map<AccessPath, GuardState> Guards;
  std::map<const clang::Expr *, std::vector<Attempt>> Attempts;
  /// The call whose result a variable holds, and whether it holds its negation.
  std::map<AccessPath, std::pair<const clang::Expr *, bool>> Stored;
  /// For the summary: acquired on every path so far while not released first. Of
  /// this and of the next three at most bounds::LocksTold.
  std::map<Capability, const Fact *> Acquired;
  /// Released without having been acquired here, on every path so far.
  std::map<Capability, const Fact *> Released;
  /// The same on some path.
  std::map<Capability, const Fact *> MayRelease;
  /// Released, or tried in vain (isAttempt), and not acquired again since, on
  /// every path so far.
  std::map<Capability, const Fact *> Ended;
  /// A lock without a name, the caller's or a guard's, was released on some path.
  bool ReleasedSome = false;
  /// Given to a function that is not followed, while held or after its release.
  std::set<Capability> Handed;

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
           SameKeys(MayRelease, Other.MayRelease) &&
           SameKeys(Ended, Other.Ended) &&
           ReleasedSome == Other.ReleasedSome && Handed == Other.Handed;
  }
};

/// A Domain of ForwardDataflow.
class LockDomain {
public:
  using Value = LockState;

  LockDomain(const FunctionFacts &Body, Lockset Entry,
             const Contracts &Contract, Summaries *Callees,
             LockObserver *Observer = nullptr)
      : Body(Body), Entry(std::move(Entry)), Contract(Contract),
        Callees(Callees), Observer(Observer) {}
  LockState entry();
  void apply(const Fact &F, LockState &State);
  bool refine(const BranchCondition &Branch, bool Truth, LockState &State);
  static bool returnsGuard(const CallFact &Call, const Contracts &Contract) {
    return Call.Site->isPRValue() && Contract.isGuard(Call.Site->getType());
  }
  void join(LockState &Into, const LockState &From);
  /// More locks, guards or open tries than anybody writes down.
  static bool isTooLarge(const LockState &State);

private:
  static void note(const clang::Expr *Site, Attempt New, LockState &State);
  /// A lock operation that returns a status: zero, or true, means success.
  static void noteStatus(const LockFact &Lock, const Capability &Named,
                         LockMode Mode, LockState &State);
  /// Keeps the tries that still decide something.
  static void joinAttempts(LockState &Into, const LockState &From);
  /// May hold no longer.
  static void doubt(GuardState &Guard);
  void acquire(const Capability &Lock, LockMode Mode, const Fact *Since,
               LockState &State);
  /// May be acquired again by its holder; true if that is not known.
  bool isRecursive(const Capability &Lock) const;
  void noteAcquired(const Capability &Lock, const Fact *At, LockState &State);
  void release(const Capability &Lock, const Fact &At, LockState &State,
               std::optional<LockMode> Mode = std::nullopt);
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
  void end(const AccessPath &Path, const Fact &At, LockState &State);
  /// The same for the guards in an object as well.
  void endAll(const AccessPath &Object, const Fact &At, LockState &State);
  /// Each operation in the block may have been done.
  static void applyCatch(const CatchFact &Catch, LockState &State);
  /// \p Written names another object from now on: so do the locks in what it
  /// pointed to.
  void reassign(const AccessPath &Written, LockState &State);
  void applyDestroy(const DestroyFact &Destroy, LockState &State);
  /// What \p Call does of that which its caller chooses; nothing if that is open.
  std::optional<bool> isChosen(const SummaryLock &Lock,
                               const CallFact &Call) const;
  /// The cleanup function of a variable releases what the call that initializes
  /// the variable has locked, whatever the two call the lock.
  bool applyCleanup(const CallFact &Call, const LockSummary *Summary,
                    LockState &State);
  bool releaseMade(const clang::VarDecl *Variable, const Fact &End,
                   LockState &State);
  /// What another call on the same object has locked for us may be what this
  /// call releases, through a guard that has no name here.
  void weakenKept(const CallFact &Call, LockState &State);
  /// A closure that runs here may unlock a guard of ours.
  void applyClosures(const CallFact &Call, LockState &State);
  void applyCall(const CallFact &Call, LockState &State);
  /// A constructor that declares to release \p Lock, for as long as its object
  /// lives: the destructor declares to acquire.
  void openGap(const LockFact &Constructor, const Capability &Lock,
               LockState &State) const;
  /// The destructor of what \p Call constructs acquires what it released.
  bool isGap(const CallFact &Call, const LockSummary &Summary) const;
  /// False for an annotated guard whose destructor declares no release.
  bool releasesAtEnd(const clang::CXXRecordDecl *Guard) const;
  /// A method of a container may end the guards in it.
  void invalidateParts(const AccessFact &Access, LockState &State);
  /// Something unseen may be done with a guard.
  static void uncertain(GuardState &Guard, LockState &State);
  /// A callee that is not understood may lock and unlock the guards it can
  /// change. A wait gives them back as they were.
  void handGuards(const CallFact &Call, LockState &State);
  /// The same for a lock itself.
  void handLocks(const CallFact &Call, LockState &State);
  /// A method of a user-written guard that locks or unlocks what it manages.
  void applyGuardMethod(GuardState &Guard, const LockSummary &Summary,
                        const CallFact &Call, LockState &State);

  const FunctionFacts &Body;
  Lockset Entry;
  const Contracts &Contract;
  Summaries *Callees;
  LockObserver *Observer;
  /// Where plain locks are tried.
  llvm::DenseSet<const clang::Expr *> Tries;
};

} // namespace sendsync

#endif // SENDSYNC_CHECKS_ANALYSIS_LOCKS_LOCKDOMAIN_H
