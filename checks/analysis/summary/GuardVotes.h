//===- GuardVotes.h - what shows that a lock guards data --------*- C++ -*-===//
//
// The vote behind inferred guards, and how many votes are enough. For any kind of
// use: those of one file, which name locks by access paths, and those of many files,
// which name them by text.
//
// Functions vote, not accesses: a function that reads a member ten times says it
// once. One that changes the data weighs more than one that only reads it, since
// where nobody changes it no lock is needed. A lock that lies beside the data, in the
// same object or as a variable of the same file, is most likely there for it: then
// fewer votes will do.
//
// A Use has:
//   std::map<Key, LockMode> Locks      held for sure
//   bool isWrite() const
//   bool mayChange() const             a write, or code that may write gets it
//   bool isUnclear() const             other locks may be held as well
//   bool isGuardedBy(const Key &) const  held in a mode that is enough
//   auto voter() const                 the function, by something to compare
//
//===----------------------------------------------------------------------===//
#ifndef SENDSYNC_CHECKS_ANALYSIS_SUMMARY_GUARDVOTES_H
#define SENDSYNC_CHECKS_ANALYSIS_SUMMARY_GUARDVOTES_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/STLExtras.h"
#include <map>
#include <optional>
#include <set>

namespace sendsync {

/// The lock that most functions hold, those counted twice that change the data under
/// it; of several the one that is held at most accesses, then the one that was seen
/// first. Nothing if no use holds a lock.
template <typename Use>
auto commonestGuard(llvm::ArrayRef<const Use *> Uses) {
  using Key = typename decltype(Use::Locks)::key_type;
  using Voter = std::decay_t<decltype(std::declval<Use>().voter())>;
  struct Votes {
    std::set<Voter> Holders, Changers;
    unsigned Accesses = 0;
    std::pair<size_t, unsigned> weight() const {
      return {Holders.size() + Changers.size(), Accesses};
    }
  };
  std::map<Key, Votes> All;
  for (const Use *U : Uses)
    for (const auto &[Lock, Mode] : U->Locks)
      if (U->isGuardedBy(Lock)) {
        Votes &For = All[Lock];
        ++For.Accesses;
        For.Holders.insert(U->voter());
        if (U->mayChange())
          For.Changers.insert(U->voter());
      }
  std::optional<Key> Best;
  std::pair<size_t, unsigned> Most;
  for (const Use *U : Uses)
    for (const auto &[Lock, Mode] : U->Locks) {
      auto Found = All.find(Lock);
      if (Found != All.end() && Found->second.weight() > Most) {
        Most = Found->second.weight();
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

/// What the functions of a program show of one guard.
struct GuardTally {
  unsigned Accesses = 0; ///< places that hold it
  unsigned Holders = 0;  ///< functions that hold it at an access
  unsigned Changers = 0; ///< of these, those that change the data
  unsigned Bare = 0;     ///< functions that access the data without it
  bool Beside = false;   ///< the lock lies where the data does

  /// The few go against the many.
  bool isMinority() const {
    return Bare * 3 <= Holders || (Bare == 1 && Holders >= 2);
  }
};

/// How sure it is that the guard is meant.
enum class GuardStrength : uint8_t {
  None,
  Likely, ///< one function follows it that changes the data
  Sure
};

inline GuardStrength strengthOf(const GuardTally &Tally) {
  if (!Tally.Changers || !Tally.Holders)
    return GuardStrength::None;
  bool Enough = Tally.Beside ? Tally.Holders >= 2
                             : Tally.Holders >= 2 && Tally.Accesses >= 3 &&
                                   Tally.Bare * 2 <= Tally.Holders;
  if (Enough && Tally.isMinority())
    return GuardStrength::Sure;
  return Tally.Bare <= Tally.Holders ? GuardStrength::Likely
                                     : GuardStrength::None;
}

} // namespace sendsync

#endif // SENDSYNC_CHECKS_ANALYSIS_SUMMARY_GUARDVOTES_H
