/// # use-after-send
/// An object that was handed over to another thread is used afterwards.
///
/// ## Why it matters
/// Moving a smart pointer into a queue gives its object away. A plain pointer that
/// was taken before still points there: the other thread may be changing the object,
/// or may have destroyed it.
///
/// ## Flagged
/// ```cpp
/// struct Job { int id = 0; bool cancelled = false; };
/// class JobQueue {
/// public:
///   void push(std::unique_ptr<Job> SENDSYNC_SENDING job);
///   std::unique_ptr<Job> pop();
/// };
/// void submit(JobQueue &queue) {
///   auto job = std::make_unique<Job>();
///   Job *raw = job.get();
///   queue.push(std::move(job));
///   raw->cancelled = true;
/// }
/// ```
///
/// ## Accepted
/// ```cpp
/// struct Job { int id = 0; bool cancelled = false; };
/// class JobQueue {
/// public:
///   void push(std::unique_ptr<Job> SENDSYNC_SENDING job);
///   std::unique_ptr<Job> pop();
/// };
/// int submit(JobQueue &queue) {
///   auto job = std::make_unique<Job>();
///   int id = job->id;
///   queue.push(std::move(job));
///   job = std::make_unique<Job>();
///   job->cancelled = true;
///   return id;
/// }
/// ```
///
/// ## How to fix
/// Use the object before it is sent, copy what is needed later, or share it with
/// `std::shared_ptr` and a lock.
///
/// ## Limits
/// A queue is known by its model, by `SENDSYNC_SENDING`, or by its body: one method
/// puts the value in under a lock, another takes it out. After a wait, or a call that
/// may wait unseen, nothing is reported.
#include "checks/Check.h"
#include "checks/Phrases.h"
#include "checks/analysis/summary/Channels.h"

using namespace clang;

namespace sendsync {

extern const CheckInfo UseAfterSendInfo;

namespace {

/// Both happen under one lock: the other side waits for the second.
bool underOneLock(const UseAfterTransfer &Found, const BodyResults &Body) {
  const Lockset *Before = Body.Locks->at(*Found.Transfer);
  const Lockset *After = Body.Locks->at(*Found.Use);
  return !Before || !After || Before->mayShareLock(*After);
}

bool isSynchronized(const UseAfterTransfer &Found, const FunctionResults &F) {
  QualType Type = Found.Use->Path.type();
  AccessPath Object = Found.Use->Path;
  // The object that the accessed part belongs to.
  while (Object.steps().size() > Found.Region.steps().size() + 1)
    Object = Object.parent();
  QualType Whole = Object.type();
  for (QualType Asked : {Type, Whole})
    if (!Asked.isNull() &&
        F.File.Types.verdict(Asked, Trait::SyncMut).isYes())
      return true;
  return false;
}

void checkUseAfterSend(const FunctionResults &F, Reporter &R) {
  Channels Known(F.File.Functions);
  for (const BodyResults &Body : F.bodies()) {
    if (!Body.Locks || !Body.Locks->solved())
      continue;
    for (const UseAfterTransfer &Found :
         findUsesAfterTransfer(*Body.Facts, F.File.Contract, Known)) {
      if (underOneLock(Found, Body) || isSynchronized(Found, F))
        continue;
      const auto *Spawn = dyn_cast<SpawnFact>(Found.Transfer);
      const auto *Call = dyn_cast<CallFact>(Found.Transfer);
      std::string Owner = "'" + pathText(Found.Region) + "'";
      const char *Does = Found.Use->Ends       ? " is freed"
                         : Found.Use->isWrite() ? " is changed"
                                                : " is used";
      auto Finding = R.report(
          UseAfterSendInfo, Found.Use->Location, Found.Use->Range,
          F.function()->getQualifiedNameAsString(),
          "'" + pathText(Found.Use->Path) + "'" + Does + " after " +
              (Found.Moved ? Owner : "its object") +
              " was handed to another thread");
      if (Spawn)
        noteSpawn(*Spawn, Finding);
      else if (Call && Call->Callee)
        Finding.note(NoteRole::Boundary, Call->Location,
                     "'" + Call->Callee->getNameAsString() + "' takes it here");
      Finding.fix(Found.Transfer->Location,
                  "use it before, or copy what is needed afterwards");
    }
  }
}

} // namespace

const CheckInfo UseAfterSendInfo = {
    "use-after-send", Severity::Error, Tier::One,
    "an object that was handed over to another thread is used afterwards",
    /*Function=*/checkUseAfterSend};

} // namespace sendsync
