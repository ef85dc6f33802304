//===- GuardVotes.h - which lock most accesses hold -------------*- C++ -*-===//
//
// The vote behind inferred guards, for any kind of use: those of one file, which
// name locks by access paths, and those of many files, which name them by text.
//
// A Use has:
//   std::map<Key, LockMode> Locks      held for sure
//   bool isWrite() const
//   bool isUnclear() const             other locks may be held as well
//   bool isGuardedBy(const Key &) const  held in a mode that is enough
//
//===----------------------------------------------------------------------===//
#ifndef SENDSYNC_CHECKS_ANALYSIS_SUMMARY_GUARDVOTES_H
#define SENDSYNC_CHECKS_ANALYSIS_SUMMARY_GUARDVOTES_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/STLExtras.h"
#include <map>
#include <optional>

namespace sendsync {

/// The lock that guards most of the uses; of several the one that guards most
/// writes, then the one that was seen first. Nothing if no use holds a lock.
template <typename Use>
auto commonestGuard(llvm::ArrayRef<const Use *> Uses) {
  using Key = typename decltype(Use::Locks)::key_type;
  std::map<Key, std::pair<unsigned, unsigned>> Votes;
  for (const Use *U : Uses)
    for (const auto &[Lock, Mode] : U->Locks)
      if (U->isGuardedBy(Lock)) {
        auto &[All, Writes] = Votes[Lock];
        ++All;
        Writes += U->isWrite();
      }
  std::optional<Key> Best;
  std::pair<unsigned, unsigned> Most;
  for (const Use *U : Uses)
    for (const auto &[Lock, Mode] : U->Locks) {
      auto Found = Votes.find(Lock);
      if (Found != Votes.end() && Found->second > Most) {
        Most = Found->second;
        Best = Lock;
      }
    }
  return Best;
}

/// How a use stands to a guard.
enum class GuardVote : uint8_t {
  Guarded, ///< holds it well enough
  Bare,    ///< certainly does not hold it, nor another guard of the data
  Unclear  ///< nobody knows
};

/// Another lock is as good if every write of the data holds it: then there are
/// two guards, and either is enough to read. Held in the wrong mode is another
/// question (wrong-lock-mode), and unclear here.
template <typename Use, typename Key>
GuardVote voteOf(const Use &U, const Key &Lock,
                 llvm::ArrayRef<const Use *> All) {
  if (U.isGuardedBy(Lock))
    return GuardVote::Guarded;
  if (U.isUnclear() || U.Locks.count(Lock))
    return GuardVote::Unclear;
  auto guardsAllWrites = [&](const auto &Held) {
    return llvm::all_of(All, [&](const Use *Other) {
      return !Other->isWrite() || Other->isGuardedBy(Held.first);
    });
  };
  return llvm::any_of(U.Locks, guardsAllWrites) ? GuardVote::Unclear
                                                : GuardVote::Bare;
}

} // namespace sendsync

#endif // SENDSYNC_CHECKS_ANALYSIS_SUMMARY_GUARDVOTES_H
