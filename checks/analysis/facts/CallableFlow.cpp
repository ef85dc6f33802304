#include "checks/analysis/facts/CallableFlow.h"
#include "checks/analysis/base/Origin.h"
#include "checks/analysis/facts/FactsGenerator.h"
#include "checks/analysis/facts/PathResolver.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/StmtCXX.h"

using namespace clang;

namespace sendsync {

bool mayHoldCallable(QualType Type, const Contracts &Contract) {
  Type = Type.getNonReferenceType();
  if (Type->isPointerType())
    return true;
  if (const TypeModel *Model = Contract.typeModel(Type); Model && Model->Handle)
    return false;
  return Type->isRecordType() || Type->isMemberPointerType() ||
         Type->isFunctionType();
}

bool isCallable(QualType Type, const Contracts &Contract) {
  Type = Type.getNonReferenceType();
  if (Type->isFunctionPointerType() || Type->isFunctionType() ||
      Type->isMemberFunctionPointerType() || Type->isBlockPointerType())
    return true;
  const CXXRecordDecl *Record = Type->getAsCXXRecordDecl();
  if (!Record)
    return false;
  const TypeModel *Model = Contract.typeModel(Record);
  if (Record->isLambda() || (Model && Model->Erases))
    return true;
  if (Model || !Record->hasDefinition())
    return false;
  const DeclarationName Call =
      Record->getASTContext().DeclarationNames.getCXXOperatorName(OO_Call);
  return !Record->lookup(Call).empty();
}

namespace {

/// The boundary that making an element of a container of handles is, or null.
const BoundaryModel *emplacedBoundary(const CallParts &Parts,
                                      const Contracts &Contract) {
  const auto *Method = dyn_cast_or_null<CXXMethodDecl>(Parts.Callee);
  const TypeModel *Owner = Method && Parts.Object
                               ? Contract.typeModel(Method->getParent())
                               : nullptr;
  const auto *Instance =
      Method ? dyn_cast<ClassTemplateSpecializationDecl>(Method->getParent())
             : nullptr;
  if (!Owner || !Instance || !Owner->Emplaces.contains(methodName(Method)))
    return nullptr;
  for (const TemplateArgument &Argument :
       Instance->getTemplateArgs().asArray()) {
    const CXXRecordDecl *Element =
        Argument.getKind() == TemplateArgument::Type
            ? Argument.getAsType()->getAsCXXRecordDecl()
            : nullptr;
    const TypeModel *Model = Element ? Contract.typeModel(Element) : nullptr;
    if (!Model || !Model->Handle)
      continue;
    const FunctionModel *Start = Contract.models().function(
        modelName(Element) + "::" + Element->getNameAsString());
    return Start && Start->Boundary ? &*Start->Boundary : nullptr;
  }
  return nullptr;
}

/// The start that \p E is, if it is one.
std::optional<StartSite> startAt(const Expr *E, const Contracts &Contract,
                                 BoundaryOf Boundaries) {
  CallParts Parts = CallParts::of(E);
  if (!Parts.Callee)
    return std::nullopt;
  StartSite Start;
  Start.Site = E;
  Start.Arguments = Parts.Arguments;
  if (const auto *Constructor = dyn_cast<CXXConstructorDecl>(Parts.Callee))
    if (Constructor->isCopyOrMoveConstructor())
      return std::nullopt;
  if (const BoundaryModel *Emplaced = emplacedBoundary(Parts, Contract)) {
    Start.Boundary = Emplaced;
    Start.InContainer = true;
  } else {
    Start.Boundary = Boundaries(Parts.Callee);
  }
  if (!Start.Boundary || Start.Boundary->Where == RunWhere::InPlace ||
      Parts.Arguments.size() < Start.Boundary->MinArguments)
    return std::nullopt;
  if (Start.Boundary->AnyCallable) {
    for (const Expr *Argument : Parts.Arguments)
      if (isCallable(Argument->getType(), Contract))
        Start.Callable = Argument;
  } else if (Start.Boundary->Callable < Parts.Arguments.size()) {
    Start.Callable = Parts.Arguments[Start.Boundary->Callable];
  }
  if (!Start.Callable)
    return std::nullopt;
  return Start;
}

void collectStarts(const Stmt *S, const Contracts &Contract,
                   BoundaryOf Boundaries, bool InLoop, bool InContainer,
                   std::vector<StartSite> &Into) {
  if (!S)
    return;
  InLoop |= isa<ForStmt, WhileStmt, DoStmt, CXXForRangeStmt>(S);
  if (const auto *E = dyn_cast<Expr>(S); E && !E->isTypeDependent()) {
    if (std::optional<StartSite> Start = startAt(E, Contract, Boundaries)) {
      Start->InLoop = InLoop;
      Start->InContainer |= InContainer;
      Into.push_back(*Start);
    }
    // `threads.push_back(std::thread(f))`.
    CallParts Parts = CallParts::of(E);
    if (const auto *Method = dyn_cast_or_null<CXXMethodDecl>(Parts.Callee))
      InContainer |= Parts.Object && Contract.typeModel(Method->getParent());
  }
  if (const auto *Lambda = dyn_cast<LambdaExpr>(S)) {
    for (const Expr *Init : Lambda->capture_inits())
      collectStarts(Init, Contract, Boundaries, InLoop, false, Into);
    return collectStarts(Lambda->getBody(), Contract, Boundaries, false, false,
                         Into);
  }
  for (const Stmt *Child : S->children())
    collectStarts(Child, Contract, Boundaries, InLoop, InContainer, Into);
}

constexpr unsigned MaxDepth = 4;

/// The variable at the start of `a.b->c[i]`, and the last member on the way;
/// for `this->b.c` no variable.
struct Chain {
  const VarDecl *Root = nullptr;
  const FieldDecl *Field = nullptr;
};

Chain chainOf(const Expr *E) {
  Chain Found;
  while (E) {
    E = stripped(E)->IgnoreParenCasts();
    if (const auto *Member = dyn_cast<MemberExpr>(E)) {
      if (!Found.Field)
        Found.Field = dyn_cast<FieldDecl>(Member->getMemberDecl());
      if (const auto *Static = dyn_cast<VarDecl>(Member->getMemberDecl())) {
        Found.Root = Static;
        return Found;
      }
      E = Member->getBase();
    } else if (const auto *Subscript = dyn_cast<ArraySubscriptExpr>(E)) {
      E = Subscript->getBase();
    } else if (const auto *Operator = dyn_cast<UnaryOperator>(E)) {
      E = Operator->getSubExpr();
    } else if (const auto *Call = dyn_cast<CallExpr>(E)) {
      // `items[i]`, `*pointer`, `pointer->x`, `items.back()`.
      CallParts Parts = CallParts::of(Call);
      if (!Parts.Object)
        return Found;
      E = Parts.Object;
    } else {
      if (const auto *Ref = dyn_cast<DeclRefExpr>(E))
        Found.Root = dyn_cast<VarDecl>(Ref->getDecl());
      return Found;
    }
  }
  return Found;
}

} // namespace

std::vector<StartSite> startsIn(const Stmt *Body, const Contracts &Contract,
                                BoundaryOf Boundaries) {
  std::vector<StartSite> Starts;
  collectStarts(Body, Contract, Boundaries, /*InLoop=*/false,
                /*InContainer=*/false, Starts);
  return Starts;
}

CallableFlow::CallableFlow(const ValueDecl *Source, const Contracts &Contract,
                           BoundaryOf Boundaries, Returns &Known, bool AnyValue)
    : Source(cast<ValueDecl>(Source->getCanonicalDecl())), Contract(Contract),
      Boundaries(Boundaries), Known(Known), AnyValue(AnyValue) {}

CallableFlow::CallableFlow(const ValueDecl *Source, const CallableFlow &Outer)
    : CallableFlow(Source, Outer.Contract, Outer.Boundaries, Outer.Known) {
  Depth = Outer.Depth + 1;
}

bool CallableFlow::isReturnedBy(const FunctionDecl *Definition,
                                const ValueDecl *From) const {
  auto [Entry, New] = Known.try_emplace({From, Definition}, false);
  if (!New)
    return Entry->second;
  CallableFlow Inner(From, *this);
  Inner.read(Definition->getBody());
  return Known[{From, Definition}] = Inner.isReturned();
}

bool CallableFlow::mayHold(QualType Type) const {
  return AnyValue || mayHoldCallable(Type, Contract);
}

void CallableFlow::read(const Stmt *Body) {
  // What a variable holds may be known only after a use of it further up.
  size_t Before;
  do {
    Before = Holders.size();
    visit(Body);
  } while (Holders.size() != Before);
  for (const StartSite &Start : startsIn(Body, Contract, Boundaries))
    if (llvm::any_of(Start.Arguments, [&](const Expr *E) { return holds(E); }))
      Starts.push_back(Start);
}

bool CallableFlow::holds(const Expr *E) const {
  if (!E)
    return false;
  E = stripped(E);
  if (const auto *Ref = dyn_cast<DeclRefExpr>(E)) {
    const auto *Variable = dyn_cast<VarDecl>(Ref->getDecl());
    return Variable && (Variable->getCanonicalDecl() == Source ||
                        Holders.contains(Variable->getCanonicalDecl()));
  }
  if (const auto *Member = dyn_cast<MemberExpr>(E))
    return Member->getMemberDecl()->getCanonicalDecl() == Source ||
           (mayHold(Member->getType()) && holds(Member->getBase()));
  if (const auto *Operator = dyn_cast<UnaryOperator>(E))
    return holds(Operator->getSubExpr());
  if (const auto *Subscript = dyn_cast<ArraySubscriptExpr>(E))
    return holds(Subscript->getBase());
  if (const auto *Choice = dyn_cast<AbstractConditionalOperator>(E))
    return holds(Choice->getTrueExpr()) || holds(Choice->getFalseExpr());
  if (const auto *New = dyn_cast<CXXNewExpr>(E))
    return holds(New->getInitializer());
  if (const auto *Construct = dyn_cast<CXXConstructExpr>(E))
    return mayHold(Construct->getType()) &&
           llvm::any_of(Construct->arguments(),
                        [&](const Expr *Argument) { return holds(Argument); });
  if (const auto *List = dyn_cast<InitListExpr>(E))
    return llvm::any_of(List->inits(),
                        [&](const Expr *Init) { return holds(Init); });
  if (const auto *Lambda = dyn_cast<LambdaExpr>(E))
    return isCalledBy(Lambda);
  if (const auto *Call = dyn_cast<CallExpr>(E))
    return holdsResult(Call);
  if (const auto *Cast = dyn_cast<CastExpr>(E))
    return holds(Cast->getSubExpr());
  return false;
}

bool CallableFlow::holdsResult(const CallExpr *Call) const {
  if (!mayHold(Call->getType()))
    return false;
  CallParts Parts = CallParts::of(Call);
  if (!Parts.Callee)
    return false;
  // A part of what has it, or that itself: `queue.front()`, `*pointer`.
  if (Parts.Object && holds(Parts.Object))
    return Parts.Callee->getOverloadedOperator() != OO_Call;
  unsigned Index = 0;
  for (const Expr *Argument : Parts.Arguments) {
    if (holds(Argument)) {
      if (isInSystemHeader(Parts.Callee))
        return true;
      const FunctionDecl *Definition = nullptr;
      if (Depth < MaxDepth && Parts.Callee->hasBody(Definition) &&
          Index < Definition->getNumParams() &&
          isReturnedBy(Definition, Definition->getParamDecl(Index)))
        return true;
    }
    ++Index;
  }
  // A function that takes it from where it is kept.
  const FunctionDecl *Definition = nullptr;
  if (isa<ParmVarDecl>(Source) || Depth >= MaxDepth ||
      isInSystemHeader(Parts.Callee) || !Parts.Callee->hasBody(Definition))
    return false;
  return isReturnedBy(Definition, Source);
}

bool CallableFlow::calls(const CallExpr *Call) const {
  CallParts Parts = CallParts::of(Call);
  if (!Parts.Callee)
    return holds(Call->getCallee());
  if (Parts.Callee->getOverloadedOperator() == OO_Call && Parts.Object)
    return holds(Parts.Object);
  for (unsigned I = 0; I != Parts.Arguments.size(); ++I)
    if (isCallable(Parts.Arguments[I]->getType(), Contract) &&
        holds(Parts.Arguments[I]) && runsInPlace(Parts.Callee, I, Contract))
      return true;
  // A method of what has it inside, which calls a member.
  const FunctionDecl *Definition = nullptr;
  if (!Parts.Object || !holds(Parts.Object) || isInSystemHeader(Parts.Callee) ||
      !Parts.Callee->hasBody(Definition))
    return false;
  const auto *Method = cast<CXXMethodDecl>(Definition);
  if (Depth >= MaxDepth || Method->isVirtual())
    return false;
  for (const FieldDecl *Field : Method->getParent()->fields()) {
    if (!isCallable(Field->getType(), Contract))
      continue;
    CallableFlow Inner(Field, *this);
    Inner.read(Method->getBody());
    if (!Inner.calls().empty())
      return true;
  }
  return false;
}

bool CallableFlow::isCalledWithin(const Stmt *S) const {
  if (!S)
    return false;
  if (const auto *Call = dyn_cast<CallExpr>(S); Call && calls(Call))
    return true;
  if (isa<LambdaExpr>(S))
    return false;
  return llvm::any_of(S->children(),
                      [&](const Stmt *Child) { return isCalledWithin(Child); });
}

bool CallableFlow::isCalledBy(const LambdaExpr *Lambda) const {
  return isCalledWithin(Lambda->getBody());
}

void CallableFlow::give(const Expr *To, const Expr *Site) {
  Chain Place = chainOf(To);
  const bool Local = Place.Root && Place.Root->hasLocalStorage() &&
                     !isa<ParmVarDecl>(Place.Root);
  if (Local)
    Holders.insert(Place.Root->getCanonicalDecl());
  const ValueDecl *Keeper = Place.Field;
  if (!Keeper && Place.Root && !Place.Root->hasLocalStorage())
    Keeper = Place.Root;
  if (!Keeper || Keeper->getCanonicalDecl() == Source)
    return;
  // A member that is a callable is told apart by itself, wherever its new
  // object goes. In an object that was there before it is a handler that is
  // set: work may not have started yet.
  if (!AnyValue && isCallable(Keeper->getType(), Contract) != Local)
    return;
  Kept.insert(cast<ValueDecl>(Keeper->getCanonicalDecl()));
  if (const auto *Parameter = dyn_cast_or_null<ParmVarDecl>(Place.Root))
    Behind.insert(Parameter);
  Keepers.insert(Site);
}

void CallableFlow::assign(const Expr *To, const Expr *Value, const Expr *Site) {
  if (mayHold(To->getType()) && holds(Value))
    give(To, Site);
}

void CallableFlow::visitCall(const CallExpr *Call) {
  if (calls(Call)) {
    Calls.insert(Call);
    return;
  }
  CallParts Parts = CallParts::of(Call);
  if (!Parts.Callee)
    return;
  bool Assigns = isa<CXXOperatorCallExpr>(Call) &&
                 cast<CXXOperatorCallExpr>(Call)->isAssignmentOp();
  if (Assigns && Parts.Object && Parts.Arguments.size() == 1)
    return assign(Parts.Object, Parts.Arguments[0], Call);
  bool Given =
      llvm::any_of(Parts.Arguments, [&](const Expr *E) { return holds(E); });
  bool FromObject = Parts.Object && holds(Parts.Object);
  const auto *Method = dyn_cast<CXXMethodDecl>(Parts.Callee);
  if (Given && Method && Method->isInstance() && !Method->isConst() &&
      Parts.Object && !isa<CXXThisExpr>(stripped(Parts.Object)) &&
      !Boundaries(Parts.Callee))
    give(Parts.Object, Call);
  // What takes it out: `queue.try_pop(task)`, `std::swap(local, queue)`.
  if (!Given && !FromObject)
    return;
  for (unsigned I = 0;
       I != Parts.Arguments.size() && I < Parts.Callee->getNumParams(); ++I) {
    QualType Type = Parts.Callee->getParamDecl(I)->getType();
    bool Changes = Type->isLValueReferenceType() &&
                   !Type->getPointeeType().isConstQualified();
    if (Changes && !holds(Parts.Arguments[I]) && mayHold(Type))
      give(Parts.Arguments[I], Call);
  }
}

void CallableFlow::visit(const Stmt *S) {
  if (!S)
    return;
  if (const auto *Declaration = dyn_cast<DeclStmt>(S)) {
    for (const Decl *D : Declaration->decls()) {
      const auto *Variable = dyn_cast<VarDecl>(D);
      if (Variable && mayHold(Variable->getType()) &&
          holds(Variable->getInit()))
        Holders.insert(Variable->getCanonicalDecl());
    }
  } else if (const auto *Operator = dyn_cast<BinaryOperator>(S)) {
    if (Operator->getOpcode() == BO_Assign)
      assign(Operator->getLHS(), Operator->getRHS(), Operator);
  } else if (const auto *Return = dyn_cast<ReturnStmt>(S)) {
    Returned |= Return->getRetValue() && holds(Return->getRetValue());
  } else if (const auto *Lambda = dyn_cast<LambdaExpr>(S)) {
    for (const LambdaCapture &Capture : Lambda->captures())
      if (Capture.capturesVariable())
        if (const auto *Variable = dyn_cast<VarDecl>(Capture.getCapturedVar());
            Variable && Variable->isInitCapture() && holds(Variable->getInit()))
          Holders.insert(Variable->getCanonicalDecl());
    for (const Expr *Init : Lambda->capture_inits())
      visit(Init);
    // A return in there is not one of this body.
    bool Before = Returned;
    visit(Lambda->getBody());
    Returned = Before;
    return;
  } else if (const auto *Call = dyn_cast<CallExpr>(S)) {
    visitCall(Call);
  }
  for (const Stmt *Child : S->children())
    visit(Child);
}

} // namespace sendsync
