//===- BareUses.h - uses without the lock that are in order -----*- C++ -*-===//
//
// An access that does not hold the lock which all others hold is no mistake if
// something else keeps it apart from them: who calls it, what was waited for, or
// that the data no longer changes. For checks that infer what guards what; each
// question costs a look at the bodies that it is about.
//
//===----------------------------------------------------------------------===//
#ifndef SENDSYNC_CHECKS_ANALYSIS_BAREUSES_H
#define SENDSYNC_CHECKS_ANALYSIS_BAREUSES_H

#include "checks/analysis/summary/InferredGuards.h"
#include "checks/analysis/summary/Waits.h"
#include <set>

namespace sendsync {

class BareUses {
public:
  BareUses(FunctionTable &Functions, const DataUses &Uses)
      : Functions(Functions), Uses(Uses) {}

  /// Some call in this file may lead to \p At in \p Body without \p Lock, while
  /// other threads are there. Calls that do not are those that hold it, those
  /// whose constant arguments choose another branch, and those of a mode without
  /// threads: `if (threaded) { lock(); f(); unlock(); } else f();`. True if no
  /// call is to be seen.
  bool isReachedWithout(const AccessPath &Lock, const BodyResults &Body,
                        const Fact &At);

  /// The function initializes such a lock, itself or through one that it calls: the
  /// object that has it is only being made.
  bool makesSuch(const AccessPath &Lock, const BodyResults &Body);

  /// One of them waits for the other to release a lock that both hold.
  static bool shareLock(const DataUse &Left, const DataUse &Right);

  /// The two functions use the same atomic variable, which may order them.
  bool mayBeOrdered(const DataUse &Left, const DataUse &Right);

  /// \p Later comes after a wait, with one of the locks of \p Earlier, for what
  /// \p Earlier does to the data.
  bool isWaitedFor(const DataUse &Earlier, const DataUse &Later);

  /// What the object's state was, as read with \p Lock held, decides whether the
  /// access is made: it may be whose turn it is.
  bool isDecidedUnder(const AccessPath &Lock, const BodyResults &Body,
                      const AccessFact &At) const;

  /// All that changes the data runs once, behind a flag that is never set back,
  /// and \p Use does not look whether it has: it can only come later.
  bool isSetBefore(const DataUse &Use, const InferredGuard &Guard);

  /// The guard is the mutex inside a lock of the user's, which is held only while
  /// the lock's state changes: to read the state is up to who holds the lock.
  bool isStateOfLock(const InferredGuard &Guard);

private:
  const std::set<const clang::ValueDecl *> &
  atomicsOf(const clang::FunctionDecl *Function);
  struct Site {
    const CallFact *Call;
    const BodyResults *Body;
    const clang::FunctionDecl *function() const {
      return Body->Facts->outermost().Function;
    }
  };
  llvm::ArrayRef<Site> callsOf(const clang::FunctionDecl *Function);
  bool mayHold(const Site &Call, const AccessPath &Lock) const;
  /// Threads are there only where \p Call is not made: the other way of a test
  /// of a mode takes such a lock.
  bool isWithoutThreads(const Site &Call, const AccessPath &Lock) const;
  bool isMode(const BranchCondition &Condition) const;
  bool runsOnce(const FunctionFacts &Body, const Fact &At, unsigned Depth);

  FunctionTable &Functions;
  const DataUses &Uses;
  std::optional<std::vector<WaitSite>> Waits; ///< once they are asked for
  /// Once they are asked for.
  std::optional<llvm::DenseMap<const clang::FunctionDecl *, std::vector<Site>>>
      Calls;
  std::map<const clang::FunctionDecl *, std::set<const clang::ValueDecl *>>
      Atomics;
  std::map<std::pair<const FunctionFacts *, AccessPath>, bool> Makers;
};

} // namespace sendsync

#endif // SENDSYNC_CHECKS_ANALYSIS_BAREUSES_H
