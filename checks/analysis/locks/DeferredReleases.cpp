#include "checks/analysis/locks/DeferredReleases.h"

namespace sendsync {

static bool releases(const FunctionFacts &Body, const Capability &Lock,
                     Summaries *Callees) {
  int Balance = 0;
  Body.each<LockFact>([&](const LockFact &Operation) {
    if (Operation.Lock != Lock)
      return;
    if (Operation.Op == LockOp::Acquire)
      ++Balance;
    else if (Operation.Op == LockOp::Release)
      --Balance;
  });
  Body.each<CallFact>([&](const CallFact &Call) {
    const LockSummary *Summary =
        Callees && Call.Callee ? Callees->locks(Call.Callee) : nullptr;
    if (!Summary)
      return;
    auto isIt = [&](const SummaryLock &Other) {
      return Capability(Call.substitute(Other.Lock.lock())) == Lock;
    };
    Balance -= llvm::any_of(Summary->Releases, isIt);
    Balance += llvm::any_of(Summary->Keeps, isIt);
  });
  return Balance < 0;
}

bool isReleasedByClosure(const Capability &Lock, const HeldLock &Held,
                         const FunctionFacts &Body, Summaries *Callees) {
  if (!llvm::isa_and_nonnull<LockFact, CallFact>(Held.Since))
    return false;
  for (const ClosureFacts &Closure : Body.Closures)
    for (const FunctionFacts *Inner : Closure.Bodies)
      if (releases(*Inner, Lock, Callees) ||
          isReleasedByClosure(Lock, Held, *Inner, Callees))
        return true;
  return false;
}

} // namespace sendsync
