#include "checks/analysis/summary/CallSites.h"
#include "checks/analysis/base/Origin.h"

using namespace clang;

namespace sendsync {

namespace {

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

const SpawnFact *spawnOf(const FunctionFacts &Body) {
  if (!Body.Parent || !Body.Lambda)
    return nullptr;
  const SpawnFact *Found = nullptr;
  Body.Parent->each<SpawnFact>([&](const SpawnFact &Spawn) {
    for (const CallableUse &Use : Spawn.Callables)
      if (Use.Lambda == Body.Lambda)
        Found = &Spawn;
  });
  return Found ? Found : spawnOf(*Body.Parent);
}

CallSites::CallSites(FunctionTable &Functions, const FunctionSet &Referenced)
    : AddressTaken(Referenced) {
  Functions.each([&](const FunctionAnalysis &Analysis) {
    addAddressTaken(Analysis.Function->getBody(), AddressTaken);
    if (const auto *Made = dyn_cast<CXXConstructorDecl>(Analysis.Function))
      for (const CXXCtorInitializer *Init : Made->inits())
        addAddressTaken(Init->getInit(), AddressTaken);
    for (const BodyResults &Body : Analysis.Bodies) {
      Body.Facts->each<SpawnFact>([&](const SpawnFact &Spawn) {
        for (const CallableUse &Use : Spawn.Callables)
          if (Use.Function && (!Started.insert(Use.Function->getCanonicalDecl()).second ||
                               Spawn.Turn.isValid()))
            StartedTwice.insert(Use.Function->getCanonicalDecl());
      });
      Body.Facts->each<CallFact>([&](const CallFact &Call) {
        if (Call.Callee)
          Calls[Call.Callee->getCanonicalDecl()].push_back({&Call, &Body});
      });
    }
  });
}

llvm::ArrayRef<CallSite> CallSites::of(const FunctionDecl *Function) const {
  auto Found = Calls.find(Function->getCanonicalDecl());
  if (Found == Calls.end())
    return {};
  return Found->second;
}

bool CallSites::seesAll(const FunctionDecl *Function) const {
  return !isAddressTaken(Function) &&
         (isInternal(Function) || (!of(Function).empty() &&
                                   !isVirtual(Function) &&
                                   isOfLocalClass(Function)));
}

} // namespace sendsync
