#include "checks/analysis/summary/Summarizer.h"
#include "checks/analysis/base/Origin.h"
#include "checks/analysis/facts/MemoryOrders.h"
#include "checks/analysis/locks/GuardRequirements.h"
#include "checks/analysis/summary/BorrowedVariables.h"
#include "checks/analysis/summary/CallResults.h"
#include "checks/analysis/summary/CallTargets.h"
#include "checks/analysis/summary/Destruction.h"
#include "checks/analysis/summary/GlobalInits.h"
#include "checks/analysis/summary/LockRecorder.h"
#include "checks/analysis/summary/ModelledCalls.h"
#include "checks/analysis/summary/OrderingTypes.h"
#include "checks/analysis/summary/PassedNames.h"
#include "checks/analysis/summary/StateTests.h"
#include "checks/analysis/summary/SymbolNames.h"
#include "checks/analysis/summary/Variants.h"

using namespace clang;

namespace sendsync {

namespace {

/// Writes the summary of one body.
class BodySummarizer {
public:
  BodySummarizer(const BodyResults &Body, const FunctionAnalysis &Owner,
                 FunctionTable &Functions, const CallerContexts &Callers,
                 Classifier &Types, const LockKinds &Kinds,
                 const SourceManager &Sources, SymbolNames &Names)
      : Body(Body), Owner(Owner), Functions(Functions),
        Contract(Functions.contracts()), Callers(Callers), Types(Types),
        Sources(Sources), Names(Names), Tests(Body, Contract, Names),
        Borrowed(Owner), Passed(*Body.Facts, Contract, Names),
        Locks(Body, Owner, Functions, Kinds, Names, Out) {
    Out.Function = Names.body(*Body.Facts);
    Names.enter(Out.Function);
    Out.File = Names.file(Owner.Function->getLocation());
    Out.Closure = Body.Facts->Parent || Body.Facts->Region;
    describe(*Owner.Function);
    if (!Out.Closure)
      FromCallers = heldByCallers(Callers.of(Owner.Function));
    Body.Facts->each<SpawnFact>([&](const SpawnFact &Spawn) {
      if (Body.Locks->at(Spawn))
        SpawnIndex.try_emplace(&Spawn, SpawnIndex.size());
    });
  }

  FunctionSummary take() {
    llvm::DenseMap<const FactBlock *, uint32_t> Number;
    for (const auto &Block : Body.Facts->Blocks)
      Number.try_emplace(Block.get(), Number.size());
    Out.Blocks.resize(Number.size());
    for (const auto &Block : Body.Facts->Blocks) {
      Current = &Out.Blocks[Number[Block.get()]];
      for (const FactBlock *Next : Block->Successors)
        if (Next)
          Current->Successors.push_back(Number[Next]);
      for (const TestEvent &Test : Tests.before(*Block)) {
        Current->Events.push_back(
            {EventKind::Test, uint32_t(Out.Tests.size())});
        Out.Tests.push_back(Test);
      }
      for (const Fact *F : Block->Facts)
        add(*F);
      if (Block.get() == Body.Facts->Exit && Out.Destructor && !Out.Closure)
        addEnd(endOfBases(
                   cast<CXXMethodDecl>(Owner.Function)->getParent(),
                   AccessPath::thisObject(), Contract),
               atEnd());
    }
    Locks.describe(Callers);
    // When all calls have their numbers.
    CallResults Results(*Body.Facts, CallIndex);
    for (const auto &Block : Body.Facts->Blocks)
      Results.describe(*Block, Number, Out.Blocks[Number[Block.get()]]);
    bool IsSplit = splitVariants(Out, *Body.Facts, Number, Sources, Names);
    // The entry comes first.
    if (IsSplit)
      return std::move(Out);
    if (uint32_t Entry = Number.lookup(Body.Facts->Entry))
      moveToFront(Entry);
    return std::move(Out);
  }

private:
  void moveToFront(uint32_t Entry) {
    std::swap(Out.Blocks[0], Out.Blocks[Entry]);
    auto renumber = [&](uint32_t &Block) {
      if (Block == 0)
        Block = Entry;
      else if (Block == Entry)
        Block = 0;
    };
    for (SummaryBlock &Block : Out.Blocks) {
      llvm::for_each(Block.Successors, renumber);
      for (ResultTest &Test : Block.Results)
        renumber(Test.Successor);
    }
  }

