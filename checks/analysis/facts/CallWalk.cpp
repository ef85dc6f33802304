//===- CallWalk.cpp - calls to facts --------------------------------------===//

#include "checks/analysis/facts/BodyWalk.h"
#include "checks/analysis/facts/FactsGenerator.h"
#include "checks/analysis/facts/MemoryOrders.h"

using namespace clang;

namespace sendsync {

SourceLocation calleeLocation(const Expr *Site) {
  if (const auto *Call = dyn_cast<CallExpr>(Site)) {
    if (isa<CXXOperatorCallExpr>(Call))
      return Call->getExprLoc();
    if (const Expr *Callee = Call->getCallee()) {
      if (const auto *Member =
              dyn_cast<MemberExpr>(Callee->IgnoreParenImpCasts()))
        // A conversion is called without being written.
        return Member->getMemberLoc().isValid() ? Member->getMemberLoc()
                                                : Site->getBeginLoc();
      return Callee->getBeginLoc();
    }
  }
  return Site->getBeginLoc();
}

/// \p Path, below the object at \p Object, where a known member leads elsewhere.
static AccessPath throughMembers(AccessPath Path, const AccessPath &Object,
                                 const ArgumentPaths &Actual) {
  for (const auto &[Field, Target] : Actual.Members) {
    AccessPath Pointee = Object.field(Field).deref();
    if (Path.startsWith(Pointee))
      return Path.rebase(Pointee, Target);
  }
  return Path;
}

/// A step of \p Path leads to another object.
static bool leadsElsewhere(const AccessPath &Path) {
  return llvm::any_of(Path.steps(), [](const PathStep &Step) {
    return Step.StepKind == PathStep::Deref;
  });
}

AccessPath CallFact::substitute(const AccessPath &InCallee) const {
  if (!InCallee.isKnown())
    return {};
  AccessPath Self = AccessPath::thisObject();
  if (InCallee.startsWith(Self))
    return Receiver.isKnown() && (!ReceiverIsCopy || leadsElsewhere(InCallee))
               ? InCallee.rebase(Self, Receiver)
               : AccessPath();
  const VarDecl *Root = InCallee.rootVariable();
  if (InCallee.hasGlobalRoot() || InCallee.rootKind() == RootKind::AnyObject)
    return InCallee;
  // A closure and the code around it have the same names for what is captured.
  const auto *Method = dyn_cast_or_null<CXXMethodDecl>(Callee);
  if (Root && Method && Method->getParent()->isLambda() &&
      (InCallee.rootKind() == RootKind::Capture ||
       Root->getDeclContext() != Callee))
    return InCallee;
  const auto *Parameter = dyn_cast_or_null<ParmVarDecl>(Root);
  if (!Parameter || InCallee.rootKind() != RootKind::Variable)
    return {};
  unsigned Index = Parameter->getFunctionScopeIndex();
  if (Index >= Arguments.size())
    return {};
  AccessPath Formal = AccessPath::variable(Parameter);
  const ArgumentPaths &Actual = Arguments[Index];
  if (Parameter->getType()->isReferenceType())
    return Actual.Place.isKnown()
               ? throughMembers(InCallee.rebase(Formal, Actual.Place),
                                Actual.Place, Actual)
               : AccessPath();
  AccessPath Pointee = Formal.deref();
  if (InCallee.startsWith(Pointee.deref()) && Actual.Pointee.isKnown())
    return InCallee.rebase(Pointee.deref(), Actual.Pointee);
  if (InCallee.startsWith(Pointee) && Actual.Target.isKnown())
    return throughMembers(InCallee.rebase(Pointee, Actual.Target),
                          Actual.Target, Actual);
  return {};
}

/// The method that a constant pointer to a member was made from, or null.
static const CXXMethodDecl *pointedMethod(const Expr *Pointer) {
  Pointer = stripped(Pointer->IgnoreParenImpCasts());
  if (const VarDecl *Variable = directVariable(Pointer))
    Pointer = Variable->getAnyInitializer();
  return Pointer ? dyn_cast_or_null<CXXMethodDecl>(namedFunction(Pointer))
                 : nullptr;
}

/// `p->f()` or `(p->*f)()` for a virtual `f`, but not `p->Base::f()`.
static bool isVirtualCall(const Expr *Site) {
  const auto *Call = dyn_cast<CXXMemberCallExpr>(Site);
  const auto *Selected =
      Call ? dyn_cast<BinaryOperator>(Call->getCallee()->IgnoreParens())
           : nullptr;
  if (Selected && Selected->isPtrMemOp()) {
    const CXXMethodDecl *Pointed = pointedMethod(Selected->getRHS());
    return Pointed && Pointed->isVirtual();
  }
  const CXXMethodDecl *Method = Call ? Call->getMethodDecl() : nullptr;
  const auto *Member =
      Call ? dyn_cast<MemberExpr>(Call->getCallee()->IgnoreParens()) : nullptr;
  return Method && Method->isVirtual() && Member && !Member->hasQualifier();
}

AccessPath BodyWalk::calledPointer(const CallExpr *Call) const {
  const Expr *Callee = Call->getCallee();
  // `(*p)()` and `p()` are the same.
  while (true) {
    Callee = Callee->IgnoreParenImpCasts();
    const auto *Operator = dyn_cast<UnaryOperator>(Callee);
    if (!Operator || Operator->getOpcode() != UO_Deref)
      return Callee->isGLValue() ? Paths.place(Callee) : AccessPath();
    Callee = Operator->getSubExpr();
  }
}

CallFact BodyWalk::describe(const Expr *Site, const CallParts &Parts,
                            const AccessPath &Receiver) const {
  CallFact Call;
  Call.Location = calleeLocation(Site);
  Call.Range = Site->getSourceRange();
  Call.Site = Site;
  Call.Callee = Parts.Callee;
  Call.Receiver = Receiver;
  Call.Virtual = isVirtualCall(Site);
  Call.Discarded = DiscardedExpressions.contains(stripped(Site));
  Call.OnPurpose = DiscardedExpressions.lookup(stripped(Site));
  Call.Arguments = Paths.arguments(Parts.Arguments);
  return Call;
}

void BodyWalk::visitCall(const Expr *Site, const CallParts &Parts) {
  if (Site->isTypeDependent())
    return;
  const FunctionDecl *Callee = Parts.Callee;
  AccessPath Receiver;
  const auto *Construct = dyn_cast<CXXConstructExpr>(Site);
  if (Construct)
    Receiver = AccessPath::fresh(stripped(Site));
  else if (Parts.Object)
    Receiver = Parts.ObjectIsPointer ? Paths.target(Parts.Object)
                                     : Paths.place(Parts.Object);
  else if (const auto *Call = dyn_cast<CallExpr>(Site); Call && !Callee)
    Receiver = calledPointer(Call);

  // Some object is called: a closure, a std::function, a function pointer.
  const auto *Operator = dyn_cast<CXXOperatorCallExpr>(Site);
  if (Operator && Operator->getOperator() == OO_Call && Parts.Object) {
    CallableUse Use = resolveCallable(Parts.Object);
    if (Use.Lambda) {
      Use.Where = Placement::InPlace;
      CallFact Call = describe(Site, Parts, AccessPath::thisObject());
      Call.Callables.push_back(Use);
      add<CallFact>(Site) = Call;
      // What the closure's own attributes ask of its caller, and do for it.
      if (Callee)
        visitLockEffects(Site, Parts, Call);
      return;
    }
  }

  if (Callee) {
    if (Paths.isRenaming(Callee))
      return;
    if (Construct && visitGuardConstruction(Construct))
      return;
    if (visitGuardMethod(Site, Parts, Receiver) ||
        visitGuardFactory(Site, Parts, Receiver) ||
        visitGuardEnd(Site, Parts, Receiver))
      return;
    visitInit(Site, Parts, Receiver);
    if (visitBoundary(Site, Parts, Receiver) ||
        visitOwner(Site, Parts, Receiver))
      return;
    if (visitHandleUse(Site, Parts, Receiver))
      return;
  }
  if (Construct && isTracked(Construct->getType())) {
    // A copy, or a handle that takes another's work: std::shared_future from
    // std::future.
    if (Construct->getConstructor()->isCopyOrMoveConstructor() ||
        (Construct->getNumArgs() == 1 && !Construct->getArg(0)->isLValue() &&
         isTracked(Construct->getArg(0)->getType())))
      move(Construct->getArg(0), Receiver, Site->getBeginLoc());
    return;
  }
  if (Operator && Operator->isAssignmentOp() && Parts.Object &&
      Parts.Arguments.size() == 1 && isTracked(Parts.Object->getType())) {
    move(Parts.Arguments[0], Receiver, Operator->getOperatorLoc());
    return;
  }

  CallFact Call = describe(Site, Parts, Receiver);
  if (Construct)
    Call.Made = Made;
  if (Callee)
    visitCondition(Parts, Call);
  if (Callee &&
      (visitLockEffects(Site, Parts, Call) || visitOwnLock(Site, Call)))
    return;
  visitUses(Site, Parts, Receiver);
  if (Callee) {
    visitMaker(Site, Parts);
    bindReceiver(Parts, Receiver);
  }
  addCall(std::move(Call), Parts, visitLearnedBoundary(Site, Parts, Receiver));
}

void BodyWalk::visitUses(const Expr *Site, const CallParts &Parts,
                         const AccessPath &Receiver) {
  visitReceiver(Site, Parts, Receiver);
  const auto *Construct = dyn_cast<CXXConstructExpr>(Site);
  const auto *Operator = dyn_cast<CXXOperatorCallExpr>(Site);
  bool Copies = Construct &&
                Construct->getConstructor()->isCopyOrMoveConstructor();
  visitArguments(Parts, Copies || (Operator && Operator->isAssignmentOp()));
  const FunctionModel *Model = Contract.functionModel(Parts.Callee);
  if (Model && Model->Frees && !Parts.Arguments.empty())
    free(Parts.Arguments.front());
  if (Model && Model->Reads)
    touch(AccessFact::Read, *Model->Reads, Parts.Arguments);
  if (Model && Model->Writes)
    touch(AccessFact::Write, *Model->Writes, Parts.Arguments);
}

void BodyWalk::touch(AccessFact::Mode Mode, const ObjectExpr &Object,
                     llvm::ArrayRef<const Expr *> Arguments) {
  if (Object.BaseKind != ObjectExpr::Argument || !Object.Deref)
    return;
  Arguments = Arguments.drop_front(std::min<size_t>(Object.Index, Arguments.size()));
  if (!Object.Rest)
    Arguments = Arguments.take_front(1);
  for (const Expr *Argument : Arguments) {
    if (!Argument->getType()->isPointerType())
      continue;
    AccessPath Path = Paths.target(Argument);
    const Expr *Given = Argument->IgnoreParenCasts();
    const TypeModel *Of = Contract.typeModel(Given->getType()->getPointeeType());
    // Of the object itself only some part is touched, and what orders threads is
    // no data.
    if (Path == AccessPath::thisObject() || (Of && (Of->Orders || Of->Lock)))
      continue;
    size_t Before = Current->Facts.size();
    access(Mode, Path, Given);
    if (Current->Facts.size() != Before)
      static_cast<AccessFact *>(Out.Owned.back().get())->Type =
          Given->getType()->getPointeeType();
  }
}

void BodyWalk::addCall(CallFact Call, const CallParts &Parts, bool Started) {
  // Putting a callable into an erasing type decides nothing yet: where that
  // object goes does.
  const TypeModel *Made = isa<CXXConstructExpr>(Call.Site)
                              ? Contract.typeModel(Call.Site->getType())
                              : nullptr;
  bool Wraps = Made && Made->Erases;
  for (unsigned I = 0; I != Parts.Arguments.size() && !Wraps; ++I) {
    CallableUse Use = resolveCallable(Parts.Arguments[I]);
    if (!Use.isResolved())
      continue;
    Use.Argument = I;
    if (Started)
      Use.Where = Placement::Elsewhere;
    else if (Call.Callee && runsInPlace(Call.Callee, I, Contract))
      Use.Where = Placement::InPlace;
    Call.Callables.push_back(Use);
  }
  add<CallFact>(Call.Site) = std::move(Call);
}

/// The guard whose method gave the lock that \p Lock names; unknown if none did.
static AccessPath guardBehind(const AccessPath &Lock,
                              const Contracts &Contract) {
  size_t Steps = 0;
  while (Steps != Lock.steps().size() &&
         Lock.steps()[Steps].StepKind != PathStep::Call)
    ++Steps;
  if (Steps == Lock.steps().size())
    return {};
  AccessPath Object = Lock;
  while (Object.steps().size() > Steps)
    Object = Object.parent();
  const ValueDecl *Named = Object.lastDeclaration();
  return Named && Contract.isGuard(Named->getType()) ? Object : AccessPath();
}

void BodyWalk::visitCondition(const CallParts &Parts, const CallFact &Call) {
  const FunctionModel *Model = Contract.functionModel(Parts.Callee);
  if (!Model || (!Model->Wait && !Model->Notifies))
    return;
  auto written = [&](std::optional<unsigned> Index) {
    return Index && *Index < Parts.Arguments.size() &&
           !isa<CXXDefaultArgExpr>(Parts.Arguments[*Index]);
  };
  auto object = [&](const ObjectExpr &Object) {
    return Paths.object(Object, Call.Site, Call.Receiver, Parts.Arguments);
  };
  auto &Fact = add<ConditionFact>(Call.Site);
  Fact.Location = Call.Location;
  Fact.Callee = Parts.Callee;
  Fact.Discarded = DiscardedExpressions.contains(stripped(Call.Site));
  if (Model->Notifies) {
    Fact.ConditionVerb = ConditionFact::Notify;
    Fact.Condition = object(*Model->Notifies);
    return;
  }
  const WaitModel &Wait = *Model->Wait;
  Fact.Condition = object(Wait.Condition);
  Fact.Lock = object(Wait.Lock);
  if (Wait.Lock.BaseKind == ObjectExpr::Argument && written(Wait.Lock.Index))
    Fact.ThroughGuard =
        Contract.isGuard(Parts.Arguments[Wait.Lock.Index]->getType());
  // `changed.wait(guard.mutex())` gives up the guard's lock.
  if (AccessPath Guard = guardBehind(Fact.Lock, Contract); Guard.isKnown()) {
    Fact.Lock = std::move(Guard);
    Fact.ThroughGuard = true;
  }
  Fact.Timed = written(Wait.Timeout);
  Fact.HasPredicate = written(Wait.Predicate);
  if (Fact.HasPredicate) {
    Fact.Predicate = resolveCallable(Parts.Arguments[*Wait.Predicate]);
    Fact.Predicate.Argument = *Wait.Predicate;
  }
}

void BodyWalk::visitReceiver(const Expr *Site, const CallParts &Parts,
                             const AccessPath &Receiver) {
  const auto *Method = dyn_cast_or_null<CXXMethodDecl>(Parts.Callee);
  if (!Method || !Method->isInstance() || !Parts.Object ||
      isClosureType(Parts.Object->getType()))
    return;
  // A call on the object itself says nothing about a part of it.
  if (Receiver == AccessPath::thisObject())
    return;
  const auto *Operator = dyn_cast<CXXOperatorCallExpr>(Site);
  const TypeModel *Model = Contract.typeModel(Method->getParent());
  size_t Before = Current->Facts.size();
  bool Assigns = Operator && Operator->isAssignmentOp();
  bool Reads = !Assigns && Contract.isReadOnlyMethod(Method);
  if (Reads)
    access(AccessFact::Read, Receiver, Parts.Object);
  else if (Model || Assigns)
    access(AccessFact::Write, Receiver, Parts.Object);
  else
    access(AccessFact::Read, Receiver, Parts.Object, /*MayWrite=*/true);
  if (Current->Facts.size() == Before)
    return;
  auto *Access = static_cast<AccessFact *>(Out.Owned.back().get());
  Access->Via = Method;
  Access->Indirect = !Model && !Assigns;
  if (Model) {
    Access->Orders = Model->Orders;
    Access->Atomic |= Model->Atomic || Model->Orders || Model->Lock;
    Access->Ordering = orderingOf(Parts.Arguments, Contract);
  }
}

void BodyWalk::visitArguments(const CallParts &Parts, bool Copies) {
  // Handing guarded data to a function that its author took out of the analysis
  // is how that author reads it on purpose.
  if (!Parts.Callee || Contract.isUnanalysed(Parts.Callee))
    return;
  for (unsigned I = 0;
       I < std::min<size_t>(Parts.Arguments.size(),
                            Parts.Callee->getNumParams());
       ++I) {
    const Expr *Argument = Parts.Arguments[I];
    QualType Type = Parts.Callee->getParamDecl(I)->getType();
    if (!Type->isReferenceType())
      continue;
    QualType Referred = Type->getPointeeType();
    if (Referred->isFunctionType() || isClosureType(Referred))
      continue;
    AccessPath Path = Paths.place(Argument);
    if (Type->isRValueReferenceType()) {
      if (isTracked(Referred))
        move(Argument, AccessPath(), Argument->getBeginLoc());
      // What is made for the call is nobody else's.
      else if (stripped(Argument)->isGLValue())
        access(AccessFact::Write, Path, Argument);
      continue;
    }
    bool Const = Referred.isConstQualified();
    size_t Before = Current->Facts.size();
    access(Const && Copies ? AccessFact::Read : AccessFact::Pass, Path, Argument,
           /*MayWrite=*/!Const);
    if (Current->Facts.size() == Before)
      continue;
    auto *Access = static_cast<AccessFact *>(Out.Owned.back().get());
    Access->Indirect = !Copies && Referred->isRecordType() &&
                       !Contract.typeModel(Referred);
  }
}

} // namespace sendsync
