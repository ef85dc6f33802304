#include "checks/analysis/summary/CallerContexts.h"
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

} // namespace

bool isNeedless(const AccessPath &Lock, llvm::ArrayRef<AccessPath> Own) {
  return llvm::any_of(Own, [&](const AccessPath &Object) {
    return Object == AccessPath::thisObject() || Lock.startsWith(Object);
  });
}

namespace {

/// What both calls give.
CallerContext common(const CallerContext &Left, const CallerContext &Right) {
  CallerContext Both;
  auto doubts = [](const CallerContext &From, const CallerContext &Other) {
    return From.Unclear &&
           (Other.Unclear ||
            !llvm::is_contained(From.Own, AccessPath::thisObject()));
  };
  Both.Unclear = doubts(Left, Right) || doubts(Right, Left);
  auto add = [&](const CallerContext &From, const CallerContext &Other) {
    for (const auto &[Lock, Mode] : From.Locks) {
      auto Theirs = Other.Locks.find(Lock);
      if (Theirs != Other.Locks.end())
        Both.Locks[Lock] = std::min(Mode, Theirs->second);
      else if (isNeedless(Lock, Other.Own))
        Both.Locks[Lock] = Mode;
    }
  };
  add(Left, Right);
  add(Right, Left);
  llvm::copy_if(Left.Own, std::back_inserter(Both.Own),
                [&](const AccessPath &Object) {
                  return llvm::is_contained(Right.Own, Object);
                });
  return Both;
}

bool isSame(const CallerContext &Left, const CallerContext &Right) {
  return Left.Locks == Right.Locks && Left.Unclear == Right.Unclear &&
         Left.Own == Right.Own;
}

} // namespace

CallerContexts::CallerContexts(FunctionTable &Functions,
                               const FunctionSet &Referenced)
    : Sites(Functions, Referenced), Owners(Functions, Sites) {
  solve();
}

CallerContext CallerContexts::contextAt(const CallSite &Site,
                                        const FunctionDecl *Callee) const {
  CallerContext Context;
  const FunctionFacts &Facts = *Site.Body->Facts;
  const Lockset *Held = Site.Body->Locks->at(*Site.Call);
  const FunctionDecl *Caller = Site.caller();
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
  Context.Own = Owners.ownObjects(*Site.Call, Facts, Callee);
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
  return Context;
}

std::optional<CallerContext>
CallerContexts::contextOf(const FunctionDecl *Callee,
                          llvm::ArrayRef<CallSite> Calls) const {
  std::optional<CallerContext> Common;
  for (const CallSite &Site : Calls) {
    if (!Site.Body->Locks->at(*Site.Call) && Site.Body->Locks->solved())
      continue; // unreachable
    const FunctionDecl *Caller = Site.caller();
    if (seesAllCallers(Caller) && !Sites.of(Caller).empty() &&
        !Contexts.count(Caller))
      continue; // its callers have not been looked at yet
    CallerContext Here = contextAt(Site, Callee);
    Common = Common ? common(*Common, Here) : std::move(Here);
  }
  return Common;
}

void CallerContexts::solve() {
  // Contexts only shrink once they exist, so this comes to an end. Callees are
  // looked at again when the context of a caller has changed.
  llvm::MapVector<const FunctionDecl *, std::vector<const FunctionDecl *>>
      CalledFrom;
  std::deque<const FunctionDecl *> Pending;
  llvm::DenseSet<const FunctionDecl *> Waiting;
  auto wait = [&](const FunctionDecl *Function) {
    if (Waiting.insert(Function).second)
      Pending.push_back(Function);
  };
  Sites.each([&](const FunctionDecl *Callee, llvm::ArrayRef<CallSite> Calls) {
    for (const CallSite &Site : Calls) {
      auto &Callees = CalledFrom[Site.caller()];
      if (Callees.empty() || Callees.back() != Callee)
        Callees.push_back(Callee);
    }
    wait(Callee);
  });
  while (!Pending.empty()) {
    const FunctionDecl *Callee = Pending.front();
    Pending.pop_front();
    Waiting.erase(Callee);
    std::optional<CallerContext> Common = contextOf(Callee, Sites.of(Callee));
    if (!Common)
      continue;
    auto [Entry, New] = Contexts.try_emplace(Callee, *Common);
    if (!New && isSame(Entry->second, *Common))
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

bool CallerContexts::isAlwaysCalledWith(const FunctionDecl *Function,
                                        const AccessPath &Lock) const {
  auto Found = Contexts.find(Function->getCanonicalDecl());
  return Found != Contexts.end() &&
         (Found->second.Unclear || Found->second.Locks.count(Lock));
}

} // namespace sendsync
