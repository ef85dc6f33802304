/// # thread-outlives-borrow
/// A thread is given a reference to a local variable and can run longer than the
/// variable lives.
///
/// ## Why it matters
/// When the function returns, the variable is gone. The thread then reads or
/// writes memory that belongs to something else.
///
/// ## Flagged
/// ```cpp
/// void start(const std::string &name) {
///   std::string prefix = name + ": ";
///   std::thread([&] { std::puts(prefix.c_str()); }).detach();
/// }
/// ```
/// ```cpp
/// std::future<int> parse(std::string line) {
///   std::string_view text = line;
///   return std::async(std::launch::async, [text] { return int(text.size()); });
/// }
/// ```
///
/// ## Accepted
/// ```cpp
/// void start(const std::string &name) {
///   std::string prefix = name + ": ";
///   std::thread([prefix] { std::puts(prefix.c_str()); }).detach();
/// }
/// ```
/// ```cpp
/// int parse(std::string line) {
///   auto result = std::async(std::launch::async, [&] { return int(line.size()); });
///   return result.get();
/// }
/// ```
///
/// ## How to fix
/// Capture a copy, move the value into the closure, or wait for the thread
/// before the variable ends.
///
/// ## Limits
/// Silent when the function and the thread both use something that can order
/// them (a latch, a future, a condition variable), when the handle goes where the
/// analysis cannot follow, and in `main`, which rarely returns before its
/// threads. A variable of an inner block without a destructor counts as living to
/// the end of the function, and a captured structured binding is not seen as a
/// reference. What a parameter refers to is only looked at at the level checked.
#include "checks/Check.h"
#include "checks/Phrases.h"
#include "checks/analysis/summary/SyncObjects.h"

using namespace clang;

