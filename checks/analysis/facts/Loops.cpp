#include "checks/analysis/facts/Loops.h"
#include "llvm/ADT/DenseMap.h"

namespace sendsync {

BlockSet reachableFrom(const FactBlock &From, const FactBlock *Avoid) {
  BlockSet Reached;
  std::vector<const FactBlock *> Pending = {&From};
  while (!Pending.empty()) {
    const FactBlock *Block = Pending.back();
    Pending.pop_back();
    for (const FactBlock *Next : Block->Successors)
      if (Next && Next != Avoid && Reached.insert(Next).second)
        Pending.push_back(Next);
  }
  return Reached;
}

BlockSet innermostLoop(const FunctionFacts &Body, const FactBlock &Block) {
  BlockSet After = reachableFrom(Block);
  if (!After.contains(&Block))
    return {};
  llvm::DenseMap<const FactBlock *, std::vector<const FactBlock *>> Before;
  for (const auto &Other : Body.Blocks)
    for (const FactBlock *Next : Other->Successors)
      if (Next)
        Before[Next].push_back(Other.get());

  BlockSet Innermost;
  for (const FactBlock *Head : After) {
    // Everything that is only reached through the head is dominated by it.
    BlockSet Outside = reachableFrom(*Body.Entry, Head);
    Outside.insert(Body.Entry);
    auto dominated = [&](const FactBlock *Item) {
      return Item == Head || !Outside.contains(Item);
    };
    if (!dominated(&Block))
      continue;
    BlockSet Loop;
    Loop.insert(Head);
    std::vector<const FactBlock *> Pending;
    for (const FactBlock *Latch : Before[Head])
      if (dominated(Latch) && After.contains(Latch) &&
          Loop.insert(Latch).second)
        Pending.push_back(Latch);
    bool Closes = !Pending.empty() ||
                  llvm::is_contained(Head->Successors, Head);
    while (!Pending.empty()) {
      const FactBlock *Item = Pending.back();
      Pending.pop_back();
      for (const FactBlock *Earlier : Before[Item])
        if (dominated(Earlier) && Loop.insert(Earlier).second)
          Pending.push_back(Earlier);
    }
    if (Closes && Loop.contains(&Block) &&
        (Innermost.empty() || Loop.size() < Innermost.size()))
      Innermost = std::move(Loop);
  }
  return Innermost;
}

} // namespace sendsync
