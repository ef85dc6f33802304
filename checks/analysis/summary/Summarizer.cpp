#include "checks/analysis/summary/Summarizer.h"
#include "checks/analysis/base/Origin.h"
#include "checks/analysis/facts/MemoryOrders.h"
#include "checks/analysis/locks/GuardRequirements.h"
#include "checks/analysis/summary/SymbolNames.h"
#include "checks/analysis/summary/TaskEffects.h"

using namespace clang;

namespace sendsync {

namespace {

/// Writes the summary of one body.
class BodySummarizer {
public:
  BodySummarizer(const BodyResults &Body, const FunctionAnalysis &Owner,
                 FunctionTable &Functions, const CallerContexts &Callers,
                 Classifier &Types, const SourceManager &Sources,
                 SymbolNames &Names)
      : Body(Body), Owner(Owner), Functions(Functions),
        Contract(Functions.contracts()), Types(Types), Sources(Sources),
        Names(Names) {
    Out.Function = Names.body(*Body.Facts);
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
    for (const auto &Block : Body.Facts->Blocks) {
      Number.try_emplace(Block.get(), Number.size());
      for (const FactBlock *Next : Block->Successors)
        if (Next && !OnlyWayIn.try_emplace(Next, Block.get()).second)
          OnlyWayIn[Next] = nullptr; // not the only one
    }
    Out.Blocks.resize(Number.size());
    for (const auto &Block : Body.Facts->Blocks) {
      Current = &Out.Blocks[Number[Block.get()]];
      for (const FactBlock *Next : Block->Successors)
        if (Next)
          Current->Successors.push_back(Number[Next]);
      for (const TestEvent &Test : testsBefore(*Block)) {
        Current->Events.push_back(
            {EventKind::Test, uint32_t(Out.Tests.size())});
        Out.Tests.push_back(Test);
      }
      for (const Fact *F : Block->Facts)
        add(*F);
    }
    // When all calls have their numbers.
    for (const auto &Block : Body.Facts->Blocks)
      addResults(*Block, Number);
    // The entry comes first.
    if (uint32_t Entry = Number.lookup(Body.Facts->Entry))
      moveToFront(Entry);
    return std::move(Out);
  }

private:
  void moveToFront(uint32_t Entry) {
    std::swap(Out.Blocks[0], Out.Blocks[Entry]);
    for (SummaryBlock &Block : Out.Blocks)
      for (uint32_t &Next : Block.Successors)
        Next = Next == 0 ? Entry : Next == Entry ? 0 : Next;
    for (SummaryBlock &Block : Out.Blocks)
      for (ResultTest &Test : Block.Results)
        Test.Successor = Test.Successor == 0       ? Entry
                         : Test.Successor == Entry ? 0
                                                   : Test.Successor;
  }

  std::optional<int64_t> numberOfCall(const Expr *Site) const {
    auto Found = Site ? CallIndex.find(Site) : CallIndex.end();
    return Found == CallIndex.end() ? std::nullopt
                                    : std::optional<int64_t>(Found->second);
  }

  /// What a block returns, and what its branch says of the results of calls.
  void addResults(const FactBlock &Block,
                  const llvm::DenseMap<const FactBlock *, uint32_t> &Number) {
    SummaryBlock &Mine = Out.Blocks[Number.lookup(&Block)];
    for (const Fact *F : Block.Facts)
      if (const auto *Return = dyn_cast<ReturnFact>(F)) {
        Mine.Returns = true;
        Mine.Constant = Return->Constant;
        if (!Return->CallNegated)
          Mine.ReturnedCall = numberOfCall(Return->Call);
      }
    if (!Block.Branch || Block.Successors.size() != 2)
      return;
    const BranchCondition &Branch = *Block.Branch;
    const Expr *Site = Branch.Comparison ? Branch.Compared : Branch.Call;
    if (!Site)
      Site = storedBefore(Block, Branch.Comparison && Branch.Reads.size() == 1
                                     ? Branch.Reads[0]
                                     : Branch.Key);
    std::optional<int64_t> Call = numberOfCall(Site);
    if (!Call)
      return;
    for (bool First : {true, false}) {
      const FactBlock *Next = Block.Successors[First ? 0 : 1];
      bool Truth = First != Branch.Negated;
      if (!Next || (Branch.OnlyWhen && *Branch.OnlyWhen != Truth))
        continue;
      ResultTest &Test = Mine.Results.emplace_back();
      Test.Successor = Number.lookup(Next);
      Test.Call = *Call;
      Test.Constant = Branch.Comparison ? Branch.Bound : Branch.Constant;
      Test.Is = !Branch.Comparison          ? Truth ? ResultTest::Different
                                                    : ResultTest::Equal
                : *Branch.Comparison == BO_LT ? Truth ? ResultTest::Less
                                                      : ResultTest::AtLeast
                : Truth                       ? ResultTest::Greater
                                              : ResultTest::AtMost;
    }
  }

