#include "checks/analysis/summary/CallContext.h"
#include "checks/analysis/base/Origin.h"

using namespace clang;

namespace sendsync {

CallContext::CallContext(FunctionTable &Functions,
                         const CallerContexts &Callers)
    : Functions(Functions), Callers(Callers) {
  Functions.each([&](const FunctionAnalysis &Function) {
    IsProgram |= Function.Function->isMain();
    for (const BodyResults &Body : Function.Bodies) {
      Body.Facts->each<CallFact>([&](const CallFact &Call) {
        if (Call.Callee)
          Called.insert(Call.Callee->getCanonicalDecl());
        for (const CallableUse &Use : Call.Callables)
          if (Use.Function && Use.Where == Placement::InPlace)
            Run.insert(Use.Function->getCanonicalDecl());
      });
      Body.Facts->each<SpawnFact>([&](const SpawnFact &Spawn) {
        for (const CallableUse &Use : Spawn.Callables)
          if (Use.Function)
            Run.insert(Use.Function->getCanonicalDecl());
      });
    }
  });
}

const BodyResults *CallContext::bodyOf(const FunctionDecl *Callee) const {
  if (!Callee)
    return nullptr;
  const auto *Method = dyn_cast<CXXMethodDecl>(Callee);
  if (Method && Method->isVirtual() && !Method->hasAttr<FinalAttr>() &&
      !Method->getParent()->hasAttr<FinalAttr>())
    return nullptr;
  const FunctionAnalysis *Analysis = Functions.get(Callee);
  return Analysis && !Analysis->Bodies.empty() ? &Analysis->Bodies.front()
                                               : nullptr;
}

bool CallContext::isOnlyCalledHere(const FunctionDecl *Function) const {
  const FunctionDecl *Canonical = Function->getCanonicalDecl();
  const auto *Method = dyn_cast<CXXMethodDecl>(Function);
  bool IsRun = Run.contains(Canonical);
  if ((!Called.contains(Canonical) && !IsRun) ||
      (Callers.isAddressTaken(Function) && !IsRun) ||
      (Method && Method->isVirtual()))
    return false;
  if (!Function->isExternallyVisible() ||
      (Method && Method->getAccess() == AS_private))
    return true;
  return IsProgram && llvm::all_of(Canonical->redecls(), isInMainSource);
}

} // namespace sendsync
