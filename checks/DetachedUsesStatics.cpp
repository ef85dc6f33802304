/// # detached-uses-statics
/// A detached thread may use a global object after it is destroyed at exit.
///
/// ## Why it matters
/// When `main` returns, the objects with static storage are destroyed while detached
/// threads are still running. One that goes on to use such an object crashes, now and
/// then, at the end of the program.
///
/// ## Flagged
/// ```cpp --level=checked
/// std::vector<std::string> lines;
/// void start() {
///   std::thread([] {
///     for (;;) std::printf("%zu\n", lines.size());
///   }).detach();
/// }
/// ```
///
/// ## Accepted
/// ```cpp
/// std::vector<std::string> &lines() {
///   static auto *all = new std::vector<std::string>;
///   return *all;
/// }
/// void start() {
///   std::thread([] {
///     for (;;) std::printf("%zu\n", lines().size());
///   }).detach();
/// }
/// ```
///
/// ## How to fix
/// Join the thread before `main` returns, or never destroy the object.
///
/// ## Limits
/// Work that neither loops nor waits is taken to end in time. The objects of the
/// library, such as the standard streams, are not looked at, and neither are
/// programs whose `main` is visible and does not return.
#include "checks/Check.h"
#include "checks/Phrases.h"
#include "checks/analysis/base/Origin.h"
#include "checks/analysis/summary/Reach.h"
#include "checks/analysis/summary/WaitEvents.h"

using namespace clang;

namespace sendsync {

extern const CheckInfo DetachedUsesStaticsInfo;

namespace {

/// Its destructor runs at exit, and does something.
bool isDestroyedAtExit(const VarDecl *Variable) {
  if (!Variable || !Variable->hasGlobalStorage() ||
      Variable->getTLSKind() != VarDecl::TLS_None || isInSystemHeader(Variable))
    return false;
  const CXXRecordDecl *Class =
      Variable->getType()->getBaseElementTypeUnsafe()->getAsCXXRecordDecl();
  return Class && Class->hasDefinition() && !Class->hasTrivialDestructor();
}

/// The program's `main` is here and goes on for ever.
bool neverReturns(const FunctionTable &Functions) {
  bool Never = false;
  Functions.each([&](const FunctionAnalysis &Function) {
    if (!Function.Function->isMain() || Function.Bodies.empty())
      return;
    const FunctionFacts &Facts = *Function.Bodies.front().Facts;
    Never |= Facts.Entry != Facts.Exit &&
             !reachableFrom(*Facts.Entry).contains(Facts.Exit);
  });
  return Never;
}

struct LateStatic {
  const VarDecl *Variable = nullptr;
  const Fact *Use = nullptr;
};

/// The first such object that the body uses in a loop or after a wait.
LateStatic findUse(const BodyResults &Work, const FunctionAnalysis &Owner,
                   FunctionTable &Functions) {
  LateStatic Found;
  bool Late = false;
  eachReached(Work, Owner, Functions, [&](const ReachedFact &Reached) {
    if (Found.Variable)
      return;
    if (!Late)
      Late = mayTakeLong(*Reached.F, Functions.contracts()) ||
             isInLoop(*Reached.F, *Reached.Body->Facts);
    const auto *Access = dyn_cast<AccessFact>(Reached.F);
    if (Late && Access && Access->AccessMode != AccessFact::Address &&
        isDestroyedAtExit(Access->Path.rootVariable()))
      Found = {Access->Path.rootVariable(), Access};
  });
  return Found;
}

LateStatic findUse(const SpawnFact &Spawn, const BodyResults &Body,
                   const FunctionAnalysis &Owner, FunctionTable &Functions) {
  for (const CallableUse &Use : Spawn.Callables) {
    if (Use.Lambda) {
      const ClosureFacts *Closure = Body.Facts->closure(Use.Lambda);
      for (const FunctionFacts *Inner :
           Closure ? llvm::ArrayRef(Closure->Bodies)
                   : llvm::ArrayRef<const FunctionFacts *>())
        if (const BodyResults *Work = Owner.body(Inner))
          if (LateStatic Found = findUse(*Work, Owner, Functions);
              Found.Variable)
            return Found;
    } else if (const FunctionAnalysis *Started = Functions.get(Use.Function);
               Started && !Started->Bodies.empty()) {
      return findUse(Started->Bodies.front(), *Started, Functions);
    }
  }
  return {};
}

void checkDetached(const FunctionResults &F, Reporter &R) {
  for (const BodyResults &Body : F.bodies())
    for (const TaskState &State : Body.Tasks.atExit()) {
      if (!State.is(TaskDetached) || !State.is(TaskLive) ||
          State.is(TaskUnknown))
        continue;
      const SpawnFact &Spawn = *State.Spawn;
      LateStatic Found = findUse(Spawn, Body, F.Analysis, F.File.Functions);
      if (!Found.Variable || neverReturns(F.File.Functions))
        continue;
      std::string Name = "'" + Found.Variable->getNameAsString() + "'";
      auto Finding =
          R.report(DetachedUsesStaticsInfo, Spawn.Location, Spawn.Location,
                   Found.Variable->getQualifiedNameAsString(),
                   "a detached thread can use " + Name +
                       " after it is destroyed at exit");
      if (State.Moved.isValid())
        Finding.note(NoteRole::Boundary, State.Moved, "it is detached here");
      Finding.note(NoteRole::Conflict, Found.Use->Location,
                   "it uses " + Name + " here");
      Finding.note(NoteRole::Authority, Found.Variable->getLocation(),
                   Name + " has a destructor that runs at exit");
    }
}

} // namespace

const CheckInfo DetachedUsesStaticsInfo = {
    "detached-uses-statics", Severity::Warning, Tier::Two,
    "a detached thread may use a global object after it is destroyed at exit",
    /*Function=*/checkDetached};

} // namespace sendsync
