//===- CallSites.h - who calls a function, as far as one file shows *- C++ -*-===//
//
// The calls of each function by its name, in all analysed bodies, and whether they
// are all that there are.
//
// Whose callers are all seen: private methods, functions with internal linkage, and
// the methods that this file calls of classes that it alone defines; neither virtual
// nor with their address taken. (A class of this file that nothing here uses yet, in
// a test or an example, says nothing about who will call its public methods.)
//
//===----------------------------------------------------------------------===//
#ifndef SENDSYNC_CHECKS_ANALYSIS_SUMMARY_CALLSITES_H
#define SENDSYNC_CHECKS_ANALYSIS_SUMMARY_CALLSITES_H

#include "checks/analysis/facts/AddressTaken.h"
#include "checks/analysis/summary/FunctionTable.h"

namespace sendsync {

struct CallSite {
  const CallFact *Call = nullptr;
  const BodyResults *Body = nullptr;
  /// The function around it.
  const clang::FunctionDecl *caller() const {
    return Body->Facts->outermost().Function->getCanonicalDecl();
  }
};

class CallSites {
public:
  /// \p Referenced: functions that are named outside of bodies. Cost: one look at
  /// all facts.
  CallSites(FunctionTable &Functions, const FunctionSet &Referenced);

  llvm::ArrayRef<CallSite> of(const clang::FunctionDecl *Function) const;
  /// Something other than a call names it: a table, a spawn, an argument.
  bool isAddressTaken(const clang::FunctionDecl *Function) const {
    return AddressTaken.contains(Function->getCanonicalDecl());
  }
  /// True if all calls are in this file.
  bool seesAll(const clang::FunctionDecl *Function) const;
  /// Some code of this file calls it, or takes its address.
  bool isCalled(const clang::FunctionDecl *Function) const {
    return !of(Function).empty() || isAddressTaken(Function);
  }
  /// Work that is started elsewhere begins with it.
  bool isStarted(const clang::FunctionDecl *Function) const {
    return Started.contains(Function->getCanonicalDecl());
  }
  /// At several places, or in a loop.
  bool isStartedTwice(const clang::FunctionDecl *Function) const {
    return StartedTwice.contains(Function->getCanonicalDecl());
  }

  /// Calls \p Visit(Callee, Sites) in the order of first calls.
  template <typename Visitor> void each(Visitor Visit) const {
    for (const auto &[Callee, Sites] : Calls)
      Visit(Callee, llvm::ArrayRef<CallSite>(Sites));
  }

private:
  FunctionSet AddressTaken, Started, StartedTwice;
  llvm::MapVector<const clang::FunctionDecl *, std::vector<CallSite>> Calls;
};

/// Private or with internal linkage, and not virtual: what it returns stays with
/// its class or file.
bool isInternal(const clang::FunctionDecl *Function);

/// What starts a closure on another thread, or the one that it is written in; null
/// for other bodies.
const SpawnFact *spawnOf(const FunctionFacts &Body);

/// True for a body of a constructor or destructor.
bool isConstruction(const clang::FunctionDecl *Function);

} // namespace sendsync

#endif // SENDSYNC_CHECKS_ANALYSIS_SUMMARY_CALLSITES_H