  /// The call whose result \p Variable has at the end of a block, whichever way
  /// led there; else null.
  const Expr *storedBefore(const FactBlock &Block, const AccessPath &Variable) {
    if (!Variable.isKnown() || !Variable.isLocalStorage())
      return nullptr;
    if (Before.empty())
      for (const auto &Each : Body.Facts->Blocks)
        for (const FactBlock *Next : Each->Successors)
          if (Next)
            Before[Next].push_back(Each.get());
    const Expr *Found = nullptr;
    llvm::SmallVector<const FactBlock *, 8> Work = {&Block};
    llvm::SmallPtrSet<const FactBlock *, 16> Seen;
    while (!Work.empty()) {
      const FactBlock *Here = Work.pop_back_val();
      if (!Seen.insert(Here).second)
        continue;
      const AccessFact *Last = nullptr;
      for (const Fact *F : llvm::reverse(Here->Facts))
        if (const auto *Access = dyn_cast<AccessFact>(F);
            Access && Access->Path == Variable &&
            (Access->isWrite() || Access->MayWrite)) {
          Last = Access;
          break;
        }
      if (!Last) {
        if (Here == Body.Facts->Entry)
          return nullptr;
        Work.append(Before[Here].begin(), Before[Here].end());
      } else if (!Last->Stored || Last->StoredNegated ||
                 (Found && Found != Last->Stored)) {
        return nullptr;
      } else {
        Found = Last->Stored;
      }
    }
    return Found;
  }

  /// What the only way into a block says of shared state: it was tested before,
  /// with a lock held.
  std::vector<TestEvent> testsBefore(const FactBlock &Block) {
    std::vector<TestEvent> Result;
    const FactBlock *Only = OnlyWayIn.lookup(&Block);
    if (!Only || !Only->Branch || Only->Successors.size() != 2)
      return Result;
    const BranchCondition &Branch = *Only->Branch;
    if (!Branch.Key.isKnown() || !Branch.Reads.empty() || Branch.Comparison ||
        Branch.Key.mayVary())
      return Result;
    bool Truth = (Only->Successors[0] == &Block) != Branch.Negated;
    if ((Branch.OnlyWhen && *Branch.OnlyWhen != Truth) ||
        !isReadUnderLock(Branch.Key))
      return Result;
    TestEvent Test;
    Test.State = Names.path(Branch.Key);
    Test.Constant = Branch.Constant;
    Test.Equal = !Truth;
    Test.Initial = initialValue(Branch.Key);
    if (Test.State.isKnown())
      Result.push_back(std::move(Test));
    return Result;
  }

  /// Every look at the state happens with some lock held.
  bool isReadUnderLock(const AccessPath &State) const {
    bool Read = false, Bare = false;
    Body.Facts->each<AccessFact>([&](const AccessFact &Access) {
      if (Access.Path != State || Access.isWrite())
        return;
      const Lockset *Held = Body.Locks->at(Access);
      Read = true;
      Bare |= !Held || Held->empty();
    });
    return Read && !Bare;
  }