namespace sendsync {

extern const CheckInfo ThreadOutlivesBorrowInfo;

namespace {

/// A variable of the function itself: a local, or a parameter passed by value.
const VarDecl *ownVariable(const AccessPath &Path, const BodyResults &Body) {
  const VarDecl *Variable = Path.rootVariable();
  if (!Variable || Path.rootKind() != RootKind::Variable ||
      !Path.isLocalStorage())
    return nullptr;
  // A closure's body may refer to variables of the function around it.
  return Variable->getParentFunctionOrMethod() == Body.Facts->Function
             ? Variable
             : nullptr;
}

/// The function may wait until the work is done with what it borrows.
bool mayAwait(const SpawnFact &Spawn, const FunctionResults &F) {
  return F.File.Order && F.File.Order->mayAwait(Spawn.Location);
}

void noteEnd(const TaskState &State, FindingBuilder &Finding) {
  if (State.Moved.isValid())
    Finding.note(NoteRole::Boundary, State.Moved,
                 State.is(TaskDetached)
                     ? "the thread is detached here, so nothing waits for it"
                     : "its handle leaves the function here");
}

void judge(const TaskState &State, const BodyResults &Body,
           const FunctionResults &F, Reporter &R) {
  if (!State.outlivesBody())
    return;
  const SpawnFact &Spawn = *State.Spawn;
  for (const Crossing &Crosses : Spawn.Crossings) {
    const VarDecl *Variable =
        Crosses.Refers.isKnown() ? ownVariable(Crosses.Refers, Body) : nullptr;
    // Those have a check of their own.
    if (!Variable || isSyncObject(Variable->getType(), F.File.Contract))
      continue;
    if (mayAwait(Spawn, F))
      return;
    std::string Name = "'" + Variable->getNameAsString() + "'";
    bool Captured = Crosses.Variable != nullptr;
    bool Direct = Crosses.CrossingMode == Crossing::Reference;
    std::string Message =
        !Captured ? Name + " is passed by reference to work that can outlive it"
        : Direct  ? Name + " is captured by reference by a closure that can "
                           "outlive it"
                  : "'" + Crosses.Variable->getNameAsString() +
                        "' refers to " + Name +
                        ", and the closure can outlive it";
    auto Finding =
        R.report(ThreadOutlivesBorrowInfo, Crosses.Location, Crosses.Range,
                 Variable->getQualifiedNameAsString(), Message);
    noteSpawn(Spawn, Finding);
    noteEnd(State, Finding);
    Finding.note(NoteRole::Conflict, Body.Facts->Function->getEndLoc(),
                 Name + " is destroyed at the end of the function");
    if (Captured)
      Finding.fix(Crosses.Location,
                  "capture a copy of " + Name + " instead");
  }
}

/// The caller's object: it may end when the caller goes on.
void judgeParameters(const TaskState &State, const BodyResults &Body,
                     const FunctionResults &F, Reporter &R) {
  if (!State.outlivesBody() || !State.is(TaskDetached))
    return;
  for (const Crossing &Crosses : State.Spawn->Crossings) {
    const auto *Parameter =
        dyn_cast_or_null<ParmVarDecl>(Crosses.Refers.rootVariable());
    if (!Parameter || !Crosses.Refers.steps().empty() ||
        !Parameter->getType()->isReferenceType() ||
        Parameter->getParentFunctionOrMethod() != Body.Facts->Function)
      continue;
    if (mayAwait(*State.Spawn, F))
      return;
    std::string Name = "'" + Parameter->getNameAsString() + "'";
    auto Finding = R.report(
        ThreadOutlivesBorrowInfo, Crosses.Location, Crosses.Range,
        Parameter->getQualifiedNameAsString(),
        "what " + Name + " refers to can end before the detached thread is "
                         "done with it");
    Finding.tier(Tier::Two);
    noteSpawn(*State.Spawn, Finding);
    noteEnd(State, Finding);
    Finding.fix(Crosses.Location, "capture a copy, or share the object");
  }
}

/// A variable of an inner block ends while work that uses it runs on, to be
/// joined later.
void judgeInner(const DestroyFact &End, const BodyResults &Body,
                const FunctionResults &F, Reporter &R) {
  const VarDecl *Variable = ownVariable(End.Object, Body);
  if (!Variable || !End.Object.steps().empty())
    return;
  for (const TaskState &State : Body.Tasks.at(End)) {
    const TypeModel *Type = State.Spawn->HandleType;
    // One that joins at its own end is declared in the wrong place.
    if ((State.Flags & ~TaskMany) != TaskLive ||
        !State.Handle.isLocalStorage() || !Type || !Type->Handle ||
        Type->Handle->OnDestroy == HandleModel::Joins ||
        State.Handle.startsWith(End.Object))
      continue;
    for (const Crossing &Crosses : State.Spawn->Crossings) {
      if (!Crosses.Refers.startsWith(End.Object))
        continue;
      if (mayAwait(*State.Spawn, F))
        break;
      std::string Name = "'" + Variable->getNameAsString() + "'";
      auto Finding =
          R.report(ThreadOutlivesBorrowInfo, Crosses.Location, Crosses.Range,
                   Variable->getQualifiedNameAsString(),
                   Name + (Crosses.Variable
                               ? " is captured by reference by a closure that "
                                 "can outlive it"
                               : " is passed by reference to work that can "
                                 "outlive it"));
      noteSpawn(*State.Spawn, Finding);
      Finding.note(NoteRole::Conflict, End.Location,
                   Name + " is destroyed here, before the thread is joined");
      break;
    }
  }
}

void checkThreadOutlivesBorrow(const FunctionResults &F, Reporter &R) {
  for (const BodyResults &Body : F.bodies())
    Body.Facts->each<DestroyFact>([&](const DestroyFact &End) {
      judgeInner(End, Body, F, R);
    });
  if (F.function()->isMain())
    return;
  for (const BodyResults &Body : F.bodies())
    for (const TaskState &State : Body.Tasks.atExit()) {
      judge(State, Body, F, R);
      judgeParameters(State, Body, F, R);
    }
}

} // namespace

const CheckInfo ThreadOutlivesBorrowInfo = {
    "thread-outlives-borrow", Severity::Error, Tier::One,
    "a thread is given a reference to a local variable and can outlive it",
    /*Function=*/checkThreadOutlivesBorrow};

} // namespace sendsync
