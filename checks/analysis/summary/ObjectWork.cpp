#include "checks/analysis/summary/ObjectWork.h"
#include "checks/analysis/facts/FactsGenerator.h"
#include "checks/analysis/summary/Reach.h"
#include "checks/analysis/summary/WaitEvents.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/Basic/SourceManager.h"

using namespace clang;

namespace sendsync {

namespace {

/// Calls \p Visit with each place that \p F touches.
void eachPlace(const Fact &F, llvm::function_ref<void(const AccessPath &)> Visit) {
  if (const auto *Access = dyn_cast<AccessFact>(&F)) {
    Visit(Access->Path);
  } else if (const auto *Lock = dyn_cast<LockFact>(&F)) {
    Visit(Lock->Lock.lock());
  } else if (const auto *Guard = dyn_cast<GuardFact>(&F)) {
    for (const Capability &Managed : Guard->Locks)
      Visit(Managed.lock());
  } else if (const auto *Condition = dyn_cast<ConditionFact>(&F)) {
    Visit(Condition->Condition);
    Visit(Condition->Lock);
  }
}

/// Follows the work as far as nothing holds it back.
class FirstSteps {
public:
  FirstSteps(ObjectWork &Out, FunctionTable &Functions)
      : Out(Out), Functions(Functions) {}

  /// False if no way through the body comes to its end without waiting.
  bool follow(const BodyResults &Body, const FunctionAnalysis &Owner) {
    BlockSet Seen;
    bool Ends = false;
    llvm::SmallVector<const FactBlock *, 8> Open = {Body.Facts->Entry};
    while (!Open.empty()) {
      const FactBlock *Block = Open.pop_back_val();
      if (!Block || !Seen.insert(Block).second)
        continue;
      Ends |= Block == Body.Facts->Exit;
      if (!passes(*Block, Body, Owner) ||
          isSpinLoop(innermostLoop(*Body.Facts, *Block)))
        continue;
      for (const FactBlock *Next : llvm::reverse(Block->Successors))
        Open.push_back(Next);
    }
    return Ends;
  }
  /// How the object is called where the walk is.
  void enter(const CallFact *Call) { Calls.push_back(Call); }
  void leave() { Calls.pop_back(); }

private:
  AccessPath inStart(const AccessPath &Path) const {
    AccessPath Outer = Path;
    for (const CallFact *Call : llvm::reverse(Calls))
      Outer = Call->substitute(Outer);
    return Outer;
  }

  bool passes(const FactBlock &Block, const BodyResults &Body,
              const FunctionAnalysis &Owner) {
    for (const Fact *F : Block.Facts) {
      eachPlace(*F, [&](const AccessPath &Path) {
        if (const FieldDecl *Member = inStart(Path).ownMember())
          Out.FirstUses.insert({Member, F});
      });
      if (const auto *Condition = dyn_cast<ConditionFact>(F);
          Condition && Condition->HasPredicate && Condition->Predicate.Lambda)
        closure(Condition->Predicate.Lambda, Body, Owner);
      if (waitsForThreads(*F, Functions.contracts()))
        return false;
      if (const auto *Call = dyn_cast<CallFact>(F);
          Call && !called(*Call, Body, Owner))
        return false;
    }
    return true;
  }

  bool called(const CallFact &Call, const BodyResults &Body,
              const FunctionAnalysis &Owner) {
    for (const CallableUse &Use : Call.Callables)
      if (Use.Lambda && Use.Where == Placement::InPlace)
        closure(Use.Lambda, Body, Owner);
    constexpr unsigned MaxDepth = 4;
    if (Call.Virtual) {
      if (inStart(Call.Receiver) == AccessPath::thisObject())
        Out.FirstVirtualCalls.push_back(&Call);
      return true;
    }
    if (!Call.Callee || Calls.size() > MaxDepth)
      return true;
    const FunctionAnalysis *Callee = Functions.get(Call.Callee);
    if (!Callee || Callee->Bodies.empty() ||
        !Entered.insert(Callee->Function).second)
      return true;
    enter(&Call);
    bool Ends = follow(Callee->Bodies.front(), *Callee);
    leave();
    return Ends;
  }

  void closure(const LambdaExpr *Lambda, const BodyResults &Body,
               const FunctionAnalysis &Owner) {
    if (const ClosureFacts *Closure = Body.Facts->closure(Lambda))
      for (const FunctionFacts *Inner : Closure->Bodies)
        if (const BodyResults *Results = Owner.body(Inner))
          follow(*Results, Owner);
  }

  ObjectWork &Out;
  FunctionTable &Functions;
  llvm::SmallVector<const CallFact *, 4> Calls;
  llvm::DenseSet<const FunctionDecl *> Entered;
};

class WorkFinder {
public:
  explicit WorkFinder(FunctionTable &Functions) : Functions(Functions) {}
  std::vector<ObjectWork> Found;

