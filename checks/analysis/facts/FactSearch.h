//===- FactSearch.h - what comes after a fact -------------------*- C++ -*-===//
//
// Looks along all ways through a body for a fact, as far as nothing cuts them.
//
//===----------------------------------------------------------------------===//
#ifndef SENDSYNC_CHECKS_ANALYSIS_FACTS_FACTSEARCH_H
#define SENDSYNC_CHECKS_ANALYSIS_FACTS_FACTSEARCH_H

#include "checks/analysis/facts/Loops.h"

namespace sendsync {

/// What a search makes of a fact that it comes to.
enum class Onward : uint8_t { Passes, Ends, Found };

/// The first fact after fact \p Index of \p Block that \p Look says is found, on
/// a way where it passes every fact before; or null. Each block is looked at once,
/// the rest of \p Block apart. Cost: at most linear in the body.
template <typename Visitor>
const Fact *searchAfter(const FactBlock &Block, size_t Index, Visitor Look) {
  BlockSet Visited;
  llvm::SmallVector<std::pair<const FactBlock *, size_t>, 8> Open = {
      {&Block, Index + 1}};
  while (!Open.empty()) {
    auto [Current, Begin] = Open.pop_back_val();
    Onward Last = Onward::Passes;
    for (size_t I = Begin;
         I < Current->Facts.size() && Last == Onward::Passes; ++I) {
      Last = Look(*Current->Facts[I]);
      if (Last == Onward::Found)
        return Current->Facts[I];
    }
    if (Last == Onward::Ends)
      continue;
    for (const FactBlock *Next : llvm::reverse(Current->Successors))
      if (Next && Visited.insert(Next).second)
        Open.push_back({Next, 0});
  }
  return nullptr;
}

} // namespace sendsync

#endif // SENDSYNC_CHECKS_ANALYSIS_FACTS_FACTSEARCH_H
