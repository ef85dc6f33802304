#include "checks/analysis/summary/Gates.h"
#include "checks/analysis/facts/Dataflow.h"

using namespace clang;

namespace sendsync {

namespace {

bool touches(const AccessFact &Access, const AccessPath &Path) {
  return Path.mayStartWith(Access.Path) || Access.Path.mayStartWith(Path);
}

bool mayChange(const AccessFact &Access, const AccessPath &Path) {
  return (Access.isWrite() || Access.MayWrite) && touches(Access, Path);
}

/// What the spawning body knows of a gate's value.
struct GateState {
  std::optional<int64_t> Value;   ///< empty: not known
  std::optional<int64_t> AtSpawn; ///< empty: not started yet, or not known
  /// It had another value since the work was started, or may have had.
  bool Opened = false;
  bool operator==(const GateState &Other) const {
    return Value == Other.Value && AtSpawn == Other.AtSpawn &&
           Opened == Other.Opened;
  }
};

class GateDomain {
public:
  using Value = GateState;
  GateDomain(const AccessPath &Gate, const SpawnFact &Spawn,
             std::optional<int64_t> Initial)
      : Gate(Gate), Spawn(Spawn), Initial(Initial) {}

  GateState entry() { return {Initial, std::nullopt, false}; }

  void apply(const Fact &F, GateState &State) {
    if (&F == &Spawn) {
      State.AtSpawn = State.Value;
      State.Opened |= !State.Value;
      return;
    }
    const auto *Access = dyn_cast<AccessFact>(&F);
    if (!Access || !mayChange(*Access, Gate))
      return;
    State.Value = Access->Path == Gate ? Access->Constant : std::nullopt;
    if (State.AtSpawn && State.Value != State.AtSpawn)
      State.Opened = true;
  }

  bool refine(const BranchCondition &, bool, GateState &) { return true; }

  void join(GateState &Into, const GateState &From) {
    if (Into.Value != From.Value)
      Into.Value = std::nullopt;
    // One side has not started the work: there nothing is open yet.
    if (!Into.AtSpawn)
      Into.AtSpawn = From.AtSpawn;
    else if (From.AtSpawn && Into.AtSpawn != From.AtSpawn)
      Into.Opened = true;
    Into.Opened |= From.Opened;
  }

private:
  const AccessPath &Gate;
  const SpawnFact &Spawn;
  std::optional<int64_t> Initial;
};

/// The constant that a local variable of the spawning body starts with.
std::optional<int64_t> initialValue(const AccessPath &Gate,
                                    const ASTContext &Context) {
  const VarDecl *Variable = Gate.rootVariable();
  if (!Gate.steps().empty() || !Variable || !Variable->hasLocalStorage())
    return std::nullopt;
  const Expr *Init = Variable->getInit();
  Expr::EvalResult Result;
  if (!Init || Init->isValueDependent() ||
      !Init->getType()->isIntegralOrEnumerationType() ||
      !Init->EvaluateAsInt(Result, Context))
    return std::nullopt;
  return Result.Val.getInt().tryExtValue();
}

/// The value that the gate has from the start of the work to \p Against.
std::optional<int64_t> closedValue(const AccessPath &Gate, const Conflict &C,
                                   const BodyResults &Body,
                                   const ASTContext &Context) {
  // Its address is known to others, who may change it.
  bool Escapes = false;
  Body.Facts->each<AccessFact>([&](const AccessFact &Access) {
    Escapes |= Access.AccessMode == AccessFact::Address && Access.Path == Gate;
  });
  if (Escapes)
    return std::nullopt;
  GateDomain Domain(Gate, *C.Spawn, initialValue(Gate, Context));
  ForwardDataflow<GateDomain> Flow(*Body.Facts, Domain);
  std::optional<int64_t> Closed;
  if (!Flow.solve())
    return std::nullopt;
  Flow.visit([&](const Fact &F, const auto &State) {
    if (&F != C.Against)
      return;
    bool First = true;
    for (const auto &Item : State) {
      const GateState &Now = Item.State;
      if (!Now.AtSpawn && !Now.Opened)
        continue; // the work has not been started on this path
      std::optional<int64_t> Mine = Now.Opened ? std::nullopt : Now.AtSpawn;
      Closed = First || Closed == Mine ? Mine : std::nullopt;
      First = false;
    }
  });
  return Closed;
}

/// One body that the spawn starts.
class StartedBody {
public:
  StartedBody(const FunctionFacts &Facts, const CallFact *Rename)
      : Facts(Facts), Rename(Rename) {}

