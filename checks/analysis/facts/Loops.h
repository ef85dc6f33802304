//===- Loops.h - the loops of a body ----------------------------*- C++ -*-===//
//
// Natural loops of the block graph, whatever statement they are written with.
//
//===----------------------------------------------------------------------===//
#ifndef SENDSYNC_CHECKS_ANALYSIS_FACTS_LOOPS_H
#define SENDSYNC_CHECKS_ANALYSIS_FACTS_LOOPS_H

#include "checks/analysis/facts/Facts.h"
#include "llvm/ADT/SmallPtrSet.h"

namespace sendsync {

using BlockSet = llvm::SmallPtrSet<const FactBlock *, 16>;

/// The blocks that can be reached from \p From, itself only if it is on a cycle.
/// \p Avoid: a block that is not entered, or null.
BlockSet reachableFrom(const FactBlock &From,
                       const FactBlock *Avoid = nullptr);

/// The blocks of the innermost loop around \p Block; empty if there is none, or
/// if the jumps around it are no loop with one head. Cost: the number of blocks
/// on a common cycle times the size of the body.
BlockSet innermostLoop(const FunctionFacts &Body, const FactBlock &Block);

} // namespace sendsync

#endif // SENDSYNC_CHECKS_ANALYSIS_FACTS_LOOPS_H
