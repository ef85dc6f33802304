//===- VariableUses.cpp - one look at the variables of a body -------------===//

#include "checks/analysis/base/Bounds.h"
#include "checks/analysis/facts/PathResolver.h"
#include "checks/analysis/facts/Regions.h"
#include "clang/AST/StmtCXX.h"

using namespace clang;

namespace sendsync {

namespace {

/// A local pointer or number that starts with nothing, or with null.
bool isSetLater(const VarDecl *Variable) {
  return Variable->hasLocalStorage() && !isa<ParmVarDecl>(Variable) &&
         Variable->getType()->isScalarType() &&
         (!Variable->getInit() ||
          numberOf(Variable->getInit(), Variable->getASTContext()) == 0);
}

/// \p Value: what E is set to; null if that is not known.
void noteChanged(const Expr *E, VariableUses &Uses,
                 const Expr *Value = nullptr) {
  if (const FieldDecl *Field = ownMember(E)) {
    auto [Init, New] = Uses.MemberInit.try_emplace(Field, Value);
    if (!New)
      Init->second = nullptr;
  }
  if (const VarDecl *Variable = directVariable(E)) {
    Uses.Changed.insert(Variable->getCanonicalDecl());
    if (Value && Uses.dependsOnCaller(Value))
      Uses.FromCaller.insert(Variable->getCanonicalDecl());
    if (!Value)
      Uses.Updated.insert(Variable->getCanonicalDecl());
    if (isSetLater(Variable)) {
      auto [Set, New] =
          Uses.SetOnce.try_emplace(Variable->getCanonicalDecl(), Value);
      if (!New)
        Set->second = nullptr;
    }
  }
}

/// `a.member = value`, `a->member = value`, `a[i].member = value`.
void noteMember(const Expr *To, const Expr *Value, VariableUses &Uses) {
  const auto *Member = dyn_cast<MemberExpr>(To->IgnoreParenImpCasts());
  if (!Member) {
    // The structure as a whole gets another value.
    const VarDecl *Whole = directVariable(To);
    auto Found = Whole ? Uses.PointerMembers.find(Whole->getCanonicalDecl())
                       : Uses.PointerMembers.end();
    if (Found != Uses.PointerMembers.end())
      for (auto &[Field, Set] : Found->second)
        Set = nullptr;
    return;
  }
  const auto *Field = dyn_cast<FieldDecl>(Member->getMemberDecl());
  const Expr *Base = Member->getBase()->IgnoreParenImpCasts();
  if (const auto *Subscript = dyn_cast<ArraySubscriptExpr>(Base))
    Base = Subscript->getBase();
  const VarDecl *Root = directVariable(Base);
  if (!Field || !Field->getType()->isPointerType() || !Root ||
      !Root->hasLocalStorage() || isa<ParmVarDecl>(Root))
    return;
  auto [Set, New] = Uses.PointerMembers[Root->getCanonicalDecl()].insert(
      {Field->getCanonicalDecl(), Value});
  if (!New)
    Set->second = nullptr;
}

/// `struct s a = {&x, &y};`
void noteMembers(const VarDecl *Variable, VariableUses &Uses) {
  const auto *List =
      dyn_cast_or_null<InitListExpr>(Variable->getAnyInitializer());
  const RecordDecl *Record =
      List ? List->getType()->getAsRecordDecl() : nullptr;
  if (!Record || Record->isUnion() || !Variable->hasLocalStorage())
    return;
  if (const auto *Class = dyn_cast<CXXRecordDecl>(Record);
      Class && Class->getNumBases())
    return;
  unsigned I = 0;
  for (const FieldDecl *Field : Record->fields()) {
    if (Field->isUnnamedBitField())
      continue;
    if (I == List->getNumInits())
      return;
    const Expr *Value = List->getInit(I++);
    if (Field->getType()->isPointerType() && !isa<ImplicitValueInitExpr>(Value))
      Uses.PointerMembers[Variable->getCanonicalDecl()].insert(
          {Field->getCanonicalDecl(), Value});
  }
}

/// True for a parameter `T &&` of a template: it takes any argument to hand it
/// on, not to change it.
bool isForwarding(const FunctionDecl *Callee, unsigned Index) {
  const FunctionDecl *Pattern = Callee->getTemplateInstantiationPattern();
  if (!Pattern || !Pattern->getNumParams())
    return false;
  Index = std::min(Index, Pattern->getNumParams() - 1);
  QualType Type = Pattern->getParamDecl(Index)->getType();
  if (const auto *Pack = Type->getAs<PackExpansionType>())
    Type = Pack->getPattern();
  return Type->isRValueReferenceType() &&
         Type->getPointeeType()->isTemplateTypeParmType();
}

void scanArguments(const FunctionDecl *Callee,
                   llvm::ArrayRef<const Expr *> Arguments,
                   VariableUses &Uses) {
  if (!Callee)
    return;
  for (unsigned I = 0;
       I < std::min<size_t>(Arguments.size(), Callee->getNumParams()); ++I) {
    QualType Type = Callee->getParamDecl(I)->getType();
    if (Type->isLValueReferenceType() &&
        !Type->getPointeeType().isConstQualified() &&
        !isForwarding(Callee, I))
      noteChanged(Arguments[I], Uses);
  }
}

/// Nothing below \p S sets the counter.
bool keepsCounter(const Stmt *S, const VarDecl *Counter) {
  if (!S || isa<LambdaExpr>(S))
    return true;
  const auto *Named = dyn_cast<DeclRefExpr>(S);
  const auto *Load = dyn_cast<ImplicitCastExpr>(S);
  if (Load && Load->getCastKind() == CK_LValueToRValue &&
      directVariable(Load->getSubExpr()) == Counter)
    return true;
  return !(Named && Named->getDecl() == Counter) &&
         llvm::all_of(S->children(), [&](const Stmt *Child) {
           return keepsCounter(Child, Counter);
         });
}

/// Something below \p S may leave a loop, or a turn of it, early.
bool mayLeave(const Stmt *S) {
  return S && !isa<LambdaExpr>(S) &&
         (isa<BreakStmt, ContinueStmt, ReturnStmt, GotoStmt, CXXThrowExpr>(S) ||
          llvm::any_of(S->children(), mayLeave));
}

/// `for (i = 2; i < 7; ++i)`: 5 turns from 2 on.
std::optional<CountedLoop> countedLoop(const ForStmt &Loop,
                                       const ASTContext &Context) {
  const VarDecl *Counter = nullptr;
  std::optional<int64_t> First;
  if (const auto *Declared = dyn_cast_or_null<DeclStmt>(Loop.getInit())) {
    Counter = Declared->isSingleDecl()
                  ? dyn_cast<VarDecl>(Declared->getSingleDecl())
                  : nullptr;
    if (Counter && Counter->getInit())
      First = numberOf(Counter->getInit(), Context);
  } else if (const auto *Assign =
                 dyn_cast_or_null<BinaryOperator>(Loop.getInit())) {
    Counter = directVariable(Assign->getLHS());
    if (Assign->getOpcode() == BO_Assign)
      First = numberOf(Assign->getRHS(), Context);
  }
  const auto *Test = dyn_cast_or_null<BinaryOperator>(Loop.getCond());
  const auto *Step = dyn_cast_or_null<UnaryOperator>(Loop.getInc());
  if (!Counter || !First || !Test || !Step || !Step->isIncrementOp() ||
      directVariable(Step->getSubExpr()) != Counter ||
      directVariable(Test->getLHS()) != Counter)
    return std::nullopt;
  bool Includes = Test->getOpcode() == BO_LE;
  if (!(Includes || Test->getOpcode() == BO_LT || Test->getOpcode() == BO_NE) ||
      !keepsCounter(Loop.getBody(), Counter))
    return std::nullopt;
  CountedLoop Result;
  Result.Counter = Counter->getCanonicalDecl();
  Result.Range = Loop.getSourceRange();
  Result.First = *First;
  if (std::optional<int64_t> Bound = numberOf(Test->getRHS(), Context)) {
    if (*Bound < *First)
      return std::nullopt;
    Result.Exact = !mayLeave(Loop.getBody());
    if (int64_t Turns = *Bound - *First + Includes; Result.Exact || Turns < 1)
      Result.Turns = Turns;
  }
  return Result;
}

void collectVariables(const Stmt *E,
                      llvm::SmallVectorImpl<const VarDecl *> &To) {
  if (!E)
    return;
  if (const auto *Ref = dyn_cast<DeclRefExpr>(E))
    if (const auto *Variable = dyn_cast<VarDecl>(Ref->getDecl()))
      To.push_back(Variable->getCanonicalDecl());
  for (const Stmt *Child : E->children())
    collectVariables(Child, To);
}

/// What the scan of one function needs beside its result.
struct ScanContext {
  explicit ScanContext(const ASTContext &Context) : Context(Context) {}

