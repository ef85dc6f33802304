#include "checks/analysis/facts/Nesting.h"
#include "checks/analysis/base/Bounds.h"
#include "llvm/ADT/SmallVector.h"
#include <algorithm>

using namespace clang;

namespace sendsync {

bool eachStatement(const Stmt *Code,
                   llvm::function_ref<void(const Stmt *)> Visit) {
  llvm::SmallVector<std::pair<const Stmt *, unsigned>, 32> Open;
  if (Code)
    Open.push_back({Code, 0});
  while (!Open.empty()) {
    auto [S, Depth] = Open.pop_back_val();
    if (Depth > bounds::Nesting)
      return false;
    Visit(S);
    size_t First = Open.size();
    for (const Stmt *Child : S->children())
      if (Child)
        Open.push_back({Child, Depth + 1});
    std::reverse(Open.begin() + First, Open.end());
  }
  return true;
}

} // namespace sendsync