  void describe(const FunctionDecl &Function) {
    Out.Public = !isInternal(&Function);
    const auto *Method = dyn_cast<CXXMethodDecl>(&Function);
    if (!Method)
      return;
    Out.Class = Names.record(Method->getParent());
    if (!Out.Closure && !isa<CXXDestructorDecl>(Method))
      Opens.overridden(*Method);
    Out.Constructor = isa<CXXConstructorDecl>(Method);
    Out.Destructor = isa<CXXDestructorDecl>(Method);
    Out.Const = Method->isConst();
  }

  HeldNames heldByCallers(const CallerContext &Context) {
    HeldNames Result;
    for (const auto &[Lock, Mode] : Context.Locks)
      Result.Locks.push_back({Names.path(Lock), Names.type(Lock.type()),
                              Mode == LockMode::Shared});
    return Result;
  }

  HeldNames heldAt(const Lockset &Held) {
    HeldNames Result = FromCallers;
    Result.Unknown |= Held.hasUnknown();
    for (const auto &[Lock, How] : Held.locks()) {
      HeldName Mine;
      Mine.Shared = How.Mode == LockMode::Shared && !How.ModeUnclear;
      Mine.Maybe = !How.Must && !How.Undecided;
      if (Lock.isRole()) {
        if (Lock.isEvery())
          Result.Unknown = true;
        Mine.Lock = SymbolPath(SymbolRoot::Global, Names.text(Lock.str()));
      } else {
        Mine.Lock = Names.path(Lock.lock());
        Mine.Type = Names.type(Lock.lock().type());
      }
      Result.Locks.push_back(std::move(Mine));
    }
    return Result;
  }

  template <typename States>
  EventBase event(SourceLocation At, HeldNames Held, const States &Tasks) {
    EventBase New;
    New.At = Names.site(At);
    New.Held = std::move(Held);
    for (const TaskState &State : Tasks) {
      auto Index = SpawnIndex.find(State.Spawn);
      if (Index != SpawnIndex.end() && isRunning(State))
        New.Live.push_back(Index->second);
    }
    return New;
  }

  EventBase at(const Fact &F) {
    const Lockset *Held = Body.Locks->at(F);
    return event(F.Location, Held ? heldAt(*Held) : HeldNames(),
                 Body.Tasks.at(F));
  }

  /// After all that is written in the body.
  EventBase atEnd() {
    return event(Owner.Function->getEndLoc(), FromCallers, Body.Tasks.atExit());
  }

  template <typename Event>
  Event &emit(EventKind Kind, std::vector<Event> &To, EventBase Where) {
    Event &New = To.emplace_back();
    static_cast<EventBase &>(New) = std::move(Where);
    Current->Events.push_back({Kind, uint32_t(To.size() - 1)});
    return New;
  }
  template <typename Event>
  Event &emit(EventKind Kind, std::vector<Event> &To, const Fact &F) {
    return emit(Kind, To, at(F));
  }

  static bool isRunning(const TaskState &State) {
    return State.is(TaskLive) && !State.is(TaskUnknown);
  }

  void add(const Fact &F) {
    if (!Body.Locks->at(F))
      return; // unreachable
    switch (F.Kind) {
    case FactKind::Access:
      return addAccess(cast<AccessFact>(F));
    case FactKind::Call:
      return addCall(cast<CallFact>(F));
    case FactKind::Spawn:
      return addSpawn(cast<SpawnFact>(F));
    case FactKind::Handle:
      return addHandle(cast<HandleFact>(F));
    case FactKind::Destroy:
      return addDestroy(cast<DestroyFact>(F));
    case FactKind::Lock: {
      const auto &Lock = cast<LockFact>(F);
      addLockEvents(F);
      if (Lock.Op == LockOp::Acquire || Lock.Op == LockOp::TryAcquire)
        addLock(F, Lock.Lock);
      return;
    }
    case FactKind::Guard: {
      const auto &Guard = cast<GuardFact>(F);
      addLockEvents(F);
      if (Guard.GuardVerb != GuardFact::Release &&
          Guard.GuardVerb != GuardFact::Forget)
        for (const Capability &Lock : Guard.Locks)
          addLock(F, Lock);
      return;
    }
    case FactKind::Condition: {
      const auto &Condition = cast<ConditionFact>(F);
      bool Waits = Condition.ConditionVerb == ConditionFact::Wait;
      addOperation(F, Condition.Condition);
      sync(F, Condition.Condition, Waits, !Waits);
      return;
    }
    case FactKind::Move: {
      const auto &Move = cast<MoveFact>(F);
      const TypeModel *Type = Contract.typeModel(Move.Type);
      if (Type && Type->Handle && !Move.Returned)
        writeHandle(F, Move.To);
      return;
    }
    case FactKind::Init:
      return addInit(cast<InitFact>(F));
    case FactKind::Bind:
      return addBind(cast<BindFact>(F));
    case FactKind::Borrow:
    case FactKind::Suspend:
    case FactKind::Return:
    case FactKind::Catch:
    case FactKind::Flag:
      return;
    }
  }

