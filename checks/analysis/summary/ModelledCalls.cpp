#include "checks/analysis/summary/ModelledCalls.h"

namespace sendsync {

AccessPath objectOf(const ObjectExpr &Object, const CallFact &Call) {
  if (Object.BaseKind == ObjectExpr::This)
    return Call.Receiver;
  if (Object.BaseKind != ObjectExpr::Argument ||
      Object.Index >= Call.Arguments.size())
    return {};
  const ArgumentPaths &Argument = Call.Arguments[Object.Index];
  return Argument.Target.isKnown() ? Argument.Target : Argument.Place;
}

const AccessPath *heldMeanwhile(const FunctionModel *Model,
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
  const bool IsReference =
      Call.Callee && Index < Call.Callee->getNumParams() &&
      Call.Callee->getParamDecl(Index)->getType()->isReferenceType();
  return !IsReference && Argument.Target.isKnown() ? &Argument.Target : &Argument.Place;
}

} // namespace sendsync
