//===- StateTests.h - what a branch says of shared state --------*- C++ -*-===//
#ifndef SENDSYNC_CHECKS_ANALYSIS_SUMMARY_STATETESTS_H
#define SENDSYNC_CHECKS_ANALYSIS_SUMMARY_STATETESTS_H

#include "checks/analysis/summary/FunctionTable.h"
#include "checks/analysis/summary/SymbolNames.h"

namespace sendsync {

/// The tests of shared state, under a lock, in one body.
class StateTests {
public:
  StateTests(const BodyResults &Body, const Contracts &Contract,
             SymbolNames &Names);
  /// What the only way into a block says of shared state: it was tested before,
  /// with a lock held.
  std::vector<TestEvent> before(const FactBlock &Block) const;

private:
  /// Every look at the state happens with some lock held.
  bool isReadUnderLock(const AccessPath &State) const;
  /// The constant that a local variable starts with.
  std::optional<int64_t> initialValue(const AccessPath &State) const;

  const BodyResults &Body;
  const Contracts &Contract;
  SymbolNames &Names;
  llvm::DenseMap<const FactBlock *, const FactBlock *> OnlyWayIn;
};

} // namespace sendsync

#endif // SENDSYNC_CHECKS_ANALYSIS_SUMMARY_STATETESTS_H
