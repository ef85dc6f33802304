#include "checks/analysis/summary/WaitEvents.h"
#include "checks/analysis/base/Origin.h"

using namespace clang;

namespace sendsync {

static const BlockingModel *blockingModel(const Fact &F,
                                          const Contracts &Contract) {
  const auto *Call = dyn_cast<CallFact>(&F);
  const FunctionModel *Model =
      Call && Call->Callee ? Contract.functionModel(Call->Callee) : nullptr;
  return Model && Model->Blocking ? &*Model->Blocking : nullptr;
}

bool waitsForThreads(const Fact &F, const Contracts &Contract) {
  if (const auto *Use = dyn_cast<HandleFact>(&F))
    return Use->HandleVerb == HandleFact::Join;
  if (const auto *Condition = dyn_cast<ConditionFact>(&F))
    return Condition->ConditionVerb == ConditionFact::Wait;
  const BlockingModel *Blocking = blockingModel(F, Contract);
  return Blocking && Blocking->Class == BlockingClass::Wait;
}

bool mayTakeLong(const Fact &F, const Contracts &Contract) {
  return blockingModel(F, Contract) || waitsForThreads(F, Contract);
}

bool isInLoop(const Fact &F, const FunctionFacts &Body) {
  for (const auto &Block : Body.Blocks)
    if (llvm::is_contained(Block->Facts, &F))
      return reachableFrom(*Block).contains(Block.get());
  return false;
}

bool isSpinLoop(const BlockSet &Loop) {
  bool Looks = false, Works = false;
  for (const FactBlock *Block : Loop)
    for (const Fact *F : Block->Facts) {
      if (const auto *Access = dyn_cast<AccessFact>(F)) {
        Looks |= Access->Atomic || Access->Orders;
        Works |= !Access->Path.isLocalStorage() && !Access->Atomic &&
                 !Access->Orders;
      } else if (const auto *Call = dyn_cast<CallFact>(F)) {
        const auto *Method = dyn_cast_or_null<CXXMethodDecl>(Call->Callee);
        Works |= Method && !Method->isStatic() && !isInSystemHeader(Method);
      } else if (!isa<DestroyFact>(F)) {
        Works = true;
      }
    }
  return Looks && !Works;
}

} // namespace sendsync
