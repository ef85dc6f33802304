#include "checks/analysis/locks/GuardRequirements.h"
#include "checks/analysis/facts/PathResolver.h"

using namespace clang;

namespace sendsync {

namespace {

/// The lock of \p Guard for data that is a member of \p Object.
Capability lockOf(const DeclaredGuard &Guard, const ValueDecl *Data,
                  const AccessPath &Object, const Contracts &Contract) {
  if (!Guard.Lock) {
    const auto *Field = dyn_cast<FieldDecl>(Data);
    if (!Field)
      return {};
    for (const FieldDecl *Member : Field->getParent()->fields())
      if (Member->getName() == Guard.LockName)
        return Capability(Member->getType()->isPointerType()
                              ? Object.field(Member).deref()
                              : Object.field(Member));
    return {};
  }
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

std::vector<GuardRequirement> requirementsOf(const AccessFact &Access,
                                             const Contracts &Contract) {
  std::vector<GuardRequirement> Needed;
  if (Access.AccessMode == AccessFact::Address)
    return Needed;
  LockMode Mode = Access.isWrite() ? LockMode::Exclusive : LockMode::Shared;
  auto add = [&](const ValueDecl *Data, const AccessPath &Guarded,
                 const AccessPath &Object, bool Pointee) {
    for (const DeclaredGuard &Guard : Contract.guards(Data)) {
      if (Guard.Pointee != Pointee)
        continue;
      GuardRequirement New;
      New.AnyLock = Guard.AnyLock;
      if (!Guard.AnyLock)
        New.Lock = lockOf(Guard, Data, Object, Contract);
      if (!New.AnyLock && !New.Lock.isKnown())
        continue;
      New.Mode = Mode;
      New.Data = Data;
      New.DeclaredAt = Guard.DeclaredAt;
      New.Guarded = Guarded;
      New.Pointee = Pointee;
      Needed.push_back(std::move(New));
    }
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
  if (!Need.AnyLock)
    return coverage(Held, Need.Lock, Mode);
  return Held.empty() ? Coverage::NotHeld : Coverage::Held;
}

Coverage coverage(const Lockset &Held, const Capability &Lock, LockMode Mode) {
  if (Held.covers(Lock, Mode))
    return Coverage::Held;
  if (Held.hasUnknown())
    return Coverage::Unclear;
  const HeldLock *Entry = Held.find(Lock);
  if (!Entry)
    return Coverage::NotHeld;
  if (Entry->Undecided)
    return Coverage::Unclear;
  return Entry->Must ? Coverage::SharedOnly : Coverage::SomePaths;
}

} // namespace sendsync
