#include "checks/analysis/summary/FunctionTable.h"
#include "checks/analysis/facts/FactsGenerator.h"
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

std::unique_ptr<FunctionAnalysis>
FunctionTable::analyse(const FunctionDecl *Definition) {
  auto Analysis = std::make_unique<FunctionAnalysis>();
  Analysis->Function = Definition;
  if (!Contract.isUnanalysed(Definition))
    Analysis->Facts = collectFacts(Definition, Contract, this);
  if (!Analysis->Facts)
    return nullptr;
  constexpr unsigned MaxTurns = 3;
  const size_t Before = Table.size();
  for (unsigned Turn = 0;; ++Turn) {
    Analysis->Locks = computeLocksets(*Analysis->Facts, Contract, this);
    auto Guess = Assumed.find(Definition);
    if (Guess == Assumed.end())
      break;
    const LockSummary &Found =
        Analysis->Locks[Analysis->Facts.get()]->summary();
    if (isSame(Guess->second, Found) || Guess->second.Unclear)
      break;
    Guess->second = Found;
    if (Turn == MaxTurns)
      Guess->second.Unclear = true;
    // What was analysed meanwhile may rest on the old guess.
    while (Table.size() != Before)
      Table.pop_back();
  }
  Assumed.erase(Definition);
  addBodies(*Analysis->Facts, Contract, *Analysis, Analysis->Bodies);
  return Analysis;
}

const FunctionAnalysis *FunctionTable::get(const FunctionDecl *Function) {
  const FunctionDecl *Definition = nullptr;
  if (!Function || !Function->hasBody(Definition) ||
      Definition->isDependentContext() || Definition->isInvalidDecl())
    return nullptr;
  Definition = Definition->getMostRecentDecl()->getDefinition();
  if (!Definition)
    return nullptr;
  // The body of a lambda belongs to the function around it, which knows its
  // captures and where it runs; in a member's initializer there is none.
  const auto *Method = dyn_cast<CXXMethodDecl>(Definition);
  if (Method && Method->getParent()->isLambda() &&
      !Method->getParent()->getDeclContext()->isRecord())
    return nullptr;
  auto Known = Table.find(Definition);
  if (Known != Table.end())
    return Known->second.get();
  const SourceManager &Sources = Contract.context().getSourceManager();
  // Deep chains of calls are cut: a summary that far away decides little, and
  // each level needs stack.
  constexpr unsigned MaxChain = 100;
  if (Running.size() > MaxChain ||
      Sources.isInSystemHeader(Definition->getLocation()) ||
      !Running.insert(Definition).second)
    return nullptr;
  std::unique_ptr<FunctionAnalysis> Analysis = analyse(Definition);
  Running.erase(Definition);
  return (Table[Definition] = std::move(Analysis)).get();
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
  // The declared effects of a function count, not its body.
  if (!Contract.lockEffects(Callee).empty())
    return nullptr;
  // A virtual call may run another body.
  const auto *Method = dyn_cast<CXXMethodDecl>(Callee);
  if (Method && Method->isVirtual() && !Method->hasAttr<FinalAttr>() &&
      !Method->getParent()->hasAttr<FinalAttr>())
    return nullptr;
  const FunctionDecl *Definition = nullptr;
  if (Callee->hasBody(Definition) && Running.contains(Definition))
    return &Assumed[Definition];
  const FunctionAnalysis *Analysis = get(Callee);
  if (!Analysis || Analysis->Bodies.empty() ||
      !Analysis->Bodies.front().Locks->solved())
    return nullptr;
  return &Analysis->Bodies.front().Locks->summary();
}

} // namespace sendsync
