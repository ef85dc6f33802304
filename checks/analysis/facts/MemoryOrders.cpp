//===- MemoryOrders.cpp - what atomic operations order --------------------===//
//
// The numbers are those of the compiler's `__ATOMIC_RELAXED` and its like, which
// all libraries use for their enumerations as well.
//
//===----------------------------------------------------------------------===//
#include "checks/analysis/facts/MemoryOrders.h"
#include "clang/AST/ASTContext.h"

using namespace clang;

namespace sendsync {

static MemoryOrdering orderingOf(const Expr *Order, const ASTContext &Context) {
  enum { Relaxed, Consume, Acquire, Release }; // then: both
  Expr::EvalResult Result;
  if (Order->isValueDependent() || !Order->EvaluateAsInt(Result, Context))
    return {};
  switch (Result.Val.getInt().getExtValue()) {
  case Relaxed:
    return {false, false};
  case Consume:
  case Acquire:
    return {true, false};
  case Release:
    return {false, true};
  default:
    return {};
  }
}

static MemoryOrdering either(MemoryOrdering Left, MemoryOrdering Right) {
  return {Left.Acquires || Right.Acquires, Left.Releases || Right.Releases};
}

MemoryOrdering orderingOf(const AtomicExpr *Operation,
                          const ASTContext &Context) {
  llvm::StringRef Name = Operation->getOpAsString();
  if (Name.contains("_init"))
    return {}; // without an order
  MemoryOrdering Result = orderingOf(Operation->getOrder(), Context);
  if (Operation->isCmpXChg())
    Result = either(Result, orderingOf(Operation->getOrderFail(), Context));
  if (Name.contains("_load"))
    Result.Releases = false;
  if (Name.contains("_store") || Name.contains("_clear"))
    Result.Acquires = false;
  return Result;
}

MemoryOrdering orderingOf(llvm::ArrayRef<const Expr *> Arguments,
                          const Contracts &Contract, bool Fence) {
  std::optional<MemoryOrdering> Result;
  for (const Expr *Argument : Arguments)
    if (Contract.isMemoryOrder(Argument->getType()) ||
        (Fence && Argument->getType()->isIntegerType())) {
      MemoryOrdering This = orderingOf(Argument, Contract.context());
      Result = Result ? either(*Result, This) : This;
    }
  return Result.value_or(MemoryOrdering());
}

} // namespace sendsync
