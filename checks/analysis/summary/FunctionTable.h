//===- FunctionTable.h - the results of every function ----------*- C++ -*-===//
//
// Runs the per-function stages, each function once, callees before the callers
// that need their summaries. A function that is reached again while it is being
// analysed (recursion) is first taken to do nothing to locks; it is analysed
// again with what came out, until that holds, or its effect counts as unclear.
//
//===----------------------------------------------------------------------===//
#ifndef SENDSYNC_CHECKS_ANALYSIS_SUMMARY_FUNCTIONTABLE_H
#define SENDSYNC_CHECKS_ANALYSIS_SUMMARY_FUNCTIONTABLE_H

#include "checks/analysis/locks/LocksetAnalysis.h"
#include "checks/analysis/summary/LearnedBoundaries.h"
#include "checks/analysis/threads/TaskStates.h"
#include "llvm/ADT/MapVector.h"
#include <map>

namespace sendsync {

/// One body, a function's own or a closure's, with what the stages say of it.
struct BodyResults {
  const FunctionFacts *Facts = nullptr;
  const Locksets *Locks = nullptr;
  TaskStates Tasks;
};

struct FunctionAnalysis {
  const clang::FunctionDecl *Function = nullptr;
  std::unique_ptr<FunctionFacts> Facts;
  FunctionLocks Locks;
  /// The function's own body first, then closures in source order.
  std::vector<BodyResults> Bodies;
  /// The regions, and the closures in them. What they do, Bodies do as well.
  std::vector<BodyResults> Regions;

  /// Of a body, closure or region; or null.
  const BodyResults *body(const FunctionFacts *Facts) const;
};

class FunctionTable : public Summaries {
public:
  explicit FunctionTable(const Contracts &Contract)
      : Contract(Contract), Boundaries(*this) {}

  /// All functions of the user's: workers that a pool starts are searched there.
  void searchIn(llvm::ArrayRef<const clang::FunctionDecl *> Code) {
    Boundaries.searchIn(Code);
  }

  /// Null if the function has no analysable body: none visible, a template
  /// pattern, in a system header.
  const FunctionAnalysis *get(const clang::FunctionDecl *Function);
  const LockSummary *locks(const clang::FunctionDecl *Callee) override;
  const LearnedBoundary *boundary(const clang::FunctionDecl *Callee) override {
    return Boundaries.of(Callee);
  }
  /// It is being analysed now: get() has no answer yet.
  bool isRunning(const clang::FunctionDecl *Function) const {
    return Running.contains(Function);
  }
  const Contracts &contracts() const { return Contract; }

  /// All analysed functions, in the order of first need.
  template <typename Visitor> void each(Visitor Visit) const {
    for (const auto &[Function, Analysis] : Table)
      if (Analysis)
        Visit(*Analysis);
  }

private:
  /// The summary that a model states, or null.
  const LockSummary *modelled(const clang::FunctionDecl *Callee);

  const Contracts &Contract;
  LearnedBoundaries Boundaries;
  llvm::DenseMap<const clang::FunctionDecl *, std::unique_ptr<LockSummary>>
      Modelled;
  llvm::MapVector<const clang::FunctionDecl *,
                  std::unique_ptr<FunctionAnalysis>>
      Table;
  /// Analyses \p Definition, with what is assumed of it where it is recursive.
  std::unique_ptr<FunctionAnalysis>
  analyse(const clang::FunctionDecl *Definition);

  llvm::DenseSet<const clang::FunctionDecl *> Running;
  /// Of functions that were reached again while they ran.
  std::map<const clang::FunctionDecl *, LockSummary> Assumed;
};

} // namespace sendsync

#endif // SENDSYNC_CHECKS_ANALYSIS_SUMMARY_FUNCTIONTABLE_H
