//===- CallWalk.cpp - calls, guards and locks to facts --------------------===//

#include "checks/analysis/contract/LockKind.h"
#include "checks/analysis/facts/BodyWalk.h"
#include "checks/analysis/facts/FactsGenerator.h"

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

AccessPath CallFact::substitute(const AccessPath &InCallee) const {
  if (!InCallee.isKnown())
    return {};
  AccessPath Self = AccessPath::thisObject();
  if (InCallee.startsWith(Self))
    return Receiver.isKnown() ? InCallee.rebase(Self, Receiver) : AccessPath();
  const VarDecl *Root = InCallee.rootVariable();
  if (InCallee.hasGlobalRoot())
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
    return Actual.Place.isKnown() ? InCallee.rebase(Formal, Actual.Place)
                                  : AccessPath();
  AccessPath Pointee = Formal.deref();
  if (InCallee.startsWith(Pointee) && Actual.Target.isKnown())
    return InCallee.rebase(Pointee, Actual.Target);
  return {};
}

/// `p->f()` for a virtual `f`, but not `p->Base::f()`.
static bool isVirtualCall(const Expr *Site) {
  const auto *Call = dyn_cast<CXXMemberCallExpr>(Site);
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
  for (const Expr *Argument : Parts.Arguments) {
    ArgumentPaths Paths;
    Paths.Expr = Argument;
    Paths.Place = this->Paths.place(Argument);
    QualType Type = Argument->getType();
    if (Type->isAnyPointerType() || Type->isArrayType() ||
        Type->isRecordType())
      Paths.Target = this->Paths.target(Argument);
    Call.Arguments.push_back(std::move(Paths));
  }
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
      // What the closure's own attributes ask of its caller.
      if (Callee)
        visitLockEffects(Site, Parts, Call);
      Call.Callables.push_back(Use);
      add<CallFact>(Site) = std::move(Call);
      return;
    }
  }

  if (Callee) {
    if (Paths.isRenaming(Callee))
      return;
    if (Construct && visitGuardConstruction(Construct))
      return;
    if (visitGuardMethod(Site, Parts, Receiver) ||
        visitGuardFactory(Site, Parts, Receiver))
      return;
    visitInit(Site, Parts, Receiver);
    if (visitBoundary(Site, Parts, Receiver))
      return;
    if (visitHandleUse(Site, Parts, Receiver))
      return;
  }
  if (Construct && isTracked(Construct->getType())) {
    if (Construct->getConstructor()->isCopyOrMoveConstructor())
      move(Construct->getArg(0), Receiver, Site->getBeginLoc());
    return;
  }
  if (Operator && Operator->isAssignmentOp() && Parts.Object &&
      Parts.Arguments.size() == 1 && isTracked(Parts.Object->getType())) {
    move(Parts.Arguments[0], Receiver, Operator->getOperatorLoc());
    return;
  }

  CallFact Call = describe(Site, Parts, Receiver);
  if (Callee)
    visitCondition(Parts, Call);
  if (Callee && visitLockEffects(Site, Parts, Call))
    return;
  visitReceiver(Site, Parts, Receiver);
  bool Copies = Construct &&
                Construct->getConstructor()->isCopyOrMoveConstructor();
  visitArguments(Parts, Copies || (Operator && Operator->isAssignmentOp()));

  // Putting a callable into an erasing type decides nothing yet: where that
  // object goes does.
  const TypeModel *Made =
      Construct ? Contract.typeModel(Construct->getType()) : nullptr;
  bool Wraps = Made && Made->Erases;
  for (unsigned I = 0; I != Parts.Arguments.size() && !Wraps; ++I) {
    CallableUse Use = resolveCallable(Parts.Arguments[I]);
    if (!Use.isResolved())
      continue;
    Use.Argument = I;
    if (Callee && runsInPlace(Callee, I, Contract))
      Use.Where = Placement::InPlace;
    Call.Callables.push_back(Use);
  }
  add<CallFact>(Site) = std::move(Call);
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
      else
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

//===----------------------------------------------------------------------===//
// Guards and locks
//===----------------------------------------------------------------------===//

