#include "checks/analysis/summary/PassedNames.h"
#include "checks/analysis/summary/Destruction.h"

using namespace clang;

namespace sendsync {

SymbolPath PassedNames::name(const AccessPath &Path) const {
  return Body.isAsPassed(Path) ? Names.path(Path) : SymbolPath();
}

bool PassedNames::isSingle(const ArgumentPaths &Argument) const {
  const AccessPath &Target = Argument.Target;
  const VarDecl *Root = Target.rootVariable();
  if (!Root || !Argument.Expr->getType()->isPointerType())
    return false;
  QualType Type = Target.type();
  if (Type.isNull() || Type->isArrayType() || Contract.typeModel(Type))
    return false;
  return Target.steps().empty() ||
         (Target.steps().size() == 1 && makesOne(Root, Body));
}

std::vector<ArgumentNames>
PassedNames::arguments(llvm::ArrayRef<ArgumentPaths> Arguments) const {
  std::vector<ArgumentNames> Result;
  for (const ArgumentPaths &Argument : Arguments)
    Result.push_back({name(Argument.Place), name(Argument.Target),
                      name(Argument.Pointee), isSingle(Argument),
                      Names.step(Argument.Number)});
  return Result;
}

PathRenames PassedNames::closureParameters(
    const SpawnFact &Spawn, llvm::ArrayRef<ArgumentNames> Arguments) const {
  PathRenames Result;
  for (const CallableUse &Use : Spawn.Callables) {
    const ClosureFacts *Closure =
        Use.Lambda ? Body.closure(Use.Lambda) : nullptr;
    if (!Closure)
      continue;
    for (const FunctionFacts *Inner : Closure->Bodies)
      for (const ParmVarDecl *Parameter : Inner->Function->parameters()) {
        unsigned Index = Parameter->getFunctionScopeIndex();
        if (Index >= Arguments.size())
          continue;
        bool IsReference = Parameter->getType()->isReferenceType();
        AccessPath Formal = AccessPath::variable(Parameter);
        SymbolPath From = Names.path(IsReference ? Formal : Formal.deref());
        const SymbolPath &To =
            IsReference ? Arguments[Index].Place : Arguments[Index].Target;
        if (From.isKnown() && To.isKnown())
          Result.push_back({std::move(From), To});
      }
  }
  return Result;
}

uint32_t freshIn(const CallFact &Call) {
  auto isFresh = [](const AccessPath &Path) {
    return Path.rootKind() == RootKind::Fresh;
  };
  uint32_t Fresh = isFresh(Call.Receiver);
  for (unsigned I = 0; I != Call.Arguments.size() && I != 31; ++I)
    if (isFresh(Call.Arguments[I].Target) || isFresh(Call.Arguments[I].Place))
      Fresh |= 2u << I;
  return Fresh;
}

} // namespace sendsync
