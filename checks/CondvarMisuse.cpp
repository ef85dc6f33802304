/// # condvar-misuse
/// A condition variable is used in a way that loses wake-ups or wakes too early.
///
/// ## Why it matters
/// A waiter tests its condition, and goes to sleep, with the lock held. If the
/// data changes without that lock, the change and its notification can fall
/// between the test and the sleep: the waiter then sleeps although the condition
/// holds, perhaps for ever. An atomic variable does not help against that. And a
/// wait can end without any notification, so what it waits for has to be tested
/// again afterwards.
///
/// ## Flagged
/// ```cpp
/// struct Gate {
///   std::mutex m;
///   std::condition_variable cv;
///   bool open = false;
///   void wait() { std::unique_lock l(m); cv.wait(l, [&] { return open; }); }
///   void release() { open = true; cv.notify_all(); }
/// };
/// ```
/// ```cpp
/// struct Event {
///   std::mutex m;
///   std::condition_variable cv;
///   void wait() { std::unique_lock l(m); cv.wait(l); }
///   void signal() { cv.notify_one(); }
/// };
/// ```
///
/// The time may have run out before anything came:
/// ```cpp
/// struct Queue {
///   std::mutex m;
///   std::condition_variable cv;
///   std::deque<int> items;
///   int take() {
///     std::unique_lock l(m);
///     cv.wait_for(l, std::chrono::seconds(1), [&] { return !items.empty(); });
///     return items.front();
///   }
/// };
/// ```
///
/// ## Accepted
/// ```cpp
/// struct Gate {
///   std::mutex m;
///   std::condition_variable cv;
///   bool open = false;
///   void wait() { std::unique_lock l(m); while (!open) cv.wait(l); }
///   void release() { { std::lock_guard l(m); open = true; } cv.notify_all(); }
/// };
/// ```
///
/// ## How to fix
/// Change what is waited for with the waiters' lock held; notify after that, with
/// the lock or without it. Give every wait a predicate, or put it into a loop that
/// tests one. All waiters of one condition variable use one lock.
///
/// ## Limits
/// A wait in any kind of loop, or with a time limit, counts as tested again. A wait
/// with a lock that the caller has taken is left to the caller: there the call counts
/// as the wait, so that condition variables of your own are understood. A change without
/// the lock is reported where a notification follows it in the same function or in
/// a function called there, unless those who call it without the lock do so only where
/// a flag says that there are no threads. After a time limit, only elements of the container that
/// the predicate asks about count as used. A condition variable that only this file
/// can use, and that nothing in it notifies, is shown at the level `checked`, as is
/// one that one function waits for with one lock first and with another later.
#include "checks/Check.h"
#include "checks/Phrases.h"
#include "checks/analysis/BareUses.h"
#include "checks/analysis/facts/Ways.h"
#include "checks/analysis/summary/WaitOutcomes.h"

using namespace clang;

namespace sendsync {

extern const CheckInfo CondvarMisuseInfo;

namespace {

std::string quoted(const AccessPath &Path) {
  return "'" + pathText(Path) + "'";
}

/// The condition variable as the code around the wait calls it.
std::string named(const WaitSite &Site) {
  return "'" + Capability(Site.Condition).str() + "'";
}

class Judge {
public:
  Judge(const FileResults &File, Reporter &R)
      : Callers(File.Uses.callers()), File(File), R(R),
        Waits(collectWaits(File.Functions)) {}

  void run() {
    for (const WaitSite &Site : Waits) {
      judgeUntested(Site);
      judgeNotHeld(Site);
      judgeTimeout(Site);
    }
    judgeNotifiers();
    judgeLocks();
    judgeWakeups();
  }

private:
  /// The lock is taken here, so that nothing was tested with it before.
  static bool isTakenHere(const WaitSite &Site) {
    const HeldLock *State = Site.held();
    return State && State->Must && State->Since && !isAdopted(*State);
  }

  /// A lock that the caller has is given up for the wait: who has it tests.
  static bool isPassedOn(const WaitSite &Site) {
    const Lockset *Held = Site.Body->Locks->at(*Site.At);
    return llvm::any_of(Site.Body->Locks->summary().Releases,
                        [&](const SummaryLock &Callers) {
                          return !Held->find(Callers.Lock);
                        });
  }

