/// # shared-capture-race
/// Two threads use one object at the same time, at least one of them changes it,
/// and nothing orders them.
///
/// ## Why it matters
/// The result depends on which thread is faster, and may be neither of the two
/// values: in C++ the program has undefined behaviour.
///
/// ## Flagged
/// ```cpp
/// void report(const std::vector<int> &values) {
///   int hits = 0;
///   std::thread worker([&] { for (int v : values) hits += v > 0; });
///   std::printf("so far %d\n", hits);
///   worker.join();
/// }
/// ```
/// ```cpp
/// void fan_out() {
///   std::vector<std::thread> workers;
///   for (int i = 0; i < 4; ++i) workers.emplace_back([&] { std::printf("%d\n", i); });
///   for (auto &worker : workers) worker.join();
/// }
/// ```
///
/// ## Accepted
/// ```cpp
/// int count(const std::vector<int> &values) {
///   int hits = 0;
///   std::thread worker([&] { for (int v : values) hits += v > 0; });
///   worker.join();
///   return hits;
/// }
/// ```
/// ```cpp
/// void fan_out(std::array<int, 4> &results) {
///   std::vector<std::jthread> workers;
///   for (int i = 0; i < 4; ++i)
///     workers.emplace_back([&results, i] { results[i] = i * i; });
/// }
/// ```
///
/// ## How to fix
/// If the closure only reads, give it a copy: `[&, i]` for a loop variable. Else
/// move the access behind the join, make the object atomic, or guard both sides
/// with one mutex.
///
/// ## Limits
/// Silent when both sides also touch an object that can order them (an atomic, a
/// condition variable, a future), and for elements of one container, which may
/// be different ones. Calls are followed into closures that run in place, not
/// into other functions.
#include "checks/Check.h"
#include "checks/Phrases.h"

using namespace clang;

namespace sendsync {

extern const CheckInfo SharedCaptureRaceInfo;

namespace {

std::string verb(const AccessFact &Access) {
  return Access.isWrite() ? "writes" : "reads";
}

void noteOther(const Conflict &C, FindingBuilder &Finding) {
  switch (C.Side) {
  case Conflict::SpawningBody:
    Finding.note(NoteRole::Conflict, C.Against->Location,
                 "the spawning thread " + verb(*C.Against) +
                     " it here, before it waits for the other one");
    return;
  case Conflict::OtherTask:
    Finding.note(NoteRole::Conflict, C.Against->Location,
                 "work started elsewhere in this function " +
                     verb(*C.Against) + " it here");
    Finding.note(NoteRole::Conflict, C.Other->Location,
                 "that work starts here");
    return;
  case Conflict::SameTask:
    return;
  }
}

std::string message(const Conflict &C) {
  std::string Name = "'" + pathText(C.Path) + "'";
  std::string Runner = runnerOf(*C.Spawn);
  switch (C.Side) {
  case Conflict::SpawningBody:
    if (C.InTask->isWrite())
      return Name + " is written by " + Runner +
             " while this function can still " +
             (C.Against->isWrite() ? "write" : "read") + " it";
    return Name + " is read by " + Runner +
           " while this function can still write it";
  case Conflict::OtherTask:
    return Name + " is " + (C.InTask->isWrite() ? "written" : "read") + " by " +
           Runner + " while other work can " +
           (C.Against->isWrite() ? "write" : "read") + " it";
  case Conflict::SameTask:
    return Name + " is written by work that is started several times and can "
                  "run at once";
  }
  return Name;
}

/// How the object gets to the other thread.
const Crossing *crossingOf(const Conflict &C) {
  for (const Crossing &Crosses : C.Spawn->Crossings)
    if (Crosses.Refers.isKnown() && C.Path.startsWith(Crosses.Refers))
      return &Crosses;
  return nullptr;
}

/// The other thread only reads it, and only because a variable was captured by
/// reference.
bool isReadOnlyCapture(const Conflict &C) {
  const Crossing *Crosses = crossingOf(C);
  return Crosses && Crosses->Variable && !C.InTask->isWrite() &&
         Crosses->CrossingMode == Crossing::Reference;
}

void checkSharedCaptureRace(const FunctionResults &F, Reporter &R) {
  for (const BodyResults &Body : F.bodies()) {
    for (const Conflict &C :
         findConflicts(Body, F.Analysis, F.File.Functions)) {
      const ValueDecl *Last = C.Path.lastDeclaration();
      auto Finding =
          R.report(SharedCaptureRaceInfo, C.InTask->Location, C.InTask->Range,
                   Last ? Last->getQualifiedNameAsString() : C.Path.str(),
                   message(C));
      noteSpawn(*C.Spawn, Finding);
      if (const Crossing *Crosses = crossingOf(C))
        if (Crosses->Variable &&
            Crosses->CrossingMode == Crossing::Reference &&
            Crosses->Location != C.InTask->Location)
          Finding.note(NoteRole::Because, Crosses->Location,
                       "'" + Crosses->Variable->getNameAsString() +
                           "' is captured by reference here");
      noteOther(C, Finding);
      // A thread that only reads what was captured can have its own.
      bool CopyWillDo = isReadOnlyCapture(C);
      if (CopyWillDo)
        Finding.fix(crossingOf(C)->Location,
                    "capture a copy of '" +
                        crossingOf(C)->Variable->getNameAsString() +
                        "' instead");
      if (Last)
        Finding.fix(Last->getLocation(),
                    std::string(CopyWillDo ? "or " : "") +
                        "make it atomic, guard it with a mutex on both sides, "
                        "or use it only after waiting for the thread");
    }
  }
}

} // namespace

const CheckInfo SharedCaptureRaceInfo = {
    "shared-capture-race", Severity::Error, Tier::One,
    "two threads use one object at the same time and one changes it",
    /*Function=*/checkSharedCaptureRace};

} // namespace sendsync
