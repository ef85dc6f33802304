#include "checks/analysis/summary/StateTests.h"
#include "checks/analysis/facts/PathResolver.h"

using namespace clang;

namespace sendsync {

StateTests::StateTests(const BodyResults &Body, const Contracts &Contract,
                       SymbolNames &Names)
    : Body(Body), Contract(Contract), Names(Names) {
  for (const auto &Block : Body.Facts->Blocks)
    for (const FactBlock *Next : Block->Successors)
      if (Next && !OnlyWayIn.try_emplace(Next, Block.get()).second)
        OnlyWayIn[Next] = nullptr; // not the only one
}

std::vector<TestEvent> StateTests::before(const FactBlock &Block) const {
  std::vector<TestEvent> Result;
  const FactBlock *Only = OnlyWayIn.lookup(&Block);
  if (!Only || !Only->Branch || Only->Successors.size() != 2)
    return Result;
  const BranchCondition &Branch = *Only->Branch;
  if (!Branch.Key.isKnown() || !Branch.Reads.empty() || Branch.Comparison ||
      Branch.Key.mayVary())
    return Result;
  bool Truth = (Only->Successors[0] == &Block) != Branch.Negated;
  if ((Branch.OnlyWhen && *Branch.OnlyWhen != Truth) ||
      !isReadUnderLock(Branch.Key))
    return Result;
  TestEvent Test;
  Test.State = Names.path(Branch.Key);
  Test.Constant = Branch.Constant;
  Test.Equal = !Truth;
  Test.Initial = initialValue(Branch.Key);
  if (Test.State.isKnown())
    Result.push_back(std::move(Test));
  return Result;
}

bool StateTests::isReadUnderLock(const AccessPath &State) const {
  bool Read = false, Bare = false;
  Body.Facts->each<AccessFact>([&](const AccessFact &Access) {
    if (Access.Path != State || Access.isWrite())
      return;
    const Lockset *Held = Body.Locks->at(Access);
    Read = true;
    Bare |= !Held || Held->empty();
  });
  return Read && !Bare;
}

std::optional<int64_t>
StateTests::initialValue(const AccessPath &State) const {
  const VarDecl *Variable = State.rootVariable();
  const Expr *Init = Variable && State.steps().empty() &&
                             Variable->hasLocalStorage()
                         ? Variable->getInit()
                         : nullptr;
  return Init && Init->getType()->isIntegralOrEnumerationType()
             ? numberOf(Init, Contract.context())
             : std::nullopt;
}

} // namespace sendsync
