#include "checks/analysis/summary/LockGaps.h"
#include "checks/analysis/facts/Loops.h"

using namespace clang;

namespace sendsync {

namespace {

class GapSearch {
public:
  GapSearch(const BodyResults &Body, const Capability &Lock)
      : Body(Body), Lock(Lock) {}

  /// \p At comes after a release by hand.
  bool isAfterRelease(const Fact &At) {
    for (const auto &Block : Body.Facts->Blocks)
      for (size_t I = 0; I != Block->Facts.size(); ++I)
        if (isHeld(*Block->Facts[I]) && !isa<DestroyFact>(Block->Facts[I]) &&
            leadsTo(*Block, I, [&](const Fact &, const Fact &Next) {
              return &Next == &At;
            }))
          return true;
    return false;
  }

  /// An acquisition by hand comes after \p At.
  bool isBeforeAcquire(const Fact &At) {
    for (const auto &Block : Body.Facts->Blocks) {
      auto Found = llvm::find(Block->Facts, &At);
      if (Found == Block->Facts.end())
        continue;
      return leadsTo(*Block, Found - Block->Facts.begin(),
                     [&](const Fact &Last, const Fact &Next) {
                       return isHeld(Next) && isByHand(Last);
                     });
    }
    return false;
  }

private:
  bool isHeld(const Fact &F) const {
    const Lockset *Held = Body.Locks->at(F);
    return Held && Held->find(Lock);
  }

  static bool isByHand(const Fact &F) {
    if (const auto *Guard = dyn_cast<GuardFact>(&F))
      return Guard->GuardVerb != GuardFact::Construct;
    const auto *Call = dyn_cast<CallFact>(&F);
    return isa<LockFact>(F) ||
           (Call && Call->Callee && !isa<CXXConstructorDecl>(Call->Callee));
  }

  /// Follows the ways after fact \p I of \p Block while the lock is not held,
  /// until \p Arrives(the fact before, the fact) is true.
  template <typename Test>
  bool leadsTo(const FactBlock &Block, size_t I, Test Arrives) {
    BlockSet Visited;
    return walk(Block, I + 1, *Block.Facts[I], Arrives, Visited);
  }

  template <typename Test>
  bool walk(const FactBlock &Block, size_t From, const Fact &Before,
            Test Arrives, BlockSet &Visited) {
    const Fact *Last = &Before;
    for (size_t I = From; I < Block.Facts.size(); ++I) {
      const Fact &Next = *Block.Facts[I];
      if (Arrives(*Last, Next))
        return true;
      if (isHeld(Next))
        return false;
      Last = &Next;
    }
    return llvm::any_of(Block.Successors, [&](const FactBlock *Next) {
      return Next && Visited.insert(Next).second &&
             walk(*Next, 0, *Last, Arrives, Visited);
    });
  }

  const BodyResults &Body;
  const Capability &Lock;
};

} // namespace

bool isInGap(const BodyResults &Body, const Fact &At, const Capability &Lock) {
  GapSearch Search(Body, Lock);
  return Search.isBeforeAcquire(At) && Search.isAfterRelease(At);
}

} // namespace sendsync
