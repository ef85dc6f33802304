#include "checks/analysis/summary/LearnedBoundaries.h"
#include "checks/analysis/base/Origin.h"
#include "checks/analysis/facts/Callables.h"
#include "checks/analysis/facts/Nesting.h"
#include "checks/analysis/facts/WaitSearch.h"
#include "checks/analysis/summary/FunctionTable.h"

using namespace clang;

namespace sendsync {

const Contracts &LearnedBoundaries::contract() const {
  return Functions.contracts();
}

const BoundaryModel *LearnedBoundaries::boundaryOf(const FunctionDecl *Callee) {
  if (const FunctionModel *Model = contract().functionModel(Callee))
    if (Model->Boundary)
      return &*Model->Boundary;
  const LearnedBoundary *Learned = of(Callee);
  return Learned ? &Learned->Model : nullptr;
}

const LearnedBoundary *LearnedBoundaries::of(const FunctionDecl *Callee) {
  bool Takes = llvm::any_of(Callee->parameters(), [&](const ParmVarDecl *P) {
    return isCallable(P->getType(), contract());
  });
  const FunctionDecl *Definition = nullptr;
  if (!Takes || !Callee->hasBody(Definition) ||
      Definition->isDependentContext() || isInSystemHeader(Definition))
    return nullptr;
  // A model says what it is, also that it is none; a virtual call may run
  // another body.
  const auto *Method = dyn_cast<CXXMethodDecl>(Definition);
  if (contract().functionModel(Callee) ||
      (Method && (Method->getParent()->isLambda() ||
                  (Method->isVirtual() && !Method->hasAttr<FinalAttr>() &&
                   !Method->getParent()->hasAttr<FinalAttr>()))))
    return nullptr;
  auto Found = Known.find(Definition);
  if (Found != Known.end())
    return Found->second.get();
  if (!Open.insert(Definition).second) {
    Incomplete = true;
    return nullptr;
  }
  bool WasIncomplete = Incomplete;
  Incomplete = false;
  std::unique_ptr<LearnedBoundary> Learned = learn(Definition);
  Open.erase(Definition);
  if (!Learned && Incomplete)
    return nullptr;
  Incomplete = WasIncomplete;
  return (Known[Definition] = std::move(Learned)).get();
}

std::unique_ptr<LearnedBoundary>
LearnedBoundaries::learn(const FunctionDecl *Function) {
  if (isTooDeep(Function->getBody()))
    return nullptr;
  for (unsigned I = 0; I != Function->getNumParams(); ++I)
    if (isCallable(Function->getParamDecl(I)->getType(), contract()))
      if (std::unique_ptr<LearnedBoundary> Learned =
              learnParameter(Function, I))
        return Learned;
  return nullptr;
}

std::unique_ptr<LearnedBoundary>
LearnedBoundaries::learnParameter(const FunctionDecl *Function,
                                  unsigned Index) {
  auto Boundaries = [this](const FunctionDecl *F) { return boundaryOf(F); };
  CallableFlow Flow(Function->getParamDecl(Index), contract(), Boundaries,
                    Returns);
  Flow.read(Function->getBody());
  if (Flow.starts().empty() && Flow.kept().empty())
    return nullptr;
  std::unique_ptr<LearnedBoundary> Learned;
  for (const StartSite &Start : Flow.starts())
    if (Flow.isStarted(Start) || isCalledByStarted(Start, Flow)) {
      Learned = fromStart(Function, Start);
      break;
    }
  if (!Learned)
    Learned = fromWorkers(Function, Flow);
  if (!Learned || !areUnlocked(Flow.calls(), Function))
    return nullptr;
  Learned->Model.Id = Function->getQualifiedNameAsString();
  Learned->Model.Callable = Index;
  addPayload(Function, Index, Flow, Learned->Model);
  return Learned;
}

bool LearnedBoundaries::isCalledByStarted(const StartSite &Start,
                                          const CallableFlow &Flow) {
  CallableUse Use = resolveCallable(Start.Callable, contract(), nullptr);
  const FunctionDecl *Body = nullptr;
  if (!Use.Function || !Use.Function->hasBody(Body) ||
      !Start.Boundary->PayloadFrom)
    return false;
  // The receiver of a method comes before its parameters.
  const auto *Method = dyn_cast<CXXMethodDecl>(Body);
  unsigned First =
      *Start.Boundary->PayloadFrom + (Method && Method->isInstance() ? 1 : 0);
  auto Boundaries = [this](const FunctionDecl *F) { return boundaryOf(F); };
  for (unsigned I = 0; I != Body->getNumParams(); ++I) {
    if (First + I >= Start.Arguments.size() ||
        !Flow.holds(Start.Arguments[First + I]))
      continue;
    CallableFlow Inside(Body->getParamDecl(I), contract(), Boundaries, Returns);
    Inside.read(Body->getBody());
    if (!Inside.calls().empty() && areUnlocked(Inside.calls(), Body))
      return true;
  }
  return false;
}

/// The work ends before the body of \p Function is left, or what else is known
/// of it there.
static std::optional<TaskState> stateAtExit(const FunctionAnalysis &Function,
                                            const Expr *Site) {
  for (const BodyResults &Body : Function.Bodies)
    for (const TaskState &State : Body.Tasks.atExit())
      if (State.Spawn->Site == Site)
        return State;
  return std::nullopt;
}

/// The parameter of whose argument \p Path is another name: `*p` of a pointer, or
/// a reference.
static std::optional<unsigned> parameterAt(const AccessPath &Path) {
  const auto *Parameter =
      dyn_cast_or_null<ParmVarDecl>(Path.rootVariable());
  if (!Parameter || Path.rootKind() != RootKind::Variable)
    return std::nullopt;
  bool Names = Parameter->getType()->isReferenceType()
                   ? Path.steps().empty()
                   : Path.steps().size() == 1 &&
                         Path.steps()[0].StepKind == PathStep::Deref;
  return Names ? std::optional(Parameter->getFunctionScopeIndex())
               : std::nullopt;
}

/// Whether the work was started, a caller sees in the result, if there is a way to
/// fail: \p Success is the one that says so, empty if it always is.
static bool resultTells(const FunctionAnalysis &Function,
                        const SpawnFact &Start, std::optional<int> &Success) {
  bool Unclear = false, PassedOn = false;
  llvm::SmallVector<int64_t, 2> Started, Failed;
  for (const BodyResults &Body : Function.Bodies) {
    AccessPath Kept;
    Body.Facts->each<AccessFact>([&](const AccessFact &Access) {
      if (Access.Stored == Start.Site && !Access.StoredNegated)
        Kept = Access.Path;
    });
    Body.Facts->each<ReturnFact>([&](const ReturnFact &Return) {
      if (Body.Facts->Parent || Function.Function->getReturnType()->isVoidType())
        return;
      if ((Return.Call == Start.Site && !Return.CallNegated) ||
          (Kept.isKnown() && Return.Value == Kept)) {
        PassedOn = true;
      } else if (!Return.Constant) {
        Unclear = true;
      } else {
        bool IsLive = llvm::any_of(
            Body.Tasks.at(Return), [&](const TaskState &State) {
              return State.Spawn == &Start && State.is(TaskLive);
            });
        (IsLive ? Started : Failed).push_back(*Return.Constant);
      }
    });
  }
  if (PassedOn) {
    Success = Start.Boundary->Success;
    return !Unclear && Success && Started.empty() &&
           !llvm::is_contained(Failed, *Success);
  }
  if (Unclear)
    return false;
  if (Failed.empty())
    return true;
  if (Started.empty() || !llvm::all_equal(Started) ||
      llvm::is_contained(Failed, Started.front()))
    return false;
  Success = Started.front();
  return true;
}

std::unique_ptr<LearnedBoundary>
LearnedBoundaries::fromStart(const FunctionDecl *Function,
                             const StartSite &Start) const {
  auto Learned = std::make_unique<LearnedBoundary>();
  Learned->Shown = Start.Site->getBeginLoc();
  const BoundaryModel &Inner = *Start.Boundary;
  BoundaryModel &Model = Learned->Model;
  Model.Where = Inner.Where;
  Model.Times = Inner.Times;
  Model.Width = Inner.Width;
  Model.Deferrable = Inner.Deferrable;
  Model.Pass = Inner.Pass;
  Model.Life = Inner.Life;
  bool Overlaps =
      Inner.Where == RunWhere::NewThread || Inner.Width == RunWidth::Many;
  if (Start.InLoop && Inner.Times == RunTimes::Once)
    Model.Times = Overlaps ? RunTimes::Parallel : RunTimes::Serial;
  if (Model.Life != RunLife::Handle && Model.Life != RunLife::Until)
    return Learned;
  // What becomes of the handle in here decides how long the work runs.
  Model.Life = RunLife::Until;
  const FunctionAnalysis *Analysis = Functions.get(Function);
  std::optional<TaskState> State =
      Analysis ? stateAtExit(*Analysis, Start.Site) : std::nullopt;
  if (!State || State->is(TaskUnknown)) {
    addWaits(Function, Model);
  } else if (State->is(TaskDetached)) {
    Model.Life = RunLife::Detached;
  } else if (!State->is(TaskLive)) {
    Model.Life = RunLife::Scoped;
  } else if (const TypeModel *Result =
                 contract().typeModel(Function->getReturnType());
             Result && Result->Handle) {
    Model.Life = RunLife::Handle;
    Model.Handle.emplace().BaseKind = ObjectExpr::Result;
    Model.OutlivesHandle = Inner.OutlivesHandle;
    if (Inner.Life == RunLife::Until)
      addWaits(Function, Model);
  } else if (auto Filled =
                 parameterAt(State->Handle.isKnown() ? State->Handle
                                                     : State->Spawn->Handle);
             Filled && resultTells(*Analysis, *State->Spawn, Model.Success)) {
    Model.Life = RunLife::Handle;
    Model.Handle.emplace().BaseKind = ObjectExpr::Argument;
    Model.Handle->Index = *Filled;
    Model.OutlivesHandle = Inner.OutlivesHandle;
  } else {
    addWaits(Function, Model);
  }
  return Learned;
}

void LearnedBoundaries::addWaits(const FunctionDecl *Function,
                                 BoundaryModel &Model) const {
  const auto *Method = dyn_cast<CXXMethodDecl>(Function);
  if (!Method || !Method->isInstance())
    return;
  const CXXRecordDecl *Class = Method->getParent();
  auto add = [&](const CXXMethodDecl *Other) {
    if (Other->getCanonicalDecl() == Method->getCanonicalDecl() ||
        isa<CXXConstructorDecl>(Other) || !mayWait(Other, contract()))
      return;
    Model.Until.push_back(modelName(Other));
  };
  for (const CXXMethodDecl *Other : Class->methods())
    add(Other);
  // An object that nobody destroys here may be destroyed by who knows how.
  llvm::sort(Model.Until);
  Model.Until.erase(llvm::unique(Model.Until), Model.Until.end());
}

std::unique_ptr<LearnedBoundary>
LearnedBoundaries::fromWorkers(const FunctionDecl *Function,
                               const CallableFlow &Flow) {
  for (const ValueDecl *Keeper : Flow.kept()) {
    std::vector<const Worker *> Takers = takersOf(Keeper);
    if (Takers.empty())
      continue;
    auto Learned = std::make_unique<LearnedBoundary>();
    Learned->Shown = Flow.keepers().front()->getBeginLoc();
    BoundaryModel &Model = Learned->Model;
    Model.Where = RunWhere::Pool;
    Model.Pass = PassMode::Forward;
    Model.Life = RunLife::Until;
    Model.OutlivesHandle = true;
    const StartSite &First = Takers.front()->Start;
    bool Many = Takers.size() > 1 || First.InLoop || First.InContainer ||
                First.Boundary->Times == RunTimes::Parallel;
    bool Single = isa<CXXConstructorDecl>(Takers.front()->Starter);
    Model.Width = Many     ? RunWidth::Many
                  : Single ? RunWidth::One
                           : RunWidth::Unknown;
    addWaits(Function, Model);
    const TypeModel *Result = contract().typeModel(Function->getReturnType());
    if (Result && Result->Handle) {
      Model.Life = RunLife::Handle;
      Model.Handle.emplace().BaseKind = ObjectExpr::Result;
    } else if (!isa<CXXMethodDecl>(Function) &&
               Flow.keptBehind().size() == 1) {
      // In C the pool is an argument: who gets it next may wait.
      Model.Life = RunLife::Handle;
      Model.Handle.emplace().BaseKind = ObjectExpr::Argument;
      Model.Handle->Index =
          Flow.keptBehind().front()->getFunctionScopeIndex();
    }
    return Learned;
  }
  return nullptr;
}

void LearnedBoundaries::addPayload(const FunctionDecl *Function, unsigned Index,
                                   const CallableFlow &Flow,
                                   BoundaryModel &Model) {
  auto Boundaries = [this](const FunctionDecl *F) { return boundaryOf(F); };
  auto travelsAlong = [&](unsigned Other) {
    if (Other >= Function->getNumParams())
      return false;
    CallableFlow Along(Function->getParamDecl(Other), contract(), Boundaries,
                       Returns, /*AnyValue=*/true);
    Along.read(Function->getBody());
    for (const StartSite &Mine : Along.starts())
      for (const StartSite &Start : Flow.starts())
        if (Mine.Site == Start.Site)
          return true;
    return llvm::any_of(Along.keepers(),
                        [&](const Expr *Site) {
                          return llvm::is_contained(Flow.keepers(), Site);
                        }) ||
           !Along.kept().empty();
  };
  if (!travelsAlong(Index + 1))
    return;
  Model.PayloadFrom = Index + 1;
  Model.PayloadIsOne = Function->getParamDecl(Index)
                           ->getType()
                           .getNonReferenceType()
                           ->isFunctionPointerType();
}

//===-- workers ----------------------------------------------------------===//

const std::vector<LearnedBoundaries::Worker> &LearnedBoundaries::workers() {
  if (Workers)
    return *Workers;
  Workers = std::make_unique<std::vector<Worker>>();
  Searching = true;
  auto Boundaries = [this](const FunctionDecl *F) { return boundaryOf(F); };
  std::vector<Worker> Found;
  auto search = [&](const Stmt *Body, const FunctionDecl *Starter) {
    for (const StartSite &Start : startsIn(Body, contract(), Boundaries)) {
      CallableUse Use = resolveCallable(Start.Callable, contract(), nullptr);
      if (!Use.isResolved())
        Use = resolveFunctor(Start.Callable, contract());
      Worker New;
      New.Starter = Starter;
      New.Start = Start;
      if (Use.Lambda) {
        New.Body = Use.Lambda->getCallOperator();
        New.Outermost = Starter;
      } else if (Use.Function && Use.Function->hasBody(New.Body)) {
        New.Outermost = New.Body;
      }
      if (New.Body)
        Found.push_back(New);
    }
  };
  for (const FunctionDecl *Function : Code) {
    if (!Function->hasBody() || Function->isDependentContext())
      continue;
    search(Function->getBody(), Function);
    if (const auto *Constructor = dyn_cast<CXXConstructorDecl>(Function))
      for (const CXXCtorInitializer *Init : Constructor->inits())
        search(Init->getInit(), Function);
  }
  Searching = false;
  *Workers = std::move(Found);
  return *Workers;
}

std::vector<const LearnedBoundaries::Worker *>
LearnedBoundaries::takersOf(const ValueDecl *Keeper) {
  auto Seen = Takers.find(Keeper);
  if (Seen != Takers.end())
    return Seen->second;
  std::vector<const Worker *> Found;
  const bool Before = Incomplete;
  Incomplete = Searching;
  // Another search may go on.
  auto Outer = std::move(Visited);
  Visited.clear();
  for (const Worker &Candidate : workers())
    if (calls(Candidate.Body, Candidate.Outermost, Keeper, /*Depth=*/0))
      Found.push_back(&Candidate);
  Visited = std::move(Outer);
  if (!Incomplete)
    Takers[Keeper] = Found;
  Incomplete |= Before;
  return Found;
}

namespace {

/// The visible functions that a body calls directly, and where.
void collectCalls(
    const Stmt *S,
    std::vector<std::pair<const Expr *, const FunctionDecl *>> &To) {
  if (!S)
    return;
  if (const auto *E = dyn_cast<Expr>(S)) {
    const FunctionDecl *Definition = nullptr;
    const FunctionDecl *Callee = CallParts::of(E).Callee;
    if (Callee && !isInSystemHeader(Callee) && Callee->hasBody(Definition))
      To.emplace_back(E, Definition);
  }
  for (const Stmt *Child : S->children())
    collectCalls(Child, To);
}

} // namespace

bool LearnedBoundaries::calls(const FunctionDecl *Body,
                              const FunctionDecl *Outermost,
                              const ValueDecl *Keeper, unsigned Depth) {
  constexpr unsigned MaxDepth = 4;
  auto [Entry, New] = Visited.try_emplace(Body, false);
  if (!New)
    return Entry->second;
  auto Boundaries = [this](const FunctionDecl *F) { return boundaryOf(F); };
  CallableFlow Flow(Keeper, contract(), Boundaries, Returns);
  Flow.read(Body->getBody());
  if (!Flow.calls().empty())
    return Visited[Body] = areUnlocked(Flow.calls(), Outermost);
  if (Depth == MaxDepth)
    return false;
  std::vector<std::pair<const Expr *, const FunctionDecl *>> Inner;
  collectCalls(Body->getBody(), Inner);
  for (const auto &[Site, Callee] : Inner)
    if (Callee != Body && calls(Callee, Callee, Keeper, Depth + 1))
      return Visited[Body] = areUnlocked(Site, Outermost);
  return false;
}

bool LearnedBoundaries::areUnlocked(llvm::ArrayRef<const Expr *> Sites,
                                    const FunctionDecl *Outermost) {
  if (Sites.empty())
    return true;
  const FunctionAnalysis *Analysis = Functions.get(Outermost);
  if (!Analysis) {
    Incomplete |= Functions.isRunning(Outermost);
    return false;
  }
  for (const BodyResults &Body : Analysis->Bodies) {
    bool Unlocked = true;
    Body.Facts->each<CallFact>([&](const CallFact &Call) {
      if (!llvm::is_contained(Sites, Call.Site))
        return;
      const Lockset *Held = Body.Locks ? Body.Locks->at(Call) : nullptr;
      Unlocked &= !Held || (Held->empty() && !Held->hasUnknown());
    });
    if (!Unlocked)
      return false;
  }
  return true;
}

} // namespace sendsync
