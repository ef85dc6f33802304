#include "checks/analysis/locks/OwnLocks.h"
#include "checks/analysis/base/Compat.h"
#include "checks/analysis/contract/LockRequirements.h"
#include "checks/analysis/facts/PathResolver.h"

using namespace clang;

namespace sendsync {

AccessPath mutexBehind(const CXXMethodDecl &Method, const Contracts &Contract) {
  if (!lockOperation(Method) || Method.isVirtual())
    return {};
  AccessPath Object = AccessPath::thisObject();
  AccessPath Inner =
      lockWithin(Object, compat::typeOf(Contract.context(), Method.getParent()),
                 Contract);
  return Inner == Object ? AccessPath() : Inner;
}

void standForWhole(const FunctionDecl *Function, const Contracts &Contract,
                   LockSummary &Summary) {
  const auto *Method = dyn_cast<CXXMethodDecl>(Function);
  AccessPath Inner = Method ? mutexBehind(*Method, Contract) : AccessPath();
  if (!Inner.isKnown())
    return;
  DeclaredLockEffect Operation = *lockOperation(*Method);
  SummaryLock Whole;
  Whole.Lock = Capability(Inner);
  Whole.Mode = Operation.Mode.value_or(LockMode::Exclusive);
  Whole.Location = Method->getLocation();
  Whole.Type = Inner.type();
  auto isWhole = [&](const SummaryLock &Lock) {
    return Lock.Lock == Whole.Lock;
  };
  auto isTried = [&](const SummaryTry &Try) { return isWhole(Try.Lock); };
  // A plain wrapper keeps what it locks.
  if (llvm::none_of(Summary.Acquires, isWhole) ||
      llvm::any_of(Summary.Keeps, isWhole) ||
      llvm::any_of(Summary.MayKeep, isWhole) ||
      llvm::any_of(Summary.Releases, isWhole) ||
      llvm::any_of(Summary.MayRelease, isWhole) ||
      llvm::any_of(Summary.Tries, isTried))
    return;
  // It may allow its holder to lock again.
  llvm::erase_if(Summary.Acquires, isWhole);
  if (Operation.Op == LockOp::Acquire)
    Summary.Keeps.push_back(std::move(Whole));
  else if (Operation.Op == LockOp::Release)
    Summary.Releases.push_back(std::move(Whole));
  else
    Summary.Tries.push_back({std::move(Whole), /*SuccessIsNonzero=*/true});
}

} // namespace sendsync
