#include "checks/analysis/facts/WaitSearch.h"
#include "checks/analysis/base/Origin.h"
#include "checks/analysis/facts/PathResolver.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/AST/StmtCXX.h"

using namespace clang;

namespace sendsync {

namespace {

class WaitSearch {
public:
  explicit WaitSearch(const Contracts &Contract) : Contract(Contract) {}

  bool function(const FunctionDecl *Function) {
    if (!Seen.insert(Function->getCanonicalDecl()).second)
      return false;
    if (const FunctionModel *Model = Contract.functionModel(Function))
      if (Model->Wait || Model->Join || Model->Orders || Model->Blocking)
        return true;
    const auto *Method = dyn_cast<CXXMethodDecl>(Function);
    if (Method && isModelledWait(Method))
      return true;
    if (const auto *Destructor = dyn_cast<CXXDestructorDecl>(Function);
        Destructor && members(Destructor->getParent()))
      return true;
    if (isInSystemHeader(Function))
      return false;
    const FunctionDecl *Definition = nullptr;
    if (Function->hasBody(Definition))
      return statement(Definition->getBody());
    // What is generated does nothing but what its members do.
    return !Function->isImplicit() && !Function->isDefaulted();
  }

private:
  bool isModelledWait(const CXXMethodDecl *Method) const {
    const TypeModel *Model = Contract.typeModel(Method->getParent());
    return Model && (Model->Orders ||
                     (Model->Handle && llvm::is_contained(Model->Handle->Join,
                                                          methodName(Method))));
  }

  bool type(QualType Type) {
    const CXXRecordDecl *Record =
        Type->getBaseElementTypeUnsafe()->getAsCXXRecordDecl();
    if (!Record || !Record->hasDefinition())
      return false;
    if (const TypeModel *Model = Contract.typeModel(Record)) {
      if (Model->Handle && Model->Handle->OnDestroy == HandleModel::Joins)
        return true;
      // What it holds ends with it.
      const auto *Instance = dyn_cast<ClassTemplateSpecializationDecl>(Record);
      return Instance && llvm::any_of(Instance->getTemplateArgs().asArray(),
                                      [&](const TemplateArgument &Argument) {
                                        return Argument.getKind() ==
                                                   TemplateArgument::Type &&
                                               type(Argument.getAsType());
                                      });
    }
    const CXXDestructorDecl *Destructor = Record->getDestructor();
    return Destructor ? function(Destructor) : members(Record);
  }

  bool members(const CXXRecordDecl *Record) {
    return llvm::any_of(Record->fields(), [&](const FieldDecl *Field) {
      return type(Field->getType());
    });
  }

  bool statement(const Stmt *S) {
    if (!S || isa<LambdaExpr>(S))
      return false;
    if (isa<WhileStmt, DoStmt>(S))
      return true;
    if (const auto *E = dyn_cast<Expr>(S))
      if (const FunctionDecl *Callee = CallParts::of(E).Callee)
        if (function(Callee))
          return true;
    return llvm::any_of(S->children(),
                        [&](const Stmt *Child) { return statement(Child); });
  }

  const Contracts &Contract;
  llvm::DenseSet<const FunctionDecl *> Seen;
};

} // namespace

bool mayWait(const FunctionDecl *Function, const Contracts &Contract) {
  return WaitSearch(Contract).function(Function);
}

} // namespace sendsync
