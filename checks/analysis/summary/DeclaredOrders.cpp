#include "checks/analysis/summary/DeclaredOrders.h"
#include "checks/analysis/facts/PathResolver.h"
#include <map>
#include <set>

using namespace clang;

namespace sendsync {

namespace {

/// The object whose member \p Lock is, if \p Member (from `this`) says which.
AccessPath objectOf(const AccessPath &Lock, const AccessPath &Member) {
  llvm::ArrayRef<PathStep> Steps = Lock.steps(), Tail = Member.steps();
  if (Steps.size() < Tail.size() ||
      !std::equal(Tail.begin(), Tail.end(), Steps.end() - Tail.size()))
    return {};
  AccessPath Object = Lock;
  for (size_t I = 0; I != Tail.size(); ++I)
    Object = Object.parent();
  return Object;
}

} // namespace

DeclaredOrders::DeclaredOrders(const Contracts &Contract,
                               llvm::ArrayRef<const RecordDecl *> Records,
                               llvm::ArrayRef<const VarDecl *> Variables) {
  VariableUses None;
  PathResolver Paths(Contract, None, nullptr);
  auto add = [&](const ValueDecl *Lock, AccessPath Path) {
    if (Lock->getType().getNonReferenceType()->isPointerType())
      Path = Path.deref();
    for (const DeclaredOrder &Order : Contract.lockOrders(Lock)) {
      AccessPath Other = Paths.lock(Order.Other);
      if (!Other.isKnown())
        continue;
      Links.push_back(Order.Before
                          ? Link{Path, std::move(Other), Order.DeclaredAt}
                          : Link{std::move(Other), Path, Order.DeclaredAt});
    }
  };
  for (const RecordDecl *Record : Records)
    for (const FieldDecl *Field : Record->fields())
      if (Field->hasAttrs())
        add(Field, AccessPath::thisObject().field(Field));
  for (const VarDecl *Variable : Variables)
    if (Variable->hasAttrs())
      add(Variable, AccessPath::variable(Variable));
}

std::vector<std::pair<AccessPath, const DeclaredOrders::Link *>>
DeclaredOrders::after(const AccessPath &Lock) const {
  std::vector<std::pair<AccessPath, const Link *>> Result;
  AccessPath Self = AccessPath::thisObject();
  for (const Link &Each : Links) {
    if (!Each.First.startsWith(Self)) {
      if (Each.First == Lock && !Each.Second.startsWith(Self))
        Result.push_back({Each.Second, &Each});
      continue;
    }
    AccessPath Object = objectOf(Lock, Each.First);
    if (!Object.isKnown())
      continue;
    Result.push_back({Each.Second.startsWith(Self)
                          ? Each.Second.rebase(Self, Object)
                          : Each.Second,
                      &Each});
  }
  return Result;
}

std::vector<const DeclaredOrders::Link *>
DeclaredOrders::chain(const AccessPath &First, const AccessPath &Second) const {
  // Breadth first: the shortest chain says most.
  struct Step {
    AccessPath Lock;
    const Link *By;
    size_t Before;
  };
  std::vector<Step> Steps = {{First, nullptr, 0}};
  std::set<AccessPath> Seen;
  for (size_t I = 0; I != Steps.size(); ++I)
    for (auto &[Next, By] : after(Steps[I].Lock)) {
      if (Next == Second) {
        std::vector<const Link *> Chain = {By};
        for (size_t At = I; Steps[At].By; At = Steps[At].Before)
          Chain.insert(Chain.begin(), Steps[At].By);
        return Chain;
      }
      if (Next.isKnown() && Seen.insert(Next).second)
        Steps.push_back({Next, By, I});
    }
  return {};
}

std::vector<std::vector<const DeclaredOrders::Link *>>
DeclaredOrders::cycles() const {
  std::vector<std::vector<const Link *>> Found;
  std::set<const Link *> Reported;
  for (const Link &Each : Links) {
    if (Reported.count(&Each))
      continue;
    std::vector<const Link *> Cycle;
    if (Each.First != Each.Second) {
      Cycle = chain(Each.Second, Each.First);
      if (Cycle.empty())
        continue;
    }
    Cycle.insert(Cycle.begin(), &Each);
    Reported.insert(Cycle.begin(), Cycle.end());
    Found.push_back(std::move(Cycle));
  }
  return Found;
}

} // namespace sendsync
