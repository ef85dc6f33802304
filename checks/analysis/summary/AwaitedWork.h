//===- AwaitedWork.h - what a wait for started work waits for ---*- C++ -*-===//
//
// Connects a handle (`worker_`) with the work it stands for, also when another
// function or the initializer of the member started it, and says which locks
// that work is certain to acquire before it ends.
//
//===----------------------------------------------------------------------===//
#ifndef SENDSYNC_CHECKS_ANALYSIS_SUMMARY_AWAITEDWORK_H
#define SENDSYNC_CHECKS_ANALYSIS_SUMMARY_AWAITEDWORK_H

#include "checks/analysis/summary/FunctionTable.h"

namespace sendsync {

/// A lock that the awaited work acquires, as the waiting code names it.
struct AwaitedLock {
  Capability Lock;
  LockMode Mode = LockMode::Exclusive;
  clang::SourceLocation Acquired;
  clang::SourceLocation Started;
};

struct AwaitedWork {
  std::vector<AwaitedLock> Acquires;
  /// The members and variables that it, or what it calls, writes.
  llvm::DenseSet<const clang::ValueDecl *> Writes;
};

class StartedWork {
public:
  explicit StartedWork(FunctionTable &Functions);

  /// The work behind the handle \p Handle at \p At. Empty if there is more than
  /// one, or none that is visible.
  AwaitedWork behind(const AccessPath &Handle, const Fact &At,
                     const BodyResults &Body,
                     const FunctionAnalysis &Owner) const;

private:
  struct Source {
    const SpawnFact *Spawn = nullptr; ///< null: the member's initializer
    const BodyResults *Body = nullptr;
    const FunctionAnalysis *Owner = nullptr;
    AccessPath Handle; ///< as the code that starts it names it
    /// The handle is the object whose members the work uses.
    bool IsObject = false;
  };
  void add(const CallableUse &Use, const Source &From,
           const AccessPath &Handle, AwaitedWork &To) const;

  FunctionTable &Functions;
  /// The work that members and globals were seen to be given. Two entries: it
  /// is not known which.
  llvm::DenseMap<const clang::ValueDecl *, std::vector<Source>> Given;
};

} // namespace sendsync

#endif // SENDSYNC_CHECKS_ANALYSIS_SUMMARY_AWAITEDWORK_H
