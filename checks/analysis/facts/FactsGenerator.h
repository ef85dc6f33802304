//===- FactsGenerator.h - a function body to facts --------------*- C++ -*-===//
//
// The only code that knows the shapes of C++ statements. One walk per body,
// over clang::CFG in evaluation order; closures become bodies of their own.
// Cost: linear in the size of the body.
//
//===----------------------------------------------------------------------===//
#ifndef SENDSYNC_CHECKS_ANALYSIS_FACTS_FACTSGENERATOR_H
#define SENDSYNC_CHECKS_ANALYSIS_FACTS_FACTSGENERATOR_H

#include "checks/analysis/contract/Summaries.h"
#include "checks/analysis/facts/Facts.h"

namespace sendsync {

/// The facts of \p Function, which must have a body that is not dependent.
/// Null if Clang cannot build a CFG for it. \p Callees, if not null, tells which
/// functions without a model are boundaries.
std::unique_ptr<FunctionFacts> collectFacts(const clang::FunctionDecl *Function,
                                            const Contracts &Contract,
                                            Summaries *Callees = nullptr);

/// True if the callable in parameter \p Index of \p Callee runs before the call
/// returns and is not kept: the visible body only calls it or hands it to
/// another such parameter, or it is declared `noescape`.
bool runsInPlace(const clang::FunctionDecl *Callee, unsigned Index,
                 const Contracts &Contract);

/// The callables that the initializer in the class of \p Field starts
/// (`std::thread worker_{[this] { run(); }};`), in the terms of the object.
std::vector<CallableUse> startedByInitializer(const clang::FieldDecl *Field,
                                              const Contracts &Contract);

} // namespace sendsync

#endif // SENDSYNC_CHECKS_ANALYSIS_FACTS_FACTSGENERATOR_H
