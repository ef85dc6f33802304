//===- BodyGraph.cpp - the blocks of a body -------------------------------===//
//
// Clang's control flow graph as blocks of facts. What it leaves out is added
// here: an edge from the start of a `try` block to its handlers. A block that
// does not return has no successors.
//
//===----------------------------------------------------------------------===//
#include "checks/analysis/base/Origin.h"
#include "checks/analysis/facts/BodyWalk.h"
#include "clang/AST/StmtCXX.h"

using namespace clang;

namespace sendsync {

/// What a block with two successors tests; null for others.
static const Expr *conditionOf(const CFGBlock &Block) {
  const Stmt *Terminator = Block.getTerminatorStmt();
  if (!Terminator || Block.succ_size() != 2 || isa<SwitchStmt>(Terminator))
    return nullptr;
  const auto *E = dyn_cast_or_null<Expr>(Block.getTerminatorCondition());
  // Of `a && b` this block evaluated the last operand; the others have blocks
  // of their own.
  while (const auto *Operator =
             dyn_cast_or_null<BinaryOperator>(E ? E->IgnoreParens() : nullptr)) {
    if (!Operator->isLogicalOp())
      break;
    E = Operator->getRHS();
  }
  return E;
}

/// The temporary whose destruction the block decides about; null if it decides
/// about something else.
static const CXXBindTemporaryExpr *temporaryOf(const CFGBlock &Block) {
  CFGTerminator Terminator = Block.getTerminator();
  return Terminator.isTemporaryDtorsBranch()
             ? dyn_cast_or_null<CXXBindTemporaryExpr>(Terminator.getStmt())
             : nullptr;
}

void BodyWalk::visitBlock(const CFGBlock &Block,
                          llvm::function_ref<void(const Stmt *)> Enter) {
  const Expr *Condition = conditionOf(Block);
  llvm::SmallPtrSet<const Stmt *, 16> Tested;
  auto collect = [&](const Stmt *S, auto &&Self) -> void {
    if (S && Tested.insert(S).second)
      for (const Stmt *Child : S->children())
        Self(Child, Self);
  };
  collect(Condition, collect);
  // The condition comes last in its block.
  std::optional<size_t> Begin;
  for (const CFGElement &Element : Block) {
    auto Statement = Element.getAs<CFGStmt>();
    if (Statement)
      Enter(Statement->getStmt());
    if (!Begin && Statement && Tested.count(Statement->getStmt()))
      Begin = Current->Facts.size();
    visitElement(Element);
  }
  Current->ConditionBegin = Begin.value_or(Current->Facts.size());
  if (const CXXBindTemporaryExpr *Bind = temporaryOf(Block)) {
    Current->Branch.emplace().Key = AccessPath::fresh(Bind);
    return;
  }
  if (!Condition)
    return;
  const auto *Terminator = dyn_cast<BinaryOperator>(Block.getTerminatorStmt());
  Current->TestsOperand = Terminator && Terminator->isLogicalOp();
  Current->Branch = branch(Condition);
  if (!Current->Branch || !Current->Branch->Key.isKnown())
    readOnlyBranch(Condition);
}

namespace {

/// What is written `!a`, `b <= c`, as the opposite of `a`, `b > c`.
const Expr *withoutNegation(const Expr *E, bool &Negated) {
  while (const auto *Operator = dyn_cast<UnaryOperator>(stripped(E))) {
    if (Operator->getOpcode() != UO_LNot)
      break;
    Negated = !Negated;
    E = Operator->getSubExpr();
  }
  return stripped(E);
}

/// Equal for conditions that are written alike, up to negation.
void profile(const Expr *E, const ASTContext &Context, bool &Negated,
             llvm::FoldingSetNodeID &Id) {
  const auto *Operator = dyn_cast<BinaryOperator>(E);
  if (!Operator || !Operator->isComparisonOp() ||
      Operator->getLHS()->getType()->isFloatingType())
    return E->Profile(Id, Context, /*Canonical=*/true);
  BinaryOperatorKind Kind = Operator->getOpcode();
  if (Kind == BO_LE || Kind == BO_GE || Kind == BO_EQ) {
    Negated = !Negated;
    Kind = BinaryOperator::negateComparisonOp(Kind);
  }
  Id.AddInteger(Kind);
  Operator->getLHS()->Profile(Id, Context, /*Canonical=*/true);
  Operator->getRHS()->Profile(Id, Context, /*Canonical=*/true);
}

/// If \p E, up to negation, says `x < 3` or `x > 3`, notes so.
void noteComparison(const Expr *E, std::optional<int64_t> Bound,
                    BranchCondition &Branch) {
  const auto *Operator = dyn_cast<BinaryOperator>(E);
  if (!Operator || !Bound || Branch.Reads.size() != 1)
    return;
  Branch.Bound = *Bound;
  switch (Operator->getOpcode()) {
  case BO_LT:
  case BO_GE:
    Branch.Comparison = BO_LT;
    return;
  case BO_GT:
  case BO_LE:
    Branch.Comparison = BO_GT;
    return;
  default:
    return;
  }
}

/// A question to a library object that leaves it as it is.
bool isQuestion(const CallFact &Call) {
  const auto *Method = dyn_cast_or_null<CXXMethodDecl>(Call.Callee);
  return Method && Method->isConst() && Call.Arguments.empty() &&
         Call.Receiver.isKnown() && isInSystemHeader(Method);
}

} // namespace

void BodyWalk::readOnlyBranch(const Expr *Condition) {
  const ASTContext &Context = Contract.context();
  BranchCondition Branch = Current->Branch.value_or(BranchCondition());
  for (const Fact *F :
       llvm::ArrayRef(Current->Facts).drop_front(Current->ConditionBegin)) {
    const auto *Call = dyn_cast<CallFact>(F);
    if (Call && isQuestion(*Call))
      continue;
    const auto *Access = dyn_cast<AccessFact>(F);
    if (!Access || Access->AccessMode != AccessFact::Read ||
        Access->MayWrite || Access->Atomic || Access->Orders ||
        !Access->Path.isKnown() || Access->Path.mayVary())
      return;
    Branch.Reads.push_back(Access->Path);
  }
  if (Branch.Reads.empty() || Branch.OnlyWhen || Condition->isTypeDependent())
    return;
  bool Negated = false;
  llvm::FoldingSetNodeID Id;
  const Expr *E = withoutNegation(Condition, Negated);
  profile(E, Context, Negated, Id);
  // A test of a call's result, of a guard or of a handle stays one.
  if (Current->Branch && Current->Branch->Negated != Negated)
    return;
  if (const auto *Operator = dyn_cast<BinaryOperator>(E))
    noteComparison(E, constantOf(Operator->getRHS()), Branch);
  auto [Known, New] = Conditions.try_emplace(Id, E);
  Branch.Negated = Negated;
  Branch.Key = AccessPath::fresh(Known->second);
  Current->Branch = std::move(Branch);
}

namespace {

/// The statements that are nothing but an expression: what they make is
/// discarded. The variables that are returned. And the `try` statements, outer ones
/// first.
struct StatementScan {
  llvm::DenseMap<const Expr *, bool> &Discarded;
  llvm::DenseSet<const VarDecl *> &Returned;
  std::vector<const CXXTryStmt *> Tries;
  std::vector<const OMPCriticalDirective *> Sections;

