#include "checks/analysis/summary/CallResults.h"

using namespace clang;

namespace sendsync {

std::optional<int64_t> CallResults::numberOf(const Expr *Site) const {
  auto Found = Site ? CallIndex.find(Site) : CallIndex.end();
  return Found == CallIndex.end() ? std::nullopt
                                  : std::optional<int64_t>(Found->second);
}

void CallResults::describe(
    const FactBlock &Block,
    const llvm::DenseMap<const FactBlock *, uint32_t> &Number,
    SummaryBlock &Mine) {
  for (const Fact *F : Block.Facts)
    if (const auto *Return = dyn_cast<ReturnFact>(F)) {
      Mine.Returns = true;
      Mine.Constant = Return->Constant;
      if (!Return->CallNegated)
        Mine.ReturnedCall = numberOf(Return->Call);
    }
  if (!Block.Branch || Block.Successors.size() != 2)
    return;
  const BranchCondition &Branch = *Block.Branch;
  const Expr *Site = Branch.Comparison ? Branch.Compared : Branch.Call;
  if (!Site)
    Site = storedBefore(Block, Branch.Comparison && Branch.Reads.size() == 1
                                   ? Branch.Reads[0]
                                   : Branch.Key);
  std::optional<int64_t> Call = numberOf(Site);
  if (!Call)
    return;
  for (bool First : {true, false}) {
    const FactBlock *Next = Block.Successors[First ? 0 : 1];
    bool Truth = First != Branch.Negated;
    if (!Next || (Branch.OnlyWhen && *Branch.OnlyWhen != Truth))
      continue;
    ResultTest &Test = Mine.Results.emplace_back();
    Test.Successor = Number.lookup(Next);
    Test.Call = *Call;
    Test.Constant = Branch.Comparison ? Branch.Bound : Branch.Constant;
    if (!Branch.Comparison)
      Test.Is = Truth ? ResultTest::Different : ResultTest::Equal;
    else if (*Branch.Comparison == BO_LT)
      Test.Is = Truth ? ResultTest::Less : ResultTest::AtLeast;
    else
      Test.Is = Truth ? ResultTest::Greater : ResultTest::AtMost;
  }
}

const Expr *CallResults::storedBefore(const FactBlock &Block,
                                      const AccessPath &Variable) {
  if (!Variable.isKnown() || !Variable.isLocalStorage())
    return nullptr;
  if (Before.empty())
    for (const auto &Each : Body.Blocks)
      for (const FactBlock *Next : Each->Successors)
        if (Next)
          Before[Next].push_back(Each.get());
  const Expr *Found = nullptr;
  llvm::SmallVector<const FactBlock *, 8> Work = {&Block};
  llvm::SmallPtrSet<const FactBlock *, 16> Seen;
  while (!Work.empty()) {
    const FactBlock *Here = Work.pop_back_val();
    if (!Seen.insert(Here).second)
      continue;
    const AccessFact *Last = nullptr;
    for (const Fact *F : llvm::reverse(Here->Facts))
      if (const auto *Access = dyn_cast<AccessFact>(F);
          Access && Access->Path == Variable &&
          (Access->isWrite() || Access->MayWrite)) {
        Last = Access;
        break;
      }
    if (!Last) {
      if (Here == Body.Entry)
        return nullptr;
      Work.append(Before[Here].begin(), Before[Here].end());
    } else if (!Last->Stored || Last->StoredNegated ||
               (Found && Found != Last->Stored)) {
      return nullptr;
    } else {
      Found = Last->Stored;
    }
  }
  return Found;
}

} // namespace sendsync
