#include "checks/analysis/locks/DeclaredLocks.h"
#include "checks/analysis/facts/PathResolver.h"

using namespace clang;

namespace sendsync {

std::vector<DeclaredLock> declaredLocks(const FunctionDecl *Function,
                                        const Contracts &Contract) {
  std::vector<DeclaredLock> Locks;
  VariableUses None;
  PathResolver Paths(Contract, None, nullptr);
  for (const DeclaredLockEffect &Effect : Contract.lockEffects(Function)) {
    AccessPath Path;
    DeclaredLock Declared;
    if (Effect.Argument) {
      // The attribute may stand on another declaration, with its own names for
      // the parameters.
      Declared.Lock = Paths.capability(Effect.Argument);
      Path = Declared.Lock.lock();
      if (const auto *Parameter =
              dyn_cast_or_null<ParmVarDecl>(Path.rootVariable())) {
        unsigned Index = Parameter->getFunctionScopeIndex();
        if (Index < Function->getNumParams())
          Path = Path.rebase(
              AccessPath::variable(Parameter),
              AccessPath::variable(Function->getParamDecl(Index)));
      }
    } else if (Effect.Object.BaseKind == ObjectExpr::This) {
      Path = AccessPath::thisObject();
      Declared.IsThis = true;
    }
    Declared.Op = Effect.Op;
    if (!Declared.Lock.isRole())
      Declared.Lock = Capability(std::move(Path));
    Declared.Mode = Effect.Mode.value_or(LockMode::Exclusive);
    Declared.Negated = Effect.Negated;
    Declared.DeclaredAt = Effect.DeclaredAt;
    Locks.push_back(std::move(Declared));
  }
  return Locks;
}

} // namespace sendsync
