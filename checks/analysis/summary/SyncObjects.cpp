#include "checks/analysis/summary/SyncObjects.h"
#include "checks/analysis/base/Origin.h"
#include "checks/analysis/summary/Reach.h"
#include "checks/analysis/summary/WaitEvents.h"

using namespace clang;

namespace sendsync {

bool isSyncObject(QualType Type, const Contracts &Contract) {
  const TypeModel *Model = Contract.typeModel(Type);
  return Model && (Model->Lock || Model->Orders) && !Model->Atomic &&
         !Model->Handle && !Model->Pointer;
}

//===----------------------------------------------------------------------===//
// Copies
//===----------------------------------------------------------------------===//

namespace {

/// Copying \p Type copies its bytes, as C does.
bool isPlain(QualType Type) {
  const auto *Class = Type->getAsCXXRecordDecl();
  return !Class || (Class->hasDefinition() && Class->isTriviallyCopyable());
}

/// The member of \p Record, or of a member of it, that orders threads.
const FieldDecl *syncMember(const RecordDecl *Record, const Contracts &Contract,
                            unsigned Depth = 0) {
  constexpr unsigned MaxNesting = 4;
  Record = Record ? Record->getDefinition() : nullptr;
  if (!Record || Depth > MaxNesting || Record->isUnion())
    return nullptr;
  for (const FieldDecl *Field : Record->fields()) {
    QualType Type = Field->getType();
    while (const auto *Array = Type->getAsArrayTypeUnsafe())
      Type = Array->getElementType();
    if (Type->isReferenceType())
      continue;
    if (isSyncObject(Type, Contract))
      return isPlain(Type) ? Field : nullptr;
    if (const FieldDecl *Inner =
            syncMember(Type->getAsRecordDecl(), Contract, Depth + 1))
      return Inner;
  }
  return nullptr;
}

class CopySearch {
public:
  CopySearch(const BodyResults &Body, const Contracts &Contract)
      : Body(Body), Contract(Contract) {}

  std::vector<SyncCopy> run() {
    bool IsC = !Contract.context().getLangOpts().CPlusPlus;
    for (const auto &Block : Body.Facts->Blocks)
      for (size_t I = 0; I != Block->Facts.size(); ++I) {
        const Fact *F = Block->Facts[I];
        if (const auto *Access = dyn_cast<AccessFact>(F)) {
          // In C, to read an object as a whole is to copy it.
          if (IsC && Access->AccessMode == AccessFact::Read && !Access->Atomic &&
              isAsDeclared(*Access))
            judge(*F, Access->Path);
        } else if (const auto *Call = dyn_cast<CallFact>(F)) {
          if (!IsC && copies(Call->Callee) && Call->Arguments.size() == 1)
            judge(*F, Call->Arguments.front().Place);
        }
      }
    return std::move(Found);
  }

private:
  bool isAsDeclared(const AccessFact &Access) const {
    QualType Declared = Access.Path.type();
    return !Declared.isNull() && !Access.Type.isNull() &&
           Contract.context().hasSameUnqualifiedType(Declared, Access.Type);
  }

  static bool copies(const FunctionDecl *Callee) {
    const auto *Method = dyn_cast_or_null<CXXMethodDecl>(Callee);
    if (!Method || Method->isUserProvided())
      return false;
    const auto *Made = dyn_cast<CXXConstructorDecl>(Method);
    return Made ? Made->isCopyOrMoveConstructor()
                : Method->isCopyAssignmentOperator() ||
                      Method->isMoveAssignmentOperator();
  }

  void judge(const Fact &F, const AccessPath &Source) {
    if (!Source.isKnown() || Source.rootKind() == RootKind::Fresh)
      return;
    QualType Type = Source.type();
    if (Type.isNull() || !isPlain(Type))
      return;
    SyncCopy Copy{&F, Source, nullptr};
    if (!isSyncObject(Type, Contract)) {
      Copy.Member = syncMember(Type->getAsRecordDecl(), Contract);
      if (!Copy.Member)
        return;
    }
    if (isInUse(Source) && !isInitializedAgain(Copy) &&
        !(Copy.Member && acquires(*Body.Facts, Copy.Member)))
      Found.push_back(std::move(Copy));
  }

