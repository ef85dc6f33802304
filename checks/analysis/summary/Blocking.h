//===- Blocking.h - which calls take long, and who waits then ---*- C++ -*-===//
#ifndef SENDSYNC_CHECKS_ANALYSIS_SUMMARY_BLOCKING_H
#define SENDSYNC_CHECKS_ANALYSIS_SUMMARY_BLOCKING_H

#include "checks/analysis/summary/FunctionTable.h"

namespace sendsync {

/// One call on the way to a call that blocks.
struct BlockingStep {
  const clang::FunctionDecl *Callee = nullptr;
  clang::SourceLocation Location;
};

struct BlockingCall {
  const clang::FunctionDecl *Callee = nullptr; ///< what is called here
  BlockingClass Class = BlockingClass::Wait;
  /// From the callee to the modelled call, which is the last; empty if the
  /// callee is the modelled one.
  std::vector<BlockingStep> Through;
};

/// Finds calls that block, by their models or, on each of their ways, by what
/// they call. Cost: one look into each called function, then memoized.
class BlockingCalls {
public:
  explicit BlockingCalls(FunctionTable &Functions) : Functions(Functions) {}

  std::optional<BlockingCall> blocking(const Fact &F);

private:
  const BlockingModel *modelled(const Fact &F) const;
  const BlockingCall *inside(const clang::FunctionDecl *Callee);

  FunctionTable &Functions;
  llvm::DenseMap<const clang::FunctionDecl *,
                 std::unique_ptr<BlockingCall>>
      Known;
};

/// Which functions acquire a lock, and which give one back that they did not
/// acquire; told by the member or variable it is.
class LockUsers {
public:
  explicit LockUsers(const FunctionTable &Functions);
  /// Another function than \p Function that acquires \p Lock, or null.
  const clang::FunctionDecl *other(const Capability &Lock,
                                   const clang::FunctionDecl *Function) const;
  /// Some function releases the global lock \p Lock for its caller: who calls what
  /// is not visible may not hold it any longer.
  bool isGivenBack(const Capability &Lock) const {
    return GivenBack.contains(Lock.lock().lastDeclaration());
  }

private:
  llvm::DenseSet<const clang::ValueDecl *> GivenBack;
  llvm::DenseMap<const clang::ValueDecl *,
                 std::vector<const clang::FunctionDecl *>>
      Users;
};

} // namespace sendsync

#endif // SENDSYNC_CHECKS_ANALYSIS_SUMMARY_BLOCKING_H
