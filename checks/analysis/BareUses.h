//===- BareUses.h - uses without the lock, and their excuses ----*- C++ -*-===//
//
// An access that does not hold the lock which others hold is no mistake if something
// else keeps it apart from them: who calls it, what was waited for, or that the data
// no longer changes. Each such reason has a name (Excuses.def). For checks that infer
// what guards what; each question costs a look at the bodies that it is about.
//
//===----------------------------------------------------------------------===//
#ifndef SENDSYNC_CHECKS_ANALYSIS_BAREUSES_H
#define SENDSYNC_CHECKS_ANALYSIS_BAREUSES_H

#include "checks/analysis/base/Excuses.h"
#include "checks/analysis/summary/InferredGuards.h"
#include "checks/analysis/summary/Waits.h"
#include <set>

namespace sendsync {

/// The lock of \p Guard, as \p Use has to name it.
AccessPath lockAt(const InferredGuard &Guard, const DataUse &Use);

class BareUses {
public:
  BareUses(FunctionTable &Functions, const DataUses &Uses)
      : Functions(Functions), Uses(Uses) {}

  /// Why \p Use, which is without the lock, is in order; nothing if it may be
  /// reached while other threads use the data, for all that can be seen.
  std::optional<Excuse> excuseFor(const InferredGuard &Guard,
                                  const DataUse &Use);
  /// Some call in this file may lead to \p At in \p Body without \p Lock, while other
  /// threads are there. Calls that do not are those that hold it, those with an object
  /// of the caller's own, those of main while no thread runs, those whose constant
  /// arguments choose another branch, and those of a mode without threads:
  /// `if (threaded) { lock(); f(); unlock(); } else f();`. True if no call is to be
  /// seen.
  bool isReachedWithout(const AccessPath &Lock, const BodyResults &Body,
                        const Fact &At);
  /// An access of another function that holds the lock and that \p Bare can clash
  /// with; of several one that changes the data. Null if there is none.
  const DataUse *clashing(const InferredGuard &Guard, const DataUse &Bare);
  /// Why \p Use may be meant as it is.
  std::optional<Excuse> doubtAbout(const InferredGuard &Guard,
                                   const DataUse &Use);
  /// In a function that copies, moves or makes a whole object.
  static bool movesObject(const DataUse &Use);
  /// The bare accesses follow another lock as strictly: data that one part of the
  /// program uses after another, each with its own lock.
  static bool haveTheirOwnGuard(llvm::ArrayRef<const DataUse *> Bare);

private:
  // Who calls it.
  bool mayHold(const CallSite &Call, const AccessPath &Lock) const;
  bool isWithoutThreads(const CallSite &Call, const AccessPath &Lock) const;
  bool isMode(const BranchCondition &Condition) const;
  bool startsOrJoins(const clang::FunctionDecl *Function);

  // What orders it.
  bool mayBeOrdered(const DataUse &Left, const DataUse &Right);
  bool isWaitedFor(const DataUse &Earlier, const DataUse &Later);
  bool losesWakeup(const DataUse &Use);
  llvm::ArrayRef<WaitSite> waits();
  bool isOfOnlyWriter(const InferredGuard &Guard, const DataUse &Use);
  std::set<const FunctionFacts *> threadsOf(const FunctionFacts &Body);

  // What no longer changes.
  bool isSetBefore(const DataUse &Use, const InferredGuard &Guard);
  bool runsOnce(const FunctionFacts &Body, const Fact &At, unsigned Depth);
  bool isStateOfLock(const InferredGuard &Guard);

  // What may be meant.
  bool isDecidedUnder(const AccessPath &Lock, const BodyResults &Body,
                      const AccessFact &At) const;
  bool looksAgain(const InferredGuard &Guard, const DataUse &Use) const;

  const BodyResults *bodyOf(const DataUse &Use) const;

  FunctionTable &Functions;
  const DataUses &Uses;
  // Once they are asked for.
  std::optional<std::vector<WaitSite>> Waits;
  std::optional<std::set<const Fact *>> LostWrites;
};

} // namespace sendsync

#endif // SENDSYNC_CHECKS_ANALYSIS_BAREUSES_H
