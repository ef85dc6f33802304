/// # blocking-under-lock
/// Code waits while it holds a lock: for work that needs the same lock, or for
/// something that may take long.
///
/// ## Why it matters
/// A thread that is joined under the lock it still has to take never ends, and
/// neither does the join. Sleeping or waiting for a peer under a lock makes
/// everybody who wants the lock wait as long.
///
/// ## Flagged
/// ```cpp
/// class Service {
/// public:
///   void stop() { std::lock_guard lock(mu_); done_ = true; worker_.join(); }
/// private:
///   void run() { for (;;) { std::lock_guard lock(mu_); if (done_) return; } }
///   std::mutex mu_;
///   bool done_ = false;
///   std::thread worker_{[this] { run(); }};
/// };
/// ```
/// At level `checked`, what only takes long:
/// ```cpp --level=checked
/// class Cache {
/// public:
///   void refresh() {
///     std::lock_guard lock(mu_);
///     std::this_thread::sleep_for(std::chrono::seconds(1));
///     ++age_;
///   }
///   int age() { std::lock_guard lock(mu_); return age_; }
/// private:
///   std::mutex mu_;
///   int age_ = 0;
/// };
/// ```
///
/// ## Accepted
/// ```cpp
/// class Service {
/// public:
///   void stop() {
///     { std::lock_guard lock(mu_); done_ = true; }
///     worker_.join();
///   }
/// private:
///   void run() { for (;;) { std::lock_guard lock(mu_); if (done_) return; } }
///   std::mutex mu_;
///   bool done_ = false;
///   std::thread worker_{[this] { run(); }};
/// };
/// ```
/// A condition variable gives the lock back while it waits:
/// ```cpp --level=checked
/// std::mutex mu;
/// std::condition_variable changed;
/// bool ready;
/// void await() { std::unique_lock lock(mu); changed.wait(lock, [] { return ready; }); }
/// void set() { std::lock_guard lock(mu); ready = true; changed.notify_one(); }
/// ```
///
/// ## How to fix
/// End the critical section before the wait. If the wait needs something that the
/// lock guards, take a copy of it first.
///
/// ## Limits
/// A join is reported if the work behind the handle is visible and takes the lock
/// on each of its ways. It is not if the waiting code tests something that the work
/// changes, since the work may then be past the lock. What takes long is said by
/// models (`blocking`); it counts under a lock that two functions of the file use.
/// Whether a file descriptor is non-blocking is not known.
#include "checks/Check.h"
#include "checks/Phrases.h"
#include "checks/analysis/summary/AwaitedWork.h"
#include "checks/analysis/summary/Blocking.h"

using namespace clang;

namespace sendsync {

extern const CheckInfo BlockingUnderLockInfo;

namespace {

std::string doesWhat(BlockingClass Class) {
  switch (Class) {
  case BlockingClass::Sleep:
    return "sleeps";
  case BlockingClass::Wait:
    return "waits for another thread";
  case BlockingClass::Io:
    return "waits for input or output";
  case BlockingClass::Process:
    return "waits for another process";
  case BlockingClass::Rpc:
    return "waits for another program";
  }
  return "waits";
}

class Judge {
public:
  Judge(const FileResults &File, Reporter &R)
      : File(File), R(R), Work(File.Functions), Calls(File.Functions),
        Users(File.Functions) {}

  void body(const BodyResults &Body, const FunctionAnalysis &Owner) {
    if (!Body.Locks->contextKnown() || !Body.Locks->solved())
      return;
    for (const auto &Block : Body.Facts->Blocks)
      for (const Fact *F : Block->Facts) {
        const Lockset *Held = Body.Locks->at(*F);
        if (!Held || Held->locks().empty())
          continue;
        AccessPath Handle = awaitedHandle(*F, *Body.Facts);
        if (Handle.isKnown() && deadlocks(Handle, *F, *Held, Body, Owner))
          continue;
        takesLong(*F, *Held, Body);
      }
  }

private:
  /// The handle of the work that ends before \p F does.
  AccessPath awaitedHandle(const Fact &F, const FunctionFacts &Body) const {
    if (const auto *Handle = dyn_cast<HandleFact>(&F))
      return Handle->HandleVerb == HandleFact::Join ? Handle->Handle
                                                    : AccessPath();
    auto joins = [&](QualType Type) {
      const TypeModel *Model =
          Type.isNull() ? nullptr : File.Contract.typeModel(Type);
      return Model && Model->Handle &&
             Model->Handle->OnDestroy == HandleModel::Joins;
    };
    if (const auto *Destroy = dyn_cast<DestroyFact>(&F))
      return joins(Destroy->Type) ? Destroy->Object : AccessPath();
    const auto *Move = dyn_cast<MoveFact>(&F);
    if (!Move || Move->Swap || !joins(Move->Type))
      return {};
    // A member's old value is mostly empty when new work is assigned to it.
    bool StartsNew = false;
    Body.each<SpawnFact>([&](const SpawnFact &Spawn) {
      StartsNew |= Spawn.Handle == Move->From;
    });
    return StartsNew && !Move->To.isLocalStorage() ? AccessPath() : Move->To;
  }

