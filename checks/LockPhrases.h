//===- LockPhrases.h - wording about locks of a program ---------*- C++ -*-===//
#ifndef SENDSYNC_CHECKS_LOCKPHRASES_H
#define SENDSYNC_CHECKS_LOCKPHRASES_H

#include "checks/Check.h"

namespace sendsync {

/// The lock as code would write it in \p Terms.
std::string textOf(const LockUse &Lock, const FunctionSummary &Terms);
/// The same in quotes.
std::string quoted(const LockUse &Lock, const FunctionSummary &Terms);
/// "'f'", or "a closure in 'f'".
std::string nameOf(const FunctionSummary &F);
/// How the work of a spawn came to run.
std::string startText(const SpawnEvent &Spawn);

/// Where an event is written; one point if no more is known.
template <typename Event>
clang::SourceRange rangeOf(const Event &E, const ProgramResults &Program) {
  clang::SourceLocation Begin = Program.Locate(E.Begin);
  return Begin.isValid() ? clang::SourceRange(Begin, Program.Locate(E.Last))
                         : clang::SourceRange();
}

} // namespace sendsync

#endif // SENDSYNC_CHECKS_LOCKPHRASES_H
