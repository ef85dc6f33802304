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
/// Only locks that are known not to be recursive count. A `pthread_mutex_t` is what
/// its initialization in the file makes of it; where that is not visible, and for
/// error-checking ones, the finding is shown at level `checked`; so it is for a lock
/// of your own that is made of a mutex and a state. A virtual callee,
/// or one whose body is not visible, is not followed.
#include "checks/Check.h"
#include "checks/LockPhrases.h"
#include "checks/Phrases.h"
#include "checks/analysis/summary/MadeLocks.h"
#include "checks/analysis/locks/DeferredReleases.h"
#include "checks/analysis/summary/LockPaths.h"
#include "checks/analysis/summary/ModelledCalls.h"

using namespace clang;

namespace sendsync {

extern const CheckInfo DoubleLockInfo;

namespace {

/// How sure it is that acquiring \p Lock once more, in \p Mode, is a mistake;
/// nothing if it is none.
std::optional<Tier> certainty(const Capability &Lock, LockMode Mode,
                              LockMode HeldMode, const FileResults &File) {
  if (!Lock.isKnown() || Lock.isRole() || Lock.lock().mayVary())
    return std::nullopt;
  switch (File.Kinds.recursion(Lock.lock())) {
  case Recursion::No:
    return isInMadeLock(Lock.lock(), File.Functions) ? Tier::Two : Tier::One;
  case Recursion::Yes:
    return std::nullopt;
  case Recursion::Readers:
    if (Mode == LockMode::Shared && HeldMode == LockMode::Shared)
      return std::nullopt;
    return Tier::One;
  case Recursion::Fails:
  case Recursion::Unknown:
    return Tier::Two;
  }
  llvm_unreachable("every kind is above");
}

/// The first acquisition, if it is certain to be in force.
struct Again {
  const HeldLock *First = nullptr;
  Tier How = Tier::One;
  enum : uint8_t { Always, WhenTaken, NextTurn } When = Always;
};

std::optional<Again> again(const Fact &At, const Capability &Lock, LockMode Mode,
                           const Lockset &Held, const BodyResults &Body,
                           const FileResults &File) {
  const HeldLock *First = Lock.isKnown() ? Held.findSame(Lock) : nullptr;
  if (!First || First->Handed ||
      isReleasedByClosure(Lock, *First, *Body.Facts, &File.Functions))
    return std::nullopt;
  std::optional<Tier> How = certainty(Lock, Mode, First->Mode, File);
  if (!How)
    return std::nullopt;
  if (First->Must)
    return Again{First, *How, Again::Always};
  if (First->Since == &At &&
      repeatsHolding(Body, At, Lock, File.Functions))
    return Again{First, *How, Again::NextTurn};
  // Taken under a condition, and then again in any case.
  if (isHeldForSure(*First) && alwaysReaches(*Body.Facts, *First->Since, At))
    return Again{First, *How, Again::WhenTaken};
  return std::nullopt;
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

void reportAgain(const Fact &F, const Capability &Lock, const Again &Found,
                 const BodyResults &Body, Reporter &R) {
  std::string Text = "'" + Lock.str() + "' ";
  switch (Found.When) {
  case Again::Always:
    Text += "is already held here; locking it again deadlocks";
    break;
  case Again::WhenTaken:
    Text += "is already held here on some paths; locking it again deadlocks";
    break;
  case Again::NextTurn:
    Text += "is still held in the next turn of the loop; locking it again "
            "deadlocks";
    break;
  }
  auto Finding = R.report(DoubleLockInfo, F.Location, F.Range, Lock.str(),
                          std::move(Text));
  Finding.tier(Found.How);
  if (Found.When != Again::NextTurn)
    noteFirst(*Found.First, Lock, Body, Finding);
}

/// A library function that runs callables while it holds a lock takes that lock.
void judgeHolding(const CallFact &Call, const Lockset &Held,
                  const BodyResults &Body, const FileResults &File,
                  Reporter &R) {
  const FunctionModel *Model =
      Call.Callee ? File.Contract.functionModel(Call.Callee) : nullptr;
  const AccessPath *Taken =
      Model && Model->RunsHolding ? heldMeanwhile(Model, Call) : nullptr;
  if (!Taken)
    return;
  Capability Lock(*Taken);
  auto Found = again(Call, Lock, Model->RunsHolding->Mode, Held, Body, File);
  if (!Found || Found->When == Again::NextTurn)
    return;
  auto Finding = R.report(DoubleLockInfo, Call.Location, Call.Range, Lock.str(),
                          "calling '" + Call.Callee->getNameAsString() +
                              "' locks '" + Lock.str() +
                              "', which is already held here; this deadlocks");
  Finding.tier(Found->How);
  noteFirst(*Found->First, Lock, Body, Finding);
}

void judgeExcluded(const LockFact &Call, const Lockset &Held,
                   const BodyResults &Body, const FileResults &File,
                   Reporter &R) {
  const HeldLock *Entry =
      Call.Lock.isKnown() ? Held.findSame(Call.Lock) : nullptr;
  std::optional<Tier> How;
  if (Entry && Entry->Must)
    How = Call.Negated ? Tier::One
                       : certainty(Call.Lock, LockMode::Exclusive, Entry->Mode,
                                   File);
  if (!How)
    return;
  std::string Callee = Call.Callee->getNameAsString();
  auto Finding = R.report(DoubleLockInfo, Call.Location, Call.Range,
                          Call.Lock.str(),
                          "calling '" + Callee + "' requires not holding '" +
                              Call.Lock.str() + "'; it is held here");
  Finding.tier(*How);
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
    auto judge = [&](const Fact &At, const Capability &Lock, LockMode Mode,
                     const Lockset &Held) {
      if (auto Found = again(At, Lock, Mode, Held, Body, F.File))
        reportAgain(At, Lock, *Found, Body, R);
    };
    for (const auto &Block : Body.Facts->Blocks)
      for (const Fact *At : Block->Facts) {
        const Lockset *Held = Body.Locks->at(*At);
        if (!Held || Held->empty())
          continue;
        if (const auto *Lock = dyn_cast<LockFact>(At)) {
          if (Lock->Op == LockOp::Acquire && !Lock->Negated)
            judge(*At, Lock->Lock, Lock->Mode.value_or(LockMode::Exclusive),
                  *Held);
          else if (Lock->Op == LockOp::Exclude ||
                   (Lock->Op == LockOp::Require && Lock->Negated))
            judgeExcluded(*Lock, *Held, Body, F.File, R);
        } else if (const auto *Guard = dyn_cast<GuardFact>(At)) {
          if (Guard->GuardVerb == GuardFact::Construct && !Guard->Tag)
            for (const Capability &Lock : Guard->Locks)
              judge(*At, Lock, Guard->Mode, *Held);
          if (auto Acquired = Body.Locks->acquiredBy(*Guard))
            judge(*At, Acquired->first, Acquired->second, *Held);
        } else if (const auto *Call = dyn_cast<CallFact>(At)) {
          judgeHolding(*Call, *Held, Body, F.File, R);
        }
      }
  }
}

/// A call of the user's own function, of this file or another one.
void reportCall(const DoubleLock &Found, const ProgramResults &Program,
                Reporter &R) {
  SourceLocation At = Program.Locate(Found.Call->At);
  if (At.isInvalid())
    return;
  const FunctionSummary &In = *Found.In;
  std::string Lock = textOf(*Found.First, In), Callee = nameOf(*Found.Callee);
  auto Finding =
      R.report(DoubleLockInfo, At, rangeOf(*Found.Call, Program), Lock,
               "calling " + Callee + " locks '" + Lock +
                   "', which is already held here; this deadlocks");
  Finding.tier(Found.Likely ? Tier::Two : Tier::One);
  bool Taken = Found.First->Operation != 0;
  SourceLocation First = Program.Locate(Taken ? Found.First->Since : In.At);
  if (First.isValid())
    Finding.note(NoteRole::Because, First,
                 "'" + Lock + (Taken ? "' is acquired here and still held"
                                     : "' is held when this code is called"));
  SourceLocation Again = Program.Locate(Found.Again);
  if (Again.isValid())
    Finding.note(NoteRole::Conflict, Again, Callee + " locks it here");
}

void checkDoubleLockCalls(const ProgramResults &Program, Reporter &R) {
  for (const DoubleLock &Found : Program.DoubleLocks)
    reportCall(Found, Program, R);
}

} // namespace

const CheckInfo DoubleLockInfo = {
    "double-lock", Severity::Error, Tier::One,
    "a lock that is not recursive is acquired while it is held",
    /*Function=*/checkDoubleLock, /*File=*/nullptr,
    /*Program=*/checkDoubleLockCalls};

} // namespace sendsync
