/// # sync-object-lifetime
/// A mutex, semaphore or the like is copied, or ends while others may use it.
///
/// ## Why it matters
/// A copy of a POSIX or C mutex is not a mutex: threads that use the two do not
/// exclude each other, and the C library may crash. One that is initialized while it
/// is in use forgets who waits for it. An object that ends while a
/// thread waits for it, or while a lock in it is held, is used after its end: even
/// unlocking touches it.
///
/// ## Flagged
/// ```cpp
/// struct Channel { pthread_mutex_t mutex; int value; };
/// Channel clone(const Channel &from) {
///   Channel copy = from;
///   copy.value = 0;
///   return copy;
/// }
/// ```
/// ```cpp
/// void fire() {
///   std::latch done(1);
///   std::thread([&] { done.count_down(); }).detach();
/// }
/// ```
/// ```cpp
/// class Session {
/// public:
///   void release() {
///     std::lock_guard<std::mutex> lock(mutex_);
///     if (--references_ == 0) delete this;
///   }
/// private:
///   std::mutex mutex_;
///   int references_ = 1;
/// };
/// ```
///
/// ## Accepted
/// ```cpp
/// struct Channel { pthread_mutex_t mutex; int value; };
/// void clone(Channel &to, const Channel &from) {
///   pthread_mutex_init(&to.mutex, nullptr);
///   to.value = from.value;
/// }
/// ```
/// ```cpp
/// void fire() {
///   std::latch done(1);
///   std::thread([&] { done.count_down(); }).detach();
///   done.wait();
/// }
/// ```
///
/// ## How to fix
/// Initialize a new object instead of copying one. Wait for the threads before the
/// object ends. Release the lock before the object that it is part of may end.
///
/// ## Limits
/// A copy counts if its source was initialized here, or came from elsewhere, and
/// nothing initializes the copy again; copies by `memcpy` are not seen. Any wait in
/// the function that starts the work counts as waiting for it.
#include "checks/Check.h"
#include "checks/Phrases.h"
#include "checks/analysis/summary/LockInits.h"
#include "checks/analysis/summary/SyncObjects.h"

using namespace clang;

namespace sendsync {

extern const CheckInfo SyncObjectLifetimeInfo;

namespace {

std::string typeText(const SyncCopy &Copy) {
  QualType Type = Copy.Member ? Copy.Member->getType() : Copy.Source.type();
  return Type.getUnqualifiedType().getAsString();
}

void reportCopy(const SyncCopy &Copy, const FunctionResults &F, Reporter &R) {
  std::string What =
      Copy.Member ? "'" + Copy.Member->getNameAsString() + "'"
                  : "'" + pathText(Copy.Source) + "'";
  auto Finding = R.report(SyncObjectLifetimeInfo, Copy.At->Location,
                          Copy.At->Range,
                          F.function()->getQualifiedNameAsString(),
                          "this copies " + What + ", a '" + typeText(Copy) +
                              "' that is in use; the copy is no such object");
  if (Copy.Member)
    Finding.note(NoteRole::Authority, Copy.Member->getLocation(),
                 What + " is declared here");
}

void reportFreed(const FreedWhileHeld &Freed, const FunctionResults &F,
                 Reporter &R) {
  std::string Lock = pathText(Freed.Lock.lock());
  std::string Message =
      Freed.Through
          ? "'" + Freed.Through->getNameAsString() +
                "' can free the object while its lock '" + Lock + "' is held"
      : Freed.Shared
          ? "the object can end here while its lock '" + Lock + "' is held"
          : "the object is freed while its lock '" + Lock + "' is held";
  auto Finding = R.report(SyncObjectLifetimeInfo, Freed.At->Location,
                          Freed.At->Range,
                          F.function()->getQualifiedNameAsString(), Message);
  if (Freed.Through)
    Finding.note(NoteRole::Conflict, Freed.Inner->Location, "it is freed here");
  if (Freed.Since)
    Finding.note(NoteRole::Conflict, Freed.Since->Location,
                 "'" + Lock + "' is acquired here");
  Finding.fix(Freed.At->Location, "release '" + Lock + "' first");
}

void reportSecond(const SecondInit &Second, const FunctionResults &F,
                  Reporter &R) {
  std::string Lock = "'" + pathText(Second.Init->Object) + "'";
  R.report(SyncObjectLifetimeInfo, Second.Init->Location, Second.Init->Range,
           F.function()->getQualifiedNameAsString(),
           Lock + " is initialized again without being destroyed")
      .note(NoteRole::Conflict, Second.Before->Location,
            isa<InitFact>(Second.Before) ? "it is initialized here"
                                         : "it is in use here");
}

/// Work that nothing waits for uses a local object that orders threads.
void checkLocals(const BodyResults &Body, const FunctionResults &F,
                 Reporter &R) {
  for (const OutlivedSync &Outlived :
       findOutlivedSync(Body, F.Analysis, F.File.Functions)) {
    const SpawnFact &Spawn = *Outlived.Spawn;
    if (F.File.Order &&
        !F.File.Order->mayUse(Spawn.Location,
                              Outlived.Variable->getQualifiedNameAsString()))
      continue;
    std::string Name = "'" + Outlived.Variable->getNameAsString() + "'";
    auto Finding = R.report(
        SyncObjectLifetimeInfo, Outlived.Crosses->Location,
        Outlived.Crosses->Range, Outlived.Variable->getQualifiedNameAsString(),
        Name + " is destroyed at the end of the function, but " +
            runnerOf(Spawn) + " can still use it");
    noteSpawn(Spawn, Finding);
    Finding.note(NoteRole::Conflict, Body.Facts->Function->getEndLoc(),
                 "nothing waits for it before " + Name + " is destroyed");
    Finding.fix(Outlived.Variable->getLocation(),
                "wait until the work is done with " + Name);
  }
}

void checkSyncObjects(const FunctionResults &F, Reporter &R) {
  for (const BodyResults &Body : F.bodies()) {
    for (const SyncCopy &Copy : findSyncCopies(Body, F.File.Contract))
      reportCopy(Copy, F, R);
    for (const SecondInit &Second : findSecondInits(Body, F.File.Contract))
      reportSecond(Second, F, R);
    for (const FreedWhileHeld &Freed :
         findFreedWhileHeld(Body, F.File.Functions))
      reportFreed(Freed, F, R);
    if (!F.function()->isMain())
      checkLocals(Body, F, R);
  }
}

} // namespace

const CheckInfo SyncObjectLifetimeInfo = {
    "sync-object-lifetime", Severity::Error, Tier::One,
    "a mutex or the like is copied, or ends while others may use it",
    /*Function=*/checkSyncObjects};

} // namespace sendsync
