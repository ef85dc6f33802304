//===- CallResults.h - what is known of the results of calls ----*- C++ -*-===//
#ifndef SENDSYNC_CHECKS_ANALYSIS_SUMMARY_CALLRESULTS_H
#define SENDSYNC_CHECKS_ANALYSIS_SUMMARY_CALLRESULTS_H

#include "checks/analysis/facts/Facts.h"
#include "checks/analysis/program/Summary.h"

namespace sendsync {

/// What the branches of one body say of the results of its calls, and what it
/// returns itself.
class CallResults {
public:
  /// \p CallIndex: the calls by their numbers in the summary.
  CallResults(const FunctionFacts &Body,
              const llvm::DenseMap<const clang::Expr *, uint32_t> &CallIndex)
      : Body(Body), CallIndex(CallIndex) {}

  /// \p Number: of the blocks in the summary.
  void describe(const FactBlock &Block,
                const llvm::DenseMap<const FactBlock *, uint32_t> &Number,
                SummaryBlock &To);

private:
  std::optional<int64_t> numberOf(const clang::Expr *Site) const;
  /// The call whose result \p Variable has at the end of a block, whichever way
  /// led there; else null.
  const clang::Expr *storedBefore(const FactBlock &Block,
                                  const AccessPath &Variable);

  const FunctionFacts &Body;
  const llvm::DenseMap<const clang::Expr *, uint32_t> &CallIndex;
  /// The predecessors of each block, when they were needed.
  llvm::DenseMap<const FactBlock *, llvm::SmallVector<const FactBlock *, 2>>
      Before;
};

} // namespace sendsync

#endif // SENDSYNC_CHECKS_ANALYSIS_SUMMARY_CALLRESULTS_H