/// What the type of a constructor's argument says of how the lock is taken.
static std::optional<GuardTag> tagOf(const GuardModel &Model,
                                     const Expr *Argument) {
  const CXXRecordDecl *Record = Argument->getType()->getAsCXXRecordDecl();
  auto Tag = Record ? Model.Tags.find(modelName(Record)) : Model.Tags.end();
  return Tag == Model.Tags.end() ? std::nullopt
                                 : std::optional<GuardTag>(Tag->second);
}

void BodyWalk::addModelledLocks(const GuardModel &Model,
                                llvm::ArrayRef<const Expr *> Arguments,
                                GuardFact &Guard) {
  Guard.Mode = Model.Mode;
  for (unsigned I = 0; I != Arguments.size(); ++I) {
    const Expr *Argument = Arguments[I];
    if (const auto *Default = dyn_cast<CXXDefaultArgExpr>(Argument)) {
      if (I != Model.ExclusiveIf)
        continue;
      Argument = Default->getExpr();
    }
    if (std::optional<GuardTag> Tag = tagOf(Model, Argument)) {
      Guard.Tag = Tag;
      continue;
    }
    bool All = Model.LocksFrom == GuardModel::AllArguments;
    if (I == Model.ExclusiveIf) {
      // What is not a constant may be either: shared is what is certain.
      Guard.Mode = constantOf(Argument).value_or(0) ? LockMode::Exclusive
                                                    : LockMode::Shared;
      continue;
    }
    if (All || I == Model.Argument) {
      bool Pointer = Argument->getType()->isAnyPointerType();
      AccessPath Path =
          Pointer ? Paths.target(Argument) : Paths.place(Argument);
      if (!Path.isKnown())
        ++Out.UnresolvedLocks;
      Guard.Locks.push_back(Capability(std::move(Path)));
    } else if (Guard.GuardVerb == GuardFact::Construct &&
               Guard.Mode == LockMode::Exclusive && I > 0) {
      // A duration or time point: the constructor only tries.
      Guard.Tag = Guard.Tag ? Guard.Tag : GuardTag::Try;
    }
  }
}

bool BodyWalk::visitGuardConstruction(const CXXConstructExpr *Construct) {
  const CXXConstructorDecl *Constructor = Construct->getConstructor();
  QualType Type = Construct->getType();
  if (Constructor->isCopyOrMoveConstructor() || !Contract.isGuard(Type))
    return false;
  GuardFact Guard;
  Guard.Location = Construct->getBeginLoc();
  Guard.Range = Construct->getSourceRange();
  Guard.Site = Construct;
  Guard.Type = Type->getAsCXXRecordDecl();
  Guard.Guard = AccessPath::fresh(stripped(Construct));
  Guard.Discarded = DiscardedExpressions.contains(Construct);
  const TypeModel *Model = Contract.typeModel(Type);
  if (Model && Model->Guard) {
    addModelledLocks(*Model->Guard,
                     {Construct->getArgs(), Construct->getNumArgs()}, Guard);
  } else {
    CallFact Call =
        describe(Construct, CallParts::of(Construct), Guard.Guard);
    for (const DeclaredLockEffect &Effect : Contract.lockEffects(Constructor)) {
      if (Effect.Op != LockOp::Acquire && Effect.Op != LockOp::TryAcquire &&
          Effect.Op != LockOp::Require)
        continue;
      if (Effect.Negated)
        continue;
      Capability Lock =
          capability(Effect, Construct, Call, CallParts::of(Construct));
      if (!Lock.isKnown())
        ++Out.UnresolvedLocks;
      if (llvm::is_contained(Guard.Locks, Lock))
        continue;
      Guard.Locks.push_back(std::move(Lock));
      Guard.Mode = Effect.Mode.value_or(LockMode::Exclusive);
      if (Effect.Op == LockOp::Require)
        Guard.Tag = GuardTag::Adopt;
      else if (Effect.Op == LockOp::TryAcquire)
        Guard.Tag = GuardTag::Try;
    }
    for (const DeclaredLockEffect &Effect : Contract.lockEffects(Constructor))
      if (Effect.Op == LockOp::Exclude && Guard.Locks.empty()) {
        Guard.Locks.push_back(
            capability(Effect, Construct, Call, CallParts::of(Construct)));
        Guard.Tag = GuardTag::Defer;
      }
  }
  auto &Added = add<GuardFact>(Construct);
  Added = std::move(Guard);
  return true;
}

