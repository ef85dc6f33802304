//===- CallContext.h - who can call a function ------------------*- C++ -*-===//
#ifndef SENDSYNC_CHECKS_ANALYSIS_SUMMARY_CALLCONTEXT_H
#define SENDSYNC_CHECKS_ANALYSIS_SUMMARY_CALLCONTEXT_H

#include "checks/analysis/summary/CallerContexts.h"

namespace sendsync {

class CallContext {
public:
  CallContext(FunctionTable &Functions, const CallerContexts &Callers);

  /// The body that a call of \p Callee runs; null if it is not visible, or not
  /// certain because the function is virtual.
  const BodyResults *bodyOf(const clang::FunctionDecl *Callee) const;

  /// All calls and spawns of \p Function are in this file, and there are some:
  /// it is private or has no name outside, or this file is a program and only
  /// this file declares it. A function whose address goes elsewhere is not.
  bool isOnlyCalledHere(const clang::FunctionDecl *Function) const;

private:
  FunctionTable &Functions;
  const CallerContexts &Callers;
  /// Called here; started, or run in place, under their names.
  FunctionSet Called, Run;
  bool IsProgram = false; ///< this file has main
};

} // namespace sendsync

#endif // SENDSYNC_CHECKS_ANALYSIS_SUMMARY_CALLCONTEXT_H
