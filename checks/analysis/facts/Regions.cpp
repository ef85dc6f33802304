#include "checks/analysis/facts/Regions.h"
#include "checks/analysis/facts/BodyWalk.h"
#include "clang/Basic/OpenMPKinds.h"

using namespace clang;

namespace sendsync {

const CapturedStmt *regionOf(const OMPExecutableDirective *Directive) {
  OpenMPDirectiveKind Kind = Directive->getDirectiveKind();
  bool Shares =
      isOpenMPParallelDirective(Kind) || isOpenMPTaskLoopDirective(Kind);
  return Shares && Directive->hasAssociatedStmt()
             ? Directive->getInnermostCapturedStmt()
             : nullptr;
}

namespace {

/// The variable that a clause lists: itself, or a section of it (`sum[:n]`).
const VarDecl *listedVariable(const Expr *E) {
  while (true) {
    E = E->IgnoreParenImpCasts();
    if (const auto *Section = dyn_cast<ArraySectionExpr>(E))
      E = Section->getBase();
    else if (const auto *Subscript = dyn_cast<ArraySubscriptExpr>(E))
      E = Subscript->getBase();
    else
      return directVariable(E);
  }
}

/// True if \p C is such a clause.
template <typename Clause>
bool addOf(const OMPClause *C, llvm::DenseSet<const VarDecl *> &Into) {
  const auto *List = dyn_cast<Clause>(C);
  if (!List)
    return false;
  for (auto It = List->varlist_begin(); It != List->varlist_end(); ++It)
    if (const VarDecl *Variable = listedVariable(*It))
      Into.insert(Variable->getCanonicalDecl());
  return true;
}

void addPrivateOf(const OMPExecutableDirective *Directive,
                  llvm::DenseSet<const VarDecl *> &Into) {
  for (const OMPClause *C : Directive->clauses())
    if (C)
      (void)(addOf<OMPPrivateClause>(C, Into) ||
             addOf<OMPFirstprivateClause>(C, Into) ||
             addOf<OMPLastprivateClause>(C, Into) ||
             addOf<OMPReductionClause>(C, Into) ||
             addOf<OMPTaskReductionClause>(C, Into) ||
             addOf<OMPInReductionClause>(C, Into) ||
             addOf<OMPLinearClause>(C, Into) ||
             addOf<OMPCopyinClause>(C, Into));
  // Counters of loops are private without being named.
  if (const auto *Loop = dyn_cast<OMPLoopDirective>(Directive))
    for (const Expr *Counter : Loop->counters())
      if (const auto *Ref = dyn_cast<DeclRefExpr>(Counter))
        if (const auto *Variable = dyn_cast<VarDecl>(Ref->getDecl()))
          Into.insert(Variable->getCanonicalDecl());
}

void addPrivateIn(const Stmt *S, llvm::DenseSet<const VarDecl *> &Into) {
  if (!S)
    return;
  if (const auto *Inner = dyn_cast<OMPExecutableDirective>(S))
    addPrivateOf(Inner, Into);
  eachChild(S, [&](const Stmt *Child) { addPrivateIn(Child, Into); });
}

class PartSearch {
public:
  PartSearch(const FunctionFacts &Region, std::vector<TeamPart> &Into)
      : Region(Region), Into(Into) {}

  void visit(const Stmt *S) {
    if (!S)
      return;
    if (const auto *Directive = dyn_cast<OMPExecutableDirective>(S))
      visitDirective(Directive);
    else if (const auto *If = dyn_cast<IfStmt>(S); If && selects(If->getCond()))
      add(If->getSourceRange(), AccessFact::Some);
    else if (const auto *Switch = dyn_cast<SwitchStmt>(S);
             Switch && isOfThread(Switch->getCond()))
      add(Switch->getSourceRange(), AccessFact::Some);
    eachChild(S, [&](const Stmt *Child) { visit(Child); });
  }

private:
  void add(SourceRange Range, AccessFact::Runner Runner, bool Atomic = false) {
    Into.push_back({Range, Runner, Atomic});
  }

  void visitDirective(const OMPExecutableDirective *Directive) {
    SourceRange Range = Directive->hasAssociatedStmt()
                            ? Directive->getRawStmt()->getSourceRange()
                            : Directive->getSourceRange();
    switch (Directive->getDirectiveKind()) {
    case llvm::omp::OMPD_ordered:
      return add(Range, AccessFact::InTurn);
    case llvm::omp::OMPD_atomic:
      add(Range, AccessFact::InTurn, /*Atomic=*/true);
      Into.back().Orders =
          Directive->hasClausesOfKind<OMPSeqCstClause>() ||
          Directive->hasClausesOfKind<OMPAcqRelClause>() ||
          Directive->hasClausesOfKind<OMPAcquireClause>() ||
          Directive->hasClausesOfKind<OMPReleaseClause>();
      return;
    case llvm::omp::OMPD_single:
    case llvm::omp::OMPD_master:
    case llvm::omp::OMPD_masked:
    case llvm::omp::OMPD_section:
    case llvm::omp::OMPD_sections:
    case llvm::omp::OMPD_parallel_sections:
    case llvm::omp::OMPD_task:
    case llvm::omp::OMPD_scope:
      return add(Range, AccessFact::Some);
    default:
      return;
    }
  }

