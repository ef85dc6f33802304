#include "checks/analysis/summary/TaskEffects.h"

using namespace clang;

namespace sendsync {

bool mayOrder(QualType Type, const Contracts &Contract, unsigned Depth) {
  constexpr unsigned MaxNesting = 4;
  if (Type.isNull() || Depth > MaxNesting)
    return false;
  Type = Type.getNonReferenceType();
  if (Type->isAtomicType())
    return true;
  if (const TypeModel *Model = Contract.typeModel(Type))
    return Model->Orders || Model->Atomic || Model->Lock;
  const RecordDecl *Record = Type->getAsRecordDecl();
  if (!Record)
    return false;
  Record = Record->getDefinition();
  // What an incomplete or abstract class does is not visible.
  if (!Record)
    return true;
  if (const auto *Class = dyn_cast<CXXRecordDecl>(Record)) {
    if (Class->isAbstract())
      return true;
    for (const CXXBaseSpecifier &Base : Class->bases())
      if (mayOrder(Base.getType(), Contract, Depth + 1))
        return true;
  }
  for (const FieldDecl *Field : Record->fields()) {
    QualType FieldType = Field->getType();
    if (FieldType->isPointerType()) {
      const RecordDecl *Pointee = FieldType->getPointeeType()->getAsRecordDecl();
      if (Pointee && !Pointee->getDefinition())
        return true;
      continue;
    }
    if (mayOrder(FieldType, Contract, Depth + 1))
      return true;
  }
  return false;
}

namespace {

QualType typeOfPath(const AccessPath &Path) {
  if (Path.steps().empty() || Path.steps().back().StepKind == PathStep::Field)
    if (const ValueDecl *Last = Path.lastDeclaration())
      return Last->getType();
  return {};
}

class EffectCollector {
public:
  EffectCollector(TaskEffects &Out, const FunctionFacts &Spawner,
                  FunctionTable &Functions)
      : Out(Out), Spawner(Spawner), Functions(Functions) {}

  /// \p Rename: a callee's paths in the terms of the spawn; null for closures,
  /// which use the same names.
  void add(const BodyResults &Body, const FunctionAnalysis &Owner,
           const CallFact *Rename) {
    Out.Resolved = true;
    for (const auto &Block : Body.Facts->Blocks)
      for (const Fact *F : Block->Facts) {
        if (const auto *Access = dyn_cast<AccessFact>(F))
          addAccess(*Access, Body, Rename);
        else if (const auto *Call = dyn_cast<CallFact>(F))
          addCall(*Call, Body, Owner, Rename);
        else if (const auto *Lock = dyn_cast<LockFact>(F))
          addLock(Lock->Lock, Rename);
        else if (const auto *Guard = dyn_cast<GuardFact>(F))
          for (const Capability &Lock : Guard->Locks)
            addLock(Lock, Rename);
        else if (isa<HandleFact>(F))
          Out.Waits = true;
      }
  }

private:
  static AccessPath inSpawnTerms(const AccessPath &Path,
                                 const CallFact *Rename) {
    return Rename ? Rename->substitute(Path) : Path;
  }

  /// A variable that each run of the work makes for itself: only those of the
  /// spawning body, and of what is around it, are shared.
  bool isOwnVariable(const AccessPath &Path) const {
    const VarDecl *Root = Path.rootVariable();
    if (!Root || !Root->hasLocalStorage())
      return false;
    const auto *Owner = dyn_cast<FunctionDecl>(Root->getDeclContext());
    if (!Owner)
      return false;
    for (const FunctionFacts *Level = &Spawner; Level; Level = Level->Parent)
      if (Level->Function->getCanonicalDecl() == Owner->getCanonicalDecl())
        return false;
    return true;
  }

  void addLock(const Capability &Lock, const CallFact *Rename) {
    AccessPath Path = inSpawnTerms(Lock.lock(), Rename);
    if (Path.isKnown())
      Out.Acquires.push_back(Capability(std::move(Path)));
  }

