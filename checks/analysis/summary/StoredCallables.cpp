#include "checks/analysis/summary/StoredCallables.h"

using namespace clang;

namespace sendsync {

static bool isParameter(const AccessPath &Path) {
  return Path.steps().empty() &&
         isa_and_nonnull<ParmVarDecl>(Path.rootVariable());
}

StoredCallables::StoredCallables(const FunctionTable &Functions) {
  Functions.each([&](const FunctionAnalysis &Owner) {
    for (const BodyResults &Body : Owner.Bodies)
      addBody(Body, Owner);
  });
}

void StoredCallables::addBody(const BodyResults &Body,
                              const FunctionAnalysis &Owner) {
  auto place = [&](const AccessPath &Path) -> std::vector<Registration> * {
    const ValueDecl *Named = Path.lastDeclaration();
    return Named && !Path.isLocalStorage() ? &Known[Named] : nullptr;
  };
  auto add = [&](const Fact &At, const AccessPath &Path, bool FromParameter,
                 const BodyResults *Closure) {
    if (std::vector<Registration> *To = place(Path))
      To->push_back({Owner.Function, At.Location, FromParameter, Closure,
                     &Owner, Path});
  };
  Body.Facts->each<AccessFact>([&](const AccessFact &Access) {
    if (Access.isWrite() && isParameter(Access.Value))
      add(Access, Access.Path, true, nullptr);
  });
  Body.Facts->each<CallFact>([&](const CallFact &Call) {
    const auto *Method = dyn_cast_or_null<CXXMethodDecl>(Call.Callee);
    if (!Method || Method->isConst() || isa<CXXConstructorDecl>(Method) ||
        Method->getOverloadedOperator() == OO_Call || !Call.Receiver.isKnown())
      return;
    for (const ArgumentPaths &Argument : Call.Arguments)
      if (isParameter(Argument.Place))
        add(Call, Call.Receiver, true, nullptr);
    for (const CallableUse &Use : Call.Callables) {
      const ClosureFacts *Closure =
          Use.Lambda ? Body.Facts->closure(Use.Lambda) : nullptr;
      if (Closure && Closure->Bodies.size() == 1)
        add(Call, Call.Receiver, false, Owner.body(Closure->Bodies.front()));
    }
  });
}

llvm::ArrayRef<Registration>
StoredCallables::in(const AccessPath &Place) const {
  auto Found = Known.find(Place.lastDeclaration());
  if (Found == Known.end())
    return {};
  return Found->second;
}

} // namespace sendsync
