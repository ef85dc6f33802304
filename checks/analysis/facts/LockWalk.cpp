//===- LockWalk.cpp - guards and locks to facts ---------------------------===//

#include "checks/analysis/base/Compat.h"
#include "checks/analysis/contract/LockKind.h"
#include "checks/analysis/facts/BodyWalk.h"
#include "checks/analysis/facts/SpinLock.h"

using namespace clang;

namespace sendsync {

/// What the type of a constructor's argument says of how the lock is taken.
static std::optional<GuardTag> tagOf(const GuardModel &Model,
                                     const Expr *Argument) {
  const CXXRecordDecl *Record = Argument->getType()->getAsCXXRecordDecl();
  auto Tag = Record ? Model.Tags.find(modelName(Record)) : Model.Tags.end();
  return Tag == Model.Tags.end() ? std::nullopt
                                 : std::optional<GuardTag>(Tag->second);
}

void BodyWalk::takenForLock(llvm::ArrayRef<const Expr *> Arguments) {
  for (const Expr *Argument : Arguments)
    if (AccessFact *Address = Addresses.lookup(stripped(Argument)))
      Address->ForLock = true;
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
      std::optional<int64_t> Exclusive = constantOf(Argument);
      Guard.Mode = Exclusive.value_or(0) ? LockMode::Exclusive
                                         : LockMode::Shared;
      Guard.ModeUnclear = !Exclusive;
      continue;
    }
    if (All || I == Model.Argument) {
      AccessPath Path = Paths.lock(Argument);
      if (!Path.isKnown())
        ++Out.UnresolvedLocks;
      (Model.Lends ? Guard.Lends : Guard.Locks)
          .push_back(Capability(std::move(Path)));
    }
  }
  if (!Guard.Tag)
    Guard.Tag = Model.Untagged;
}

