/// # unbalanced-lock
/// A lock is released while it is not held, still held where the function is left,
/// or used when it has ended.
///
/// ## Why it matters
/// A lock that stays held stops every other thread that wants it. Releasing one
/// that is not held is undefined, and takes it away from the thread that holds it.
///
/// ## Flagged
/// One `return` forgets the lock that the others release:
/// ```cpp
/// int pop(std::mutex &mu, std::vector<int> &values) {
///   mu.lock();
///   if (values.empty())
///     return -1;
///   int last = values.back();
///   values.pop_back();
///   mu.unlock();
///   return last;
/// }
/// ```
/// Releasing twice:
/// ```cpp
/// void finish(std::mutex &mu, bool &done) {
///   std::unique_lock lock(mu);
///   done = true;
///   lock.unlock();
///   lock.unlock();
/// }
/// ```
/// Destroying a lock that is held, or using one that was destroyed:
/// ```cpp
/// void close(pthread_mutex_t &mu, int &users) {
///   pthread_mutex_lock(&mu);
///   users = 0;
///   pthread_mutex_destroy(&mu);
/// }
/// ```
/// A function that does not do what it declares:
/// ```cpp
/// class CAPABILITY("mutex") Mutex {
/// public:
///   void lock() ACQUIRE();
///   void unlock() RELEASE();
/// };
/// Mutex mu;
/// void update() REQUIRES(mu) { mu.unlock(); }
/// ```
///
/// ## Accepted
/// ```cpp
/// int pop(std::mutex &mu, std::vector<int> &values) {
///   std::unique_lock lock(mu);
///   if (values.empty())
///     return -1;
///   int last = values.back();
///   values.pop_back();
///   return last;
/// }
/// ```
/// A function may lock for its caller, and tell by its result whether it did:
/// ```cpp
/// bool enter(std::mutex &mu, const bool &open) {
///   mu.lock();
///   if (!open) {
///     mu.unlock();
///     return false;
///   }
///   return true;
/// }
/// ```
///
/// ## How to fix
/// Let a guard (`std::lock_guard`, `std::unique_lock`) release the lock on every
/// path. A function that leaves a lock held on purpose can say so: `ACQUIRE(mu)`.
///
/// ## Limits
/// Without declarations, only what a function contradicts itself counts: a lock
/// released twice, or held at one `return` and released at another that its
/// caller cannot tell from it. So does a lock that the function of a thread takes
/// and still holds at its end. With Clang's attributes the check is as strict as
/// they are.
#include "checks/Check.h"
#include "checks/Phrases.h"
#include "checks/analysis/contract/LockRequirements.h"
#include "checks/analysis/summary/LockLifetimes.h"

using namespace clang;

