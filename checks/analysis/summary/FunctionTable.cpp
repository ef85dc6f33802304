#include "checks/analysis/summary/FunctionTable.h"
#include "checks/analysis/base/Bounds.h"
#include "checks/analysis/facts/FactsGenerator.h"
#include "checks/analysis/facts/Nesting.h"
#include "clang/Basic/SourceManager.h"

using namespace clang;

namespace sendsync {

namespace {

void addBodies(const FunctionFacts &Facts, const Contracts &Contract,
               FunctionAnalysis &Analysis, std::vector<BodyResults> &To) {
  BodyResults Results;
  Results.Facts = &Facts;
  auto Locks = Analysis.Locks.find(&Facts);
  Results.Locks = Locks == Analysis.Locks.end() ? nullptr : Locks->second.get();
  Results.Tasks = computeTaskStates(Facts, Contract);
  To.push_back(std::move(Results));
  for (const ClosureFacts &Closure : Facts.Closures)
    for (const FunctionFacts *Body : Closure.Bodies)
      addBodies(*Body, Contract, Analysis, To);
  for (const FunctionFacts *Region : Facts.Regions)
    addBodies(*Region, Contract, Analysis, Analysis.Regions);
}

} // namespace

const BodyResults *FunctionAnalysis::body(const FunctionFacts *Wanted) const {
  for (const auto *All : {&Bodies, &Regions})
    for (const BodyResults &Body : *All)
      if (Body.Facts == Wanted)
        return &Body;
  return nullptr;
}

namespace {

/// The same effect on locks for a caller.
bool isSame(const LockSummary &Left, const LockSummary &Right) {
  auto same = [](const std::vector<SummaryLock> &L,
                 const std::vector<SummaryLock> &R) {
    return L.size() == R.size() &&
           std::equal(L.begin(), L.end(), R.begin(),
                      [](const SummaryLock &One, const SummaryLock &Other) {
                        return One.Lock.isSame(Other.Lock) &&
                               One.Mode == Other.Mode &&
                               One.ModeUnclear == Other.ModeUnclear;
                      });
  };
  return same(Left.Acquires, Right.Acquires) && same(Left.Keeps, Right.Keeps) &&
         same(Left.Releases, Right.Releases) &&
         same(Left.MayKeep, Right.MayKeep) &&
         same(Left.MayRelease, Right.MayRelease) &&
         Left.Tries.size() == Right.Tries.size() &&
         Left.ReleasesSome == Right.ReleasesSome &&
         Left.Unclear == Right.Unclear;
}

} // namespace

/// The strongly connected components of calls, callees first (Tarjan), on a stack
/// of its own.
class FunctionTable::CallOrder {
public:
  explicit CallOrder(FunctionTable &Functions) : Functions(Functions) {}

  std::vector<Component> from(Definition Root) {
    enter(Root);
    while (!Path.empty()) {
      Visit &Top = Path.back();
      if (Top.Next == Top.Callees.size()) {
        leave();
        continue;
      }
      Definition Callee = Top.Callees[Top.Next++];
      if (!Functions.Begun.count(Callee))
        continue; // done before, or without facts
      auto Known = Numbers.find(Callee);
      if (Known == Numbers.end())
        enter(Callee);
      else if (Open.contains(Callee))
        Top.Lowest = std::min(Top.Lowest, Known->second);
    }
    return std::move(Components);
  }

private:
  struct Visit {
    Definition Function;
    unsigned Number, Lowest;
    std::vector<Definition> Callees;
    size_t Next = 0;
  };

  void enter(Definition Function) {
    unsigned Number = Numbers.size();
    Numbers[Function] = Number;
    Stack.push_back(Function);
    Open.insert(Function);
    Path.push_back({Function, Number, Number,
                    Functions.callees(*Functions.Begun[Function])});
  }

  void leave() {
    Visit Left = std::move(Path.back());
    Path.pop_back();
    if (!Path.empty())
      Path.back().Lowest = std::min(Path.back().Lowest, Left.Lowest);
    if (Left.Lowest != Left.Number)
      return;
    // A callee tends to come after its caller on the stack: it is first here.
    Component &Members = Components.emplace_back();
    do {
      Members.push_back(Stack.back());
      Open.erase(Stack.back());
      Stack.pop_back();
    } while (Members.back() != Left.Function);
  }

