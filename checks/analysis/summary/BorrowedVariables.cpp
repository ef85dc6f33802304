#include "checks/analysis/summary/BorrowedVariables.h"

using namespace clang;

namespace sendsync {

bool BorrowedVariables::contains(const VarDecl *Variable) {
  if (!IsComplete) {
    IsComplete = true;
    for (const BodyResults &Each : Owner.Bodies)
      collect(*Each.Facts);
  }
  return Known.contains(Variable);
}

void BorrowedVariables::collect(const FunctionFacts &Facts) {
  auto add = [&](const AccessPath &Path) {
    if (const VarDecl *Root = Path.rootVariable())
      Known.insert(Root);
  };
  auto addArguments = [&](const CallFact &Call) {
    add(Call.Receiver);
    for (const ArgumentPaths &Argument : Call.Arguments) {
      add(Argument.Target);
      add(Argument.Place);
    }
  };
  for (const auto &Block : Facts.Blocks)
    for (const Fact *F : Block->Facts) {
      if (const auto *Call = dyn_cast<CallFact>(F))
        addArguments(*Call);
      if (const auto *Bind = dyn_cast<BindFact>(F))
        add(Bind->Referent);
      if (const auto *Spawn = dyn_cast<SpawnFact>(F)) {
        addArguments(Spawn->Invocation);
        for (const Crossing &Crosses : Spawn->Crossings)
          add(Crosses.Refers);
      }
      // A closure uses the names of the code around it.
      if (Facts.Parent)
        if (const auto *Access = dyn_cast<AccessFact>(F))
          add(Access->Path);
    }
}

} // namespace sendsync