  /// Without a name for the cell nobody else can follow it.
  void addBind(const BindFact &Bind) {
    SymbolPath Cell = Passed.name(Bind.Cell);
    if (!Cell.isKnown())
      return;
    BindEvent &New = emit(EventKind::Bind, Out.Binds,
                          event(Bind.Location, {}, std::vector<TaskState>()));
    New.Cell = std::move(Cell);
    New.Referent = Passed.name(Bind.Referent);
  }

  /// A handle gets its value when the work may run already.
  AccessEvent *writeHandle(const Fact &F, const AccessPath &Handle) {
    const ValueDecl *Last = Handle.lastDeclaration();
    return Last && !Contract.hasAnnotation(Last, "race_ok")
               ? touch(at(F), Handle, /*Write=*/true)
               : nullptr;
  }

  void addHandle(const HandleFact &Use) {
    if (Use.HandleVerb != HandleFact::Join)
      return;
    emit(EventKind::Join, Out.Joins, Use).Handle =
        Names.path(Use.Handle.anyElement());
    // Or for whoever keeps the promise.
    const TypeModel *Type = Contract.typeModel(Use.Handle.type());
    if (Type && Type->Paired)
      sync(Use, AccessPath(), true, false);
  }

  void addLockEvents(const Fact &F) {
    for (LockEvent &Event : Locks.events(F))
      emitLock(F, std::move(Event));
  }
  LockEvent &emitLock(const Fact &F, LockEvent Event) {
    static_cast<EventBase &>(Event) = at(F);
    if (!Event.Releases)
      Event.Holds = Locks.holds(F);
    Current->Events.push_back({EventKind::Lock, uint32_t(Out.Locks.size())});
    return Out.Locks.emplace_back(std::move(Event));
  }

  void addLock(const Fact &F, const Capability &Lock) {
    addOperation(F, Lock.lock());
    // It will be released after what comes now.
    sync(F, Lock.lock(), true, true).IsLock = true;
  }

  /// An access that is not made by an expression for it. Null if nobody else has a
  /// name for the place.
  AccessEvent *touch(EventBase Where, const AccessPath &Path, bool Write,
                     bool Atomic = false) {
    SymbolPath Name = Names.path(Path);
    if (!Name.isKnown() || !isReachable(Path))
      return nullptr;
    AccessEvent &New =
        emit(EventKind::Access, Out.Accesses, std::move(Where));
    New.Path = std::move(Name);
    describe(New, Path);
    New.Write = Write;
    New.Atomic = Atomic;
    return &New;
  }

  void describe(AccessEvent &Access, const AccessPath &Path) {
    const ValueDecl *Data = Path.lastDeclaration();
    if (Data)
      Access.Declared = Names.site(Data->getLocation());
    Access.Shown = Names.text(Data ? Path.str() : "*this");
    Access.Data = Data ? Names.data(Data) : Access.Shown;
  }

  /// An operation on an object that orders threads: it has to be there.
  void addOperation(const Fact &F, const AccessPath &Object) {
    if (!Object.isKnown() || !Object.lastDeclaration())
      return;
    // Another one right before it says the same.
    if (!Current->Events.empty()) {
      EventRef Last = Current->Events.back();
      if (Last.Kind == EventKind::Sync && Current->Events.size() > 1 &&
          Out.Syncs[Last.Index].Object == Names.path(Object))
        return;
    }
    if (AccessEvent *New =
            touch(at(F), Object, /*Write=*/true, /*Atomic=*/true))
      New->Operation = true;
  }