bool BodyWalk::visitGuardFactory(const Expr *Site, const CallParts &Parts,
                                 const AccessPath &Receiver) {
  const FunctionModel *Model = Contract.functionModel(Parts.Callee);
  if (!Model || !Model->Guards)
    return false;
  QualType Type = Site->getType();
  const TypeModel *Made = Contract.typeModel(Type);
  GuardFact Guard;
  Guard.Location = calleeLocation(Site);
  Guard.Range = Site->getSourceRange();
  Guard.Site = Site;
  Guard.Type = Type->getAsCXXRecordDecl();
  Guard.Guard = AccessPath::fresh(stripped(Site));
  Guard.Mode = Model->Guards->Mode;
  Guard.Discarded = DiscardedExpressions.contains(Site);
  Guard.Locks.push_back(Capability(
      Paths.object(Model->Guards->Lock, Site, Receiver, Parts.Arguments)));
  if (Made && Made->Guard)
    for (const Expr *Argument : Parts.Arguments)
      if (std::optional<GuardTag> Tag = tagOf(*Made->Guard, Argument))
        Guard.Tag = Tag;
  if (!Guard.Locks.front().isKnown())
    ++Out.UnresolvedLocks;
  add<GuardFact>(Site) = std::move(Guard);
  return true;
}

bool BodyWalk::visitGuardMethod(const Expr *Site, const CallParts &Parts,
                                const AccessPath &Receiver) {
  const auto *Method = dyn_cast_or_null<CXXMethodDecl>(Parts.Callee);
  if (!Method || !Method->isInstance() || isa<CXXConstructorDecl>(Method) ||
      !Parts.Object)
    return false;
  const TypeModel *Model = Contract.typeModel(Method->getParent());
  GuardFact::Verb Verb;
  if (Model && Model->Guard) {
    auto Op = Model->Guard->Methods.find(methodName(Method));
    if (Op == Model->Guard->Methods.end()) {
      // swap exchanges what two guards manage: it takes the other one to
      // change it, unlike an assignment.
      if (Parts.Arguments.size() == 1 &&
          Method->getParamDecl(0)->getType()->isLValueReferenceType() &&
          !Method->isCopyAssignmentOperator() &&
          Contract.isGuard(Parts.Arguments[0]->getType()) && Receiver.isKnown()) {
        move(Parts.Arguments[0], Receiver, Site->getBeginLoc());
        if (auto *Swap = dyn_cast<MoveFact>(Current->Facts.back()))
          const_cast<MoveFact *>(Swap)->Swap = true;
        return true;
      }
      return false;
    }
    switch (Op->second) {
    case GuardOp::Acquire:
      Verb = GuardFact::Acquire;
      break;
    case GuardOp::Try:
      Verb = GuardFact::Try;
      break;
    case GuardOp::Release:
      Verb = GuardFact::Release;
      break;
    case GuardOp::Forget:
      Verb = GuardFact::Forget;
      break;
    case GuardOp::Upgrade:
      Verb = GuardFact::Upgrade;
      break;
    case GuardOp::Downgrade:
      Verb = GuardFact::Downgrade;
      break;
    case GuardOp::Test:
    case GuardOp::Mutex:
      return true;
    }
  } else if (Contract.isGuard(Parts.Object->getType())) {
    const DeclaredLockEffect *OnGuard = nullptr;
    for (const DeclaredLockEffect &Effect : Contract.lockEffects(Method))
      if (!Effect.Argument)
        OnGuard = &Effect;
    if (!OnGuard)
      return false;
    switch (OnGuard->Op) {
    case LockOp::Acquire:
      Verb = GuardFact::Acquire;
      break;
    case LockOp::TryAcquire:
      Verb = GuardFact::Try;
      break;
    case LockOp::Release:
      Verb = GuardFact::Release;
      break;
    default:
      return false;
    }
  } else {
    return false;
  }
  auto &Guard = add<GuardFact>(Site);
  Guard.Location = calleeLocation(Site);
  Guard.GuardVerb = Verb;
  Guard.Guard = Receiver;
  Guard.Site = Site;
  // `guard.acquire(mutex)` names the lock only now.
  bool Names = Model && Model->Guard && !Parts.Arguments.empty() &&
               Contract.isLock(Parts.Arguments[0]->getType());
  if (Names && (Verb == GuardFact::Acquire || Verb == GuardFact::Try))
    addModelledLocks(*Model->Guard, Parts.Arguments, Guard);
  return true;
}

