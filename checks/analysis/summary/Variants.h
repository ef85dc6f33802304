//===- Variants.h - one body as several -------------------------*- C++ -*-===//
//
// `p = c ? &a : &b; ... p->n++`: one run of the body changes `a.n`, another `b.n`.
// A body whose local pointers are set in one of few ways, all before they are
// used, is as good as several bodies in each of which they have one value: its
// summary is the union of theirs. What was made from such a pointer (`m =
// &p->mutex`) goes with it, so that an object and its own lock stay together.
//
// `for (i = 0; i < 8; ++i) { lock(&m[i]); a[i]++; ... }`: beside the body that uses
// some elements, there are those that use the first and the second. They pass
// each loop once, so that an element is not used again in the next turn.
//
// The number of variants is small, or there are none: pointers that walk through a
// structure are not looked at.
//
//===----------------------------------------------------------------------===//
#ifndef SENDSYNC_CHECKS_ANALYSIS_SUMMARY_VARIANTS_H
#define SENDSYNC_CHECKS_ANALYSIS_SUMMARY_VARIANTS_H

#include "checks/analysis/facts/Facts.h"
#include "checks/analysis/program/Summary.h"
#include "checks/analysis/summary/SymbolNames.h"

namespace sendsync {

/// Replaces the summary \p F of \p Body by the union of its variants. Elements by a
/// variable are any elsewhere, but those by a number that is passed and kept.
/// \p Number: the blocks as the summary counts them. False: it has none, and its
/// blocks are what they were. Cost: linear in the body for each pointer with
/// several values.
bool splitVariants(FunctionSummary &F, const FunctionFacts &Body,
                   const llvm::DenseMap<const FactBlock *, uint32_t> &Number,
                   const clang::SourceManager &Sources, SymbolNames &Names);

} // namespace sendsync

#endif // SENDSYNC_CHECKS_ANALYSIS_SUMMARY_VARIANTS_H
