#include "checks/analysis/locks/GuardRequirements.h"
#include "checks/analysis/facts/PathResolver.h"

using namespace clang;

namespace sendsync {

namespace {

/// The lock of \p Guard for data that is a member of \p Object.
AccessPath lockPath(const DeclaredGuard &Guard, const ValueDecl *Data,
                    const AccessPath &Object, const Contracts &Contract) {
  if (!Guard.Lock) {
    const auto *Field = dyn_cast<FieldDecl>(Data);
    if (!Field)
      return {};
    for (const FieldDecl *Member : Field->getParent()->fields())
      if (Member->getName() == Guard.LockName)
        return Member->getType()->isPointerType()
                   ? Object.field(Member).deref()
                   : Object.field(Member);
    return {};
  }
  VariableUses None;
  PathResolver Paths(Contract, None, nullptr);
  AccessPath InClass = Paths.lock(Guard.Lock);
  AccessPath Self = AccessPath::thisObject();
  if (InClass.rootKind() == RootKind::Fresh)
    return {};
  if (!InClass.startsWith(Self))
    return InClass;
  return Object.isKnown() ? InClass.rebase(Self, Object) : AccessPath();
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
      AccessPath Lock = lockPath(Guard, Data, Object, Contract);
      if (!Lock.isKnown())
        continue;
      GuardRequirement New;
      New.Lock = Capability(std::move(Lock));
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
