//===- InPlace.cpp - does a parameter's callable run during the call ------===//

#include "checks/analysis/facts/FactsGenerator.h"
#include "checks/analysis/facts/PathResolver.h"

using namespace clang;

namespace sendsync {

namespace {

/// Looks at every use of one parameter in a body. A use that neither calls it
/// nor hands it on in place means it may be kept.
class InPlaceSearch {
public:
  InPlaceSearch(const Contracts &Contract, unsigned Depth)
      : Contract(Contract), Depth(Depth) {}

  bool only(const FunctionDecl *Callee, unsigned Index) {
    // Recursion through more forwarding functions than this is not followed.
    constexpr unsigned MaxForwarding = 6;
    if (Depth > MaxForwarding || Index >= Callee->getNumParams())
      return false;
    if (Callee->getParamDecl(Index)->hasAttr<NoEscapeAttr>())
      return true;
    if (const FunctionModel *Model = Contract.functionModel(Callee)) {
      if (Model->RunsInPlace ||
          (Model->Wait && Model->Wait->Predicate == Index))
        return true;
      if (Model->Boundary)
        return Model->Boundary->Where == RunWhere::InPlace;
    }
    const FunctionDecl *Definition = nullptr;
    if (!Callee->hasBody(Definition))
      return false;
    Parameter = Definition->getParamDecl(Index);
    return walk(Definition->getBody());
  }

private:
  bool names(const Expr *E) const {
    E = stripped(E);
    if (const auto *Call = dyn_cast<CallExpr>(E))
      if (const FunctionDecl *Callee = Call->getDirectCallee())
        if (const FunctionModel *Model = Contract.functionModel(Callee))
          if (Model->Result && Call->getNumArgs() == 1)
            return names(Call->getArg(0));
    if (const auto *Cast = dyn_cast<ImplicitCastExpr>(E))
      return names(Cast->getSubExpr());
    if (const auto *Construct = dyn_cast<CXXConstructExpr>(E)) {
      const TypeModel *Model = Contract.typeModel(Construct->getType());
      bool SameCallable =
          Construct->getConstructor()->isCopyOrMoveConstructor() ||
          (Model && Model->Erases);
      return Construct->getNumArgs() == 1 && SameCallable &&
             names(Construct->getArg(0));
    }
    const auto *Ref = dyn_cast<DeclRefExpr>(E);
    return Ref && Ref->getDecl() == Parameter;
  }

  bool walk(const Stmt *S) {
    if (!S)
      return true;
    // Not called and not handed to a call: kept, for all we see.
    if (const auto *E = dyn_cast<Expr>(S); E && names(E))
      return false;
    if (const auto *Call = dyn_cast<CallExpr>(S))
      return walkCall(Call);
    // A closure that mentions the callable is as good as the callable; whether
    // it is kept is not followed.
    if (const auto *Lambda = dyn_cast<LambdaExpr>(S))
      return walk(Lambda->getBody()) &&
             llvm::none_of(Lambda->captures(), [&](const LambdaCapture &C) {
               return C.capturesVariable() && C.getCapturedVar() == Parameter;
             });
    return llvm::all_of(S->children(),
                        [&](const Stmt *Child) { return walk(Child); });
  }

  bool walkCall(const CallExpr *Call) {
    CallParts Parts = CallParts::of(Call);
    const Expr *CalledValue = Parts.Object ? Parts.Object : Call->getCallee();
    if (!names(CalledValue)) {
      if (!walk(CalledValue))
        return false;
    } else if (Parts.Object) {
      // Called, or asked whether there is something to call; anything else,
      // such as a swap, may keep it.
      bool Calls = Parts.Callee &&
                   (Parts.Callee->getOverloadedOperator() == OO_Call ||
                    isa<CXXConversionDecl>(Parts.Callee));
      if (!Calls)
        return false;
    }
    for (unsigned I = 0; I != Parts.Arguments.size(); ++I) {
      if (!names(Parts.Arguments[I])) {
        if (!walk(Parts.Arguments[I]))
          return false;
        continue;
      }
      if (!Parts.Callee ||
          !InPlaceSearch(Contract, Depth + 1).only(Parts.Callee, I))
        return false;
    }
    return true;
  }

  const Contracts &Contract;
  unsigned Depth;
  const ParmVarDecl *Parameter = nullptr;
};

} // namespace

bool runsInPlace(const FunctionDecl *Callee, unsigned Index,
                 const Contracts &Contract) {
  return InPlaceSearch(Contract, 0).only(Callee, Index);
}

} // namespace sendsync
