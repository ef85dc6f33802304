/// # thread-before-its-data
/// A thread starts before something that it uses is constructed, or ends after
/// it is destroyed.
///
/// ## Why it matters
/// Members are constructed in the order of their declarations and destroyed in
/// the opposite order. A thread that is declared first runs on members that do not
/// exist yet, or not any longer. The same is true of a thread that a base class
/// starts in its constructor: there is no derived class yet, and calling one of
/// its virtual functions races with its construction. When the base class's
/// destructor joins, the derived class is gone already.
///
/// ## Flagged
/// ```cpp
/// class Logger {
/// public:
///   Logger() : worker_([this] { drain(); }) {}
/// private:
///   void drain() { while (!lines_.empty()) lines_.pop_back(); }
///   std::jthread worker_;
///   std::vector<std::string> lines_;
/// };
/// ```
/// ```cpp
/// class Task {
/// public:
///   Task() { worker_ = std::thread([this] { run(); }); }
///   virtual ~Task() { worker_.join(); }
///   virtual void run() = 0;
/// private:
///   std::thread worker_;
/// };
/// ```
///
/// ## Accepted
/// ```cpp
/// class Logger {
/// public:
///   Logger() : worker_([this] { drain(); }) {}
/// private:
///   void drain() { while (!lines_.empty()) lines_.pop_back(); }
///   std::vector<std::string> lines_;
///   std::jthread worker_;
/// };
/// ```
///
/// ## How to fix
/// Declare the thread last. Start a thread that calls virtual functions from
/// outside of the constructor.
///
/// ## Limits
/// What the thread does after it has waited for something does not count as use
/// before construction. A class whose destructor, or any of its methods, joins the
/// thread is trusted to have done so before its members end. A virtual function
/// counts if it is pure, or an override is visible.
#include "checks/Check.h"
#include "checks/Phrases.h"
#include "checks/analysis/summary/ObjectWork.h"

using namespace clang;

