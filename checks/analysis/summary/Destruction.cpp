#include "checks/analysis/summary/Destruction.h"
#include "checks/analysis/base/Origin.h"
#include "checks/analysis/facts/PathResolver.h"
#include "clang/AST/ASTContext.h"

using namespace clang;

namespace sendsync {

/// The class of a member or of its elements, if that is the user's.
static const CXXRecordDecl *userClass(QualType Type, const Contracts &Contract) {
  const CXXRecordDecl *Class =
      Contract.context().getBaseElementType(Type)->getAsCXXRecordDecl();
  if (!Class || Contract.typeModel(Class) || isInSystemHeader(Class))
    return nullptr;
  return Class->getDefinition();
}

/// A library's object with a handle of running work in it, or with objects of the
/// user's that may wait when they end.
static bool mayWaitAtEnd(QualType Type, const Contracts &Contract) {
  const TypeModel *Model = Contract.typeModel(Type);
  if (!Model)
    return false;
  if (Model->Handle || Contract.handleIn(Type))
    return true;
  const auto *Instance = dyn_cast_or_null<ClassTemplateSpecializationDecl>(
      Type->getAsCXXRecordDecl());
  return Instance &&
         llvm::any_of(Instance->getTemplateArgs().asArray(),
                      [&](const TemplateArgument &Argument) {
                        const CXXRecordDecl *Held =
                            Argument.getKind() == TemplateArgument::Type
                                ? userClass(Argument.getAsType(), Contract)
                                : nullptr;
                        return Held && !Held->hasTrivialDestructor();
                      });
}

static void append(std::vector<EndStep> &To, std::vector<EndStep> More) {
  To.insert(To.end(), std::make_move_iterator(More.begin()),
            std::make_move_iterator(More.end()));
}

std::vector<EndStep> endOfBases(const CXXRecordDecl *Class,
                                const AccessPath &Object,
                                const Contracts &Contract) {
  std::vector<EndStep> Steps;
  for (const CXXBaseSpecifier &Base : llvm::reverse(Class->bases())) {
    const CXXRecordDecl *Its = Base.getType()->getAsCXXRecordDecl();
    if (!Its || !Its->hasDefinition())
      continue;
    if (Its->isPolymorphic())
      Steps.push_back({EndStep::LosesClass, Object, nullptr});
    append(Steps, endOf(Its, Object, Contract));
  }
  return Steps;
}

std::vector<EndStep> endOf(const CXXRecordDecl *Class, const AccessPath &Object,
                           const Contracts &Contract) {
  if (Class->hasTrivialDestructor() || isInSystemHeader(Class))
    return {};
  const CXXDestructorDecl *Destructor = Class->getDestructor();
  if (Destructor && Destructor->isUserProvided())
    return {{EndStep::Runs, Object, Destructor}};
  std::vector<EndStep> Steps;
  std::vector<const FieldDecl *> Fields(Class->field_begin(),
                                        Class->field_end());
  for (const FieldDecl *Field : llvm::reverse(Fields)) {
    QualType Type = Field->getType();
    AccessPath Member = Object.field(Field);
    if (mayWaitAtEnd(Type, Contract))
      Steps.push_back({EndStep::Waits, Member, nullptr});
    else if (const CXXRecordDecl *Its = userClass(Type, Contract))
      append(Steps, endOf(Its, Type->isArrayType() ? Member.element() : Member,
                          Contract));
  }
  append(Steps, endOfBases(Class, Object, Contract));
  return Steps;
}

bool isEndVisible(const CXXRecordDecl *Class, const Contracts &Contract) {
  if (!Class->hasDefinition())
    return false;
  Class = Class->getDefinition();
  if (Class->hasTrivialDestructor() || isInSystemHeader(Class))
    return true;
  const CXXDestructorDecl *Destructor = Class->getDestructor();
  if (!Destructor || (Destructor->isUserProvided() && !Destructor->hasBody()))
    return false;
  auto isVisible = [&](QualType Type) {
    const CXXRecordDecl *Its = userClass(Type, Contract);
    return !Its || isEndVisible(Its, Contract);
  };
  return llvm::all_of(Class->fields(),
                      [&](const FieldDecl *Field) {
                        return isVisible(Field->getType());
                      }) &&
         llvm::all_of(Class->bases(), [&](const CXXBaseSpecifier &Base) {
           return isVisible(Base.getType());
         });
}

/// The `new` that the variable was, and still is, set to the result of, or null.
static const CXXNewExpr *madeFor(const VarDecl *Variable,
                                 const FunctionFacts &Body) {
  bool Keeps = Variable->hasGlobalStorage();
  for (const FunctionFacts *Level = &Body; Level; Level = Level->Parent)
    Keeps |= Level->Owners.contains(Variable->getCanonicalDecl());
  const Expr *Init = Keeps ? Variable->getAnyInitializer() : nullptr;
  return Init ? dyn_cast<CXXNewExpr>(Init->IgnoreParenImpCasts()) : nullptr;
}

bool makesOne(const VarDecl *Pointer, const FunctionFacts &Body) {
  const CXXNewExpr *New =
      Pointer->hasLocalStorage() ? madeFor(Pointer, Body) : nullptr;
  return New && !New->isArray();
}

const CXXRecordDecl *endedClass(const AccessFact &Delete,
                                const FunctionFacts &Body) {
  const CXXRecordDecl *Class =
      Delete.Type.isNull() ? nullptr : Delete.Type->getAsCXXRecordDecl();
  if (!Class || !Class->hasDefinition())
    return nullptr;
  const CXXDestructorDecl *Destructor = Class->getDestructor();
  if (!Destructor || !Destructor->isVirtual() || Class->isEffectivelyFinal())
    return Class;
  const VarDecl *Variable = Delete.Path.rootVariable();
  bool IsPointee = Delete.Path.steps().size() == 1 &&
                   Delete.Path.steps()[0].StepKind == PathStep::Deref;
  const CXXNewExpr *New =
      Variable && IsPointee ? madeFor(Variable, Body) : nullptr;
  return New ? New->getAllocatedType()->getAsCXXRecordDecl() : nullptr;
}

} // namespace sendsync
