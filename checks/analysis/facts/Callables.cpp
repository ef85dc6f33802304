#include "checks/analysis/facts/Callables.h"

using namespace clang;

namespace sendsync {

namespace {

class CallableResolver {
public:
  CallableResolver(const Contracts &Contract, const VariableUses *Uses)
      : Contract(Contract), Uses(Uses) {}

  CallableUse resolve(const Expr *E, unsigned Depth) const {
    CallableUse Use;
    constexpr unsigned MaxDepth = 8;
    if (!E || Depth > MaxDepth || E->isTypeDependent())
      return Use;
    E = stripped(E);
    if (const auto *Lambda = dyn_cast<LambdaExpr>(E)) {
      Use.Lambda = Lambda;
      return Use;
    }
    if (const auto *Cast = dyn_cast<CastExpr>(E))
      return resolve(Cast->getSubExpr(), Depth + 1);
    if (const auto *Operator = dyn_cast<UnaryOperator>(E)) {
      if (Operator->getOpcode() == UO_AddrOf ||
          Operator->getOpcode() == UO_Plus)
        return resolve(Operator->getSubExpr(), Depth + 1);
      return Use;
    }
    if (const auto *Ref = dyn_cast<DeclRefExpr>(E))
      return named(Ref->getDecl(), Depth);
    if (const auto *Construct = dyn_cast<CXXConstructExpr>(E)) {
      const TypeModel *Model = Contract.typeModel(Construct->getType());
      if (Construct->getNumArgs() >= 1 &&
          (isClosureType(Construct->getType()) || (Model && Model->Erases)))
        return resolve(Construct->getArg(0), Depth + 1);
      return Use;
    }
    if (const auto *Call = dyn_cast<CallExpr>(E))
      return result(Call, Depth);
    return Use;
  }

private:
  CallableUse named(const ValueDecl *Decl, unsigned Depth) const {
    CallableUse Use;
    if (const auto *Function = dyn_cast<FunctionDecl>(Decl)) {
      Use.Function = Function;
      return Use;
    }
    const auto *Variable = dyn_cast<VarDecl>(Decl);
    if (!Variable || isa<ParmVarDecl>(Variable))
      return Use;
    // The type of a closure says which body runs, whatever is done to it.
    if (isClosureType(Variable->getType().getNonReferenceType()))
      return resolve(Variable->getAnyInitializer(), Depth + 1);
    const TypeModel *Model = Contract.typeModel(Variable->getType());
    if (Model && Model->Erases && Uses &&
        !Uses->Changed.contains(Variable->getCanonicalDecl()))
      return resolve(Variable->getAnyInitializer(), Depth + 1);
    return Use;
  }

  CallableUse result(const CallExpr *Call, unsigned Depth) const {
    CallParts Parts = CallParts::of(Call);
    if (!Parts.Callee)
      return {};
    // A closure that turns itself into a function pointer.
    if (isa<CXXConversionDecl>(Parts.Callee) && Parts.Object &&
        isClosureType(Parts.Object->getType()))
      return resolve(Parts.Object, Depth + 1);
    const FunctionModel *Model = Contract.functionModel(Parts.Callee);
    if (Model && Model->Result && Parts.Arguments.size() == 1)
      return resolve(Parts.Arguments[0], Depth + 1);
    return {};
  }

  const Contracts &Contract;
  const VariableUses *Uses;
};

} // namespace

CallableUse resolveCallable(const Expr *E, const Contracts &Contract,
                            const VariableUses *Uses) {
  return CallableResolver(Contract, Uses).resolve(E, 0);
}

} // namespace sendsync
