//===- CallableFlow.h - where a callable gets to in a body ------*- C++ -*-===//
//
// Follows one callable through a body: a parameter that holds it, or a member
// or variable that callables are kept in. It may be moved, copied, bound, put
// into an erasing object, a structure or a container, and be captured by a
// closure that calls it; all of that still holds it. Without regard to order: a
// variable that is given the callable somewhere holds it everywhere.
//
// Also finds the callables that a body starts elsewhere, which is where the
// bodies of workers are.
//
//===----------------------------------------------------------------------===//
#ifndef SENDSYNC_CHECKS_ANALYSIS_FACTS_CALLABLEFLOW_H
#define SENDSYNC_CHECKS_ANALYSIS_FACTS_CALLABLEFLOW_H

#include "checks/analysis/contract/Contracts.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/SetVector.h"
#include <vector>

namespace sendsync {

/// The boundary that calling a function is, by its model or its body; or null.
using BoundaryOf =
    llvm::function_ref<const BoundaryModel *(const clang::FunctionDecl *)>;

/// Running work is started, with a callable at one of the arguments.
struct StartSite {
  const clang::Expr *Site = nullptr;
  const BoundaryModel *Boundary = nullptr;
  /// What it starts; null if that is not known here.
  const clang::Expr *Callable = nullptr;
  llvm::ArrayRef<const clang::Expr *> Arguments; ///< of the call
  bool InLoop = false;
  /// The handle is made in a container.
  bool InContainer = false;
};

/// The starts in \p Body, closures included.
std::vector<StartSite> startsIn(const clang::Stmt *Body,
                                const Contracts &Contract,
                                BoundaryOf Boundaries);

class CallableFlow {
public:
  /// Which functions return what a parameter or member holds; for all flows of
  /// one file.
  using Returns = llvm::DenseMap<
      std::pair<const clang::ValueDecl *, const clang::FunctionDecl *>, bool>;

  /// \p Source: a parameter, or the member or variable that holds callables.
  /// With \p AnyValue it need not be a callable.
  CallableFlow(const clang::ValueDecl *Source, const Contracts &Contract,
               BoundaryOf Boundaries, Returns &Known, bool AnyValue = false);

  void read(const clang::Stmt *Body);

  /// The callable is started, as the callable or along with one.
  const std::vector<StartSite> &starts() const { return Starts; }
  /// Of a start: the callable itself, not something that travels along.
  bool isStarted(const StartSite &Start) const { return holds(Start.Callable); }
  /// It is called: there, or in a closure that is made there.
  llvm::ArrayRef<const clang::Expr *> calls() const {
    return Calls.getArrayRef();
  }
  /// The members and variables that keep it after the body has ended.
  llvm::ArrayRef<const clang::ValueDecl *> kept() const {
    return Kept.getArrayRef();
  }
  /// The parameters behind which those members are.
  llvm::ArrayRef<const clang::ParmVarDecl *> keptBehind() const {
    return Behind.getArrayRef();
  }
  /// The sites that put it there.
  llvm::ArrayRef<const clang::Expr *> keepers() const {
    return Keepers.getArrayRef();
  }
  /// It is part of the result.
  bool isReturned() const { return Returned; }
  /// The value of \p E is the callable, or something that has it inside.
  bool holds(const clang::Expr *E) const;

private:
  /// A look into a function that the body calls.
  CallableFlow(const clang::ValueDecl *Source, const CallableFlow &Outer);
  bool isReturnedBy(const clang::FunctionDecl *Definition,
                    const clang::ValueDecl *From) const;
  void visit(const clang::Stmt *S);
  void visitCall(const clang::CallExpr *Call);
  void assign(const clang::Expr *To, const clang::Expr *Value,
              const clang::Expr *Site);
  /// The object behind \p E gets hold of it.
  void give(const clang::Expr *To, const clang::Expr *Site);
  bool mayHold(clang::QualType Type) const;
  bool holdsResult(const clang::CallExpr *Call) const;
  bool calls(const clang::CallExpr *Call) const;
  bool isCalledBy(const clang::LambdaExpr *Lambda) const;
  bool isCalledWithin(const clang::Stmt *S) const;

  const clang::ValueDecl *Source;
  const Contracts &Contract;
  BoundaryOf Boundaries;
  Returns &Known;
  unsigned Depth = 0;
  bool AnyValue;
  llvm::DenseSet<const clang::VarDecl *> Holders;
  std::vector<StartSite> Starts;
  llvm::SmallSetVector<const clang::Expr *, 4> Calls, Keepers;
  llvm::SmallSetVector<const clang::ValueDecl *, 4> Kept;
  llvm::SmallSetVector<const clang::ParmVarDecl *, 2> Behind;
  bool Returned = false;
};

/// A value of this type can hold a callable; handles of running work and plain
/// values do not.
bool mayHoldCallable(clang::QualType Type, const Contracts &Contract);

/// A value of this type is a callable: a pointer to a function, an erasing
/// object, a class with one call operator.
bool isCallable(clang::QualType Type, const Contracts &Contract);

} // namespace sendsync

#endif // SENDSYNC_CHECKS_ANALYSIS_FACTS_CALLABLEFLOW_H