namespace sendsync {

extern const CheckInfo ThreadBeforeItsDataInfo;

namespace {

std::string quoted(const NamedDecl *D) { return "'" + D->getNameAsString() + "'"; }

/// The member comes to be after the ones before it: it is more than memory.
bool hasInitializer(const FieldDecl *Member, const CXXMethodDecl *Constructor) {
  if (Member->hasInClassInitializer())
    return true;
  if (const auto *Made = dyn_cast_or_null<CXXConstructorDecl>(Constructor))
    for (const CXXCtorInitializer *Init : Made->inits())
      if (Init->isWritten() && Init->getAnyMember() == Member)
        return true;
  const auto *Class = Member->getType()->getAsCXXRecordDecl();
  return Class && Class->hasDefinition() &&
         !Class->hasTrivialDefaultConstructor();
}

bool hasDestructor(const FieldDecl *Member) {
  const CXXRecordDecl *Class =
      Member->getType()->getBaseElementTypeUnsafe()->getAsCXXRecordDecl();
  return Class && Class->hasDefinition() && !Class->hasTrivialDestructor();
}

/// The first member declared after the handle that \p Uses has and \p Counts.
template <typename Predicate>
std::pair<const FieldDecl *, const Fact *>
laterMember(const llvm::MapVector<const FieldDecl *, const Fact *> &Uses,
            const FieldDecl *Handle, Predicate Counts) {
  std::pair<const FieldDecl *, const Fact *> First{};
  for (const auto &[Member, Use] : Uses)
    if (Member->getParent()->getCanonicalDecl() ==
            Handle->getParent()->getCanonicalDecl() &&
        Member->getFieldIndex() > Handle->getFieldIndex() && Counts(Member) &&
        (!First.first ||
         Member->getFieldIndex() < First.first->getFieldIndex()))
      First = {Member, Use};
  return First;
}

void reportMember(const ObjectWork &Work, const FieldDecl *Member,
                  const Fact &Use, const char *Does, const char *Is,
                  Reporter &R) {
  auto Finding = R.report(
      ThreadBeforeItsDataInfo, Work.Handle->getLocation(),
      Work.Handle->getLocation(), Work.Handle->getQualifiedNameAsString(),
      quoted(Work.Handle) + " is " + Does + " " + quoted(Member) +
          " is " + Is);
  Finding.note(NoteRole::Boundary, Work.Started, "the work starts here");
  Finding.note(NoteRole::Conflict, Use.Location,
               "it uses " + quoted(Member) + " here");
  Finding.fix(Member->getLocation(),
              "declare " + quoted(Work.Handle) + " after " + quoted(Member));
}

void checkMembers(const ObjectWork &Work, const FileResults &File,
                  Reporter &R) {
  if (!Work.Handle)
    return;
  const auto *Constructor = Work.AmongMembers ? Work.Method : nullptr;
  if (Work.AmongMembers) {
    auto [Member, Use] =
        laterMember(Work.FirstUses, Work.Handle, [&](const FieldDecl *Member) {
          return hasInitializer(Member, Constructor);
        });
    if (Member)
      return reportMember(Work, Member, *Use, "started before", "constructed", R);
  }
  auto [Member, Use] = laterMember(Work.Uses, Work.Handle, hasDestructor);
  if (Member && isJoinedByItsEnd(Work, File.Functions))
    reportMember(Work, Member, *Use, "joined after", "destroyed", R);
}

/// The base class starts work in its constructor that needs the derived class.
void checkVirtual(const ObjectWork &Work, const FileResults &File,
                  Reporter &R) {
  if (!isa_and_nonnull<CXXConstructorDecl>(Work.Method) ||
      Work.Class->hasAttr<FinalAttr>() || !Work.RunsOn)
    return;
  for (const CallFact *Call : Work.FirstVirtualCalls) {
    const auto *Virtual = cast<CXXMethodDecl>(Call->Callee);
    const CXXMethodDecl *Override = overrideOf(Virtual, Work.Class, File.Records);
    if (!Override && !Virtual->isPureVirtual())
      continue;
    auto Finding = R.report(
        ThreadBeforeItsDataInfo, Work.Started, Work.Started,
        Work.Class->getQualifiedNameAsString(),
        "the constructor starts a thread that calls virtual " +
            quoted(Virtual) + ", before the derived class is constructed");
    if (Call != &Work.Spawn->Invocation)
      Finding.note(NoteRole::Boundary, Call->Location, "it is called here");
    Finding.note(NoteRole::Conflict, (Override ? Override : Virtual)->getLocation(),
                 Override ? "the derived class overrides it here"
                          : "it has no body before the derived class is "
                            "constructed");
    Finding.fix(Work.Started,
                "start the thread after the object is constructed");
    return;
  }
}

/// The base class's destructor joins work that needs the derived class, which has
/// ended by then.
void checkVirtualAtEnd(const ObjectWork &Work, const FileResults &File,
                       Reporter &R) {
  if (!Work.Handle || isa_and_nonnull<CXXConstructorDecl>(Work.Method) ||
      !Work.RunsOn || !isEndedByDestructor(Work, File.Functions))
    return;
  for (const CallFact *Call : Work.VirtualCalls) {
    const auto *Virtual = cast<CXXMethodDecl>(Call->Callee);
    const CXXMethodDecl *Override =
        overrideOf(Virtual, Work.Class, File.Records);
    if (!Override || endsInDestructor(Override->getParent(), Work.Handle,
                                      File.Functions))
      continue;
    const CXXDestructorDecl *End = Work.Class->getDestructor();
    auto Finding = R.report(
        ThreadBeforeItsDataInfo, End->getLocation(), End->getLocation(),
        Work.Class->getQualifiedNameAsString(),
        quoted(Work.Handle) + " is joined after the derived class is destroyed, "
                              "but calls its " +
            quoted(Virtual));
    Finding.note(NoteRole::Boundary, Work.Started, "the work starts here");
    Finding.note(NoteRole::Conflict, Override->getLocation(),
                 "the derived class overrides it here");
    Finding.fix(Override->getParent()->getLocation(),
                "join it in the destructor of " +
                    quoted(Override->getParent()));
    return;
  }
}

void checkClasses(const FileResults &File, Reporter &R) {
  for (const ObjectWork &Work : findObjectWork(File.Functions, File.Records)) {
    checkMembers(Work, File, R);
    checkVirtual(Work, File, R);
    checkVirtualAtEnd(Work, File, R);
  }
}

/// Local variables: one that ends before the thread that uses it is joined by
/// its own end.
void checkLocals(const FunctionResults &F, Reporter &R) {
  for (const BodyResults &Body : F.bodies())
    Body.Facts->each<DestroyFact>([&](const DestroyFact &End) {
      const VarDecl *Variable = End.Object.rootVariable();
      if (!Variable || !End.Object.steps().empty())
        return;
      for (const TaskState &State : Body.Tasks.at(End)) {
        const TypeModel *Type = State.Spawn->HandleType;
        const VarDecl *Handle = State.Handle.rootVariable();
        if ((State.Flags & ~TaskMany) != TaskLive || !Handle || Handle == Variable ||
            !State.Handle.isLocalStorage() || !Type || !Type->Handle ||
            Type->Handle->OnDestroy != HandleModel::Joins)
          continue;
        if (llvm::none_of(State.Spawn->Crossings, [&](const Crossing &Crosses) {
              return Crosses.Refers.startsWith(End.Object);
            }))
          continue;
        if (F.File.Order && F.File.Order->mayAwait(State.Spawn->Location))
          continue;
        auto Finding =
            R.report(ThreadBeforeItsDataInfo, Variable->getLocation(),
                     Variable->getLocation(),
                     Variable->getQualifiedNameAsString(),
                     quoted(Variable) + " is destroyed before " +
                         quoted(Handle) + ", which uses it, is joined");
        noteSpawn(*State.Spawn, Finding);
        Finding.fix(Handle->getLocation(),
                    "declare " + quoted(Handle) + " after " + quoted(Variable));
      }
    });
}

} // namespace

const CheckInfo ThreadBeforeItsDataInfo = {
    "thread-before-its-data", Severity::Error, Tier::One,
    "a thread starts before what it uses is constructed, or ends after it",
    /*Function=*/checkLocals, /*File=*/checkClasses};

} // namespace sendsync
