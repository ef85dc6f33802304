#include "checks/analysis/summary/DataUses.h"

using namespace clang;

namespace sendsync {

namespace {

/// \p Lock as the data in \p Object names it; unknown if it has no such name.
AccessPath seenFrom(const AccessPath &Object, const AccessPath &Lock) {
  if (Object.isKnown() && Lock.startsWith(Object))
    return Lock.rebase(Object, AccessPath::thisObject());
  return Lock.hasGlobalRoot() ? Lock : AccessPath();
}

} // namespace

DataUses::DataUses(FunctionTable &Functions, const CallerContexts &Callers)
    : Functions(Functions), Callers(Callers) {
  Functions.each([&](const FunctionAnalysis &Analysis) {
    for (const BodyResults &Body : Analysis.Bodies)
      addBody(Body);
  });
}

void DataUses::add(const AccessFact &Access, const BodyResults &Body,
                   const ValueDecl *Data, AccessPath Object) {
  DataUse Use;
  Use.Access = &Access;
  Use.Body = Body.Facts;
  const FunctionDecl *Outer = Use.function();
  const CallerContext &Context = Callers.of(Outer);
  auto addLock = [&](const AccessPath &Lock, LockMode Mode) {
    // It may be the lock that others name differently.
    Use.OtherLocks |= Capability(Lock).isPointee();
    // Which lock of a table it is, is not part of the discipline.
    AccessPath Named = seenFrom(Object, Lock).anyElement();
    if (!Named.isKnown()) {
      Use.OtherLocks = true;
      return;
    }
    auto [Entry, New] = Use.Locks.try_emplace(Named, Mode);
    Entry->second = std::max(Entry->second, Mode);
  };
  const Lockset *Held = Body.Locks->at(Access);
  if (Held) {
    Use.Held = Held;
    Use.OtherLocks = Held->hasUnknown() || !Body.Locks->contextKnown();
    for (const auto &[Lock, How] : Held->locks()) {
      if (How.Must && !Lock.isRole())
        addLock(Lock.lock(), How.Mode);
      else
        Use.OtherLocks = true;
      Use.OtherLocks |= How.ModeUnclear && Access.isWrite();
    }
    // Who unlocks what it has not locked was called with the lock.
    const LockSummary &Summary = Body.Locks->summary();
    Use.OtherLocks |= !Summary.Releases.empty() || !Summary.MayRelease.empty();
    // Code in a closure may run after the callers have unlocked.
    if (Body.Facts->Parent)
      Use.OtherLocks |= !Context.Locks.empty();
    else
      for (const auto &[Lock, Mode] : Context.Locks)
        addLock(Lock, Mode);
    Use.OtherLocks |= Context.Unclear;
  }
  Use.Own = Object.isKnown() &&
            (Object.isLocalStorage() ||
             Callers.ownership().isOwn(Object, Access, *Body.Facts));
  Use.Object = std::move(Object);
  Uses[cast<ValueDecl>(Data->getCanonicalDecl())].push_back(std::move(Use));
}

void DataUses::addBody(const BodyResults &Body) {
  Body.Facts->each<AccessFact>([&](const AccessFact &Access) {
    // The member nearest to the access: `a.b.c` is a use of b and of c, and of
    // the variable a.
    AccessPath Member = Access.Path;
    while (!Member.steps().empty()) {
      PathStep Last = Member.steps().back();
      if (Last.StepKind == PathStep::Deref || Last.StepKind == PathStep::Call)
        return;
      Member = Member.parent();
      if (Last.StepKind == PathStep::Field)
        add(Access, Body, cast<FieldDecl>(Last.Declaration), Member);
    }
    if (Member.hasGlobalRoot() && !Member.isThreadLocal())
      add(Access, Body, Member.rootVariable(), AccessPath());
  });
}

llvm::ArrayRef<DataUse> DataUses::of(const ValueDecl *Data) const {
  auto Found = Uses.find(cast<ValueDecl>(Data->getCanonicalDecl()));
  if (Found == Uses.end())
    return {};
  return Found->second;
}

bool DataUses::seesAllUses(const FieldDecl *Member) const {
  const auto *Class = dyn_cast<CXXRecordDecl>(Member->getParent());
  if (!Class || Member->getAccess() != AS_private || Class->hasFriends())
    return false;
  for (const CXXMethodDecl *Method : Class->methods()) {
    if (Method->isImplicit() || Method->isDefaulted() ||
        Method->isDeleted() || Method->isPureVirtual())
      continue;
    if (!Functions.get(Method))
      return false;
  }
  // A member function template may have instantiations elsewhere, unless only
  // the class itself can name it.
  for (const Decl *D : Class->decls())
    if (isa<FunctionTemplateDecl>(D) && D->getAccess() != AS_private)
      return false;
  return true;
}

MemberUse DataUses::use(const FieldDecl *Member) const {
  MemberUse Result;
  std::optional<HeldPaths> Common;
  const DataUse *Bare = nullptr;
  bool Writes = false, Unclear = false, Any = false;
  for (const DataUse &Use : of(Member)) {
    if (Use.Own || Use.Access->Atomic)
      continue;
    Any = true;
    bool Write = Use.Access->isWrite();
    Writes |= Write || Use.Access->MayWrite;
    if (!Use.Held) {
      Unclear = true;
      continue;
    }
    // Written through a reader lock is as good as not locked.
    HeldPaths Sufficient;
    for (const auto &[Lock, Mode] : Use.Locks)
      if (!Write || Mode == LockMode::Exclusive)
        Sufficient[Lock] = Mode;
    if (Sufficient.empty()) {
      if (Use.OtherLocks || Use.Access->AccessMode == AccessFact::Address)
        Unclear = true;
      else if (!Bare || (Write && !Bare->Access->isWrite()))
        Bare = &Use;
    }
    if (!Common) {
      Common = std::move(Sufficient);
      continue;
    }
    for (auto It = Common->begin(); It != Common->end();)
      It = Sufficient.count(It->first) ? std::next(It) : Common->erase(It);
  }
  bool Complete = seesAllUses(Member) && !Unclear;
  if (Bare && Writes) {
    Result.Culprit = Bare->Access->Location;
    Result.CulpritFunction = Bare->Body->outermost().Function;
    Result.CulpritWrites = Bare->Access->isWrite();
    const auto *Method = dyn_cast<CXXMethodDecl>(Result.CulpritFunction);
    Result.CulpritInConstMethod = Method && Method->isConst();
    // A write without any lock is proof; a read is, if all is visible.
    if (Result.CulpritWrites || Complete)
      Result.UseKind = MemberUse::Unguarded;
    return Result;
  }
  if (!Complete)
    return Result;
  if (!Any)
    Result.UseKind = MemberUse::Untouched;
  else if (!Writes)
    Result.UseKind = MemberUse::ReadOnly;
  else if (Common && !Common->empty())
    Result.UseKind = MemberUse::Guarded;
  return Result;
}

} // namespace sendsync
