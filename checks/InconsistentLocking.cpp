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
/// Wants at least three guarded accesses in two functions, a write among them, and at
/// most a quarter without the lock. Silent in constructors and destructors, in
/// functions that start or wait for threads, in those whose name says that the caller
/// holds the lock or that nobody else is there (`pop_locked`, `initTable`), or where
/// the data comes from a getter that is named like that, in those
/// that nobody in the file calls by name though others cannot, in those that make or
/// end the lock, and where both sides use an atomic member of the same object that
/// may order them. So is it where the calls of the function that do not hold the
/// lock choose another branch by a constant argument, or are made only where a flag
/// says that there are no threads; where the other side has waited for the data with
/// a lock that both hold; where all writes are behind a flag that lets them run once;
/// and for reading the state of a lock that is made of another one. A read between an
/// `unlock()` and a `lock()` of the same function is taken to be meant, as is an
/// access that a look at the same object with the lock held decides about, and two
/// functions or more that all hold a lock of their own: these are shown at the level
/// `checked` only.
#include "checks/Check.h"
#include "checks/Phrases.h"
#include "checks/analysis/BareUses.h"
#include "checks/analysis/summary/GuardVotes.h"
#include "checks/analysis/summary/LockGaps.h"
#include "checks/analysis/summary/LockLifetimes.h"
#include "checks/analysis/summary/NameConventions.h"

using namespace clang;

namespace sendsync {

extern const CheckInfo InconsistentLockingInfo;

namespace {

/// Only this thread has the object, or two objects are involved and the caller
/// sees to it.
bool isSpecial(const FunctionDecl *Function) {
  if (isConstruction(Function) || Function->isMain())
    return true;
  const auto *Method = dyn_cast<CXXMethodDecl>(Function);
  return (Method && (Method->isCopyAssignmentOperator() ||
                     Method->isMoveAssignmentOperator())) ||
         Function->getNameAsString() == "swap";
}

/// Starts or waits for other work: before and after that nobody else is there.
bool startsOrJoins(const FunctionAnalysis &Analysis) {
  bool Found = false;
  for (const BodyResults &Body : Analysis.Bodies) {
    Body.Facts->each<SpawnFact>([&](const SpawnFact &) { Found = true; });
    Body.Facts->each<HandleFact>([&](const HandleFact &) { Found = true; });
  }
  return Found;
}

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

private:
  bool needsNoLock(const ValueDecl *Data) {
    QualType Type = Data->getType();
    return Type.isConstQualified() || Type->isReferenceType() ||
           Type.isVolatileQualified() || File.Contract.isLock(Type) ||
           File.Contract.isGuard(Type) ||
           File.Contract.hasAnnotation(Data, "race_ok") ||
           File.Types.verdict(Type, Trait::SyncMut).isYes();
  }

  /// The lock of \p Guard, as \p Use has to name it.
  static AccessPath lockAt(const InferredGuard &Guard, const DataUse &Use) {
    AccessPath Self = AccessPath::thisObject();
    return Use.Object.isKnown() && Guard.Lock.startsWith(Self)
               ? Guard.Lock.rebase(Self, Use.Object)
               : Guard.Lock;
  }

  /// The data is reached through a getter whose name says that it does not lock.
  bool isKnownUnlocked(const DataUse &Use) {
    auto [Known, New] = Unlocked.try_emplace(Use.Body);
    std::vector<SourceLocation> &Calls = Known->second;
    if (New)
      Use.Body->each<CallFact>([&](const CallFact &Call) {
        if (Call.Callee && needsNoLockByName(Call.Callee))
          Calls.push_back(Call.Location);
      });
    if (New)
      llvm::sort(Calls);
    SourceRange Range = Use.Access->Range;
    if (Range.isInvalid() || Calls.empty())
      return false;
    // Within one file the order is that of the numbers; macros come last.
    bool Plain = Range.getBegin().isFileID() && Range.getEnd().isFileID();
    auto From = Plain ? llvm::lower_bound(Calls, Range.getBegin())
                      : Calls.begin();
    auto Macros = llvm::partition_point(
        Calls, [](SourceLocation Call) { return Call.isFileID(); });
    if (Plain && From != Macros && *From <= Range.getEnd())
      return true;
    return std::any_of(Plain ? Macros : From, Calls.end(),
                       [&](SourceLocation Call) {
                         return File.Sources.isPointWithin(
                             Call, Range.getBegin(), Range.getEnd());
                       });
  }