  static Lockset inSpawnTerms(const Lockset &Held, const CallFact *Rename) {
    if (!Rename)
      return Held;
    Lockset Renamed;
    if (Held.hasUnknown())
      Renamed.acquireUnknown();
    for (const auto &[Lock, How] : Held.locks()) {
      Capability Mine(inSpawnTerms(Lock.lock(), Rename));
      if (How.Must)
        Renamed.acquire(Mine, How.Mode, How.Since);
      else
        Renamed.maybeAcquire(Mine, How.Mode, How.Since);
    }
    return Renamed;
  }

  void addAccess(const AccessFact &Access, const BodyResults &Body,
                 const CallFact *Rename) {
    AccessPath Path = inSpawnTerms(Access.Path, Rename);
    // Each thread has its own.
    if (!Path.isKnown() || Path.isThreadLocal() || isOwnVariable(Path))
      return;
    bool Custom = Access.Via && mayOrder(typeOfPath(Path),
                                         Functions.contracts());
    if (Access.Orders || Access.Atomic || Custom) {
      Out.Ordering.push_back(Path);
      Out.OrdersAnonymously |= Access.Orders;
    }
    const Lockset *Held = Body.Locks ? Body.Locks->at(Access) : nullptr;
    if (!Held || !Body.Locks->contextKnown())
      return;
    Out.Accesses.push_back(
        {std::move(Path), &Access, inSpawnTerms(*Held, Rename)});
  }

  void addCall(const CallFact &Call, const BodyResults &Body,
               const FunctionAnalysis &Owner, const CallFact *Rename) {
    if (Call.Callee)
      if (const FunctionModel *Model =
              Functions.contracts().functionModel(Call.Callee))
        Out.OrdersAnonymously |= Model->Orders || Model->Wait;
    for (const CallableUse &Use : Call.Callables) {
      if (!Use.Lambda || Use.Where != Placement::InPlace)
        continue;
      const ClosureFacts *Closure = Body.Facts->closure(Use.Lambda);
      for (const FunctionFacts *Inner :
           Closure ? llvm::ArrayRef(Closure->Bodies)
                   : llvm::ArrayRef<const FunctionFacts *>())
        if (const BodyResults *Results = Owner.body(Inner))
          add(*Results, Owner, Rename);
    }
  }

  TaskEffects &Out;
  const FunctionFacts &Spawner;
  FunctionTable &Functions;
};

} // namespace

TaskEffects effectsOf(const SpawnFact &Spawn, const BodyResults &Body,
                      const FunctionAnalysis &Function,
                      FunctionTable &Functions) {
  TaskEffects Effects;
  Effects.OrdersAnonymously = Spawn.CallableOrders;
  EffectCollector Collector(Effects, *Body.Facts, Functions);
  for (const CallableUse &Use : Spawn.Callables) {
    if (Use.Lambda) {
      if (const ClosureFacts *Closure = Body.Facts->closure(Use.Lambda))
        for (const FunctionFacts *Inner : Closure->Bodies)
          if (const BodyResults *Results = Function.body(Inner))
            Collector.add(*Results, Function,
                          Spawn.Invocation.Callee ? &Spawn.Invocation : nullptr);
    } else if (Use.Function) {
      const FunctionAnalysis *Started = Functions.get(Use.Function);
      if (Started && !Started->Bodies.empty())
        Collector.add(Started->Bodies.front(), *Started, &Spawn.Invocation);
    }
  }
  return Effects;
}

bool mayBeOrdered(const TaskEffects &Task, const BodyResults &Body,
                  const Contracts &Contract) {
  if (Task.Waits)
    return true;
  for (const auto &Block : Body.Facts->Blocks)
    for (const Fact *F : Block->Facts) {
      if (const auto *Call = dyn_cast<CallFact>(F);
          Call && Call->Callee && Task.OrdersAnonymously) {
        const FunctionModel *Model = Contract.functionModel(Call->Callee);
        if (Model && (Model->Orders || Model->Wait))
          return true;
      }
      const auto *Access = dyn_cast<AccessFact>(F);
      if (!Access)
        continue;
      if (Access->Orders && Task.OrdersAnonymously)
        return true;
      for (const AccessPath &Path : Task.Ordering)
        if (Access->AccessMode != AccessFact::Address &&
            (Path.contains(Access->Path) || Access->Path.contains(Path)))
          return true;
    }
  return false;
}

} // namespace sendsync
