/// # this-escapes-to-thread
/// A thread that nothing waits for works on an object that may end before it.
///
/// ## Why it matters
/// A detached thread goes on when the object is destroyed. A flag that tells it to
/// stop does not help: the thread may be anywhere when the flag is set, and the
/// memory, the flag included, is gone when it looks.
///
/// ## Flagged
/// ```cpp
/// class Poller {
/// public:
///   void start() {
///     std::thread([this] { while (!stop_) ++turns_; }).detach();
///   }
///   ~Poller() { stop_ = true; }
/// private:
///   std::atomic<bool> stop_{false};
///   std::atomic<int> turns_{0};
/// };
/// ```
///
/// ## Accepted
/// ```cpp
/// class Poller {
/// public:
///   void start() {
///     worker_ = std::thread([this] { while (!stop_) ++turns_; });
///   }
///   ~Poller() { stop_ = true; worker_.join(); }
/// private:
///   std::atomic<bool> stop_{false};
///   std::atomic<int> turns_{0};
///   std::thread worker_;
/// };
/// ```
/// ```cpp
/// class Poller : public std::enable_shared_from_this<Poller> {
/// public:
///   void start() {
///     std::thread([self = shared_from_this()] {
///       while (!self->stop_) ++self->turns_;
///     }).detach();
///   }
///   void stop() { stop_ = true; }
/// private:
///   std::atomic<bool> stop_{false};
///   std::atomic<int> turns_{0};
/// };
/// ```
///
/// ## How to fix
/// Keep the thread in a member and join it in the destructor, or let the thread own
/// the object: capture `shared_from_this()`.
///
/// ## Limits
/// Work that does not loop or wait is taken to end in time. Silent for classes of
/// which only static objects are made, as far as that is visible, and where
/// something that runs at the end of the object may wait for the thread, or is not
/// visible. At the level checked, a class that declares no destructor counts, and so
/// does work for a pool that does not belong to the object.
#include "checks/Check.h"
#include "checks/Phrases.h"
#include "checks/analysis/summary/ObjectWork.h"

using namespace clang;

namespace sendsync {

extern const CheckInfo ThisEscapesToThreadInfo;

namespace {

bool isOf(QualType Type, const CXXRecordDecl *Class) {
  const auto *Record = Type.getNonReferenceType()->getAsCXXRecordDecl();
  return Record && Record->getCanonicalDecl() == Class->getCanonicalDecl();
}

/// How the object gets to the work; null if the work has a share in it.
const Crossing *borrowedThis(const SpawnFact &Spawn, const Contracts &Contract) {
  const Crossing *Found = nullptr;
  for (const Crossing &Crosses : Spawn.Crossings) {
    const TypeModel *Type = Contract.typeModel(Crosses.Type);
    if (Type && Type->Pointer && Type->Pointer->Owning)
      return nullptr;
    if (Crosses.Refers == AccessPath::thisObject())
      Found = &Crosses;
  }
  return Found;
}

/// What the file shows of the objects of a class.
struct ObjectsOf {
  bool Static = false; ///< one lives to the end of the program
  bool Ends = false;   ///< one is a local variable, or is deleted
};

ObjectsOf objectsOf(const CXXRecordDecl *Class, const FileResults &File) {
  ObjectsOf Objects;
  for (const VarDecl *Variable : File.Variables)
    Objects.Static |= isOf(Variable->getType(), Class);
  auto look = [&](const AccessPath &Path) {
    const VarDecl *Root = Path.rootVariable();
    if (!Root || !Root->isStaticLocal())
      return;
    QualType Type = Root->getType();
    Objects.Static |= isOf(Type, Class) ||
                      (Type->isPointerType() &&
                       isOf(Type->getPointeeType(), Class));
  };
  File.Functions.each([&](const FunctionAnalysis &Function) {
    for (const BodyResults &Body : Function.Bodies)
      for (const auto &Block : Body.Facts->Blocks)
        for (const Fact *F : Block->Facts) {
          if (const auto *Access = dyn_cast<AccessFact>(F))
            look(Access->Path);
          else if (const auto *Return = dyn_cast<ReturnFact>(F))
            look(Return->Value);
          else if (const auto *End = dyn_cast<DestroyFact>(F))
            Objects.Ends |= End->Object.rootKind() == RootKind::Variable &&
                            End->Object.steps().empty() &&
                            isOf(End->Type, Class) &&
                            !Function.Function->isMain();
        }
  });
  return Objects;
}

/// Nobody but the class itself makes or ends its objects.
bool isClosed(const CXXRecordDecl *Class) {
  const CXXDestructorDecl *Destructor = Class->getDestructor();
  if (Destructor && (Destructor->isDeleted() ||
                     Destructor->getAccess() == AS_private))
    return true;
  bool Any = false, Public = false;
  for (const CXXConstructorDecl *Made : Class->ctors())
    if (!Made->isCopyOrMoveConstructor()) {
      Any = true;
      Public |= Made->getAccess() != AS_private && !Made->isDeleted();
    }
  return Any && !Public;
}

/// Work for a pool or queue that is not a part of the object.
bool isForOthersPool(const ObjectWork &Work) {
  const AccessPath &Pool = Work.Spawn->Handle;
  return Work.Spawn->Boundary->Life == RunLife::Until && Work.RunsOn &&
         Pool.isKnown() && !Pool.isLocalStorage() &&
         Pool.rootKind() != RootKind::This;
}

void checkThisEscapes(const FileResults &File, Reporter &R) {
  for (const ObjectWork &Work : findObjectWork(File.Functions, File.Records)) {
    if (!Work.Spawn || !Work.LateUse || Work.EndsObject)
      continue;
    bool ForPool = isForOthersPool(Work);
    if (!Work.Detached && !ForPool)
      continue;
    const Crossing *Given = borrowedThis(*Work.Spawn, File.Contract);
    const CXXRecordDecl *Class = Work.Class;
    if (!Given || Class->isAbstract() || isClosed(Class))
      continue;
    ObjectsOf Objects = objectsOf(Class, File);
    if ((Objects.Static && !Objects.Ends) ||
        mayWaitAtEnd(Class, File.Functions))
      continue;
    const CXXDestructorDecl *End = Class->getDestructor();
    bool Written = End && End->isUserProvided();
    std::string Who = ForPool ? "work for a pool" : "a detached thread";
    auto Finding = R.report(
        ThisEscapesToThreadInfo, Given->Location, Given->Range,
        Class->getQualifiedNameAsString(),
        "'this' is given to " + Who +
            (Written ? ", and ~" + Class->getNameAsString() +
                           " does not wait for it"
                     : ", and nothing waits for it where the object ends"));
    if (ForPool || (!Written && !Objects.Ends))
      Finding.tier(Tier::Two);
    Finding.note(NoteRole::Boundary, Work.Started, "it starts here");
    Finding.note(NoteRole::Conflict, Work.LateUse->Location,
                 "it can still use the object here");
    if (Written)
      Finding.note(NoteRole::Conflict, End->getLocation(),
                   "the destructor does not wait");
    Finding.fix(Work.Started, "keep the thread in a member and join it in the "
                              "destructor");
  }
}

} // namespace

const CheckInfo ThisEscapesToThreadInfo = {
    "this-escapes-to-thread", Severity::Error, Tier::One,
    "a thread that nothing waits for uses an object that may end before it",
    /*Function=*/nullptr, /*File=*/checkThisEscapes};

} // namespace sendsync
