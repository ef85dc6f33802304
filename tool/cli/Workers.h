//===- Workers.h - work in processes of its own -----------------*- C++ -*-===//
//
// Each file is analysed in a process that may crash, run out of stack or be killed:
// that costs this file and no other. What a crash leaves of a process, broken data
// and locks that are held, is never used again, which no recovery inside of one
// process can promise.
//
// A process takes one file after another. It starts as a copy of this one, so what
// was loaded before is there; its results come back as bytes (Parcel.h). This
// process must have no other threads.
//
//===----------------------------------------------------------------------===//
#ifndef SENDSYNC_TOOL_CLI_WORKERS_H
#define SENDSYNC_TOOL_CLI_WORKERS_H

#include "llvm/ADT/STLFunctionalExtras.h"
#include <string>

namespace sendsync {

/// How the process that worked on something ended without a result.
struct Loss {
  int Signal = 0; ///< 0: it ended by itself
  /// The program's own mistake, also when it ran out of stack.
  bool isCrash() const;
  /// One line: "internal error while analysing a.cpp", or who ended it.
  std::string describe(llvm::StringRef Doing, llvm::StringRef What) const;
};

struct Job {
  /// Does \p Index; in the other process, on a thread with a large stack.
  llvm::function_ref<std::string(size_t Index)> Run;
  /// It begins; in this process, as are the others.
  llvm::function_ref<void(size_t Index)> Begin;
  llvm::function_ref<void(size_t Index, std::string Result)> End;
  llvm::function_ref<void(size_t Index, Loss)> Lose;
};

/// Runs \p Work for 0 to \p Count - 1 in at most \p Processes processes. For each
/// index End or Lose is called, in any order.
void runJobs(size_t Count, unsigned Processes, const Job &Work);

/// Runs \p Main in a process of its own, and returns what it returned. If it
/// crashes, this says so in one line, and returns ExitFailed.
int runGuarded(llvm::function_ref<int()> Main);

} // namespace sendsync

#endif // SENDSYNC_TOOL_CLI_WORKERS_H