  /// The waiting code has looked at something that the work changes.
  bool mayKnowProgress(const AwaitedWork &Awaited, const Fact &Wait,
                       const FunctionFacts &Body) const {
    bool Looks = false;
    auto before = [&](const Fact &F) {
      return File.Sources.isBeforeInTranslationUnit(F.Location, Wait.Location);
    };
    Body.each<CallFact>([&](const CallFact &Call) {
      const FunctionModel *Model =
          Call.Callee ? File.Contract.functionModel(Call.Callee) : nullptr;
      Looks |= Model && (Model->Wait || Model->Orders) && before(Call);
    });
    Body.each<AccessFact>([&](const AccessFact &Access) {
      Looks |= !Access.isWrite() && before(Access) &&
               Awaited.Writes.contains(Access.Path.lastDeclaration());
    });
    return Looks;
  }

  bool deadlocks(const AccessPath &Handle, const Fact &F, const Lockset &Held,
                 const BodyResults &Body, const FunctionAnalysis &Owner) {
    AwaitedWork Awaited = Work.behind(Handle, F, Body, Owner);
    for (const AwaitedLock &Needed : Awaited.Acquires) {
      const HeldLock *Mine = Held.find(Needed.Lock);
      if (!Mine || !Mine->Must ||
          (Mine->Mode == LockMode::Shared && Needed.Mode == LockMode::Shared) ||
          Users.isGivenBack(Needed.Lock) ||
          mayKnowProgress(Awaited, F, *Body.Facts))
        continue;
      std::string Lock = "'" + Needed.Lock.str() + "'";
      std::string Name = Handle.str();
      Name = Name.empty() ? "the started work" : "'" + Name + "'";
      auto Finding = R.report(
          BlockingUnderLockInfo, F.Location, F.Range, Needed.Lock.str(),
          "waiting for " + Name + " with " + Lock +
              " held deadlocks; its work locks " + Lock + " too");
      if (Needed.Started.isValid())
        Finding.note(NoteRole::Boundary, Needed.Started,
                     "the work is started here");
      noteHeld(Needed.Lock, *Mine, Finding);
      Finding.note(NoteRole::Conflict, Needed.Acquired,
                   "the work locks " + Lock + " here");
      return true;
    }
    return false;
  }

  void takesLong(const Fact &F, const Lockset &Held, const BodyResults &Body) {
    std::optional<BlockingCall> Blocks = Calls.blocking(F);
    Capability GivenUp;
    if (!Blocks) {
      // A wait gives its own lock up, but no other.
      const auto *Wait = dyn_cast<ConditionFact>(&F);
      if (!Wait || Wait->ConditionVerb != ConditionFact::Wait)
        return;
      GivenUp = Body.Locks->givenUp(*Wait);
      if (!GivenUp.isKnown())
        return;
      Blocks.emplace();
      Blocks->Callee = Wait->Callee;
    }
    for (const auto &[Lock, How] : Held.inOrder()) {
      if (!How.Must || !How.Since || Lock.isRole() || Lock == GivenUp)
        continue;
      const FunctionDecl *Other = Users.other(
          Lock, Body.Facts->outermost().Function);
      if (!Other)
        continue;
      auto Finding = R.report(
          BlockingUnderLockInfo, F.Location, F.Range, Lock.str(),
          "'" + Blocks->Callee->getNameAsString() + "' " +
              doesWhat(Blocks->Class) + " while '" + Lock.str() + "' is held");
      Finding.tier(Tier::Two);
      noteHeld(Lock, How, Finding);
      for (const BlockingStep &Step : Blocks->Through)
        Finding.note(NoteRole::Because, Step.Location,
                     "it calls '" + Step.Callee->getNameAsString() + "' here");
      Finding.note(NoteRole::Conflict, Other->getLocation(),
                   "'" + Other->getNameAsString() + "' waits for '" +
                       Lock.str() + "' meanwhile");
      return;
    }
  }

  const FileResults &File;
  Reporter &R;
  StartedWork Work;
  BlockingCalls Calls;
  LockUsers Users;
};

void checkBlockingUnderLock(const FileResults &File, Reporter &R) {
  Judge Judged(File, R);
  File.Functions.each([&](const FunctionAnalysis &Function) {
    for (const BodyResults &Body : Function.Bodies)
      Judged.body(Body, Function);
  });
}

} // namespace

const CheckInfo BlockingUnderLockInfo = {
    "blocking-under-lock", Severity::Error, Tier::One,
    "code waits while it holds a lock",
    /*Function=*/nullptr, /*File=*/checkBlockingUnderLock};

} // namespace sendsync
