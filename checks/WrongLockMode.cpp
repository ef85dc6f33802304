/// # wrong-lock-mode
/// Data is changed while its lock is held only for reading.
///
/// ## Why it matters
/// Several threads hold a reader lock at the same time. A write under it races
/// with their reads, and with the writes of those that make the same mistake.
///
/// ## Flagged
/// ```cpp
/// class Cache {
/// public:
///   int get(int key) const { std::shared_lock lock(mu_); return map_[key]; }
///   void put(int key, int value) { std::unique_lock lock(mu_); map_[key] = value; }
/// private:
///   mutable std::shared_mutex mu_;
///   mutable std::map<int, int> map_;
/// };
/// ```
/// `std::map::operator[]` inserts a missing key, so `get` writes. With a declared
/// guard no second place is needed:
/// ```cpp
/// class Counter {
/// public:
///   void hit() { std::shared_lock lock(mu_); ++hits_; }
/// private:
///   std::shared_mutex mu_;
///   int hits_ GUARDED_BY(mu_) = 0;
/// };
/// ```
///
/// ## Accepted
/// ```cpp
/// class Cache {
/// public:
///   int get(int key) const {
///     std::shared_lock lock(mu_);
///     auto found = map_.find(key);
///     return found == map_.end() ? 0 : found->second;
///   }
///   void put(int key, int value) { std::unique_lock lock(mu_); map_[key] = value; }
/// private:
///   mutable std::shared_mutex mu_;
///   std::map<int, int> map_;
/// };
/// ```
///
/// ## How to fix
/// Lock exclusively, or use an operation that only reads (`find`, `at`). To change
/// something after a look at it, give up the reader lock first and look again under
/// the exclusive one: a reader lock cannot be upgraded.
///
/// ## Limits
/// Without a declared guard, a write under a reader lock is reported only if
/// another place writes the same member under the same lock held exclusively.
#include "checks/Check.h"
#include "checks/Phrases.h"

using namespace clang;

namespace sendsync {

extern const CheckInfo WrongLockModeInfo;

namespace {

void noteMethod(const AccessFact &Access, FindingBuilder &Finding) {
  if (Access.Via && !isa<CXXConversionDecl>(Access.Via))
    Finding.note(NoteRole::Because, Access.Location,
                 "'" + modelName(Access.Via) + "' may change the object");
}

/// A declared guard is held in the wrong mode.
bool judgeDeclared(const AccessFact &Access, const Lockset &Held,
                   const Locksets &Locks, const FileResults &File,
                   Reporter &R) {
  if (!Access.isWrite())
    return false;
  for (const GuardRequirement &Need : requirementsOf(Access, File.Contract)) {
    if (coverage(Held, Need, LockMode::Exclusive) != Coverage::SharedOnly ||
        Locks.differs(Need.Lock, Imbalance::ModesMeet))
      continue;
    auto Finding = R.report(
        WrongLockModeInfo, Access.Location, Access.Range,
        Need.Data->getQualifiedNameAsString(),
        "writing '" + pathText(Need.Guarded) + "' requires holding '" +
            Need.Lock.str() +
            "' exclusively; it is held only for reading");
    noteMethod(Access, Finding);
    if (const HeldLock *Lock = Held.find(Need.Lock); Lock && Lock->Since)
      Finding.note(NoteRole::Because, Lock->Since->Location,
                   "'" + Need.Lock.str() + "' is acquired for reading here");
    Finding.note(NoteRole::Authority, Need.Data->getLocation(),
                 "required here: '" + Need.Data->getNameAsString() +
                     "' is guarded by '" + Need.Lock.str() + "'");
    return true;
  }
  return false;
}

/// Another place that writes the member with \p Lock held exclusively.
const DataUse *exclusiveWriter(llvm::ArrayRef<DataUse> Uses,
                               const AccessPath &Lock) {
  for (const DataUse &Use : Uses)
    if (Use.Access->isWrite() && !Use.Own && Use.isGuardedBy(Lock))
      return &Use;
  return nullptr;
}

void judgeInferred(const ValueDecl *Data, llvm::ArrayRef<DataUse> Uses,
                   const FileResults &File, Reporter &R) {
  const TypeModel *Model = File.Contract.typeModel(Data->getType());
  if (Model && (Model->Atomic || Model->Orders || Model->Lock))
    return;
  for (const DataUse &Use : Uses) {
    if (!Use.Access->isWrite() || Use.Access->Atomic || Use.Own ||
        !Use.Held || Use.OtherLocks || Use.Locks.size() != 1)
      continue;
    const auto &[Lock, Mode] = *Use.Locks.begin();
    const DataUse *Writer =
        Mode == LockMode::Shared ? exclusiveWriter(Uses, Lock) : nullptr;
    if (!Writer)
      continue;
    std::string Name = Data->getNameAsString();
    auto Finding = R.report(WrongLockModeInfo, Use.Access->Location,
                            Use.Access->Range,
                            Data->getQualifiedNameAsString(),
                            "'" + Name + "' is modified while '" + Lock.str() +
                                "' is held only for reading");
    noteMethod(*Use.Access, Finding);
    Finding.note(NoteRole::Conflict, Writer->Access->Location,
                 "another write holds '" + Lock.str() + "' exclusively here");
  }
}

void checkFunction(const FunctionResults &F, Reporter &R) {
  for (const BodyResults &Body : F.bodies()) {
    if (!Body.Locks->contextKnown() || !Body.Locks->solved())
      continue;
    Body.Facts->each<AccessFact>([&](const AccessFact &Access) {
      if (const Lockset *Held = Body.Locks->at(Access))
        judgeDeclared(Access, *Held, *Body.Locks, F.File, R);
    });
    Body.Facts->each<LockFact>([&](const LockFact &Call) {
      const Lockset *Held = Body.Locks->at(Call);
      if (Call.Op != LockOp::Require || !Held || !Call.Lock.isKnown() ||
          Call.Mode != LockMode::Exclusive ||
          coverage(*Held, Call.Lock, LockMode::Exclusive) !=
              Coverage::SharedOnly)
        return;
      R.report(WrongLockModeInfo, Call.Location, Call.Range,
               Call.Callee->getQualifiedNameAsString(),
               "calling '" + Call.Callee->getNameAsString() +
                   "' requires holding '" + Call.Lock.str() +
                   "' exclusively; it is held only for reading")
          .note(NoteRole::Authority, Call.DeclaredAt,
                "required here: '" + Call.Callee->getNameAsString() +
                    "' is called with '" + Call.Lock.str() +
                    "' held exclusively");
    });
  }
}

void checkFile(const FileResults &File, Reporter &R) {
  File.Uses.each([&](const ValueDecl *Data, llvm::ArrayRef<DataUse> Uses) {
    if (File.Contract.guards(Data).empty())
      judgeInferred(Data, Uses, File, R);
  });
}

} // namespace

const CheckInfo WrongLockModeInfo = {
    "wrong-lock-mode", Severity::Error, Tier::One,
    "data is changed while its lock is held only for reading",
    /*Function=*/checkFunction, /*File=*/checkFile};

} // namespace sendsync