  /// Initialized here, or made elsewhere. A constant is a value to start with.
  bool isInUse(const AccessPath &Source) const {
    const VarDecl *Root = Source.rootVariable();
    if (Root && Root->hasGlobalStorage())
      return !Root->getType().isConstQualified();
    if (!Source.isLocalStorage())
      return true;
    if (isa<ParmVarDecl>(Root))
      return true;
    bool Used = false;
    eachSyncPlace([&](const AccessPath &Place) {
      Used |= Place.startsWith(Source);
    });
    return Used;
  }

  /// Another object's member of this name is initialized here, or code that is
  /// not visible gets such an object.
  bool isInitializedAgain(const SyncCopy &Copy) const {
    bool Again = false;
    Body.Facts->each<InitFact>([&](const InitFact &Init) {
      Again |= !Init.Object.startsWith(Copy.Source) &&
               (!Copy.Member || Init.Object.lastField() == Copy.Member);
    });
    Body.Facts->each<CallFact>([&](const CallFact &Call) {
      const FunctionDecl *Callee = Call.Callee;
      if (Callee && (Callee->hasBody() || copies(Callee)))
        return;
      for (const ArgumentPaths &Argument : Call.Arguments)
        for (const AccessPath &Given : {Argument.Target})
          Again |= Given.isKnown() && Given != Copy.Source &&
                   mayHold(Given, Copy);
    });
    return Again;
  }

  /// A lock in a copy is acquired: that it keeps nobody out is said there.
  static bool acquires(const FunctionFacts &Facts, const FieldDecl *Member) {
    bool Found = false;
    Facts.each<LockFact>([&](const LockFact &Lock) {
      const AccessPath &Path = Lock.Lock.lock();
      Found |= Path.lastField() == Member && (Path.isLocalStorage() ||
                                   Path.rootKind() == RootKind::Capture);
    });
    for (const ClosureFacts &Closure : Facts.Closures)
      for (const FunctionFacts *Inner : Closure.Bodies)
        Found |= acquires(*Inner, Member);
    return Found;
  }

  bool mayHold(const AccessPath &Given, const SyncCopy &Copy) const {
    QualType Of = Copy.Source.type(), Type = Given.type();
    return !Type.isNull() && Type->getAsRecordDecl() &&
           Contract.context().hasSameUnqualifiedType(Of, Type);
  }

  template <typename Visitor> void eachSyncPlace(Visitor Visit) const {
    for (const auto &Block : Body.Facts->Blocks)
      for (const Fact *F : Block->Facts) {
        if (const auto *Init = dyn_cast<InitFact>(F))
          Visit(Init->Object);
        else if (const auto *Lock = dyn_cast<LockFact>(F))
          Visit(Lock->Lock.lock());
        else if (const auto *Condition = dyn_cast<ConditionFact>(F))
          Visit(Condition->Condition);
        else if (const auto *Call = dyn_cast<CallFact>(F);
                 Call && Call->Callee && isInSystemHeader(Call->Callee))
          for (const ArgumentPaths &Argument : Call->Arguments)
            if (Argument.Target.isKnown() && !Argument.Target.type().isNull() &&
                isSyncObject(Argument.Target.type(), Contract))
              Visit(Argument.Target);
      }
  }

  const BodyResults &Body;
  const Contracts &Contract;
  std::vector<SyncCopy> Found;
};

//===----------------------------------------------------------------------===//
// Ends
//===----------------------------------------------------------------------===//

class FreeSearch {
public:
  FreeSearch(const BodyResults &Body, FunctionTable &Functions)
      : Body(Body), Functions(Functions) {}

