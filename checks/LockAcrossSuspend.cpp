/// # lock-across-suspend
/// A lock that belongs to its thread is held where a coroutine suspends.
///
/// ## Why it matters
/// Another thread may resume the coroutine, and unlock there what it never
/// locked: for the standard mutexes the behaviour is undefined. Until then
/// everybody else waits, even the code that would resume the coroutine.
///
/// ## Flagged
/// ```cpp
/// struct Task {
///   struct promise_type {
///     Task get_return_object() { return {}; }
///     std::suspend_never initial_suspend() { return {}; }
///     std::suspend_never final_suspend() noexcept { return {}; }
///     void return_void() {}
///     void unhandled_exception() {}
///   };
/// };
/// std::suspend_always write(int page);
/// class Store {
/// public:
///   Task flush() {
///     std::lock_guard lock(mu_);
///     co_await write(dirty_);
///     dirty_ = 0;
///   }
/// private:
///   std::mutex mu_;
///   int dirty_ = 0;
/// };
/// ```
///
/// ## Accepted
/// ```cpp
/// struct Task {
///   struct promise_type {
///     Task get_return_object() { return {}; }
///     std::suspend_never initial_suspend() { return {}; }
///     std::suspend_never final_suspend() noexcept { return {}; }
///     void return_void() {}
///     void unhandled_exception() {}
///   };
/// };
/// std::suspend_always write(int page);
/// class Store {
/// public:
///   Task flush() {
///     std::unique_lock lock(mu_);
///     int page = dirty_;
///     dirty_ = 0;
///     lock.unlock();
///     co_await write(page);
///   }
/// private:
///   std::mutex mu_;
///   int dirty_ = 0;
/// };
/// ```
///
/// ## How to fix
/// End the guard's scope before the suspension and lock again after it: what was
/// read before may have changed. Or use a lock made for coroutines, whose model
/// says `thread_affine: no`.
///
/// ## Limits
/// Only what is held on every path to the suspension counts. An awaiter that is
/// always ready, such as `std::suspend_never` or one whose `await_ready` is `return
/// true`, does not suspend; a task that happens to be finished is not recognized.
#include "checks/Check.h"
#include "checks/analysis/locks/GuardPlaces.h"

using namespace clang;

namespace sendsync {

extern const CheckInfo LockAcrossSuspendInfo;

namespace {

/// One acquisition and the suspensions it is in force at.
struct HeldAcross {
  Capability Lock;
  const LockModel *Affine = nullptr;
  std::vector<const SuspendFact *> Suspensions;
};

/// The first release of the lock behind the suspension, as the text goes.
SourceLocation releaseAfter(const SuspendFact &Suspension,
                            const AccessPath &Guard, const Capability &Lock,
                            const FunctionFacts &Body,
                            const SourceManager &Sources) {
  SourceLocation First;
  auto consider = [&](SourceLocation At) {
    if (At.isValid() &&
        Sources.isBeforeInTranslationUnit(Suspension.Location, At) &&
        (First.isInvalid() || Sources.isBeforeInTranslationUnit(At, First)))
      First = At;
  };
  Body.each<DestroyFact>([&](const DestroyFact &Destroy) {
    if (Destroy.Object == Guard)
      consider(Destroy.Location);
  });
  Body.each<GuardFact>([&](const GuardFact &Release) {
    if (Release.GuardVerb == GuardFact::Release && Release.Guard == Guard)
      consider(Release.Location);
  });
  Body.each<LockFact>([&](const LockFact &Release) {
    if (Release.Op == LockOp::Release && Release.Lock == Lock)
      consider(Release.Location);
  });
  return First;
}

void report(const Fact &Since, const HeldAcross &Held,
            const FunctionFacts &Body, const FileResults &File, Reporter &R) {
  AccessPath Guard;
  SourceLocation At = Since.Location;
  SourceRange Range = Since.Range;
  if (const auto *Made = dyn_cast<GuardFact>(&Since)) {
    Guard = GuardPlaces(Body).placeOf(*Made);
    if (const VarDecl *Variable = Guard.rootVariable();
        Variable && Guard.steps().empty())
      Range = At = Variable->getLocation();
  }
  std::string Name = Guard.str(), Lock = Held.Lock.str();
  auto Finding = R.report(
      LockAcrossSuspendInfo, At, Range, Lock,
      Name.empty() ? "'" + Lock + "' is held across a suspension point"
                   : "'" + Name + "' holds '" + Lock +
                         "' across a suspension point");
  constexpr unsigned MaxShown = 3;
  for (const SuspendFact *Suspension :
       llvm::ArrayRef(Held.Suspensions).take_front(MaxShown))
    Finding.note(NoteRole::Conflict, Suspension->Location,
                 "the coroutine suspends here and can resume on another thread",
                 Suspension->Range);
  SourceLocation Released = releaseAfter(*Held.Suspensions.front(), Guard,
                                         Held.Lock, Body, File.Sources);
  if (Released.isValid())
    Finding.note(NoteRole::Conflict, Released, "'" + Lock + "' is released here");
  Finding.model(NoteRole::Authority, Held.Affine->AffineLocation,
                "required here: '" +
                    Held.Lock.lock().type().getUnqualifiedType().getAsString(
                        File.Contract.context().getPrintingPolicy()) +
                    "' is released by the thread that acquired it");
  Finding.fix(At, Name.empty()
                      ? "unlock '" + Lock +
                            "' before suspending, or use a lock that is not "
                            "thread-affine"
                      : "end the scope of '" + Name +
                            "' before suspending, or use a lock that is not "
                            "thread-affine");
}

void checkLockAcrossSuspend(const FunctionResults &F, Reporter &R) {
  for (const BodyResults &Body : F.bodies()) {
    llvm::MapVector<std::pair<const Fact *, const ValueDecl *>, HeldAcross>
        Found;
    Body.Facts->each<SuspendFact>([&](const SuspendFact &Suspension) {
      const Lockset *Held = Body.Locks->at(Suspension);
      if (Suspension.Implicit || Suspension.Never || !Held)
        return;
      for (const auto &[Lock, How] : Held->locks()) {
        // What the caller holds, it releases itself.
        if (!How.Must || !How.Since || Lock.isRole() ||
            Body.Locks->entry().find(Lock))
          continue;
        const LockModel *Affine =
            F.File.Contract.threadAffinity(Lock.lock().type());
        if (!Affine)
          continue;
        HeldAcross &Across =
            Found[{How.Since, Lock.lock().lastDeclaration()}];
        Across.Lock = Lock;
        Across.Affine = Affine;
        Across.Suspensions.push_back(&Suspension);
      }
    });
    for (const auto &[Key, Across] : Found)
      report(*Key.first, Across, *Body.Facts, F.File, R);
  }
}

} // namespace

const CheckInfo LockAcrossSuspendInfo = {
    "lock-across-suspend", Severity::Error, Tier::One,
    "a lock that belongs to its thread is held where a coroutine suspends",
    /*Function=*/checkLockAcrossSuspend};

} // namespace sendsync
