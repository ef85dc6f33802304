/// # double-lock
/// A lock that is not recursive is acquired by a thread that already holds it.
///
/// ## Why it matters
/// The thread waits for itself: it never goes on. For the standard mutexes the
/// behaviour is undefined.
///
/// ## Flagged
/// ```cpp
/// class Box {
/// public:
///   void set(int value) { std::lock_guard lock(mu_); value_ = value; notify(); }
///   void notify() { std::lock_guard lock(mu_); ++notified_; }
/// private:
///   std::mutex mu_;
///   int value_ = 0, notified_ = 0;
/// };
/// ```
/// A reader lock does not allow its holder to lock again, not even for reading:
/// ```cpp
/// std::shared_mutex mu;
/// void update() {
///   std::shared_lock reading(mu);
///   std::unique_lock writing(mu);
/// }
/// ```
///
/// ## Accepted
/// ```cpp
/// class Box {
/// public:
///   void set(int value) {
///     { std::lock_guard lock(mu_); value_ = value; }
///     notify();
///   }
///   void copy(Box &other) { std::scoped_lock lock(mu_, other.mu_); value_ = other.value_; }
///   void notify() { std::lock_guard lock(mu_); ++notified_; }
/// private:
///   std::mutex mu_;
///   int value_ = 0, notified_ = 0;
/// };
/// ```
///
/// ## How to fix
/// End the first critical section before the second begins, or split off a
/// function that expects the lock to be held (`SENDSYNC_REQUIRES`) and call that
/// one. A recursive mutex hides the problem: the inner code then runs on data that
/// the outer code has half changed.
///
/// ## Limits
/// Only locks that are known not to be recursive count: a `pthread_mutex_t` whose
/// initialization is not in the file may be either. A virtual callee, or one whose
/// body is not visible, is not followed.
#include "checks/Check.h"
#include "checks/Phrases.h"

using namespace clang;

namespace sendsync {

extern const CheckInfo DoubleLockInfo;

namespace {

bool isNotRecursive(const Capability &Lock, const FileResults &File) {
  return Lock.isKnown() && !Lock.isRole() && !Lock.lock().mayVary() &&
         File.Kinds.recursion(Lock.lock()) == Recursion::No;
}

/// The first acquisition, if it is certain to be in force.
const HeldLock *alreadyHeld(const Lockset &Held, const Capability &Lock,
                            const FileResults &File) {
  const HeldLock *Entry = Lock.isKnown() ? Held.find(Lock) : nullptr;
  return Entry && Entry->Must && isNotRecursive(Lock, File) ? Entry : nullptr;
}

void noteFirst(const HeldLock &First, const Capability &Lock,
               const BodyResults &Body, FindingBuilder &Finding) {
  if (First.Since)
    Finding.note(NoteRole::Because, First.Since->Location,
                 "'" + Lock.str() + "' is acquired here and still held");
  else
    Finding.note(NoteRole::Because, Body.Facts->Function->getLocation(),
                 "'" + Lock.str() + "' is held when this code is called");
}

void reportAgain(const Fact &F, const Capability &Lock, const HeldLock &First,
                 const BodyResults &Body, Reporter &R) {
  auto Finding = R.report(
      DoubleLockInfo, F.Location, F.Range, Lock.str(),
      "'" + Lock.str() + "' is already held here; locking it again deadlocks");
  noteFirst(First, Lock, Body, Finding);
}

void judgeCall(const CallFact &Call, const Lockset &Held,
               const BodyResults &Body, const FileResults &File, Reporter &R) {
  const LockSummary *Summary =
      Call.Callee ? File.Functions.locks(Call.Callee) : nullptr;
  if (!Summary)
    return;
  for (const SummaryLock &Acquired : Summary->Acquires) {
    Capability Lock(Call.substitute(Acquired.Lock.lock()));
    const HeldLock *First = alreadyHeld(Held, Lock, File);
    if (!First)
      continue;
    std::string Callee = Call.Callee->getNameAsString();
    auto Finding =
        R.report(DoubleLockInfo, Call.Location, Call.Range, Lock.str(),
                 "calling '" + Callee + "' locks '" + Lock.str() +
                     "', which is already held here; this deadlocks");
    noteFirst(*First, Lock, Body, Finding);
    if (Acquired.Location.isValid())
      Finding.note(NoteRole::Conflict, Acquired.Location,
                   "'" + Callee + "' locks it here");
    return;
  }
}

void judgeExcluded(const LockFact &Call, const Lockset &Held,
                   const BodyResults &Body, const FileResults &File,
                   Reporter &R) {
  const HeldLock *Entry = Call.Lock.isKnown() ? Held.find(Call.Lock) : nullptr;
  if (!Entry || !Entry->Must || !isNotRecursive(Call.Lock, File))
    return;
  std::string Callee = Call.Callee->getNameAsString();
  auto Finding = R.report(DoubleLockInfo, Call.Location, Call.Range,
                          Call.Lock.str(),
                          "calling '" + Callee + "' requires not holding '" +
                              Call.Lock.str() + "'; it is held here");
  noteFirst(*Entry, Call.Lock, Body, Finding);
  if (Call.DeclaredAt.isValid())
    Finding.note(NoteRole::Authority, Call.DeclaredAt,
                 "required here: '" + Callee + "' is called without '" +
                     Call.Lock.str() + "'");
}

void checkDoubleLock(const FunctionResults &F, Reporter &R) {
  for (const BodyResults &Body : F.bodies()) {
    if (!Body.Locks->contextKnown() || !Body.Locks->solved())
      continue;
    auto judge = [&](const Fact &At, const Capability &Lock,
                     const Lockset &Held) {
      if (const HeldLock *First = alreadyHeld(Held, Lock, F.File))
        reportAgain(At, Lock, *First, Body, R);
    };
    for (const auto &Block : Body.Facts->Blocks)
      for (const Fact *At : Block->Facts) {
        const Lockset *Held = Body.Locks->at(*At);
        if (!Held || Held->empty())
          continue;
        if (const auto *Lock = dyn_cast<LockFact>(At)) {
          if (Lock->Op == LockOp::Acquire && !Lock->Negated)
            judge(*At, Lock->Lock, *Held);
          else if (Lock->Op == LockOp::Exclude)
            judgeExcluded(*Lock, *Held, Body, F.File, R);
        } else if (const auto *Guard = dyn_cast<GuardFact>(At)) {
          if (Guard->GuardVerb == GuardFact::Construct && !Guard->Tag)
            for (const Capability &Lock : Guard->Locks)
              judge(*At, Lock, *Held);
        } else if (const auto *Call = dyn_cast<CallFact>(At)) {
          judgeCall(*Call, *Held, Body, F.File, R);
        }
      }
  }
}

} // namespace

const CheckInfo DoubleLockInfo = {
    "double-lock", Severity::Error, Tier::One,
    "a lock that is not recursive is acquired while it is held",
    /*Function=*/checkDoubleLock};

} // namespace sendsync