void BodyWalk::addDeclaredLocks(const Expr *Site, const CallParts &Parts,
                                GuardFact &Guard) {
  CallFact Call = describe(Site, Parts, Guard.Guard);
  for (const DeclaredLockEffect &Effect : Contract.lockEffects(Parts.Callee)) {
    if (Effect.Op == LockOp::Exclude || Effect.Op == LockOp::Assert ||
        Effect.Negated)
      continue;
    Capability Lock = capability(Effect, Site, Call, Parts);
    if (Effect.Op == LockOp::Release) {
      Guard.Lends.push_back(std::move(Lock));
      Guard.Mode = Effect.Mode.value_or(LockMode::Exclusive);
      continue;
    }
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
  for (const DeclaredLockEffect &Effect : Contract.lockEffects(Parts.Callee))
    if (Effect.Op == LockOp::Exclude && Guard.Locks.empty()) {
      Guard.Locks.push_back(capability(Effect, Site, Call, Parts));
      Guard.Tag = GuardTag::Defer;
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
    addDeclaredLocks(Construct, CallParts::of(Construct), Guard);
  }
  takenForLock({Construct->getArgs(), Construct->getNumArgs()});
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
  Guard.Discarded = Guard.Type && DiscardedExpressions.contains(Site);
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
  // A specialization may inherit the methods that the model speaks of.
  if (!Model && !Parts.ObjectIsPointer)
    Model = Contract.typeModel(stripped(Parts.Object)->getType());
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
  } else {
    return Contract.isGuard(Parts.Object->getType()) &&
           visitDeclaredGuardMethod(Site, Parts, Receiver);
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

bool BodyWalk::visitGuardEnd(const Expr *Site, const CallParts &Parts,
                             const AccessPath &Receiver) {
  const FunctionModel *Model = Contract.functionModel(Parts.Callee);
  if (!Model || !Model->EndsGuard)
    return false;
  const ObjectExpr &Object = *Model->EndsGuard;
  AccessPath Ended;
  if (!Object.Deref) {
    Ended = Paths.object(Object, Site, Receiver, Parts.Arguments);
  } else if (Object.Index < Parts.Arguments.size()) {
    Ended = describe(Site, Parts, Receiver).Arguments[Object.Index].Pointee;
    if (Ended.isKnown()) {
      auto &End = add<DestroyFact>(Site);
      End.Location = calleeLocation(Site);
      End.Object = std::move(Ended);
      return true;
    }
  }
  auto &Guard = add<GuardFact>(Site);
  Guard.Location = calleeLocation(Site);
  Guard.GuardVerb = GuardFact::Release;
  Guard.Guard = std::move(Ended);
  Guard.Site = Site;
  return true;
}

bool BodyWalk::visitDeclaredGuardMethod(const Expr *Site,
                                        const CallParts &Parts,
                                        const AccessPath &Receiver) {
  auto apply = [&](LockOp Op, GuardFact::Verb Verb) {
    for (const DeclaredLockEffect &Effect : Contract.lockEffects(Parts.Callee)) {
      if (Effect.Op != Op || Effect.Argument)
        continue;
      auto &Guard = add<GuardFact>(Site);
      Guard.Location = calleeLocation(Site);
      Guard.GuardVerb = Verb;
      Guard.Guard = Receiver;
      Guard.Site = Site;
      if (Op == LockOp::Acquire)
        Guard.NewMode = Effect.Mode;
      return true;
    }
    return false;
  };
  // What changes the mode releases first.
  bool Any = apply(LockOp::Release, GuardFact::Release);
  Any |= apply(LockOp::Acquire, GuardFact::Acquire);
  Any |= apply(LockOp::TryAcquire, GuardFact::Try);
  if (Any)
    visitLockEffects(Site, Parts, describe(Site, Parts, Receiver),
                     /*OnObject=*/false);
  return Any;
}

Capability BodyWalk::capability(const DeclaredLockEffect &Effect,
                                const Expr *Site, const CallFact &Call,
                                const CallParts &Parts) const {
  if (!Effect.Argument) {
    AccessPath Object =
        Paths.object(Effect.Object, Site, Call.Receiver, Parts.Arguments);
    const auto *Method = dyn_cast_or_null<CXXMethodDecl>(Parts.Callee);
    // As guards and annotations name a wrapper.
    return Capability(
        Method && Effect.Object.BaseKind == ObjectExpr::This
            ? lockWithin(std::move(Object),
                         compat::typeOf(Contract.context(), Method->getParent()),
                         Contract)
            : std::move(Object));
  }
  // The attribute speaks in the callee's terms.
  VariableUses None;
  PathResolver InCallee(Contract, None, nullptr);
  Capability Lock = InCallee.capability(Effect.Argument);
  return Lock.isRole() ? Lock : Capability(Call.substitute(Lock.lock()));
}

bool BodyWalk::visitOwnLock(const Expr *Site, const CallFact &Call) {
  // Inside the class the member is what is looked at, not the lock.
  const auto *Method = dyn_cast<CXXMethodDecl>(Call.Callee);
  if (!Method || Call.Receiver == AccessPath::thisObject())
    return false;
  Capability Object(Call.Receiver);
  std::optional<LockOp> Operation = spinOperation(Method, Contract);
  UnseenOperation Unseen = Operation || !Callees
                               ? UnseenOperation::None
                               : Callees->unseenOperation(Method);
  if (Unseen != UnseenOperation::None) {
    Operation = Unseen == UnseenOperation::Release ? LockOp::Release
                                                   : LockOp::Acquire;
    Object = Unseen == UnseenOperation::Some
                 ? Capability()
                 : Capability(lockWithin(
                       Call.Receiver,
                       compat::typeOf(Contract.context(), Method->getParent()),
                       Contract));
  }
  if (!Operation)
    return false;
  auto &Lock = add<LockFact>(Site);
  Lock.Location = Call.Location;
  Lock.Op = *Operation;
  Lock.Mode = LockMode::Exclusive;
  Lock.Site = Site;
  Lock.Callee = Call.Callee;
  Lock.Lock = std::move(Object);
  if (!Lock.Lock.isKnown())
    ++Out.UnresolvedLocks;
  return true;
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
  takenForLock(Parts.Arguments);
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

/// C lets a lock of one type be given to a function for another, with a warning.
static bool isOfOtherType(const DeclaredLockEffect &Effect,
                          const CallParts &Parts) {
  const ObjectExpr &Object = Effect.Object;
  if (!Effect.OfLockType || Object.BaseKind != ObjectExpr::Argument ||
      Object.Index >= Parts.Arguments.size() ||
      Object.Index >= Parts.Callee->getNumParams())
    return false;
  QualType Given = Parts.Arguments[Object.Index]->IgnoreParenImpCasts()
                       ->getType()->getPointeeType();
  QualType Wanted =
      Parts.Callee->getParamDecl(Object.Index)->getType()->getPointeeType();
  return !Given.isNull() && !Wanted.isNull() && Given->isRecordType() &&
         Wanted->isRecordType() &&
         Given->getCanonicalTypeUnqualified() !=
             Wanted->getCanonicalTypeUnqualified();
}

bool BodyWalk::visitLockEffects(const Expr *Site, const CallParts &Parts,
                                const CallFact &Call, bool OnObject) {
  bool OwnLock = false;
  // Declaration and definition may both state one effect.
  llvm::SmallVector<std::pair<LockOp, Capability>, 2> Seen;
  for (const DeclaredLockEffect &Effect : Contract.lockEffects(Parts.Callee)) {
    if (!Effect.Argument && !OnObject)
      continue;
    std::pair<LockOp, Capability> Key(Effect.Op,
                                      capability(Effect, Site, Call, Parts));
    if (llvm::is_contained(Seen, Key))
      continue;
    Seen.push_back(Key);
    auto &Lock = add<LockFact>(Site);
    Lock.Location = Call.Location;
    Lock.Op = Effect.Op;
    // What an operation of another lock type does to it, nobody knows.
    if (!isOfOtherType(Effect, Parts))
      Lock.Mode = Effect.Mode;
    Lock.Negated = Effect.Negated;
    Lock.SuccessIsNonzero = Effect.SuccessIsNonzero;
    Lock.SuccessValue = Effect.SuccessValue;
    Lock.Converts = Effect.Converts;
    Lock.Discarded = DiscardedExpressions.contains(stripped(Site));
    Lock.Site = Site;
    Lock.Callee = Parts.Callee;
    Lock.DeclaredAt = Effect.DeclaredAt;
    Lock.Lock = std::move(Key.second);
    if (!Lock.Lock.isKnown())
      ++Out.UnresolvedLocks;
    OwnLock |= Effect.Op != LockOp::Require && Effect.Op != LockOp::Exclude;
  }
  // A call that only asks for a lock is still an ordinary call.
  if (OwnLock)
    takenForLock(Parts.Arguments);
  return OwnLock;
}

} // namespace sendsync
