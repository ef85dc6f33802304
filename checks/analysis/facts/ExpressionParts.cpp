//===- ExpressionParts.cpp - what an expression is made of ----------------===//

#include "checks/analysis/facts/PathResolver.h"
#include "clang/AST/StmtObjC.h"

using namespace clang;

namespace sendsync {

const VarDecl *directVariable(const Expr *E) {
  const auto *Ref = dyn_cast<DeclRefExpr>(E->IgnoreParenImpCasts());
  return Ref ? dyn_cast<VarDecl>(Ref->getDecl()) : nullptr;
}

const FieldDecl *ownMember(const Expr *E) {
  const auto *Member = dyn_cast<MemberExpr>(E->IgnoreParenImpCasts());
  if (!Member || !isa<CXXThisExpr>(Member->getBase()->IgnoreParenImpCasts()))
    return nullptr;
  const auto *Field = dyn_cast<FieldDecl>(Member->getMemberDecl());
  return Field ? Field->getCanonicalDecl() : nullptr;
}

CallParts CallParts::of(const Expr *E) {
  CallParts Parts;
  if (const auto *Construct = dyn_cast<CXXConstructExpr>(E)) {
    Parts.Callee = Construct->getConstructor();
    Parts.Arguments = {Construct->getArgs(), Construct->getNumArgs()};
    return Parts;
  }
  const auto *Call = dyn_cast<CallExpr>(E);
  if (!Call)
    return Parts;
  Parts.Callee = Call->getDirectCallee();
  Parts.Arguments = {Call->getArgs(), Call->getNumArgs()};
  if (const auto *Member = dyn_cast<CXXMemberCallExpr>(Call)) {
    Parts.Object = Member->getImplicitObjectArgument();
    Parts.ObjectIsPointer =
        Parts.Object && Parts.Object->getType()->isPointerType();
  } else if (isa<CXXOperatorCallExpr>(Call)) {
    const auto *Method = dyn_cast_or_null<CXXMethodDecl>(Parts.Callee);
    if (Method && Method->isInstance() && !Parts.Arguments.empty()) {
      Parts.Object = Parts.Arguments.front();
      Parts.Arguments = Parts.Arguments.drop_front();
    }
  }
  return Parts;
}

std::string methodName(const FunctionDecl *Method) {
  if (const auto *Conversion = dyn_cast<CXXConversionDecl>(Method)) {
    QualType Type = Conversion->getConversionType().getCanonicalType();
    if (const TagDecl *Tag = Type->getAsTagDecl())
      return "operator " + Tag->getNameAsString();
    return "operator " + Type.getUnqualifiedType().getAsString(
                             Method->getASTContext().getPrintingPolicy());
  }
  return Method->getNameAsString();
}

const Expr *stripped(const Expr *E) {
  while (true) {
    const Expr *Inner = E;
    if (const auto *Paren = dyn_cast<ParenExpr>(E))
      Inner = Paren->getSubExpr();
    else if (const auto *Full = dyn_cast<FullExpr>(E))
      Inner = Full->getSubExpr();
    else if (const auto *Temporary = dyn_cast<MaterializeTemporaryExpr>(E))
      Inner = Temporary->getSubExpr();
    else if (const auto *Bind = dyn_cast<CXXBindTemporaryExpr>(E))
      Inner = Bind->getSubExpr();
    else if (const auto *Subst = dyn_cast<SubstNonTypeTemplateParmExpr>(E))
      Inner = Subst->getReplacement();
    else if (const auto *Default = dyn_cast<CXXDefaultInitExpr>(E))
      Inner = Default->getExpr();
    else if (const auto *Opaque = dyn_cast<OpaqueValueExpr>(E))
      Inner = Opaque->getSourceExpr() ? Opaque->getSourceExpr() : E;
    else if (const auto *Cast = dyn_cast<CastExpr>(E)) {
      switch (Cast->getCastKind()) {
      case CK_NoOp:
      case CK_DerivedToBase:
      case CK_UncheckedDerivedToBase:
      case CK_BaseToDerived:
      case CK_Dynamic:
      case CK_BitCast:
      case CK_LValueBitCast:
      case CK_ConstructorConversion:
      case CK_UserDefinedConversion:
      case CK_AtomicToNonAtomic:
      case CK_NonAtomicToAtomic:
        Inner = Cast->getSubExpr();
        break;
      default:
        break;
      }
    }
    if (Inner == E)
      return E;
    E = Inner;
  }
}

} // namespace sendsync