  /// The value differs from thread to thread, or may.
  bool isOfThread(const Expr *E) const {
    E = E->IgnoreParenCasts();
    if (isa<CallExpr>(E))
      return true;
    if (const auto *Operator = dyn_cast<BinaryOperator>(E))
      return isOfThread(Operator->getLHS()) || isOfThread(Operator->getRHS());
    const auto *Ref = dyn_cast<DeclRefExpr>(E);
    const auto *Variable = Ref ? dyn_cast<VarDecl>(Ref->getDecl()) : nullptr;
    return Variable && Region.isOwnOfThread(Variable);
  }

  /// `if (thread == 0)`: some threads only.
  bool selects(const Expr *Condition) const {
    Condition = Condition->IgnoreParenImpCasts();
    if (const auto *Not = dyn_cast<UnaryOperator>(Condition);
        Not && Not->getOpcode() == UO_LNot)
      return isOfThread(Not->getSubExpr());
    const auto *Operator = dyn_cast<BinaryOperator>(Condition);
    if (!Operator)
      return isa<CallExpr>(Condition->IgnoreParenCasts());
    if (Operator->isLogicalOp())
      return selects(Operator->getLHS()) || selects(Operator->getRHS());
    return Operator->isEqualityOp() &&
           (isOfThread(Operator->getLHS()) || isOfThread(Operator->getRHS()));
  }

  const FunctionFacts &Region;
  std::vector<TeamPart> &Into;
};

} // namespace

void addPrivate(const OMPExecutableDirective *Directive,
                llvm::DenseSet<const VarDecl *> &Into) {
  addPrivateIn(Directive, Into);
}

std::vector<TeamPart> teamParts(const FunctionFacts &Region) {
  std::vector<TeamPart> Parts;
  PartSearch(Region, Parts).visit(Region.Region->getCapturedStmt());
  return Parts;
}

const FunctionFacts *FunctionFacts::region(const CapturedStmt *Code) const {
  for (const FunctionFacts *Inner : Regions)
    if (Code && Inner->Region == Code)
      return Inner;
  return nullptr;
}

bool FunctionFacts::isOwnOfThread(const VarDecl *Variable) const {
  if (!Region)
    return false;
  if (Private.contains(Variable->getCanonicalDecl()) ||
      Variable->hasAttr<OMPThreadPrivateDeclAttr>() ||
      Variable->getTLSKind() != VarDecl::TLS_None)
    return true;
  const DeclContext *Owner = Variable->getDeclContext();
  while (Owner && Owner != Region->getCapturedDecl())
    Owner = Owner->getParent();
  return Owner && Variable->hasLocalStorage();
}

Capability criticalSection(const OMPCriticalDirective *Directive) {
  std::string Name = Directive->getDirectiveName().getAsString();
  return Capability(Name.empty() ? std::string("critical section")
                                 : "critical section '" + Name + "'");
}

/// What is not said in model files: directives belong to the language.
static const BoundaryModel &teamBoundary() {
  static const BoundaryModel Team = [] {
    BoundaryModel Model;
    Model.Id = "omp.parallel";
    Model.AnyCallable = true;
    Model.Where = RunWhere::CallerOrPool;
    Model.Times = RunTimes::Parallel;
    Model.Width = RunWidth::Many;
    Model.Life = RunLife::Scoped;
    return Model;
  }();
  return Team;
}

void BodyWalk::visitSection(const OMPCriticalDirective *Section, LockOp Op) {
  auto &Lock = add<LockFact>(Section);
  Lock.Location = Section->getBeginLoc();
  Lock.Op = Op;
  Lock.Mode = LockMode::Exclusive;
  Lock.Lock = criticalSection(Section);
}

void BodyWalk::visitDirective(const OMPExecutableDirective *Directive) {
  // Clang's graph has a directive after its code.
  if (const auto *Section = dyn_cast<OMPCriticalDirective>(Directive))
    return visitSection(Section, LockOp::Release);
  const CapturedStmt *Code = regionOf(Directive);
  // A region within a region is run by the threads of the outer one.
  if (!Code || Out.Region)
    return;
  auto Body = std::make_unique<FunctionFacts>();
  Body->Function = Out.Function;
  Body->Parent = &Out;
  Body->Region = Code;
  addPrivate(Directive, Body->Private);
  SpawnFact Spawn;
  Spawn.Location = Directive->getBeginLoc();
  Spawn.Range = Directive->getSourceRange();
  Spawn.Boundary = &teamBoundary();
  CallableUse Use;
  Use.Region = Code;
  Use.Where = Placement::Elsewhere;
  Spawn.Callables.push_back(Use);
  for (const CapturedStmt::Capture &Capture : Code->captures()) {
    Crossing Crosses;
    Crosses.Location = Directive->getBeginLoc();
    Crosses.Range = Crosses.Location;
    if (Capture.capturesThis()) {
      Crosses.CrossingMode = Crossing::This;
      Crosses.Path = Crosses.Refers = AccessPath::thisObject();
    } else if (Capture.capturesVariable() || Capture.capturesVariableByCopy()) {
      const VarDecl *Variable = Capture.getCapturedVar();
      if (Body->isOwnOfThread(Variable))
        continue;
      Crosses.CrossingMode = Crossing::Reference;
      Crosses.Variable = Variable;
      Crosses.Type = Variable->getType();
      Crosses.Path = Crosses.Refers = Paths.variable(Variable);
    } else {
      continue;
    }
    Spawn.Crossings.push_back(std::move(Crosses));
  }
  add<SpawnFact>(Directive) = std::move(Spawn);
  Out.Regions.push_back(Body.get());
  Out.OwnedBodies.push_back(std::move(Body));
}

} // namespace sendsync
