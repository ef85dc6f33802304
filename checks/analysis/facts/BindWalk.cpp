//===- BindWalk.cpp - what pointers, references and views get -------------===//
//
// `cell_(cell)`, `job->owner = this`, `log_ = std::move(log)`: from here on a name
// below the cell is a name below what it refers to. Local pointers that are set
// once are followed where they are used (PathResolver.h); told here is what other
// bodies can name as well.
//
//===----------------------------------------------------------------------===//
#include "checks/analysis/base/Origin.h"
#include "checks/analysis/facts/BodyWalk.h"
#include "clang/Analysis/ConstructionContext.h"

using namespace clang;

namespace sendsync {

void BodyWalk::bind(const AccessPath &Cell, QualType Type, const Expr *Value) {
  const ValueDecl *Named = Cell.lastDeclaration();
  const auto *Variable = dyn_cast_or_null<VarDecl>(Named);
  if (!Named || Type.isNull() || (Variable && !Variable->hasGlobalStorage()))
    return;
  bool IsReference = Type->isReferenceType();
  const TypeModel *Model = IsReference ? nullptr : Contract.typeModel(Type);
  bool IsPointer = Type->isPointerType() || (Model && Model->Pointer);
  if ((!IsReference && !IsPointer) || Type->isFunctionPointerType() ||
      Type->isFunctionReferenceType())
    return;
  Value = stripped(Value);
  // `cell_{cell}`
  if (const auto *List = dyn_cast<InitListExpr>(Value)) {
    if (List->getNumInits() != 1)
      return;
    Value = stripped(List->getInit(0));
  }
  if (!IsReference && numberOf(Value, Contract.context()) == 0)
    return;
  const auto *Construct = dyn_cast<CXXConstructExpr>(Value);
  if (IsPointer && Construct &&
      (Construct->getNumArgs() == 0 ||
       numberOf(Construct->getArg(0), Contract.context()) == 0))
    return;
  AccessPath Referent = IsReference ? Paths.place(Value) : Paths.target(Value);
  auto &Fact = add<BindFact>(Value);
  Fact.Cell = Cell;
  Fact.Referent = std::move(Referent);
}

void BodyWalk::bindReceiver(const CallParts &Parts,
                            const AccessPath &Receiver) {
  const auto *Method = dyn_cast_or_null<CXXMethodDecl>(Parts.Callee);
  if (!Method || isa<CXXConstructorDecl>(Method) || !Method->isInstance() ||
      Method->isConst() || !Parts.Object || Parts.Arguments.empty())
    return;
  QualType Type = Parts.Object->getType();
  const TypeModel *Model = Contract.typeModel(Type);
  if (Parts.ObjectIsPointer || !Model || !Model->Pointer)
    return;
  if (Method->isCopyAssignmentOperator() || Method->isMoveAssignmentOperator() ||
      Method->getOverloadedOperator() == OO_Equal)
    return bind(Receiver, Type, Parts.Arguments.front());
  // What dereferences it takes no other object.
  if (Contract.isReadOnlyMethod(Method) ||
      Method->getOverloadedOperator() == OO_Subscript)
    return;
  // `reset(new T)`
  bind(Receiver, Type, Parts.Arguments.front());
}

AccessPath
BodyWalk::objectMadeAt(const ConstructionContext *Context) const {
  if (const auto *Variable = dyn_cast<VariableConstructionContext>(Context)) {
    const auto *Declared =
        dyn_cast<VarDecl>(Variable->getDeclStmt()->getSingleDecl());
    // A static one is made by whichever thread comes first.
    return Declared && !Declared->isStaticLocal() &&
                   !Declared->getType()->isReferenceType() &&
                   !Declared->getType()->isArrayType()
               ? AccessPath::variable(Declared)
               : AccessPath();
  }
  if (const auto *Member =
          dyn_cast<ConstructorInitializerConstructionContext>(Context)) {
    const CXXCtorInitializer *Init = Member->getCXXCtorInitializer();
    const FieldDecl *Field = Init->getAnyMember();
    if (Field)
      return Field->getType()->isArrayType()
                 ? AccessPath()
                 : AccessPath::thisObject().field(Field);
    // A base is the same object; so is one that another constructor makes.
    return AccessPath::thisObject();
  }
  if (const auto *Heap =
          dyn_cast<NewAllocatedObjectConstructionContext>(Context))
    return Holders.lookup(Heap->getCXXNewExpr());
  return {};
}

void BodyWalk::noteHolder(const Expr *Value, const AccessPath &Pointer) {
  if (!Value || !Pointer.isKnown() || Pointer.mayVary())
    return;
  // Where a variable gets several objects it names none of them.
  const VarDecl *Variable = Pointer.rootVariable();
  if (Variable && Variable->hasLocalStorage() &&
      Uses.Changed.contains(Variable) && !Uses.SetOnce.lookup(Variable))
    return;
  Value = stripped(Value);
  if (const auto *List = dyn_cast<InitListExpr>(Value);
      List && List->getNumInits() == 1)
    Value = stripped(List->getInit(0));
  if (const auto *Construct = dyn_cast<CXXConstructExpr>(Value)) {
    const TypeModel *Model = Contract.typeModel(Construct->getType());
    if (Model && Model->Pointer && Model->Pointer->Owning &&
        Construct->getNumArgs() > 0)
      noteHolder(Construct->getArg(0), Pointer);
    return;
  }
  const auto *Call = dyn_cast<CallExpr>(Value);
  const FunctionModel *Model =
      Call ? Contract.functionModel(Call->getDirectCallee()) : nullptr;
  if (isa<CXXNewExpr>(Value) || (Model && Model->Makes))
    Holders[Value] = Pointer.deref();
}

void BodyWalk::findHolders(const Stmt *S) {
  if (const auto *Constructor = dyn_cast<CXXConstructorDecl>(Out.Function);
      Constructor && S == Constructor->getBody())
    for (const CXXCtorInitializer *Init : Constructor->inits())
      if (const FieldDecl *Field = Init->getAnyMember())
        noteHolder(Init->getInit(), AccessPath::thisObject().field(Field));
  // By hand: expressions can be nested deeply.
  llvm::SmallVector<const Stmt *, 32> Work = {S};
  while (!Work.empty()) {
    const Stmt *Next = Work.pop_back_val();
    if (!Next || isa<LambdaExpr>(Next))
      continue;
    if (const auto *Declaration = dyn_cast<DeclStmt>(Next)) {
      for (const Decl *D : Declaration->decls())
        if (const auto *Variable = dyn_cast<VarDecl>(D))
          noteHolder(Variable->getInit(),
                     AccessPath::variable(Variable->getCanonicalDecl()));
    } else if (const auto *Assignment = dyn_cast<BinaryOperator>(Next)) {
      if (Assignment->getOpcode() == BO_Assign &&
          Assignment->getType()->isPointerType())
        noteHolder(Assignment->getRHS(), Paths.place(Assignment->getLHS()));
    } else if (const auto *Call = dyn_cast<CallExpr>(Next)) {
      // `owner = std::make_unique<T>()`, `owner.reset(new T)`
      CallParts Parts = CallParts::of(Call);
      const TypeModel *Model = Parts.Object && !Parts.ObjectIsPointer
                                   ? Contract.typeModel(Parts.Object->getType())
                                   : nullptr;
      if (Model && Model->Pointer && Model->Pointer->Owning &&
          Parts.Arguments.size() == 1)
        noteHolder(Parts.Arguments[0], Paths.place(Parts.Object));
    }
    llvm::append_range(Work, Next->children());
  }
}

void BodyWalk::visitMaker(const Expr *Site, const CallParts &Parts) {
  const FunctionModel *Model = Contract.functionModel(Parts.Callee);
  if (!Model || !Model->Makes)
    return;
  const CXXRecordDecl *Class = Contract.pointeeOf(Site->getType());
  if (!Class || Contract.typeModel(Class) || isInSystemHeader(Class))
    return;
  CallParts Made;
  Made.Arguments = Parts.Arguments.drop_front(
      std::min<size_t>(Model->Makes->Index, Parts.Arguments.size()));
  Made.Callee = constructorFor(Class, Made.Arguments, Contract);
  if (!Made.Callee)
    return;
  CallFact Call =
      describe(Site, Made, AccessPath::fresh(stripped(Site)).deref());
  Call.Made = Holders.lookup(stripped(Site));
  // What is discarded is the call's own result.
  Call.Discarded = false;
  add<CallFact>(Site) = std::move(Call);
}

} // namespace sendsync