  void addInit(const InitFact &Init) {
    if (AccessEvent *New = touch(at(Init), Init.Object, /*Write=*/true))
      New->Begins = true;
  }

  /// A pseudo-member of the object.
  void touchDispatch(EventBase Where, const AccessPath &Object, bool Write) {
    if (AccessEvent *New = touch(std::move(Where), Object, Write)) {
      New->Path.add({SymbolStep::Field, -1, Names.text("dispatch"), std::nullopt});
      New->Dispatch = true;
      New->Ends = Write;
    }
  }

  void addEnd(llvm::ArrayRef<EndStep> Steps, const EventBase &Where) {
    for (const EndStep &Step : Steps)
      switch (Step.StepKind) {
      case EndStep::Runs: {
        CallEvent &New = emit(EventKind::Call, Out.Calls, Where);
        New.Callee = Names.function(Step.Destructor);
        New.Receiver = Passed.name(Step.Object);
        New.Ends = true;
        break;
      }
      case EndStep::LosesClass:
        touchDispatch(Where, Step.Object, /*Write=*/true);
        break;
      case EndStep::Waits:
        emit(EventKind::Join, Out.Joins, Where).Handle =
            Names.path(Step.Object.anyElement());
        break;
      }
  }

  /// `delete`, or a function that frees.
  void addEnd(const AccessFact &Access) {
    EventBase Where = at(Access);
    if (!Access.Type.isNull() && Access.Type->isRecordType() &&
        !Contract.typeModel(Access.Type)) {
      const CXXRecordDecl *Class = endedClass(Access, *Body.Facts);
      // It may wait for whoever uses the object.
      if (!Class || !isEndVisible(Class, Contract)) {
        emit(EventKind::Call, Out.Calls, Where).Receiver = Passed.name(Access.Path);
        return;
      }
      addEnd(endOf(Class, Access.Path, Contract), Where);
    }
    addDataAccess(Access);
  }

  SyncEvent &sync(const Fact &F, const AccessPath &Object, bool Acquire,
                  bool Release) {
    SyncEvent &Sync = emit(EventKind::Sync, Out.Syncs, F);
    Sync.Object = Names.path(Object);
    Sync.Acquire = Acquire;
    Sync.Release = Release;
    return Sync;
  }

  /// A method that is not looked into, of a class that has something in it that
  /// orders threads.
  bool mayOrderUnseen(const AccessFact &Access) const {
    return Access.Via && !Access.Orders && !Functions.get(Access.Via) &&
           mayOrder(Access.Path.type(), Contract);
  }

  void addAccess(const AccessFact &Access) {
    if (Access.AccessMode == AccessFact::Address)
      return;
    Opens.set(Access);
    if (Access.Ends)
      return addEnd(Access);
    bool Orders = Access.Orders || Access.Atomic || mayOrderUnseen(Access);
    // Its own access is part of what an operation releases.
    if (!Orders || Access.Atomic)
      addDataAccess(Access);
    if (Orders)
      addOrdering(Access);
  }

  void addDataAccess(const AccessFact &Access) {
    if (!isDefinite(Access) || !isShared(Access))
      return;
    SymbolPath Path = Names.path(Access.Path);
    if (!Path.isKnown())
      return;
    AccessEvent &New = emit(EventKind::Access, Out.Accesses, Access);
    New.Path = std::move(Path);
    describe(New, Access.Path);
    New.Write = Access.isWrite();
    New.Atomic = Access.Atomic;
    New.Ends = Access.Ends;
    New.Constant = Access.Constant;
    New.InTurn = Access.TeamRunner != AccessFact::Each;
    const auto *Field = dyn_cast<FieldDecl>(Access.Path.lastDeclaration());
    New.BitField = Field && Field->isBitField();
    New.SharedPointee = isBehindSharedOwner(Access.Path);
    New.OnlyContainer = Access.Via && !Access.isWrite();
    QualType Type = Access.Path.type();
    New.IsPointer = !Type.isNull() && Type->isPointerType();
    QualType As = Access.Type.isNull() ? Type : Access.Type;
    New.Scalar = !As.isNull() && As->isScalarType();
  }

