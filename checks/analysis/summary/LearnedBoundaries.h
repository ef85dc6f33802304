//===- LearnedBoundaries.h - boundaries that no model names -----*- C++ -*-===//
//
// A function whose visible body hands a callable parameter to a boundary is one
// itself. So is one that keeps the callable where a body that runs on a thread
// takes it from and calls it: the `post` of a pool. If only the keeping is
// visible, nothing is said (rules.md §2.3).
//
// A callable that is called while a lock is held there is left out as well:
// what the callers write into it does not show what protects it.
//
//===----------------------------------------------------------------------===//
#ifndef SENDSYNC_CHECKS_ANALYSIS_SUMMARY_LEARNEDBOUNDARIES_H
#define SENDSYNC_CHECKS_ANALYSIS_SUMMARY_LEARNEDBOUNDARIES_H

#include "checks/analysis/contract/Summaries.h"
#include "checks/analysis/facts/CallableFlow.h"
#include <map>
#include <memory>

namespace sendsync {

class FunctionTable;

class LearnedBoundaries {
public:
  explicit LearnedBoundaries(FunctionTable &Functions) : Functions(Functions) {}

  /// The functions in which workers may be started. Without them only what is
  /// handed to a boundary directly is learned.
  void searchIn(llvm::ArrayRef<const clang::FunctionDecl *> All) { Code = All; }

  /// See Summaries::boundary.
  const LearnedBoundary *of(const clang::FunctionDecl *Callee);

private:
  /// A callable that runs elsewhere, and where it is started.
  struct Worker {
    const clang::FunctionDecl *Starter = nullptr;
    StartSite Start;
    const clang::FunctionDecl *Body = nullptr;
    /// The function whose facts have the body's.
    const clang::FunctionDecl *Outermost = nullptr;
  };

  std::unique_ptr<LearnedBoundary> learn(const clang::FunctionDecl *Function);
  std::unique_ptr<LearnedBoundary>
  learnParameter(const clang::FunctionDecl *Function, unsigned Index);
  std::unique_ptr<LearnedBoundary>
  fromStart(const clang::FunctionDecl *Function, const StartSite &Start) const;
  std::unique_ptr<LearnedBoundary>
  fromWorkers(const clang::FunctionDecl *Function, const CallableFlow &Flow);
  /// The started body gets hold of the callable by its own arguments, and calls
  /// it.
  bool isCalledByStarted(const StartSite &Start, const CallableFlow &Flow);
  /// The parameters after the callable that take the same way.
  void addPayload(const clang::FunctionDecl *Function, unsigned Index,
                  const CallableFlow &Flow, BoundaryModel &Model);
  void addWaits(const clang::FunctionDecl *Function,
                BoundaryModel &Model) const;

  const std::vector<Worker> &workers();
  /// The workers that take a callable from \p Keeper and call it.
  std::vector<const Worker *> takersOf(const clang::ValueDecl *Keeper);
  bool calls(const clang::FunctionDecl *Body,
             const clang::FunctionDecl *Outermost,
             const clang::ValueDecl *Keeper, unsigned Depth);
  /// No lock is held at any of the sites, in the facts of \p Outermost.
  bool areUnlocked(llvm::ArrayRef<const clang::Expr *> Sites,
                   const clang::FunctionDecl *Outermost);

  const BoundaryModel *boundaryOf(const clang::FunctionDecl *Callee);
  const Contracts &contract() const;

  FunctionTable &Functions;
  llvm::ArrayRef<const clang::FunctionDecl *> Code;
  std::map<const clang::FunctionDecl *, std::unique_ptr<LearnedBoundary>> Known;
  /// Asked for, and not known yet.
  llvm::DenseSet<const clang::FunctionDecl *> Open;
  std::unique_ptr<std::vector<Worker>> Workers;
  bool Searching = false; ///< for workers
  std::map<const clang::ValueDecl *, std::vector<const Worker *>> Takers;
  /// While takers are searched: the bodies that were looked into.
  llvm::DenseMap<const clang::FunctionDecl *, bool> Visited;
  CallableFlow::Returns Returns;
  /// Something was not known because it is being analysed: what was found does
  /// not count for later.
  bool Incomplete = false;
};

} // namespace sendsync

#endif // SENDSYNC_CHECKS_ANALYSIS_SUMMARY_LEARNEDBOUNDARIES_H
