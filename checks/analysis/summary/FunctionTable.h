//===- FunctionTable.h - the results of every function ----------*- C++ -*-===//
//
// Runs the per-function stages, callees before the callers that need their
// summaries: facts of all functions that can be reached first, then locks and
// started work over strongly connected components of calls, callees first. The
// functions of a component (recursion) are first taken to do nothing to locks and
// are analysed again with what came out, until that holds for all of them, or the
// effect of those for which it does not counts as unclear.
//
// Nothing here recurses over calls, however deep they are. Cost: linear in
// functions and calls; a component takes a bounded number of rounds.
//
//===----------------------------------------------------------------------===//
#ifndef SENDSYNC_CHECKS_ANALYSIS_SUMMARY_FUNCTIONTABLE_H
#define SENDSYNC_CHECKS_ANALYSIS_SUMMARY_FUNCTIONTABLE_H

#include "checks/analysis/facts/LockClasses.h"
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
  /// A bound was reached: something about it is not known in full.
  bool Capped = false;

  /// Of a body, closure or region; or null.
  const BodyResults *body(const FunctionFacts *Facts) const;
};

class FunctionTable : public Summaries {
public:
  explicit FunctionTable(const Contracts &Contract)
      : Contract(Contract), Boundaries(*this), Unseen(Contract) {}

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
  UnseenOperation unseenOperation(const clang::FunctionDecl *Callee) override {
    return Unseen.operation(Callee);
  }
  /// It is being analysed now: get() has no answer yet.
  bool isRunning(const clang::FunctionDecl *Function) const {
    return Running.count(Function);
  }
  const Contracts &contracts() const { return Contract; }

  /// All analysed functions, in the order of first need.
  template <typename Visitor> void each(Visitor Visit) const {
    for (const auto &[Function, Analysis] : Table)
      if (Analysis)
        Visit(*Analysis);
  }

private:
  using Definition = const clang::FunctionDecl *;
  using Component = std::vector<Definition>;
  class CallOrder;

  /// The summary that a model states, or null.
  const LockSummary *modelled(const clang::FunctionDecl *Callee);
  /// The body of \p Function that is analysed by itself, or null.
  Definition analysable(const clang::FunctionDecl *Function) const;
  /// The body whose effect on locks is that of a call of \p Callee, or null.
  Definition bodyBehind(const clang::FunctionDecl *Callee);
  /// Collects the facts of what \p Root reaches, in the order of first need. What
  /// has no facts is entered as such.
  void collect(Definition Root);
  /// The bodies that the analysed locks of \p Function may ask for.
  std::vector<Definition> callees(const FunctionAnalysis &Function);
  void analyse(const Component &Members);
  void enter(Definition Function, std::unique_ptr<FunctionAnalysis> Analysis);
  /// Analyses again what rested on a wrong assumption.
  void revise();

  const Contracts &Contract;
  LearnedBoundaries Boundaries;
  LockClasses Unseen;
  llvm::DenseMap<const clang::FunctionDecl *, std::unique_ptr<LockSummary>>
      Modelled;
  llvm::MapVector<Definition, std::unique_ptr<FunctionAnalysis>> Table;
  /// With facts, but without locks so far.
  llvm::DenseMap<Definition, std::unique_ptr<FunctionAnalysis>> Begun;
  /// Their facts are being collected, or their component is being analysed; since
  /// which nesting.
  llvm::DenseMap<Definition, unsigned> Running;
  /// Of running functions that were asked for.
  std::map<Definition, LockSummary> Assumed;

  /// Facts of a function may need the analysis of another one, to the end, which
  /// may need the first: that is taken to do nothing, and looked at again.
  unsigned Nesting = 0;
  bool Revising = false;
  llvm::DenseSet<Definition> AssumedOutside;
  std::vector<Definition> Provisional;
};

} // namespace sendsync

#endif // SENDSYNC_CHECKS_ANALYSIS_SUMMARY_FUNCTIONTABLE_H