  /// Some dereference on the way is one of a shared owner.
  bool isBehindSharedOwner(AccessPath Path) const {
    while (!Path.steps().empty()) {
      bool Deref = Path.steps().back().StepKind == PathStep::Deref;
      Path = Path.parent();
      QualType Type = Path.type();
      const TypeModel *Model =
          Deref && !Type.isNull() ? Contract.typeModel(Type) : nullptr;
      if (Model && Model->Pointer && Model->Pointer->Owning &&
          Model->Pointer->Shared)
        return true;
    }
    return false;
  }

  /// An operation on an object that orders threads. What a model says of the
  /// method counts; else a write may be both halves.
  void addOrdering(const AccessFact &Access) {
    const FunctionModel *Model =
        Access.Via ? Contract.functionModel(Access.Via) : nullptr;
    const TypeModel *Type = Contract.typeModel(Access.Path.type());
    bool Gives = Access.Via && Type &&
                 Type->Gives.contains(Access.Via->getNameAsString());
    bool Acquire = !Gives, Release = Access.isWrite() || Access.MayWrite;
    if (Model && (Model->Releases || Model->Acquires)) {
      Acquire = Model->Acquires.has_value();
      Release = Model->Releases.has_value();
    }
    Acquire &= Access.Ordering.Acquires;
    Release &= Access.Ordering.Releases;
    if (!Acquire && !Release)
      return;
    bool Paired = Type && Type->Paired;
    sync(Access, Paired ? AccessPath() : Access.Path, Acquire, Release);
  }

  /// It is certain to touch the memory. The write of `++n` stands for its read.
  static bool isDefinite(const AccessFact &Access) {
    return !Access.Indirect && !Access.Updates &&
           (Access.AccessMode != AccessFact::Pass || !Access.MayWrite);
  }

  /// Others may reach it, and nothing says how it is protected.
  bool isShared(const AccessFact &Access) {
    const AccessPath &Path = Access.Path;
    if (!isReachable(Path) || !Path.lastDeclaration())
      return false;
    QualType Type = Path.type();
    if (!Type.isNull()) {
      if (!Access.isWrite() && Type.isConstQualified())
        return false;
      const TypeModel *Model =
          Access.Atomic || Access.Ends ? nullptr : Contract.typeModel(Type);
      if (Model && (Model->Atomic || Model->Orders || Model->Lock))
        return false;
      if (Type->isRecordType() && Access.Via && !Access.Atomic &&
          isSyncMut(Type))
        return false;
    }
    return !Contract.hasAnnotation(Path.lastDeclaration(), "race_ok") &&
           requirementsOf(Access, Contract).empty();
  }

  /// Others may have a name for the place.
  bool isReachable(const AccessPath &Path) {
    if (!Path.isKnown() || !Body.Facts->isAsPassed(Path))
      return false;
    const VarDecl *Root = Path.rootVariable();
    if (Root && Body.Facts->isOwnOfThread(Root))
      return false;
    // What the variables of a thread point to is not looked at. Before anything
    // can have its address, a variable of one thread is nobody else's.
    bool IsOwn = Path.isLocalStorage() || Path.isThreadLocal();
    if (Path.isThreadLocal() &&
        llvm::any_of(Path.steps(), [](const PathStep &Step) {
          return Step.StepKind == PathStep::Deref;
        }))
      return false;
    return !IsOwn || !Root || Borrowed.contains(Root);
  }

  bool isSyncMut(QualType Type) {
    return Types.verdict(Type.getUnqualifiedType(), Trait::SyncMut).isYes();
  }

