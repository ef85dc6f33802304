//===- Contracts.cpp - declarations and the models that describe them
//---------//
//
// How a declaration finds its model: by name, with sugar peeled off types one
// layer at a time. What attributes say is read in Attributes.cpp.
//
//===----------------------------------------------------------------------===//
#include "checks/analysis/contract/Contracts.h"
#include "checks/analysis/contract/LockRequirements.h"
#include "checks/analysis/base/Compat.h"
#include "checks/analysis/base/Origin.h"
#include "checks/analysis/contract/Attributes.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace clang;

namespace sendsync {
namespace {

/// The name of one declaration, without its scope.
std::string ownName(const NamedDecl *D) {
  if (auto *Constructor = llvm::dyn_cast<CXXConstructorDecl>(D))
    return ownName(Constructor->getParent());
  if (auto *Destructor = llvm::dyn_cast<CXXDestructorDecl>(D))
    return "~" + ownName(Destructor->getParent());
  if (auto *Conversion = llvm::dyn_cast<CXXConversionDecl>(D))
    return Conversion->getConversionType()->isBooleanType() ? "operator bool"
                                                            : "operator T";
  if (D->getDeclName())
    return D->getDeclName().getAsString();
  if (auto *Tag = llvm::dyn_cast<TagDecl>(D)) {
    if (const TypedefNameDecl *Typedef = Tag->getTypedefNameForAnonDecl())
      return Typedef->getNameAsString();
    if (auto *Record = llvm::dyn_cast<CXXRecordDecl>(Tag))
      if (Record->isLambda())
        return "(lambda)";
  }
  return "(unnamed)";
}

/// The model of a tag: that of the specialization if there is one
/// (`std::vector<bool>`), else that of the template.
const TypeModel *findTypeModel(const TagDecl *Tag, const Contracts &C) {
  std::string Name = modelName(Tag);
  auto *Special = llvm::dyn_cast<ClassTemplateSpecializationDecl>(Tag);
  if (Special && Special->getTemplateArgs().size() != 0 &&
      Special->getTemplateArgs()[0].getKind() == TemplateArgument::Type) {
    QualType First = Special->getTemplateArgs()[0].getAsType();
    const TagDecl *FirstTag = First->getAsTagDecl();
    std::string Argument =
        FirstTag ? modelName(FirstTag)
                 : First.getAsString(C.context().getPrintingPolicy());
    if (const TypeModel *Model = C.models().type(Name + "<" + Argument + ">"))
      return Model;
  }
  return C.models().type(Name);
}

bool isMet(const OverloadCondition &When, const FunctionDecl *F,
           const Contracts &C) {
  if (When.Count && *When.Count != F->getNumParams())
    return false;
  return llvm::all_of(When.Types, [&](const auto &Condition) {
    if (Condition.first >= F->getNumParams())
      return false;
    const TagDecl *Tag = F->getParamDecl(Condition.first)
                             ->getType()
                             .getNonReferenceType()
                             .getCanonicalType()
                             ->getAsTagDecl();
    return Tag && llvm::is_contained(Condition.second,
                                     C.models().canonicalName(modelName(Tag)));
  });
}

/// A function of C. What a header defines `static inline` has no linkage, but is
/// as much the library's as the rest.
bool isCFunction(const FunctionDecl *F) {
  return F->isExternC() || F->isInExternCContext() ||
         (!F->getASTContext().getLangOpts().CPlusPlus && F->isInlineSpecified());
}

/// The model of the overload \p F: the one with the most conditions met, else
/// the general one, else null.
const FunctionModel *chooseOverload(const FunctionModel *Model,
                                    const FunctionDecl *F, const Contracts &C) {
  if (!Model)
    return nullptr;
  const FunctionModel *Chosen = Model->Location.isValid() ? Model : nullptr;
  size_t Conditions = 0;
  for (const FunctionModel &Overload : Model->Overloads)
    if (Overload.When.size() > Conditions && isMet(Overload.When, F, C)) {
      Chosen = &Overload;
      Conditions = Overload.When.size();
    }
  if (Chosen && Chosen->CLinkage && !isCFunction(F))
    return nullptr;
  return Chosen;
}

const FunctionModel *findFunctionModel(const FunctionDecl *F,
                                       const Contracts &C) {
  // Copies and moves hand an object on; they are not what a model of the
  // constructor is about.
  if (auto *Constructor = llvm::dyn_cast<CXXConstructorDecl>(F))
    if (Constructor->isCopyOrMoveConstructor())
      return nullptr;
  std::string Name = modelName(F);
  if (const FunctionModel *Exact =
          chooseOverload(C.models().exactFunction(Name), F, C))
    return Exact;
  auto *Method = llvm::dyn_cast<CXXMethodDecl>(F);
  if (const FunctionModel *Pattern =
          chooseOverload(C.models().functionPattern(Name), F, C))
    return Pattern;
  // An overrider keeps the promises of what it overrides.
  if (Method)
    for (const CXXMethodDecl *Overridden : Method->overridden_methods())
      if (const FunctionModel *Model = C.functionModel(Overridden))
        return Model;
  return nullptr;
}

/// The class whose attributes make \p Type a lock or a guard.
const TagDecl *attributedTag(QualType Type) {
  return Type.isNull() ? nullptr : Type.getNonReferenceType()->getAsTagDecl();
}

/// The parameter that \p Object speaks of is a lock, or points to one.
bool takesLock(const FunctionDecl *F, const ObjectExpr &Object,
               const Contracts &C) {
  if (Object.BaseKind != ObjectExpr::Argument || !Object.Field.empty() ||
      Object.Index >= F->getNumParams())
    return true;
  QualType Type = F->getParamDecl(Object.Index)->getType().getNonReferenceType();
  return C.isLock(Type->isPointerType() ? Type->getPointeeType() : Type);
}

/// One effect for each argument that `arg0..` stands for.
void addModelEffects(const FunctionModel &Model, const FunctionDecl *F,
                     const Contracts &C, std::vector<DeclaredLockEffect> &Out) {
  for (const LockEffect &Effect : Model.Locks) {
    if (Effect.OfLockType && !takesLock(F, Effect.Object, C))
      continue;
    DeclaredLockEffect Declared;
    static_cast<LockEffect &>(Declared) = Effect;
    if (!Effect.Object.Rest) {
      Out.push_back(std::move(Declared));
      continue;
    }
    Declared.Object.Rest = false;
    for (unsigned I = Effect.Object.Index; I < F->getNumParams(); ++I) {
      Declared.Object.Index = I;
      Out.push_back(Declared);
    }
  }
}

} // namespace

std::string modelName(const NamedDecl *D) {
  llvm::SmallVector<std::string, 6> Parts;
  Parts.push_back(ownName(D));
  for (const DeclContext *Scope = D->getDeclContext();
       Scope && !Scope->isTranslationUnit(); Scope = Scope->getParent()) {
    if (auto *Namespace = llvm::dyn_cast<NamespaceDecl>(Scope)) {
      if (Namespace->isAnonymousNamespace())
        Parts.push_back("(unnamed)");
      else if (!Namespace->isInline())
        Parts.push_back(Namespace->getNameAsString());
    } else if (auto *Function = llvm::dyn_cast<FunctionDecl>(Scope)) {
      // No model describes what is local to a function.
      Parts.push_back(ownName(Function) + "()");
    } else if (auto *Tag = llvm::dyn_cast<TagDecl>(Scope)) {
      // C puts the tags of nested structs into the scope around them.
      if (Tag->getASTContext().getLangOpts().CPlusPlus)
        Parts.push_back(ownName(Tag));
    }
  }
  std::reverse(Parts.begin(), Parts.end());
  return llvm::join(Parts, "::");
}

const TypeModel *Contracts::typeModel(const TagDecl *Type) const {
  if (!Type)
    return nullptr;
  const TagDecl *Tag = Type->getCanonicalDecl();
  auto Cached = TypeCache.find(Tag);
  if (Cached != TypeCache.end())
    return Cached->second;
  const TypeModel *Model = findTypeModel(Tag, *this);
  TypeCache[Tag] = Model;
  return Model;
}

const TypeModel *Contracts::typeModel(QualType Type) const {
  if (Type.isNull())
    return nullptr;
  for (QualType T = Type.getNonReferenceType();;) {
    if (auto *Typedef = llvm::dyn_cast<TypedefType>(T.getTypePtr())) {
      const TypedefNameDecl *D = Typedef->getDecl()->getCanonicalDecl();
      auto Cached = TypeCache.find(D);
      if (Cached == TypeCache.end())
        Cached = TypeCache.try_emplace(D, Models.type(modelName(D))).first;
      if (Cached->second)
        return Cached->second;
    }
    QualType Next = T.getSingleStepDesugaredType(Context);
    if (Next.getTypePtr() == T.getTypePtr()) {
      if (const TagDecl *Tag = T->getAsTagDecl())
        return typeModel(Tag);
      // A name that depends on a template parameter is still that template.
      if (auto *Dependent = T->getAs<TemplateSpecializationType>())
        if (const TemplateDecl *Template =
                Dependent->getTemplateName().getAsTemplateDecl())
          return typeModel(
              llvm::dyn_cast_or_null<TagDecl>(Template->getTemplatedDecl()));
      return nullptr;
    }
    T = Next.getNonReferenceType();
  }
}

bool Contracts::isMemoryOrder(QualType Type) const {
  const TagDecl *Tag = Type.isNull() ? nullptr : Type->getAsTagDecl();
  return Tag && Tag->isEnum() && Models.isMemoryOrder(modelName(Tag));
}

const FunctionModel *Contracts::functionModel(const FunctionDecl *F) const {
  if (!F)
    return nullptr;
  F = F->getCanonicalDecl();
  auto Cached = FunctionCache.find(F);
  if (Cached != FunctionCache.end())
    return Cached->second;
  const FunctionModel *Model = findFunctionModel(F, *this);
  FunctionCache[F] = Model;
  return Model;
}

llvm::ArrayRef<DeclaredLockEffect>
Contracts::lockEffects(const FunctionDecl *F) const {
  if (!F)
    return {};
  F = F->getCanonicalDecl();
  auto Cached = EffectCache.find(F);
  if (Cached != EffectCache.end())
    return *Cached->second;
  auto Effects = std::make_unique<std::vector<DeclaredLockEffect>>();
  const FunctionModel *Model = functionModel(F);
  // A library may carry some attributes itself (libc++ does). Its model is the
  // whole picture; both together would count twice.
  bool ModelWins = isInSystemHeader(F) && Model;
  if (auto *Method = llvm::dyn_cast<CXXMethodDecl>(F);
      Method && isInSystemHeader(F))
    if (const TypeModel *Type = typeModel(Method->getParent()))
      ModelWins |= Type->Lock || Type->Guard;
  if (!ModelWins)
    readLockAttributes(F, Context, *Effects);
  if (Effects->empty() && Model)
    addModelEffects(*Model, F, *this, *Effects);
  const auto *Member = dyn_cast<CXXMethodDecl>(F);
  if (Effects->empty() && !Model && Member && !typeModel(Member->getParent()))
    if (auto Effect = Member->hasBody() ? std::nullopt : lockOperation(*Member))
      Effects->push_back(std::move(*Effect));
  return *(EffectCache[F] = std::move(Effects));
}

llvm::ArrayRef<DeclaredGuard> Contracts::guards(const ValueDecl *Data) const {
  if (!Data)
    return {};
  auto Cached = GuardCache.find(Data);
  if (Cached != GuardCache.end())
    return *Cached->second;
  auto Guards = std::make_unique<std::vector<DeclaredGuard>>();
  readGuardAttributes(Data, *Guards);
  if (Guards->empty() && Models.hasGuards())
    for (const DataGuardModel &Stated : Models.guards(modelName(Data))) {
      DeclaredGuard Guard;
      Guard.LockName = Stated.Lock;
      Guard.Use = Stated.Use;
      Guard.Model = Stated.Location;
      Guards->push_back(std::move(Guard));
    }
  return *(GuardCache[Data] = std::move(Guards));
}

std::vector<DeclaredOrder> Contracts::lockOrders(const ValueDecl *Lock) const {
  std::vector<DeclaredOrder> Orders;
  readOrderAttributes(Lock, Orders);
  return Orders;
}

llvm::ArrayRef<Claim> Contracts::claims(const RecordDecl *Type) const {
  if (!Type)
    return {};
  const Decl *Key = Type->getCanonicalDecl();
  auto Cached = ClaimCache.find(Key);
  if (Cached != ClaimCache.end())
    return *Cached->second;
  auto Claims = std::make_unique<std::vector<Claim>>();
  readClaims(Type, *Claims);
  return *(ClaimCache[Key] = std::move(Claims));
}

bool Contracts::isLock(QualType Type) const {
  if (const TypeModel *Model = typeModel(Type); Model && Model->Lock)
    return true;
  const TagDecl *Tag = attributedTag(Type);
  return Tag && anyDeclaration(Tag, [](const Decl *D) {
           return D->hasAttr<CapabilityAttr>();
         });
}

const FieldDecl *Contracts::wrappedLock(QualType Type) const {
  const RecordDecl *Record = Type->getAsRecordDecl();
  Record = Record ? Record->getDefinition() : nullptr;
  if (!Record || isLock(Type) || isGuard(Type) || typeModel(Type))
    return nullptr;
  const FieldDecl *Only = nullptr;
  for (const FieldDecl *Field : Record->fields()) {
    if (!isLock(Field->getType()) && !wrappedLock(Field->getType()))
      continue;
    if (Only)
      return nullptr;
    Only = Field;
  }
  return Only;
}

bool Contracts::isGuard(QualType Type) const {
  if (const TypeModel *Model = typeModel(Type); Model && Model->Guard)
    return true;
  const TagDecl *Tag = attributedTag(Type);
  if (!Tag)
    return false;
  if (anyDeclaration(Tag, [](const Decl *D) {
        return D->hasAttr<ScopedLockableAttr>();
      }))
    return true;
  // The attributes of its constructors and destructor say so as well.
  const auto *Class = dyn_cast<CXXRecordDecl>(Tag);
  const CXXDestructorDecl *End =
      Class && Class->hasDefinition() ? Class->getDestructor() : nullptr;
  auto does = [&](const FunctionDecl *F, LockOp Op) {
    return llvm::any_of(lockEffects(F), [&](const DeclaredLockEffect &Effect) {
      return Effect.Op == Op && !Effect.Negated;
    });
  };
  return End && does(End, LockOp::Release) && !isLock(Type) &&
         llvm::any_of(Class->ctors(), [&](const CXXConstructorDecl *Made) {
           return does(Made, LockOp::Acquire);
         });
}

const CXXRecordDecl *Contracts::guardIn(QualType Owner) const {
  const auto *Class = dyn_cast_or_null<ClassTemplateSpecializationDecl>(
      Owner.isNull() ? nullptr : Owner->getAsCXXRecordDecl());
  if (!Class || !typeModel(Class))
    return nullptr;
  llvm::SmallVector<QualType, 4> Parts;
  for (const TemplateArgument &Argument : Class->getTemplateArgs().asArray())
    if (Argument.getKind() == TemplateArgument::Type)
      Parts.push_back(Argument.getAsType());
    else if (Argument.getKind() == TemplateArgument::Pack)
      for (const TemplateArgument &Part : Argument.pack_elements())
        if (Part.getKind() == TemplateArgument::Type)
          Parts.push_back(Part.getAsType());
  for (QualType Part : Parts) {
    const CXXRecordDecl *Record = Part->getAsCXXRecordDecl();
    Record = Record ? Record->getDefinition() : nullptr;
    if (!Record)
      continue;
    if (isGuard(Part))
      return Record;
    const CXXDestructorDecl *Destructor = Record->getDestructor();
    if (typeModel(Part) || Record->isLambda() ||
        isInSystemHeader(Record))
      continue;
    if ((Destructor && Destructor->isUserProvided()) ||
        llvm::any_of(Record->fields(), [&](const FieldDecl *Field) {
          return isGuard(Field->getType());
        }))
      return Record;
  }
  return nullptr;
}

const CXXRecordDecl *Contracts::pointeeOf(QualType Pointer) const {
  QualType Pointee = Pointer->getPointeeType();
  const TypeModel *Model = typeModel(Pointer);
  const auto *Instance = dyn_cast_or_null<ClassTemplateSpecializationDecl>(
      Model && Model->Pointer ? Pointer->getAsCXXRecordDecl() : nullptr);
  if (Instance && Instance->getTemplateArgs().size() > 0 &&
      Instance->getTemplateArgs()[0].getKind() == TemplateArgument::Type)
    Pointee = Instance->getTemplateArgs()[0].getAsType();
  const CXXRecordDecl *Class =
      Pointee.isNull() ? nullptr : Pointee->getAsCXXRecordDecl();
  return Class ? Class->getDefinition() : nullptr;
}

const CXXRecordDecl *Contracts::handleIn(QualType Owner) const {
  const auto *Instance = dyn_cast_or_null<ClassTemplateSpecializationDecl>(
      Owner.isNull() ? nullptr : Owner->getAsCXXRecordDecl());
  const TypeModel *Holder = Instance ? typeModel(Instance) : nullptr;
  // An iterator only refers to one.
  if (!Holder || (Holder->Pointer && !Holder->Pointer->Owning))
    return nullptr;
  for (const TemplateArgument &Argument :
       Instance->getTemplateArgs().asArray()) {
    if (Argument.getKind() != TemplateArgument::Type)
      continue;
    const CXXRecordDecl *Part = Argument.getAsType()->getAsCXXRecordDecl();
    const TypeModel *Model = Part ? typeModel(Part) : nullptr;
    if (Model && Model->Handle)
      return Part;
  }
  return nullptr;
}

bool Contracts::mayBeGuard(QualType Type) const {
  const CXXRecordDecl *Record = Type->getAsCXXRecordDecl();
  if (isGuard(Type))
    return !Type->isReferenceType();
  if (!Record || !Record->hasDefinition())
    return false;
  return typeModel(Type) ? guardIn(Type) != nullptr
                         : Record->hasNonTrivialDestructor();
}

const LockModel *Contracts::threadAffinity(QualType Lock) const {
  if (Lock.isNull())
    return nullptr;
  if (const TypeModel *Model = typeModel(Lock))
    return Model->Lock && Model->Lock->ThreadAffine ? &*Model->Lock : nullptr;
  const RecordDecl *Record = Lock->getAsRecordDecl();
  Record = Record ? Record->getDefinition() : nullptr;
  if (!Record)
    return nullptr;
  if (const auto *Class = dyn_cast<CXXRecordDecl>(Record))
    for (const CXXBaseSpecifier &Base : Class->bases())
      if (const LockModel *Model = threadAffinity(Base.getType()))
        return Model;
  for (const FieldDecl *Field : Record->fields())
    if (const LockModel *Model = threadAffinity(Field->getType()))
      return Model;
  return nullptr;
}

Recursion Contracts::recursion(QualType Lock) const {
  const TagDecl *Tag = attributedTag(Lock);
  if (Tag && anyDeclaration(Tag, [](const Decl *D) {
        return compat::isReentrantCapability(D);
      }))
    return Recursion::Yes;
  if (Tag && hasAnnotation(Tag, "reentrant_capability"))
    return Recursion::Yes;
  if (const TypeModel *Model = typeModel(Lock); Model && Model->Lock)
    return Model->Lock->Recursive;
  if (!isLock(Lock))
    return Recursion::Unknown;
  // A class with the attribute is as recursive as the lock that it is made of.
  const CXXRecordDecl *Class = Lock->getAsCXXRecordDecl();
  auto isRecursive = [&](QualType Part) {
    return recursion(Part) == Recursion::Yes;
  };
  if (Class && Class->hasDefinition() &&
      (llvm::any_of(Class->bases(),
                    [&](const CXXBaseSpecifier &Base) {
                      return isRecursive(Base.getType());
                    }) ||
       llvm::any_of(Class->fields(), [&](const FieldDecl *Field) {
         return isRecursive(Field->getType());
       })))
    return Recursion::Yes;
  return Recursion::No;
}

bool Contracts::isUnanalysed(const FunctionDecl *F) const {
  return anyDeclaration(F, [](const Decl *D) {
    return D->hasAttr<NoThreadSafetyAnalysisAttr>();
  });
}

bool Contracts::isReadOnlyMethod(const CXXMethodDecl *Method) const {
  if (Method->isStatic() || Method->isConst())
    return true;
  const TypeModel *Model = typeModel(Method->getParent());
  return Model && Model->ConstLike.contains(ownName(Method));
}

bool Contracts::hasAnnotation(const Decl *D, llvm::StringRef Name) const {
  return D && findAnnotation(D, Name);
}

} // namespace sendsync
