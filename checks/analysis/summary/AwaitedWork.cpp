#include "checks/analysis/summary/AwaitedWork.h"
#include "checks/analysis/facts/FactsGenerator.h"
#include "checks/analysis/summary/Reach.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;

namespace sendsync {

StartedWork::StartedWork(FunctionTable &Functions) : Functions(Functions) {
  Functions.each([&](const FunctionAnalysis &Owner) {
    for (const BodyResults &Body : Owner.Bodies) {
      std::map<AccessPath, const SpawnFact *> Fresh;
      auto give = [&](const SpawnFact &Spawn, const AccessPath &Handle) {
        const ValueDecl *Named = Handle.lastDeclaration();
        if (Named && !Handle.isLocalStorage())
          Given[Named].push_back({&Spawn, &Body, &Owner, Handle});
      };
      Body.Facts->each<SpawnFact>([&](const SpawnFact &Spawn) {
        if (Spawn.Handle.rootKind() == RootKind::Fresh)
          Fresh[Spawn.Handle] = &Spawn;
        else
          give(Spawn, Spawn.Handle);
      });
      Body.Facts->each<MoveFact>([&](const MoveFact &Move) {
        auto Made = Fresh.find(Move.From);
        if (Made != Fresh.end())
          give(*Made->second, Move.To);
        else if (Move.To.isKnown() && !Move.To.isLocalStorage() &&
                 Move.To.lastDeclaration() &&
                 Move.From.rootKind() != RootKind::Fresh)
          // Something from elsewhere: not known what.
          Given[Move.To.lastDeclaration()].resize(2);
      });
    }
  });
}

/// What is done with it says nothing about how far the work is.
static bool isNothingButLock(QualType Type, const Contracts &Contract) {
  const FieldDecl *Wrapped = Contract.wrappedLock(Type);
  return Contract.isLock(Type) ||
         (Wrapped && llvm::hasSingleElement(Wrapped->getParent()->fields()));
}

void StartedWork::add(const CallableUse &Use, const Source &From,
                      const AccessPath &Handle, AwaitedWork &To) const {
  const BodyResults *Work = nullptr;
  const FunctionAnalysis *Owner = From.Owner;
  const CallFact *Rename = nullptr;
  if (Use.Lambda && From.Body) {
    if (const ClosureFacts *Closure = From.Body->Facts->closure(Use.Lambda);
        Closure && Closure->Bodies.size() == 1)
      Work = From.Owner->body(Closure->Bodies.front());
  } else {
    Owner = Functions.get(Use.Lambda ? Use.Lambda->getCallOperator()
                                     : Use.Function);
    if (Owner && !Owner->Bodies.empty())
      Work = &Owner->Bodies.front();
    if (From.Spawn)
      Rename = &From.Spawn->Invocation;
  }
  if (!Work || !Work->Locks->solved())
    return;
  // The object that has the handle, or is it, there and here.
  auto objectOf = [&](const AccessPath &Of) {
    return From.IsObject || Of.steps().empty() ? Of : Of.parent();
  };
  bool Member = Handle != From.Handle;
  eachReached(*Work, *Owner, Functions, [&](const ReachedFact &Reached) {
    if (const auto *Access = dyn_cast<AccessFact>(Reached.F)) {
      const ValueDecl *Data = Access->Path.lastDeclaration();
      if ((Access->isWrite() || Access->MayWrite) && Data &&
          !isNothingButLock(Data->getType(), Functions.contracts()))
        To.Writes.insert(Data);
      return;
    }
    auto acquires = [&](const Capability &Lock, LockMode Mode) {
      AccessPath Path = Reached.inStart(Lock.lock());
      if (Rename)
        Path = Rename->substitute(Path);
      if (Member && Path.isKnown() && !Path.hasGlobalRoot()) {
        bool HasObject = From.IsObject || (!From.Handle.steps().empty() &&
                                           !Handle.steps().empty());
        bool Same = HasObject && Path.startsWith(objectOf(From.Handle));
        Path = Same ? Path.rebase(objectOf(From.Handle), objectOf(Handle))
                    : AccessPath();
      }
      if (Path.isKnown() && !Path.mayVary())
        To.Acquires.push_back(
            {Capability(Path), Mode, Reached.F->Location,
             From.Spawn ? From.Spawn->Location : SourceLocation()});
    };
    if (const auto *Lock = dyn_cast<LockFact>(Reached.F)) {
      if (Lock->Op == LockOp::Acquire && !Lock->Negated && Reached.IsCertain())
        acquires(Lock->Lock, Lock->Mode.value_or(LockMode::Exclusive));
    } else if (const auto *Guard = dyn_cast<GuardFact>(Reached.F)) {
      if (Guard->GuardVerb == GuardFact::Construct && !Guard->Tag &&
          Reached.IsCertain())
        for (const Capability &Managed : Guard->Locks)
          acquires(Managed, Guard->Mode);
    }
  });
}

/// The nearest method \p Name of \p Class and its bases.
static const CXXMethodDecl *methodOf(const CXXRecordDecl *Class,
                                     llvm::StringRef Name) {
  if (!Class || !Class->hasDefinition())
    return nullptr;
  for (const CXXMethodDecl *Method : Class->methods())
    if (Method->getIdentifier() && Method->getName() == Name)
      return Method;
  for (const CXXBaseSpecifier &Base : Class->bases())
    if (const CXXMethodDecl *Method =
            methodOf(Base.getType()->getAsCXXRecordDecl(), Name))
      return Method;
  return nullptr;
}

/// The method that is the work of the object \p Handle, or null.
static const CXXMethodDecl *ownWork(const AccessPath &Handle, const Fact &At,
                                    const FunctionAnalysis &Owner,
                                    const Contracts &Contract) {
  const auto *Join = dyn_cast<HandleFact>(&At);
  const auto *Waits =
      Join ? dyn_cast_or_null<CXXMethodDecl>(Join->Callee) : nullptr;
  const TypeModel *Model =
      Waits ? Contract.typeModel(Waits->getParent()) : nullptr;
  if (!Model || !Model->Handle || Model->Handle->Runs.empty())
    return nullptr;
  const CXXRecordDecl *Class = nullptr;
  if (const ValueDecl *Named = Handle.lastDeclaration()) {
    QualType Type = Named->getType().getNonReferenceType();
    Class = Type->isPointerType() ? Type->getPointeeCXXRecordDecl()
                                  : Type->getAsCXXRecordDecl();
  } else if (const auto *Method = dyn_cast<CXXMethodDecl>(Owner.Function)) {
    Class = Method->getParent();
  }
  return methodOf(Class, Model->Handle->Runs);
}

AwaitedWork StartedWork::behind(const AccessPath &Handle, const Fact &At,
                                const BodyResults &Body,
                                const FunctionAnalysis &Owner) const {
  AwaitedWork Work;
  const ValueDecl *Named = Handle.lastDeclaration();
  if (!Handle.isKnown())
    return Work;
  if (const CXXMethodDecl *Run =
          ownWork(Handle, At, Owner, Functions.contracts())) {
    CallableUse Use;
    Use.Function = Run;
    Source From;
    From.Handle = AccessPath::thisObject();
    From.IsObject = true;
    add(Use, From, Handle, Work);
    return Work;
  }
  const TaskState *Running = nullptr;
  for (const TaskState &State : Body.Tasks.at(At)) {
    if (State.Handle != Handle)
      continue;
    if (Running || State.Flags != TaskLive)
      return Work;
    Running = &State;
  }
  if (Running) {
    for (const CallableUse &Use : Running->Spawn->Callables)
      add(Use, {Running->Spawn, &Body, &Owner, Handle}, Handle, Work);
    return Work;
  }
  if (!Named || Handle.isLocalStorage())
    return Work;
  auto Known = Given.find(Named);
  bool Starts = Known != Given.end();
  std::vector<CallableUse> First;
  if (const auto *Field = dyn_cast<FieldDecl>(Named))
    First = startedByInitializer(Field, Functions.contracts());
  if (First.size() + (Starts ? Known->second.size() : 0) != 1)
    return Work;
  if (!Starts) {
    AccessPath There =
        AccessPath::thisObject().field(cast<FieldDecl>(Named));
    add(First.front(), {nullptr, nullptr, nullptr, There}, Handle, Work);
    return Work;
  }
  const Source &From = Known->second.front();
  if (From.Spawn)
    for (const CallableUse &Use : From.Spawn->Callables)
      add(Use, From, Handle, Work);
  return Work;
}

} // namespace sendsync
