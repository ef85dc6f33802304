//===- CallerContexts.h - what every caller of a function gives it *- C++ -*-===//
//
// A function that only code of this file can call (CallSites.h) runs with whatever
// locks all its callers hold. A lock of an object that a caller has for its own
// (Ownership.h) is as good as held there. Found by the greatest fixpoint over the
// call graph: recursion takes nothing away.
//
//===----------------------------------------------------------------------===//
#ifndef SENDSYNC_CHECKS_ANALYSIS_SUMMARY_CALLERCONTEXTS_H
#define SENDSYNC_CHECKS_ANALYSIS_SUMMARY_CALLERCONTEXTS_H

#include "checks/analysis/summary/Ownership.h"

namespace sendsync {

/// Locks by their path, with the mode that is held for sure.
using HeldPaths = std::map<AccessPath, LockMode>;

struct CallerContext {
  /// Held at every visible call, in the callee's terms: below `this`, below a
  /// parameter, or global.
  HeldPaths Locks;
  /// Some caller's locks are not known.
  bool Unclear = false;
  /// What every caller has for its own, in the callee's terms.
  std::vector<AccessPath> Own;
};

/// \p Lock, as a callee names it, would keep nobody out at a call where the caller
/// has \p Own to itself: it is in such an object, or the callee works on one.
bool isNeedless(const AccessPath &Lock, llvm::ArrayRef<AccessPath> Own);

class CallerContexts {
public:
  /// \p Referenced: functions that are named outside of bodies.
  CallerContexts(FunctionTable &Functions, const FunctionSet &Referenced);

  /// Empty for a function that others may call as well.
  const CallerContext &of(const clang::FunctionDecl *Function) const;
  const CallSites &sites() const { return Sites; }
  const Ownership &ownership() const { return Owners; }
  bool isAddressTaken(const clang::FunctionDecl *Function) const {
    return Sites.isAddressTaken(Function);
  }
  bool seesAllCallers(const clang::FunctionDecl *Function) const {
    return Sites.seesAll(Function);
  }
  bool isCalled(const clang::FunctionDecl *Function) const {
    return Sites.isCalled(Function);
  }
  /// Work that is started elsewhere begins with it, or some code of this file
  /// calls it by its name: then its callers are known.
  bool isReached(const clang::FunctionDecl *Function) const {
    return Sites.isStarted(Function) || !Sites.of(Function).empty();
  }
  /// Work that is started elsewhere begins with it, and nobody here calls it.
  bool isOnlyStarted(const clang::FunctionDecl *Function) const {
    return Sites.isStarted(Function) && Sites.of(Function).empty();
  }
  /// Called in this file, always with \p Lock held, though others may call it
  /// too: a convention of theirs.
  bool isAlwaysCalledWith(const clang::FunctionDecl *Function,
                          const AccessPath &Lock) const;

private:
  CallerContext contextAt(const CallSite &Site,
                          const clang::FunctionDecl *Callee) const;
  /// What all \p Sites have in common, as far as their callers are known; nothing
  /// if none is.
  std::optional<CallerContext>
  contextOf(const clang::FunctionDecl *Callee,
            llvm::ArrayRef<CallSite> Calls) const;
  void solve();

  CallSites Sites;
  Ownership Owners;
  /// Of functions that are called here; absent: not visited yet (everything).
  llvm::DenseMap<const clang::FunctionDecl *, CallerContext> Contexts;
};

} // namespace sendsync

#endif // SENDSYNC_CHECKS_ANALYSIS_SUMMARY_CALLERCONTEXTS_H