  const ASTContext &Context;
  /// See leaves().
  llvm::DenseMap<const Stmt *, bool> Leaving;
  /// `a && b` of an `a && b && ...` that is noted as a whole.
  llvm::DenseSet<const Stmt *> InChain;

  /// As mayLeave; each statement is looked at once.
  bool leaves(const Stmt *S) {
    if (!S || isa<LambdaExpr>(S))
      return false;
    auto [Known, New] = Leaving.try_emplace(S, false);
    if (!New)
      return Known->second;
    bool Leaves =
        isa<BreakStmt, ContinueStmt, ReturnStmt, GotoStmt, CXXThrowExpr>(S) ||
        llvm::any_of(S->children(),
                     [&](const Stmt *Child) { return leaves(Child); });
    return Leaving[S] = Leaves;
  }
};

const BinaryOperator *logicalOperator(const Stmt *S) {
  const auto *Operator = dyn_cast_or_null<BinaryOperator>(S);
  return Operator && Operator->isLogicalOp() ? Operator : nullptr;
}

/// A chain of `&&` and `||` with so many parts that what each decides about would
/// be costly to note: all of it goes with all that it reads. True if \p S is, or is
/// part of, one.
bool noteLongChain(const Stmt *S, VariableUses &Uses, ScanContext &Scan) {
  const BinaryOperator *Top = logicalOperator(S);
  if (!Top)
    return false;
  if (Scan.InChain.contains(S))
    return true;
  std::vector<const Stmt *> Parts;
  for (const BinaryOperator *Part = Top; Part;
       Part = logicalOperator(Part->getLHS()->IgnoreParenImpCasts()))
    Parts.push_back(Part);
  if (Parts.size() <= bounds::ConditionParts)
    return false;
  Scan.InChain.insert(Parts.begin(), Parts.end());
  Uses.ByCaller.push_back(Top->getSourceRange());
  llvm::SmallVector<const VarDecl *, 4> Variables;
  collectVariables(Top, Variables);
  for (const VarDecl *Variable : Variables)
    Uses.Tested[Variable].push_back(std::nullopt);
  return true;
}

void noteConditions(const Stmt *S, VariableUses &Uses, ScanContext &Scan) {
  if (noteLongChain(S, Uses, Scan))
    return;
  const ASTContext &Context = Scan.Context;
  const Expr *Condition = nullptr;
  const VarDecl *Own = nullptr;
  llvm::SmallVector<const Stmt *, 2> Decides;
  if (const auto *If = dyn_cast<IfStmt>(S)) {
    Condition = If->getCond();
    Decides = {If->getThen(), If->getElse()};
  } else if (const auto *While = dyn_cast<WhileStmt>(S)) {
    Condition = While->getCond();
    Decides = {While->getBody()};
  } else if (const auto *Do = dyn_cast<DoStmt>(S)) {
    Condition = Do->getCond();
  } else if (const auto *Switch = dyn_cast<SwitchStmt>(S)) {
    Condition = Switch->getCond();
    Decides = {Switch->getBody()};
  } else if (const auto *Select = dyn_cast<ConditionalOperator>(S)) {
    Condition = Select->getCond();
    Decides = {Select->getTrueExpr(), Select->getFalseExpr()};
  } else if (const auto *Logical = dyn_cast<BinaryOperator>(S);
             Logical && Logical->isLogicalOp()) {
    Condition = Logical->getLHS();
    Decides = {Logical->getRHS()};
  } else if (const auto *For = dyn_cast<ForStmt>(S)) {
    Condition = For->getCond();
    Decides = {For->getBody()};
    if (auto Counted = countedLoop(*For, Context)) {
      Own = Counted->Counter;
      Uses.Counted.push_back(*Counted);
    }
  } else if (const auto *Range = dyn_cast<CXXForRangeStmt>(S)) {
    CountedLoop Walk;
    Walk.Counter = Range->getLoopVariable()->getCanonicalDecl();
    Walk.Range = Range->getSourceRange();
    Uses.Counted.push_back(Walk);
  }
  bool IsLoop = isa<ForStmt, CXXForRangeStmt>(S);
  if (Condition && !IsLoop && Uses.dependsOnCaller(Condition))
    for (const Stmt *Code : Decides)
      if (Code)
        Uses.ByCaller.push_back(Code->getSourceRange());
  llvm::SmallVector<const VarDecl *, 4> Variables;
  collectVariables(Condition, Variables);
  for (const VarDecl *Variable : Variables) {
    if (Variable == Own)
      continue;
    auto &Ranges = Uses.Tested[Variable];
    for (const Stmt *Code : Decides)
      if (Code)
        Ranges.push_back(Scan.leaves(Code)
                             ? std::nullopt
                             : std::optional(Code->getSourceRange()));
  }
}

void scanStatement(const Stmt *S, VariableUses &Uses, const Stmt *Loop,
                   ScanContext &Scan) {
  if (!S)
    return;
  noteConditions(S, Uses, Scan);
  if (isa<ForStmt, WhileStmt, DoStmt, CXXForRangeStmt>(S)) {
    if (Loop)
      Uses.OuterLoop[S] = Loop;
    Loop = S;
  }
  if (Loop && isa<CallExpr, CXXConstructExpr>(S))
    Uses.LoopOf[cast<Expr>(S)] = Loop;
  if (const auto *Operator = dyn_cast<BinaryOperator>(S)) {
    if (Operator->isAssignmentOp()) {
      const Expr *Value =
          Operator->getOpcode() == BO_Assign ? Operator->getRHS() : nullptr;
      noteChanged(Operator->getLHS(), Uses, Value);
      noteMember(Operator->getLHS(), Value, Uses);
    }
  } else if (const auto *Declaration = dyn_cast<DeclStmt>(S)) {
    for (const Decl *D : Declaration->decls())
      if (const auto *Variable = dyn_cast<VarDecl>(D))
        noteMembers(Variable, Uses);
  } else if (const auto *Operator = dyn_cast<UnaryOperator>(S)) {
    if (Operator->isIncrementDecrementOp()) {
      noteChanged(Operator->getSubExpr(), Uses);
    } else if (Operator->getOpcode() == UO_AddrOf) {
      noteChanged(Operator->getSubExpr(), Uses);
      if (const VarDecl *Variable = directVariable(Operator->getSubExpr()))
        Uses.FromCaller.insert(Variable->getCanonicalDecl());
    }
  } else if (const auto *Call = dyn_cast<CallExpr>(S)) {
    CallParts Parts = CallParts::of(Call);
    scanArguments(Parts.Callee, Parts.Arguments, Uses);
    const auto *Method = dyn_cast_or_null<CXXMethodDecl>(Parts.Callee);
    if (Parts.Object && Method && !Method->isConst() &&
        isa<CXXOperatorCallExpr>(Call) &&
        cast<CXXOperatorCallExpr>(Call)->isAssignmentOp())
      noteChanged(Parts.Object, Uses);
  } else if (const auto *Construct = dyn_cast<CXXConstructExpr>(S)) {
    CallParts Parts = CallParts::of(Construct);
    scanArguments(Parts.Callee, Parts.Arguments, Uses);
  } else if (const auto *Lambda = dyn_cast<LambdaExpr>(S)) {
    for (const Expr *Init : Lambda->capture_inits())
      scanStatement(Init, Uses, Loop, Scan);
    scanStatement(Lambda->getBody(), Uses, nullptr, Scan);
    return;
  } else if (const auto *Range = dyn_cast<CXXForRangeStmt>(S)) {
    if (const VarDecl *Variable = Range->getLoopVariable())
      Uses.RangeOf[Variable->getCanonicalDecl()] = Range;
    if (const DeclStmt *Begin = Range->getBeginStmt())
      if (const auto *Variable = dyn_cast<VarDecl>(Begin->getSingleDecl()))
        Uses.RangeOf[Variable->getCanonicalDecl()] = Range;
  }
  eachChild(S, [&](const Stmt *Child) {
    scanStatement(Child, Uses, Loop, Scan);
  });
}

} // namespace

std::optional<int64_t> VariableUses::turns(const Expr *E,
                                           const ASTContext &Context,
                                           bool AtLeast) const {
  const Stmt *Loop = LoopOf.lookup(E);
  if (!Loop)
    return 1;
  const auto *For = dyn_cast<ForStmt>(Loop);
  if (!For || (!AtLeast && OuterLoop.lookup(Loop)))
    return std::nullopt;
  std::optional<CountedLoop> Counted = countedLoop(*For, Context);
  return Counted && Counted->Exact ? std::optional(Counted->Turns)
                                   : std::nullopt;
}

const Expr *VariableUses::onlyValue(const VarDecl *Variable) const {
  if (isa<ParmVarDecl>(Variable) || !Variable->hasLocalStorage())
    return nullptr;
  const VarDecl *Canonical = Variable->getCanonicalDecl();
  return Changed.contains(Canonical) ? SetOnce.lookup(Canonical)
                                     : Variable->getInit();
}

bool VariableUses::dependsOnCaller(const Stmt *Condition,
                                   unsigned Depth) const {
  if (!Condition || isa<UnaryExprOrTypeTraitExpr>(Condition))
    return false;
  // A variable may also be named in its own initializer.
  if (isa<CXXThisExpr>(Condition) || Depth == 0)
    return true;
  if (const auto *Ref = dyn_cast<DeclRefExpr>(Condition))
    if (const auto *Variable = dyn_cast<VarDecl>(Ref->getDecl());
        Variable && (isa<ParmVarDecl>(Variable) ||
                     !Variable->hasLocalStorage() ||
                     FromCaller.contains(Variable->getCanonicalDecl()) ||
                     dependsOnCaller(Variable->getInit(), Depth - 1)))
      return true;
  return llvm::any_of(Condition->children(), [&](const Stmt *Child) {
    return dependsOnCaller(Child, Depth);
  });
}

PathStep indexOf(const Expr &Value, const ASTContext &Context, bool Negated) {
  if (std::optional<int64_t> Number = numberOf(&Value, Context))
    return PathStep::element(Negated ? -*Number : *Number);
  const Expr *Index = Value.IgnoreParenImpCasts();
  int64_t Offset = 0;
  if (const auto *Sum = dyn_cast<BinaryOperator>(Index);
      Sum && Sum->isAdditiveOp())
    if (auto More = numberOf(Sum->getRHS(), Context)) {
      Index = Sum->getLHS();
      Offset = Sum->getOpcode() == BO_Sub ? -*More : *More;
    }
  const VarDecl *Variable = Negated ? nullptr : directVariable(Index);
  if (!Variable || !Variable->hasLocalStorage() ||
      !Variable->getType()->isIntegerType() || !llvm::isInt<16>(Offset))
    return PathStep::element(std::nullopt);
  return {PathStep::Element, int32_t(Offset), Variable->getCanonicalDecl(),
          std::nullopt};
}

VariableUses VariableUses::scan(const FunctionDecl *Function) {
  VariableUses Uses;
  const auto *Constructor = dyn_cast<CXXConstructorDecl>(Function);
  if (Constructor)
    for (const CXXCtorInitializer *Init : Constructor->inits())
      if (const FieldDecl *Field = Init->getMember())
        if (Field->getType()->isReferenceType() ||
            (Field->getType()->isPointerType() && Init->isWritten()))
          Uses.MemberInit[Field->getCanonicalDecl()] = Init->getInit();
  ScanContext Scan(Function->getASTContext());
  scanStatement(Function->getBody(), Uses, nullptr, Scan);
  llvm::erase_if(Uses.Counted, [&](CountedLoop &Loop) {
    for (const std::optional<SourceRange> &Code :
         Uses.Tested.lookup(Loop.Counter))
      if (Code)
        Loop.Except.push_back(*Code);
      else
        return true;
    return false;
  });
  if (!Constructor)
    Uses.MemberInit.clear();
  return Uses;
}

} // namespace sendsync
