#include "checks/analysis/summary/JoinableEnds.h"
#include "checks/analysis/facts/Loops.h"
#include "checks/analysis/summary/Reach.h"

using namespace clang;

namespace sendsync {

/// The call says nothing of how the work is started, and so not that it is
/// detached: what is neither handle, callable nor payload is null.
static bool hasDefaults(const SpawnFact &Spawn, const Contracts &Contract) {
  const auto *Call = dyn_cast<CallExpr>(Spawn.Site);
  const BoundaryModel &Model = *Spawn.Boundary;
  if (!Call || !Model.Handle || Model.Handle->BaseKind != ObjectExpr::Argument)
    return false;
  for (unsigned I = 0; I != Call->getNumArgs(); ++I)
    if (I != Model.Handle->Index && I != Model.Callable &&
        !(Model.PayloadFrom && I >= *Model.PayloadFrom) &&
        !Call->getArg(I)->isNullPointerConstant(
            const_cast<ASTContext &>(Contract.context()),
            Expr::NPC_ValueDependentIsNotNull))
      return false;
  return true;
}

bool endsJoinable(const SpawnFact &Spawn, FunctionTable &Functions) {
  if (Spawn.Callables.size() != 1 || !hasDefaults(Spawn, Functions.contracts()))
    return false;
  const FunctionAnalysis *Work =
      Functions.get(Spawn.Callables.front().Function);
  if (!Work || Work->Bodies.empty())
    return false;
  const BodyResults &Body = Work->Bodies.front();
  bool Detaches = false;
  eachReached(Body, *Work, Functions, [&](const ReachedFact &Reached) {
    const auto *Use = dyn_cast<HandleFact>(Reached.F);
    Detaches |= Use && Use->HandleVerb != HandleFact::Join;
  });
  return !Detaches && reachableFrom(*Body.Facts->Entry)
                          .contains(Body.Facts->Exit);
}

} // namespace sendsync
