//===- SpawnWalk.cpp - boundaries, handles and callables to facts ---------===//

#include "checks/analysis/base/Compat.h"
#include "checks/analysis/facts/BodyWalk.h"
#include "checks/analysis/facts/Callables.h"
#include "checks/analysis/facts/FactsGenerator.h"

using namespace clang;

namespace sendsync {

bool BodyWalk::visitHandleUse(const Expr *Site, const CallParts &Parts,
                              const AccessPath &Receiver) {
  auto emit = [&](HandleFact::Verb Verb, AccessPath Handle) {
    auto &Fact = add<HandleFact>(Site);
    Fact.Location = calleeLocation(Site);
    Fact.HandleVerb = Verb;
    Fact.Callee = Parts.Callee;
    Fact.Handle = std::move(Handle);
    Fact.Times = Uses.turns(Site, Contract.context(), /*AtLeast=*/false);
  };
  if (const FunctionModel *Model = Contract.functionModel(Parts.Callee)) {
    if (Model->Join || Model->Detach) {
      const ObjectExpr &Object = Model->Join ? *Model->Join : *Model->Detach;
      bool ByValue = Object.BaseKind == ObjectExpr::Argument &&
                     Object.Field.empty() &&
                     Object.Index < Parts.Arguments.size() &&
                     Parts.Arguments[Object.Index]->getType()->isIntegerType();
      emit(Model->Join ? HandleFact::Join : HandleFact::Detach,
           ByValue ? Paths.handle(Parts.Arguments[Object.Index])
                   : Paths.object(Object, Site, Receiver, Parts.Arguments));
      return true;
    }
  }
  const auto *Method = dyn_cast<CXXMethodDecl>(Parts.Callee);
  if (!Method || !Method->isInstance() || !Parts.Object)
    return false;
  // The method may come from a base that has no model of its own.
  const TypeModel *Model = Contract.typeModel(Method->getParent());
  if (!Model && !Parts.ObjectIsPointer)
    Model = Contract.typeModel(stripped(Parts.Object)->getType());
  if (!Model || !Model->Handle)
    return false;
  std::string Name = methodName(Method);
  if (llvm::is_contained(Model->Handle->Join, Name)) {
    // A wait that gives up says nothing about the work.
    const FunctionModel *Waits = Contract.functionModel(Method);
    std::optional<unsigned> Timeout =
        Waits && Waits->Blocking ? Waits->Blocking->Timeout : std::nullopt;
    if (Timeout && *Timeout < Parts.Arguments.size() &&
        !isa<CXXDefaultArgExpr>(Parts.Arguments[*Timeout]))
      return false;
    emit(HandleFact::Join, Receiver);
    return true;
  }
  if (llvm::is_contained(Model->Handle->Detach, Name)) {
    emit(HandleFact::Detach, Receiver);
    return true;
  }
  if (llvm::is_contained(Model->Handle->Test, Name))
    return true;
  // What takes another object or hands out a number (swap, native_handle)
  // leaves the handle in a state that is not followed; assignment is a move.
  QualType Result = Method->getReturnType();
  bool OnlyAsks = Parts.Arguments.empty() &&
                  (Result->isBooleanType() || Result->isRecordType());
  if (!isa<CXXConstructorDecl>(Method) && !Method->isConst() && !OnlyAsks &&
      !Method->isOverloadedOperator())
    emit(HandleFact::Lose, Receiver);
  return false;
}

/// An argument is an enumerator with which the call is no boundary.
static bool isExcluded(const BoundaryModel &Boundary,
                       llvm::ArrayRef<const Expr *> Arguments) {
  for (const auto &[Index, Names] : Boundary.Unless) {
    if (Index >= Arguments.size())
      continue;
    const auto *Ref =
        dyn_cast<DeclRefExpr>(Arguments[Index]->IgnoreParenImpCasts());
    if (Ref && isa<EnumConstantDecl>(Ref->getDecl()) &&
        llvm::is_contained(Names, Ref->getDecl()->getQualifiedNameAsString()))
      return true;
  }
  return false;
}

static bool takesCallable(const BoundaryModel &Boundary,
                          llvm::ArrayRef<const Expr *> Arguments,
                          const Contracts &Contract) {
  return Boundary.AnyCallable || Boundary.CallableIsObject ||
         Boundary.Callable >= Arguments.size() ||
         mayBeCalled(Arguments[Boundary.Callable]->getType(), Contract);
}

/// What the object that stands for started work is, or null.
static const TypeModel *handleType(const ObjectExpr &Object, const Expr *Site,
                                   const CallParts &Parts,
                                   const Contracts &Contract) {
  QualType Type = Site->getType();
  const auto *Method = dyn_cast<CXXMethodDecl>(Parts.Callee);
  if (Object.BaseKind == ObjectExpr::Argument &&
      Object.Index < Parts.Arguments.size()) {
    Type = Parts.Arguments[Object.Index]->getType();
    if (Type->isPointerType())
      Type = Type->getPointeeType();
  } else if (Method && Object.BaseKind == ObjectExpr::This) {
    Type = compat::typeOf(Contract.context(), Method->getParent());
  } else if (Type->isPointerType()) {
    Type = Type->getPointeeType();
  }
  return Type.isNull() ? nullptr : Contract.typeModel(Type);
}

bool BodyWalk::visitBoundary(const Expr *Site, const CallParts &Parts,
                             const AccessPath &Receiver) {
  const FunctionModel *Model = Contract.functionModel(Parts.Callee);
  if (Model && Model->Boundary &&
      Parts.Arguments.size() >= Model->Boundary->MinArguments &&
      !isExcluded(*Model->Boundary, Parts.Arguments) &&
      Model->Boundary->Where != RunWhere::InPlace &&
      takesCallable(*Model->Boundary, Parts.Arguments, Contract)) {
    if (const auto *Constructor = dyn_cast<CXXConstructorDecl>(Parts.Callee))
      if (Constructor->isCopyOrMoveConstructor())
        return false;
    AccessPath Handle;
    const TypeModel *HandleType = nullptr;
    if (Model->Boundary->Handle) {
      const ObjectExpr &Object = *Model->Boundary->Handle;
      Handle = Paths.object(Object, Site, Receiver, Parts.Arguments);
      HandleType = handleType(Object, Site, Parts, Contract);
    } else if (Model->Boundary->Life == RunLife::Until) {
      Handle = Receiver;
    }
    spawn(*Model->Boundary, Site, Parts.Callee, Parts.Arguments, Handle,
          HandleType, Parts.Object);
    return true;
  }
  return false;
}

bool BodyWalk::visitLearnedBoundary(const Expr *Site, const CallParts &Parts,
                                    const AccessPath &Receiver) {
  const LearnedBoundary *Learned =
      Callees && Parts.Callee ? Callees->boundary(Parts.Callee) : nullptr;
  if (!Learned || Learned->Model.Callable >= Parts.Arguments.size())
    return false;
  const BoundaryModel &Boundary = Learned->Model;
  AccessPath Handle;
  const TypeModel *HandleType = nullptr;
  if (Boundary.Handle) {
    Handle = Paths.object(*Boundary.Handle, Site, Receiver, Parts.Arguments);
    if (!Boundary.OutlivesHandle)
      HandleType = handleType(*Boundary.Handle, Site, Parts, Contract);
  } else if (!Boundary.Until.empty()) {
    Handle = Receiver;
  }
  SpawnFact &Spawn = spawn(Boundary, Site, Parts.Callee, Parts.Arguments,
                           std::move(Handle), HandleType);
  Spawn.Shown = Learned->Shown;
  if (!Boundary.Until.empty())
    Spawn.Pool = Receiver;
  return true;
}

CallableUse BodyWalk::resolveCallable(const Expr *E) const {
  return sendsync::resolveCallable(E, Contract, &Uses);
}

AccessPath BodyWalk::refersTo(const Expr *Value) const {
  QualType Type = Value->getType().getNonReferenceType();
  const TypeModel *Model = Contract.typeModel(Type);
  bool View = Model && Model->Pointer && !Model->Pointer->Owning;
  if (!Type->isPointerType() && !View && !Value->getType()->isArrayType())
    return {};
  return Paths.target(Value);
}

/// What the arms of a conditional expression are, innermost ones, but null. False:
/// a condition goes with who calls.
static bool collectArms(const Expr *E, const VariableUses &Uses,
                        const ASTContext &Context,
                        llvm::SmallVectorImpl<const Expr *> &To) {
  const Expr *Plain = E->IgnoreParenImpCasts();
  if (const auto *Condition = dyn_cast<ConditionalOperator>(Plain))
    return !Uses.dependsOnCaller(Condition->getCond()) &&
           collectArms(Condition->getTrueExpr(), Uses, Context, To) &&
           collectArms(Condition->getFalseExpr(), Uses, Context, To);
  if (numberOf(E, Context) != 0)
    To.push_back(E);
  return true;
}

void BodyWalk::noteReferents(AccessFact &Write, const Expr *Value) const {
  Write.StoredReferent = refersTo(Value);
  if (!isa<ConditionalOperator>(Value->IgnoreParenImpCasts()))
    return;
  llvm::SmallVector<const Expr *, 2> Arms;
  if (!collectArms(Value, Uses, Contract.context(), Arms))
    return;
  for (const Expr *Arm : Arms)
    Write.Alternatives.push_back(refersTo(Arm));
  if (!llvm::all_of(Write.Alternatives, [](const AccessPath &Each) {
        return Each.isKnown();
      }))
    Write.Alternatives.clear();
}

/// \p Type is one of the types that the container was instantiated with.
static bool isElementOf(QualType Type, const CXXRecordDecl *Container) {
  const auto *Instance = dyn_cast<ClassTemplateSpecializationDecl>(Container);
  return Instance &&
         llvm::any_of(Instance->getTemplateArgs().asArray(),
                      [&](const TemplateArgument &Argument) {
                        return Argument.getKind() == TemplateArgument::Type &&
                               Argument.getAsType().getCanonicalType() ==
                                   Type.getCanonicalType().getUnqualifiedType();
                      });
}

AccessPath BodyWalk::borrowed(const Expr *Value,
                              ReturnFact::Borrow &Kind) const {
  QualType Type = Value->getType();
  if (!Type->isRecordType()) {
    Kind = ReturnFact::Pointer;
    return refersTo(Value);
  }
  Kind = ReturnFact::View;
  AccessPath Referent = refersTo(Value);
  if (Referent.isKnown())
    return Referent;
  // The result of a method that gives access to a part, as long as it is not
  // a copy of that part.
  Kind = ReturnFact::Iterator;
  const auto *Call = dyn_cast<CallExpr>(stripped(Value));
  if (!Call || !Call->isPRValue())
    return {};
  CallParts Parts = CallParts::of(Call);
  const auto *Method = dyn_cast_or_null<CXXMethodDecl>(Parts.Callee);
  const TypeModel *Model =
      Method ? Contract.typeModel(Method->getParent()) : nullptr;
  return Model && Model->Interior.contains(methodName(Method)) &&
                 !isElementOf(Type, Method->getParent())
             ? Paths.target(Call)
             : AccessPath();
}

void BodyWalk::addLambdaCrossings(const LambdaExpr *Lambda,
                                  std::vector<Crossing> &To) const {
  auto Init = Lambda->capture_init_begin();
  for (const LambdaCapture &Capture : Lambda->captures()) {
    const Expr *Value = *Init++;
    Crossing Crosses;
    Crosses.Location = Capture.getLocation();
    Crosses.Range = Capture.getLocation();
    Crosses.Value = Value;
    if (Capture.capturesThis()) {
      Crosses.CrossingMode = Capture.getCaptureKind() == LCK_StarThis
                                 ? Crossing::Copy
                                 : Crossing::This;
      Crosses.Path = AccessPath::thisObject();
      if (Crosses.CrossingMode == Crossing::This)
        Crosses.Refers = Crosses.Path;
      if (Value)
        Crosses.Type = Value->getType();
      To.push_back(std::move(Crosses));
      continue;
    }
    if (!Capture.capturesVariable())
      continue;
    const auto *Variable = dyn_cast<VarDecl>(Capture.getCapturedVar());
    if (!Variable)
      continue;
    Crosses.Variable = Variable;
    Crosses.Type = Variable->getType();
    const Expr *Source = Variable->isInitCapture() ? Variable->getInit() : Value;
    Crosses.Value = Source;
    if (Capture.getCaptureKind() == LCK_ByRef) {
      Crosses.CrossingMode = Crossing::Reference;
      Crosses.Path = Variable->isInitCapture() ? Paths.place(Source)
                                               : Paths.variable(Variable);
      Crosses.Refers = Crosses.Path;
    } else {
      bool Moves = false;
      if (Variable->isInitCapture() && Source) {
        const Expr *Made = stripped(Source);
        if (const auto *Construct = dyn_cast<CXXConstructExpr>(Made))
          Moves = !Construct->getConstructor()->isCopyConstructor();
        else
          Moves = Made->isPRValue() && !Made->IgnoreParenImpCasts()->isLValue();
        if (!Moves && Made->IgnoreParenImpCasts()->isLValue())
          Crosses.Path = Paths.place(Made->IgnoreParenImpCasts());
        if (const auto *Construct = dyn_cast<CXXConstructExpr>(Made))
          if (Construct->getConstructor()->isCopyOrMoveConstructor())
            Crosses.Path = Paths.place(Construct->getArg(0));
      } else {
        Crosses.Path = Paths.variable(Variable);
      }
      Crosses.CrossingMode = Moves ? Crossing::Move : Crossing::Copy;
      if (Source)
        Crosses.Refers = refersTo(Source);
    }
    To.push_back(std::move(Crosses));
  }
}

void BodyWalk::addPayload(llvm::ArrayRef<const Expr *> Payload,
                          std::vector<Crossing> &To) const {
  for (const Expr *Argument : Payload) {
    if (isa<CXXDefaultArgExpr>(Argument))
      continue;
    Crossing Crosses;
    Crosses.Location = Argument->getBeginLoc();
    Crosses.Range = Argument->getSourceRange();
    Crosses.Value = Argument;
    Crosses.Type = Argument->getType().getNonReferenceType();
    Crosses.Path = Paths.place(Argument);
    Crosses.Refers = refersTo(Argument);
    const auto *Call = dyn_cast<CallExpr>(stripped(Argument));
    // What is read from a variable to be handed over stays there as well.
    bool Loaded = Argument->IgnoreParenImpCasts()->isLValue();
    bool Moves = Argument->isXValue() || (Argument->isPRValue() && !Loaded) ||
                 (Call && Call->isXValue());
    Crosses.CrossingMode = Moves ? Crossing::Move : Crossing::Copy;
    To.push_back(std::move(Crosses));
  }
}

static bool hasNoState(QualType Type) {
  const CXXRecordDecl *Record = Type->getAsCXXRecordDecl();
  return Record && Record->hasDefinition() && Record->isEmpty() &&
         !Record->isLambda();
}

void BodyWalk::addInvocation(const BoundaryModel &Boundary, const Expr *Site,
                             llvm::ArrayRef<const Expr *> Arguments,
                             SpawnFact &Spawn) {
  const CallableUse Started =
      Spawn.Callables.empty() ? CallableUse() : Spawn.Callables.front();
  // What it was bound to comes before what travels along.
  llvm::SmallVector<const Expr *, 4> Payload(Started.Bound.begin(),
                                             Started.Bound.end());
  if (Boundary.PayloadFrom && *Boundary.PayloadFrom < Arguments.size()) {
    auto Along = Arguments.drop_front(*Boundary.PayloadFrom);
    if (Boundary.PayloadIsOne)
      Along = Along.take_front(1);
    Payload.append(Along.begin(), Along.end());
  }
  if (Payload.empty() && !Started.Functor)
    return;
  addPayload(Payload, Spawn.Crossings);
  CallParts Parts;
  Parts.Callee =
      Started.Lambda ? Started.Lambda->getCallOperator() : Started.Function;
  Parts.Arguments = Payload;
  AccessPath Receiver;
  const auto *Method = dyn_cast_or_null<CXXMethodDecl>(Started.Function);
  if (Started.Lambda) {
    Receiver = AccessPath::thisObject();
  } else if (Started.Functor) {
    Receiver = Started.Functor->getType()->isPointerType()
                   ? Paths.target(Started.Functor)
                   : Paths.place(Started.Functor);
    addFunctor(Started, Receiver, Spawn.Crossings);
  } else if (Method && Method->isInstance() && !Payload.empty()) {
    Receiver = Payload[0]->getType()->isPointerType()
                   ? Paths.target(Payload[0])
                   : refersTo(Payload[0]);
    Parts.Arguments = Parts.Arguments.drop_front();
  }
  Spawn.Invocation = describe(Site, Parts, Receiver);
  Spawn.Invocation.ReceiverIsCopy = Started.Functor && !Started.Shared;
  // Decayed copies: a reference parameter binds to the thread's own copy unless a
  // reference wrapper was passed. An object without state stands for something
  // else (`std::placeholders::_1`).
  for (ArgumentPaths &Argument : Spawn.Invocation.Arguments) {
    if (hasNoState(Argument.Expr->getType())) {
      const Expr *Value = Argument.Expr;
      Argument = ArgumentPaths();
      Argument.Expr = Value;
      continue;
    }
    Argument.Place = refersTo(Argument.Expr);
    for (const auto &[Field, Target] : Argument.Members) {
      Crossing Leads;
      Leads.Refers = Target;
      Leads.Value = Argument.Expr;
      Leads.Type = Field->getType();
      Leads.Location = Argument.Expr->getBeginLoc();
      Leads.Range = Argument.Expr->getSourceRange();
      Spawn.Crossings.push_back(std::move(Leads));
    }
  }
  // What comes before is what the boundary itself adds (a stop token).
  std::vector<ArgumentPaths> &Given = Spawn.Invocation.Arguments;
  unsigned Needed = Parts.Callee ? Parts.Callee->getMinRequiredArguments() : 0;
  if (Needed > Given.size()) {
    ArgumentPaths Added;
    Added.Expr = Site;
    Given.insert(Given.begin(), Needed - Given.size(), Added);
  }
}

void BodyWalk::addFunctor(const CallableUse &Started, const AccessPath &Object,
                          std::vector<Crossing> &To) const {
  Crossing Crosses;
  Crosses.Path = Object;
  if (Started.Shared)
    Crosses.Refers = Object;
  Crosses.CrossingMode = Started.Shared             ? Crossing::Reference
                         : Started.Functor->isLValue() ? Crossing::Copy
                                                       : Crossing::Move;
  Crosses.Value = Started.Functor;
  Crosses.Type = Started.Functor->getType();
  Crosses.Location = Started.Functor->getBeginLoc();
  Crosses.Range = Started.Functor->getSourceRange();
  To.push_back(std::move(Crosses));
}

SpawnFact &BodyWalk::spawn(const BoundaryModel &Boundary, const Expr *Site,
                           const FunctionDecl *Callee,
                           llvm::ArrayRef<const Expr *> Arguments,
                           AccessPath Handle, const TypeModel *HandleType,
                           const Expr *Object) {
  SpawnFact Spawn;
  Spawn.HandleType = HandleType;
  Spawn.Location = calleeLocation(Site);
  Spawn.Range = Site->getSourceRange();
  Spawn.Site = Site;
  Spawn.Callee = Callee;
  Spawn.Boundary = &Boundary;
  Spawn.Handle = std::move(Handle);
  auto Discarded = DiscardedExpressions.find(stripped(Site));
  Spawn.Discarded = Discarded != DiscardedExpressions.end() &&
                    !Discarded->second &&
                    Spawn.Handle.rootKind() == RootKind::Fresh;
  if (const Stmt *Loop = Uses.LoopOf.lookup(Site)) {
    // A range-based for makes its variable anew in each turn, the others keep
    // what their head declares.
    const Stmt *Turn = Loop;
    if (const auto *For = dyn_cast<ForStmt>(Loop))
      Turn = For->getBody();
    else if (const auto *While = dyn_cast<WhileStmt>(Loop))
      Turn = While->getBody();
    else if (const auto *Do = dyn_cast<DoStmt>(Loop))
      Turn = Do->getBody();
    Spawn.Turn = Turn->getSourceRange();
    Spawn.Turns = Uses.turns(Site, Contract.context(), /*AtLeast=*/true);
  }
  for (unsigned I = 0; I != Arguments.size(); ++I) {
    if (Boundary.CallableIsObject ||
        (!Boundary.AnyCallable && I != Boundary.Callable))
      continue;
    const TypeModel *Callable = Contract.typeModel(Arguments[I]->getType());
    Spawn.CallableOrders |= Callable && Callable->Orders;
    CallableUse Use = resolveCallable(Arguments[I]);
    if (!Use.isResolved())
      Use = resolveFunctor(Arguments[I], Contract);
    if (!Use.isResolved())
      Use = resolveWork(Arguments[I], Contract, &Uses);
    if (!Use.isResolved()) {
      if (I == Boundary.Callable && !Boundary.AnyCallable)
        ++Out.UnresolvedCallables;
      continue;
    }
    Use.Argument = I;
    Use.Where = Placement::Elsewhere;
    if (Use.Lambda)
      addLambdaCrossings(Use.Lambda, Spawn.Crossings);
    Spawn.Callables.push_back(Use);
  }
  if (Boundary.CallableIsObject && Object) {
    CallableUse Use = resolveWork(Object, Contract, &Uses);
    Use.Where = Placement::Elsewhere;
    if (Use.Lambda)
      addLambdaCrossings(Use.Lambda, Spawn.Crossings);
    if (Use.isResolved())
      Spawn.Callables.push_back(Use);
    else
      ++Out.UnresolvedCallables;
  }
  addInvocation(Boundary, Site, Arguments, Spawn);
  SpawnFact &Added = add<SpawnFact>(Site);
  Added = std::move(Spawn);
  return Added;
}

std::vector<CallableUse> BodyWalk::startedBy(const Expr *Made) const {
  const auto *Construct = dyn_cast_or_null<CXXConstructExpr>(Made);
  const FunctionModel *Model =
      Construct ? Contract.functionModel(Construct->getConstructor()) : nullptr;
  std::vector<CallableUse> Started;
  if (!Model || !Model->Boundary || Model->Boundary->AnyCallable ||
      Construct->getNumArgs() < std::max(Model->Boundary->MinArguments, 1u) ||
      Model->Boundary->Callable >= Construct->getNumArgs())
    return Started;
  CallableUse Use =
      resolveCallable(Construct->getArg(Model->Boundary->Callable));
  if (Use.isResolved())
    Started.push_back(Use);
  return Started;
}

std::vector<CallableUse> startedByInitializer(const FieldDecl *Field,
                                              const Contracts &Contract) {
  const Expr *Init = Field->getInClassInitializer();
  if (!Init || Init->isTypeDependent())
    return {};
  FunctionFacts None;
  VariableUses NoUses;
  Init = stripped(Init);
  // `= std::thread(...)` and `{...}`.
  if (const auto *List = dyn_cast<InitListExpr>(Init);
      List && List->getNumInits() == 1)
    Init = stripped(List->getInit(0));
  return BodyWalk(None, Contract, NoUses).startedBy(Init);
}

} // namespace sendsync
