#include "checks/analysis/summary/LockGaps.h"
#include "checks/analysis/facts/FactSearch.h"

using namespace clang;

namespace sendsync {

/// An operation of the body itself, or of a function it calls, not a new guard.
static bool isByHand(const Fact *F) {
  if (const auto *Guard = dyn_cast_or_null<GuardFact>(F))
    return Guard->GuardVerb != GuardFact::Construct;
  const auto *Call = dyn_cast_or_null<CallFact>(F);
  return isa_and_nonnull<LockFact>(F) ||
         (Call && Call->Callee && !isa<CXXConstructorDecl>(Call->Callee));
}

bool isInGap(const BodyResults &Body, const Fact &At, const Capability &Lock) {
  auto held = [&](const Fact &F) -> const HeldLock * {
    const Lockset *Held = Body.Locks->at(F);
    return Held ? Held->find(Lock) : nullptr;
  };
  auto isTakenAgain = [&](const Fact &F) {
    const HeldLock *Held = held(F);
    if (!Held)
      return Onward::Passes;
    return isByHand(Held->Since) ? Onward::Found : Onward::Ends;
  };
  auto isWanted = [&](const Fact &F) {
    if (&F == &At)
      return Onward::Found;
    return held(F) ? Onward::Ends : Onward::Passes;
  };
  bool After = false, Before = false;
  for (const auto &Block : Body.Facts->Blocks)
    for (size_t I = 0; I != Block->Facts.size(); ++I) {
      const Fact &F = *Block->Facts[I];
      if (&F == &At)
        Before = searchAfter(*Block, I, isTakenAgain);
      // Where it is held and the next fact finds it given up.
      else if (!After && held(F) && !isa<DestroyFact>(F))
        After = searchAfter(*Block, I, isWanted);
    }
  return After && Before;
}

} // namespace sendsync