  std::vector<FreedWhileHeld> run() {
    if (!Body.Locks || !Body.Locks->solved())
      return {};
    for (const auto &Block : Body.Facts->Blocks)
      for (const Fact *F : Block->Facts) {
        const Lockset *Held = Body.Locks->at(*F);
        if (!Held || Held->locks().empty())
          continue;
        if (const auto *Access = dyn_cast<AccessFact>(F))
          access(*Access, *Held);
        else if (const auto *Call = dyn_cast<CallFact>(F))
          call(*Call, *Held);
      }
    return std::move(Found);
  }

private:
  /// The lock in \p Object that is held.
  std::optional<FreedWhileHeld> heldIn(const AccessPath &Object,
                                       const Lockset &Held) const {
    for (const auto &[Lock, How] : Held.locks()) {
      if (!How.Must || !How.Since || Lock.isRole() || Lock.lock().mayVary() ||
          Lock.lock().steps().size() <= Object.steps().size() ||
          !Lock.lock().startsWith(Object) || isDestroyed(Lock))
        continue;
      // A pointer on the way leads out of the object.
      bool Inside = true;
      for (const PathStep &Step :
           Lock.lock().steps().drop_front(Object.steps().size()))
        Inside &= Step.StepKind == PathStep::Field ||
                  Step.StepKind == PathStep::Element;
      if (!Inside)
        continue;
      FreedWhileHeld Freed;
      Freed.Lock = Lock;
      Freed.Since = How.Since;
      return Freed;
    }
    return std::nullopt;
  }

  /// A call that destroys the lock is reported as such.
  bool isDestroyed(const Capability &Lock) const {
    bool Destroyed = false;
    Body.Facts->each<LockFact>([&](const LockFact &Operation) {
      Destroyed |= Operation.Op == LockOp::Destroy && Operation.Lock == Lock;
    });
    return Destroyed;
  }

  void access(const AccessFact &Access, const Lockset &Held) {
    bool Owner = false, Shared = false;
    if (!Access.Ends) {
      // An owner lets its object go.
      const auto *Method = dyn_cast_or_null<CXXMethodDecl>(Access.Via);
      if (!Access.isWrite() || !Method)
        return;
      const TypeModel *Model =
          Functions.contracts().typeModel(Method->getParent());
      if (!Model || !Model->Pointer || !Model->Pointer->Owning)
        return;
      Owner = true;
      Shared = Model->Pointer->Shared;
    }
    AccessPath Object = Owner ? Access.Path.deref() : Access.Path;
    if (Shared && isCopied(Access.Path))
      return;
    if (auto Freed = heldIn(Object, Held)) {
      Freed->At = &Access;
      Freed->Shared = Shared;
      Found.push_back(std::move(*Freed));
    }
  }

  /// Another owner of the object is made here.
  bool isCopied(const AccessPath &Owner) const {
    bool Copied = false;
    Body.Facts->each<CallFact>([&](const CallFact &Call) {
      const auto *Made = dyn_cast_or_null<CXXConstructorDecl>(Call.Callee);
      Copied |= Made && Call.Arguments.size() == 1 &&
                Call.Arguments.front().Place == Owner;
    });
    return Copied;
  }

  void call(const CallFact &Call, const Lockset &Held) {
    if (!Call.Callee || Call.Virtual)
      return;
    const FunctionAnalysis *Callee = Functions.get(Call.Callee);
    if (!Callee || Callee->Bodies.empty())
      return;
    bool Done = false;
    eachReached(Callee->Bodies.front(), *Callee, Functions,
                [&](const ReachedFact &Reached) {
      const auto *Access = dyn_cast<AccessFact>(Reached.F);
      if (Done || !Access || !Access->Ends)
        return;
      AccessPath Object = Call.substitute(Reached.inStart(Access->Path));
      if (!Object.isKnown())
        return;
      auto Freed = heldIn(Object, Held);
      const Lockset *Inside = Reached.Body->Locks->at(*Access);
      // It releases what the caller holds.
      if (!Freed || !Inside || releases(*Callee, Call, Freed->Lock))
        return;
      Freed->At = &Call;
      Freed->Through = Call.Callee;
      Freed->Inner = Access;
      Found.push_back(std::move(*Freed));
      Done = true;
    });
  }

