#include "checks/analysis/types/Constituents.h"
#include "checks/analysis/base/Compat.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/AST/LambdaCapture.h"

using namespace clang;

namespace sendsync {

bool Constituent::isConst() const {
  // A reference cannot be bound anew; it is as constant as a const pointer.
  return Type->isReferenceType() || Type.isConstQualified();
}

static void addMembers(const RecordDecl *Record, bool InUnion, bool Public,
                       llvm::SmallVectorImpl<Constituent> &Parts) {
  for (const FieldDecl *Field : Record->fields()) {
    bool IsPublic = Public && (Field->getAccess() == AS_public ||
                               Field->getAccess() == AS_none);
    if (Field->isAnonymousStructOrUnion()) {
      const auto *Inner = Field->getType()->getAsRecordDecl();
      addMembers(Inner, InUnion || Inner->isUnion(), IsPublic, Parts);
      continue;
    }
    if (Field->isUnnamedBitField())
      continue;
    Constituent Part;
    Part.Type = Field->getType();
    Part.Field = Field;
    Part.Name = Field->getNameAsString();
    Part.Location = Field->getLocation();
    Part.Range = Field->getLocation();
    Part.InUnion = InUnion;
    Part.Public = IsPublic;
    Parts.push_back(std::move(Part));
  }
}

static void addCaptures(const CXXRecordDecl *Closure,
                        llvm::SmallVectorImpl<Constituent> &Parts) {
  auto Capture = Closure->captures_begin();
  for (const FieldDecl *Field : Closure->fields()) {
    Constituent Part;
    Part.ConstituentKind = Constituent::Capture;
    Part.Type = Field->getType();
    Part.Field = Field;
    Part.Location = Field->getLocation();
    if (Capture != Closure->captures_end()) {
      Part.Location = Capture->getLocation();
      Part.This = Capture->getCaptureKind() == LCK_This;
      if (Capture->capturesThis())
        Part.Name = "this";
      else if (Capture->capturesVariable())
        Part.Name = Capture->getCapturedVar()->getNameAsString();
      ++Capture;
    }
    Part.Range = Part.Location;
    Parts.push_back(std::move(Part));
  }
}

llvm::SmallVector<Constituent, 8> constituents(const RecordDecl *Record) {
  llvm::SmallVector<Constituent, 8> Parts;
  if (const auto *Class = dyn_cast<CXXRecordDecl>(Record)) {
    if (Class->isLambda()) {
      addCaptures(Class, Parts);
      return Parts;
    }
    for (const CXXBaseSpecifier &Base : Class->bases()) {
      Constituent Part;
      Part.ConstituentKind = Constituent::Base;
      Part.Type = Base.getType();
      Part.Location = Base.getBaseTypeLoc();
      Part.Range = Base.getSourceRange();
      Parts.push_back(std::move(Part));
    }
  }
  addMembers(Record, Record->isUnion(), /*Public=*/true, Parts);
  return Parts;
}

static void addTypes(const TemplateArgument &Argument,
                     llvm::SmallVectorImpl<QualType> &Types) {
  if (Argument.getKind() == TemplateArgument::Type)
    Types.push_back(Argument.getAsType());
  else if (Argument.getKind() == TemplateArgument::Pack)
    for (const TemplateArgument &Element : Argument.pack_elements())
      addTypes(Element, Types);
}

static ArrayRef<TemplateArgument> argumentsOf(QualType Type) {
  const auto *Specialization =
      dyn_cast_or_null<ClassTemplateSpecializationDecl>(
          Type->getAsRecordDecl());
  if (!Specialization)
    return {};
  return Specialization->getTemplateArgs().asArray();
}

llvm::SmallVector<QualType, 4> modelArguments(const TypeModel &Model,
                                              QualType Type,
                                              llvm::StringRef Name) {
  llvm::SmallVector<QualType, 4> Types;
  ArrayRef<TemplateArgument> Arguments = argumentsOf(Type);
  Name.consume_back("...");
  for (size_t I = 0, E = std::min(Model.Params.size(), Arguments.size());
       I != E; ++I) {
    llvm::StringRef Param = Model.Params[I];
    Param.consume_back("...");
    if (Param == Name)
      addTypes(Arguments[I], Types);
  }
  return Types;
}

llvm::SmallVector<QualType, 4> typeArguments(QualType Type) {
  llvm::SmallVector<QualType, 4> Types;
  for (const TemplateArgument &Argument : argumentsOf(Type))
    addTypes(Argument, Types);
  return Types;
}

QualType findNamedType(const ASTContext &Context,
                       llvm::StringRef QualifiedName) {
  const DeclContext *Scope = Context.getTranslationUnitDecl();
  QualifiedName.consume_front("::");
  while (true) {
    auto [Head, Tail] = QualifiedName.split("::");
    const NamedDecl *Found = nullptr;
    for (const NamedDecl *D : Scope->lookup(&Context.Idents.get(Head)))
      if (isa<TypeDecl, NamespaceDecl>(D))
        Found = D;
    if (!Found)
      return {};
    if (Tail.empty()) {
      if (const auto *Tag = dyn_cast<TagDecl>(Found))
        return compat::typeOf(Context, Tag);
      if (const auto *Typedef = dyn_cast<TypedefNameDecl>(Found))
        return Typedef->getUnderlyingType();
      return {};
    }
    if (const auto *Typedef = dyn_cast<TypedefNameDecl>(Found))
      Found = Typedef->getUnderlyingType()->getAsTagDecl();
    Scope = dyn_cast_or_null<DeclContext>(Found);
    if (!Scope)
      return {};
    QualifiedName = Tail;
  }
}

} // namespace sendsync