  /// See makesOrEnds; once for a body and a lock.
  bool isMaker(const FunctionFacts &Body, const AccessPath &Lock) {
    auto [Known, New] = Makers.try_emplace({&Body, Lock}, false);
    if (New)
      Known->second = makesOrEnds(Body, Lock);
    return Known->second;
  }

  /// Whether the function that makes the access can be reached without the lock
  /// and while other threads use the data, for all that can be seen.
  bool isReachedBare(const InferredGuard &Guard, const DataUse &Use) {
    const FunctionDecl *Function = Use.function();
    if (isSpecial(Function) || needsNoLockByName(Function) ||
        isMaker(*Use.Body, lockAt(Guard, Use)))
      return false;
    RootKind Root = Use.Object.rootKind();
    bool FromOutside =
        !Use.Object.isKnown() || Root == RootKind::This ||
        (Root == RootKind::Variable &&
         (Use.Object.hasGlobalRoot() ||
          isa<ParmVarDecl>(Use.Object.rootVariable())));
    if (!FromOutside)
      return false;
    const CallerContexts &Callers = File.Uses.callers();
    const BodyResults *Body = bodyOf(Use);
    if (Callers.isAlwaysCalledWith(Function, lockAt(Guard, Use)) ||
        (Body &&
         (Uses.makesSuch(Guard.Lock, *Body) || isKnownUnlocked(Use) ||
          !Uses.isReachedWithout(lockAt(Guard, Use), *Body, *Use.Access))))
      return false;
    if (spawnOf(*Use.Body))
      return true;
    const auto *Method = dyn_cast<CXXMethodDecl>(Function);
    bool OthersCall = Function->isExternallyVisible() &&
                      (!Method || Method->getAccess() == AS_public);
    // A callback or an entry of a table: whoever calls it may hold the lock.
    if (!OthersCall && !Callers.isReached(Function))
      return false;
    const FunctionAnalysis *Analysis = File.Functions.get(Function);
    if (!Analysis)
      return false;
    auto [Known, New] = Starters.try_emplace(Analysis, false);
    if (New)
      Known->second = startsOrJoins(*Analysis);
    return !Known->second;
  }

  /// The guarded accesses by function of the bare ones: those of other functions.
  using Others =
      std::map<const FunctionDecl *, std::vector<const DataUse *>>;

  static llvm::ArrayRef<const DataUse *>
  guardedElsewhere(const InferredGuard &Guard, const DataUse &Bare,
                   Others &Known) {
    auto [Entry, New] = Known.try_emplace(Bare.function());
    if (New)
      for (const DataUse *Use : Guard.Guarded)
        if (Use->function() != Entry->first)
          Entry->second.push_back(Use);
    return Entry->second;
  }

  /// One of \p Guarded that the bare access can clash with; a write if there is
  /// one.
  const DataUse *clashing(llvm::ArrayRef<const DataUse *> Guarded,
                          const DataUse &Bare) {
    const DataUse *Best = nullptr;
    for (const DataUse *Use : Guarded) {
      if (!Use->Access->isWrite() && (Best || !Bare.Access->isWrite()))
        continue;
      if (BareUses::shareLock(*Use, Bare) || Uses.mayBeOrdered(*Use, Bare) ||
          Uses.isWaitedFor(Bare, *Use))
        continue;
      Best = Use;
      if (Use->Access->isWrite())
        break;
    }
    return Best;
  }

  using Suspect = std::pair<const DataUse *, const DataUse *>;

  void judge(const InferredGuard &Guard) {
    std::vector<Suspect> Suspects;
    Others Guarders;
    std::set<const FunctionDecl *> Functions;
    for (const DataUse *Bare : Guard.Bare)
      if (isReachedBare(Guard, *Bare) &&
          (Bare->isWrite() || !Uses.isStateOfLock(Guard)))
        if (const DataUse *Other =
                clashing(guardedElsewhere(Guard, *Bare, Guarders), *Bare))
          Suspects.push_back({Bare, Other});
    // What copies or moves a whole object locks all of it.
    size_t Telling = 0;
    std::set<const FunctionDecl *> Users;
    for (const DataUse *Use : Guard.Guarded)
      if (!isSpecial(Use->function())) {
        ++Telling;
        Users.insert(Use->function()->getCanonicalDecl());
      }
    size_t Guarded = Guard.Guarded.size();
    if (Telling < 3 || Users.size() < 2 || Suspects.empty() ||
        Suspects.size() > std::max<size_t>(1, (Guarded + Suspects.size()) / 4))
      return;
    bool Phases = haveTheirOwnGuard(Suspects);
    for (const auto &[Bare, Other] : Suspects)
      if (!Uses.isSetBefore(*Bare, Guard) &&
          Reported.insert(Bare->Access->Location).second &&
          Functions.insert(Bare->function()).second)
        report(Guard, Guarded + Suspects.size(), *Bare, *Other, Phases);
  }

