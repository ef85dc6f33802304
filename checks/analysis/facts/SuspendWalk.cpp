//===- SuspendWalk.cpp - co_await and co_yield to facts -------------------===//

#include "checks/analysis/facts/BodyWalk.h"
#include "clang/AST/StmtCXX.h"

using namespace clang;

namespace sendsync {

/// What a function that consists of `return constant;` returns.
static std::optional<bool> constantResult(const Expr *Call,
                                          const ASTContext &Context) {
  const auto *Ready =
      Call ? dyn_cast<CallExpr>(stripped(Call)->IgnoreImplicit()) : nullptr;
  const FunctionDecl *Callee = Ready ? Ready->getDirectCallee() : nullptr;
  const FunctionDecl *Definition = nullptr;
  if (!Callee || !Callee->hasBody(Definition))
    return std::nullopt;
  const auto *Body = dyn_cast<CompoundStmt>(Definition->getBody());
  const auto *Return = Body && Body->size() == 1
                           ? dyn_cast<ReturnStmt>(Body->body_front())
                           : nullptr;
  const Expr *Value = Return ? Return->getRetValue() : nullptr;
  bool Result = false;
  if (!Value || Value->isValueDependent() ||
      !Value->getType()->isBooleanType() ||
      !Value->EvaluateAsBooleanCondition(Result, Context))
    return std::nullopt;
  return Result;
}

void BodyWalk::visitSuspension(const CoroutineSuspendExpr *Suspension) {
  auto &Fact = add<SuspendFact>(Suspension);
  if (const auto *Await = dyn_cast<CoawaitExpr>(Suspension))
    Fact.Implicit = Await->isImplicit();
  const TypeModel *Awaiter =
      Contract.typeModel(Suspension->getCommonExpr()->getType());
  const ASTContext &Context = Contract.context();
  // Ready before it is asked to suspend, or not willing to when it is asked.
  Fact.Never =
      (Awaiter && Awaiter->NeverSuspends) ||
      constantResult(Suspension->getReadyExpr(), Context).value_or(false) ||
      !constantResult(Suspension->getSuspendExpr(), Context).value_or(true);
}

} // namespace sendsync
