#include "checks/analysis/facts/LockClasses.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/AST/ExprCXX.h"
#include "clang/Basic/SourceManager.h"

using namespace clang;

namespace sendsync {

bool LockClasses::isUnseen(const CXXMethodDecl *Method) const {
  if (!Method->isInstance() || isa<CXXConstructorDecl, CXXDestructorDecl>(Method) ||
      Method->isDefaulted() || Method->hasBody() ||
      Method->isCopyAssignmentOperator() || Method->isMoveAssignmentOperator())
    return false;
  const CXXRecordDecl *Class = Method->getParent();
  return Class->hasDefinition() && !Contract.typeModel(Class) &&
         llvm::any_of(Class->fields(),
                      [&](const FieldDecl *Field) {
                        QualType Type = Field->getType();
                        return Contract.isLock(Type->isPointerType()
                                                   ? Type->getPointeeType()
                                                   : Type);
                      }) &&
         Contract.lockEffects(Method).empty();
}

void LockClasses::findOperation(const Stmt *S, const CXXMethodDecl *&Only,
                                bool &Unique) const {
  if (!S || isa<LambdaExpr>(S))
    return;
  const auto *Call = dyn_cast<CXXMemberCallExpr>(S);
  const CXXMethodDecl *Method = Call ? Call->getMethodDecl() : nullptr;
  if (Method && Call->getNumArgs() == 0 && isUnseen(Method)) {
    Method = Method->getCanonicalDecl();
    Unique &= !Only || Only == Method;
    Only = Method;
  }
  for (const Stmt *Child : S->children())
    findOperation(Child, Only, Unique);
}

void LockClasses::collectGuard(const CXXRecordDecl *Guard) {
  const CXXDestructorDecl *End = Guard->getDestructor();
  const FunctionDecl *Definition = nullptr;
  if (!End || !End->hasBody(Definition))
    return;
  const CXXMethodDecl *Given = nullptr, *Taken = nullptr;
  bool Unique = true;
  findOperation(Definition->getBody(), Given, Unique);
  if (!Given)
    return;
  for (const CXXConstructorDecl *Constructor : Guard->ctors())
    if (Constructor->hasBody(Definition))
      findOperation(Definition->getBody(), Taken, Unique);
  if (!Taken || !Unique || Taken == Given ||
      Taken->getParent() != Given->getParent())
    return;
  Takes.insert(Taken);
  Gives.insert(Given);
}

void LockClasses::collect(const DeclContext *Context) {
  const SourceManager &Sources = Contract.context().getSourceManager();
  for (const Decl *D : Context->decls()) {
    if (D->isImplicit() || Sources.isInSystemHeader(D->getLocation()))
      continue;
    if (const auto *Template = dyn_cast<ClassTemplateDecl>(D)) {
      for (const ClassTemplateSpecializationDecl *Instance :
           Template->specializations())
        if (Instance->hasDefinition() && !Instance->isDependentContext())
          collectGuard(Instance->getDefinition());
    } else if (const auto *Class = dyn_cast<CXXRecordDecl>(D)) {
      if (!Class->isThisDeclarationADefinition() || Class->isDependentContext())
        continue;
      collectGuard(Class);
      collect(Class);
    } else if (isa<NamespaceDecl, LinkageSpecDecl>(D)) {
      collect(cast<DeclContext>(D));
    }
  }
}

UnseenOperation LockClasses::operation(const FunctionDecl *Callee) {
  const auto *Method = dyn_cast_or_null<CXXMethodDecl>(Callee);
  if (!Method || !isUnseen(Method))
    return UnseenOperation::None;
  if (!Collected) {
    Collected = true;
    collect(Contract.context().getTranslationUnitDecl());
    for (const CXXMethodDecl *Taken : Takes)
      Classes.insert(Taken->getParent()->getCanonicalDecl());
  }
  Method = Method->getCanonicalDecl();
  bool IsTaken = Takes.contains(Method), IsGiven = Gives.contains(Method);
  if (IsTaken != IsGiven)
    return IsTaken ? UnseenOperation::Acquire : UnseenOperation::Release;
  return Classes.contains(Method->getParent()->getCanonicalDecl())
             ? UnseenOperation::Some
             : UnseenOperation::None;
}

} // namespace sendsync
