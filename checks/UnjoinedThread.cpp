/// # unjoined-thread
/// A thread object is destroyed or overwritten while its thread can still be
/// joined.
///
/// ## Why it matters
/// The destructor and the assignment of `std::thread` call `std::terminate` in
/// that case: the whole program ends.
///
/// ## Flagged
/// ```cpp
/// bool run(bool fast) {
///   std::thread worker([] {});
///   if (fast) return true;
///   worker.join();
///   return false;
/// }
/// ```
/// A member that nothing in its class ever joins:
/// ```cpp
/// class Server {
/// public:
///   void start() { thread_ = std::thread([] {}); }
/// private:
///   std::thread thread_;
/// };
/// ```
///
/// A POSIX thread does not end the program then, but what it holds is never freed;
/// that is reported at the level checked.
///
/// ## Accepted
/// ```cpp
/// bool run(bool fast) {
///   std::thread worker([] {});
///   if (!fast) std::puts("slow");
///   worker.join();
///   return !fast;
/// }
/// ```
///
/// ## How to fix
/// Join on every path, or use `std::jthread`, which joins in its destructor.
///
/// ## Limits
/// A path that is left by an exception is looked at at the level checked, and only
/// where the `throw` is visible and nothing is caught. A member thread is
/// reported only if every method of its class is visible, the member is private
/// and nothing in the file joins, detaches, moves or hands it on. Of the questions
/// one can ask a handle, only `joinable()` is understood, not a look at its id.
#include "checks/Check.h"
#include "checks/Phrases.h"
#include "checks/analysis/summary/JoinableEnds.h"
#include "checks/analysis/summary/MemberHandles.h"
#include "checks/analysis/summary/WaitEvents.h"

using namespace clang;

