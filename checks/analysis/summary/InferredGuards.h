//===- InferredGuards.h - the guard that code already follows ---*- C++ -*-===//
//
// Most code says nowhere which lock guards which data, but it shows: nearly all
// functions hold the same lock where they access it. The guard of data is the lock
// that most of them hold, in a mode that is enough for them, at least one of them
// where it changes the data (GuardVotes.h).
//
// What does not count: accesses to an object of one's own (Ownership.h), atomic
// operations, and taking an address. What is not known (a lock without a name, a closure whose caller is
// not visible) speaks neither for nor against a guard.
//
// Parts are judged one by one: `state_.a` and `state_.b` are different data with
// one declaration, `state_` itself is both (rules.md R12; Infer's RacerD and
// Engler et al., SOSP 2001, infer in the same spirit).
//
//===----------------------------------------------------------------------===//
#ifndef SENDSYNC_CHECKS_ANALYSIS_SUMMARY_INFERREDGUARDS_H
#define SENDSYNC_CHECKS_ANALYSIS_SUMMARY_INFERREDGUARDS_H

#include "checks/analysis/summary/DataUses.h"

namespace sendsync {

/// The evidence for one guard of one piece of data.
struct InferredGuard {
  const clang::ValueDecl *Data = nullptr;
  /// The part of the data, from the declaration on; empty for all of it.
  llvm::ArrayRef<PathStep> Part;
  /// As the data sees it: `this->mu_` is in the same object.
  AccessPath Lock;
  /// One use per place in the source; Lock is held well enough.
  std::vector<const DataUse *> Guarded;
  /// Certainly without Lock: no lock, or only others that do not guard the
  /// data by themselves.
  std::vector<const DataUse *> Bare;
  /// Held or not, nobody knows.
  unsigned Unclear = 0;
};

/// \p Lock as code next to \p Data can write it: a private member of another
/// class is left to that class, so the lock in a wrapper goes by the wrapper.
AccessPath nameableLock(AccessPath Lock, const clang::ValueDecl *Data);

/// The lock lies where the data does: in the same object, in its class, or, for a
/// variable, in the same file. It is most likely there for such data.
bool isBeside(const InferredGuard &Guard);

/// Whether the access says something about the discipline of its data.
bool saysSomething(const DataUse &Use);

/// True if the two are about the same memory, or one contains the other.
bool overlap(llvm::ArrayRef<PathStep> Left, llvm::ArrayRef<PathStep> Right);

/// The part of \p Data that \p Use touches.
llvm::ArrayRef<PathStep> partOf(const DataUse &Use);

/// The guards that the uses of \p Data follow: the best one for each of its
/// parts that has one. Cost: uses times distinct parts, at most MaxParts.
std::vector<InferredGuard> inferGuards(const clang::ValueDecl *Data,
                                       llvm::ArrayRef<DataUse> Uses);

} // namespace sendsync

#endif // SENDSYNC_CHECKS_ANALYSIS_SUMMARY_INFERREDGUARDS_H