  /// The constant that a local variable starts with.
  std::optional<int64_t> initialValue(const AccessPath &State) const {
    const VarDecl *Variable = State.rootVariable();
    const Expr *Init = Variable && State.steps().empty() &&
                               Variable->hasLocalStorage()
                           ? Variable->getInit()
                           : nullptr;
    Expr::EvalResult Value;
    if (!Init || Init->isValueDependent() ||
        !Init->getType()->isIntegralOrEnumerationType() ||
        !Init->EvaluateAsInt(Value, Contract.context()))
      return std::nullopt;
    return Value.Val.getInt().tryExtValue();
  }

  void describe(const FunctionDecl &Function) {
    Out.Public = !isInternal(&Function);
    const auto *Method = dyn_cast<CXXMethodDecl>(&Function);
    if (!Method)
      return;
    Out.Class = Names.record(Method->getParent());
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

  template <typename Event>
  Event &emit(EventKind Kind, std::vector<Event> &To, const Fact &F) {
    Event &New = To.emplace_back();
    New.At = Names.site(F.Location);
    if (const Lockset *Held = Body.Locks->at(F))
      New.Held = heldAt(*Held);
    for (const TaskState &State : Body.Tasks.at(F)) {
      auto Index = SpawnIndex.find(State.Spawn);
      if (Index != SpawnIndex.end() && isRunning(State))
        New.Live.push_back(Index->second);
    }
    Current->Events.push_back({Kind, uint32_t(To.size() - 1)});
    return New;
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
      if (Lock.Op == LockOp::Acquire || Lock.Op == LockOp::TryAcquire)
        sync(F, Lock.Lock.lock(), true, false).IsLock = true;
      return;
    }
    case FactKind::Guard: {
      const auto &Guard = cast<GuardFact>(F);
      if (Guard.GuardVerb != GuardFact::Release &&
          Guard.GuardVerb != GuardFact::Forget)
        for (const Capability &Lock : Guard.Locks)
          sync(F, Lock.lock(), true, false).IsLock = true;
      return;
    }
    case FactKind::Condition: {
      const auto &Condition = cast<ConditionFact>(F);
      bool Waits = Condition.ConditionVerb == ConditionFact::Wait;
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
    case FactKind::Borrow:
    case FactKind::Suspend:
    case FactKind::Return:
    case FactKind::Catch:
    case FactKind::Flag:
      return;
    }
  }

  /// A handle gets its value when the work may run already.
  AccessEvent *writeHandle(const Fact &F, const AccessPath &Handle) {
    SymbolPath Path = Names.path(Handle);
    const ValueDecl *Last = Handle.lastDeclaration();
    if (!Path.isKnown() || !Last || Handle.isThreadLocal() ||
        !Body.Facts->isAsPassed(Handle) ||
        (Handle.isLocalStorage() && !isBorrowed(Handle.rootVariable())) ||
        Contract.hasAnnotation(Last, "race_ok"))
      return nullptr;
    AccessEvent &New = emit(EventKind::Access, Out.Accesses, F);
    New.Path = std::move(Path);
    New.Data = Names.data(Last);
    New.Shown = Names.text(Handle.str());
    New.Declared = Names.site(Last->getLocation());
    New.Write = true;
    return &New;
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
    New.Data = Names.data(Access.Path.lastDeclaration());
    New.Shown = Names.text(Access.Path.str());
    New.Declared = Names.site(Access.Path.lastDeclaration()->getLocation());
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
    New.Scalar = !Type.isNull() && Type->isScalarType();
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
    if (!Path.isKnown() || Path.isThreadLocal() || !Path.lastDeclaration() ||
        !Body.Facts->isAsPassed(Path))
      return false;
    if (const VarDecl *Root = Path.rootVariable();
        Root && Body.Facts->isOwnOfThread(Root))
      return false;
    // Before anything can have its address, a local variable is nobody else's.
    if (Path.isLocalStorage() && !isBorrowed(Path.rootVariable()))
      return false;
    QualType Type = Path.type();
    if (!Type.isNull()) {
      if (!Access.isWrite() && Type.isConstQualified())
        return false;
      const TypeModel *Model =
          Access.Atomic ? nullptr : Contract.typeModel(Type);
      if (Model && (Model->Atomic || Model->Orders || Model->Lock))
        return false;
      if (Type->isRecordType() && Access.Via && isSyncMut(Type))
        return false;
    }
    return !Contract.hasAnnotation(Path.lastDeclaration(), "race_ok") &&
           requirementsOf(Access, Contract).empty();
  }

