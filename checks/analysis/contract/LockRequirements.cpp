#include "checks/analysis/contract/LockRequirements.h"

using namespace clang;

namespace sendsync {

std::optional<DeclaredLockEffect> lockOperation(const CXXMethodDecl &Method) {
  struct Operation {
    llvm::StringLiteral Name, Counterpart;
    LockOp Op;
    LockMode Mode;
  };
  static constexpr Operation Operations[] = {
      {"lock", "unlock", LockOp::Acquire, LockMode::Exclusive},
      {"unlock", "lock", LockOp::Release, LockMode::Exclusive},
      {"try_lock", "unlock", LockOp::TryAcquire, LockMode::Exclusive},
      {"lock_shared", "unlock_shared", LockOp::Acquire, LockMode::Shared},
      {"unlock_shared", "lock_shared", LockOp::Release, LockMode::Shared},
      {"try_lock_shared", "unlock_shared", LockOp::TryAcquire,
       LockMode::Shared}};
  auto isOperation = [](const CXXMethodDecl &M, llvm::StringRef Name,
                        bool Tries) {
    QualType Result = M.getReturnType();
    return M.getDeclName().isIdentifier() && M.getName() == Name &&
           M.getMinRequiredArguments() == 0 &&
           (Tries ? Result->isBooleanType() : Result->isVoidType());
  };
  for (const Operation &Item : Operations) {
    if (!isOperation(Method, Item.Name, Item.Op == LockOp::TryAcquire) ||
        llvm::none_of(Method.getParent()->methods(),
                      [&](const CXXMethodDecl *Other) {
                        return isOperation(*Other, Item.Counterpart, false);
                      }))
      continue;
    DeclaredLockEffect Effect;
    Effect.Op = Item.Op;
    Effect.Mode = Item.Mode;
    return Effect;
  }
  return std::nullopt;
}

} // namespace sendsync
