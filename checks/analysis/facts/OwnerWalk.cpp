//===- OwnerWalk.cpp - guards and handles in other objects ----------------===//
//
// `std::make_unique<Guard>(mutex)`, `std::optional<Guard> guard(std::in_place,
// mutex)`, `guards.emplace_back(mutex)`: the object that matters is made by a
// library, below the object that has a name. Its path is that of the owner and
// one step more. Where the library's way is not known, the content is a guard of
// some lock. And which local pointers are given an object that is made for them.
//
//===----------------------------------------------------------------------===//
#include "checks/analysis/base/Compat.h"
#include "checks/analysis/base/Origin.h"
#include "checks/analysis/facts/BodyWalk.h"
#include "clang/AST/DeclTemplate.h"

using namespace clang;

namespace sendsync {

namespace {

/// A tag that selects a constructor: `std::in_place`.
bool isTag(const Expr *Argument) {
  const CXXRecordDecl *Record =
      Argument->getType().getNonReferenceType()->getAsCXXRecordDecl();
  return Record && Record->hasDefinition() && Record->isEmpty() &&
         !Record->isLambda();
}

/// What `new` makes: the object that an owner is given.
const CXXNewExpr *newObject(const Expr *Argument) {
  const auto *New = dyn_cast<CXXNewExpr>(stripped(Argument));
  return New && New->getConstructExpr() ? New : nullptr;
}

} // namespace

const CXXConstructorDecl *
constructorFor(const CXXRecordDecl *Class,
               llvm::ArrayRef<const Expr *> Arguments, const Contracts &C) {
  auto takes = [&](const CXXConstructorDecl *Candidate, bool SameTypes) {
    if (Candidate->isDeleted() || Candidate->isVariadic() ||
        Candidate->isCopyOrMoveConstructor() ||
        Candidate->getMinRequiredArguments() > Arguments.size() ||
        Candidate->getNumParams() < Arguments.size())
      return false;
    for (unsigned I = 0; SameTypes && I != Arguments.size(); ++I)
      if (!C.context().hasSameUnqualifiedType(
              Candidate->getParamDecl(I)->getType().getNonReferenceType(),
              Arguments[I]->getType().getNonReferenceType()))
        return false;
    return true;
  };
  for (bool SameTypes : {false, true}) {
    const CXXConstructorDecl *Only = nullptr;
    unsigned Found = 0;
    for (const CXXConstructorDecl *Candidate : Class->ctors())
      if (takes(Candidate, SameTypes)) {
        Only = Candidate;
        ++Found;
      }
    if (Found == 1)
      return Only;
  }
  return nullptr;
}

const CXXRecordDecl *BodyWalk::contentOf(QualType Owner) const {
  if (const CXXRecordDecl *Guard = Contract.guardIn(Owner))
    return Guard;
  return Contract.handleIn(Owner);
}

bool BodyWalk::visitOwner(const Expr *Site, const CallParts &Parts,
                          const AccessPath &Receiver) {
  const auto *Method = dyn_cast<CXXMethodDecl>(Parts.Callee);
  bool Constructs = isa<CXXConstructorDecl>(Parts.Callee);
  bool OfObject = Method && Parts.Object && Method->isInstance();
  // A function of the user's says by its body what it does.
  if (!Constructs && !OfObject &&
      (!Site->isPRValue() || !isInSystemHeader(Parts.Callee)))
    return false;
  QualType Type = OfObject && !Constructs
                      ? compat::typeOf(Contract.context(), Method->getParent())
                      : Site->getType();
  const CXXRecordDecl *Content = contentOf(Type);
  if (!Content)
    return false;
  const TypeModel *Owner = Contract.typeModel(Type);
  AccessPath Object =
      OfObject || Constructs ? Receiver : AccessPath::fresh(stripped(Site));
  AccessPath Place = !Object.isKnown() ? AccessPath()
                     : Owner->Pointer  ? Object.deref()
                                       : Object.element();
  // One that is moved in is the content, or an element, from then on; so is that
  // of another owner.
  for (const Expr *Argument : Parts.Arguments) {
    if (Argument->isLValue())
      continue;
    QualType Given = Argument->getType();
    if (Given->getAsCXXRecordDecl() == Content) {
      if (!isTracked(Given))
        visitUses(Site, Parts, Receiver);
      move(Argument, Place, Site->getBeginLoc());
      if (!isTracked(Given))
        addCall(describe(Site, Parts, Receiver), Parts);
      return true;
    }
    const CXXNewExpr *Made = Owner->Pointer ? newObject(Argument) : nullptr;
    bool Takes = !Made && Contract.typeModel(Given) == Owner &&
                 contentOf(Given) == Content;
    if (!Made && !Takes)
      continue;
    visitUses(Site, Parts, Receiver);
    if (Made)
      storeMade(Made, Object, Site->getBeginLoc());
    else
      move(Argument, Object, Site->getBeginLoc());
    addCall(describe(Site, Parts, Receiver), Parts);
    return true;
  }
  const FunctionModel *Model = Contract.functionModel(Parts.Callee);
  if (Model && Model->Makes)
    return visitContent(Site, Parts, Receiver, Content,
                        Parts.Arguments.drop_front(std::min<size_t>(
                            Model->Makes->Index, Parts.Arguments.size())),
                        Place);
  if (OfObject && !Constructs)
    return Owner->Emplaces.contains(methodName(Method)) &&
           visitContent(Site, Parts, Receiver, Content, Parts.Arguments, Place);
  if (Constructs && !Parts.Arguments.empty() && isTag(Parts.Arguments.front()))
    return Parts.Arguments.size() > 1 &&
           visitContent(Site, Parts, Receiver, Content, Parts.Arguments.drop_front(),
                        Place);
  return !Constructs && !Parts.Arguments.empty() &&
         visitGuardContent(Site, Content, {}, Place);
}

bool BodyWalk::visitContent(const Expr *Site, const CallParts &Parts,
                            const AccessPath &Receiver,
                            const CXXRecordDecl *Class,
                            llvm::ArrayRef<const Expr *> MadeFrom,
                            const AccessPath &Place) {
  if (visitGuardContent(Site, Class, MadeFrom, Place))
    return true;
  const TypeModel *Model = Contract.typeModel(Class);
  if (Model && Model->Handle) {
    // A handle that is made in place starts its work.
    const FunctionModel *Start = Contract.models().function(
        modelName(Class) + "::" + Class->getNameAsString());
    if (!Start || !Start->Boundary)
      return false;
    // A position or a key comes before what the element is made of.
    llvm::ArrayRef<const Expr *> Work = MadeFrom;
    while (!Work.empty() && !resolveCallable(Work.front()).isResolved())
      Work = Work.drop_front();
    spawn(*Start->Boundary, Site, Parts.Callee, Work.empty() ? MadeFrom : Work,
          Place, Model);
    return true;
  }
  // A class of the user's: its constructor runs here.
  CallParts Made;
  Made.Callee = constructorFor(Class, MadeFrom, Contract);
  Made.Arguments = MadeFrom;
  if (!Made.Callee)
    return false;
  visitUses(Site, Parts, Receiver);
  CallFact Constructor = describe(Site, Made, Place);
  // What is discarded is the call's own result.
  Constructor.Discarded = false;
  add<CallFact>(Site) = std::move(Constructor);
  addCall(describe(Site, Parts, Receiver), Parts);
  return true;
}

bool BodyWalk::visitGuardContent(const Expr *Site, const CXXRecordDecl *Class,
                                 llvm::ArrayRef<const Expr *> MadeFrom,
                                 const AccessPath &Place) {
  const TypeModel *Model = Contract.typeModel(Class);
  if (!Contract.isGuard(compat::typeOf(Contract.context(), Class)))
    return false;
  GuardFact Guard;
  Guard.Location = calleeLocation(Site);
  Guard.Range = Site->getSourceRange();
  Guard.Site = Site;
  Guard.Type = Class;
  Guard.Guard = Place;
  CallParts Made;
  Made.Callee = constructorFor(Class, MadeFrom, Contract);
  Made.Arguments = MadeFrom;
  if (Model && Model->Guard)
    addModelledLocks(*Model->Guard, MadeFrom, Guard);
  else if (Made.Callee)
    addDeclaredLocks(Site, Made, Guard);
  // A key, a position or a list of arguments is no lock.
  for (Capability &Lock : Guard.Locks)
    if (Lock.isKnown() && !Lock.isRole() &&
        Lock.lock().rootKind() == RootKind::Fresh)
      Lock = Capability();
  if (Guard.Locks.empty())
    Guard.Locks.emplace_back();
  add<GuardFact>(Site) = std::move(Guard);
  return true;
}

bool BodyWalk::makesObject(const Expr *Value) const {
  Value = stripped(Value);
  while (const auto *Cast = dyn_cast<CastExpr>(Value))
    Value = stripped(Cast->getSubExpr());
  if (isa<CXXNewExpr>(Value))
    return true;
  if (const auto *Construct = dyn_cast<CXXConstructExpr>(Value)) {
    const TypeModel *Model = Contract.typeModel(Construct->getType());
    return Model && Model->Pointer && Model->Pointer->Owning &&
           Construct->getNumArgs() > 0 && makesObject(Construct->getArg(0));
  }
  const auto *Call = dyn_cast<CallExpr>(Value);
  const FunctionModel *Model =
      Call ? Contract.functionModel(Call->getDirectCallee()) : nullptr;
  return Model && Model->Makes;
}

void BodyWalk::noteMaker(const VarDecl *Variable, const Expr *Init) {
  if (makesObject(Init)) {
    Out.Owners.insert(Variable);
    return;
  }
  const Expr *Value = stripped(Init);
  while (const auto *Cast = dyn_cast<CastExpr>(Value))
    Value = stripped(Cast->getSubExpr());
  const auto *Call = dyn_cast<CallExpr>(Value);
  const FunctionDecl *Callee = Call ? Call->getDirectCallee() : nullptr;
  if (!Callee)
    return;
  const auto *Method = dyn_cast<CXXMethodDecl>(Callee);
  const TypeModel *Container =
      Method ? Contract.typeModel(Method->getParent()) : nullptr;
  if (Container && !Container->Emplaces.empty() && !Method->isConst()) {
    const auto *Answer = Callee->getReturnType()->getAsCXXRecordDecl();
    if (Answer && llvm::any_of(Answer->fields(), [](const FieldDecl *Part) {
          return Part->getType()->isBooleanType();
        }))
      Out.Emplaced.insert(Variable);
    return;
  }
  if (!isInSystemHeader(Callee))
    Out.GivenBy[Variable] = Callee;
}

void BodyWalk::visitDefaultMember(const Expr *Init, const AccessPath &Object,
                                  const FieldDecl *Field) {
  const auto *Construct = dyn_cast<CXXConstructExpr>(stripped(Init));
  if (!Construct || !Contract.isGuard(Field->getType()) ||
      !visitGuardConstruction(Construct))
    return;
  // `this` is the aggregate there. What its pointers and references lead to has
  // another name here.
  auto *Guard = cast<GuardFact>(Out.Owned.back().get());
  AccessPath Self = AccessPath::thisObject();
  for (Capability &Lock : Guard->Locks) {
    if (Lock.isRole() || !Lock.lock().startsWith(Self))
      continue;
    bool Leads = llvm::any_of(Lock.lock().steps(), [](const PathStep &Step) {
      return Step.StepKind != PathStep::Field;
    });
    Lock = Leads ? Capability()
                 : Capability(Lock.lock().rebase(Self, Object));
  }
}

} // namespace sendsync