  void addCall(const CallFact &Call) {
    const FunctionModel *Model =
        Call.Callee ? Contract.functionModel(Call.Callee) : nullptr;
    if (Call.Virtual)
      touchDispatch(at(Call), Call.Receiver, /*Write=*/false);
    for (const CallableUse &Use : Call.Callables)
      if (Use.Where == Placement::InPlace)
        addInPlace(Call, Use, heldMeanwhile(Model, Call));
    if (Model) {
      // Who comes to a `call_once` later comes after what ran in it.
      if (const AccessPath *Object = heldMeanwhile(Model, Call))
        sync(Call, *Object, true, true);
      else if (Model->Fence)
        addFence(Call);
      else if (Model->Releases || Model->Acquires) {
        auto half = [&](const std::optional<ObjectExpr> &Of, bool Acquire) {
          if (!Of || Of->BaseKind == ObjectExpr::This)
            return;
          addOperation(Call, objectOf(*Of, Call));
          sync(Call, objectOf(*Of, Call), Acquire, !Acquire);
        };
        half(Model->Releases, false);
        half(Model->Acquires, true);
      } else if (Model->Orders) {
        AccessPath Object =
            Call.Arguments.empty() ? AccessPath() : Call.Arguments[0].Target;
        addOperation(Call, Object);
        sync(Call, Object, true, true);
      }
      addEffects(*Model, Call);
      return;
    }
    if (Call.Callee && isInSystemHeader(Call.Callee))
      return;
    CallIndex[Call.Site] = Out.Calls.size();
    CallEvent &New = emitCall(Call);
    Opens.name(Call, New);
    New.Receiver =
        Passed.name(Call.Made.isKnown() ? Call.Made : Call.Receiver);
    New.Arguments = Passed.arguments(Call.Arguments);
    New.ReceiverIsCopy = Call.ReceiverIsCopy;
    New.Fresh = freshIn(Call);
    New.Unseen = Call.Callee && !Functions.get(Call.Callee) &&
                 Contract.lockEffects(Call.Callee).empty();
    New.Made = Names.path(Call.Made);
    const auto *Method = dyn_cast_or_null<CXXMethodDecl>(Call.Callee);
    New.SameNames = Method && Method->getParent()->isLambda();
  }

  CallEvent &emitCall(const CallFact &Call) {
    CallEvent &New = emit(EventKind::Call, Out.Calls, Call);
    New.Holds = Locks.holds(Call);
    if (!New.Holds.empty()) {
      New.Begin = Names.site(Call.Range.getBegin());
      New.Last = Names.site(Call.Range.getEnd());
    }
    return New;
  }

  void addFence(const CallFact &Call) {
    llvm::SmallVector<const Expr *, 1> Arguments;
    for (const ArgumentPaths &Argument : Call.Arguments)
      Arguments.push_back(Argument.Expr);
    MemoryOrdering Order = orderingOf(Arguments, Contract, /*Fence=*/true);
    if (Order.Acquires || Order.Releases)
      sync(Call, AccessPath(), Order.Acquires, Order.Releases).IsFence = true;
  }

  bool isSyncObject(QualType Type) const {
    const TypeModel *Model = Contract.typeModel(Type);
    return Model && (Model->Lock || Model->Orders);
  }

  /// What a library function does to memory.
  void addEffects(const FunctionModel &Model, const CallFact &Call) {
    auto touchAt = [&](const std::optional<ObjectExpr> &Object, bool Write) {
      if (!Object)
        return;
      AccessPath Path = objectOf(*Object, Call);
      // From an element on: the array.
      if (!Path.steps().empty() &&
          Path.steps().back().StepKind == PathStep::Element)
        Path = Path.parent();
      AccessEvent *New =
          Path.lastDeclaration() ? touch(at(Call), Path, Write) : nullptr;
      if (New && Write)
        New->Begins = isSyncObject(Path.type());
    };
    touchAt(Model.Reads, false);
    touchAt(Model.Writes, true);
    if (Model.HiddenState.empty())
      return;
    AccessEvent &New = emit(EventKind::Access, Out.Accesses, Call);
    New.Path = SymbolPath(SymbolRoot::Global,
                          Names.text("hidden state: " + Model.HiddenState));
    New.Data = New.Shown = New.Hidden =
        Names.text(Call.Callee->getQualifiedNameAsString());
    New.Write = true;
  }