  void method(const FunctionAnalysis &Owner) {
    const auto *Method = dyn_cast<CXXMethodDecl>(Owner.Function);
    if (!Method || !Method->isInstance() || Owner.Bodies.empty())
      return;
    const BodyResults &Body = Owner.Bodies.front();
    const SourceManager &Sources =
        Functions.contracts().context().getSourceManager();
    Body.Facts->each<SpawnFact>([&](const SpawnFact &Spawn) {
      ObjectWork Work;
      Work.Class = Method->getParent();
      Work.Method = Method;
      Work.Spawn = &Spawn;
      Work.Started = Spawn.Location;
      Work.AmongMembers =
          isa<CXXConstructorDecl>(Method) &&
          Sources.isBeforeInTranslationUnit(Spawn.Location,
                                            Method->getBody()->getBeginLoc());
      Work.Handle = Spawn.Handle.ownMember();
      Body.Facts->each<MoveFact>([&](const MoveFact &Move) {
        if (Move.From == Spawn.Handle)
          Work.Handle = Move.To.ownMember();
      });
      for (const TaskState &State : Body.Tasks.atExit())
        if (State.Spawn == &Spawn && State.is(TaskLive) &&
            !State.is(TaskUnknown)) {
          Work.Detached |= State.is(TaskDetached);
          Work.RunsOn |= !State.is(TaskDetached);
        }
      Work.EndWaits = endWaits(Spawn);
      for (const CallableUse &Use : Spawn.Callables)
        callable(Use, &Spawn.Invocation, &Body, &Owner, Work);
      Found.push_back(std::move(Work));
    });
  }

  void initializer(const FieldDecl *Field) {
    const auto *Class = dyn_cast<CXXRecordDecl>(Field->getParent());
    std::vector<CallableUse> Started =
        startedByInitializer(Field, Functions.contracts());
    if (!Class || Started.size() != 1)
      return;
    for (const CXXConstructorDecl *Constructor : Class->ctors())
      for (const CXXCtorInitializer *Init : Constructor->inits())
        if (Init->getAnyMember() == Field && Init->isWritten())
          return;
    ObjectWork Work;
    Work.Class = Class;
    Work.Handle = Field->getCanonicalDecl();
    Work.Started = Field->getLocation();
    Work.AmongMembers = Work.RunsOn = true;
    const TypeModel *Type = Functions.contracts().typeModel(Field->getType());
    Work.EndWaits = Type && Type->Handle &&
                    Type->Handle->OnDestroy == HandleModel::Joins;
    callable(Started.front(), nullptr, nullptr, nullptr, Work);
    Found.push_back(std::move(Work));
  }

private:
  static bool endWaits(const SpawnFact &Spawn) {
    const TypeModel *Type = Spawn.HandleType;
    if (Spawn.Boundary->Life == RunLife::Until)
      return llvm::any_of(
          Spawn.Boundary->Until,
          [](llvm::StringRef Name) { return Name.contains('~'); });
    return Type && Type->Handle &&
           Type->Handle->OnDestroy == HandleModel::Joins;
  }

  /// \p Rename: the call that starts a named function; null if it names the
  /// object as the class does.
  void callable(const CallableUse &Use, const CallFact *Rename,
                const BodyResults *Body, const FunctionAnalysis *Owner,
                ObjectWork &Work) {
    if (Use.Lambda && Body) {
      const ClosureFacts *Closure = Body->Facts->closure(Use.Lambda);
      if (!Closure)
        return;
      for (const FunctionFacts *Inner : Closure->Bodies)
        if (const BodyResults *Results = Owner->body(Inner))
          add(*Results, *Owner, nullptr, Work);
      return;
    }
    const FunctionDecl *Function =
        Use.Lambda ? Use.Lambda->getCallOperator() : Use.Function;
    const auto *Method = dyn_cast_or_null<CXXMethodDecl>(Function);
    if (Method && Method->isVirtual() && Rename && !Method->hasAttr<FinalAttr>() &&
        Rename->Receiver == AccessPath::thisObject()) {
      Work.FirstVirtualCalls.push_back(Rename);
      Work.VirtualCalls.push_back(Rename);
      return;
    }
    if (const FunctionAnalysis *Started = Functions.get(Function);
        Started && !Started->Bodies.empty())
      add(Started->Bodies.front(), *Started, Use.Lambda ? nullptr : Rename,
          Work);
  }