  /// The bare accesses follow another lock as strictly: data that one part of
  /// the program uses after another, each with its own lock.
  static bool haveTheirOwnGuard(llvm::ArrayRef<Suspect> Suspects) {
    std::vector<const DataUse *> Bare;
    std::set<const FunctionDecl *> Functions;
    for (const auto &[Use, Other] : Suspects) {
      Bare.push_back(Use);
      Functions.insert(Use->function());
    }
    auto Own = commonestGuard(llvm::ArrayRef<const DataUse *>(Bare));
    return Own && Functions.size() > 1 &&
           llvm::any_of(Bare, [](const DataUse *Use) { return Use->isWrite(); }) &&
           llvm::all_of(Bare, [&](const DataUse *Use) {
             return Use->isGuardedBy(*Own);
           });
  }

  const BodyResults *bodyOf(const DataUse &Use) const {
    const FunctionAnalysis *Analysis = File.Functions.get(Use.function());
    return Analysis ? Analysis->body(Use.Body) : nullptr;
  }

  /// The lock was given up on purpose: what is read may be protected by whose turn
  /// it is, and so may be all that a look with the lock held decides about.
  bool isDeliberate(const InferredGuard &Guard, const DataUse &Use) {
    const BodyResults *Body = bodyOf(Use);
    AccessPath Lock = lockAt(Guard, Use);
    return Body && ((!Use.isWrite() &&
                     isInGap(*Body, *Use.Access, Capability(Lock))) ||
                    Uses.isDecidedUnder(Lock, *Body, *Use.Access));
  }

  void report(const InferredGuard &Guard, size_t Accesses,
              const DataUse &Bare, const DataUse &Other, bool Phases) {
    std::string Name = pathText(Bare.Access->Path);
    std::string Lock = nameableLock(Guard.Lock, Guard.Data).str();
    std::string Missing = nameableLock(lockAt(Guard, Bare), Guard.Data).str();
    bool Writes = Bare.Access->isWrite();
    auto Finding = R.report(
        InconsistentLockingInfo, Bare.Access->Location, Bare.Access->Range,
        Guard.Data->getQualifiedNameAsString() + " in " +
            Bare.function()->getQualifiedNameAsString(),
        "'" + Name + "' is " + (Writes ? "written" : "read") + " without '" +
            Missing + "', which is held at " +
            std::to_string(Guard.Guarded.size()) + " of its " +
            std::to_string(Accesses) + " accesses");
    if (Phases || isDeliberate(Guard, Bare))
      Finding.tier(Tier::Two);
    if (const SpawnFact *Spawn = spawnOf(*Bare.Body))
      noteSpawn(*Spawn, Finding);
    Finding.note(NoteRole::Conflict, Other.Access->Location,
                 std::string(Other.Access->isWrite() ? "written" : "read") +
                     " here with '" + Lock + "' held");
    Finding.fix(Bare.Access->Location,
                "lock '" + Missing + "' before " +
                    (Writes ? "writing" : "reading"));
    Finding.fix(Guard.Data->getLocation(),
                "or declare which lock guards '" +
                    Guard.Data->getNameAsString() + "' here");
  }

  const FileResults &File;
  Reporter &R;
  BareUses Uses;
  std::set<SourceLocation> Reported;
  /// Calls of functions whose name says that they do not lock, by body.
  std::map<const FunctionFacts *, std::vector<SourceLocation>> Unlocked;
  std::map<std::pair<const FunctionFacts *, AccessPath>, bool> Makers;
  std::map<const FunctionAnalysis *, bool> Starters; ///< see startsOrJoins
};

void checkInconsistentLocking(const FileResults &File, Reporter &R) {
  Judge Judged(File, R);
  File.Uses.each([&](const ValueDecl *Data, llvm::ArrayRef<DataUse> Uses) {
    Judged.data(Data, Uses);
  });
}

} // namespace

const CheckInfo InconsistentLockingInfo = {
    "inconsistent-locking", Severity::Warning, Tier::One,
    "data is accessed without the lock that its other accesses hold",
    /*Function=*/nullptr, /*File=*/checkInconsistentLocking};

} // namespace sendsync
