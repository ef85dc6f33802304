#include "checks/analysis/summary/WaitOutcomes.h"
#include "checks/analysis/base/Origin.h"
#include "checks/analysis/facts/FactSearch.h"
#include "checks/analysis/summary/Escapes.h"

using namespace clang;

namespace sendsync {

namespace {

/// The user's own code may test what the wait was for.
bool mayTest(const CallFact &Call) {
  return !Call.Callee || !isInSystemHeader(Call.Callee);
}

Onward lookForElement(const Fact &F, const WaitSite &Site) {
  if (const auto *Call = dyn_cast<CallFact>(&F))
    return &F != Site.At && mayTest(*Call) ? Onward::Ends : Onward::Passes;
  const auto *Access = dyn_cast<AccessFact>(&F);
  if (!Access)
    return Onward::Passes;
  for (const PredicateRead &Read : Site.Reads) {
    if (Access->Path.startsWith(Read.Path) &&
        isElementOf(Access->Path, Read.Path))
      return Onward::Found;
    if (!Access->Path.mayOverlap(Read.Path))
      continue;
    // `front()` is the way to an element; `size()` and `begin()` are how one asks.
    bool IsWay = Access->Via && Access->AccessMode == AccessFact::Read &&
                 Access->Via->getReturnType()->isReferenceType();
    if (!IsWay)
      return Onward::Ends;
  }
  return Onward::Passes;
}

} // namespace

bool isOfThisFile(const ValueDecl *Data) {
  if (isa<ParmVarDecl>(Data))
    return false;
  if (const auto *Variable = dyn_cast<VarDecl>(Data))
    return !Variable->isExternallyVisible();
  const auto *Member = dyn_cast<FieldDecl>(Data);
  return Member && isInMainSource(Member->getParent());
}

bool startsWithout(const Capability &Lock, const BodyResults &Body,
                   const CallerContexts &Callers, FunctionTable &Functions) {
  const FunctionDecl *Function = Body.Facts->Function;
  if (Body.Facts->Parent || !Lock.isKnown() || Lock.isRole())
    return false;
  if (Callers.isOnlyStarted(Function))
    return true;
  const ValueDecl *Named = Lock.lock().lastDeclaration();
  if (!Named || !isOfThisFile(Named) || Callers.isCalled(Function))
    return false;
  // Nobody leaves it held for code that could call this.
  bool Left = false;
  auto search = [&](const std::vector<SummaryLock> &Locks) {
    for (const SummaryLock &Kept : Locks)
      Left |= Kept.Lock.lock().lastDeclaration() == Named;
  };
  Functions.each([&](const FunctionAnalysis &Analysis) {
    for (const BodyResults &Each : Analysis.Bodies) {
      const LockSummary &Summary = Each.Locks->summary();
      search(Summary.Keeps);
      search(Summary.MayKeep);
      for (const SummaryTry &Try : Summary.Tries)
        Left |= Try.Lock.Lock.lock().lastDeclaration() == Named;
    }
  });
  return !Left;
}

const AccessFact *elementUsedUntested(const WaitSite &Site) {
  const ConditionFact &Wait = *Site.Wait;
  if (!Wait.Timed || !Wait.Discarded || !Wait.HasPredicate || Site.isCall() ||
      Site.Repeats)
    return nullptr;
  for (const auto &Block : Site.Body->Facts->Blocks) {
    auto At = llvm::find(Block->Facts, Site.At);
    if (At != Block->Facts.end())
      return cast_or_null<AccessFact>(searchAfter(
          *Block, At - Block->Facts.begin(),
          [&](const Fact &F) { return lookForElement(F, Site); }));
  }
  return nullptr;
}

std::vector<const WaitSite *> findNeverNotified(llvm::ArrayRef<WaitSite> Waits,
                                                FunctionTable &Functions) {
  llvm::MapVector<const ValueDecl *, const WaitSite *> Asleep;
  for (const WaitSite &Site : Waits)
    if (const ValueDecl *Condition = Site.Condition.lastDeclaration())
      if (!Site.Wait->Timed && isOfThisFile(Condition))
        Asleep.try_emplace(Condition, &Site);
  if (Asleep.empty())
    return {};
  bool SomeUnknown = false;
  Functions.each([&](const FunctionAnalysis &Analysis) {
    for (const BodyResults &Body : Analysis.Bodies) {
      Body.Facts->each<ConditionFact>([&](const ConditionFact &Condition) {
        if (Condition.ConditionVerb != ConditionFact::Notify)
          return;
        SomeUnknown |= !Condition.Condition.isKnown();
        Asleep.erase(Condition.Condition.lastDeclaration());
      });
      // Whoever gets it may wake its waiters.
      Body.Facts->each<AccessFact>([&](const AccessFact &Access) {
        if (Access.AccessMode == AccessFact::Pass ||
            Access.AccessMode == AccessFact::Address)
          Asleep.erase(Access.Path.lastDeclaration());
      });
    }
  });
  std::vector<const WaitSite *> Result;
  if (!SomeUnknown)
    for (const auto &[Condition, Site] : Asleep)
      Result.push_back(Site);
  return Result;
}

} // namespace sendsync
