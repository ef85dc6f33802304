//===- Regions.h - code that a team of threads runs -------------*- C++ -*-===//
//
// OpenMP directives: which variables each thread has to itself, and which code
// not every thread runs at the same time.
//
//===----------------------------------------------------------------------===//
#ifndef SENDSYNC_CHECKS_ANALYSIS_FACTS_REGIONS_H
#define SENDSYNC_CHECKS_ANALYSIS_FACTS_REGIONS_H

#include "checks/analysis/facts/Facts.h"
#include "clang/AST/StmtOpenMP.h"

namespace sendsync {

/// The code that each thread of a team runs, or whose iterations they share;
/// null if the directive makes no team.
const clang::CapturedStmt *regionOf(const clang::OMPExecutableDirective *);

/// Calls \p Visit for what \p S consists of; of a directive, the code as well.
template <typename Visitor>
void eachChild(const clang::Stmt *S, Visitor Visit) {
  if (const auto *Code = llvm::dyn_cast<clang::CapturedStmt>(S))
    return Visit(Code->getCapturedStmt());
  for (const clang::Stmt *Child : S->children())
    Visit(Child);
}

/// Adds to \p Into the variables that are private by \p Directive and by those
/// inside of it, said by a clause or not.
void addPrivate(const clang::OMPExecutableDirective *Directive,
                llvm::DenseSet<const clang::VarDecl *> &Into);

/// What is held in a critical section: it is one for all that have its name, in
/// whichever function.
Capability criticalSection(const clang::OMPCriticalDirective *Directive);

/// Code that not all threads of a team run at once.
struct TeamPart {
  clang::SourceRange Range;
  AccessFact::Runner Runner = AccessFact::Some;
  bool Atomic = false; ///< what it does is one operation
  bool Orders = false; ///< and other accesses come before or after it
};

/// Those parts of a region, the outer ones first.
std::vector<TeamPart> teamParts(const FunctionFacts &Region);

} // namespace sendsync

#endif // SENDSYNC_CHECKS_ANALYSIS_FACTS_REGIONS_H
