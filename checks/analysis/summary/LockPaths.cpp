#include "checks/analysis/summary/LockPaths.h"
#include "checks/analysis/facts/Loops.h"
#include "checks/analysis/facts/Ways.h"
#include "clang/Basic/SourceManager.h"

using namespace clang;

namespace sendsync {

namespace {

/// A call may give \p Lock back: it says so, or it gets at the lock in a body
/// that is not visible.
bool mayRelease(const CallFact &Call, const Capability &Lock,
                FunctionTable &Functions) {
  if (!Call.Callee)
    return true;
  if (const LockSummary *Summary = Functions.locks(Call.Callee)) {
    auto isIt = [&](const SummaryLock &Released) {
      return Call.substitute(Released.Lock.lock()) == Lock.lock();
    };
    return Summary->Unclear || llvm::any_of(Summary->Releases, isIt) ||
           llvm::any_of(Summary->MayRelease, isIt);
  }
  const SourceManager &Sources =
      Functions.contracts().context().getSourceManager();
  return !Sources.isInSystemHeader(Call.Callee->getLocation());
}

/// After \p F the path of \p Lock may not name a lock that is held.
bool mayRelease(const Fact &F, const Capability &Lock,
                FunctionTable &Functions) {
  if (const auto *Operation = dyn_cast<LockFact>(&F))
    return Operation->Op == LockOp::Release &&
           (!Operation->Lock.isKnown() || Operation->Lock == Lock);
  if (const auto *Call = dyn_cast<CallFact>(&F))
    return mayRelease(*Call, Lock, Functions);
  // Through another pointer the same path leads to another lock.
  if (const auto *Access = dyn_cast<AccessFact>(&F))
    return (Access->isWrite() || Access->MayWrite) &&
           Lock.lock().startsWith(Access->Path);
  return isa<GuardFact>(F);
}

} // namespace

bool isHeldForSure(const HeldLock &Held) {
  const auto *Operation = dyn_cast_or_null<LockFact>(Held.Since);
  bool Tried = Operation && Operation->Op == LockOp::TryAcquire;
  return Held.Must || (Held.Undecided && Held.Since && !Tried);
}

bool alwaysReaches(const FunctionFacts &Body, const Fact &First,
                   const Fact &Then) {
  const FactBlock *From = blockOf(Body, First), *To = blockOf(Body, Then);
  if (!From || !To)
    return false;
  if (From == To)
    return llvm::find(From->Facts, &First) < llvm::find(From->Facts, &Then);
  return !reachableFrom(*From, To).contains(Body.Exit);
}

bool repeatsHolding(const BodyResults &Body, const Fact &At,
                    const Capability &Lock, FunctionTable &Functions) {
  const FactBlock *Home = blockOf(*Body.Facts, At);
  BlockSet After = Home ? reachableFrom(*Home, nullptr) : BlockSet();
  if (!After.contains(Home))
    return false;
  BlockSet Loop;
  for (const FactBlock *Block : After)
    if (Block == Home || reachableFrom(*Block, nullptr).contains(Home))
      Loop.insert(Block);
  // Where the loop is entered, another turn must not go past the operation.
  for (const auto &Outside : Body.Facts->Blocks) {
    if (Loop.contains(Outside.get()))
      continue;
    for (const FactBlock *Head : Outside->Successors)
      if (Head && Head != Home && Loop.contains(Head) &&
          reachableFrom(*Head, Home).contains(Head))
        return false;
  }
  return llvm::none_of(Loop, [&](const FactBlock *Block) {
    return llvm::any_of(Block->Facts, [&](const Fact *F) {
      return mayRelease(*F, Lock, Functions);
    });
  });
}

} // namespace sendsync
