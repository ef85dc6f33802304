//===- Variants.h - pointers that refer to one of few objects ---*- C++ -*-===//
//
// `p = c ? &a : &b; ... p->n++`: one run of the body changes `a.n`, another `b.n`.
// A body whose local pointers are set in one of few ways, all before they are
// used, is as good as several bodies in each of which they have one value: its
// summary is the union of theirs. What was made from such a pointer (`m =
// &p->mutex`) goes with it, so that an object and its own lock stay together.
//
// The number of variants is small, or there are none: pointers that walk through a
// structure are not looked at.
//
//===----------------------------------------------------------------------===//
#ifndef SENDSYNC_CHECKS_ANALYSIS_SUMMARY_VARIANTS_H
#define SENDSYNC_CHECKS_ANALYSIS_SUMMARY_VARIANTS_H

#include "checks/analysis/facts/Loops.h"
#include "checks/analysis/program/Summary.h"
#include "checks/analysis/summary/SymbolNames.h"

namespace sendsync {

struct Variant {
  /// What each pointer refers to, in an order in which later ones may be named by
  /// earlier ones.
  PathRenames Pointers;
  /// What such a run may pass.
  BlockSet Blocks;
  SymbolPath operator()(SymbolPath Path) const;
};

/// None if there is nothing to tell apart. Cost: linear in the body for each
/// pointer with several values.
std::vector<Variant> variantsOf(const FunctionFacts &Body, SymbolNames &Names);

/// Replaces a summary by the union of its variants. \p Number: the blocks as it
/// counts them.
FunctionSummary
unionOf(const FunctionSummary &F, llvm::ArrayRef<Variant> Variants,
        const llvm::DenseMap<const FactBlock *, uint32_t> &Number,
        const FactBlock &Entry);

} // namespace sendsync

#endif // SENDSYNC_CHECKS_ANALYSIS_SUMMARY_VARIANTS_H