namespace sendsync {

extern const CheckInfo UnbalancedLockInfo;

namespace {

/// Another function of the file releases such a lock without having acquired
/// it: locking here and unlocking there is how this code works.
bool isHandedOver(const Capability &Lock, const FileResults &File) {
  const ValueDecl *Wanted = Lock.lock().lastDeclaration();
  bool Found = false;
  auto search = [&](const std::vector<SummaryLock> &Locks) {
    for (const SummaryLock &Other : Locks)
      Found |= Other.Lock.lock().lastDeclaration() == Wanted;
  };
  File.Functions.each([&](const FunctionAnalysis &Analysis) {
    // The operations of a lock do so by their nature.
    const auto *Method = dyn_cast<CXXMethodDecl>(Analysis.Function);
    if (Method && lockOperation(*Method))
      return;
    for (const BodyResults &Body : Analysis.Bodies) {
      search(Body.Locks->summary().Releases);
      search(Body.Locks->summary().MayRelease);
    }
  });
  return Found;
}

llvm::StringRef held(LockMode Mode) {
  return Mode == LockMode::Shared ? "for reading" : "exclusively";
}

LockMode other(LockMode Mode) {
  return Mode == LockMode::Shared ? LockMode::Exclusive : LockMode::Shared;
}

std::string message(const Imbalance &Report) {
  std::string Lock = "'" + Report.Lock.str() + "'";
  switch (Report.What) {
  case Imbalance::ReleaseUnheld:
    return Report.Other && !isAttempt(*Report.Other)
               ? "releasing " + Lock + ", which is already released"
               : "releasing " + Lock + ", which is not held";
  case Imbalance::ReleaseMode:
    return Lock + " is held " + held(Report.Held).str() +
           ", but released as if held " + held(other(Report.Held)).str();
  case Imbalance::AcquireHeld:
    return "this guard locks " + Lock + ", which is already held";
  case Imbalance::AdoptUnheld:
    return "this guard adopts " + Lock + ", which is not held";
  case Imbalance::HeldAtEnd:
    return Lock + " is still held when the function is left here";
  case Imbalance::MissingAtEnd:
    return Lock + " has to be held at the end of the function, and is not";
  case Imbalance::HeldOnSomePaths:
    return Lock + " is held on some paths to this point, but not on all";
  case Imbalance::LoopStart:
    return Report.Declared
               ? "whether " + Lock +
                     " is held at the start of this loop differs by turn"
               : Lock + " is still held when the loop goes on from here";
  case Imbalance::ModesMeet:
    return Lock + " is acquired " + held(Report.Held).str() +
           " here and " + held(other(Report.Held)).str() +
           " on another path";
  }
  llvm_unreachable("all kinds have a message");
}

void judge(const Imbalance &Report, const FunctionResults &F, Reporter &R) {
  bool Leak = Report.What == Imbalance::HeldAtEnd ||
              Report.What == Imbalance::LoopStart;
  if (!Report.Declared && Leak && isHandedOver(Report.Lock, F.File))
    return;
  auto Finding =
      R.report(UnbalancedLockInfo, Report.Location, Report.Range,
               Report.Lock.str(), message(Report));
  std::string Lock = "'" + Report.Lock.str() + "'";
  if (Report.Acquired)
    Finding.note(NoteRole::Because, Report.Acquired->Location,
                 Lock + " is acquired here");
  if (!Report.Other)
    return;
  if (Report.What == Imbalance::ModesMeet)
    Finding.note(NoteRole::Conflict, Report.Other->Location,
                 "the other acquisition of " + Lock + " is here");
  else if (Leak)
    Finding.note(NoteRole::Conflict, Report.Other->Location,
                 "another path releases it here");
  else
    Finding.note(NoteRole::Because, Report.Other->Location,
                 isAttempt(*Report.Other)
                     ? "the attempt to acquire " + Lock + " has failed here"
                     : Lock + " is released here");
}

void judge(const LifetimeError &Error, Reporter &R) {
  std::string Lock = "'" + Error.Lock.str() + "'";
  LockOp Op = cast<LockFact>(Error.At)->Op;
  bool Held = Error.What == LifetimeError::EndsHeld;
  std::string Verb = Op == LockOp::Destroy   ? "destroying "
                     : Op == LockOp::Release ? "releasing "
                                             : "acquiring ";
  R.report(UnbalancedLockInfo, Error.At->Location, Error.At->Range,
           Error.Lock.str(),
           Verb + Lock +
               (Held ? ", which is still held" : ", which is already destroyed"))
      .note(NoteRole::Because, Error.Before->Location,
            Lock + (Held ? " is acquired here" : " is destroyed here"));
}

void checkUnbalancedLock(const FunctionResults &F, Reporter &R) {
  for (const BodyResults &Body : F.bodies()) {
    for (const Imbalance &Report : Body.Locks->imbalances())
      judge(Report, F, R);
    for (const LifetimeError &Error : findLifetimeErrors(Body))
      judge(Error, R);
  }
}

/// The body of a thread that \p Spawn, in \p Body, starts with \p Use; or null.
const BodyResults *bodyOf(const CallableUse &Use, const BodyResults &Body,
                          const FunctionAnalysis &In, const FileResults &File) {
  if (Use.Function) {
    const FunctionAnalysis *Started = File.Functions.get(Use.Function);
    return Started && !Started->Bodies.empty() ? &Started->Bodies.front()
                                               : nullptr;
  }
  const ClosureFacts *Closure =
      Use.Lambda ? Body.Facts->closure(Use.Lambda) : nullptr;
  return Closure && Closure->Bodies.size() == 1 ? In.body(Closure->Bodies.front())
                                                : nullptr;
}

/// The only `return`, else the end of the body.
SourceLocation endOf(const FunctionFacts &Body) {
  SourceLocation Only;
  unsigned Returns = 0;
  Body.each<ReturnFact>([&](const ReturnFact &Return) {
    Only = Return.Location;
    ++Returns;
  });
  return Returns == 1 ? Only : Body.Function->getBody()->getEndLoc();
}

/// Locks that a thread takes and does not give back: nobody else can.
void judgeEnd(const SpawnFact &Spawn, const BodyResults &Thread,
              const FileResults &File, Reporter &R) {
  if (!Thread.Locks->solved() || Thread.Locks->exit().hasUnknown())
    return;
  for (const auto &[Lock, Held] : Thread.Locks->exit().locks()) {
    const auto *Taken = dyn_cast_or_null<LockFact>(Held.Since);
    if (!Held.Must || Held.Handed || !Taken || Taken->Op != LockOp::Acquire ||
        !Lock.isKnown() || Lock.isRole() || Lock.lock().mayVary() ||
        Lock.lock().isLocalStorage() || Lock.lock().isThreadLocal() ||
        isHandedOver(Lock, File))
      continue;
    // A robust one is handed on when its thread dies.
    if (File.Kinds.recursion(Lock.lock()) == Recursion::Unknown)
      continue;
    R.report(UnbalancedLockInfo, endOf(*Thread.Facts), SourceRange(), Lock.str(),
             "'" + Lock.str() + "' is still held when the thread ends here")
        .note(NoteRole::Because, Taken->Location,
              "'" + Lock.str() + "' is acquired here")
        .note(NoteRole::Because, Spawn.Location, "the thread is started here");
  }
}

void checkThreadEnds(const FileResults &File, Reporter &R) {
  llvm::DenseSet<const BodyResults *> Judged;
  std::vector<std::pair<const SpawnFact *, const BodyResults *>> Threads;
  File.Functions.each([&](const FunctionAnalysis &Analysis) {
    for (const BodyResults &Body : Analysis.Bodies)
      Body.Facts->each<SpawnFact>([&](const SpawnFact &Spawn) {
        if (Spawn.Boundary->Where != RunWhere::NewThread)
          return;
        for (const CallableUse &Use : Spawn.Callables)
          if (const BodyResults *Thread = bodyOf(Use, Body, Analysis, File);
              Thread && Judged.insert(Thread).second)
            Threads.push_back({&Spawn, Thread});
      });
  });
  for (const auto &[Spawn, Thread] : Threads)
    judgeEnd(*Spawn, *Thread, File, R);
}

} // namespace

const CheckInfo UnbalancedLockInfo = {
    "unbalanced-lock", Severity::Error, Tier::One,
    "a lock is released while it is not held, or still held at the end",
    /*Function=*/checkUnbalancedLock, /*File=*/checkThreadEnds};

} // namespace sendsync
