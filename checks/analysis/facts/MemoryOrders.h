//===- MemoryOrders.h - what atomic operations order ------------*- C++ -*-===//
#ifndef SENDSYNC_CHECKS_ANALYSIS_FACTS_MEMORYORDERS_H
#define SENDSYNC_CHECKS_ANALYSIS_FACTS_MEMORYORDERS_H

#include "checks/analysis/facts/Facts.h"

namespace sendsync {

/// Of an operation of the compiler's: a load acquires only, a store releases
/// only, as far as its order lets it.
MemoryOrdering orderingOf(const clang::AtomicExpr *Operation,
                          const clang::ASTContext &Context);

/// Of a call with these arguments; what any memory order among them allows.
/// \p Fence: a number counts as one, too.
MemoryOrdering orderingOf(llvm::ArrayRef<const clang::Expr *> Arguments,
                          const Contracts &Contract, bool Fence = false);

} // namespace sendsync

#endif // SENDSYNC_CHECKS_ANALYSIS_FACTS_MEMORYORDERS_H