  void statement(const Stmt *Child) {
    const auto *E = dyn_cast_or_null<Expr>(Child);
    if (!E)
      return;
    E = stripped(E);
    // `(void)Guard(mu_);`. Of what is no object `(void)` says that the result was
    // thought of.
    const auto *Cast = dyn_cast<CastExpr>(E);
    bool OnPurpose = Cast && Cast->getCastKind() == CK_ToVoid &&
                     Cast->getSubExpr()->getType()->isRecordType();
    Discarded[OnPurpose ? stripped(Cast->getSubExpr()) : E] = OnPurpose;
  }
  void scan(const Stmt *S) {
    if (!S || isa<Expr>(S))
      return;
    if (const auto *Compound = dyn_cast<CompoundStmt>(S)) {
      for (const Stmt *Child : Compound->body())
        statement(Child);
    } else if (const auto *If = dyn_cast<IfStmt>(S)) {
      statement(If->getThen());
      statement(If->getElse());
    } else if (const auto *For = dyn_cast<ForStmt>(S)) {
      statement(For->getBody());
    } else if (const auto *Range = dyn_cast<CXXForRangeStmt>(S)) {
      statement(Range->getBody());
    } else if (const auto *While = dyn_cast<WhileStmt>(S)) {
      statement(While->getBody());
    } else if (const auto *Do = dyn_cast<DoStmt>(S)) {
      statement(Do->getBody());
    } else if (const auto *Case = dyn_cast<SwitchCase>(S)) {
      statement(Case->getSubStmt());
    } else if (const auto *Label = dyn_cast<LabelStmt>(S)) {
      statement(Label->getSubStmt());
    } else if (const auto *Return = dyn_cast<ReturnStmt>(S)) {
      const Expr *Value = Return->getRetValue();
      const auto *Named = Value ? dyn_cast<DeclRefExpr>(stripped(Value)) : nullptr;
      if (Named)
        if (const auto *Variable = dyn_cast<VarDecl>(Named->getDecl()))
          Returned.insert(Variable);
    } else if (const auto *Try = dyn_cast<CXXTryStmt>(S)) {
      Tries.push_back(Try);
    } else if (const auto *Section = dyn_cast<OMPCriticalDirective>(S)) {
      Sections.push_back(Section);
    }
    eachChild(S, [&](const Stmt *Child) { scan(Child); });
  }
};

void addAll(const Stmt *S, llvm::DenseSet<const Stmt *> &To) {
  if (!S)
    return;
  To.insert(S);
  eachChild(S, [&](const Stmt *Child) { addAll(Child, To); });
}

/// A `try` whose block, or a directive whose code, the walk has not reached yet.
template <typename Construct> struct Waiting {
  const Construct *Ahead = nullptr;
  llvm::DenseSet<const Stmt *> Inside;
};

bool isJump(const Stmt *S) {
  return isa<ReturnStmt, CoreturnStmt, ContinueStmt, BreakStmt, GotoStmt,
             IndirectGotoStmt, CXXThrowExpr>(S);
}

/// Where a block begins, and the jump that ends it.
void locate(const CFGBlock &Block, FactBlock &Facts) {
  for (const CFGElement &Element : Block)
    if (auto Statement = Element.getAs<CFGStmt>()) {
      if (Facts.Begin.isInvalid())
        Facts.Begin = Statement->getStmt()->getBeginLoc();
      if (isJump(Statement->getStmt()))
        Facts.Jump = Statement->getStmt();
    }
  if (const Stmt *Terminator = Block.getTerminatorStmt()) {
    if (isJump(Terminator))
      Facts.Jump = Terminator;
    if (Facts.Begin.isInvalid())
      Facts.Begin = Terminator->getBeginLoc();
  }
  // The way back to the start of a loop.
  if (const Stmt *Loop = Block.getLoopTarget();
      Loop && Facts.Begin.isInvalid())
    Facts.Begin = Loop->getEndLoc();
}

} // namespace

bool BodyWalk::run() {
  CFG::BuildOptions Options;
  Options.AddInitializers = true;
  Options.AddCXXDefaultInitExprInCtors = true;
  Options.AddImplicitDtors = true;
  Options.AddTemporaryDtors = true;
  Options.AddCXXNewAllocator = false;
  Options.AddRichCXXConstructors = true;
  Options.setAllAlwaysAdd();
  auto *Function = const_cast<FunctionDecl *>(Out.Function);
  Stmt *Code = Function->getBody();
  if (Out.Region) {
    Code = const_cast<Stmt *>(Out.Region->getCapturedStmt());
    Function = nullptr;
    Parts = teamParts(Out);
  }
  std::unique_ptr<CFG> Graph = CFG::buildCFG(
      Function, Code, &const_cast<ASTContext &>(Contract.context()), Options);
  if (!Graph)
    return false;

  for (const CFGBlock *Block : *Graph)
    if (const CXXBindTemporaryExpr *Bind = temporaryOf(*Block))
      Flagged.insert(Bind);

  StatementScan Scan{DiscardedExpressions, Returned, {}, {}};
  Scan.scan(Code);
  findHolders(Code);
  std::vector<Waiting<CXXTryStmt>> Tries;
  for (const CXXTryStmt *Try : Scan.Tries) {
    Tries.push_back({Try, {}});
    addAll(Try->getTryBlock(), Tries.back().Inside);
  }
  std::vector<Waiting<OMPCriticalDirective>> Sections;
  for (const OMPCriticalDirective *Section : Scan.Sections) {
    Sections.push_back({Section, {}});
    addAll(Section->getAssociatedStmt(), Sections.back().Inside);
  }

  // CFG numbers blocks from the exit up; high to low is close to evaluation
  // order, which keeps the dataflow fast and the dumps readable.
  std::vector<const CFGBlock *> Order(Graph->size(), nullptr);
  for (const CFGBlock *Block : *Graph)
    Order[Graph->size() - 1 - Block->getBlockID()] = Block;
  llvm::DenseMap<const CFGBlock *, FactBlock *> BlockOf;
  llvm::DenseMap<const Stmt *, FactBlock *> HandlersOf;
  std::vector<std::pair<CatchFact *, llvm::DenseSet<const Stmt *>>> Catches;
  std::vector<std::unique_ptr<FactBlock>> Made;
  for (const CFGBlock *Block : Order) {
    Made.push_back(std::make_unique<FactBlock>());
    Made.back()->Id = Block->getBlockID();
    BlockOf[Block] = Made.back().get();
    if (const auto *Try = dyn_cast_or_null<CXXTryStmt>(Block->getTerminatorStmt()))
      HandlersOf[Try] = Made.back().get();
  }
  Out.Entry = BlockOf[&Graph->getEntry()];
  Out.Exit = BlockOf[&Graph->getExit()];

  // The walk enters the block of a `try`: its handlers may come next.
  auto enter = [&](const Stmt *First) {
    for (auto It = Tries.begin(); It != Tries.end();) {
      auto Handlers = It->Inside.contains(First) ? HandlersOf.find(It->Ahead)
                                                 : HandlersOf.end();
      if (Handlers == HandlersOf.end()) {
        ++It;
        continue;
      }
      auto Inner = std::make_unique<FactBlock>();
      Inner->Id = Current->Id;
      Inner->Begin = First->getBeginLoc();
      std::swap(Inner->Jump, Current->Jump);
      Current->Successors = {Inner.get(), Handlers->second};
      Current = Inner.get();
      Out.Blocks.push_back(std::move(Inner));
      It = Tries.erase(It);
    }
    for (auto It = Sections.begin(); It != Sections.end();) {
      if (!It->Inside.contains(First)) {
        ++It;
        continue;
      }
      visitSection(It->Ahead, LockOp::Acquire);
      It = Sections.erase(It);
    }
  };
  for (unsigned I = 0; I != Order.size(); ++I) {
    const CFGBlock &Block = *Order[I];
    Current = Made[I].get();
    Out.Blocks.push_back(std::move(Made[I]));
    if (Current == Out.Entry)
      for (const CXXBindTemporaryExpr *Bind : Flagged)
        flag(Bind, /*Set=*/false);
    locate(Block, *Current);
    if (const auto *Try = dyn_cast_or_null<CXXTryStmt>(Block.getTerminatorStmt())) {
      Catches.push_back({&add<CatchFact>(Try), {}});
      addAll(Try->getTryBlock(), Catches.back().second);
    }
    visitBlock(Block, enter);
    if (Block.hasNoReturnElement())
      continue;
    for (const CFGBlock::AdjacentBlock &Next : Block.succs())
      Current->Successors.push_back(
          Next.isReachable() ? BlockOf[Next.getReachableBlock()] : nullptr);
    if (std::optional<unsigned> Dead = deadSuccessor())
      Current->Successors[*Dead] = nullptr;
  }
  for (auto &[Catch, Inside] : Catches)
    for (const auto &Item : Out.Owned) {
      const Expr *Site = nullptr;
      if (const auto *Lock = dyn_cast<LockFact>(Item.get()))
        Site = Lock->Site;
      else if (const auto *Guard = dyn_cast<GuardFact>(Item.get()))
        Site = Guard->Site;
      if (Site && Inside.contains(Site))
        Catch->Inside.push_back(Item.get());
    }
  return true;
}

} // namespace sendsync