  bool isSyncMut(QualType Type) {
    return Types.verdict(Type.getUnqualifiedType(), Trait::SyncMut).isYes();
  }

  /// A closure, started work or a callee has a name for the variable.
  bool isBorrowed(const VarDecl *Variable) {
    if (!Variable)
      return true;
    if (!BorrowedKnown) {
      BorrowedKnown = true;
      for (const BodyResults &Each : Owner.Bodies)
        collectBorrowed(*Each.Facts);
    }
    return Borrowed.contains(Variable);
  }

  void collectBorrowed(const FunctionFacts &Facts) {
    auto add = [&](const AccessPath &Path) {
      if (const VarDecl *Root = Path.rootVariable())
        Borrowed.insert(Root);
    };
    auto addArguments = [&](const CallFact &Call) {
      add(Call.Receiver);
      for (const ArgumentPaths &Argument : Call.Arguments) {
        add(Argument.Target);
        add(Argument.Place);
      }
    };
    for (const auto &Block : Facts.Blocks)
      for (const Fact *F : Block->Facts) {
        if (const auto *Call = dyn_cast<CallFact>(F))
          addArguments(*Call);
        if (const auto *Spawn = dyn_cast<SpawnFact>(F)) {
          addArguments(Spawn->Invocation);
          for (const Crossing &Crosses : Spawn->Crossings)
            add(Crosses.Refers);
        }
        // A closure uses the names of the code around it.
        if (Facts.Parent)
          if (const auto *Access = dyn_cast<AccessFact>(F))
            add(Access->Path);
      }
  }

  std::vector<ArgumentNames>
  argumentsOf(llvm::ArrayRef<ArgumentPaths> Arguments) {
    std::vector<ArgumentNames> Result;
    for (const ArgumentPaths &Argument : Arguments)
      Result.push_back({passed(Argument.Place), passed(Argument.Target),
                        passed(Argument.Pointee)});
    return Result;
  }

  PathRenames membersOf(llvm::ArrayRef<ArgumentPaths> Arguments) {
    PathRenames Result;
    for (const ArgumentPaths &Argument : Arguments)
      for (const auto &[Member, Target] : Argument.Members) {
        const AccessPath &Object =
            Argument.Target.isKnown() ? Argument.Target : Argument.Place;
        SymbolPath From = Names.path(Object.field(Member).deref());
        SymbolPath To = passed(Target);
        if (From.isKnown() && To.isKnown())
          Result.push_back({std::move(From), std::move(To)});
      }
    return Result;
  }

  /// What the parameters of a started closure are.
  void addParameters(const SpawnFact &Spawn, SpawnEvent &New) {
    for (const CallableUse &Use : Spawn.Callables) {
      const ClosureFacts *Closure =
          Use.Lambda ? Body.Facts->closure(Use.Lambda) : nullptr;
      if (!Closure)
        continue;
      for (const FunctionFacts *Inner : Closure->Bodies)
        for (const ParmVarDecl *Parameter : Inner->Function->parameters()) {
          unsigned Index = Parameter->getFunctionScopeIndex();
          if (Index >= New.Arguments.size())
            continue;
          bool IsReference = Parameter->getType()->isReferenceType();
          AccessPath Formal = AccessPath::variable(Parameter);
          SymbolPath From = Names.path(IsReference ? Formal : Formal.deref());
          const SymbolPath &To = IsReference ? New.Arguments[Index].Place
                                             : New.Arguments[Index].Target;
          if (From.isKnown() && To.isKnown())
            New.Renames.push_back({std::move(From), To});
        }
    }
  }

  SymbolPath passed(const AccessPath &Path) {
    return Body.Facts->isAsPassed(Path) ? Names.path(Path) : SymbolPath();
  }

