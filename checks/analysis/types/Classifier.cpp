#include "checks/analysis/types/Classifier.h"
#include "checks/analysis/base/Compat.h"
#include "checks/analysis/types/Because.h"
#include "checks/analysis/types/Sharing.h"
#include "clang/AST/Attr.h"
#include "llvm/Support/ErrorHandling.h"

using namespace clang;

namespace sendsync {

/// Deeper than any type that a person writes; a template that nests without end
/// stops here.
static constexpr size_t MaxDepth = 256;

static Verdict only(Obligation::Kind Kind, ReasonCode Code) {
  Verdict V;
  Obligation O;
  O.ObligationKind = Kind;
  O.Code = Code;
  V.add(std::move(O));
  return V;
}

//===----------------------------------------------------------------------===//
// Each question once; recursive types.
//===----------------------------------------------------------------------===//

/// The alias through which \p Type is named and that has a claim on it, with
/// what the claim says; null if there is none.
static const TypedefNameDecl *claimedAlias(const Contracts &Declared,
                                           QualType Type, Trait Asked,
                                           bool &Denied) {
  static constexpr std::pair<Trait, llvm::StringLiteral> Claims[] = {
      {Trait::Send, "send"},
      {Trait::Sync, "sync"},
      {Trait::SyncMut, "sync_mut"},
      {Trait::Shm, "shm_safe"}};
  while (const auto *Alias = Type->getAs<TypedefType>()) {
    const TypedefNameDecl *D = Alias->getDecl();
    if (D->hasAttrs())
      for (const auto &[Of, Name] : Claims) {
        Denied = implies(Asked, Of) &&
                 Declared.hasAnnotation(D, ("not_" + Name).str());
        if (Denied || (implies(Of, Asked) &&
                       (Declared.hasAnnotation(D, Name) ||
                        Declared.hasAnnotation(D, (Name + "_unchecked").str()))))
          return D;
      }
    Type = D->getUnderlyingType();
  }
  return nullptr;
}

Classifier::Key Classifier::keyOf(QualType Type, Trait Asked) const {
  // An alias with a claim or a model of its own (`pthread_spinlock_t`, an int)
  // is another question than the type it names.
  bool Denied = false;
  if (!Type->isReferenceType() &&
      (claimedAlias(Declared, Type, Asked, Denied) ||
       Declared.typeModel(Type) != Declared.typeModel(Type.getCanonicalType())))
    return {Type.getAsOpaquePtr(), static_cast<unsigned>(Asked)};
  QualType Canonical = context().getCanonicalType(Type);
  bool Const = Asked == Trait::SyncMut && Canonical.isConstQualified();
  Canonical = context().getCanonicalType(Canonical.getUnqualifiedType());
  if (Const)
    Canonical.addConst();
  return {Canonical.getAsOpaquePtr(), static_cast<unsigned>(Asked)};
}

void Classifier::dependOn(unsigned Lower) {
  if (!Stack.empty())
    Stack.back().Lowest = std::min(Stack.back().Lowest, Lower);
}

/// The frame \p Done depends on nothing below it: its answer is final. What was
/// computed under its assumption is final too if everything was "yes", and has
/// to be asked again otherwise.
void Classifier::settle(const Frame &Done, const Verdict &Answer) {
  bool AllYes = Answer.isYes();
  for (size_t I = Done.TrailStart; AllYes && I != Trail.size(); ++I)
    AllYes = Provisional.find(Trail[I])->second.Answer.isYes();
  for (size_t I = Done.TrailStart; I != Trail.size(); ++I) {
    Provisional.erase(Trail[I]);
    if (AllYes)
      Settled.try_emplace(Trail[I], std::make_unique<const Verdict>());
  }
  Trail.resize(Done.TrailStart);
  Settled.try_emplace(Done.Question, std::make_unique<const Verdict>(Answer));
}

Verdict Classifier::evaluate(QualType Type, Trait Asked) {
  Key Question = keyOf(Type, Asked);
  if (auto Known = Settled.find(Question); Known != Settled.end())
    return *Known->second;
  if (auto Open = OnStack.find(Question); Open != OnStack.end()) {
    dependOn(Open->second);
    return Verdict::yes();
  }
  if (auto Known = Provisional.find(Question); Known != Provisional.end()) {
    dependOn(Known->second.Lowest);
    return Known->second.Answer;
  }
  if (Stack.size() >= MaxDepth) {
    dependOn(0);
    return only(Obligation::Opaque, ReasonCode::Incomplete);
  }

  unsigned Index = Stack.size();
  Stack.push_back({Question, Index, Trail.size()});
  OnStack[Question] = Index;
  Verdict Answer = ofType(Type, Asked);
  Frame Done = Stack.back();
  Stack.pop_back();
  OnStack.erase(Question);

  if (Done.Lowest >= Index) {
    settle(Done, Answer);
  } else {
    Provisional[Question] = {Answer, Done.Lowest};
    Trail.push_back(Question);
    dependOn(Done.Lowest);
  }
  return Answer;
}

const Verdict &Classifier::verdict(QualType Type, Trait Asked) {
  assert(Stack.empty() && "asked from within an answer");
  evaluate(Type, Asked);
  return *Settled.find(keyOf(Type, Asked))->second;
}

//===----------------------------------------------------------------------===//
// By the form of the type.
//===----------------------------------------------------------------------===//

Verdict Classifier::ofType(QualType Type, Trait Asked) {
  if (Type->isDependentType())
    return only(Obligation::Opaque, ReasonCode::Dependent);
  // A reference to a T is asked what a pointer to T is asked.
  if (const auto *Reference = Type->getAs<ReferenceType>())
    return ofPointer(Reference->getPointeeType(), Asked);
  bool Denied = false;
  if (const TypedefNameDecl *Alias =
          claimedAlias(Declared, Type, Asked, Denied)) {
    if (!Denied)
      return Verdict::yes();
    Verdict V = only(Obligation::No, ReasonCode::Declared);
    ReasonStep Step;
    Step.Subject = "'" + Alias->getNameAsString() + "'";
    Step.Message =
        (Step.Subject + " is declared not " + traitName(Asked) + " here").str();
    Step.Location = Alias->getLocation();
    V.Obligations.front().Because.push_back(std::move(Step));
    return V;
  }
  if (Asked == Trait::SyncMut && Type.isConstQualified())
    return evaluate(Type.getUnqualifiedType(), Trait::Sync);
  if (const RecordDecl *Record = Type->getAsRecordDecl())
    return ofRecord(Record, Type, Asked);
  if (const TypeModel *Model = Declared.typeModel(Type))
    if (std::optional<Verdict> V = byModel(*Model, Type, Asked))
      return *V;
  if (const ArrayType *Array = context().getAsArrayType(Type))
    return evaluate(Array->getElementType(), Asked);
  if (const auto *Atomic = Type->getAs<AtomicType>()) {
    if (Asked == Trait::Sync || Asked == Trait::SyncMut)
      return Verdict::yes();
    return evaluate(Atomic->getValueType(), Asked);
  }
  if (const auto *Pointer = Type->getAs<PointerType>())
    return ofPointer(Pointer->getPointeeType(), Asked);
  // Numbers, enumerations, nullptr_t, pointers to members, functions.
  if (Asked == Trait::SyncMut && !Type->isFunctionType())
    return only(Obligation::No, ReasonCode::PlainState);
  if (Asked == Trait::Shm &&
      (Type->isMemberPointerType() || Type->isFunctionType()))
    return only(Obligation::No, ReasonCode::ProcessPrivate);
  return Verdict::yes();
}

Verdict Classifier::ofPointer(QualType Pointee, Trait Asked) {
  bool Code = Pointee->isFunctionType();
  switch (Asked) {
  case Trait::Send: {
    Verdict V = sharing(Pointee, /*Owning=*/false);
    // What stands behind a pointer to bytes is not what its type says.
    if (Pointee->isCharType() || Pointee->isStdByteType())
      V.add(only(Obligation::Opaque, ReasonCode::Incomplete));
    return V;
  }
  case Trait::Sync:
    return Verdict::yes();
  case Trait::SyncMut:
    return only(Obligation::No, ReasonCode::PlainState);
  case Trait::Owned:
    return Code ? Verdict::yes() : only(Obligation::No, ReasonCode::Borrow);
  case Trait::Shm:
    return only(Obligation::No, ReasonCode::ProcessPrivate);
  }
  llvm_unreachable("unknown trait");
}

/// True if code with a `T *` can have an object of a class derived from T, and
/// nothing is declared that such classes would inherit.
static bool canBeDerived(const Contracts &Declared, QualType Pointee,
                         Trait Asked) {
  const auto *Class = Pointee->getAsCXXRecordDecl();
  if (!Class || !Class->hasDefinition() || !Class->isPolymorphic() ||
      Class->isEffectivelyFinal())
    return false;
  if (decidingClaim(Declared, Class, Asked))
    return false;
  const TypeModel *Model = Declared.typeModel(Class);
  if (!Model)
    return true;
  return !(Asked == Trait::Send ? Model->Send : Model->SyncMut).has_value();
}

static Obligation derivedBehind(const RecordDecl *Class, Trait Asked) {
  return obligation(Obligation::Opaque, ReasonCode::DynamicType, Asked, Class,
                    Class->getLocation(),
                    "an object of a derived class can stand behind it");
}

Verdict Classifier::ofPointee(QualType Pointee, Trait Asked) {
  if (Pointee->isVoidType())
    return only(Obligation::Opaque, ReasonCode::Incomplete);
  Verdict V = evaluate(Pointee, Asked);
  if (!V.isNo() && (Asked == Trait::Send || Asked == Trait::SyncMut) &&
      canBeDerived(Declared, Pointee, Asked))
    V.add(derivedBehind(Pointee->getAsRecordDecl(), Asked));
  return V;
}

Verdict Classifier::sharing(QualType Pointee, bool Owning) {
  Verdict V;
  if (Pointee->isFunctionType())
    return V;
  Verdict Mutable = Pointee->isVoidType()
                        ? only(Obligation::Opaque, ReasonCode::Incomplete)
                        : evaluate(Pointee.getUnqualifiedType(), Trait::SyncMut);
  if (!Mutable.isYes()) {
    Obligation Share;
    Share.ObligationKind = Obligation::Alias;
    Share.Code = Owning ? ReasonCode::RawAlias : ReasonCode::Borrow;
    Share.Pointee = Pointee;
    Share.ConstOnly = Pointee.isConstQualified();
    Share.Owning = Owning;
    // Const access asks for Sync only; there the chain says why that is missing.
    Verdict Const;
    if (Share.ConstOnly && !Pointee->isVoidType())
      Const = evaluate(Pointee.getUnqualifiedType(), Trait::Sync);
    const Verdict &Asked = Share.ConstOnly ? Const : Mutable;
    if (const Obligation *Why = Asked.strongest())
      Share.Because = Why->Because;
    V.add(std::move(Share));
  }
  if (Pointee->isVoidType())
    V.add(Mutable);
  for (const Obligation &O : Mutable.Obligations)
    if (O.ObligationKind == Obligation::Opaque &&
        O.Code == ReasonCode::Incomplete && O.Because.size() == 1)
      V.add(O);
  if (!Mutable.isNo() && canBeDerived(Declared, Pointee, Trait::SyncMut))
    V.add(derivedBehind(Pointee->getAsRecordDecl(), Trait::SyncMut));
  return V;
}

//===----------------------------------------------------------------------===//
// Classes.
//===----------------------------------------------------------------------===//

/// A claim of the class itself that bears on \p Asked, the exact one first.
static const Claim *ownClaim(const Contracts &Declared,
                             const RecordDecl *Record, Trait Asked) {
  const Claim *Implied = nullptr;
  for (const Claim &C : Declared.claims(Record)) {
    if (!C.Malformed.empty())
      continue;
    if (C.Of == Asked)
      return &C;
    bool Bears = C.ClaimKind == Claim::Negative ? implies(Asked, C.Of)
                                                : implies(C.Of, Asked);
    if (Bears && !Implied)
      Implied = &C;
  }
  return Implied;
}

const Claim *decidingClaim(const Contracts &Declared, const RecordDecl *Record,
                           Trait Asked, const RecordDecl **By) {
  if (const Claim *Own = ownClaim(Declared, Record, Asked)) {
    if (By)
      *By = Record;
    return Own;
  }
  const auto *Class = dyn_cast<CXXRecordDecl>(Record);
  if (!Class || !Class->hasDefinition())
    return nullptr;
  for (const CXXBaseSpecifier &Base : Class->bases()) {
    const auto *BaseClass = Base.getType()->getAsCXXRecordDecl();
    if (!BaseClass)
      continue;
    const Claim *Inherited = decidingClaim(Declared, BaseClass, Asked, By);
    // A denial reaches the derived class as the verdict of its base.
    if (Inherited && Inherited->ClaimKind != Claim::Negative)
      return Inherited;
  }
  return nullptr;
}

std::optional<Verdict> Classifier::byClaim(const RecordDecl *Record,
                                           QualType Type, Trait Asked) {
  const RecordDecl *By = Record;
  const Claim *Deciding = decidingClaim(Declared, Record, Asked, &By);
  if (!Deciding) {
    if (Asked != Trait::Send || !Declared.hasAnnotation(Record, "affine"))
      return std::nullopt;
    Verdict V;
    V.add(obligation(Obligation::No, ReasonCode::ThreadAffine, Asked, Record,
                     Record->getLocation(), "it is declared thread-affine"));
    return V;
  }
  switch (Deciding->ClaimKind) {
  case Claim::Checked:
  case Claim::Unchecked:
    return Verdict::yes();
  case Claim::Negative: {
    Obligation O;
    O.Code = ReasonCode::Declared;
    ReasonStep Step;
    Step.Subject = classText(By);
    Step.Message = (Step.Subject + " is declared not " +
                    traitName(Deciding->Of) + " here")
                       .str();
    if (!Deciding->Why.empty())
      Step.Message += ": " + Deciding->Why;
    Step.Location = By->getLocation();
    O.Because.push_back(std::move(Step));
    Verdict V;
    V.add(std::move(O));
    return V;
  }
  case Claim::When: {
    QualType ByType =
        By == Record ? Type : compat::typeOf(Record->getASTContext(), By);
    std::optional<Verdict> V = byCondition(*Deciding, By, ByType, Asked);
    if (V && !V->isYes() && Deciding->Of != Asked)
      return std::nullopt;
    return V;
  }
  }
  llvm_unreachable("unknown kind of claim");
}

Verdict Classifier::ofRecord(const RecordDecl *Record, QualType Type,
                             Trait Asked) {
  if (const RecordDecl *Definition = Record->getDefinition())
    Record = Definition;
  if (std::optional<Verdict> V = byClaim(Record, Type, Asked))
    return *V;
  if (const TypeModel *Model = Declared.typeModel(Type))
    if (std::optional<Verdict> V = byModel(*Model, Type, Asked))
      return *V;
  return byStructure(Record, Asked);
}

Verdict Classifier::byStructure(const RecordDecl *Record, Trait Asked) {
  Verdict V;
  auto Single = [&](Obligation::Kind Kind, ReasonCode Code,
                    llvm::StringRef Why) {
    V.add(obligation(Kind, Code, Asked, Record, Record->getLocation(),
                     Why.str()));
    return V;
  };
  if (Asked == Trait::Owned && Record->hasAttr<OwnerAttr>())
    return V;
  if (Asked == Trait::Owned && Record->hasAttr<PointerAttr>())
    return Single(Obligation::No, ReasonCode::Borrow, "it is declared a view");
  QualType Type = compat::typeOf(context(), Record);
  if (Declared.isGuard(Type) && Asked != Trait::Owned)
    return Single(Obligation::No, ReasonCode::LockGuard,
                  reasonText(ReasonCode::LockGuard));
  if (Declared.isLock(Type) &&
      (Asked == Trait::Sync || Asked == Trait::SyncMut))
    return V;
  if (!Record->isCompleteDefinition())
    return Single(Obligation::Opaque, ReasonCode::Incomplete,
                  "its definition is not visible here");
  if (Record->isInvalidDecl())
    return Single(Obligation::Opaque, ReasonCode::Incomplete,
                  "its definition has errors");
  const auto *Class = dyn_cast<CXXRecordDecl>(Record);
  if (Class && Class->isLambda())
    return ofClosure(Class, Asked);
  if (Asked == Trait::Shm && Class && Class->isDynamicClass())
    return Single(Obligation::No, ReasonCode::ProcessPrivate,
                  "it has virtual functions");
  for (const Constituent &Part : constituents(Record))
    V.add(contribution(Record, Part, Asked));
  return V;
}

/// A closure is sent with its captures. Its call operator is const unless it is
/// `mutable`, and a const closure still writes through what it refers to.
Verdict Classifier::ofClosure(const CXXRecordDecl *Closure, Trait Asked) {
  Verdict V;
  const CXXMethodDecl *Call = Closure->getLambdaCallOperator();
  bool Mutable = Call && !Call->isConst();
  for (const Constituent &Part : constituents(Closure)) {
    Verdict Captured;
    switch (Asked) {
    case Trait::Send:
    case Trait::Owned:
    case Trait::Shm:
      Captured = evaluate(Part.Type, Asked);
      break;
    case Trait::Sync:
    case Trait::SyncMut:
      if (Part.Type->isReferenceType() || Part.Type->isPointerType()) {
        Captured = sharing(Part.Type->getPointeeType(), /*Owning=*/false);
      } else if (!Mutable) {
        Captured = evaluate(Part.Type, Trait::Sync);
      } else if (!evaluate(Part.Type, Trait::SyncMut).isYes()) {
        Captured.add(obligation(Obligation::No, ReasonCode::ConstCallHole,
                                Asked, Closure, Part.Location,
                                "it is 'mutable' and can change its copy of '" +
                                    Part.Name + "'"));
        V.add(Captured);
        continue;
      }
      break;
    }
    V.add(throughPart(std::move(Captured), Asked, Closure, Part));
  }
  return V;
}

/// C structs and classes that clean up by hand may own what they point to.
static bool cleansUp(const RecordDecl *Record) {
  const auto *Class = dyn_cast<CXXRecordDecl>(Record);
  if (!Class)
    return true;
  return Class->hasUserDeclaredDestructor() &&
         Class->getDestructor()->isUserProvided();
}

Verdict Classifier::contribution(const RecordDecl *Owner,
                                 const Constituent &Part, Trait Asked) {
  if (Part.ConstituentKind == Constituent::Member) {
    if (Asked == Trait::SyncMut)
      return monitorRule(Owner, Part);
    if (Asked == Trait::Sync)
      return syncRule(Owner, Part);
    if (const auto *Pointer = Part.Type->getAs<PointerType>();
        Pointer && Asked != Trait::Shm) {
      if (Owner->hasAttr<OwnerAttr>() ||
          Declared.hasAnnotation(Part.Field, "owns"))
        return throughPart(ofPointee(Pointer->getPointeeType(), Asked), Asked,
                           Owner, Part);
      if (Asked == Trait::Owned && cleansUp(Owner) &&
          !Pointer->getPointeeType()->isFunctionType()) {
        Verdict V;
        V.add(obligation(Obligation::Opaque, ReasonCode::RawAlias, Asked, Owner,
                         Part.Location,
                         "member '" + Part.Name +
                             "' may or may not own what it points to"));
        return V;
      }
    }
  }
  Verdict V = evaluate(Part.Type, Asked);
  if (Part.ConstituentKind == Constituent::Base && Asked == Trait::Owned &&
      cleansUp(Owner))
    for (Obligation &O : V.Obligations)
      if (O.ObligationKind == Obligation::No && O.Code == ReasonCode::Borrow)
        O.ObligationKind = Obligation::Opaque;
  return throughPart(std::move(V), Asked, Owner, Part);
}

} // namespace sendsync
