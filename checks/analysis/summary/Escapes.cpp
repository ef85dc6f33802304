#include "checks/analysis/summary/Escapes.h"
#include "checks/analysis/facts/PathResolver.h"

using namespace clang;

namespace sendsync {

namespace {

/// The steps of a use from \p Data on.
llvm::ArrayRef<PathStep> stepsWithin(const DataUse &Use) {
  llvm::ArrayRef<PathStep> Steps = Use.Access->Path.steps();
  return Use.Object.isKnown() ? Steps.drop_front(Use.Object.steps().size() + 1)
                              : Steps;
}

/// True if the write \p Use changes, moves or ends what lies at \p Part.
bool disturbs(const DataUse &Use, llvm::ArrayRef<PathStep> Part,
              const Contracts &Contract) {
  llvm::ArrayRef<PathStep> Written = stepsWithin(Use);
  size_t Common = std::min(Written.size(), Part.size());
  if (Written.take_front(Common) != Part.take_front(Common))
    return false;
  // The referenced part itself or something in it.
  if (Written.size() >= Part.size())
    return true;
  // Something around it: an assignment replaces the part, of the methods of a
  // container only some do.
  const auto *Method = dyn_cast_or_null<CXXMethodDecl>(Use.Access->Via);
  if (!Method || Method->isCopyAssignmentOperator() ||
      Method->isMoveAssignmentOperator())
    return true;
  const TypeModel *Model = Contract.typeModel(Method->getParent());
  return Model && Model->Invalidates.contains(methodName(Method));
}

/// Says something about how the data is used.
bool counts(const DataUse &Use) {
  const AccessFact &Access = *Use.Access;
  return Use.Held && !Use.Own && !Access.Atomic &&
         !Access.Updates && Access.AccessMode != AccessFact::Address;
}

} // namespace

AfterReturn afterReturn(const Capability &Lock, const BodyResults &Body) {
  const Lockset &Exit = Body.Locks->exit();
  const HeldLock *Held = Exit.find(Lock);
  if (Exit.hasUnknown() || (Held && !Held->Must))
    return AfterReturn::Unclear;
  if (!Held)
    return AfterReturn::NotHeld;
  return Held->Mode == LockMode::Exclusive ? AfterReturn::Exclusive
                                           : AfterReturn::Shared;
}

/// Where the local reference \p Variable is bound, or null.
static const Fact *bindingOf(const VarDecl *Variable,
                             const FunctionFacts &Body) {
  const Fact *Found = nullptr;
  if (Variable)
    Body.each<BorrowFact>([&](const BorrowFact &Name) {
      if (Name.Variable == Variable && !Name.Guard)
        Found = &Name;
    });
  return Found;
}

std::vector<Borrow> borrowsOf(const BodyResults &Body) {
  std::vector<Borrow> Found;
  if (Body.Facts->Parent)
    return Found;
  auto add = [&](Borrow Borrowed) {
    if (Borrowed.Kind != ReturnFact::None && Borrowed.Referent.isKnown() &&
        !Borrowed.Referent.isLocalStorage())
      Found.push_back(std::move(Borrowed));
  };
  for (const auto &Block : Body.Facts->Blocks)
    for (const Fact *F : Block->Facts) {
      if (const auto *Return = dyn_cast<ReturnFact>(F))
        for (const AccessPath &Referent : Return->Referents)
          add({F, Return->BorrowKind, Referent, Return->ReferentType,
               /*Stored=*/false, bindingOf(Return->Through, *Body.Facts)});
      const auto *Access = dyn_cast<AccessFact>(F);
      if (!Access || !Access->isWrite() || !Access->StoredReferent.isKnown())
        continue;
      // `*out`, or `out` by reference.
      const AccessPath &Place = Access->Path;
      const auto *Out = dyn_cast_or_null<ParmVarDecl>(Place.rootVariable());
      if (Out && Place.steps().size() <= 1 && !Place.isLocalStorage())
        add({F, ReturnFact::Pointer, Access->StoredReferent, QualType(),
             /*Stored=*/true});
    }
  return Found;
}

bool isTakenHere(const Capability &Lock, const Lockset &Held) {
  const HeldLock *State = Held.find(Lock);
  return State && State->Must && State->Since;
}

bool isElementOf(const AccessPath &Referent, const AccessPath &Data) {
  return llvm::any_of(Referent.steps().drop_front(Data.steps().size()),
                      [](const PathStep &Step) {
                        return Step.StepKind == PathStep::Element;
                      });
}

std::optional<SharedData> sharedUnder(const Capability &Lock,
                                      const AccessPath &Referent,
                                      const FunctionDecl *Except,
                                      const DataUses &Uses,
                                      const Contracts &Contract) {
  for (AccessPath Part = Referent; Part.isKnown(); Part = Part.parent()) {
    bool AtRoot = Part.steps().empty();
    // Behind a pointer there is another object.
    if (!AtRoot && (Part.steps().back().StepKind == PathStep::Deref ||
                    Part.steps().back().StepKind == PathStep::Call))
      return std::nullopt;
    bool IsField =
        !AtRoot && Part.steps().back().StepKind == PathStep::Field;
    bool IsVariable = AtRoot && Part.hasGlobalRoot() && !Part.isThreadLocal();
    if (IsField || IsVariable) {
      // The lock as the data sees it.
      AccessPath Object = IsField ? Part.parent() : AccessPath();
      AccessPath Seen;
      if (Lock.lock().hasGlobalRoot())
        Seen = Lock.lock();
      else if (Object.isKnown() && Lock.lock().startsWith(Object))
        Seen = Lock.lock().rebase(Object, AccessPath::thisObject());
      SharedData Found;
      Found.Data = Part.lastDeclaration();
      Found.Path = Part;
      llvm::ArrayRef<PathStep> Inside(Referent.steps());
      Inside = Inside.drop_front(Part.steps().size());
      unsigned Guarded = 0, Bare = 0;
      for (const DataUse &Use : Uses.of(Found.Data)) {
        if (!Seen.isKnown() || !counts(Use))
          continue;
        if (!Use.isGuardedBy(Seen)) {
          // What a closure does may be the mistake that is looked for.
          Bare += Use.Locks.empty() && !Use.OtherLocks && !Use.Body->Parent;
          continue;
        }
        ++Guarded;
        if (!Found.Writer && Use.Access->isWrite() &&
            Use.function()->getCanonicalDecl() !=
                Except->getCanonicalDecl() &&
            disturbs(Use, Inside, Contract))
          Found.Writer = &Use;
      }
      if (Found.Writer && Bare <= Guarded)
        return Found;
    }
    if (AtRoot)
      return std::nullopt;
  }
  return std::nullopt;
}

namespace {

/// Whether the body that starts the work waits for it, or the call itself does.
bool isWaitedFor(const SpawnFact &Spawn, const BodyResults &Body) {
  return Spawn.Boundary->Life == RunLife::Scoped ||
         llvm::any_of(Body.Tasks.atExit(), [&](const TaskState &State) {
           return State.Spawn == &Spawn && State.is(TaskJoined);
         });
}

/// What \p Runs touches of the data that \p Lock guards, once for each.
void addUses(const BodyResults &Runs, const Capability &Lock,
             const FunctionAnalysis &Function, const DataUses &Uses,
             const Contracts &Contract, std::vector<LaterUse> &Found) {
  llvm::DenseSet<const ValueDecl *> Seen;
  Runs.Facts->each<AccessFact>([&](const AccessFact &Access) {
    const Lockset *Held = Runs.Locks->at(Access);
    bool Touches = Access.AccessMode == AccessFact::Read || Access.isWrite();
    if (!Held || Held->find(Lock) || Held->hasUnknown() || !Touches ||
        Access.Atomic || Access.Updates)
      return;
    auto Shared =
        sharedUnder(Lock, Access.Path, Function.Function, Uses, Contract);
    if (Shared && Seen.insert(Shared->Data).second)
      Found.push_back({&Access, &Runs, Lock, *Shared});
  });
}

} // namespace

std::vector<LaterUse> usesInLaterWork(const BodyResults &Body,
                                      const FunctionAnalysis &Function,
                                      const DataUses &Uses,
                                      const Contracts &Contract) {
  std::vector<LaterUse> Found;
  Body.Facts->each<SpawnFact>([&](const SpawnFact &Spawn) {
    const Lockset *Held = Body.Locks->at(Spawn);
    if (!Held || isWaitedFor(Spawn, Body))
      return;
    for (const CallableUse &Use : Spawn.Callables) {
      const ClosureFacts *Closure =
          Use.Lambda ? Body.Facts->closure(Use.Lambda) : nullptr;
      if (!Closure)
        continue;
      for (const FunctionFacts *Inner : Closure->Bodies)
        if (const BodyResults *Runs = Function.body(Inner))
          for (const auto &[Lock, State] : Held->locks())
            if (!Lock.isRole() && isTakenHere(Lock, *Held))
              addUses(*Runs, Lock, Function, Uses, Contract, Found);
    }
  });
  return Found;
}

} // namespace sendsync