  void addCall(const CallFact &Call) {
    const FunctionModel *Model =
        Call.Callee ? Contract.functionModel(Call.Callee) : nullptr;
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
        if (Model->Releases && Model->Releases->BaseKind != ObjectExpr::This)
          sync(Call, objectOf(*Model->Releases, Call), false, true);
        if (Model->Acquires && Model->Acquires->BaseKind != ObjectExpr::This)
          sync(Call, objectOf(*Model->Acquires, Call), true, false);
      } else if (Model->Orders)
        sync(Call,
             Call.Arguments.empty() ? AccessPath() : Call.Arguments[0].Target,
             true, true);
      addEffects(*Model, Call);
      return;
    }
    if (Call.Callee && isInSystemHeader(Call.Callee))
      return;
    CallIndex[Call.Site] = Out.Calls.size();
    CallEvent &New = emit(EventKind::Call, Out.Calls, Call);
    New.Callee = Call.Virtual ? nullptr : Names.function(Call.Callee);
    New.Receiver = passed(Call.Receiver);
    New.Arguments = argumentsOf(Call.Arguments);
    New.Members = membersOf(Call.Arguments);
    New.ReceiverIsCopy = Call.ReceiverIsCopy;
    const auto *Method = dyn_cast_or_null<CXXMethodDecl>(Call.Callee);
    New.SameNames = Method && Method->getParent()->isLambda();
  }

  void addFence(const CallFact &Call) {
    llvm::SmallVector<const Expr *, 1> Arguments;
    for (const ArgumentPaths &Argument : Call.Arguments)
      Arguments.push_back(Argument.Expr);
    MemoryOrdering Order = orderingOf(Arguments, Contract, /*Fence=*/true);
    if (Order.Acquires || Order.Releases)
      sync(Call, AccessPath(), Order.Acquires, Order.Releases).IsFence = true;
  }

  static AccessPath objectOf(const ObjectExpr &Object, const CallFact &Call) {
    if (Object.BaseKind == ObjectExpr::This)
      return Call.Receiver;
    if (Object.BaseKind != ObjectExpr::Argument ||
        Object.Index >= Call.Arguments.size())
      return {};
    const ArgumentPaths &Argument = Call.Arguments[Object.Index];
    return Argument.Target.isKnown() ? Argument.Target : Argument.Place;
  }

  /// What a library function does to memory.
  void addEffects(const FunctionModel &Model, const CallFact &Call) {
    auto touch = [&](const std::optional<ObjectExpr> &Object, bool Write) {
      if (!Object)
        return;
      AccessPath Path = objectOf(*Object, Call);
      // From an element on: the array.
      if (!Path.steps().empty() &&
          Path.steps().back().StepKind == PathStep::Element)
        Path = Path.parent();
      SymbolPath Name = passed(Path);
      if (!Name.isKnown() || Path.isThreadLocal() || !Path.lastDeclaration() ||
          (Path.isLocalStorage() && !isBorrowed(Path.rootVariable())))
        return;
      AccessEvent &New = emit(EventKind::Access, Out.Accesses, Call);
      New.Path = std::move(Name);
      New.Data = Names.data(Path.lastDeclaration());
      New.Shown = Names.text(Path.str());
      New.Declared = Names.site(Path.lastDeclaration()->getLocation());
      New.Write = Write;
    };
    touch(Model.Reads, false);
    touch(Model.Writes, true);
    if (Model.Frees)
      touch(ObjectExpr{ObjectExpr::Argument}, true);
    if (Model.HiddenState.empty())
      return;
    AccessEvent &New = emit(EventKind::Access, Out.Accesses, Call);
    New.Path = SymbolPath(SymbolRoot::Global,
                          Names.text("hidden state: " + Model.HiddenState));
    New.Data = New.Shown = New.Hidden =
        Names.text(Call.Callee->getQualifiedNameAsString());
    New.Write = true;
  }

