/// # inconsistent-locking
/// Data is accessed without the lock that its other accesses hold.
///
/// ## Why it matters
/// Where nearly every access to a member holds the same lock, that lock guards it,
/// whether or not the code says so. The one place that does not hold it races with
/// all the others.
///
/// ## Flagged
/// ```cpp
/// class Stats {
/// public:
///   void hit() { std::lock_guard lock(mu_); ++n_; }
///   void miss() { std::lock_guard lock(mu_); ++n_; }
///   void clear() { std::lock_guard lock(mu_); n_ = 0; }
///   int count() { return n_; }
/// private:
///   std::mutex mu_;
///   int n_ = 0;
/// };
/// ```
///
/// ## Accepted
/// A private function counts as holding what all its callers hold:
/// ```cpp
/// class Stats {
/// public:
///   void hit() { std::lock_guard lock(mu_); bump(); }
///   void miss() { std::lock_guard lock(mu_); bump(); }
///   int count() { std::lock_guard lock(mu_); return n_; }
/// private:
///   void bump() { ++n_; }
///   std::mutex mu_;
///   int n_ = 0;
/// };
/// ```
///
/// ## How to fix
/// Lock before the access. If the access is right because its callers hold the lock,
/// say so (`SENDSYNC_REQUIRES(mu_)`); if the data needs no lock there, declare its
/// guard elsewhere or make it atomic. `GUARDED_BY(mu_)` on the data turns the guess
/// into a rule that `unguarded-access` checks; `sendsync infer` writes it.
///
/// ## Limits
/// Functions count, not accesses: at least two have to hold the lock, one of them
/// where it changes the data, against one that does not, or against at most a third
/// as many. A lock that is no part of the object, nor in the file of the variable, has
/// to be held in at least three places and twice as many functions. With the level
/// `checked` one function that changes the data under the lock is enough. Several
/// members that one function accesses without one lock are one finding.
///
/// Not reported is what is kept apart by something else: objects that only this thread
/// has (being made or ended, and what is only called then), copies and moves, calls
/// that all hold the lock, functions that nobody is seen to call and others cannot,
/// that start or wait for threads, or that make the lock; atomic objects that may order
/// the two; a wait for the data with a lock that both hold; writes that run once,
/// behind a flag, or that are all made by the thread that reads. A read between an
/// `unlock()` and a `lock()` of the same function is taken to be meant, as is an access
/// that a look at the same object with the lock held decides about, a first look at
/// one value before the lock is taken, and two functions or more that all hold a lock
/// of their own: these are shown at the level `checked` only.
#include "checks/Check.h"
#include "checks/Phrases.h"
#include "checks/analysis/BareUses.h"
#include "checks/analysis/summary/GuardVotes.h"

using namespace clang;

namespace sendsync {

extern const CheckInfo InconsistentLockingInfo;

namespace {

/// An access without the lock, and one with it that it can clash with.
struct Suspect {
  const DataUse *Bare = nullptr;
  const DataUse *Other = nullptr;
  Tier Level = Tier::One;
};

/// One place. What one function does without one lock is reported together, however
/// many members it is about.
struct Case {
  InferredGuard Guard;
  size_t Accesses = 0; ///< to the data, the bare ones included
  Suspect Found;
  SourceLocation place() const { return Found.Bare->Access->Location; }
  /// How much speaks for the guard; first of all that it is sure.
  std::pair<bool, size_t> weight() const {
    return {Found.Level == Tier::One, Guard.Guarded.size()};
  }
};

class Judge {
public:
  Judge(const FileResults &File, Reporter &R)
      : File(File), R(R), Uses(File.Functions, File.Uses) {}

  void data(const ValueDecl *Data, llvm::ArrayRef<DataUse> List) {
    if (!File.Contract.guards(Data).empty() || needsNoLock(Data))
      return;
    for (const InferredGuard &Guard : inferGuards(Data, List))
      judge(Guard);
  }

  void reportAll() {
    // By function, lock and level.
    using Key = std::tuple<const FunctionDecl *, std::string, Tier>;
    std::map<Key, std::vector<Case>> Grouped;
    for (const auto &[Place, C] : Cases) {
      const DataUse &Bare = *C.Found.Bare;
      Grouped[{Bare.voter(), lockAt(C.Guard, Bare).str(), C.Found.Level}]
          .push_back(C);
    }
    for (auto &[Group, Members] : Grouped) {
      llvm::sort(Members, [&](const Case &Left, const Case &Right) {
        return File.Sources.isBeforeInTranslationUnit(Left.place(),
                                                      Right.place());
      });
      report(Members);
    }
  }

private:
  bool needsNoLock(const ValueDecl *Data) {
    QualType Type = Data->getType();
    return Type.isConstQualified() || Type->isReferenceType() ||
           Type.isVolatileQualified() || File.Contract.isLock(Type) ||
           File.Contract.isGuard(Type) ||
           File.Contract.hasAnnotation(Data, "race_ok") ||
           File.Types.verdict(Type, Trait::SyncMut).isYes();
  }

  std::vector<Suspect> suspects(const InferredGuard &Guard) {
    std::vector<Suspect> Result;
    for (const DataUse *Bare : Guard.Bare)
      if (!Uses.excuseFor(Guard, *Bare))
        if (const DataUse *Other = Uses.clashing(Guard, *Bare))
          Result.push_back({Bare, Other});
    return Result;
  }