  void judgeUntested(const WaitSite &Site) {
    const ConditionFact &Wait = *Site.Wait;
    if (Wait.HasPredicate || Wait.Timed || Site.Repeats || !isTakenHere(Site) ||
        isPassedOn(Site))
      return;
    auto Finding =
        R.report(CondvarMisuseInfo, Site.At->Location, Site.At->Range,
                 Site.Function->Function->getQualifiedNameAsString(),
                 "this wait for " + named(Site) +
                     " has no predicate; it can wake spuriously or miss the "
                     "notification");
    // The caller may test, and wait again.
    if (Callers.isCalled(Site.Function->Function))
      Finding.tier(Tier::Two);
    Finding.fix(Site.At->Location,
                "wait in a loop that tests what is waited for, with the lock "
                "held");
  }

  void judgeNotHeld(const WaitSite &Site) {
    const ConditionFact &Wait = *Site.Wait;
    const Lockset *Held = Site.Body->Locks->at(*Site.At);
    if (Site.isCall() || !Site.Lock.isKnown() ||
        !Site.Body->Locks->contextKnown() || !Site.Body->Locks->solved() ||
        Held->find(Site.Lock) ||
        Held->hasUnknown() || Site.Lock.lock().mayVary() ||
        (!Wait.ThroughGuard && !isTakenIn(*Site.Body, Site.Lock) &&
         !startsWithout(Site.Lock, *Site.Body, Callers, File.Functions)))
      return;
    R.report(CondvarMisuseInfo, Wait.Location, Wait.Range,
             Site.Function->Function->getQualifiedNameAsString(),
             "waiting for " + named(Site) + " requires holding '" +
                 Site.Lock.str() + "'; " +
                 heldInstead(*Held, Site.Lock, *Site.Body, Coverage::NotHeld))
        .fix(Wait.Location, "lock '" + Site.Lock.str() + "' before waiting");
  }

  void judgeTimeout(const WaitSite &Site) {
    const AccessFact *Used = elementUsedUntested(Site);
    if (!Used)
      return;
    R.report(CondvarMisuseInfo, Used->Location, Used->Range,
             Site.Function->Function->getQualifiedNameAsString(),
             quoted(Used->Path) + " is used although the wait for " +
                 named(Site) + " may have run out of time")
        .note(NoteRole::Because, Site.At->Location,
              "the result of the wait is not looked at")
        .fix(Site.At->Location,
             "go on only where the wait returns true, or test again what it "
             "waited for");
  }

  void judgeNotifiers() {
    for (const WaitSite *Site : findNeverNotified(Waits, File.Functions)) {
      const ValueDecl *Condition = Site->Condition.lastDeclaration();
      R.report(CondvarMisuseInfo, Site->At->Location, Site->At->Range,
               Condition->getQualifiedNameAsString(),
               "nothing in this file notifies " + named(*Site) +
                   ", which is waited for here without a time limit")
          .tier(Tier::Two)
          .note(NoteRole::Because, Condition->getLocation(),
                "only this file can use it");
    }
  }

  /// Names a lock object itself, not what some pointer refers to.
  static bool isPlain(const Capability &Lock) {
    const AccessPath &Path = Lock.lock();
    return Lock.isKnown() && !Path.mayVary() &&
           (Path.steps().empty() ||
            Path.steps().back().StepKind == PathStep::Field);
  }

  /// Two names that go different ways through pointers may end at one object.
  static bool mayBeOne(const Capability &Left, const Capability &Right) {
    const AccessPath &Mine = Left.lock(), &Theirs = Right.lock();
    if (Mine.steps().empty() || Theirs.steps().empty() ||
        !(Mine.steps().back() == Theirs.steps().back()))
      return false;
    AccessPath Common = Mine;
    while (!Common.steps().empty() && !Theirs.startsWith(Common))
      Common = Common.parent();
    auto goesOn = [&](const AccessPath &Path) {
      size_t Shared = Theirs.startsWith(Common) ? Common.steps().size() : 0;
      return llvm::any_of(llvm::drop_begin(Path.steps(), Shared),
                          [](const PathStep &Step) {
                            return Step.StepKind == PathStep::Deref ||
                                   Step.StepKind == PathStep::Call;
                          });
    };
    return goesOn(Mine) || goesOn(Theirs);
  }