  void addInPlace(const CallFact &Call, const CallableUse &Use,
                  const AccessPath *Holding) {
    std::optional<uint16_t> Held;
    const FunctionModel *Model =
        Call.Callee ? Contract.functionModel(Call.Callee) : nullptr;
    if (Holding && Holding->isKnown() && Model->RunsHolding &&
        Body.Locks->solved())
      Held = Locks.holdOf(emitLock(Call, Locks.acquisition(Call, *Holding)));
    auto run = [&](const Symbol *Callee, bool SameNames) {
      CallEvent &New = emitCall(Call);
      New.Callee = Callee;
      New.SameNames = SameNames;
      if (Holding)
        New.Held.Locks.push_back({Names.path(*Holding)});
      if (Held)
        New.Holds.push_back(*Held);
    };
    if (Use.Lambda) {
      if (const ClosureFacts *Closure = Body.Facts->closure(Use.Lambda))
        for (const FunctionFacts *Inner : Closure->Bodies)
          run(Names.function(Inner->Function), true);
    } else if (Use.Function) {
      run(Names.function(Use.Function), false);
    }
  }

  void addSpawn(const SpawnFact &Spawn) {
    if (Spawn.Boundary->Where == RunWhere::OtherProcess ||
        Spawn.Boundary->Life == RunLife::Loop) {
      // Keeps the numbers in step.
      emit(EventKind::Spawn, Out.Spawns, Spawn).Scoped = true;
      return;
    }
    std::vector<SpawnTarget> Targets;
    for (const CallableUse &Use : Spawn.Callables) {
      if (Use.Lambda) {
        if (const ClosureFacts *Closure = Body.Facts->closure(Use.Lambda))
          for (const FunctionFacts *Inner : Closure->Bodies)
            Targets.push_back({Names.function(Inner->Function), true});
      } else if (Use.Region) {
        if (const FunctionFacts *Region = Body.Facts->region(Use.Region))
          Targets.push_back({Names.body(*Region), true});
      } else if (Use.Function) {
        Targets.push_back({Names.function(Use.Function), false});
      }
    }
    SpawnEvent &New = emit(EventKind::Spawn, Out.Spawns, Spawn);
    New.Targets = std::move(Targets);
    New.Completes = Spawn.CallableOrders;
    New.Receiver = Passed.name(Spawn.Invocation.Receiver);
    New.Arguments = Passed.arguments(Spawn.Invocation.Arguments);
    New.ReceiverIsCopy = Spawn.Invocation.ReceiverIsCopy;
    New.Renames = Passed.closureParameters(Spawn, New.Arguments);
    New.Parallel = Spawn.Boundary->Times == RunTimes::Parallel ||
                   Spawn.Boundary->Times == RunTimes::Unsequenced;
    New.Queued = Spawn.Boundary->Where == RunWhere::Pool &&
                 Spawn.Boundary->Width != RunWidth::Many;
    New.Scoped = Spawn.Boundary->Life == RunLife::Scoped;
    New.Detached = Spawn.Boundary->Life == RunLife::Detached;
    bool Closure = !Spawn.Callables.empty() && Spawn.Callables.front().Lambda;
    bool Region = !Spawn.Callables.empty() && Spawn.Callables.front().Region;
    New.Runner = Names.text(Spawn.Boundary->Where == RunWhere::NewThread
                                ? "the new thread"
                                : "the task");
    const FunctionDecl *Started = Spawn.Callables.empty()
                                      ? nullptr
                                      : Spawn.Callables.front().Function;
    New.Started = Names.text(
        Region    ? "the block of the directive"
        : Closure ? "the closure"
        : Started ? "'" + Started->getQualifiedNameAsString() + "'"
                  : "the callable");
    if (Spawn.Callee && Spawn.Boundary->Where != RunWhere::NewThread)
      New.Boundary = Names.text(modelName(Spawn.Callee));
    New.Handle = Names.path(Spawn.Handle.anyElement());
    if (const VarDecl *Variable = Spawn.Handle.rootVariable())
      New.HandleInHeader = isInHeader(Variable);
    for (const TaskState &State : Body.Tasks.atExit())
      if (State.Spawn == &Spawn) {
        New.LeftRunning = isRunning(State);
        New.SomeLeft = State.is(TaskSomeJoined);
        New.Detached |= State.is(TaskDetached);
        if (State.Handle.isKnown())
          New.Handle = Names.path(State.Handle.anyElement());
      }
    for (const Crossing &Crosses : Spawn.Crossings)
      if (Crosses.Variable && Crosses.CrossingMode == Crossing::Reference)
        New.ByReference.push_back(
            {Names.path(Crosses.Path), Names.site(Crosses.Location)});
    addPerTurn(Spawn, New);
    // What is handed to the call to be filled, as by pthread_create. The pool that
    // is an argument is filled by nobody.
    const std::optional<ObjectExpr> &Filled = Spawn.Boundary->Handle;
    if (Filled && Filled->BaseKind == ObjectExpr::Argument &&
        Spawn.Boundary->Where == RunWhere::NewThread)
      if (AccessEvent *Write = writeHandle(Spawn, Spawn.Handle))
        Write->Live.push_back(SpawnIndex.lookup(&Spawn));
  }

