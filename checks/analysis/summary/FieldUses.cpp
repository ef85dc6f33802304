#include "checks/analysis/summary/FieldUses.h"

using namespace clang;

namespace sendsync {

namespace {

using OwnLocks = std::map<const FieldDecl *, LockMode>;

/// The locks in \p Held that are members of \p Object.
OwnLocks locksOf(const AccessPath &Object, const Lockset &Held) {
  OwnLocks Locks;
  for (const auto &[Lock, How] : Held.locks()) {
    if (!How.Must || Lock.isRole())
      continue;
    const AccessPath &Path = Lock.lock();
    if (!Path.startsWith(Object) ||
        Path.steps().size() != Object.steps().size() + 1 ||
        Path.steps().back().StepKind != PathStep::Field)
      continue;
    Locks[cast<FieldDecl>(Path.steps().back().Declaration)] = How.Mode;
  }
  return Locks;
}

bool isPrivate(const FunctionDecl *Function) {
  const auto *Method = dyn_cast<CXXMethodDecl>(Function);
  return Method && Method->getAccess() == AS_private && !Method->isVirtual();
}

} // namespace

FieldUses::FieldUses(FunctionTable &Functions) : Functions(Functions) {
  Functions.each([&](const FunctionAnalysis &Analysis) {
    for (const BodyResults &Body : Analysis.Bodies)
      for (const auto &Block : Body.Facts->Blocks)
        for (const Fact *F : Block->Facts) {
          if (const auto *Call = dyn_cast<CallFact>(F)) {
            if (Call->Callee)
              Callers[Call->Callee->getCanonicalDecl()].push_back(
                  {Call, Body.Facts, Body.Locks->at(*F)});
            for (const CallableUse &Use : Call->Callables)
              if (Use.Function)
                AddressTaken.insert(Use.Function->getCanonicalDecl());
          } else if (const auto *Spawn = dyn_cast<SpawnFact>(F)) {
            for (const CallableUse &Use : Spawn->Callables)
              if (Use.Function)
                AddressTaken.insert(Use.Function->getCanonicalDecl());
          }
        }
  });
  Functions.each([&](const FunctionAnalysis &Analysis) {
    for (const BodyResults &Body : Analysis.Bodies)
      addBody(Body);
  });
}

const OwnLocks &FieldUses::callerLocks(const FunctionDecl *Function) const {
  Function = Function->getCanonicalDecl();
  auto [Entry, New] = CallerLocks.try_emplace(Function);
  // A call on a cycle adds no lock: the entry stays empty while it is made.
  if (!New || !isPrivate(Function) || AddressTaken.contains(Function))
    return Entry->second;
  auto Sites = Callers.find(Function);
  if (Sites == Callers.end())
    return Entry->second;
  std::optional<OwnLocks> Common;
  for (const CallSite &Site : Sites->second) {
    if (!Site.Held)
      continue; // unreachable
    OwnLocks Held = locksOf(Site.Call->Receiver, *Site.Held);
    if (Site.Call->Receiver == AccessPath::thisObject() && !Site.Body->Parent)
      for (const auto &[Lock, Mode] : callerLocks(Site.Body->Function))
        Held.try_emplace(Lock, Mode);
    if (!Common) {
      Common = std::move(Held);
      continue;
    }
    for (auto It = Common->begin(); It != Common->end();) {
      auto Theirs = Held.find(It->first);
      if (Theirs == Held.end()) {
        It = Common->erase(It);
        continue;
      }
      It->second = std::min(It->second, Theirs->second);
      ++It;
    }
  }
  return CallerLocks[Function] = Common.value_or(OwnLocks());
}

void FieldUses::addBody(const BodyResults &Body) {
  const FunctionDecl *Outer = Body.Facts->outermost().Function;
  for (const auto &Block : Body.Facts->Blocks)
    for (const Fact *F : Block->Facts) {
      const auto *Access = dyn_cast<AccessFact>(F);
      if (!Access)
        continue;
      const AccessPath &Path = Access->Path;
      // The member nearest to the access: `a.b.c` is a use of b and of c.
      AccessPath Member = Path;
      while (!Member.steps().empty()) {
        PathStep Last = Member.steps().back();
        if (Last.StepKind == PathStep::Deref ||
            Last.StepKind == PathStep::Call)
          break;
        AccessPath Object = Member.parent();
        if (Last.StepKind == PathStep::Field) {
          FieldUse Use;
          Use.Access = Access;
          Use.Body = Body.Facts;
          Use.Object = Object;
          const Lockset *Held = Body.Locks->at(*F);
          if (Held && Body.Locks->contextKnown()) {
            Use.Held = Held;
            Use.OwnLocks = locksOf(Object, *Held);
            Use.OtherLocks =
                Held->hasUnknown() ||
                Use.OwnLocks.size() != Held->locks().size();
            if (Object == AccessPath::thisObject() && !Body.Facts->Parent)
              for (const auto &[Lock, Mode] : callerLocks(Outer))
                Use.OwnLocks.try_emplace(Lock, Mode);
          }
          Use.InConstructor =
              !Body.Facts->Parent && Object == AccessPath::thisObject() &&
              isa<CXXConstructorDecl, CXXDestructorDecl>(Outer);
          Uses[cast<FieldDecl>(Last.Declaration)].push_back(std::move(Use));
        }
        Member = Object;
      }
    }
}

llvm::ArrayRef<FieldUse> FieldUses::of(const FieldDecl *Field) const {
  auto Found = Uses.find(Field->getCanonicalDecl());
  if (Found == Uses.end())
    return {};
  return Found->second;
}

bool FieldUses::seesAllUses(const FieldDecl *Member) const {
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

MemberUse FieldUses::use(const FieldDecl *Member) const {
  MemberUse Result;
  std::optional<OwnLocks> Common;
  const FieldUse *Bare = nullptr;
  bool Writes = false, Unclear = false, Any = false;
  for (const FieldUse &Use : of(Member)) {
    if (Use.InConstructor || Use.Access->Atomic)
      continue;
    Any = true;
    bool Write = Use.Access->isWrite();
    Writes |= Write || Use.Access->MayWrite;
    if (!Use.Held) {
      Unclear = true;
      continue;
    }
    // Written through a reader lock is as good as not locked.
    OwnLocks Sufficient;
    for (const auto &[Lock, Mode] : Use.OwnLocks)
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
  else if (Common && !Common->empty()) {
    Result.UseKind = MemberUse::Guarded;
    Result.Guard = Common->begin()->first;
  }
  return Result;
}

} // namespace sendsync
