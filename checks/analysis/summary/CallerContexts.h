//===- CallerContexts.h - what every caller of a function gives it *- C++ -*-===//
//
// A function that only code of this file can call runs with whatever all its
// callers have in common: locks, and the fact that the object is only just being
// made or is about to end. Found by the greatest fixpoint over the call graph:
// recursion takes nothing away.
//
// Who counts: private methods, functions with internal linkage, and the methods
// that this file calls of classes that it alone defines; neither virtual nor with
// their address taken. (A class of this file that nothing here uses yet, in a test
// or an example, says nothing about who will call its public methods.)
//
//===----------------------------------------------------------------------===//
#ifndef SENDSYNC_CHECKS_ANALYSIS_SUMMARY_CALLERCONTEXTS_H
#define SENDSYNC_CHECKS_ANALYSIS_SUMMARY_CALLERCONTEXTS_H

#include "checks/analysis/facts/AddressTaken.h"
#include "checks/analysis/summary/FunctionTable.h"

namespace sendsync {

/// Locks by their path, with the mode that is held for sure.
using HeldPaths = std::map<AccessPath, LockMode>;

struct CallerContext {
  /// Held at every visible call, in the callee's terms: below `this`, below a
  /// parameter, or global.
  HeldPaths Locks;
  /// Some caller's locks are not known.
  bool Unclear = false;
  /// Every call comes from a constructor or destructor of the same object, or
  /// from code that has made the object and not given it away.
  bool InConstruction = false;
};

class CallerContexts {
public:
  /// \p Referenced: functions that are named outside of bodies.
  CallerContexts(FunctionTable &Functions, const FunctionSet &Referenced);

  /// Empty for a function that others may call as well.
  const CallerContext &of(const clang::FunctionDecl *Function) const;
  /// Something other than a call names it: a table, a spawn, an argument.
  bool isAddressTaken(const clang::FunctionDecl *Function) const {
    return AddressTaken.contains(Function->getCanonicalDecl());
  }
  /// True if all calls are in this file.
  bool seesAllCallers(const clang::FunctionDecl *Function) const;
  /// Some code of this file calls it, or takes its address.
  bool isCalled(const clang::FunctionDecl *Function) const;
  /// Work that is started elsewhere begins with it, or some code of this file
  /// calls it by its name: then its callers are known.
  bool isReached(const clang::FunctionDecl *Function) const {
    Function = Function->getCanonicalDecl();
    return Started.contains(Function) || Calls.count(Function);
  }
  /// Work that is started elsewhere begins with it, and nobody here calls it.
  bool isOnlyStarted(const clang::FunctionDecl *Function) const {
    Function = Function->getCanonicalDecl();
    return Started.contains(Function) && !Calls.count(Function);
  }
  /// Called in this file, always with \p Lock held, though others may call it
  /// too: a convention that its name or a comment may state.
  bool isAlwaysCalledWith(const clang::FunctionDecl *Function,
                          const AccessPath &Lock) const;

private:
  struct CallSite {
    const CallFact *Call;
    const BodyResults *Body;
    /// The object is one that only the caller has.
    bool OnOwn;
  };
  CallerContext contextAt(const CallSite &Site,
                          const clang::FunctionDecl *Callee) const;
  /// What all \p Sites have in common, as far as their callers are known; nothing
  /// if none is.
  std::optional<CallerContext>
  contextOf(const clang::FunctionDecl *Callee,
            llvm::ArrayRef<CallSite> Sites) const;
  void solve();

  FunctionSet AddressTaken, Started;
  llvm::MapVector<const clang::FunctionDecl *, std::vector<CallSite>> Calls;
  /// Of functions that are called here; absent: not visited yet (everything).
  llvm::DenseMap<const clang::FunctionDecl *, CallerContext> Contexts;
};

/// Private or with internal linkage, and not virtual: what it returns stays with
/// its class or file.
bool isInternal(const clang::FunctionDecl *Function);

/// True for a body of a constructor or destructor.
bool isConstruction(const clang::FunctionDecl *Function);

} // namespace sendsync

#endif // SENDSYNC_CHECKS_ANALYSIS_SUMMARY_CALLERCONTEXTS_H
