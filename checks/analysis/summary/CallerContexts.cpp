#include "checks/analysis/summary/CallerContexts.h"
#include "checks/analysis/base/Origin.h"
#include "checks/analysis/summary/OwnObjects.h"
#include <deque>

using namespace clang;

namespace sendsync {

namespace {

/// What a caller's path is called in the callee: nothing if it has no name there,
/// more than one if a global is passed, too.
llvm::SmallVector<AccessPath, 2> inCallee(const AccessPath &Path,
                                          const CallFact &Call,
                                          const FunctionDecl *Callee) {
  llvm::SmallVector<AccessPath, 2> Names;
  if (Path.hasGlobalRoot())
    Names.push_back(Path);
  if (Call.Receiver.isKnown() && Path.startsWith(Call.Receiver))
    Names.push_back(Path.rebase(Call.Receiver, AccessPath::thisObject()));
  // The body names the parameters of the definition.
  if (const FunctionDecl *Definition = Callee->getDefinition())
    Callee = Definition;
  for (unsigned I = 0; I != Call.Arguments.size(); ++I) {
    if (I >= Callee->getNumParams())
      break;
    const ParmVarDecl *Parameter = Callee->getParamDecl(I);
    AccessPath Named = AccessPath::variable(Parameter);
    bool ByReference = Parameter->getType()->isReferenceType();
    const ArgumentPaths &Argument = Call.Arguments[I];
    const AccessPath &Given = ByReference ? Argument.Place : Argument.Target;
    if (Given.isKnown() && Path.startsWith(Given))
      Names.push_back(Path.rebase(Given, ByReference ? Named : Named.deref()));
  }
  return Names;
}

bool isVirtual(const FunctionDecl *Function) {
  const auto *Method = dyn_cast<CXXMethodDecl>(Function);
  return Method && Method->isVirtual();
}

/// A method of a class that no other file can see the definition of.
bool isOfLocalClass(const FunctionDecl *Function) {
  const auto *Method = dyn_cast<CXXMethodDecl>(Function);
  return Method && isInMainSource(Method->getParent());
}

} // namespace

bool isInternal(const FunctionDecl *Function) {
  const auto *Method = dyn_cast<CXXMethodDecl>(Function);
  return !isVirtual(Function) &&
         ((Method && Method->getAccess() == AS_private) ||
          !Function->isExternallyVisible());
}

bool isConstruction(const FunctionDecl *Function) {
  return isa<CXXConstructorDecl, CXXDestructorDecl>(Function);
}

CallerContexts::CallerContexts(FunctionTable &Functions,
                               const FunctionSet &Referenced)
    : AddressTaken(Referenced) {
  Functions.each([&](const FunctionAnalysis &Analysis) {
    addAddressTaken(Analysis.Function->getBody(), AddressTaken);
    if (const auto *Made = dyn_cast<CXXConstructorDecl>(Analysis.Function))
      for (const CXXCtorInitializer *Init : Made->inits())
        addAddressTaken(Init->getInit(), AddressTaken);
    for (const BodyResults &Body : Analysis.Bodies) {
      Body.Facts->each<SpawnFact>([&](const SpawnFact &Spawn) {
        for (const CallableUse &Use : Spawn.Callables)
          if (Use.Function)
            Started.insert(Use.Function->getCanonicalDecl());
      });
      OwnObjects Own(*Body.Facts);
      Body.Facts->each<CallFact>([&](const CallFact &Call) {
        if (Call.Callee)
          Calls[Call.Callee->getCanonicalDecl()].push_back(
              {&Call, &Body, Own.isStillOwn(Call.Receiver, Call)});
      });
    }
  });
  solve();
}

bool CallerContexts::seesAllCallers(const FunctionDecl *Function) const {
  const FunctionDecl *Canonical = Function->getCanonicalDecl();
  return !AddressTaken.contains(Canonical) &&
         (isInternal(Function) || (Calls.count(Canonical) &&
                                   !isVirtual(Function) &&
                                   isOfLocalClass(Function)));
}

CallerContext CallerContexts::contextAt(const CallSite &Site,
                                        const FunctionDecl *Callee) const {
  CallerContext Context;
  const FunctionFacts &Facts = *Site.Body->Facts;
  const Lockset *Held = Site.Body->Locks->at(*Site.Call);
  const FunctionDecl *Caller = Facts.outermost().Function->getCanonicalDecl();
  bool Known = Held && Site.Body->Locks->contextKnown();
  Context.Unclear = !Known || Held->hasUnknown();
  auto add = [&](const AccessPath &Path, LockMode Mode) {
    for (AccessPath &Named : inCallee(Path, *Site.Call, Callee)) {
      auto [Entry, New] = Context.Locks.try_emplace(std::move(Named), Mode);
      Entry->second = std::max(Entry->second, Mode);
    }
  };
  if (Known)
    for (const auto &[Lock, How] : Held->locks()) {
      if (How.Must && !Lock.isRole())
        add(Lock.lock(), How.Mode);
      else
        Context.Unclear = true;
    }
  bool OnThis = !Facts.Parent && Site.Call->Receiver == AccessPath::thisObject();
  Context.InConstruction =
      (OnThis && isConstruction(Caller)) || Site.OnOwn;
  // What the caller's own callers give it. Code in a closure may run later.
  auto Above = Contexts.find(Caller);
  if (Above == Contexts.end() || !seesAllCallers(Caller))
    return Context;
  if (Facts.Parent) {
    Context.Unclear |= !Above->second.Locks.empty() || Above->second.Unclear;
    return Context;
  }
  for (const auto &[Path, Mode] : Above->second.Locks)
    add(Path, Mode);
  Context.Unclear |= Above->second.Unclear;
  Context.InConstruction |= OnThis && Above->second.InConstruction;
  return Context;
}

std::optional<CallerContext>
CallerContexts::contextOf(const FunctionDecl *Callee,
                          llvm::ArrayRef<CallSite> Sites) const {
  std::optional<CallerContext> Common;
  for (const CallSite &Site : Sites) {
    const FunctionDecl *Caller =
        Site.Body->Facts->outermost().Function->getCanonicalDecl();
    if (!Site.Body->Locks->at(*Site.Call) && Site.Body->Locks->solved())
      continue; // unreachable
    if (seesAllCallers(Caller) && Calls.count(Caller) &&
        !Contexts.count(Caller))
      continue; // its callers have not been looked at yet
    CallerContext Here = contextAt(Site, Callee);
    // Nobody else has the object yet: as good as any lock.
    if (Common && Here.InConstruction)
      continue;
    if (!Common || Common->InConstruction) {
      Common = std::move(Here);
      continue;
    }
    Common->Unclear |= Here.Unclear;
    for (auto It = Common->Locks.begin(); It != Common->Locks.end();) {
      auto Theirs = Here.Locks.find(It->first);
      if (Theirs == Here.Locks.end()) {
        It = Common->Locks.erase(It);
        continue;
      }
      It->second = std::min(It->second, Theirs->second);
      ++It;
    }
  }
  return Common;
}

void CallerContexts::solve() {
  // Contexts only shrink once they exist, so this comes to an end. Callees are
  // looked at again when the context of a caller has changed.
  llvm::MapVector<const FunctionDecl *, std::vector<const FunctionDecl *>>
      CalledFrom;
  for (const auto &[Callee, Sites] : Calls)
    for (const CallSite &Site : Sites) {
      auto &Callees =
          CalledFrom[Site.Body->Facts->outermost().Function->getCanonicalDecl()];
      if (Callees.empty() || Callees.back() != Callee)
        Callees.push_back(Callee);
    }
  std::deque<const FunctionDecl *> Pending;
  llvm::DenseSet<const FunctionDecl *> Waiting;
  auto wait = [&](const FunctionDecl *Function) {
    if (Waiting.insert(Function).second)
      Pending.push_back(Function);
  };
  for (const auto &[Callee, Sites] : Calls)
    wait(Callee);
  while (!Pending.empty()) {
    const FunctionDecl *Callee = Pending.front();
    Pending.pop_front();
    Waiting.erase(Callee);
    std::optional<CallerContext> Common =
        contextOf(Callee, Calls.find(Callee)->second);
    if (!Common)
      continue;
    auto [Entry, New] = Contexts.try_emplace(Callee, *Common);
    if (!New && Entry->second.Locks == Common->Locks &&
        Entry->second.Unclear == Common->Unclear &&
        Entry->second.InConstruction == Common->InConstruction)
      continue;
    Entry->second = std::move(*Common);
    if (auto Callees = CalledFrom.find(Callee); Callees != CalledFrom.end())
      for (const FunctionDecl *Next : Callees->second)
        wait(Next);
  }
}

const CallerContext &CallerContexts::of(const FunctionDecl *Function) const {
  static const CallerContext None;
  auto Found = Contexts.find(Function->getCanonicalDecl());
  return Found != Contexts.end() && seesAllCallers(Function) ? Found->second
                                                             : None;
}

bool CallerContexts::isCalled(const FunctionDecl *Function) const {
  Function = Function->getCanonicalDecl();
  return Calls.count(Function) || AddressTaken.contains(Function);
}

bool CallerContexts::isAlwaysCalledWith(const FunctionDecl *Function,
                                        const AccessPath &Lock) const {
  auto Found = Contexts.find(Function->getCanonicalDecl());
  return Found != Contexts.end() &&
         (Found->second.Unclear || Found->second.Locks.count(Lock));
}

} // namespace sendsync