  void add(const BodyResults &Body, const FunctionAnalysis &Owner,
           const CallFact *Rename, ObjectWork &Work) {
    bool Late = false;
    eachReached(Body, Owner, Functions, [&](const ReachedFact &Reached) {
      if (!Late)
        Late = mayTakeLong(*Reached.F, Functions.contracts()) ||
               isInLoop(*Reached.F, *Reached.Body->Facts);
      const auto *Call = dyn_cast<CallFact>(Reached.F);
      if (Call && Call->Virtual && Call->Callee) {
        AccessPath Outer = Reached.inStart(Call->Receiver);
        if (Rename)
          Outer = Rename->substitute(Outer);
        if (Outer == AccessPath::thisObject())
          Work.VirtualCalls.push_back(Call);
      }
      eachPlace(*Reached.F, [&](const AccessPath &Path) {
        AccessPath Outer = Reached.inStart(Path);
        if (Rename)
          Outer = Rename->substitute(Outer);
        const auto *Access = dyn_cast<AccessFact>(Reached.F);
        Work.EndsObject |= Access && Access->isWrite() &&
                           Outer == AccessPath::thisObject();
        const FieldDecl *Member = Outer.ownMember();
        if (!Member)
          return;
        Work.Uses.insert({Member, Reached.F});
        if (Late && !Work.LateUse)
          Work.LateUse = Reached.F;
      });
    });
    FirstSteps Steps(Work, Functions);
    if (Rename)
      Steps.enter(Rename);
    Steps.follow(Body, Owner);
  }