  bool releases(const FunctionAnalysis &Callee, const CallFact &Call,
                const Capability &Lock) const {
    bool Releases = false;
    eachReached(Callee.Bodies.front(), Callee, Functions,
                [&](const ReachedFact &Reached) {
      const auto *Operation = dyn_cast<LockFact>(Reached.F);
      Releases |= isa<GuardFact>(Reached.F) ||
                  (Operation && Operation->Op == LockOp::Release);
    });
    return Releases;
  }

  const BodyResults &Body;
  FunctionTable &Functions;
  std::vector<FreedWhileHeld> Found;
};

} // namespace

std::vector<SyncCopy> findSyncCopies(const BodyResults &Body,
                                     const Contracts &Contract) {
  return CopySearch(Body, Contract).run();
}

std::vector<FreedWhileHeld> findFreedWhileHeld(const BodyResults &Body,
                                               FunctionTable &Functions) {
  return FreeSearch(Body, Functions).run();
}

//===----------------------------------------------------------------------===//
// Work that outlives them
//===----------------------------------------------------------------------===//

/// Something in the body, or in what it calls, waits, or may do so unseen.
static bool mayWait(const BodyResults &Body, const FunctionAnalysis &Owner,
                    FunctionTable &Functions, const SpawnFact &Spawn,
                    const VarDecl *Variable) {
  bool Found = false;
  const Contracts &Contract = Functions.contracts();
  eachReached(Body, Owner, Functions, [&](const ReachedFact &Reached) {
    const Fact *F = Reached.F;
    Found |= waitsForThreads(*F, Contract);
    if (const auto *Access = dyn_cast<AccessFact>(F)) {
      bool Looks = (Access->Atomic || Access->Orders) && !Access->isWrite();
      Found |= Looks && !Access->Path.isThreadLocal();
      // The address goes somewhere else as well.
      Found |= Access->AccessMode == AccessFact::Address &&
               Access->Path.rootVariable() == Variable && !Access->ForLock &&
               Reached.Calls.empty() && Access->Location != Spawn.Location &&
               !Spawn.Range.fullyContains(Access->Range);
      return;
    }
    const auto *Call = dyn_cast<CallFact>(F);
    if (!Call || !Call->Callee || Functions.get(Call->Callee))
      return;
    auto isGiven = [&](const AccessPath &Path) {
      AccessPath Mine = Reached.inStart(Path);
      return Mine.isKnown() && (Mine.rootVariable() == Variable ||
                                Mine.anyElement() == Spawn.Handle.anyElement());
    };
    bool Library = isInSystemHeader(Call->Callee);
    Found |= !Library && isGiven(Call->Receiver);
    for (const ArgumentPaths &Argument : Call->Arguments)
      Found |= !Library && (isGiven(Argument.Place) || isGiven(Argument.Target));
  });
  return Found;
}

std::vector<OutlivedSync> findOutlivedSync(const BodyResults &Body,
                                           const FunctionAnalysis &Owner,
                                           FunctionTable &Functions) {
  std::vector<OutlivedSync> Found;
  llvm::DenseSet<const VarDecl *> Seen;
  for (const TaskState &State : Body.Tasks.atExit()) {
    if (!State.outlivesBody())
      continue;
    for (const Crossing &Crosses : State.Spawn->Crossings) {
      const VarDecl *Variable = Crosses.Refers.rootVariable();
      if (!Variable || !Crosses.Refers.isLocalStorage() ||
          !Crosses.Refers.steps().empty() ||
          Variable->getParentFunctionOrMethod() != Body.Facts->Function ||
          !isSyncObject(Variable->getType(), Functions.contracts()) ||
          mayWait(Body, Owner, Functions, *State.Spawn, Variable))
        continue;
      if (Seen.insert(Variable).second)
        Found.push_back({State.Spawn, &Crosses, Variable});
    }
  }
  return Found;
}

} // namespace sendsync
