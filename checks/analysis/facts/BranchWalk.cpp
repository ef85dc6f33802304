//===- BranchWalk.cpp - what the condition of a branch tests --------------===//
#include "checks/analysis/facts/BodyWalk.h"
#include "clang/Basic/Builtins.h"

using namespace clang;

namespace sendsync {

BranchCondition BranchCondition::asTestForZero(bool &Truth) const {
  BranchCondition Test;
  Test.Call = Compared;
  if (!Compared && Reads.size() == 1)
    Test.Key = Reads.front();
  Test.OnlyWhen = OnlyWhen;
  bool ZeroFits = (*Comparison == BO_LT ? 0 < Bound : 0 > Bound) == Truth;
  Truth = !ZeroFits;
  return Test;
}

/// `call() < 3` and its like.
void BodyWalk::compareResult(const BinaryOperator &Operator,
                             BranchCondition &Branch) const {
  std::optional<int64_t> Bound =
      numberOf(Operator.getRHS(), Contract.context());
  const Expr *Left = stripped(Operator.getLHS());
  if (const auto *Assign = dyn_cast<BinaryOperator>(Left);
      Assign && Assign->getOpcode() == BO_Assign)
    Left = Assign->getRHS();
  bool Negated = false;
  const Expr *Call = Bound ? storedCall(Left, Negated) : nullptr;
  if (!Call || Negated)
    return;
  Branch.Compared = Call;
  Branch.Bound = *Bound;
  BinaryOperatorKind Kind = Operator.getOpcode();
  if (Kind == BO_GE || Kind == BO_LE) {
    Branch.Negated = !Branch.Negated;
    Kind = BinaryOperator::negateComparisonOp(Kind);
  }
  Branch.Comparison = Kind;
}

std::optional<BranchCondition> BodyWalk::branch(const Expr *Condition) const {
  if (!Condition || Condition->isTypeDependent())
    return std::nullopt;
  BranchCondition Branch;
  const ASTContext &Context = Contract.context();
  const Expr *E = Condition;
  // The outcome of the whole condition that tells about its last operand.
  std::optional<bool> Decisive;
  while (true) {
    E = stripped(E);
    if (const auto *Cast = dyn_cast<CastExpr>(E)) {
      E = Cast->getSubExpr();
      continue;
    }
    if (const auto *Operator = dyn_cast<UnaryOperator>(E)) {
      if (Operator->getOpcode() != UO_LNot)
        break;
      Branch.Negated = !Branch.Negated;
      E = Operator->getSubExpr();
      continue;
    }
    // A hint to the optimizer is its first argument.
    if (const auto *Call = dyn_cast<CallExpr>(E))
      if (unsigned Builtin = Call->getBuiltinCallee();
          Builtin == Builtin::BI__builtin_expect ||
          Builtin == Builtin::BI__builtin_expect_with_probability) {
        E = Call->getArg(0);
        continue;
      }
    // `a ? 1 : 0` is `a`, too.
    if (const auto *Choice = dyn_cast<ConditionalOperator>(E)) {
      std::optional<int64_t> Then = numberOf(Choice->getTrueExpr(), Context);
      std::optional<int64_t> Else = numberOf(Choice->getFalseExpr(), Context);
      if (!Then || !Else || (*Then != 0) == (*Else != 0))
        break;
      Branch.Negated ^= *Then == 0;
      E = Choice->getCond();
      continue;
    }
    const auto *Operator = dyn_cast<BinaryOperator>(E);
    if (!Operator)
      break;
    if (Operator->isLogicalOp()) {
      // `false || a` is `a`.
      bool IsAnd = Operator->getOpcode() == BO_LAnd;
      if (numberOf(Operator->getLHS(), Context) == int64_t(IsAnd)) {
        E = Operator->getRHS();
        continue;
      }
      bool Telling = (Operator->getOpcode() == BO_LAnd) != Branch.Negated;
      if (Decisive && *Decisive != Telling)
        return std::nullopt;
      Decisive = Telling;
      E = Operator->getRHS();
      continue;
    }
    if (Operator->isRelationalOp()) {
      compareResult(*Operator, Branch);
      break;
    }
    if (!Operator->isEqualityOp())
      break;
    const Expr *Left = Operator->getLHS(), *Right = Operator->getRHS();
    if (numberOf(Left, Context))
      std::swap(Left, Right);
    std::optional<int64_t> Value = numberOf(Right, Context);
    if (!Value)
      return std::nullopt;
    Branch.Constant = *Value;
    if (Operator->getOpcode() == BO_EQ)
      Branch.Negated = !Branch.Negated;
    E = Left;
    while (true) {
      E = stripped(E);
      const auto *Cast = dyn_cast<CastExpr>(E);
      if (!Cast)
        break;
      E = Cast->getSubExpr();
    }
    break;
  }
  E = stripped(E);
  if (const auto *Assign = dyn_cast<BinaryOperator>(E))
    if (Assign->getOpcode() == BO_Assign) {
      bool Negated = false;
      Branch.Call = storedCall(Assign->getRHS(), Negated);
      if (Negated)
        Branch.Call = nullptr;
      E = stripped(Assign->getLHS());
    }
  // `flag == true` is `flag != false`.
  if (Branch.Constant == 1 && E->getType()->isBooleanType()) {
    Branch.Constant = 0;
    Branch.Negated = !Branch.Negated;
  }
  if (Decisive)
    Branch.OnlyWhen = *Decisive != Branch.Negated;
  if (const auto *Call = dyn_cast<CallExpr>(E)) {
    Branch.Call = Call;
    CallParts Parts = CallParts::of(Call);
    const TypeModel *Model =
        Parts.Object && Parts.Callee && !Parts.ObjectIsPointer
            ? Contract.typeModel(stripped(Parts.Object)->getType())
            : nullptr;
    if (Model) {
      std::string Name = methodName(Parts.Callee);
      bool TestsGuard = Model->Guard && Model->Guard->Methods.count(Name) &&
                        Model->Guard->Methods.lookup(Name) == GuardOp::Test;
      bool TestsHandle =
          Model->Handle && llvm::is_contained(Model->Handle->Test, Name);
      if (TestsGuard || TestsHandle)
        Branch.Tested = Paths.place(Parts.Object);
    }
    return Branch;
  }
  if (E->isGLValue())
    Branch.Key = Paths.place(E);
  // A variable that holds the result of one call and nothing else.
  const VarDecl *Variable = Branch.Call ? nullptr : directVariable(E);
  if (const Expr *Value = Variable ? Uses.onlyValue(Variable) : nullptr) {
    bool Negated = false;
    Branch.Call = storedCall(Value, Negated);
    if (Negated)
      Branch.Call = nullptr;
  }
  if (!Branch.Key.isKnown() && !Branch.Call && !Branch.Compared)
    return std::nullopt;
  return Branch;
}

/// Everything below \p S only looks at the value of \p Variable.
static bool onlyReads(const Stmt *S, const VarDecl *Variable) {
  if (!S)
    return true;
  if (const auto *Load = dyn_cast<ImplicitCastExpr>(S);
      Load && Load->getCastKind() == CK_LValueToRValue &&
      directVariable(Load->getSubExpr()) == Variable)
    return true;
  if (const auto *Named = dyn_cast<DeclRefExpr>(S);
      Named && Named->getDecl() == Variable)
    return false;
  if (const auto *Lambda = dyn_cast<LambdaExpr>(S))
    return llvm::none_of(Lambda->captures(), [&](const LambdaCapture &Capture) {
      return Capture.capturesVariable() && Capture.getCapturedVar() == Variable;
    });
  bool Only = !isa<AsmStmt>(S);
  eachChild(S, [&](const Stmt *Child) { Only &= onlyReads(Child, Variable); });
  return Only;
}

std::optional<unsigned> BodyWalk::deadSuccessor() const {
  if (!Current->Branch || Current->Branch->OnlyWhen ||
      !Current->Branch->Reads.empty())
    return std::nullopt;
  const BranchCondition &Branch = *Current->Branch;
  const VarDecl *Variable = Branch.Key.rootVariable();
  if (!Variable || Branch.Key != AccessPath::variable(Variable) ||
      !Variable->hasLocalStorage() || isa<ParmVarDecl>(Variable) ||
      Variable->getType().isVolatileQualified() || !Variable->getInit() ||
      Uses.Changed.contains(Variable->getCanonicalDecl()))
    return std::nullopt;
  std::optional<int64_t> Value =
      numberOf(Variable->getInit(), Contract.context());
  if (!Value || !onlyReads(Out.outermost().Function->getBody(), Variable))
    return std::nullopt;
  bool IsFirst = (*Value != Branch.Constant) != Branch.Negated;
  return IsFirst ? 1 : 0;
}

} // namespace sendsync