  FunctionTable &Functions;
  std::vector<Visit> Path;
  std::vector<Definition> Stack;
  llvm::DenseSet<Definition> Open;
  llvm::DenseMap<Definition, unsigned> Numbers;
  std::vector<Component> Components;
};

FunctionTable::Definition
FunctionTable::bodyBehind(const FunctionDecl *Callee) {
  // What a model or a declaration states counts, not the body.
  if (modelled(Callee) || !Contract.lockEffects(Callee).empty())
    return nullptr;
  // A virtual call may run another body.
  const auto *Method = dyn_cast<CXXMethodDecl>(Callee);
  if (Method && Method->isVirtual() && !Method->hasAttr<FinalAttr>() &&
      !Method->getParent()->hasAttr<FinalAttr>())
    return nullptr;
  return analysable(Callee);
}

FunctionTable::Definition
FunctionTable::analysable(const FunctionDecl *Function) const {
  const FunctionDecl *Body = nullptr;
  if (!Function || !Function->hasBody(Body) || Body->isDependentContext() ||
      Body->isInvalidDecl())
    return nullptr;
  Body = Body->getMostRecentDecl()->getDefinition();
  if (!Body ||
      Contract.context().getSourceManager().isInSystemHeader(
          Body->getLocation()))
    return nullptr;
  // The body of a lambda belongs to the function around it, which knows its
  // captures and where it runs; in a member's initializer there is none.
  const auto *Method = dyn_cast<CXXMethodDecl>(Body);
  if (Method && Method->getParent()->isLambda() &&
      !Method->getParent()->getDeclContext()->isRecord())
    return nullptr;
  return Body;
}

void FunctionTable::enter(Definition Function,
                          std::unique_ptr<FunctionAnalysis> Analysis) {
  Assumed.erase(Function);
  Table[Function] = std::move(Analysis);
  if (Nesting > 1 && !AssumedOutside.empty())
    Provisional.push_back(Function);
}

std::vector<FunctionTable::Definition>
FunctionTable::callees(const FunctionAnalysis &Function) {
  std::vector<Definition> Found;
  llvm::DenseSet<Definition> Seen;
  std::vector<const FunctionFacts *> Bodies = {Function.Facts.get()};
  for (size_t I = 0; I != Bodies.size(); ++I) {
    const FunctionFacts *Body = Bodies[I];
    Body->each<CallFact>([&](const CallFact &Call) {
      Definition Callee = Call.Callee ? bodyBehind(Call.Callee) : nullptr;
      if (Callee && Seen.insert(Callee).second)
        Found.push_back(Callee);
    });
    for (const ClosureFacts &Closure : Body->Closures)
      llvm::append_range(Bodies, Closure.Bodies);
    llvm::append_range(Bodies, Body->Regions);
  }
  return Found;
}

void FunctionTable::collect(Definition Root) {
  std::vector<Definition> Wanted = {Root};
  while (!Wanted.empty()) {
    Definition Next = Wanted.back();
    Wanted.pop_back();
    if (Table.count(Next) || Begun.count(Next) || Running.count(Next))
      continue;
    auto Analysis = std::make_unique<FunctionAnalysis>();
    Analysis->Function = Next;
    Running[Next] = Nesting;
    if (!Contract.isUnanalysed(Next) && !isTooDeep(Next->getBody()))
      Analysis->Facts = collectFacts(Next, Contract, this);
    Running.erase(Next);
    if (!Analysis->Facts) {
      enter(Next, nullptr);
      continue;
    }
    llvm::append_range(Wanted, callees(*Analysis));
    Begun[Next] = std::move(Analysis);
  }
}

void FunctionTable::analyse(const Component &Members) {
  std::vector<std::unique_ptr<FunctionAnalysis>> Analyses;
  for (Definition Member : Members) {
    auto Start = Begun.find(Member);
    if (Start == Begun.end())
      continue; // the analysis of another component asked for it
    Analyses.push_back(std::move(Start->second));
    Begun.erase(Start);
    Running[Member] = Nesting;
  }
  auto Solve = [&](FunctionAnalysis &Of) -> const LockSummary & {
    Of.Locks = computeLocksets(*Of.Facts, Contract, this);
    return Of.Locks[Of.Facts.get()]->summary();
  };
  bool Holds = false;
  for (unsigned Round = 0; !Holds; ++Round) {
    Holds = true;
    for (auto &Analysis : Analyses) {
      const LockSummary &Found = Solve(*Analysis);
      auto Guess = Assumed.find(Analysis->Function);
      // Asked for by nobody: not recursive.
      if (Guess == Assumed.end() || Guess->second.Unclear ||
          isSame(Guess->second, Found))
        continue;
      Holds = false;
      Guess->second = Found;
      Guess->second.Unclear |= Round >= bounds::RecursionRounds;
      Analysis->Capped |= Round >= bounds::RecursionRounds;
    }
    // Each that is unclear may make another one so: all of them, then.
    if (Round > bounds::RecursionRounds)
      for (auto &Analysis : Analyses)
        Assumed[Analysis->Function].Unclear = true;
  }
  for (auto &Analysis : Analyses) {
    Definition Member = Analysis->Function;
    Running.erase(Member);
    addBodies(*Analysis->Facts, Contract, *Analysis, Analysis->Bodies);
    enter(Member, std::move(Analysis));
  }
}

void FunctionTable::revise() {
  bool Wrong = llvm::any_of(AssumedOutside, [&](Definition Function) {
    const LockSummary *Found = locks(Function);
    return Found && (Found->Unclear || !isSame(*Found, LockSummary()));
  });
  AssumedOutside.clear();
  std::vector<Definition> Again = std::move(Provisional);
  Provisional.clear();
  // Once: what needs itself to be known is left as it is.
  if (!Wrong || Revising)
    return;
  Revising = true;
  llvm::DenseSet<Definition> Dropped(Again.begin(), Again.end());
  Table.remove_if([&](auto &Entry) { return Dropped.contains(Entry.first); });
  for (Definition Function : Again)
    get(Function);
  Revising = false;
}

const FunctionAnalysis *FunctionTable::get(const FunctionDecl *Function) {
  Definition Body = analysable(Function);
  if (!Body)
    return nullptr;
  auto Known = Table.find(Body);
  if (Known != Table.end())
    return Known->second.get();
  if (Running.count(Body))
    return nullptr;
  ++Nesting;
  collect(Body);
  if (Begun.count(Body))
    for (const Component &Members : CallOrder(*this).from(Body))
      analyse(Members);
  --Nesting;
  if (Nesting == 0 && !AssumedOutside.empty())
    revise();
  return Table[Body].get();
}

const LockSummary *FunctionTable::modelled(const FunctionDecl *Callee) {
  const FunctionModel *Model = Contract.functionModel(Callee);
  if (!Model || !Model->RunsHolding)
    return nullptr;
  auto [Entry, New] = Modelled.try_emplace(Callee);
  if (!New)
    return Entry->second.get();
  const ObjectExpr &Object = Model->RunsHolding->Lock;
  SummaryLock Lock;
  Lock.Mode = Model->RunsHolding->Mode;
  if (Object.BaseKind == ObjectExpr::This)
    Lock.Lock = Capability(AccessPath::thisObject());
  else if (Object.BaseKind == ObjectExpr::Argument &&
           Object.Index < Callee->getNumParams())
    Lock.Lock =
        Capability(AccessPath::variable(Callee->getParamDecl(Object.Index)));
  auto Summary = std::make_unique<LockSummary>();
  Summary->UsesLocks = true;
  Summary->Acquires.push_back(Lock);
  for (unsigned I = 0; I != Callee->getNumParams(); ++I)
    Summary->Invokes.push_back({I, {Lock}});
  return (Modelled[Callee] = std::move(Summary)).get();
}

const LockSummary *FunctionTable::locks(const FunctionDecl *Callee) {
  if (const LockSummary *Stated = modelled(Callee))
    return Stated;
  Definition Body = bodyBehind(Callee);
  if (!Body)
    return nullptr;
  if (Running.count(Body)) {
    if (Running.lookup(Body) < Nesting)
      AssumedOutside.insert(Body);
    return &Assumed[Body];
  }
  const FunctionAnalysis *Analysis = get(Body);
  if (!Analysis || Analysis->Bodies.empty() ||
      !Analysis->Bodies.front().Locks->solved())
    return nullptr;
  return &Analysis->Bodies.front().Locks->summary();
}

} // namespace sendsync