Capability BodyWalk::capability(const DeclaredLockEffect &Effect,
                                const Expr *Site, const CallFact &Call,
                                const CallParts &Parts) const {
  if (!Effect.Argument)
    return Capability(
        Paths.object(Effect.Object, Site, Call.Receiver, Parts.Arguments));
  // The attribute speaks in the callee's terms.
  VariableUses None;
  PathResolver InCallee(Contract, None, nullptr);
  AccessPath Path = InCallee.lock(Effect.Argument);
  return Capability(Call.substitute(Path));
}

void BodyWalk::visitInit(const Expr *Site, const CallParts &Parts,
                         const AccessPath &Receiver) {
  const FunctionModel *Model = Contract.functionModel(Parts.Callee);
  // What a constructor says is read where its object is declared.
  if (!Model || !Model->Init || isa<CXXConstructExpr>(Site))
    return;
  const LockInit &How = *Model->Init;
  auto argument = [&](const std::optional<unsigned> &Index) -> const Expr * {
    return Index && *Index < Parts.Arguments.size() ? Parts.Arguments[*Index]
                                                    : nullptr;
  };
  InitFact Init;
  Init.Location = calleeLocation(Site);
  Init.Range = Site->getSourceRange();
  Init.Object = Paths.object(How.Object, Site, Receiver, Parts.Arguments);
  if (How.Recursive) {
    Init.Recursive = *How.Recursive;
  } else if (const Expr *Kind = argument(How.Kind)) {
    Init.Recursive = selectedKind(Kind, How.Kinds, Contract.context());
  } else if (const Expr *Attributes = argument(How.Attributes)) {
    if (Attributes->isNullPointerConstant(
            const_cast<ASTContext &>(Contract.context()),
            Expr::NPC_ValueDependentIsNotNull))
      Init.Recursive = Recursion::No;
    else
      Init.Attributes = Paths.target(Attributes);
  }
  add<InitFact>(Site) = std::move(Init);
}

void BodyWalk::visitLockValue(const Expr *Value, QualType Type,
                              const AccessPath &Object) {
  std::optional<Recursion> Kind = initializedKind(Value, Type, Contract);
  if (!Kind)
    return;
  auto &Init = add<InitFact>(Value);
  Init.Object = Object;
  Init.Recursive = *Kind;
}

bool BodyWalk::visitLockEffects(const Expr *Site, const CallParts &Parts,
                                const CallFact &Call) {
  bool OwnLock = false;
  // Declaration and definition may both state one effect.
  llvm::SmallVector<std::pair<LockOp, Capability>, 2> Seen;
  for (const DeclaredLockEffect &Effect : Contract.lockEffects(Parts.Callee)) {
    std::pair<LockOp, Capability> Key(Effect.Op,
                                      capability(Effect, Site, Call, Parts));
    if (llvm::is_contained(Seen, Key))
      continue;
    Seen.push_back(Key);
    auto &Lock = add<LockFact>(Site);
    Lock.Location = Call.Location;
    Lock.Op = Effect.Op;
    Lock.Mode = Effect.Mode;
    Lock.Negated = Effect.Negated;
    Lock.SuccessIsNonzero = Effect.SuccessIsNonzero;
    Lock.SuccessValue = Effect.SuccessValue;
    Lock.Site = Site;
    Lock.Callee = Parts.Callee;
    Lock.DeclaredAt = Effect.DeclaredAt;
    Lock.Lock = std::move(Key.second);
    if (!Lock.Lock.isKnown())
      ++Out.UnresolvedLocks;
    bool Changes = Effect.Op == LockOp::Acquire ||
                   Effect.Op == LockOp::Release ||
                   Effect.Op == LockOp::TryAcquire ||
                   Effect.Op == LockOp::Assert;
    OwnLock |= Changes;
  }
  // A call that only asks for a lock is still an ordinary call.
  return OwnLock;
}

} // namespace sendsync
