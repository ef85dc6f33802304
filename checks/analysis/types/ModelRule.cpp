//===- ModelRule.cpp - what models and conditional claims say ---*- C++ -*-===//
#include "checks/analysis/types/Because.h"
#include "checks/analysis/types/Classifier.h"
#include "clang/AST/DeclTemplate.h"
#include "llvm/Support/ErrorHandling.h"

using namespace clang;

namespace sendsync {

/// Where the names in a trait expression are looked up.
struct Classifier::Scope {
  QualType Type;
  /// Exactly one of the two is set.
  const TypeModel *Model = nullptr;
  const RecordDecl *ClaimedBy = nullptr;
  Trait Asked = Trait::Send;

  bool knows(llvm::StringRef Name) const;
  llvm::SmallVector<QualType, 4> types(llvm::StringRef Name) const;
};

static const TemplateParameterList *parametersOf(const RecordDecl *Record) {
  const auto *Specialization =
      dyn_cast_or_null<ClassTemplateSpecializationDecl>(Record);
  if (!Specialization)
    return nullptr;
  return Specialization->getSpecializedTemplate()->getTemplateParameters();
}

bool Classifier::Scope::knows(llvm::StringRef Name) const {
  if (Model)
    return llvm::any_of(Model->Params, [&](llvm::StringRef Param) {
      Param.consume_back("...");
      return Param == Name;
    });
  const TemplateParameterList *Parameters = parametersOf(ClaimedBy);
  return Parameters && llvm::any_of(*Parameters, [&](const NamedDecl *P) {
           return P->getName() == Name;
         });
}

llvm::SmallVector<QualType, 4>
Classifier::Scope::types(llvm::StringRef Name) const {
  if (Model)
    return modelArguments(*Model, Type, Name);
  // A claim names the parameters as the template does.
  TypeModel Named;
  for (const NamedDecl *P : *parametersOf(ClaimedBy))
    Named.Params.push_back(P->getNameAsString());
  return modelArguments(Named, Type, Name);
}

static Obligation byModelEntry(Obligation::Kind Kind, ReasonCode Code,
                               const TypeModel &Model, Trait Asked,
                               ModelLocation Location,
                               const ASTContext &Context) {
  Obligation O;
  O.ObligationKind = Kind;
  O.Code = Code;
  ReasonStep Step;
  Step.Subject = "'" + Model.Name + "'";
  Step.Message = (Step.Subject + " " + relationText(O, Asked, Context) + ": " +
                  reasonText(Code))
                     .str();
  Step.Model = Location.isValid() ? Location : Model.Location;
  O.Because.push_back(std::move(Step));
  return O;
}

//===----------------------------------------------------------------------===//
// Trait expressions, in Kleene logic over sets of obligations.
//===----------------------------------------------------------------------===//

Verdict Classifier::eval(const TraitExpr &Expr, const Scope &Names) {
  auto Refuse = [&](Obligation::Kind Kind, ReasonCode Code) {
    Verdict V;
    if (Names.Model)
      V.add(byModelEntry(Kind, Code, *Names.Model, Names.Asked, Expr.Location,
                         context()));
    else
      V.add(obligation(Kind, Code, Names.Asked, Names.ClaimedBy,
                       Names.ClaimedBy->getLocation(), "it is declared so"));
    return V;
  };

  switch (Expr.ExprKind) {
  case TraitExpr::Yes:
    return Verdict::yes();
  case TraitExpr::No:
    return Refuse(Obligation::No, Expr.Code);
  case TraitExpr::Unknown: {
    bool Erased = Names.Model && Names.Model->Erases &&
                  Expr.Code == ReasonCode::Declared;
    return Refuse(Obligation::Opaque,
                  Erased ? ReasonCode::Erased : Expr.Code);
  }
  case TraitExpr::Query:
    return query(Expr, Names);
  case TraitExpr::IsConst: {
    bool AllConst = true;
    for (QualType Type : Names.types(Expr.Operand))
      AllConst &= Type.isConstQualified();
    return AllConst ? Verdict::yes()
                    : Refuse(Obligation::No, ReasonCode::Declared);
  }
  case TraitExpr::And: {
    Verdict All;
    for (const TraitExpr &Operand : Expr.Operands)
      All.add(eval(Operand, Names));
    return All;
  }
  case TraitExpr::Or: {
    std::optional<Verdict> Weakest;
    for (const TraitExpr &Operand : Expr.Operands) {
      Verdict V = eval(Operand, Names);
      if (!Weakest || V.answer() < Weakest->answer())
        Weakest = std::move(V);
    }
    return Weakest ? *Weakest : Refuse(Obligation::No, ReasonCode::Declared);
  }
  case TraitExpr::Not: {
    Verdict V = eval(Expr.Operands.front(), Names);
    if (V.isNo())
      return Verdict::yes();
    return Refuse(V.isYes() ? Obligation::No : Obligation::Opaque,
                  ReasonCode::Declared);
  }
  }
  llvm_unreachable("unknown kind of trait expression");
}

Verdict Classifier::query(const TraitExpr &Expr, const Scope &Names) {
  llvm::StringRef Operand = Expr.Operand;
  const TypeModel *Model = Names.Model;
  if (Expr.Quoted) {
    QualType Type = findNamedType(context(), Operand);
    if (!Type.isNull())
      return evaluate(Type, Expr.Asked);
  } else if (Names.knows(Operand)) {
    bool Behind = Model && Model->Pointer && Model->Pointer->Pointee == Operand;
    if (Behind && modelPointee(*Model, Names.Type).isNull())
      return Verdict::yes();
    Verdict V;
    for (QualType Type : Names.types(Operand))
      V.add(Behind ? ofPointee(Type, Expr.Asked) : evaluate(Type, Expr.Asked));
    return V;
  } else if (Operand == "pointee") {
    QualType Type = Model ? modelPointee(*Model, Names.Type)
                          : pointeeOf(Names.Type);
    if (!Type.isNull())
      return ofPointee(Type, Expr.Asked);
  } else if (Operand == "element") {
    llvm::SmallVector<QualType, 4> Arguments = typeArguments(Names.Type);
    if (!Arguments.empty())
      return evaluate(Arguments.front(), Expr.Asked);
  }
  Verdict V;
  if (Model)
    V.add(byModelEntry(Obligation::Opaque, ReasonCode::Incomplete, *Model,
                       Names.Asked, Expr.Location, context()));
  else
    V.add(obligation(Obligation::Opaque, ReasonCode::Incomplete, Names.Asked,
                     Names.ClaimedBy, Names.ClaimedBy->getLocation(),
                     ("'" + Operand + "' in its claim names no type").str()));
  return V;
}

std::optional<Verdict> Classifier::byCondition(const Claim &Conditional,
                                               const RecordDecl *By,
                                               QualType Type, Trait Asked) {
  if (!Conditional.Condition)
    return std::nullopt;
  Scope Names;
  Names.Type = Type;
  Names.ClaimedBy = By;
  Names.Asked = Asked;
  Verdict V = eval(*Conditional.Condition, Names);
  for (Obligation &O : V.Obligations) {
    ReasonStep Step;
    Step.Subject = subjectText(By);
    Step.Message = Step.Subject + " " + relationText(O, Asked, context()) +
                   " because the condition of its claim does not hold";
    Step.Location = By->getLocation();
    O.Because.insert(O.Because.begin(), std::move(Step));
  }
  return V;
}

//===----------------------------------------------------------------------===//
// Models.
//===----------------------------------------------------------------------===//

QualType Classifier::modelPointee(const TypeModel &Model, QualType Type) {
  if (!Model.Pointer)
    return {};
  llvm::SmallVector<QualType, 4> Types =
      modelArguments(Model, Type, Model.Pointer->Pointee);
  if (Types.empty())
    return {};
  QualType Pointee = Types.front().getNonReferenceType();
  // `shared_future<void>` hands out nothing.
  if (Pointee->isVoidType() && Model.Pointer->ConstPointee)
    return {};
  if (const ArrayType *Array = context().getAsArrayType(Pointee))
    Pointee = Array->getElementType();
  if (Model.Pointer->ConstPointee)
    Pointee.addConst();
  return Pointee;
}

QualType Classifier::pointeeOf(QualType Type) {
  QualType Pointee;
  if (Type->isPointerType() || Type->isReferenceType())
    Pointee = Type->getPointeeType();
  else if (const TypeModel *Model = Declared.typeModel(Type))
    Pointee = modelPointee(*Model, Type);
  if (!Pointee.isNull() && Pointee->isFunctionType())
    return {};
  return Pointee;
}

/// What follows from the other keys of an entry that does not state the trait.
/// Nothing: the structure of the type decides.
std::optional<Verdict> Classifier::modelDefault(const TypeModel &Model,
                                                const Scope &Names,
                                                Trait Asked) {
  auto Refuse = [&](Obligation::Kind Kind, ReasonCode Code) {
    Verdict V;
    V.add(byModelEntry(Kind, Code, Model, Asked, Model.Location, context()));
    return V;
  };
  switch (Asked) {
  case Trait::Send:
    if (Model.Guard)
      return Refuse(Obligation::No, ReasonCode::LockGuard);
    if (Model.Erases)
      return Refuse(Obligation::Opaque, ReasonCode::Erased);
    if (Model.Lock || Model.Atomic || Model.Pointer || Model.Handle)
      return Verdict::yes();
    return std::nullopt;
  case Trait::Sync:
    if (Model.SyncMut) {
      Verdict V = eval(*Model.SyncMut, Names);
      if (V.isYes())
        return V;
    }
    if (Model.Lock || Model.Atomic || Model.Pointer)
      return Verdict::yes();
    if (Model.Guard)
      return Refuse(Obligation::No, ReasonCode::LockGuard);
    if (Model.Erases)
      return Refuse(Obligation::Opaque, ReasonCode::Erased);
    return std::nullopt;
  case Trait::SyncMut:
    if (Model.Sync) {
      Verdict V = eval(*Model.Sync, Names);
      if (V.isNo())
        return V;
    }
    if (Model.Lock || Model.Atomic)
      return Verdict::yes();
    if (Model.Guard || Model.Pointer || Model.Handle || Model.Erases)
      return Refuse(Obligation::No, ReasonCode::PlainState);
    return std::nullopt;
  case Trait::Owned: {
    if (Model.Guard || (Model.Pointer && !Model.Pointer->Owning))
      return Refuse(Obligation::No, ReasonCode::Borrow);
    if (Model.Erases)
      return Refuse(Obligation::Opaque, ReasonCode::Erased);
    // A library type owns what it holds, and holds what it is a template of.
    Verdict V;
    for (QualType Argument : typeArguments(Names.Type))
      V.add(evaluate(Argument, Asked));
    return V;
  }
  case Trait::Shm:
    return Refuse(Obligation::Opaque, ReasonCode::ProcessPrivate);
  }
  llvm_unreachable("unknown trait");
}

static const std::optional<TraitExpr> &statedIn(const TypeModel &Model,
                                                Trait Asked) {
  switch (Asked) {
  case Trait::Send:
    return Model.Send;
  case Trait::Sync:
    return Model.Sync;
  case Trait::SyncMut:
    return Model.SyncMut;
  case Trait::Owned:
    return Model.Owned;
  case Trait::Shm:
    return Model.Shm;
  }
  llvm_unreachable("unknown trait");
}

std::optional<Verdict> Classifier::byModel(const TypeModel &Model,
                                           QualType Type, Trait Asked) {
  Scope Names;
  Names.Type = Type;
  Names.Model = &Model;
  Names.Asked = Asked;
  const std::optional<TraitExpr> &Stated = statedIn(Model, Asked);
  std::optional<Verdict> V =
      Stated ? eval(*Stated, Names) : modelDefault(Model, Names, Asked);
  if (!V || Asked != Trait::Send || V->isNo() || !Model.Pointer)
    return V;
  // Handing out what several handles, or the owner and this borrow, refer to.
  if (!Model.Pointer->Owning || Model.Pointer->Shared) {
    QualType Pointee = modelPointee(Model, Type);
    if (!Pointee.isNull())
      V->add(sharing(Pointee, Model.Pointer->Owning));
  }
  return V;
}

} // namespace sendsync
