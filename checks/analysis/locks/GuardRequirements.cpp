#include "checks/analysis/locks/GuardRequirements.h"
#include "checks/analysis/facts/PathResolver.h"
#include "clang/Basic/CharInfo.h"

using namespace clang;

namespace sendsync {

namespace {

/// The member or variable called \p Name in \p Scope or a base of it, or null.
const ValueDecl *find(DeclarationName Name, const DeclContext *Scope) {
  for (const NamedDecl *Found : Scope->lookup(Name))
    if (isa<FieldDecl, VarDecl>(Found))
      return cast<ValueDecl>(Found);
  const ValueDecl *Inherited = nullptr;
  const auto *Record = dyn_cast<CXXRecordDecl>(Scope);
  if (Record && Record->hasDefinition())
    Record->forallBases([&](const CXXRecordDecl *Base) {
      for (const NamedDecl *Found : Base->lookup(Name))
        if (isa<FieldDecl, VarDecl>(Found))
          Inherited = cast<ValueDecl>(Found);
      return !Inherited;
    });
  return Inherited;
}

/// What the name of a lock means next to \p Data: a member of the same object, or
/// a variable, looked up from there outwards.
Capability namedLock(llvm::StringRef Name, const ValueDecl *Data,
                     const AccessPath &Object, const Contracts &Contract) {
  DeclarationName Identifier(&Contract.context().Idents.get(Name));
  for (const DeclContext *Scope = Data->getDeclContext(); Scope;
       Scope = Scope->getLookupParent()) {
    const ValueDecl *Found = find(Identifier, Scope);
    if (!Found)
      continue;
    AccessPath Place;
    if (const auto *Variable = dyn_cast<VarDecl>(Found))
      Place = AccessPath::variable(Variable);
    else if (isa<FieldDecl>(Data) && Object.isKnown() &&
             Scope == Data->getDeclContext())
      Place = Object.field(cast<FieldDecl>(Found));
    QualType Type = Found->getType();
    if (Type->isPointerType()) {
      Place = Place.deref();
      Type = Type->getPointeeType();
    }
    return Capability(lockWithin(std::move(Place), Type, Contract));
  }
  return {};
}

/// The lock of \p Guard for data that is a member of \p Object.
Capability lockOf(const DeclaredGuard &Guard, const ValueDecl *Data,
                  const AccessPath &Object, const Contracts &Contract) {
  if (!Guard.Lock)
    return namedLock(Guard.LockName, Data, Object, Contract);
  VariableUses None;
  PathResolver Paths(Contract, None, nullptr);
  Capability Declared = Paths.capability(Guard.Lock);
  if (Declared.isRole())
    return Declared;
  const AccessPath &InClass = Declared.lock();
  AccessPath Self = AccessPath::thisObject();
  if (InClass.rootKind() == RootKind::Fresh)
    return {};
  if (!InClass.startsWith(Self))
    return Declared;
  return Object.isKnown() ? Capability(InClass.rebase(Self, Object))
                          : Capability();
}

} // namespace

bool isMisnamed(const DeclaredGuard &Guard, const ValueDecl *Data,
                const Contracts &Contract) {
  if (Guard.Lock || Guard.AnyLock || Guard.Use == GuardedUse::AllToWrite ||
      !isValidAsciiIdentifier(Guard.LockName))
    return false;
  DeclarationName Name(&Contract.context().Idents.get(Guard.LockName));
  for (const DeclContext *Scope = Data->getDeclContext(); Scope;
       Scope = Scope->getLookupParent())
    if (find(Name, Scope))
      return false;
  return true;
}

std::vector<GuardRequirement> requirementsOf(const AccessFact &Access,
                                             const Contracts &Contract) {
  std::vector<GuardRequirement> Needed;
  if (Access.AccessMode == AccessFact::Address)
    return Needed;
  LockMode Mode = Access.isWrite() ? LockMode::Exclusive : LockMode::Shared;
  auto add = [&](const ValueDecl *Data, const AccessPath &Guarded,
                 const AccessPath &Object, bool Pointee) {
    // Alternatives are one requirement. Where one of them has no name here, it
    // may be the one that is held.
    GuardRequirement OneOf;
    bool AllNamed = true;
    for (const DeclaredGuard &Guard : Contract.guards(Data)) {
      bool Concerned = Guard.Use != (Access.isWrite() ? GuardedUse::Reads
                                                      : GuardedUse::Writes);
      if (Guard.Pointee != Pointee || !Concerned)
        continue;
      bool IsAlternative =
          Guard.Use == GuardedUse::AllToWrite && !Access.isWrite();
      GuardRequirement New;
      New.AnyLock = Guard.AnyLock;
      if (!Guard.AnyLock)
        New.Lock = lockOf(Guard, Data, Object, Contract);
      if (!New.AnyLock && !New.Lock.isKnown()) {
        AllNamed &= !IsAlternative;
        continue;
      }
      if (IsAlternative && OneOf.Data) {
        OneOf.Alternatives.push_back(std::move(New.Lock));
        continue;
      }
      New.Model = Guard.Model;
      New.Mode = Mode;
      New.Data = Data;
      New.DeclaredAt = Guard.DeclaredAt;
      New.Guarded = Guarded;
      New.Pointee = Pointee;
      if (IsAlternative)
        OneOf = std::move(New);
      else
        Needed.push_back(std::move(New));
    }
    if (OneOf.Data && AllNamed)
      Needed.push_back(std::move(OneOf));
  };
  // From the accessed location outwards: a part of guarded data is guarded.
  // One dereference on the way makes it guarded data's pointee; behind two, it
  // is some other object.
  AccessPath Part = Access.Path;
  unsigned Derefs = 0;
  while (true) {
    bool AtRoot = Part.steps().empty();
    if (!AtRoot) {
      PathStep Last = Part.steps().back();
      if (Last.StepKind == PathStep::Deref || Last.StepKind == PathStep::Call)
        ++Derefs;
      else if (Last.StepKind == PathStep::Field && Derefs <= 1)
        add(cast<FieldDecl>(Last.Declaration), Part, Part.parent(),
            Derefs == 1);
    } else if (const VarDecl *Variable = Part.rootVariable()) {
      if (Derefs <= 1)
        add(Variable, Part, AccessPath(), Derefs == 1);
    }
    if (AtRoot || Derefs > 1)
      return Needed;
    Part = Part.parent();
  }
}

Coverage coverage(const Lockset &Held, const GuardRequirement &Need,
                  LockMode Mode) {
  if (!Need.AnyLock) {
    Coverage How = coverage(Held, Need.Lock, Mode);
    for (const Capability &Other : Need.Alternatives) {
      Coverage Also = coverage(Held, Other, Mode);
      if (Also == Coverage::Held ||
          (Also == Coverage::Unclear && How != Coverage::Held))
        How = Also;
    }
    return How;
  }
  return Held.empty() ? Coverage::NotHeld : Coverage::Held;
}

Coverage coverage(const Lockset &Held, const Capability &Lock, LockMode Mode) {
  if (Held.covers(Lock, Mode))
    return Coverage::Held;
  if (Held.hasUnknown())
    return Coverage::Unclear;
  const HeldLock *Entry = Held.find(Lock);
  if (!Entry)
    return llvm::any_of(Held.locks(),
                        [&](const auto &Other) {
                          return Other.first.mayAlias(Lock);
                        })
               ? Coverage::Unclear
               : Coverage::NotHeld;
  // Of locks in a table, some may be held and others not.
  if (Entry->Undecided || (Entry->Must && Entry->ModeUnclear) ||
      (!Entry->Must && !Lock.isRole() && Held.mayVary(Lock)))
    return Coverage::Unclear;
  return Entry->Must ? Coverage::SharedOnly : Coverage::SomePaths;
}

} // namespace sendsync
