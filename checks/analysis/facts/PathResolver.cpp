#include "checks/analysis/facts/PathResolver.h"
#include "checks/analysis/base/Compat.h"
#include "clang/AST/StmtCXX.h"
#include "clang/AST/StmtObjC.h"
#include "llvm/Support/SaveAndRestore.h"

using namespace clang;

namespace sendsync {

namespace {

/// Aliases and getters are followed this deep; longer chains are not named.
constexpr unsigned MaxDepth = 24;

} // namespace

AccessPath PathResolver::elementOf(const CXXForRangeStmt &Loop) const {
  return place(Loop.getRangeInit())
      .element(0)
      .shifted({PathStep::Element, 0, Loop.getLoopVariable(), std::nullopt});
}

AccessPath PathResolver::variable(const VarDecl *Variable) const {
  Variable = Variable->getCanonicalDecl();
  // An init-capture is a member of its closure.
  for (const FunctionFacts *Level = Body; Level; Level = Level->Parent) {
    if (!Level->Lambda)
      continue;
    for (const LambdaCapture &Capture : Level->Lambda->captures())
      if (Capture.capturesVariable() &&
          Capture.getCapturedVar()->getCanonicalDecl() == Variable &&
          Capture.getCaptureKind() == LCK_ByCopy &&
          !cast<VarDecl>(Capture.getCapturedVar())->isInitCapture())
        return AccessPath::capture(Variable, Level->Lambda->getLambdaClass());
  }
  if (!Variable->getType()->isReferenceType())
    return AccessPath::variable(Variable);
  auto Range = Uses.RangeOf.find(Variable);
  if (Range != Uses.RangeOf.end()) {
    AccessPath Element = elementOf(*Range->second);
    return Element.isKnown() ? Element : AccessPath::variable(Variable);
  }
  const Expr *Init = isa<ParmVarDecl>(Variable) ? nullptr
                                                : Variable->getAnyInitializer();
  if (!Init || Init->isValueDependent())
    return AccessPath::variable(Variable);
  AccessPath Referent = place(Init);
  return Referent.isKnown() ? Referent : AccessPath::variable(Variable);
}

/// The operator-> of a smart pointer that has no model, or null.
static const CXXMethodDecl *arrowOf(QualType Type) {
  const CXXRecordDecl *Record = Type->getAsCXXRecordDecl();
  if (!Record || !Record->hasDefinition())
    return nullptr;
  const DeclarationName Arrow =
      Record->getASTContext().DeclarationNames.getCXXOperatorName(OO_Arrow);
  for (const NamedDecl *Found : Record->lookup(Arrow))
    if (const auto *Method = dyn_cast<CXXMethodDecl>(Found))
      return Method;
  for (const CXXBaseSpecifier &Base : Record->bases())
    if (const CXXMethodDecl *Inherited = arrowOf(Base.getType()))
      return Inherited;
  return nullptr;
}

const FunctionDecl *namedFunction(const Expr *Value) {
  Value = Value->IgnoreParenCasts();
  if (const auto *Address = dyn_cast<UnaryOperator>(Value);
      Address && Address->getOpcode() == UO_AddrOf)
    Value = Address->getSubExpr()->IgnoreParenCasts();
  const auto *Ref = dyn_cast<DeclRefExpr>(Value);
  return Ref ? dyn_cast<FunctionDecl>(Ref->getDecl()) : nullptr;
}

std::optional<int64_t> numberOf(const Expr *Value, const ASTContext &Context) {
  Expr::EvalResult Result;
  if (Value->isValueDependent())
    return std::nullopt;
  if (Value->isNullPointerConstant(const_cast<ASTContext &>(Context),
                                   Expr::NPC_ValueDependentIsNotNull))
    return 0;
  if (!Value->getType()->isIntegralOrEnumerationType() ||
      !Value->EvaluateAsInt(Result, Context))
    return std::nullopt;
  return Result.Val.getInt().tryExtValue();
}

AccessPath lockWithin(AccessPath Object, QualType Type,
                      const Contracts &Contract) {
  while (const FieldDecl *Inner =
             Object.isKnown() ? Contract.wrappedLock(Type) : nullptr) {
    Object = Object.field(Inner);
    Type = Inner->getType();
  }
  return Object;
}

AccessPath PathResolver::lock(const Expr *E) const {
  QualType Type = E->getType();
  bool IsPointer = Type->isAnyPointerType();
  QualType Denoted = IsPointer ? Type->getPointeeType() : Type;
  if (Contract.wrappedLock(Denoted))
    return lockWithin(IsPointer ? target(E) : place(E), Denoted, Contract);
  if (IsPointer)
    return target(E);
  const TypeModel *Model = Contract.typeModel(Type);
  if (Model)
    return Model->Pointer ? target(E) : place(E);
  return arrowOf(Type) ? target(E) : place(E);
}

AccessPath PathResolver::handle(const Expr *Value) const {
  const VarDecl *Copy = directVariable(Value);
  const Expr *Original = Copy && Copy->getType()->isScalarType()
                             ? Uses.onlyValue(Copy)
                             : nullptr;
  const auto *Load =
      Original ? dyn_cast<ImplicitCastExpr>(stripped(Original)) : nullptr;
  if (Load && Load->getCastKind() == CK_LValueToRValue) {
    AccessPath Path = place(Load->getSubExpr());
    if (Path.isKnown() && !Path.isLocalStorage())
      return Path;
  }
  return place(Value);
}

bool PathResolver::isRenaming(const FunctionDecl *Callee) const {
  const FunctionModel *Model = Contract.functionModel(Callee);
  return Model && Model->Result;
}

const CallExpr *PathResolver::makes(const Expr *Value) const {
  const auto *Call = dyn_cast<CallExpr>(Value->IgnoreParenCasts());
  const FunctionModel *Model =
      Call && Call->getType()->isPointerType() && Call->getDirectCallee()
          ? Contract.functionModel(Call->getDirectCallee())
          : nullptr;
  bool Starts = Model && Model->Boundary && Model->Boundary->Handle &&
                Model->Boundary->Handle->BaseKind == ObjectExpr::Result;
  return Model && (Model->Guards || Starts) ? Call : nullptr;
}

AccessPath PathResolver::returned(const FunctionDecl *Getter,
                                  bool WantTarget) const {
  const auto *Method = dyn_cast<CXXMethodDecl>(Getter);
  const FunctionDecl *Definition = nullptr;
  if ((Method && Method->isVirtual()) || !Getter->hasBody(Definition) ||
      Depth >= MaxDepth)
    return {};
  const auto *Compound = dyn_cast_or_null<CompoundStmt>(Definition->getBody());
  const auto *Return = Compound && Compound->size() == 1
                           ? dyn_cast<ReturnStmt>(Compound->body_front())
                           : nullptr;
  if (!Return || !Return->getRetValue())
    return {};
  VariableUses None;
  PathResolver Inner(Contract, None, nullptr);
  Inner.Depth = Depth + 1;
  return WantTarget ? Inner.target(Return->getRetValue())
                    : Inner.place(Return->getRetValue());
}

AccessPath
PathResolver::object(const ObjectExpr &Object, const Expr *Call,
                     const AccessPath &Receiver,
                     llvm::ArrayRef<const Expr *> Arguments) const {
  AccessPath Path;
  switch (Object.BaseKind) {
  case ObjectExpr::This:
    Path = Receiver;
    break;
  case ObjectExpr::Result:
    Path = AccessPath::fresh(Call);
    break;
  case ObjectExpr::Argument: {
    if (Object.Index >= Arguments.size())
      return {};
    const Expr *Argument = Arguments[Object.Index];
    // A lock handed over as a pointer is named like one handed over by
    // reference: both mean the object.
    bool Pointer = Argument->getType()->isAnyPointerType() ||
                   Argument->getType()->isArrayType();
    Path = Pointer ? target(Argument) : place(Argument);
    break;
  }
  }
  if (Object.Field.empty())
    return Path;
  for (const ValueDecl *Last = Path.lastDeclaration(); Last;) {
    const auto *Record = Last->getType()->getPointeeType().isNull()
                             ? Last->getType()->getAsRecordDecl()
                             : Last->getType()->getPointeeType()->getAsRecordDecl();
    if (Record)
      for (const FieldDecl *Field : Record->fields())
        if (Field->getName() == Object.Field)
          return Path.field(Field);
    break;
  }
  return {};
}

AccessPath PathResolver::placeOfMethod(const CXXMethodDecl *Method,
                                       const AccessPath &Object,
                                       bool WantTarget,
                                       llvm::ArrayRef<const Expr *> Arguments)
    const {
  if (!Object.isKnown())
    return {};
  if (const TypeModel *Model = Contract.typeModel(Method->getParent())) {
    std::string Name = methodName(Method);
    if (Model->Pointer && llvm::is_contained(Model->Pointer->Deref, Name)) {
      // An owner of an array.
      bool Selects = Model->Pointer->Owning && Arguments.size() == 1 &&
                     Method->getOverloadedOperator() == OO_Subscript;
      return Selects ? Object.deref().element(
                           numberOf(Arguments[0], Contract.context()))
                     : Object.deref();
    }
    if (Model->Guard) {
      auto Op = Model->Guard->Methods.find(Name);
      if (Op != Model->Guard->Methods.end() && Op->second == GuardOp::Mutex)
        return Object.call(Method);
    }
    if (Model->Interior.contains(Name))
      return Object.element(Arguments.size() == 1 ? numberOf(Arguments[0], Contract.context())
                                                  : std::nullopt);
    return {};
  }
  AccessPath InCallee = returned(Method, WantTarget);
  AccessPath Self = AccessPath::thisObject();
  if (InCallee.startsWith(Self))
    return InCallee.rebase(Self, Object);
  if (InCallee.hasGlobalRoot())
    return InCallee;
  // Two calls of a const getter without arguments mean the same object.
  bool IsGetter = Method->isConst() && Arguments.empty() &&
                  (WantTarget || Method->getReturnType()->isReferenceType());
  // `*pointer` and `pointer->` mean the same object.
  if (IsGetter && Method->getOverloadedOperator() == OO_Star)
    if (const CXXMethodDecl *Arrow = arrowOf(
            compat::typeOf(Contract.context(), Method->getParent())))
      Method = Arrow;
  return IsGetter ? Object.call(Method) : AccessPath();
}

AccessPath PathResolver::placeOfCall(const CallExpr *Call,
                                     bool WantTarget) const {
  CallParts Parts = CallParts::of(Call);
  if (!Parts.Callee)
    return {};
  AccessPath Receiver;
  if (Parts.Object)
    Receiver = Parts.ObjectIsPointer ? target(Parts.Object)
                                     : place(Parts.Object);
  if (const FunctionModel *Model = Contract.functionModel(Parts.Callee))
    if (Model->Result) {
      AccessPath Path = object(*Model->Result, Call, Receiver, Parts.Arguments);
      if (!Model->Result->AddressOf)
        return WantTarget && Path.isKnown() ? Path.deref() : Path;
      return WantTarget ? Path : AccessPath();
    }
  const auto *Method = dyn_cast<CXXMethodDecl>(Parts.Callee);
  if (Method && Method->isInstance()) {
    if (const auto *Operator = dyn_cast<CXXOperatorCallExpr>(Call))
      if (Operator->isAssignmentOp())
        return Receiver;
    // A view or reference wrapper that is made once is another name for what
    // it was made from.
    const TypeModel *Model = Contract.typeModel(Method->getParent());
    if (Model && Model->Pointer &&
        (!Model->Pointer->Owning ||
         (directVariable(Parts.Object) &&
          Method->getOverloadedOperator() != OO_Subscript)) &&
        !Parts.ObjectIsPointer &&
        llvm::is_contained(Model->Pointer->Deref, methodName(Method)))
      return target(Parts.Object);
    AccessPath Given = placeOfGetter(Call, Parts, Receiver, WantTarget);
    return Given.isKnown() ? Given
                           : placeOfMethod(Method, Receiver, WantTarget,
                                           Parts.Arguments);
  }
  return WantTarget || Parts.Callee->getReturnType()->isReferenceType()
             ? placeOfGetter(Call, Parts, Receiver, WantTarget)
             : AccessPath();
}

AccessPath PathResolver::placeOfGetter(const CallExpr *Call,
                                       const CallParts &Parts,
                                       const AccessPath &Receiver,
                                       bool WantTarget) const {
  if (Depth >= MaxDepth)
    return {};
  AccessPath InCallee;
  if (const auto *Returned = Parts.Callee->getAttr<LockReturnedAttr>()) {
    VariableUses None;
    PathResolver Inner(Contract, None, nullptr);
    Inner.Depth = Depth + 1;
    InCallee = Inner.lock(Returned->getArg());
  } else {
    const auto *Method = dyn_cast<CXXMethodDecl>(Parts.Callee);
    // Who takes a function out of the analysis does not want it followed.
    if ((Method && Method->isInstance()) ||
        Contract.isUnanalysed(Parts.Callee))
      return {};
    InCallee = returned(Parts.Callee, WantTarget);
  }
  if (!InCallee.isKnown() || InCallee.hasGlobalRoot())
    return InCallee;
  CallFact Here;
  Here.Receiver = Receiver;
  Here.Arguments = arguments(Parts.Arguments);
  return Here.substitute(InCallee);
}

std::vector<ArgumentPaths>
PathResolver::arguments(llvm::ArrayRef<const Expr *> Arguments) const {
  std::vector<ArgumentPaths> All;
  for (const Expr *Argument : Arguments) {
    ArgumentPaths Paths;
    Paths.Expr = Argument;
    Paths.Place = place(Argument);
    QualType Type = Argument->getType();
    if (Type->isAnyPointerType() || Type->isArrayType() ||
        Type->isRecordType())
      Paths.Target = target(Argument);
    if (Type->isIntegerType())
      Paths.Number = indexOf(*Argument, Contract.context());
    const auto *Address = dyn_cast<UnaryOperator>(stripped(Argument));
    if (Address && Address->getOpcode() == UO_AddrOf &&
        Address->getSubExpr()->getType()->isPointerType())
      Paths.Pointee = target(Address->getSubExpr());
    addMembers(Paths);
    All.push_back(std::move(Paths));
  }
  return All;
}

void PathResolver::addMembers(ArgumentPaths &Paths) const {
  if (Uses.PointerMembers.empty())
    return;
  const Expr *Argument = stripped(Paths.Expr)->IgnoreParenCasts();
  if (const auto *Address = dyn_cast<UnaryOperator>(Argument);
      Address && Address->getOpcode() == UO_AddrOf)
    Argument = Address->getSubExpr()->IgnoreParenImpCasts();
  // One of an array of them: they are set alike.
  if (const auto *Subscript = dyn_cast<ArraySubscriptExpr>(Argument))
    Argument = Subscript->getBase();
  const VarDecl *Root = directVariable(Argument);
  if (!Root || (Root->getType()->isPointerType() &&
                Uses.Changed.contains(Root->getCanonicalDecl())))
    return;
  auto Found = Uses.PointerMembers.find(Root->getCanonicalDecl());
  if (Found == Uses.PointerMembers.end())
    return;
  for (const auto &[Field, Value] : Found->second)
    if (AccessPath Target = Value ? target(Value) : AccessPath();
        Target.isKnown())
      Paths.Members.emplace_back(Field, std::move(Target));
}

const Expr *PathResolver::copiedStructure(const Expr *E) const {
  const VarDecl *Copy = directVariable(E);
  if (!Copy || isa<ParmVarDecl>(Copy) || !Copy->hasLocalStorage() ||
      !Copy->getType()->isRecordType() ||
      Uses.Changed.contains(Copy->getCanonicalDecl()) || !Copy->getInit() ||
      Contract.typeModel(Copy->getType()))
    return nullptr;
  const Expr *Init = stripped(Copy->getInit());
  if (const auto *Construct = dyn_cast<CXXConstructExpr>(Init))
    return Construct->getConstructor()->isCopyConstructor()
               ? Construct->getArg(0)
               : nullptr;
  const auto *Load = dyn_cast<ImplicitCastExpr>(Init);
  return Load && Load->getCastKind() == CK_LValueToRValue ? Load->getSubExpr()
                                                          : nullptr;
}

Capability PathResolver::capability(const Expr *Argument) const {
  const Expr *E = Argument->IgnoreParenImpCasts();
  if (const auto *Text = dyn_cast<StringLiteral>(E))
    return Text->getString() == "*" ? Capability::every() : Capability();
  if (const auto *Address = dyn_cast<UnaryOperator>(E);
      Address && Address->getOpcode() == UO_AddrOf)
    if (const auto *Member = dyn_cast<DeclRefExpr>(
            Address->getSubExpr()->IgnoreParenImpCasts()))
      if (const auto *Field = dyn_cast<FieldDecl>(Member->getDecl()))
        return Capability(AccessPath::everyMember(Field));
  return Capability(lock(Argument));
}

const Expr *PathResolver::memberInit(const Expr *E) const {
  // A closure may run after the object was changed.
  const FieldDecl *Field =
      Uses.MemberInit.empty() || !Body || Body->Lambda ? nullptr : ownMember(E);
  return Field && !Field->getType()->isRecordType()
             ? Uses.MemberInit.lookup(Field)
             : nullptr;
}

/// The member that a constant pointer to a member stands for, or null.
static const FieldDecl *pointedMember(const Expr *Pointer,
                                      const VariableUses &Uses,
                                      const ASTContext &Context) {
  const VarDecl *Variable = directVariable(Pointer);
  if (const Expr *Only = Variable ? Uses.onlyValue(Variable) : nullptr)
    Pointer = Only;
  Expr::EvalResult Result;
  if (Pointer->isValueDependent() || !Pointer->EvaluateAsRValue(Result, Context) ||
      !Result.Val.isMemberPointer())
    return nullptr;
  return dyn_cast_or_null<FieldDecl>(Result.Val.getMemberPointerDecl());
}

AccessPath PathResolver::place(const Expr *E) const {
  if (!E || Depth >= MaxDepth)
    return {};
  llvm::SaveAndRestore<unsigned> Deeper(Depth, Depth + 1);
  E = stripped(E);

  if (const auto *Ref = dyn_cast<DeclRefExpr>(E)) {
    const ValueDecl *Decl = Ref->getDecl();
    if (const auto *Variable = dyn_cast<VarDecl>(Decl))
      return variable(Variable);
    if (const auto *Binding = dyn_cast<BindingDecl>(Decl))
      return Binding->getBinding() ? place(Binding->getBinding())
                                   : AccessPath();
    // Clang names a C member in an attribute by a bare reference.
    if (const auto *Field = dyn_cast<FieldDecl>(Decl))
      return AccessPath::thisObject().field(Field);
    return {};
  }
  if (const auto *Member = dyn_cast<MemberExpr>(E)) {
    const ValueDecl *Decl = Member->getMemberDecl();
    if (const auto *Variable = dyn_cast<VarDecl>(Decl))
      return AccessPath::variable(Variable);
    const auto *Field = dyn_cast<FieldDecl>(Decl);
    if (!Field)
      return {};
    AccessPath Base = Member->isArrow() ? target(Member->getBase())
                                        : place(Member->getBase());
    if (!Base.isKnown())
      return {};
    AccessPath Path = Base.field(Field);
    if (!Field->getType()->isReferenceType())
      return Path;
    // A constructor knows what its object's reference is bound to.
    if (const Expr *Init = memberInit(Member)) {
      AccessPath Referent = place(Init);
      if (Referent.isKnown())
        return Referent;
    }
    return Path.deref();
  }
  if (const auto *Operator = dyn_cast<UnaryOperator>(E)) {
    if (Operator->getOpcode() == UO_Deref)
      return target(Operator->getSubExpr());
    if (Operator->isPrefix() && Operator->isIncrementDecrementOp())
      return place(Operator->getSubExpr());
    if (Operator->getOpcode() == UO_Extension)
      return place(Operator->getSubExpr());
    return {};
  }
  if (const auto *Operator = dyn_cast<BinaryOperator>(E)) {
    if (Operator->isAssignmentOp())
      return place(Operator->getLHS());
    if (Operator->getOpcode() == BO_Comma)
      return place(Operator->getRHS());
    if (!Operator->isPtrMemOp())
      return {};
    const FieldDecl *Field =
        pointedMember(Operator->getRHS(), Uses, Contract.context());
    bool IsArrow = Operator->getOpcode() == BO_PtrMemI;
    const Expr *Base = Operator->getLHS();
    AccessPath Object = IsArrow ? target(Base) : place(Base);
    return Field && Object.isKnown() ? Object.field(Field) : AccessPath();
  }
  if (const auto *Subscript = dyn_cast<ArraySubscriptExpr>(E)) {
    const Expr *Base = stripped(Subscript->getBase());
    if (const auto *Decay = dyn_cast<ImplicitCastExpr>(Base))
      if (Decay->getCastKind() == CK_ArrayToPointerDecay)
        return place(Decay->getSubExpr())
            .element(0)
            .shifted(indexOf(*Subscript->getIdx(), Contract.context()));
    return moved(Base, *Subscript->getIdx(), /*Back=*/false);
  }
  if (isa<CXXThisExpr>(E))
    return {};
  if (const auto *Call = dyn_cast<CallExpr>(E)) {
    AccessPath Path = placeOfCall(Call, /*WantTarget=*/false);
    return Path.isKnown() || E->isGLValue() ? Path : AccessPath::fresh(E);
  }
  if (const auto *Construct = dyn_cast<CXXConstructExpr>(E)) {
    // An elided or implicit copy of a prvalue is that prvalue.
    if (Construct->isElidable() && Construct->getNumArgs() == 1)
      return place(Construct->getArg(0));
    return AccessPath::fresh(E);
  }
  if (const auto *List = dyn_cast<InitListExpr>(E))
    if (List->getNumInits() == 1 && List->isTransparent())
      return place(List->getInit(0));
  if (isa<CXXTemporaryObjectExpr, LambdaExpr, CXXNewExpr, InitListExpr>(E))
    return AccessPath::fresh(E);
  if (const auto *Cast = dyn_cast<CastExpr>(E)) {
    if (Cast->getCastKind() == CK_LValueToRValue)
      return place(Cast->getSubExpr());
    return {};
  }
  return {};
}

bool PathResolver::copiesVariable(const Expr *Value) const {
  const auto *Copy = dyn_cast<CXXConstructExpr>(stripped(Value));
  if (!Copy || !Copy->getConstructor()->isCopyConstructor())
    return false;
  const VarDecl *From = directVariable(Copy->getArg(0));
  return From && From->hasLocalStorage() &&
         !Uses.Changed.contains(From->getCanonicalDecl());
}

/// The members whose offset \p E is, outermost first: `offsetof(T, a.b)`, or what
/// programs wrote before there was one, `(size_t)&((T *)0)->a.b`.
static std::optional<llvm::SmallVector<const FieldDecl *, 2>>
membersOfOffset(const Expr *E) {
  llvm::SmallVector<const FieldDecl *, 2> Members;
  E = E->IgnoreParenCasts();
  if (const auto *Offset = dyn_cast<OffsetOfExpr>(E)) {
    for (unsigned I = 0; I != Offset->getNumComponents(); ++I) {
      const OffsetOfNode &Part = Offset->getComponent(I);
      if (Part.getKind() != OffsetOfNode::Field)
        return std::nullopt;
      Members.push_back(Part.getField());
    }
    return Members;
  }
  const auto *Address = dyn_cast<UnaryOperator>(E);
  if (!Address || Address->getOpcode() != UO_AddrOf)
    return std::nullopt;
  E = Address->getSubExpr()->IgnoreParenCasts();
  while (const auto *Member = dyn_cast<MemberExpr>(E)) {
    const auto *Field = dyn_cast<FieldDecl>(Member->getMemberDecl());
    if (!Field)
      return std::nullopt;
    Members.insert(Members.begin(), Field);
    E = Member->getBase()->IgnoreParenCasts();
    if (Member->isArrow())
      return isa<IntegerLiteral>(E) && !Members.empty()
                 ? std::optional(std::move(Members))
                 : std::nullopt;
  }
  return std::nullopt;
}

AccessPath PathResolver::moved(const Expr *Pointer, const Expr &Distance,
                               bool Back) const {
  const ASTContext &Context = Contract.context();
  AccessPath Path = target(Pointer);
  // What the pointer was cast from may count in other units.
  auto size = [&](QualType Type) {
    return Type.isNull() || Type->isIncompleteType() || Type->isDependentType()
               ? std::optional<int64_t>()
               : Context.getTypeSizeInChars(Type).getQuantity();
  };
  auto Unit = size(Pointer->getType()->getPointeeType());
  auto Object = size(Path.isKnown() ? Path.type() : QualType());
  return Path.shifted(Unit && Object && Unit != Object
                          ? PathStep::element(std::nullopt)
                          : indexOf(Distance, Context, Back));
}

bool PathResolver::keepsMeaning(const AccessPath &Path) const {
  const VarDecl *Root = Path.rootVariable();
  return !Root || !Root->hasLocalStorage() || Path.isLocalStorage() ||
         !Uses.Changed.contains(Root) || Uses.SetOnce.lookup(Root);
}

AccessPath PathResolver::target(const Expr *E) const {
  if (!E || Depth >= MaxDepth)
    return {};
  llvm::SaveAndRestore<unsigned> Deeper(Depth, Depth + 1);
  E = stripped(E);

  if (isa<CXXThisExpr>(E))
    return AccessPath::thisObject();
  if (const auto *Operator = dyn_cast<UnaryOperator>(E))
    if (Operator->getOpcode() == UO_AddrOf)
      return place(Operator->getSubExpr());
  const auto *Cast = dyn_cast<CastExpr>(E);
  if (Cast && Cast->getCastKind() == CK_ArrayToPointerDecay)
    return place(Cast->getSubExpr()).element(0);
  bool Loads = Cast && Cast->getCastKind() == CK_LValueToRValue;
  // An attribute names a pointer without loading it.
  bool Names = isa<DeclRefExpr, MemberExpr>(E) && E->getType()->isPointerType();
  if (Loads || Names) {
    const Expr *Pointer = Loads ? stripped(Cast->getSubExpr()) : E;
    const VarDecl *Variable = directVariable(Pointer);
    // The iterator of a range-based for stands for some element.
    auto Range = Variable ? Uses.RangeOf.find(Variable->getCanonicalDecl())
                          : Uses.RangeOf.end();
    if (Range != Uses.RangeOf.end() && Variable->isImplicit())
      return elementOf(*Range->second);
    // A pointer that is set once refers to what it was set to.
    if (Variable && Variable->getType()->isPointerType())
      if (const Expr *Value = Uses.onlyValue(Variable);
          // What was made for it is named by it.
          Value && !isa<CXXNewExpr>(stripped(Value))) {
        AccessPath Pointee = target(Value);
        if (Pointee.isKnown() &&
            (Value == Variable->getInit() || keepsMeaning(Pointee)))
          return Pointee;
      }
    if (const Expr *Init = memberInit(Pointer)) {
      AccessPath Pointee = target(Init);
      if (Pointee.isKnown())
        return Pointee;
    }
    // The pointers in a copy of a structure are those of the structure.
    if (const auto *Member = dyn_cast<MemberExpr>(Pointer);
        Member && !Member->isArrow() && isa<FieldDecl>(Member->getMemberDecl()))
      if (const Expr *Original = copiedStructure(Member->getBase())) {
        AccessPath Whole = place(Original);
        if (Whole.isKnown() && Whole.rootKind() != RootKind::Fresh)
          return Whole.field(cast<FieldDecl>(Member->getMemberDecl())).deref();
      }
    AccessPath Path = place(Pointer);
    return Path.isKnown() ? Path.deref() : AccessPath();
  }
  // Through an integer and back.
  if (Cast && (Cast->getCastKind() == CK_IntegralToPointer ||
               Cast->getCastKind() == CK_PointerToIntegral))
    return target(Cast->getSubExpr());
  if (Cast)
    return {};
  // What a macro with variables of its own gives (a GNU statement expression).
  if (const auto *Statement = dyn_cast<StmtExpr>(E)) {
    const CompoundStmt *Body = Statement->getSubStmt();
    const auto *Last =
        Body->body_empty() ? nullptr : dyn_cast<Expr>(Body->body_back());
    return Last ? target(Last) : AccessPath();
  }
  if (const auto *Call = dyn_cast<CallExpr>(E)) {
    if (makes(Call))
      return AccessPath::fresh(Call);
    // A reference to a pointer is a place where one is.
    if (Call->isGLValue() && Call->getType()->isPointerType()) {
      AccessPath Path = place(Call);
      return Path.isKnown() ? Path.deref() : AccessPath();
    }
    AccessPath Path = placeOfCall(Call, /*WantTarget=*/true);
    if (Path.isKnown())
      return Path;
    return Call->isPRValue() && !Call->getType()->isPointerType()
               ? AccessPath::fresh(E).deref()
               : AccessPath();
  }
  if (isa<CXXNewExpr>(E))
    return AccessPath::fresh(E);
  if (const auto *Operator = dyn_cast<BinaryOperator>(E)) {
    if (Operator->getOpcode() == BO_Sub)
      if (auto Members = membersOfOffset(Operator->getRHS())) {
        AccessPath Path = target(Operator->getLHS());
        for (const FieldDecl *Member : llvm::reverse(*Members))
          Path = Path.container(Member);
        return Path;
      }
    if (Operator->isAdditiveOp() &&
        Operator->getLHS()->getType()->isPointerType())
      return moved(Operator->getLHS(), *Operator->getRHS(),
                   Operator->getOpcode() == BO_Sub);
    if (Operator->getOpcode() == BO_Assign)
      return place(Operator->getLHS()).deref();
    return {};
  }
  // A class-type pointer (smart pointer, view, reference wrapper) that is
  // initialized once refers to what it was made from.
  if (E->getType()->isRecordType()) {
    if (const auto *Construct = dyn_cast<CXXConstructExpr>(E)) {
      if (Construct->getNumArgs() >= 1 &&
          Construct->getConstructor()->isCopyOrMoveConstructor())
        return target(Construct->getArg(0));
      const TypeModel *Model = Contract.typeModel(E->getType());
      if (Construct->getNumArgs() >= 1 && Model && Model->Pointer &&
          !Model->Pointer->Owning) {
        const Expr *From = Construct->getArg(0);
        const TypeModel *FromModel = Contract.typeModel(From->getType());
        if (From->getType()->isPointerType() || FromModel == Model)
          return target(From);
        // A view of a container refers to its elements.
        bool OfParts = From->getType()->isArrayType() ||
                       (FromModel && !FromModel->Interior.empty());
        AccessPath Whole = place(From);
        return OfParts ? Whole.element() : Whole;
      }
      return AccessPath::fresh(E).deref();
    }
    const VarDecl *Variable = directVariable(E);
    if (Variable && !isa<ParmVarDecl>(Variable) &&
        Variable->hasLocalStorage() &&
        !Uses.Changed.contains(Variable->getCanonicalDecl()) &&
        Variable->getInit()) {
      const TypeModel *Model = Contract.typeModel(Variable->getType());
      if (Model && Model->Pointer &&
          (!Model->Pointer->Owning || copiesVariable(Variable->getInit()))) {
        AccessPath Pointee = target(Variable->getInit());
        if (Pointee.isKnown() && Pointee.rootKind() != RootKind::Fresh)
          return Pointee;
      }
    }
    AccessPath Path = place(E);
    if (!Contract.typeModel(E->getType()))
      if (const CXXMethodDecl *Arrow = arrowOf(E->getType()))
        return placeOfMethod(Arrow, Path, /*WantTarget=*/true, {});
    return Path.isKnown() ? Path.deref() : AccessPath();
  }
  return {};
}

} // namespace sendsync
