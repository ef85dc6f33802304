//===- GlobalInits.h - what initializers outside of functions do *- C++ -*-===//
//
// `Log log; Store store(log);`: constructors of objects with static storage run
// before main, and what they bind holds ever after. One function of each file
// stands for all of its initializers.
//
//===----------------------------------------------------------------------===//
#ifndef SENDSYNC_CHECKS_ANALYSIS_SUMMARY_GLOBALINITS_H
#define SENDSYNC_CHECKS_ANALYSIS_SUMMARY_GLOBALINITS_H

#include "checks/analysis/summary/SymbolNames.h"

namespace sendsync {

/// Nothing if none of \p Variables runs a constructor or binds anything.
std::optional<FunctionSummary>
summarizeInitializers(llvm::ArrayRef<const clang::VarDecl *> Variables,
                      const Contracts &Contract, SymbolNames &Names);

} // namespace sendsync

#endif // SENDSYNC_CHECKS_ANALYSIS_SUMMARY_GLOBALINITS_H
