//===- TaskStates.h - which started work is running when --------*- C++ -*-===//
//
// A spawn starts a borrow of what crosses; a join ends it. This stage follows
// both through one body: handles that are moved, stored, joined, detached,
// tested, kept in containers. What it cannot follow becomes Unknown, and then
// nothing is said about that work.
//
// A container of handles is one handle: a loop that joins its elements joins
// them all (rules.md §2.4).
//
//===----------------------------------------------------------------------===//
#ifndef SENDSYNC_CHECKS_ANALYSIS_THREADS_TASKSTATES_H
#define SENDSYNC_CHECKS_ANALYSIS_THREADS_TASKSTATES_H

#include "checks/analysis/facts/Facts.h"
#include <map>

namespace sendsync {

/// What is known of started work at one point; several may hold.
enum TaskFlag : uint8_t {
  TaskLive = 1,     ///< may be running
  TaskMany = 2,     ///< may be running more than once at a time
  TaskJoined = 4,   ///< was waited for
  TaskDetached = 8, ///< nothing can wait for it
  TaskEscaped = 16, ///< its handle left the function, or outlives it
  TaskUnknown = 32, ///< not followed
  TaskSomeJoined = 64 ///< of many, not all were waited for
};

struct TaskState {
  const SpawnFact *Spawn = nullptr;
  uint8_t Flags = 0;
  /// Where the handle went or was detached; may be invalid.
  clang::SourceLocation Moved;
  /// The place that holds the handle; unknown if there is none.
  AccessPath Handle;
  bool is(TaskFlag Flag) const { return Flags & Flag; }
  /// Where the body is left: the work can run on. It is detached, its handle is
  /// elsewhere, or is a plain value that does nothing when it ends.
  bool outlivesBody() const;
};

/// A handle that ends or is overwritten while its work is still joinable.
struct DroppedHandle {
  const SpawnFact *Spawn = nullptr;
  AccessPath Handle;
  clang::SourceLocation Location;
  bool Overwritten = false;
};

class TaskStates {
public:
  /// States before a fact, of all work started on a path to it. Empty for facts
  /// before any spawn.
  llvm::ArrayRef<TaskState> at(const Fact &F) const;
  /// States where the body is left by return; empty if it never is.
  llvm::ArrayRef<TaskState> atExit() const { return Exit; }
  llvm::ArrayRef<DroppedHandle> dropped() const { return Dropped; }
  /// False: it starts more than is followed, and nothing is known of its work.
  bool solved() const { return Solved; }

private:
  friend TaskStates computeTaskStates(const FunctionFacts &,
                                      const Contracts &);
  bool Solved = true;
  std::vector<std::vector<TaskState>> Distinct;
  llvm::DenseMap<const Fact *, unsigned> Index;
  std::vector<TaskState> Exit;
  std::vector<DroppedHandle> Dropped;
};

TaskStates computeTaskStates(const FunctionFacts &Body,
                             const Contracts &Contract);

} // namespace sendsync

#endif // SENDSYNC_CHECKS_ANALYSIS_THREADS_TASKSTATES_H
