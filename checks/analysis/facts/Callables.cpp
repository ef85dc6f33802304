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
    // What a function made by binding.
    const Expr *Init = Variable->getAnyInitializer();
    const auto *Made = Init ? dyn_cast<CallExpr>(stripped(Init)) : nullptr;
    if (Made && Uses && !Uses->Changed.contains(Variable->getCanonicalDecl()) &&
        (Variable->getType()->isRecordType() ||
         Variable->getType()->isPointerType()))
      return resolve(Made, Depth + 1);
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
    if (Model && Model->Binds && Model->Binds->Index < Parts.Arguments.size()) {
      unsigned Index = Model->Binds->Index;
      CallableUse Use = resolve(Parts.Arguments[Index], Depth + 1);
      // Bound once more: both lists, which are not one.
      if (!Use.Bound.empty())
        return {};
      Use.Bound = Parts.Arguments.drop_front(Index + 1);
      return Use;
    }
    if (Model && Model->Result && Parts.Arguments.size() == 1)
      return resolve(Parts.Arguments[0], Depth + 1);
    return {};
  }

  const Contracts &Contract;
  const VariableUses *Uses;
};

/// The only call operator of a class of the user's, or null.
const CXXMethodDecl *callOperator(QualType Type, const Contracts &Contract) {
  const CXXRecordDecl *Record = Type->getAsCXXRecordDecl();
  if (!Record || !Record->hasDefinition() || Record->isLambda() ||
      Contract.typeModel(Record))
    return nullptr;
  auto Found = Record->lookup(
      Contract.context().DeclarationNames.getCXXOperatorName(OO_Call));
  const auto *Only =
      Found.isSingleResult() ? dyn_cast<CXXMethodDecl>(Found.front()) : nullptr;
  return Only && !Only->isVirtual() ? Only : nullptr;
}

} // namespace

/// The method \p Name of a class of the user's or a base of it. Null if the
/// model's own class, whose name is \p Runs's, is reached before.
static const CXXMethodDecl *ownMethod(const CXXRecordDecl *Class,
                                      llvm::StringRef Name,
                                      const Contracts &Contract) {
  if (!Class || !Class->hasDefinition() || Contract.typeModel(Class))
    return nullptr;
  for (const CXXMethodDecl *Method : Class->methods())
    if (Method->getIdentifier() && Method->getName() == Name)
      return Method;
  for (const CXXBaseSpecifier &Base : Class->bases())
    if (const CXXMethodDecl *Inherited =
            ownMethod(Base.getType()->getAsCXXRecordDecl(), Name, Contract))
      return Inherited;
  return nullptr;
}

/// What the model of \p Class or of a base calls the object's work; empty if
/// there is none.
static llvm::StringRef workName(const CXXRecordDecl *Class,
                                const Contracts &Contract) {
  if (!Class || !Class->hasDefinition())
    return {};
  if (const TypeModel *Model = Contract.typeModel(Class))
    return Model->Handle ? llvm::StringRef(Model->Handle->Runs)
                         : llvm::StringRef();
  for (const CXXBaseSpecifier &Base : Class->bases())
    if (llvm::StringRef Name =
            workName(Base.getType()->getAsCXXRecordDecl(), Contract);
        !Name.empty())
      return Name;
  return {};
}

static bool hasCallOperator(const CXXRecordDecl *Class, unsigned Depth) {
  constexpr unsigned MaxBases = 8;
  if (!Class || !Class->hasDefinition() || Depth > MaxBases)
    return true;
  const DeclarationName Call =
      Class->getASTContext().DeclarationNames.getCXXOperatorName(OO_Call);
  return !Class->lookup(Call).empty() ||
         llvm::any_of(Class->bases(), [&](const CXXBaseSpecifier &Base) {
           return hasCallOperator(Base.getType()->getAsCXXRecordDecl(),
                                  Depth + 1);
         });
}

bool mayBeCalled(QualType Type, const Contracts &Contract) {
  const CXXRecordDecl *Class = Type.getNonReferenceType()->getAsCXXRecordDecl();
  return !Class || Contract.typeModel(Class) || hasCallOperator(Class, 0) ||
         !Class->getVisibleConversionFunctions().empty() ||
         !workName(Class, Contract).empty();
}

CallableUse resolveWork(const Expr *E, const Contracts &Contract,
                        const VariableUses *Uses) {
  CallableUse Use;
  const Expr *Object = E->IgnoreParenImpCasts();
  QualType Type = Object->getType().getNonReferenceType();
  const CXXRecordDecl *Class = Type->isPointerType()
                                   ? Type->getPointeeCXXRecordDecl()
                                   : Type->getAsCXXRecordDecl();
  llvm::StringRef Name = workName(Class, Contract);
  if (Name.empty())
    return Use;
  // Made by a function that was given the callable.
  if (Contract.typeModel(Class))
    return resolveCallable(Object, Contract, Uses);
  Use.Function = ownMethod(Class, Name, Contract);
  if (Use.Function) {
    Use.Functor = Object;
    Use.Shared = true;
  }
  return Use;
}

CallableUse resolveFunctor(const Expr *E, const Contracts &Contract) {
  CallableUse Use;
  E = stripped(E);
  if (const auto *Call = dyn_cast<CallExpr>(E))
    if (const FunctionModel *Model =
            Contract.functionModel(Call->getDirectCallee()))
      if (Model->Result && Call->getNumArgs() == 1) {
        Use = resolveFunctor(Call->getArg(0), Contract);
        Use.Shared |= Model->Result->AddressOf;
        return Use;
      }
  if (const auto *Construct = dyn_cast<CXXConstructExpr>(E);
      Construct && Construct->getNumArgs() == 1 &&
      Construct->getConstructor()->isCopyOrMoveConstructor())
    return resolveFunctor(Construct->getArg(0), Contract);
  Use.Function = callOperator(E->getType(), Contract);
  if (Use.Function)
    Use.Functor = E;
  return Use;
}

CallableUse resolveCallable(const Expr *E, const Contracts &Contract,
                            const VariableUses *Uses) {
  return CallableResolver(Contract, Uses).resolve(E, 0);
}

} // namespace sendsync
