//===- Callables.h - which body a callable runs -----------------*- C++ -*-===//
#ifndef SENDSYNC_CHECKS_ANALYSIS_FACTS_CALLABLES_H
#define SENDSYNC_CHECKS_ANALYSIS_FACTS_CALLABLES_H

#include "checks/analysis/facts/Facts.h"
#include "checks/analysis/facts/PathResolver.h"

namespace sendsync {

/// What runs when the value of \p E is called: a lambda, a function, also
/// behind a variable that keeps its value. \p Uses, if not null, tells which
/// variables do not. Not resolved if that is not known.
CallableUse resolveCallable(const clang::Expr *E, const Contracts &Contract,
                            const VariableUses *Uses);

/// The same for an object of a class with one call operator.
CallableUse resolveFunctor(const clang::Expr *E, const Contracts &Contract);
/// The same for an object that is its own work by a model (`runs`), or a
/// pointer to one; a class of the user's says what it does.
CallableUse resolveWork(const clang::Expr *E, const Contracts &Contract,
                        const VariableUses *Uses);

/// False for an object of a class that has nothing to call: it is something
/// else than the callable of an overload.
bool mayBeCalled(clang::QualType Type, const Contracts &Contract);

inline bool isClosureType(clang::QualType Type) {
  const clang::CXXRecordDecl *Record = Type->getAsCXXRecordDecl();
  return Record && Record->isLambda();
}

} // namespace sendsync

#endif // SENDSYNC_CHECKS_ANALYSIS_FACTS_CALLABLES_H
