#include "checks/analysis/summary/LockReach.h"
#include "checks/analysis/facts/PathResolver.h"
#include "clang/Basic/SourceManager.h"

using namespace clang;

namespace sendsync {

namespace {

/// Somebody else may get hold of \p Variable. An access that goes to \p Except
/// or into it does not count.
bool escapes(const VarDecl *Variable, const AccessPath &Except,
             const FunctionAnalysis &Function) {
  AccessPath Path = AccessPath::variable(Variable);
  bool Escapes = false;
  for (const BodyResults &Body : Function.Bodies) {
    Body.Facts->each<AccessFact>([&](const AccessFact &Access) {
      Escapes |= Access.Path.startsWith(Path) &&
                 !(Except.isKnown() && Access.Path.startsWith(Except)) &&
                 !Access.ForLock &&
                 (Access.AccessMode == AccessFact::Pass ||
                  Access.AccessMode == AccessFact::Address);
    });
    for (const ClosureFacts &Closure : Body.Facts->Closures)
      for (const LambdaCapture &Capture : Closure.Lambda->captures())
        Escapes |= Capture.capturesVariable() &&
                   Capture.getCaptureKind() == LCK_ByRef &&
                   Capture.getCapturedVar()->getCanonicalDecl() == Variable;
    Body.Facts->each<SpawnFact>([&](const SpawnFact &Spawn) {
      for (const Crossing &Crosses : Spawn.Crossings)
        Escapes |= Crosses.Refers.startsWith(Path);
    });
  }
  return Escapes;
}

/// Starts as a copy of another object that has a name.
bool isCopy(const VarDecl *Variable) {
  if (isa<ParmVarDecl>(Variable))
    return true;
  const Expr *Init = Variable->getInit();
  if (!Init)
    return false;
  Init = stripped(Init);
  if (const auto *Construct = dyn_cast<CXXConstructExpr>(Init))
    return Construct->getConstructor()->isCopyConstructor() &&
           Construct->getNumArgs() >= 1 && Construct->getArg(0)->isLValue();
  const auto *Cast = dyn_cast<CastExpr>(Init);
  return Cast && Cast->getCastKind() == CK_LValueToRValue;
}

} // namespace

bool isPrivateToCall(const Capability &Lock,
                     const FunctionAnalysis &Function) {
  const AccessPath &Path = Lock.lock();
  const VarDecl *Variable = Path.rootVariable();
  return Variable && !isa<ParmVarDecl>(Variable) && Path.steps().empty() &&
         Path.rootKind() == RootKind::Variable && Path.isLocalStorage() &&
         !escapes(Variable, AccessPath(), Function);
}

const CXXRecordDecl *ownerOfLock(const Capability &Lock) {
  const AccessPath &Path = Lock.lock();
  const FieldDecl *Field = Path.lastField();
  if (!Field || Path.rootKind() != RootKind::This || Path.steps().size() != 1)
    return nullptr;
  return dyn_cast<CXXRecordDecl>(Field->getParent());
}

bool isSingleton(const CXXRecordDecl *Class) {
  auto isOwn = [&](QualType Type) {
    if (!Type->getPointeeType().isNull())
      Type = Type->getPointeeType();
    const CXXRecordDecl *Record = Type->getAsCXXRecordDecl();
    // A smart pointer to it counts as well.
    if (const auto *Instance =
            dyn_cast_or_null<ClassTemplateSpecializationDecl>(Record))
      if (Instance->getTemplateArgs().size() > 0 &&
          Instance->getTemplateArgs()[0].getKind() == TemplateArgument::Type)
        if (const CXXRecordDecl *Held =
                Instance->getTemplateArgs()[0].getAsType()->getAsCXXRecordDecl())
          Record = Held;
    return Record && Record->getCanonicalDecl() == Class->getCanonicalDecl();
  };
  bool AnyPublic = !Class->hasUserDeclaredConstructor();
  for (const Decl *Member : Class->decls()) {
    if (const auto *Method = dyn_cast<CXXMethodDecl>(Member))
      if (Method->isStatic() && isOwn(Method->getReturnType()))
        return true;
    if (const auto *Variable = dyn_cast<VarDecl>(Member))
      if (isOwn(Variable->getType()))
        return true;
    const auto *Constructor = dyn_cast<CXXConstructorDecl>(Member);
    AnyPublic |= Constructor && Constructor->getAccess() != AS_private &&
                 !Constructor->isDeleted() &&
                 !Constructor->isCopyOrMoveConstructor();
  }
  return !AnyPublic;
}

bool isStaticData(const AccessPath &Path, const SourceManager &Sources) {
  const VarDecl *Variable = Path.rootVariable();
  return Variable && Path.hasGlobalRoot() && !Path.isThreadLocal() &&
         llvm::all_of(Path.steps(),
                      [](const PathStep &Step) {
                        return Step.StepKind == PathStep::Field ||
                               Step.StepKind == PathStep::Element;
                      }) &&
         !Sources.isInSystemHeader(Variable->getLocation());
}

bool isForAll(const VarDecl *Data, const FunctionDecl *Here,
              const DataUses &Uses) {
  return Data->isStaticDataMember() || Data->isStaticLocal() ||
         llvm::any_of(Uses.of(Data), [&](const DataUse &Use) {
           return Use.function() != Here;
         });
}

const VarDecl *copiedHolder(const Capability &Lock,
                            const FunctionAnalysis &Function,
                            const Contracts &Contract) {
  const AccessPath &Path = Lock.lock();
  const VarDecl *Variable = Path.rootVariable();
  const FieldDecl *Member = Path.lastField();
  // A lock class of the user's may be a handle that copies share.
  const TypeModel *Model =
      Member ? Contract.typeModel(Member->getType()) : nullptr;
  if (!Variable || !Model || !Model->Lock || !Path.isLocalStorage() ||
      Path.mayVary() || Path.steps().back().StepKind != PathStep::Field)
    return nullptr;
  // Of what a closure has captured by copy, its own copy is meant.
  if (Path.rootKind() == RootKind::Capture)
    return Variable;
  if (Variable->getType()->isReferenceType())
    return nullptr;
  return isCopy(Variable) && !escapes(Variable, Path, Function) ? Variable
                                                                : nullptr;
}

} // namespace sendsync