  bool makes(const AccessFact *Access) const {
    for (const auto &Block : Facts.Blocks)
      if (llvm::is_contained(Block->Facts, Access))
        return true;
    return false;
  }

  /// Shared state that decides about a branch.
  std::set<AccessPath> tested() const {
    std::set<AccessPath> Result;
    for (const auto &Block : Facts.Blocks)
      if (Block->Branch && Block->Branch->Key.isKnown()) {
        AccessPath Key = inSpawnTerms(Block->Branch->Key);
        if (Key.isKnown() && !Key.mayVary())
          Result.insert(std::move(Key));
      }
    return Result;
  }

  /// Can the access be reached while \p Gate keeps the value \p Closed?
  bool reaches(const AccessFact *Access, const AccessPath &Gate,
               int64_t Closed) const {
    llvm::SmallVector<const FactBlock *, 16> Worklist = {Facts.Entry};
    llvm::SmallPtrSet<const FactBlock *, 32> Seen = {Facts.Entry};
    while (!Worklist.empty()) {
      const FactBlock *Block = Worklist.pop_back_val();
      for (const Fact *F : Block->Facts) {
        if (F == Access)
          return true;
        // The work opens it itself.
        const auto *Change = dyn_cast<AccessFact>(F);
        if (Change && (Change->isWrite() || Change->MayWrite)) {
          AccessFact Renamed = *Change;
          Renamed.Path = inSpawnTerms(Change->Path);
          if (Renamed.Path.isKnown() && touches(Renamed, Gate))
            return true;
        }
      }
      for (unsigned I = 0; I != Block->Successors.size(); ++I) {
        const FactBlock *Next = Block->Successors[I];
        if (!Next)
          continue;
        if (Block->Branch && Block->Branch->Key.isKnown() &&
            inSpawnTerms(Block->Branch->Key) == Gate) {
          bool Truth = (I == 0) != Block->Branch->Negated;
          if (Truth != (Closed != Block->Branch->Constant))
            continue;
        }
        if (Seen.insert(Next).second)
          Worklist.push_back(Next);
      }
    }
    return false;
  }

private:
  AccessPath inSpawnTerms(const AccessPath &Path) const {
    return Rename ? Rename->substitute(Path) : Path;
  }
  const FunctionFacts &Facts;
  const CallFact *Rename;
};

std::vector<StartedBody> startedBodies(const SpawnFact &Spawn,
                                       const FunctionFacts &Body,
                                       FunctionTable &Functions) {
  std::vector<StartedBody> Result;
  for (const CallableUse &Use : Spawn.Callables) {
    if (Use.Lambda) {
      if (const ClosureFacts *Closure = Body.closure(Use.Lambda))
        for (const FunctionFacts *Inner : Closure->Bodies)
          Result.emplace_back(*Inner, nullptr);
    } else if (Use.Function) {
      const FunctionAnalysis *Started = Functions.get(Use.Function);
      if (Started && !Started->Bodies.empty())
        Result.emplace_back(*Started->Bodies.front().Facts, &Spawn.Invocation);
    }
  }
  return Result;
}

/// Every look of the work at the gate happens with some lock held.
bool isReadUnderLock(const AccessPath &Gate, const TaskEffects &Task) {
  bool Read = false;
  for (const TaskAccess &Access : Task.Accesses) {
    if (!(Access.Path == Gate) || Access.Access->isWrite())
      continue;
    Read = true;
    if (Access.Held.empty())
      return false;
  }
  return Read;
}

} // namespace

bool isBehindClosedGate(const Conflict &C, const TaskEffects &Task,
                        const BodyResults &Body, FunctionTable &Functions) {
  const ASTContext &Context = Functions.contracts().context();
  for (const StartedBody &Started :
       startedBodies(*C.Spawn, *Body.Facts, Functions)) {
    if (!Started.makes(C.InTask))
      continue;
    for (const AccessPath &Gate : Started.tested()) {
      if (Gate.mayOverlap(C.Path) || !isReadUnderLock(Gate, Task))
        continue;
      std::optional<int64_t> Closed = closedValue(Gate, C, Body, Context);
      if (Closed && !Started.reaches(C.InTask, Gate, *Closed))
        return true;
    }
  }
  return false;
}

} // namespace sendsync
