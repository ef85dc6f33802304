#include "checks/analysis/program/LockDeclarations.h"
#include "llvm/ADT/STLExtras.h"
#include <set>

namespace sendsync {

/// The object whose member \p Lock is, if \p Member (from `this`) says which.
static SymbolPath objectOf(const SymbolPath &Lock, const SymbolPath &Member) {
  llvm::ArrayRef<SymbolStep> Steps = Lock.steps(), Tail = Member.steps();
  if (Steps.size() < Tail.size() ||
      !std::equal(Tail.begin(), Tail.end(), Steps.end() - Tail.size()))
    return {};
  return Lock.first(Steps.size() - Tail.size());
}

std::vector<std::pair<SymbolPath, const LockOrderDeclaration *>>
LockDeclarations::after(const SymbolPath &Lock) const {
  std::vector<std::pair<SymbolPath, const LockOrderDeclaration *>> Result;
  for (const LockOrderDeclaration &Each : Links) {
    bool OfThis = Each.Second.root() == SymbolRoot::This;
    if (Each.First.root() != SymbolRoot::This) {
      if (Each.First == Lock && !OfThis)
        Result.push_back({Each.Second, &Each});
      continue;
    }
    SymbolPath Object = objectOf(Lock, Each.First);
    if (Object.isKnown())
      Result.push_back(
          {OfThis ? Each.Second.onto(Object) : Each.Second, &Each});
  }
  return Result;
}

LockDeclarations::Chain
LockDeclarations::chain(const SymbolPath &First,
                        const SymbolPath &Second) const {
  // Breadth first: the shortest chain says most.
  struct Step {
    SymbolPath Lock;
    const LockOrderDeclaration *By;
    size_t Before;
  };
  std::vector<Step> Steps = {{First, nullptr, 0}};
  std::set<SymbolPath> Seen;
  for (size_t I = 0; I != Steps.size(); ++I)
    for (auto &[Next, By] : after(Steps[I].Lock)) {
      if (Next == Second) {
        Chain Result = {By};
        for (size_t At = I; Steps[At].By; At = Steps[At].Before)
          Result.insert(Result.begin(), Steps[At].By);
        return Result;
      }
      if (Next.isKnown() && Seen.insert(Next).second)
        Steps.push_back({Next, By, I});
    }
  return {};
}

std::vector<LockDeclarations::Chain> LockDeclarations::cycles() const {
  std::vector<Chain> Found;
  std::set<const LockOrderDeclaration *> Reported;
  for (const LockOrderDeclaration &Each : Links) {
    if (Reported.count(&Each))
      continue;
    Chain Cycle;
    if (!(Each.First == Each.Second)) {
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