  FunctionTable &Functions;
};

} // namespace

std::vector<ObjectWork>
findObjectWork(FunctionTable &Functions,
               llvm::ArrayRef<const RecordDecl *> Records) {
  WorkFinder Finder(Functions);
  std::vector<const FunctionAnalysis *> All;
  Functions.each([&](const FunctionAnalysis &Owner) { All.push_back(&Owner); });
  for (const FunctionAnalysis *Owner : All)
    Finder.method(*Owner);
  for (const RecordDecl *Record : Records)
    for (const FieldDecl *Field : Record->fields())
      if (Field->hasInClassInitializer())
        Finder.initializer(Field);
  return std::move(Finder.Found);
}

bool endsHandle(const FunctionAnalysis &Start, const FieldDecl *Member,
                FunctionTable &Functions, bool OrWaits) {
  if (Start.Bodies.empty())
    return true;
  const Contracts &Contract = Functions.contracts();
  const TypeModel *Type = Contract.typeModel(Member->getType());
  bool IsHandle = Type && Type->Handle;
  bool Found = false;
  eachReached(Start.Bodies.front(), Start, Functions,
              [&](const ReachedFact &Reached) {
    auto isMember = [&](const AccessPath &Path) {
      return Reached.inStart(Path).ownMember() == Member;
    };
    const Fact *F = Reached.F;
    Found |= OrWaits && waitsForThreads(*F, Contract);
    if (const auto *Use = dyn_cast<HandleFact>(F)) {
      Found |= isMember(Use->Handle);
    } else if (const auto *Move = dyn_cast<MoveFact>(F)) {
      Found |= isMember(Move->From) || isMember(Move->To);
    } else if (const auto *Access = dyn_cast<AccessFact>(F)) {
      // What a handle's own methods do is said by handle facts.
      bool Changes = Access->isWrite() || Access->MayWrite ||
                     Access->AccessMode == AccessFact::Address;
      Found |= Changes && !(IsHandle && Access->Via) && isMember(Access->Path);
    } else if (const auto *Call = dyn_cast<CallFact>(F)) {
      for (const ArgumentPaths &Argument : Call->Arguments)
        Found |= isMember(Argument.Place) || isMember(Argument.Target);
    }
  });
  return Found;
}

bool isJoinedByItsEnd(const ObjectWork &Work, FunctionTable &Functions) {
  if (!Work.EndWaits || !Work.RunsOn || Work.Handle->getType()->isPointerType())
    return false;
  const CXXRecordDecl *Class = Work.Class;
  for (const CXXMethodDecl *Method : Class->methods()) {
    if (Method->isImplicit() || Method->isDefaulted() || Method->isDeleted() ||
        Method->isPureVirtual() || Method == Work.Method)
      continue;
    const FunctionAnalysis *Analysis = Functions.get(Method);
    bool IsEnd = isa<CXXDestructorDecl>(Method);
    if (!Analysis && IsEnd)
      return false;
    if (Analysis && (IsEnd || !isa<CXXConstructorDecl>(Method)) &&
        endsHandle(*Analysis, Work.Handle, Functions, IsEnd))
      return false;
  }
  return true;
}

bool endsInDestructor(const CXXRecordDecl *Class, const FieldDecl *Member,
                      FunctionTable &Functions) {
  const CXXDestructorDecl *Destructor = Class->getDestructor();
  if (!Destructor || !Destructor->isUserProvided())
    return false;
  const FunctionAnalysis *Analysis = Functions.get(Destructor);
  return !Analysis || endsHandle(*Analysis, Member, Functions, /*OrWaits=*/true);
}

bool isEndedByDestructor(const ObjectWork &Work, FunctionTable &Functions) {
  const CXXDestructorDecl *Destructor = Work.Class->getDestructor();
  const FunctionAnalysis *End =
      Destructor && Destructor->isUserProvided() ? Functions.get(Destructor)
                                                 : nullptr;
  if (!End || !endsHandle(*End, Work.Handle, Functions, /*OrWaits=*/false))
    return false;
  for (const CXXMethodDecl *Method : Work.Class->methods()) {
    if (Method->isImplicit() || Method->isDefaulted() || Method->isDeleted() ||
        Method->isPureVirtual() || Method == Work.Method ||
        isa<CXXConstructorDecl, CXXDestructorDecl>(Method))
      continue;
    const FunctionAnalysis *Analysis = Functions.get(Method);
    if (!Analysis || endsHandle(*Analysis, Work.Handle, Functions, false))
      return false;
  }
  return true;
}

static bool isDerived(const CXXRecordDecl *Class, const CXXRecordDecl *Base) {
  return Class->hasDefinition() && Class != Base && Class->isDerivedFrom(Base);
}

const CXXMethodDecl *overrideOf(const CXXMethodDecl *Virtual,
                                const CXXRecordDecl *Base,
                                llvm::ArrayRef<const RecordDecl *> Records) {
  for (const RecordDecl *Record : Records) {
    const auto *Class = dyn_cast<CXXRecordDecl>(Record);
    if (!Class || !isDerived(Class, Base))
      continue;
    if (const CXXMethodDecl *Mine =
            Virtual->getCorrespondingMethodInClass(Class);
        Mine && isDerived(Mine->getParent(), Base))
      return Mine;
  }
  return nullptr;
}

static bool mayWaitIn(const FunctionAnalysis &Destructor,
                      FunctionTable &Functions) {
  const Contracts &Contract = Functions.contracts();
  const SourceManager &Sources = Contract.context().getSourceManager();
  bool Found = Destructor.Bodies.empty();
  if (Found)
    return true;
  eachReached(Destructor.Bodies.front(), Destructor, Functions,
              [&](const ReachedFact &Reached) {
    Found |= mayTakeLong(*Reached.F, Contract);
    const auto *Access = dyn_cast<AccessFact>(Reached.F);
    // Looking at what another thread changes, again and again.
    Found |= Access && (Access->Atomic || Access->Orders) &&
             !Access->isWrite() && isInLoop(*Access, *Reached.Body->Facts);
    const auto *Call = dyn_cast<CallFact>(Reached.F);
    if (!Call)
      return;
    bool Library = Call->Callee && Sources.isInSystemHeader(
                                       Call->Callee->getLocation());
    Found |= !Library && (Call->Virtual || !Functions.get(Call->Callee));
  });
  return Found;
}

bool mayWaitAtEnd(const CXXRecordDecl *Class, FunctionTable &Functions) {
  if (!Class || !Class->hasDefinition())
    return true;
  const SourceManager &Sources =
      Functions.contracts().context().getSourceManager();
  if (Sources.isInSystemHeader(Class->getLocation())) {
    // What an owner of the library owns.
    const TypeModel *Model = Functions.contracts().typeModel(Class);
    const auto *Owner = dyn_cast<ClassTemplateSpecializationDecl>(Class);
    if (!Model || !Model->Pointer || !Model->Pointer->Owning || !Owner ||
        Owner->getTemplateArgs().size() == 0 ||
        Owner->getTemplateArgs()[0].getKind() != TemplateArgument::Type)
      return false;
    const CXXRecordDecl *Owned =
        Owner->getTemplateArgs()[0].getAsType()->getAsCXXRecordDecl();
    return Owned && mayWaitAtEnd(Owned, Functions);
  }
  Class = Class->getDefinition();
  if (Class->hasTrivialDestructor())
    return false;
  const CXXDestructorDecl *Destructor = Class->getDestructor();
  if (Destructor && Destructor->isUserProvided()) {
    const FunctionAnalysis *Analysis = Functions.get(Destructor);
    if (!Analysis || mayWaitIn(*Analysis, Functions))
      return true;
  }
  for (const CXXBaseSpecifier &Base : Class->bases())
    if (mayWaitAtEnd(Base.getType()->getAsCXXRecordDecl(), Functions))
      return true;
  for (const FieldDecl *Field : Class->fields())
    if (const CXXRecordDecl *Part = Field->getType()->getAsCXXRecordDecl();
        Part && Part->getCanonicalDecl() != Class->getCanonicalDecl() &&
        mayWaitAtEnd(Part, Functions))
      return true;
  return false;
}

} // namespace sendsync
