/// # sync-in-unsequenced
/// Work that runs unsequenced locks or waits.
///
/// ## Why it matters
/// With `std::execution::par_unseq` and `unseq` one thread may start an iteration
/// in the middle of another. If the first one holds a lock that the second wants,
/// the thread waits for itself. The standard forbids everything that synchronizes
/// there.
///
/// ## Flagged
/// ```cpp
/// #include <execution>
/// int sum(std::vector<int> &values) {
///   std::mutex mu;
///   int total = 0;
///   std::for_each(std::execution::par_unseq, values.begin(), values.end(), [&](int n) {
///     std::lock_guard lock(mu);
///     total += n;
///   });
///   return total;
/// }
/// ```
///
/// ## Accepted
/// ```cpp
/// #include <execution>
/// int sum(std::vector<int> &values) {
///   std::mutex mu;
///   int total = 0;
///   std::for_each(std::execution::par, values.begin(), values.end(), [&](int n) {
///     std::lock_guard lock(mu);
///     total += n;
///   });
///   return total;
/// }
/// ```
///
/// ## How to fix
/// Use `std::execution::par`, or an algorithm that combines the results itself,
/// such as `std::reduce`.
///
/// ## Limits
/// The callable and the functions it calls have to be visible. An execution policy
/// that is chosen at run time is not known. Atomic operations are not reported.
#include "checks/Check.h"
#include "checks/analysis/summary/Reach.h"

using namespace clang;

namespace sendsync {

extern const CheckInfo SyncInUnsequencedInfo;

namespace {

/// What a fact does that synchronizes ("locks 'mu'"); empty for others.
std::string synchronizes(const ReachedFact &Reached,
                         const Contracts &Contract) {
  auto named = [](llvm::StringRef Verb, const AccessPath &Path,
                  llvm::StringRef Otherwise) {
    std::string Name = Path.str();
    return (Verb + " " + (Name.empty() ? Otherwise.str() : "'" + Name + "'"))
        .str();
  };
  if (const auto *Lock = dyn_cast<LockFact>(Reached.F)) {
    if (Lock->Op == LockOp::Acquire || Lock->Op == LockOp::TryAcquire)
      return named("locks", Lock->Lock.lock(), "a lock");
    return Lock->Op == LockOp::Release
               ? named("unlocks", Lock->Lock.lock(), "a lock")
               : "";
  }
  if (const auto *Guard = dyn_cast<GuardFact>(Reached.F)) {
    bool Locks = Guard->GuardVerb != GuardFact::Forget &&
                 Guard->Tag != GuardTag::Defer && !Guard->Locks.empty();
    return Locks ? named("locks", Guard->Locks.front().lock(), "a lock") : "";
  }
  if (const auto *Handle = dyn_cast<HandleFact>(Reached.F))
    return Handle->HandleVerb == HandleFact::Join
               ? named("waits for", Handle->Handle, "other work")
               : "";
  if (const auto *Access = dyn_cast<AccessFact>(Reached.F)) {
    const TypeModel *Type = Contract.typeModel(Access->Path.type());
    bool Atomic = Type && Type->Atomic;
    return Access->Orders && Access->Via && !Atomic
               ? named("synchronizes through", Access->Path, "an object")
               : "";
  }
  const auto *Call = dyn_cast<CallFact>(Reached.F);
  const FunctionModel *Model =
      Call && Call->Callee ? Contract.functionModel(Call->Callee) : nullptr;
  if (!Model || !(Model->Wait || Model->Orders || Model->Blocking))
    return "";
  return "calls '" + Call->Callee->getNameAsString() + "', which " +
         (Model->Orders ? "synchronizes" : "waits");
}

class UnsequencedJudge {
public:
  UnsequencedJudge(const FunctionResults &F, Reporter &R) : F(F), R(R) {}

  void run(const Fact &Start, const FunctionDecl *Algorithm,
           llvm::ArrayRef<CallableUse> Callables, const BodyResults &Body) {
    const FunctionModel *Model =
        Algorithm ? F.File.Contract.functionModel(Algorithm) : nullptr;
    if (!Model || !Model->Boundary ||
        Model->Boundary->Times != RunTimes::Unsequenced)
      return;
    for (const CallableUse &Use : Callables) {
      if (const ClosureFacts *Closure =
              Use.Lambda ? Body.Facts->closure(Use.Lambda) : nullptr) {
        for (const FunctionFacts *Inner : Closure->Bodies)
          if (const BodyResults *Results = F.Analysis.body(Inner))
            judge(*Results, F.Analysis, Start, *Algorithm);
      } else if (Use.Function) {
        const FunctionAnalysis *Named = F.File.Functions.get(Use.Function);
        if (Named && !Named->Bodies.empty())
          judge(Named->Bodies.front(), *Named, Start, *Algorithm);
      }
    }
  }

private:
  /// Reports the first thing that synchronizes.
  void judge(const BodyResults &Work, const FunctionAnalysis &Owner,
             const Fact &Start, const FunctionDecl &Algorithm) {
    bool Reported = false;
    eachReached(Work, Owner, F.File.Functions, [&](const ReachedFact &Reached) {
      std::string What = synchronizes(Reached, F.File.Contract);
      if (What.empty() || Reported)
        return;
      Reported = true;
      const Fact &At =
          Reached.Calls.empty() ? *Reached.F : *Reached.Calls.front();
      std::string Message = What;
      if (!Reached.Calls.empty())
        Message = "calls '" +
                  Reached.Calls.front()->Callee->getNameAsString() +
                  "', which " + What;
      auto Finding =
          R.report(SyncInUnsequencedInfo, At.Location, At.Range, What,
                   "this body " + Message +
                       "; its unsequenced iterations can deadlock");
      Finding.note(NoteRole::Boundary, Start.Location,
                   "'" + Algorithm.getNameAsString() +
                       "' interleaves its iterations on one thread");
      if (!Reached.Calls.empty())
        Finding.note(NoteRole::Because, Reached.F->Location,
                     "it " + What + " here");
      Finding.fix(Start.Location, "use a policy that is not unsequenced");
    });
  }

  const FunctionResults &F;
  Reporter &R;
};

void checkSyncInUnsequenced(const FunctionResults &F, Reporter &R) {
  UnsequencedJudge Judge(F, R);
  for (const BodyResults &Body : F.bodies()) {
    Body.Facts->each<SpawnFact>([&](const SpawnFact &Spawn) {
      Judge.run(Spawn, Spawn.Callee, Spawn.Callables, Body);
    });
    Body.Facts->each<CallFact>([&](const CallFact &Call) {
      Judge.run(Call, Call.Callee, Call.Callables, Body);
    });
  }
}

} // namespace

const CheckInfo SyncInUnsequencedInfo = {
    "sync-in-unsequenced", Severity::Error, Tier::One,
    "work that runs unsequenced locks or waits",
    /*Function=*/checkSyncInUnsequenced};

} // namespace sendsync
