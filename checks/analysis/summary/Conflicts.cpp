#include "checks/analysis/summary/Conflicts.h"
#include "checks/analysis/summary/Gates.h"
#include "checks/analysis/locks/GuardRequirements.h"

using namespace clang;

namespace sendsync {

namespace {

/// A class of the user's with a member that can order threads may do so in any
/// of its methods.
bool mayOrder(QualType Type, const Contracts &Contract, unsigned Depth = 0) {
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

bool overlaps(const AccessPath &Left, const AccessPath &Right) {
  if (!Left.contains(Right) && !Right.contains(Left))
    return false;
  // Two elements of one container may be different ones.
  return !(Left.mayVary() && Right.mayVary());
}

/// Is this access certain to touch memory that the other side may not touch at
/// the same time?
bool counts(const AccessFact &Access) {
  // The write of `++n` stands for its read, and each thread has its own
  // thread-local variables.
  return !Access.Atomic && !Access.Orders && !Access.Indirect &&
         !Access.Updates && !Access.Path.isThreadLocal() &&
         (Access.AccessMode == AccessFact::Read ||
          Access.AccessMode == AccessFact::Write ||
          (Access.AccessMode == AccessFact::Pass && !Access.MayWrite));
}

/// A read through a container's method touches the container, not the elements
/// it hands out: `v[0]` and `v.size()` do not conflict with writing an element.
bool readsOnlyContainer(const AccessPath &Whole, const AccessFact &Access,
                        const AccessPath &Part) {
  return Access.Via && !Access.isWrite() &&
         Part.steps().size() > Whole.steps().size() &&
         Part.startsWith(Whole) &&
         Part.steps()[Whole.steps().size()].StepKind == PathStep::Element;
}

bool conflicts(const TaskAccess &Task, const AccessPath &Path,
               const AccessFact &Other, const Lockset *Held) {
  if (readsOnlyContainer(Path, Other, Task.Path) ||
      readsOnlyContainer(Task.Path, *Task.Access, Path))
    return false;
  return counts(*Task.Access) && counts(Other) &&
         (Task.Access->isWrite() || Other.isWrite()) &&
         overlaps(Task.Path, Path) && Held &&
         !Held->mayShareLock(Task.Held);
}

/// Work of one pool overlaps only if the pool is known to run several at a time.
bool mayRunAtOnce(const SpawnFact &First, const SpawnFact &Second) {
  auto queues = [](const SpawnFact &Spawn) {
    return Spawn.Boundary->Where == RunWhere::Pool &&
           Spawn.Boundary->Width != RunWidth::Many;
  };
  return !queues(First) || !queues(Second);
}

/// The variable is a new one in every turn of the loop around the spawn.
bool isPerTurn(const AccessPath &Path, const SpawnFact &Spawn,
               const SourceManager &Sources) {
  const VarDecl *Root = Path.rootVariable();
  if (!Root || Spawn.Turn.isInvalid() || Root->hasGlobalStorage())
    return false;
  SourceLocation At = Root->getLocation();
  bool Inside = Sources.isBeforeInTranslationUnit(Spawn.Turn.getBegin(), At) &&
                Sources.isBeforeInTranslationUnit(At, Spawn.Turn.getEnd());
  return Inside;
}

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

/// The spawner holds a lock from before the spawn until the access, and the work
/// takes that lock: it waits for the access.
static bool waitsForLock(const TaskEffects &Task, const Lockset *AtSpawn,
                         const Lockset *AtAccess) {
  return AtSpawn && AtAccess &&
         llvm::any_of(Task.Acquires, [&](const Capability &Lock) {
           return AtSpawn->find(Lock) && AtAccess->find(Lock);
         });
}

/// Every call of the spawning function that is visible happens with a lock held
/// that the work holds as well, at its access.
static bool callersHold(const Lockset &InTask, const BodyResults &Spawner,
                        const FunctionTable &Functions) {
  if (InTask.empty() || Spawner.Facts->Parent)
    return false;
  const FunctionDecl *Callee = Spawner.Facts->Function->getCanonicalDecl();
  bool Called = false, AllHold = true;
  Functions.each([&](const FunctionAnalysis &Caller) {
    for (const BodyResults &Body : Caller.Bodies)
      Body.Facts->each<CallFact>([&](const CallFact &Call) {
        if (!Call.Callee || Call.Callee->getCanonicalDecl() != Callee)
          return;
        const Lockset *Held = Body.Locks ? Body.Locks->at(Call) : nullptr;
        if (!Held)
          return; // unreachable
        Called = true;
        Lockset Renamed;
        for (const auto &[Lock, How] : InTask.locks())
          Renamed.maybeAcquire(Capability(Call.substitute(Lock.lock())),
                               How.Mode, How.Since);
        AllHold &= Held->mayShareLock(Renamed);
      });
  });
  return Called && AllHold;
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

std::vector<Conflict> findConflicts(const BodyResults &Body,
                                    const FunctionAnalysis &Function,
                                    FunctionTable &Functions) {
  std::vector<Conflict> Found;
  const SourceManager &Sources =
      Functions.contracts().context().getSourceManager();
  llvm::MapVector<const SpawnFact *, TaskEffects> Effects;
  for (const auto &Block : Body.Facts->Blocks)
    for (const Fact *F : Block->Facts)
      if (const auto *Spawn = dyn_cast<SpawnFact>(F))
        Effects[Spawn] = effectsOf(*Spawn, Body, Function, Functions);
  if (Effects.empty())
    return Found;

  auto add = [&](Conflict New) {
    // What has a declared guard is a question of that guard.
    const Contracts &Contract = Functions.contracts();
    if (Contract.hasAnnotation(New.Path.lastDeclaration(), "race_ok"))
      return;
    if (!requirementsOf(*New.InTask, Contract).empty() ||
        !requirementsOf(*New.Against, Contract).empty())
      return;
    for (Conflict &Old : Found)
      if (Old.Spawn == New.Spawn &&
          (Old.Path.contains(New.Path) || New.Path.contains(Old.Path))) {
        // Of `++n` the write says more than the read before it.
        if (Old.Against->Location == New.Against->Location &&
            New.Against->isWrite())
          Old.Against = New.Against;
        if (Old.InTask->Location == New.InTask->Location &&
            New.InTask->isWrite())
          Old.InTask = New.InTask;
        return;
      }
    Found.push_back(std::move(New));
  };
  auto isLive = [](const TaskState &State) {
    return State.is(TaskLive) && !State.is(TaskUnknown);
  };

  for (const auto &Block : Body.Facts->Blocks)
    for (const Fact *F : Block->Facts) {
      const auto *Access = dyn_cast<AccessFact>(F);
      const auto *Spawn = dyn_cast<SpawnFact>(F);
      if (!Access && !Spawn)
        continue;
      for (const TaskState &Running : Body.Tasks.at(*F)) {
        if (!isLive(Running) || !Effects.count(Running.Spawn))
          continue;
        const TaskEffects &Task = Effects[Running.Spawn];
        if (mayBeOrdered(Task, Body, Functions.contracts()))
          continue;
        if (Access) {
          for (const TaskAccess &InTask : Task.Accesses)
            if (conflicts(InTask, Access->Path, *Access,
                          Body.Locks->at(*Access)) &&
                !waitsForLock(Task, Body.Locks->at(*Running.Spawn),
                              Body.Locks->at(*Access))) {
              Conflict New{Running.Spawn, Conflict::SpawningBody, nullptr,
                           InTask.Path,   InTask.Access,          Access};
              if (!callersHold(InTask.Held, Body, Functions) &&
                  !isBehindClosedGate(New, Task, Body, Functions))
                add(std::move(New));
            }
          continue;
        }
        const TaskEffects &Other = Effects[Spawn];
        bool Same = Running.Spawn == Spawn;
        if (!mayRunAtOnce(*Running.Spawn, *Spawn))
          continue;
        // Ordered among themselves: both touch one such object.
        if (!Task.Ordering.empty() || Task.OrdersAnonymously ||
            !Other.Ordering.empty() || Other.OrdersAnonymously || Other.Waits)
          continue;
        // A lock that the spawner holds while the work runs protects the work.
        const Lockset *AtSpawn = Body.Locks->at(*Spawn);
        const Lockset *AtFirst = Body.Locks->at(*Running.Spawn);
        if (!AtSpawn || !AtFirst || !AtSpawn->empty() || !AtFirst->empty())
          continue;
        for (const TaskAccess &Mine : Task.Accesses)
          for (const TaskAccess &Theirs : Other.Accesses) {
            if (!conflicts(Mine, Theirs.Path, *Theirs.Access, &Theirs.Held))
              continue;
            if (Mine.Path.mayVary() || Theirs.Path.mayVary())
              continue;
            if (isPerTurn(Mine.Path, *Spawn, Sources))
              continue;
            add({Running.Spawn, Same ? Conflict::SameTask : Conflict::OtherTask,
                 Same ? nullptr : Spawn, Mine.Path, Mine.Access,
                 Theirs.Access});
          }
      }
    }
  return Found;
}

} // namespace sendsync
