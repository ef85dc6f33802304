#include "checks/analysis/summary/LockKinds.h"
#include "checks/analysis/contract/LockKind.h"
#include "checks/analysis/facts/SpinLock.h"
#include "clang/Basic/SourceManager.h"

using namespace clang;

namespace sendsync {

namespace {

const ValueDecl *declarationOf(const AccessPath &Path) {
  const ValueDecl *Last = Path.lastDeclaration();
  return Last ? cast<ValueDecl>(Last->getCanonicalDecl()) : nullptr;
}

/// The type of the object a path ends at; null if it is not known.
QualType typeOf(const AccessPath &Path) {
  if (QualType Exact = Path.type(); !Exact.isNull())
    return Exact;
  const ValueDecl *Last = Path.lastDeclaration();
  if (!Last)
    return {};
  QualType Type = Last->getType().getNonReferenceType();
  if (!Path.steps().empty() && Path.steps().back().StepKind == PathStep::Deref &&
      Type->isPointerType())
    Type = Type->getPointeeType();
  return Type;
}

bool isOfCaller(const AccessPath &Path) {
  return isa_and_nonnull<ParmVarDecl>(Path.lastDeclaration());
}

/// Every constructor that initializes \p Member is the compiler's own.
bool isOnlyDefaulted(const FieldDecl *Member) {
  const auto *Class = dyn_cast<CXXRecordDecl>(Member->getParent());
  return Class && llvm::none_of(Class->ctors(), [](const auto *Constructor) {
           return Constructor->isUserProvided();
         });
}

/// The initializer of what \p Path names, inside the one of its variable.
const Expr *initializerOf(const AccessPath &Path) {
  if (const FieldDecl *Field = Path.lastField();
      Field && Field->hasInClassInitializer())
    return Field->getInClassInitializer();
  const VarDecl *Root = Path.rootVariable();
  const Expr *Init = Root && Path.rootKind() == RootKind::Variable &&
                             !isa<ParmVarDecl>(Root)
                         ? Root->getAnyInitializer()
                         : nullptr;
  for (const PathStep &Step : Path.steps()) {
    const auto *List =
        dyn_cast_or_null<InitListExpr>(Init ? Init->IgnoreImplicit() : nullptr);
    if (!List || Step.StepKind != PathStep::Field)
      return nullptr;
    const auto *Field = cast<FieldDecl>(Step.Declaration);
    unsigned Index = Field->getFieldIndex();
    if (const auto *Class = dyn_cast<CXXRecordDecl>(Field->getParent()))
      Index += Class->getNumBases();
    if (Field->getParent()->isUnion() || Index >= List->getNumInits())
      return nullptr;
    Init = List->getInit(Index);
  }
  return Init;
}

/// A variable that only this file can set up, and that starts with nothing but
/// zeros: of a plain C type they stand for the plain kind.
bool isZero(const AccessPath &Lock) {
  const VarDecl *Root = Lock.rootVariable();
  return Root && Lock.rootKind() == RootKind::Variable &&
         Lock.steps().empty() && Root->hasGlobalStorage() &&
         !Root->isExternallyVisible() && !Root->getAnyInitializer() &&
         (!Root->getType()->getAsCXXRecordDecl() ||
          Root->getType()->getAsCXXRecordDecl()->isPOD());
}

} // namespace

LockKinds::SetupsOf LockKinds::collect(const FunctionTable &Functions) {
  SetupsOf All;
  Functions.each([&](const FunctionAnalysis &Analysis) {
    for (const BodyResults &Body : Analysis.Bodies)
      Body.Facts->each<InitFact>([&](const InitFact &Init) {
        All[Analysis.Function].push_back(
            {Init.Object, Init.Attributes, Init.Recursive});
      });
  });
  return All;
}

void LockKinds::followCalls(const FunctionTable &Functions, SetupsOf &All) {
  // Initialization through more functions than this is not followed.
  constexpr unsigned MaxRounds = 4;
  bool Changed = !All.empty();
  for (unsigned Round = 0; Changed && Round != MaxRounds; ++Round) {
    Changed = false;
    Functions.each([&](const FunctionAnalysis &Analysis) {
      auto follow = [&](const CallFact &Call) {
        const FunctionDecl *Callee =
            Call.Callee ? Call.Callee->getDefinition() : nullptr;
        auto Inner = All.find(Callee);
        if (!Callee || Callee == Analysis.Function || Inner == All.end())
          return;
        Setups Here;
        for (const Setup &Of : Inner->second) {
          if (!isOfCaller(Of.Object) && !isOfCaller(Of.Attributes))
            continue;
          Here.push_back({isOfCaller(Of.Object) ? Call.substitute(Of.Object)
                                                : Of.Object,
                          isOfCaller(Of.Attributes)
                              ? Call.substitute(Of.Attributes)
                              : Of.Attributes,
                          Of.Recursive});
        }
        for (Setup &New : Here)
          if (New.Object.isKnown() &&
              !llvm::is_contained(All[Analysis.Function], New)) {
            All[Analysis.Function].push_back(std::move(New));
            Changed = true;
          }
      };
      for (const BodyResults &Body : Analysis.Bodies)
        Body.Facts->each<CallFact>(follow);
    });
  }
}

void LockKinds::followArguments(FunctionTable &Functions,
                                const CallerContexts &Callers) {
  CallContext Calls(Functions, Callers);
  auto give = [&](const FunctionDecl *Callee, const CallFact &Call) {
    const BodyResults *Body = Calls.bodyOf(Callee);
    if (!Body || !Calls.isOnlyCalledHere(Callee))
      return;
    const FunctionDecl *Function = Body->Facts->Function;
    for (unsigned I = 0; I != Function->getNumParams(); ++I) {
      const ParmVarDecl *Parameter = Function->getParamDecl(I);
      if (!Parameter->getType()->isPointerType())
        continue;
      Recursion Kind = I < Call.Arguments.size()
                           ? recursion(Call.Arguments[I].Target)
                           : Recursion::Unknown;
      auto [Entry, New] = Given.try_emplace(Parameter, Kind);
      if (!New && Entry->second != Kind)
        Entry->second = Recursion::Unknown;
    }
  };
  Functions.each([&](const FunctionAnalysis &Analysis) {
    for (const BodyResults &Body : Analysis.Bodies) {
      Body.Facts->each<CallFact>(
          [&](const CallFact &Call) { give(Call.Callee, Call); });
      Body.Facts->each<SpawnFact>([&](const SpawnFact &Spawn) {
        for (const CallableUse &Use : Spawn.Callables)
          give(Use.Function, Spawn.Invocation);
      });
    }
  });
}

LockKinds::LockKinds(FunctionTable &Functions, const CallerContexts &Callers)
    : Contract(Functions.contracts()) {
  collectSetups(Functions);
  followArguments(Functions, Callers);
}

void LockKinds::collectSetups(const FunctionTable &Functions) {
  SetupsOf All = collect(Functions);
  followCalls(Functions, All);

  // Attributes that something unseen may change say nothing, nor do zeros.
  llvm::DenseSet<const ValueDecl *> AllAttributes;
  for (const auto &[Function, Entries] : All)
    for (const Setup &Of : Entries)
      AllAttributes.insert(declarationOf(Of.Attributes));
  Functions.each([&](const FunctionAnalysis &Analysis) {
    for (const BodyResults &Body : Analysis.Bodies)
      Body.Facts->each<CallFact>([&](const CallFact &Call) {
        const SourceManager &Sources = Contract.context().getSourceManager();
        if (Call.Callee && (Call.Callee->hasBody() ||
                            Sources.isInSystemHeader(Call.Callee->getLocation())))
          return;
        for (const ArgumentPaths &Argument : Call.Arguments)
          if (const ValueDecl *Given = declarationOf(Argument.Target);
              AllAttributes.contains(Given) || isZero(Argument.Target))
            add(Given, Recursion::Unknown);
      });
  });

  // Attributes first: locks are made with them.
  for (bool WithAttributes : {false, true})
    for (const auto &[Function, Entries] : All)
      for (const Setup &Of : Entries)
        if (Of.Attributes.isKnown() == WithAttributes)
          add(declarationOf(Of.Object), WithAttributes
                                            ? ofAttributes(Of.Attributes)
                                            : Of.Recursive);
}

void LockKinds::add(const ValueDecl *Declaration, Recursion Kind) {
  if (!Declaration)
    return;
  auto [Entry, New] = Known.try_emplace(Declaration, Kind);
  if (!New && Entry->second != Kind)
    Entry->second = Recursion::Unknown;
}

Recursion LockKinds::ofAttributes(const AccessPath &Attributes) const {
  auto Set = Known.find(declarationOf(Attributes));
  if (Set != Known.end())
    return Set->second;
  // A variable of this file that nobody sets is the plain kind.
  const VarDecl *Root = Attributes.rootVariable();
  bool Ours = Root && Attributes.steps().empty() && !isa<ParmVarDecl>(Root) &&
              !Root->hasExternalStorage();
  return Ours ? Recursion::No : Recursion::Unknown;
}

std::optional<Recursion>
LockKinds::ofInitializer(const AccessPath &Lock) const {
  if (const Expr *Init = initializerOf(Lock))
    return initializedKind(Init, typeOf(Lock), Contract);
  if (isZero(Lock))
    return Recursion::No;
  // A member that is a class is default-constructed where nothing else is said.
  const FieldDecl *Member = Lock.lastField();
  const CXXRecordDecl *Class = typeOf(Lock)->getAsCXXRecordDecl();
  if (!Member || !Class || !isOnlyDefaulted(Member))
    return std::nullopt;
  for (const CXXConstructorDecl *Constructor : Class->ctors())
    if (const FunctionModel *Model = Contract.functionModel(Constructor);
        Model && Model->Init && Constructor->isUserProvided())
      return Recursion::No;
  return std::nullopt;
}

Recursion LockKinds::recursion(const AccessPath &Lock) const {
  const auto *Parameter = dyn_cast_or_null<ParmVarDecl>(Lock.rootVariable());
  if (Parameter && Lock == AccessPath::variable(Parameter).deref())
    if (auto Passed = Given.find(Parameter); Passed != Given.end())
      return Passed->second;
  QualType Type = typeOf(Lock);
  if (Type.isNull())
    return Recursion::Unknown;
  if (!Contract.isLock(Type))
    return isSpinLock(Type->getAsCXXRecordDecl(), Contract)
               ? Recursion::No
               : Recursion::Unknown;
  Recursion OfType = Contract.recursion(Type);
  if (OfType != Recursion::Unknown)
    return OfType;
  std::optional<Recursion> Kind = ofInitializer(Lock);
  auto Set = Known.find(declarationOf(Lock));
  if (Set != Known.end() && (!Kind || *Kind != Set->second))
    Kind = Kind ? Recursion::Unknown : Set->second;
  return Kind.value_or(Recursion::Unknown);
}

} // namespace sendsync
