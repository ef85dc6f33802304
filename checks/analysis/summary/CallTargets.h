//===- CallTargets.h - what calls of open callees may run -------*- C++ -*-===//
//
// A virtual method and a function pointer stand for what overrides the one and is
// stored in the other, anywhere in the program. Each body says what it knows
// (FunctionSummary::Targets); Linker::callees puts it together.
//
//===----------------------------------------------------------------------===//
#ifndef SENDSYNC_CHECKS_ANALYSIS_SUMMARY_CALLTARGETS_H
#define SENDSYNC_CHECKS_ANALYSIS_SUMMARY_CALLTARGETS_H

#include "checks/analysis/summary/SymbolNames.h"

namespace sendsync {

class CallTargets {
public:
  CallTargets(const Contracts &Contract, SymbolNames &Names,
              FunctionSummary &Out)
      : Contract(Contract), Names(Names), Out(Out) {}

  /// The body is the one of \p Method.
  void overridden(const clang::CXXMethodDecl &Method);
  /// A function pointer may get another value.
  void set(const AccessFact &Write);
  /// The callee of \p Call, and how many targets it may stand for.
  void name(const CallFact &Call, CallEvent &To);

private:
  /// The variable or member that a call goes through.
  const Symbol *pointer(const AccessPath &Pointer);

  const Contracts &Contract;
  SymbolNames &Names;
  FunctionSummary &Out;
};

} // namespace sendsync

#endif // SENDSYNC_CHECKS_ANALYSIS_SUMMARY_CALLTARGETS_H