  void judgeLocks() {
    llvm::DenseMap<const ValueDecl *, const WaitSite *> First;
    for (const WaitSite &Site : Waits) {
      const AccessPath &Condition = Site.Condition;
      const ValueDecl *Declared = Condition.lastDeclaration();
      // Another's lock goes by the name that the caller has for it.
      if (!Declared || !isPlain(Site.Lock) || Condition.mayVary() ||
          Site.isForCaller() || (Site.isCall() && !Site.held()))
        continue;
      auto [Known, New] = First.try_emplace(Declared, &Site);
      if (New)
        continue;
      const WaitSite &Other = *Known->second;
      Capability Expected(
          relatedPath(Other.Lock.lock(), Other.Condition, Condition));
      if (!isPlain(Expected) || Expected == Site.Lock ||
          mayBeOne(Expected, Site.Lock))
        continue;
      auto Finding = R.report(
          CondvarMisuseInfo, Site.At->Location, Site.At->Range,
          Declared->getQualifiedNameAsString(),
          named(Site) + " is waited for with '" + Site.Lock.str() +
              "' here and with '" + Expected.str() + "' elsewhere");
      // It may be the only waiter, in two phases.
      if (Site.Body == Other.Body &&
          mayComeAfter(*Site.Body->Facts, *Site.At, *Other.At))
        Finding.tier(Tier::Two);
      Finding
          .note(NoteRole::Conflict, Other.At->Location,
                "another waiter uses '" + Other.Lock.str() + "' here")
          .fix(Declared->getLocation(),
               "let all waiters of " + named(Site) + " use one lock");
    }
  }

  void judgeWakeups() {
    BareUses Uses(File.Functions, File.Uses);
    for (const LostWakeup &Lost :
         findLostWakeups(Waits, File.Functions, Callers)) {
      const auto *Data = Lost.Read->Path.lastDeclaration();
      // A declared guard has its own check.
      if (!File.Contract.guards(Data).empty() ||
          !Uses.isReachedWithout(Lost.Lock.lock(), *Lost.Body, *Lost.Write))
        continue;
      std::string Lock = "'" + Lost.Lock.str() + "'";
      auto Finding = R.report(
          CondvarMisuseInfo, Lost.Write->Location, Lost.Write->Range,
          Data->getQualifiedNameAsString(),
          quoted(Lost.Write->Path) + " is changed without " + Lock +
              ", so a waiter can miss the notification");
      // It wakes up a little later by itself.
      if (Lost.Waiter->Wait->Timed && Lost.Write->Atomic)
        Finding.tier(Tier::Two);
      Finding.note(NoteRole::Because, Lost.Notify->Location,
                   "the notification follows here");
      std::string WaiterLock = "'" + Lost.Waiter->Lock.str() + "'";
      Finding.note(NoteRole::Conflict, Lost.Read->Access->Location,
                   "a waiter tests " + quoted(Lost.Read->Access->Path) +
                       (Lost.Read->UnderLock
                            ? " with " + WaiterLock + " held here"
                            : " here, before it takes " + WaiterLock));
      Finding.note(NoteRole::Conflict, Lost.Waiter->At->Location,
                   "and goes to sleep here");
      Finding.fix(Lost.Write->Location,
                  "hold " + Lock + " while changing " +
                      quoted(Lost.Write->Path));
    }
  }

  const CallerContexts &Callers;
  const FileResults &File;
  Reporter &R;
  std::vector<WaitSite> Waits;
};

void checkFile(const FileResults &File, Reporter &R) { Judge(File, R).run(); }

} // namespace

const CheckInfo CondvarMisuseInfo = {
    "condvar-misuse", Severity::Error, Tier::One,
    "a condition variable is used in a way that loses wake-ups",
    /*Function=*/nullptr, /*File=*/checkFile};

} // namespace sendsync