  /// The variables that are new ones in every turn of the loop around the spawn.
  void addPerTurn(const SpawnFact &Spawn, SpawnEvent &New) {
    if (Spawn.Turn.isInvalid())
      return;
    std::set<const VarDecl *> Roots;
    for (const Crossing &Crosses : Spawn.Crossings)
      for (const AccessPath *Path : {&Crosses.Refers, &Crosses.Path})
        if (const VarDecl *Root = Path->rootVariable())
          Roots.insert(Root);
    for (const ArgumentPaths &Argument : Spawn.Invocation.Arguments)
      for (const AccessPath *Path : {&Argument.Place, &Argument.Target})
        if (const VarDecl *Root = Path->rootVariable())
          Roots.insert(Root);
    for (const VarDecl *Root : Roots) {
      SourceLocation At = Root->getLocation();
      if (!Root->hasGlobalStorage() &&
          Sources.isBeforeInTranslationUnit(Spawn.Turn.getBegin(), At) &&
          Sources.isBeforeInTranslationUnit(At, Spawn.Turn.getEnd()))
        New.PerTurn.push_back(Names.path(AccessPath::variable(Root)));
    }
  }

  /// An object that ends may wait in its destructor for the work it started.
  void addDestroy(const DestroyFact &Destroy) {
    if (Destroy.Type.isNull() || !Destroy.Type->isRecordType() ||
        Contract.typeModel(Destroy.Type))
      return;
    SymbolPath Object = Names.path(Destroy.Object.anyElement());
    if (Object.isKnown())
      emit(EventKind::Join, Out.Joins, Destroy).Handle = std::move(Object);
  }

  const BodyResults &Body;
  const FunctionAnalysis &Owner;
  FunctionTable &Functions;
  const Contracts &Contract;
  const CallerContexts &Callers;
  Classifier &Types;
  const SourceManager &Sources;
  SymbolNames &Names;
  StateTests Tests;
  FunctionSummary Out;
  SummaryBlock *Current = nullptr;
  HeldNames FromCallers;
  llvm::DenseMap<const SpawnFact *, uint16_t> SpawnIndex;
  llvm::DenseMap<const Expr *, uint32_t> CallIndex;
  BorrowedVariables Borrowed;
  PassedNames Passed;
  LockRecorder Locks;
  CallTargets Opens{Contract, Names, Out};
};

} // namespace

void summarize(FunctionTable &Functions, const CallerContexts &Callers,
               Classifier &Types, const LockKinds &Kinds,
               llvm::ArrayRef<const VarDecl *> Variables,
               const SourceManager &Sources, SymbolNames &Names,
               ProgramSummary &Into) {
  std::vector<const FunctionAnalysis *> All;
  Functions.each([&](const FunctionAnalysis &Analysis) {
    All.push_back(&Analysis);
  });
  for (const FunctionAnalysis *Analysis : All)
    Names.nameClosures(*Analysis);
  for (const FunctionAnalysis *Analysis : All)
    for (const auto *Bodies : {&Analysis->Bodies, &Analysis->Regions})
      for (const BodyResults &Body : *Bodies)
        if (Body.Locks && Body.Locks->contextKnown())
          Into.Functions.push_back(
              BodySummarizer(Body, *Analysis, Functions, Callers, Types, Kinds,
                             Sources, Names)
                  .take());
  if (auto Initializers = summarizeInitializers(
          Variables, Functions.contracts(), Names))
    Into.Functions.push_back(std::move(*Initializers));
}

} // namespace sendsync
