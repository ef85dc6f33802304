#include "checks/analysis/facts/BodyWalk.h"
#include "checks/analysis/facts/FactsGenerator.h"
#include "checks/analysis/facts/MemoryOrders.h"
#include "clang/AST/StmtCXX.h"
#include "clang/AST/StmtOpenMP.h"
#include "clang/Basic/Builtins.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/Support/SaveAndRestore.h"

using namespace clang;

namespace sendsync {

template <typename F> F &BodyWalk::add(const Stmt *At) {
  auto Owned = std::make_unique<F>();
  F &Added = *Owned;
  if (At) {
    Added.Location = At->getBeginLoc();
    Added.Range = At->getSourceRange();
  }
  Out.Owned.push_back(std::move(Owned));
  Current->Facts.push_back(&Added);
  return Added;
}
template LockFact &BodyWalk::add<LockFact>(const Stmt *);
template GuardFact &BodyWalk::add<GuardFact>(const Stmt *);
template CallFact &BodyWalk::add<CallFact>(const Stmt *);
template SpawnFact &BodyWalk::add<SpawnFact>(const Stmt *);
template ConditionFact &BodyWalk::add<ConditionFact>(const Stmt *);
template HandleFact &BodyWalk::add<HandleFact>(const Stmt *);
template InitFact &BodyWalk::add<InitFact>(const Stmt *);
template MoveFact &BodyWalk::add<MoveFact>(const Stmt *);
template SuspendFact &BodyWalk::add<SuspendFact>(const Stmt *);
template CatchFact &BodyWalk::add<CatchFact>(const Stmt *);
template FlagFact &BodyWalk::add<FlagFact>(const Stmt *);
template DestroyFact &BodyWalk::add<DestroyFact>(const Stmt *);
template BindFact &BodyWalk::add<BindFact>(const Stmt *);

/// Where a user would put the caret: at the member's name, not at the object.
static SourceLocation caret(const Expr *E) {
  E = stripped(E);
  if (const auto *Member = dyn_cast<MemberExpr>(E))
    if (Member->getMemberLoc().isValid())
      return Member->getMemberLoc();
  if (const auto *Subscript = dyn_cast<ArraySubscriptExpr>(E))
    return caret(Subscript->getBase());
  if (const auto *Operator = dyn_cast<CXXOperatorCallExpr>(E))
    if (Operator->getNumArgs())
      return caret(Operator->getArg(0));
  if (const auto *Operator = dyn_cast<UnaryOperator>(E))
    return caret(Operator->getSubExpr());
  if (const auto *Cast = dyn_cast<ImplicitCastExpr>(E))
    return caret(Cast->getSubExpr());
  return E->getBeginLoc();
}

/// The object, or one that it is a part of, has an atomic type.
static bool isInAtomic(AccessPath Path) {
  while (true) {
    QualType Type = Path.type();
    if (!Type.isNull() && Type->isAtomicType())
      return true;
    if (Path.steps().empty() ||
        Path.steps().back().StepKind == PathStep::Deref)
      return false;
    Path = Path.parent();
  }
}

void BodyWalk::access(AccessFact::Mode Mode, const AccessPath &Path,
                      const Expr *At, bool MayWrite) {
  if (!Path.isKnown() || Path.rootKind() == RootKind::Fresh)
    return;
  // The hidden variables of a range-based for, and what never changes.
  if (const VarDecl *Root = Path.rootVariable())
    if (Root->isConstexpr() ||
        (Root->isImplicit() && !isa<DecompositionDecl>(Root)))
      return;
  auto &Fact = add<AccessFact>(At);
  Fact.Location = caret(At);
  Fact.Path = Path;
  Fact.AccessMode = Mode;
  Fact.MayWrite = MayWrite;
  QualType Type = At->getType();
  Fact.Type = Type;
  Fact.Atomic = (!Type.isNull() && Type->isAtomicType()) || isInAtomic(Path);
  const SourceManager &Sources = Contract.context().getSourceManager();
  auto within = [&](SourceRange Range) {
    SourceLocation Here = Sources.getExpansionLoc(Fact.Location);
    return !Sources.isBeforeInTranslationUnit(
               Here, Sources.getExpansionLoc(Range.getBegin())) &&
           !Sources.isBeforeInTranslationUnit(
               Sources.getExpansionLoc(Range.getEnd()), Here);
  };
  for (const TeamPart &Part : Parts)
    if (within(Part.Range)) {
      Fact.TeamRunner = Part.Runner;
      Fact.Atomic |= Part.Atomic;
      if (Part.Atomic)
        Fact.Ordering = {Part.Orders, Part.Orders};
    }
}

void BodyWalk::readValue(const Expr *Place) {
  const auto *Choice =
      dyn_cast<ConditionalOperator>(Place->IgnoreParenImpCasts());
  if (!Choice)
    return access(AccessFact::Read, Paths.place(Place), Place);
  // One of the two is read; which one is not known.
  readValue(Choice->getTrueExpr());
  readValue(Choice->getFalseExpr());
}

void BodyWalk::readForUpdate(const AccessPath &Path, const Expr *At) {
  size_t Before = Current->Facts.size();
  access(AccessFact::Read, Path, At);
  if (Current->Facts.size() != Before)
    static_cast<AccessFact *>(Out.Owned.back().get())->Updates = true;
}

void BodyWalk::free(const Expr *Pointer, QualType Ended) {
  size_t Before = Current->Facts.size();
  access(AccessFact::Write, Paths.target(Pointer), Pointer);
  if (Current->Facts.size() == Before)
    return;
  auto *Access = static_cast<AccessFact *>(Out.Owned.back().get());
  Access->Ends = true;
  Access->Atomic = false;
  Access->Type = Ended;
}

void BodyWalk::atomicAccess(AccessFact::Mode Mode, const Expr *Pointer,
                            MemoryOrdering Ordering, bool IsAtomic) {
  size_t Before = Current->Facts.size();
  access(Mode, Paths.target(Pointer), Pointer);
  if (Current->Facts.size() == Before)
    return;
  auto *Access = static_cast<AccessFact *>(Out.Owned.back().get());
  Access->Atomic = IsAtomic;
  Access->Ordering = Ordering;
}

bool BodyWalk::isTracked(QualType Type) const {
  const TypeModel *Model = Contract.typeModel(Type);
  return (Model && (Model->Guard || Model->Handle)) || Contract.isGuard(Type);
}

bool BodyWalk::mayBeGuard(QualType Type) const {
  return isTracked(Type) || Contract.mayBeGuard(Type);
}

void BodyWalk::move(const Expr *From, AccessPath To, SourceLocation At) {
  QualType Type = From->getType().getNonReferenceType();
  if (!mayBeGuard(Type) && !Contract.handleIn(Type))
    return;
  AccessPath Source = Paths.place(From);
  if (!Source.isKnown() || Source == To)
    return;
  auto &Fact = add<MoveFact>(From);
  Fact.Location = At;
  Fact.From = Source;
  Fact.To = std::move(To);
  Fact.Type = Type;
}

const Expr *BodyWalk::storedCall(const Expr *Value, bool &Negated) const {
  const Expr *E = stripped(Value);
  // A variable may be made of itself.
  unsigned Names = 4;
  while (true) {
    if (const auto *Cast = dyn_cast<CastExpr>(E)) {
      E = stripped(Cast->getSubExpr());
      continue;
    }
    if (const auto *Operator = dyn_cast<UnaryOperator>(E);
        Operator && Operator->getOpcode() == UO_LNot) {
      Negated = !Negated;
      E = stripped(Operator->getSubExpr());
      continue;
    }
    // `call() == 0` is a negation too.
    if (const auto *Operator = dyn_cast<BinaryOperator>(E);
        Operator && Operator->isEqualityOp() &&
        !Operator->getRHS()->isValueDependent() &&
        Operator->getRHS()->isIntegerConstantExpr(Contract.context()) &&
        Operator->getRHS()->EvaluateKnownConstInt(Contract.context()) == 0) {
      Negated ^= Operator->getOpcode() == BO_EQ;
      E = stripped(Operator->getLHS());
      continue;
    }
    // A variable that has held one result since it was made.
    const VarDecl *Variable = directVariable(E);
    bool IsKept = Variable && Names-- != 0 &&
                  !Uses.Changed.contains(Variable->getCanonicalDecl());
    const Expr *Only = IsKept ? Uses.onlyValue(Variable) : nullptr;
    if (!Only)
      return isa<CallExpr>(E) ? E : nullptr;
    E = stripped(Only);
  }
}

std::optional<int64_t> BodyWalk::constantOf(const Expr *Value) const {
  while (const auto *Comma = dyn_cast<BinaryOperator>(Value->IgnoreParenImpCasts())) {
    if (Comma->getOpcode() != BO_Comma)
      break;
    Value = Comma->getRHS();
  }
  return numberOf(Value, Contract.context());
}

void BodyWalk::moveInto(const Expr *Init, const AccessPath &To,
                        SourceLocation At) {
  const auto *List = dyn_cast<InitListExpr>(stripped(Init));
  if (!List || List->isTransparent())
    return move(Init, To, At);
  const RecordDecl *Record = List->getType()->getAsRecordDecl();
  // An array, and a class that is modelled as a container of elements.
  if (!Record || Contract.typeModel(List->getType())) {
    for (const Expr *Item : List->inits())
      moveInto(Item, List->getType()->isArrayType() ? To.element() : To, At);
    return;
  }
  unsigned I = 0;
  if (const auto *Class = dyn_cast<CXXRecordDecl>(Record))
    I = Class->getNumBases();
  for (const FieldDecl *Field : Record->fields())
    if (!Field->isUnnamedBitField() && I < List->getNumInits()) {
      const Expr *Part = List->getInit(I++);
      if (isa<CXXDefaultInitExpr>(Part))
        visitDefaultMember(Part, To, Field);
      // Who keeps a reference may do anything with it, at its end as well.
      if (QualType Type = Field->getType(); Type->isReferenceType())
        access(AccessFact::Pass, Paths.place(Part), Part,
               !Type->getPointeeType().isConstQualified());
      moveInto(Part, To.field(Field), At);
      bind(To.field(Field), Field->getType(), Part);
    }
}

void BodyWalk::loseCopied(const Expr *Value) {
  QualType Type = Value->getType();
  if (!Type->isScalarType() || !isTracked(Type))
    return;
  auto &Fact = add<HandleFact>(Value);
  Fact.HandleVerb = HandleFact::Lose;
  Fact.Handle = Paths.place(Value->IgnoreParenImpCasts());
  if (!Fact.Handle.isKnown())
    Current->Facts.pop_back();
}

void BodyWalk::storeMade(const Expr *Value, const AccessPath &Pointer,
                         SourceLocation At) {
  const Expr *Made = Paths.makes(Value);
  const auto *New = dyn_cast<CXXNewExpr>(stripped(Value));
  if (New && mayBeGuard(New->getAllocatedType()))
    Made = New;
  if (!Made || !Pointer.isKnown())
    return;
  auto &Fact = add<MoveFact>(Value);
  Fact.Location = At;
  Fact.From = AccessPath::fresh(Made);
  Fact.To = Pointer.deref();
  Fact.Type = Made->getType()->getPointeeType();
}

void BodyWalk::visitDeclaration(const VarDecl *Variable) {
  const Expr *Init = Variable->getInit();
  bool IsReference = Variable->getType()->isReferenceType();
  if (Init && !Variable->getType()->getPointeeType().isNull())
    visitBorrow(Variable, Init, IsReference, Init);
  if (Init && IsReference && Returned.contains(Variable))
    add<BorrowFact>(Init).Variable = Variable;
  if (!Init || Variable->isStaticLocal() || IsReference)
    return;
  moveInto(Init, AccessPath::variable(Variable), Variable->getLocation());
  loseCopied(Init);
  const VarDecl *Canonical = Variable->getCanonicalDecl();
  if (!Uses.Changed.contains(Canonical))
    noteMaker(Canonical, Init);
  // Only a plain value is tested later: the result of a call, or a flag that is
  // assigned to afterwards.
  if (!Variable->getType()->isScalarType())
    return;
  if (isa<CXXNewExpr>(stripped(Init))) {
    storeMade(Init, AccessPath::variable(Variable), Variable->getLocation());
    // In a loop it is another object each time.
    if (!Uses.Changed.contains(Canonical)) {
      size_t Before = Current->Facts.size();
      access(AccessFact::Write, AccessPath::variable(Variable), Init);
      if (Current->Facts.size() != Before)
        static_cast<AccessFact *>(Out.Owned.back().get())->Makes = true;
    }
  }
  bool Negated = false;
  const Expr *Call = storedCall(Init, Negated);
  bool IsFlag =
      Uses.Changed.contains(Canonical) && !Uses.Updated.contains(Canonical);
  bool IsPointer = Variable->getType()->isPointerType();
  bool IsSelected =
      IsPointer && isa<ConditionalOperator>(Init->IgnoreParenImpCasts());
  if (!Call && !IsFlag && !IsSelected)
    return;
  auto &Fact = add<AccessFact>(Init);
  Fact.Location = Variable->getLocation();
  Fact.Path = AccessPath::variable(Variable);
  Fact.AccessMode = AccessFact::Write;
  Fact.Stored = Call;
  Fact.StoredNegated = Negated;
  Fact.Constant = constantOf(Init);
  Fact.Makes = makesObject(Init);
  if (IsPointer)
    noteReferents(Fact, Init);
  // A variable that is never changed only names what was made.
  if (Call && (Uses.Changed.contains(Canonical) || !Variable->hasLocalStorage()))
    storeMade(Init, Fact.Path, Fact.Location);
}

void BodyWalk::visitBorrow(const VarDecl *Variable, const Expr *Value,
                           bool IsReference, const Expr *Part) {
  const auto *Temporary = dyn_cast<CXXBindTemporaryExpr>(Part);
  if (!Temporary || !Contract.isGuard(Temporary->getType())) {
    for (const Stmt *Child : Part->children())
      if (const auto *Inner = dyn_cast_or_null<Expr>(Child))
        visitBorrow(Variable, Value, IsReference, Inner);
    return;
  }
  AccessPath Guard = Paths.place(Temporary);
  AccessPath Referent = IsReference ? Paths.place(Value) : Paths.target(Value);
  // The guard itself lives on when a reference is bound to it.
  bool GoesOn = llvm::any_of(Referent.steps(), [](const PathStep &Step) {
    return Step.StepKind == PathStep::Deref || Step.StepKind == PathStep::Call;
  });
  if (!Referent.startsWith(Guard) || !GoesOn)
    return;
  auto &Fact = add<BorrowFact>(Value);
  if (Variable)
    Fact.Location = Variable->getLocation();
  Fact.Variable = Variable;
  Fact.Guard = Temporary->getType()->getAsCXXRecordDecl();
}

void BodyWalk::addReferents(const Expr *Value, ReturnFact &Return) const {
  const Expr *Given = stripped(Value);
  while (const auto *Cast = dyn_cast<ImplicitCastExpr>(Given))
    Given = stripped(Cast->getSubExpr());
  if (const auto *Choice = dyn_cast<AbstractConditionalOperator>(Given)) {
    addReferents(Choice->getTrueExpr(), Return);
    addReferents(Choice->getFalseExpr(), Return);
    return;
  }
  bool Refers = Out.Function->getReturnType()->isReferenceType();
  ReturnFact::Borrow Kind = ReturnFact::Reference;
  AccessPath Referent = Refers ? Paths.place(Value) : borrowed(Value, Kind);
  if (!Referent.isKnown())
    return;
  Return.BorrowKind = Kind;
  Return.Referents.push_back(std::move(Referent));
}

void BodyWalk::visitReturn(const ReturnStmt *Return) {
  if (const Expr *Value = Return->getRetValue()) {
    size_t Before = Current->Facts.size();
    move(Value, AccessPath(), Return->getReturnLoc());
    if (Current->Facts.size() != Before)
      static_cast<MoveFact *>(Out.Owned.back().get())->Returned = true;
  }
  const Expr *Value = Return->getRetValue();
  QualType Type = Out.Function->getReturnType();
  if (Value && !Type->getPointeeType().isNull())
    visitBorrow(nullptr, Value, Type->isReferenceType(), Value);
  auto &Fact = add<ReturnFact>(Return);
  if (!Value)
    return;
  Fact.Location = caret(Value);
  Fact.Value = Paths.place(Value);
  addReferents(Value, Fact);
  Fact.ReferentType = Type->getPointeeType();
  const auto *Named = dyn_cast<DeclRefExpr>(stripped(Value));
  const auto *Local = Named ? dyn_cast<VarDecl>(Named->getDecl()) : nullptr;
  if (Local && Local->hasLocalStorage() && Local->getType()->isReferenceType())
    Fact.Through = Local;
  Fact.Constant = constantOf(Value);
  Fact.IsPointer = Value->getType()->isAnyPointerType();
  Fact.Call = storedCall(Value, Fact.CallNegated);
  Fact.Makes = makesObject(Value);
}

void BodyWalk::visitCleanup(const VarDecl *Variable,
                            const FunctionDecl *Function) {
  auto &Context = const_cast<ASTContext &>(Contract.context());
  SourceLocation At = Variable->getLocation();
  auto name = [&](const ValueDecl *Named, ExprValueKind Kind) {
    return DeclRefExpr::Create(Context, NestedNameSpecifierLoc(),
                               SourceLocation(), const_cast<ValueDecl *>(Named),
                               /*RefersToEnclosingVariableOrCapture=*/false, At,
                               Named->getType(), Kind);
  };
  Expr *Address = UnaryOperator::Create(
      Context, name(Variable, VK_LValue), UO_AddrOf,
      Context.getPointerType(Variable->getType()), VK_PRValue, OK_Ordinary, At,
      /*CanOverflow=*/false, FPOptionsOverride());
  Expr *Callee = ImplicitCastExpr::Create(
      Context, Context.getPointerType(Function->getType()),
      CK_FunctionToPointerDecay, name(Function, VK_LValue),
      /*BasePath=*/nullptr, VK_PRValue, FPOptionsOverride());
  const Expr *Call = CallExpr::Create(Context, Callee, {Address},
                                      Function->getReturnType(), VK_PRValue, At,
                                      FPOptionsOverride());
  visitCall(Call, CallParts::of(Call));
}

void BodyWalk::visitLambda(const LambdaExpr *Lambda) {
  if (!Out.closure(Lambda))
    Out.Closures.push_back({Lambda, {}});
}

void BodyWalk::visit(const Stmt *S) {
  CurrentStatement = S;
  if (const auto *Cast = dyn_cast<ImplicitCastExpr>(S)) {
    if (Cast->getCastKind() == CK_LValueToRValue)
      readValue(Cast->getSubExpr());
    return;
  }
  if (const auto *Operator = dyn_cast<BinaryOperator>(S)) {
    if (!Operator->isAssignmentOp())
      return;
    loseCopied(Operator->getRHS());
    AccessPath Path = Paths.place(Operator->getLHS());
    if (Operator->isCompoundAssignmentOp())
      readForUpdate(Path, Operator->getLHS());
    size_t Before = Current->Facts.size();
    access(AccessFact::Write, Path, Operator->getLHS());
    if (Current->Facts.size() != Before) {
      auto *Write = static_cast<AccessFact *>(Out.Owned.back().get());
      Write->Value = Paths.place(Operator->getRHS()->IgnoreParenImpCasts());
      Write->Stored = storedCall(Operator->getRHS(), Write->StoredNegated);
      if (Operator->getOpcode() == BO_Assign) {
        Write->Constant = constantOf(Operator->getRHS());
        if (Operator->getType()->isFunctionPointerType())
          Write->StoredFunction = namedFunction(Operator->getRHS());
        if (Operator->getType()->isPointerType()) {
          noteReferents(*Write, Operator->getRHS());
          Write->Makes = makesObject(Operator->getRHS());
        }
      }
      visitLockValue(Operator->getRHS(), Operator->getType(), Path);
    }
    if (Operator->getOpcode() == BO_Assign)
      bind(Path, Operator->getType(), Operator->getRHS());
    if (Operator->getOpcode() == BO_Assign)
      storeMade(Operator->getRHS(), Path, Operator->getOperatorLoc());
    return;
  }
  if (const auto *Operator = dyn_cast<UnaryOperator>(S)) {
    if (Operator->isIncrementDecrementOp()) {
      AccessPath Path = Paths.place(Operator->getSubExpr());
      readForUpdate(Path, Operator->getSubExpr());
      access(AccessFact::Write, Path, Operator->getSubExpr());
    } else if (Operator->getOpcode() == UO_AddrOf) {
      size_t Before = Current->Facts.size();
      access(AccessFact::Address, Paths.place(Operator->getSubExpr()),
             Operator->getSubExpr());
      if (Current->Facts.size() != Before)
        Addresses[Operator] = static_cast<AccessFact *>(Out.Owned.back().get());
    }
    return;
  }
  if (const auto *Atomic = dyn_cast<AtomicExpr>(S)) {
    llvm::StringRef Name = Atomic->getOpAsString();
    bool Loads = Name.contains("atomic_load");
    return atomicAccess(Loads ? AccessFact::Read : AccessFact::Write,
                        Atomic->getPtr(),
                        orderingOf(Atomic, Contract.context()),
                        /*IsAtomic=*/!Name.contains("atomic_init"));
  }
  if (const auto *Construct = dyn_cast<CXXConstructExpr>(S)) {
    visitCall(Construct, CallParts::of(Construct));
    return;
  }
  if (const auto *Call = dyn_cast<CallExpr>(S)) {
    // The older atomic builtins are calls; each of them writes. One without an
    // object is a fence.
    const FunctionDecl *Callee = Call->getDirectCallee();
    if (Call->getBuiltinCallee() && Call->getNumArgs() > 0 &&
        Callee->getName().starts_with("__sync_"))
      return atomicAccess(AccessFact::Write, Call->getArg(0));
    visitCall(Call, CallParts::of(Call));
    return;
  }
  if (const auto *New = dyn_cast<CXXNewExpr>(S)) {
    // What the constructor has made is known by the pointer from here on.
    const Expr *Made = New->getConstructExpr();
    if (Made && mayBeGuard(Made->getType()))
      move(Made, Paths.target(New), New->getBeginLoc());
    return;
  }
  if (const auto *Delete = dyn_cast<CXXDeleteExpr>(S)) {
    return free(Delete->getArgument(), Delete->getDestroyedType());
  }
  if (const auto *Declaration = dyn_cast<DeclStmt>(S)) {
    for (const Decl *D : Declaration->decls())
      if (const auto *Variable = dyn_cast<VarDecl>(D))
        visitDeclaration(Variable);
    return;
  }
  if (const auto *Return = dyn_cast<ReturnStmt>(S))
    return visitReturn(Return);
  if (const auto *Return = dyn_cast<CoreturnStmt>(S)) {
    add<ReturnFact>(Return);
    return;
  }
  if (const auto *Lambda = dyn_cast<LambdaExpr>(S))
    return visitLambda(Lambda);
  if (const auto *Directive = dyn_cast<OMPExecutableDirective>(S))
    return visitDirective(Directive);
  if (const auto *Suspension = dyn_cast<CoroutineSuspendExpr>(S))
    visitSuspension(Suspension);
}

void BodyWalk::visitElement(const CFGElement &Element) {
  if (auto Statement = Element.getAs<CFGStmt>()) {
    auto Construction = Element.getAs<CFGConstructor>();
    llvm::SaveAndRestore<AccessPath> Object(
        Made, Construction
                  ? objectMadeAt(Construction->getConstructionContext())
                  : AccessPath());
    visit(Statement->getStmt());
    const auto *Bind = dyn_cast<CXXBindTemporaryExpr>(Statement->getStmt());
    if (Bind && Flagged.contains(Bind))
      flag(Bind, /*Set=*/true);
    return;
  }
  if (auto Initializer = Element.getAs<CFGInitializer>()) {
    const CXXCtorInitializer *Init = Initializer->getInitializer();
    if (const FieldDecl *Field = Init->getAnyMember()) {
      AccessPath Member = AccessPath::thisObject().field(Field);
      moveInto(Init->getInit(), Member, Init->getSourceLocation());
      bind(Member, Field->getType(), Init->getInit());
      visitLockValue(Init->getInit(), Field->getType(), Member);
    }
    return;
  }
  if (auto Cleanup = Element.getAs<CFGCleanupFunction>())
    return visitCleanup(Cleanup->getVarDecl(), Cleanup->getFunctionDecl());
  auto destroy = [&](AccessPath Object, QualType Type, SourceLocation At) {
    auto &Fact = add<DestroyFact>(nullptr);
    Fact.Object = std::move(Object);
    Fact.Type = Type;
    Fact.Location = At;
  };
  if (auto Destructor = Element.getAs<CFGAutomaticObjDtor>()) {
    const VarDecl *Variable = Destructor->getVarDecl();
    const Stmt *Trigger = Destructor->getTriggerStmt();
    // At a plain end of scope the trigger is the whole block.
    SourceLocation At = !Trigger ? Variable->getEndLoc()
                        : isa<CompoundStmt>(Trigger) ? Trigger->getEndLoc()
                                                     : Trigger->getBeginLoc();
    destroy(AccessPath::variable(Variable), Variable->getType(), At);
  } else if (auto Destructor = Element.getAs<CFGTemporaryDtor>()) {
    const CXXBindTemporaryExpr *Bind = Destructor->getBindTemporaryExpr();
    destroy(Paths.place(Bind), Bind->getType(), Bind->getEndLoc());
    if (Flagged.contains(Bind))
      flag(Bind, /*Set=*/false);
  } else if (auto Destructor = Element.getAs<CFGMemberDtor>()) {
    const FieldDecl *Field = Destructor->getFieldDecl();
    destroy(AccessPath::thisObject().field(Field), Field->getType(),
            Out.Function->getEndLoc());
  }
}

void BodyWalk::flag(const CXXBindTemporaryExpr *Bind, bool Set) {
  auto &Fact = add<FlagFact>(Bind);
  Fact.Key = AccessPath::fresh(Bind);
  Fact.Set = Set;
}

const ClosureFacts *FunctionFacts::closure(const LambdaExpr *Wanted) const {
  for (const ClosureFacts &Closure : Closures)
    if (Closure.Lambda == Wanted)
      return &Closure;
  return nullptr;
}

const FunctionFacts &FunctionFacts::outermost() const {
  const FunctionFacts *Level = this;
  while (Level->Parent)
    Level = Level->Parent;
  return *Level;
}

namespace {

/// The bodies a lambda can run: of a generic one, its instantiations.
llvm::SmallVector<const FunctionDecl *, 2> bodiesOf(const LambdaExpr *Lambda) {
  llvm::SmallVector<const FunctionDecl *, 2> Bodies;
  const CXXMethodDecl *Operator = Lambda->getCallOperator();
  if (!Operator)
    return Bodies;
  if (const FunctionTemplateDecl *Generic =
          Operator->getDescribedFunctionTemplate()) {
    for (const FunctionDecl *Instance : Generic->specializations())
      if (Instance->hasBody())
        Bodies.push_back(Instance);
  } else if (Operator->hasBody()) {
    Bodies.push_back(Operator);
  }
  return Bodies;
}

void collectClosures(FunctionFacts &Of, const Contracts &Contract,
                     const VariableUses &Uses, Summaries *Callees) {
  for (ClosureFacts &Closure : Of.Closures)
    for (const FunctionDecl *Operator : bodiesOf(Closure.Lambda)) {
      auto Body = std::make_unique<FunctionFacts>();
      Body->Function = Operator;
      Body->Parent = &Of;
      Body->Lambda = Closure.Lambda;
      if (!BodyWalk(*Body, Contract, Uses, Callees).run())
        continue;
      collectClosures(*Body, Contract, Uses, Callees);
      Closure.Bodies.push_back(Body.get());
      Of.OwnedBodies.push_back(std::move(Body));
    }
  for (const auto &Body : Of.OwnedBodies)
    if (Body->Region && BodyWalk(*Body, Contract, Uses, Callees).run())
      collectClosures(*Body, Contract, Uses, Callees);
}

} // namespace

/// Notes which pointer parameters \p Body, or a closure in it, changes.
static void findReassigned(const FunctionFacts &Body, FunctionFacts &Into) {
  Body.each<AccessFact>([&](const AccessFact &Access) {
    const auto *Parameter =
        dyn_cast_or_null<ParmVarDecl>(Access.Path.rootVariable());
    if (Parameter && Access.Path.steps().empty() &&
        Parameter->getType()->isPointerType() &&
        (Access.isWrite() || Access.MayWrite ||
         Access.AccessMode == AccessFact::Address))
      Into.Reassigned.insert(Access.Path.rootVariable());
  });
  for (const ClosureFacts &Closure : Body.Closures)
    for (const FunctionFacts *Inner : Closure.Bodies)
      findReassigned(*Inner, Into);
}

std::unique_ptr<FunctionFacts> collectFacts(const FunctionDecl *Function,
                                            const Contracts &Contract,
                                            Summaries *Callees) {
  VariableUses Uses = VariableUses::scan(Function);
  auto Facts = std::make_unique<FunctionFacts>();
  Facts->Function = Function;
  if (!BodyWalk(*Facts, Contract, Uses, Callees).run())
    return nullptr;
  collectClosures(*Facts, Contract, Uses, Callees);
  findReassigned(*Facts, *Facts);
  for (const ParmVarDecl *Parameter : Function->parameters()) {
    const VarDecl *Canonical = Parameter->getCanonicalDecl();
    if (Parameter->getType()->isIntegerType() &&
        !Uses.Changed.contains(Canonical) && !Uses.Tested.contains(Canonical))
      Facts->Selectors.insert(Canonical);
  }
  Facts->Counted = std::move(Uses.Counted);
  Facts->ByCaller = std::move(Uses.ByCaller);
  return Facts;
}

} // namespace sendsync
