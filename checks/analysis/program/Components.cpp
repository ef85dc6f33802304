#include "checks/analysis/program/Components.h"
#include <algorithm>

namespace sendsync {

std::vector<std::vector<uint32_t>> componentsOf(const NumberGraph &Graph) {
  struct Visit {
    uint32_t Node;
    size_t Next;
  };
  constexpr uint32_t Unseen = UINT32_MAX;
  std::vector<uint32_t> Order(Graph.size(), Unseen), Low(Graph.size());
  std::vector<bool> IsOpen(Graph.size());
  std::vector<uint32_t> Open;
  std::vector<Visit> Stack;
  std::vector<std::vector<uint32_t>> Result;
  uint32_t Count = 0;
  auto enter = [&](uint32_t Node) {
    Order[Node] = Low[Node] = Count++;
    IsOpen[Node] = true;
    Open.push_back(Node);
    Stack.push_back({Node, 0});
  };
  for (uint32_t Start = 0; Start != Graph.size(); ++Start) {
    if (Order[Start] == Unseen)
      enter(Start);
    while (!Stack.empty()) {
      auto &[Node, Next] = Stack.back();
      if (Next != Graph[Node].size()) {
        uint32_t To = Graph[Node][Next++];
        if (Order[To] == Unseen)
          enter(To);
        else if (IsOpen[To])
          Low[Node] = std::min(Low[Node], Order[To]);
        continue;
      }
      uint32_t Done = Node;
      Stack.pop_back();
      if (!Stack.empty())
        Low[Stack.back().Node] = std::min(Low[Stack.back().Node], Low[Done]);
      if (Low[Done] != Order[Done])
        continue;
      std::vector<uint32_t> &Component = Result.emplace_back();
      do {
        Component.push_back(Open.back());
        IsOpen[Open.back()] = false;
        Open.pop_back();
      } while (Component.back() != Done);
    }
  }
  return Result;
}

} // namespace sendsync
