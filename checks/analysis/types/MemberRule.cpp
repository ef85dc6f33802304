//===- MemberRule.cpp - what a member adds to its class ---------*- C++ -*-===//
//
// The monitor rule (SyncMut), the mutable rule and the const-method rule (Sync)
// of rules.md §1.4. A No needs a culprit that the code shows; what is not seen
// stays Opaque.
//
//===----------------------------------------------------------------------===//
#include "checks/analysis/types/Because.h"
#include "checks/analysis/types/Classifier.h"
#include "llvm/Support/ErrorHandling.h"

using namespace clang;

namespace sendsync {

bool Classifier::isDeclaredGuarded(const FieldDecl *Member) const {
  return llvm::any_of(Declared.guards(Member),
                      [](const DeclaredGuard &G) { return !G.Pointee; });
}

/// True if the class or a base holds a lock, or refers to one.
bool Classifier::hasLock(const RecordDecl *Record) {
  auto [Known, New] = HasLock.try_emplace(Record, false);
  if (!New)
    return Known->second;
  bool Found = false;
  for (const Constituent &Part : constituents(Record)) {
    QualType Pointee = pointeeOf(Part.Type);
    Found |= Declared.isLock(Part.Type.getNonReferenceType()) ||
             (!Pointee.isNull() && Declared.isLock(Pointee));
    const RecordDecl *Base = Part.Type->getAsRecordDecl();
    if (!Found && Part.ConstituentKind == Constituent::Base && Base &&
        Base->getDefinition())
      Found = hasLock(Base->getDefinition());
  }
  HasLock[Record] = Found;
  return Found;
}

static std::string member(const Constituent &Part) {
  return "member '" + Part.Name + "'";
}

/// The type of the member refuses the trait for a reason in its own source:
/// the chain goes on there.
static bool hasSourceReason(const Verdict &OfType) {
  const Obligation *No = OfType.no();
  return No && !No->Because.empty() && No->Because.front().Location.isValid();
}

/// The member is used without a lock, by \p Why. Whether that is wrong is up to
/// its type.
Verdict Classifier::unguarded(const RecordDecl *Owner, const Constituent &Part,
                              const Verdict &OfType, std::string Why) {
  // The storage of a union has no synchronization, whatever its members do.
  if (OfType.isNo() ? hasSourceReason(OfType) : !Part.InUnion)
    return throughPart(OfType, Trait::SyncMut, Owner, Part);
  Verdict V;
  V.add(obligation(Obligation::No, ReasonCode::PlainState, Trait::SyncMut,
                   Owner, Part.Location, std::move(Why)));
  return V;
}

Verdict Classifier::reachRule(const RecordDecl *Owner,
                              const Constituent &Part) {
  Verdict V;
  QualType Pointee = pointeeOf(Part.Type);
  if (Pointee.isNull() || Pointee->isVoidType() ||
      !Declared.guards(Part.Field).empty())
    return V;
  Trait Asked = Pointee.isConstQualified() ? Trait::Sync : Trait::SyncMut;
  if (!evaluate(Pointee.getUnqualifiedType(), Asked).isYes())
    V.add(obligation(Obligation::Opaque, ReasonCode::RawAlias, Trait::SyncMut,
                     Owner, Part.Location,
                     member(Part) + " leads to '" +
                         typeText(Pointee, context()) + "'"));
  return V;
}

Verdict Classifier::monitorRule(const RecordDecl *Owner,
                                const Constituent &Part) {
  auto Unknown = [&](llvm::StringRef Why) {
    Verdict V;
    V.add(obligation(Obligation::Opaque, ReasonCode::PlainState,
                     Trait::SyncMut, Owner, Part.Location, Why.str()));
    return V;
  };
  // Never changes: concurrent reading has to be fine.
  auto Frozen = [&] {
    Verdict V = Part.Type->isReferenceType()
                    ? Verdict::yes()
                    : throughPart(evaluate(Part.Type.getUnqualifiedType(),
                                           Trait::Sync),
                                  Trait::SyncMut, Owner, Part);
    V.add(reachRule(Owner, Part));
    return V;
  };
  if (!Part.InUnion &&
      ((Part.isConst() && !Part.isMutable()) ||
       Declared.hasAnnotation(Part.Field, "frozen")))
    return Frozen();
  Verdict OfType = Part.Type->isReferenceType()
                       ? Verdict::yes()
                       : evaluate(Part.Type, Trait::SyncMut);
  if ((OfType.isYes() && !Part.InUnion) || isDeclaredGuarded(Part.Field))
    return Verdict::yes();

  MemberUse Use = this->use(Part.Field);
  switch (Use.UseKind) {
  case MemberUse::Guarded:
    return Verdict::yes();
  case MemberUse::Unguarded:
    return unguarded(Owner, Part, OfType,
                     member(Part) + (Use.CulpritWrites ? " is written" :
                                                         " is read") +
                         " without synchronization");
  case MemberUse::Untouched:
    if (!Part.Public)
      return Verdict::yes();
    break;
  case MemberUse::ReadOnly:
    if (!Part.Public)
      return Frozen();
    break;
  case MemberUse::Unseen:
    break;
  }
  // Anyone can write a public member, and no lock in sight could be meant for
  // it. With a lock in the class its users may well hold it.
  if (Part.Public && !hasLock(Owner))
    return unguarded(Owner, Part, OfType,
                     member(Part) + " is public and not synchronized");
  return Unknown("not every use of " + member(Part) + " is visible here");
}

Verdict Classifier::syncRule(const RecordDecl *Owner,
                             const Constituent &Part) {
  MemberUse Use;
  auto WrittenInConst = [&] {
    return Use.UseKind == MemberUse::Unguarded && Use.CulpritWrites &&
           Use.CulpritInConstMethod;
  };
  auto Refuse = [&](Obligation::Kind Kind, ReasonCode Code, std::string Why) {
    Verdict V;
    V.add(obligation(Kind, Code, Trait::Sync, Owner, Part.Location,
                     std::move(Why)));
    return V;
  };
  auto Writer = [&] {
    return Use.CulpritFunction
               ? "const method '" + Use.CulpritFunction->getNameAsString() + "'"
               : std::string("a const method");
  };

  if (!Part.isMutable()) {
    Verdict V = throughPart(evaluate(Part.Type, Trait::Sync), Trait::Sync,
                            Owner, Part);
    Use = this->use(Part.Field);
    if (!V.isNo() && WrittenInConst() && !isDeclaredGuarded(Part.Field))
      V.add(Refuse(Obligation::No, ReasonCode::PlainState,
                   Writer() + " writes through " + member(Part) +
                       " without synchronization"));
    return V;
  }

  if (Part.Type->isReferenceType())
    return Verdict::yes();
  Verdict OfType = evaluate(Part.Type, Trait::SyncMut);
  if (OfType.isYes() || isDeclaredGuarded(Part.Field))
    return Verdict::yes();
  Use = this->use(Part.Field);
  switch (Use.UseKind) {
  case MemberUse::Guarded:
    return Verdict::yes();
  case MemberUse::Untouched:
  case MemberUse::ReadOnly:
    if (!Part.Public)
      return throughPart(evaluate(Part.Type, Trait::Sync), Trait::Sync, Owner,
                         Part);
    break;
  case MemberUse::Unguarded:
    if (WrittenInConst() && OfType.isNo())
      return Refuse(Obligation::No, ReasonCode::MutableUnsync,
                    Writer() + " writes mutable " + member(Part) +
                        " without synchronization");
    break;
  case MemberUse::Unseen:
    break;
  }
  return Refuse(Obligation::Opaque, ReasonCode::MutableUnsync,
                "not every use of mutable " + member(Part) +
                    " is visible here");
}

} // namespace sendsync