  /// The functions that hold the lock, and those of \p Suspects that do not.
  GuardTally tally(const InferredGuard &Guard,
                   llvm::ArrayRef<Suspect> Suspects) {
    GuardTally Tally;
    std::set<const FunctionDecl *> Holders, Changers, Bare;
    for (const DataUse *Use : Guard.Guarded) {
      // What copies or moves a whole object locks all of it.
      if (Uses.movesObject(*Use))
        continue;
      ++Tally.Accesses;
      Holders.insert(Use->voter());
      if (changes(Guard, *Use))
        Changers.insert(Use->voter());
    }
    bool UnderOther = false;
    for (const Suspect &S : Suspects) {
      Bare.insert(S.Bare->voter());
      UnderOther |= !S.Bare->Locks.empty();
    }
    Tally.Holders = Holders.size();
    Tally.Changers = Changers.size();
    Tally.Bare = Bare.size();
    // Another lock may be there for the data as well.
    Tally.Beside = isBeside(Guard) && !UnderOther;
    return Tally;
  }

  /// A method that may change the object does so for sure only if nothing in its
  /// class keeps threads apart.
  bool changes(const InferredGuard &Guard, const DataUse &Use) {
    return Use.isWrite() ||
           (Use.mayChange() &&
            File.Types.verdict(Guard.Data->getType(), Trait::SyncMut).isNo());
  }

  void judge(const InferredGuard &Guard) {
    std::vector<Suspect> Suspects = suspects(Guard);
    if (Suspects.empty())
      return;
    GuardStrength Strength = strengthOf(tally(Guard, Suspects));
    if (Strength == GuardStrength::None)
      return;
    std::vector<const DataUse *> Bare;
    for (const Suspect &S : Suspects)
      Bare.push_back(S.Bare);
    bool IsDoubtful = Strength == GuardStrength::Likely ||
                      BareUses::haveTheirOwnGuard(Bare);
    // The plainest access of each function speaks for it.
    std::map<const FunctionDecl *, size_t> Chosen;
    for (size_t I = 0; I != Suspects.size(); ++I) {
      Suspect &S = Suspects[I];
      if (IsDoubtful || Uses.doubtAbout(Guard, *S.Bare))
        S.Level = Tier::Two;
      auto [Best, New] = Chosen.try_emplace(S.Bare->voter(), I);
      if (!New && S.Level < Suspects[Best->second].Level)
        Best->second = I;
    }
    size_t Accesses = Guard.Guarded.size() + Suspects.size();
    for (size_t I = 0; I != Suspects.size(); ++I) {
      const Suspect &S = Suspects[I];
      if (Chosen[S.Bare->voter()] != I)
        continue;
      Case New = {Guard, Accesses, S};
      auto [Known, First] =
          Cases.try_emplace(S.Bare->Access->Location, New);
      // A member and what it is part of: the one that is sure of more.
      if (!First && New.weight() > Known->second.weight())
        Known->second = std::move(New);
    }
  }

  static std::string name(const Case &C) {
    return pathText(C.Found.Bare->Access->Path);
  }
  static std::string verb(const DataUse &Use) {
    return Use.isWrite() ? "written" : "read";
  }

  void report(llvm::ArrayRef<Case> Cases) {
    const Case &First = Cases.front();
    const InferredGuard &Guard = First.Guard;
    const DataUse &Bare = *First.Found.Bare;
    const DataUse &Other = *First.Found.Other;
    std::string Lock = nameableLock(Guard.Lock, Guard.Data).str();
    std::string Missing = nameableLock(lockAt(Guard, Bare), Guard.Data).str();
    auto Finding = R.report(
        InconsistentLockingInfo, Bare.Access->Location, Bare.Access->Range,
        Guard.Data->getQualifiedNameAsString() + " in " +
            Bare.function()->getQualifiedNameAsString(),
        "'" + name(First) + "' is " + verb(Bare) + " without '" + Missing +
            "', which is held at " + std::to_string(Guard.Guarded.size()) +
            " of its " + std::to_string(First.Accesses) + " accesses");
    Finding.tier(First.Found.Level);
    if (const SpawnFact *Spawn = spawnOf(*Bare.Body))
      noteSpawn(*Spawn, Finding);
    Finding.note(NoteRole::Conflict, Other.Access->Location,
                 verb(Other) + " here with '" + Lock + "' held");
    constexpr size_t MaxNotes = 3;
    for (const Case &More : Cases.drop_front().take_front(MaxNotes))
      Finding.note(NoteRole::Because, More.Found.Bare->Access->Location,
                   "so is '" + name(More) + "', " + verb(*More.Found.Bare) +
                       " here; it is held at " +
                       std::to_string(More.Guard.Guarded.size()) + " of " +
                       std::to_string(More.Accesses));
    Finding.fix(Bare.Access->Location,
                "lock '" + Missing + "' before " +
                    (Bare.isWrite() ? "writing" : "reading"));
    Finding.fix(Guard.Data->getLocation(),
                "or declare which lock guards '" +
                    Guard.Data->getNameAsString() + "' here");
  }

  const FileResults &File;
  Reporter &R;
  BareUses Uses;
  std::map<SourceLocation, Case> Cases;
};

void checkInconsistentLocking(const FileResults &File, Reporter &R) {
  Judge Judged(File, R);
  File.Uses.each([&](const ValueDecl *Data, llvm::ArrayRef<DataUse> Uses) {
    Judged.data(Data, Uses);
  });
  Judged.reportAll();
}

} // namespace

const CheckInfo InconsistentLockingInfo = {
    "inconsistent-locking", Severity::Warning, Tier::One,
    "data is accessed without the lock that its other accesses hold",
    /*Function=*/nullptr, /*File=*/checkInconsistentLocking};

} // namespace sendsync