  /// What a call holds while it runs callables, or null.
  static const AccessPath *heldMeanwhile(const FunctionModel *Model,
                                         const CallFact &Call) {
    if (!Model)
      return nullptr;
    unsigned Index = 0;
    if (Model->RunsHolding) {
      const ObjectExpr &Object = Model->RunsHolding->Lock;
      if (Object.BaseKind == ObjectExpr::This)
        return &Call.Receiver;
      if (Object.BaseKind != ObjectExpr::Argument)
        return nullptr;
      Index = Object.Index;
    } else if (!Model->Orders || !Model->RunsInPlace || Model->Wait) {
      // Only what `call_once` and its like run is ordered by their first
      // argument.
      return nullptr;
    }
    if (Index >= Call.Arguments.size())
      return nullptr;
    const ArgumentPaths &Argument = Call.Arguments[Index];
    return Argument.Target.isKnown() ? &Argument.Target : &Argument.Place;
  }

  void addInPlace(const CallFact &Call, const CallableUse &Use,
                  const AccessPath *Holding) {
    HeldName Held;
    if (Holding)
      Held.Lock = Names.path(*Holding);

    if (Use.Lambda) {
      if (const ClosureFacts *Closure = Body.Facts->closure(Use.Lambda))
        for (const FunctionFacts *Inner : Closure->Bodies) {
          CallEvent &New = emit(EventKind::Call, Out.Calls, Call);
          New.Callee = Names.function(Inner->Function);
          New.SameNames = true;
          if (Holding)
            New.Held.Locks.push_back(Held);
        }
    } else if (Use.Function) {
      CallEvent &New = emit(EventKind::Call, Out.Calls, Call);
      New.Callee = Names.function(Use.Function);
      if (Holding)
        New.Held.Locks.push_back(Held);
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
    New.Receiver = passed(Spawn.Invocation.Receiver);
    New.Arguments = argumentsOf(Spawn.Invocation.Arguments);
    New.Members = membersOf(Spawn.Invocation.Arguments);
    New.ReceiverIsCopy = Spawn.Invocation.ReceiverIsCopy;
    addParameters(Spawn, New);
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
      for (const VarDecl *Each : Variable->redecls())
        New.HandleInHeader |= !isInMainSource(Each);
    for (const TaskState &State : Body.Tasks.atExit())
      if (State.Spawn == &Spawn) {
        New.LeftRunning = isRunning(State);
        New.Detached |= State.is(TaskDetached);
        if (State.Handle.isKnown())
          New.Handle = Names.path(State.Handle.anyElement());
      }
    for (const Crossing &Crosses : Spawn.Crossings)
      if (Crosses.Variable && Crosses.CrossingMode == Crossing::Reference)
        New.ByReference.push_back(
            {Names.path(Crosses.Path), Names.site(Crosses.Location)});
    addPerTurn(Spawn, New);
    // What is handed to the call to be filled, as by pthread_create.
    const std::optional<ObjectExpr> &Filled = Spawn.Boundary->Handle;
    if (Filled && Filled->BaseKind == ObjectExpr::Argument)
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
  Classifier &Types;
  const SourceManager &Sources;
  SymbolNames &Names;
  FunctionSummary Out;
  SummaryBlock *Current = nullptr;
  HeldNames FromCallers;
  llvm::DenseMap<const FactBlock *, const FactBlock *> OnlyWayIn;
  llvm::DenseMap<const SpawnFact *, uint16_t> SpawnIndex;
  llvm::DenseMap<const Expr *, uint32_t> CallIndex;
  llvm::DenseMap<const FactBlock *, llvm::SmallVector<const FactBlock *, 2>>
      Before;
  llvm::DenseSet<const VarDecl *> Borrowed;
  bool BorrowedKnown = false;
};

} // namespace

ProgramSummary summarize(FunctionTable &Functions,
                         const CallerContexts &Callers, Classifier &Types,
                         const SourceManager &Sources,
                         const PathNamer &PathOf) {
  ProgramSummary Result;
  SymbolNames Names(*Result.Symbols, Sources, PathOf);
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
          Result.Functions.push_back(
              BodySummarizer(Body, *Analysis, Functions, Callers, Types,
                             Sources, Names)
                  .take());
  return Result;
}

} // namespace sendsync