namespace sendsync {

extern const CheckInfo UnjoinedThreadInfo;

namespace {

std::string handleText(const AccessPath &Path) {
  std::string Text = Path.str();
  return Text.empty() ? "this temporary thread" : "'" + Text + "'";
}

void noteStart(const SpawnFact &Spawn, FindingBuilder &Finding) {
  Finding.note(NoteRole::Boundary, Spawn.Location, "the thread starts here");
}

//===----------------------------------------------------------------------===//
// Exceptions
//===----------------------------------------------------------------------===//

/// The visible body of \p Callee throws what it does not catch.
bool throws(const FunctionDecl *Callee, FunctionTable &Functions) {
  const FunctionAnalysis *Analysis = Callee ? Functions.get(Callee) : nullptr;
  if (!Analysis || Analysis->Bodies.empty())
    return false;
  bool Throws = false, Catches = false;
  for (const auto &Block : Analysis->Bodies.front().Facts->Blocks) {
    Throws |= isa_and_nonnull<CXXThrowExpr>(Block->Jump);
    for (const Fact *F : Block->Facts)
      Catches |= isa<CatchFact>(F);
  }
  return Throws && !Catches;
}

/// Something is thrown between the start and the join.
void checkThrows(const FunctionResults &F, const BodyResults &Body,
                 Reporter &R) {
  bool Catches = false;
  Body.Facts->each<CatchFact>([&](const CatchFact &) { Catches = true; });
  if (Catches)
    return;
  llvm::DenseSet<const SpawnFact *> Reported;
  auto judge = [&](const Fact &At, SourceLocation Where) {
    for (const TaskState &State : Body.Tasks.at(At)) {
      const TypeModel *Type = State.Spawn->HandleType;
      if ((State.Flags & ~TaskMany) != TaskLive || !Type || !Type->Handle ||
          Type->Handle->OnDestroy != HandleModel::Terminate ||
          !State.Handle.isLocalStorage() ||
          !Reported.insert(State.Spawn).second)
        continue;
      auto Finding =
          R.report(UnjoinedThreadInfo, Where, Where,
                   F.function()->getQualifiedNameAsString(),
                   handleText(State.Handle) +
                       " is still joinable if an exception is thrown here; "
                       "that calls std::terminate");
      Finding.tier(Tier::Two);
      noteStart(*State.Spawn, Finding);
    }
  };
  for (const auto &Block : Body.Facts->Blocks) {
    for (const Fact *Item : Block->Facts)
      if (const auto *Call = dyn_cast<CallFact>(Item))
        if (!Body.Tasks.at(*Call).empty() &&
            throws(Call->Callee, F.File.Functions))
          judge(*Call, Call->Location);
    if (isa_and_nonnull<CXXThrowExpr>(Block->Jump) && !Block->Facts.empty())
      judge(*Block->Facts.back(), Block->Jump->getBeginLoc());
  }
}

//===----------------------------------------------------------------------===//
// Handles that do nothing when they end
//===----------------------------------------------------------------------===//

void checkLeaks(const FunctionResults &F, const BodyResults &Body,
                Reporter &R) {
  // Where `main` returns at once the program ends, and the thread with it.
  bool Waits = false;
  for (const auto &Block : Body.Facts->Blocks)
    for (const Fact *Item : Block->Facts)
      Waits |= mayTakeLong(*Item, F.File.Contract);
  if (F.function()->isMain() && !Waits)
    return;
  for (const TaskState &State : Body.Tasks.atExit()) {
    const SpawnFact &Spawn = *State.Spawn;
    const TypeModel *Type = Spawn.HandleType;
    if ((State.Flags & ~TaskMany) != TaskLive || !Type || !Type->Handle ||
        Type->Handle->OnDestroy != HandleModel::Nothing ||
        !State.Handle.isLocalStorage() ||
        !endsJoinable(Spawn, F.File.Functions))
      continue;
    R.report(UnjoinedThreadInfo, Spawn.Location, Spawn.Location,
             F.function()->getQualifiedNameAsString(),
             handleText(State.Handle) +
                 " is neither joined nor detached; what the thread holds is "
                 "never freed")
        .tier(Tier::Two);
  }
}

void checkUnjoinedThread(const FunctionResults &F, Reporter &R) {
  for (const BodyResults &Body : F.bodies()) {
    checkThrows(F, Body, R);
    checkLeaks(F, Body, R);
    for (const DroppedHandle &Dropped : Body.Tasks.dropped()) {
      const ValueDecl *Named = Dropped.Handle.lastDeclaration();
      std::string Subject = F.function()->getQualifiedNameAsString() + "::" +
                            (Named ? Named->getNameAsString() : "");
      if (Dropped.Overwritten) {
        auto Finding = R.report(
            UnjoinedThreadInfo, Dropped.Location, Dropped.Location, Subject,
            handleText(Dropped.Handle) +
                " can still be joinable when it is overwritten here; that "
                "calls std::terminate");
        noteStart(*Dropped.Spawn, Finding);
        continue;
      }
      auto Finding =
          R.report(UnjoinedThreadInfo, Dropped.Location, Dropped.Location,
                   Subject,
                   handleText(Dropped.Handle) +
                       " is still joinable when it is destroyed here; that "
                       "calls std::terminate");
      noteStart(*Dropped.Spawn, Finding);
      if (Named)
        Finding.fix(Named->getLocation(),
                    "join " + handleText(Dropped.Handle) +
                        " on every path, or use a thread that joins in its "
                        "destructor");
    }
  }
}

//===----------------------------------------------------------------------===//
// Member threads
//===----------------------------------------------------------------------===//

/// Every body that could join the member is in sight.
bool allVisible(const FieldDecl *Field, const FileResults &File) {
  const auto *Class = dyn_cast<CXXRecordDecl>(Field->getParent());
  if (!Class || Class->hasFriends() || Field->getAccess() != AS_private)
    return false;
  for (const CXXMethodDecl *Method : Class->methods())
    if (!Method->isImplicit() && !Method->isDefaulted() &&
        !Method->isDeleted() && !Method->isPureVirtual() &&
        !File.Functions.get(Method))
      return false;
  return llvm::none_of(Class->decls(), [](const Decl *D) {
    return isa<FunctionTemplateDecl>(D);
  });
}

void checkMembers(const FileResults &File, Reporter &R) {
  MemberHandles Members = memberHandles(File.Functions);
  for (const RecordDecl *Record : File.Records)
    for (const FieldDecl *Field : Record->fields()) {
      // The handle itself, or a container of some.
      const TypeModel *Model = File.Contract.typeModel(Field->getType());
      if (const CXXRecordDecl *Part = File.Contract.handleIn(Field->getType()))
        Model = File.Contract.typeModel(Part);
      if (!Model || !Model->Handle ||
          Model->Handle->OnDestroy != HandleModel::Terminate)
        continue;
      auto Start = Members.Started.find(Field->getCanonicalDecl());
      if (Start == Members.Started.end() ||
          Members.Ended.contains(Field->getCanonicalDecl()) ||
          !allVisible(Field, File))
        continue;
      R.report(UnjoinedThreadInfo, Field->getLocation(), Field->getLocation(),
               Field->getQualifiedNameAsString(),
               "nothing in '" + Record->getNameAsString() +
                   "' joins or detaches '" + Field->getNameAsString() +
                   "'; destroying it calls std::terminate")
          .note(NoteRole::Boundary, Start->second->Location,
                "the thread is stored here")
          .fix(Field->getLocation(),
               "join it in the destructor, or use a thread that joins in its "
               "destructor");
    }
}

} // namespace

const CheckInfo UnjoinedThreadInfo = {
    "unjoined-thread", Severity::Error, Tier::One,
    "a thread object ends while its thread can still be joined",
    /*Function=*/checkUnjoinedThread, /*File=*/checkMembers};

} // namespace sendsync
