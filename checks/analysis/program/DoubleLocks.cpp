#include "checks/analysis/program/DoubleLocks.h"
#include "llvm/ADT/STLExtras.h"

namespace sendsync {

namespace {

/// Whether it is sure that acquiring the lock of \p First again, as \p Again,
/// is a mistake; nothing if it is none.
std::optional<bool> isSureMistake(const LockUse &First, const LockUse &Again) {
  if (First.Lock.mayVary())
    return std::nullopt;
  // Where the lock is initialized, more is known of it.
  auto known = [](const LockUse &Use) { return Recursion(Use.Again); };
  Recursion Kind =
      known(First) == Recursion::Unknown ? known(Again) : known(First);
  switch (Kind) {
  case Recursion::No:
    return !First.InMade && !Again.InMade;
  case Recursion::Yes:
    return std::nullopt;
  case Recursion::Readers:
    if (First.Shared && Again.Shared)
      return std::nullopt;
    return true;
  case Recursion::Fails:
  case Recursion::Unknown:
    return false;
  }
  return std::nullopt;
}

class SureLocks {
public:
  SureLocks(const LockCalls &Calls, const LockOrder &Order)
      : Link(Calls.linker()), Order(Order) {
    for (const auto &Component : Calls.components())
      for (const LockCalls::Function *F : Component)
        add(*F);
  }

  llvm::ArrayRef<SureLock> of(const FunctionSummary &F) const {
    auto Found = All.find(&F);
    return Found == All.end() ? F.Acquires : Found->second;
  }

  /// What \p Callee acquires for sure, in the terms of the call.
  std::vector<SureLock> at(const FunctionSummary &F, const CallEvent &Call,
                           const FunctionSummary &Callee) const {
    std::vector<SureLock> Result;
    LockLift Lift(Link, F, Call, Callee);
    for (const SureLock &Each : of(Callee))
      if (std::optional<LockUse> Mine = Lift(Each)) {
        SureLock New;
        static_cast<LockUse &>(New) = std::move(*Mine);
        New.At = Each.At;
        Result.push_back(std::move(New));
      }
    return Result;
  }

private:
  /// A function adds to what its own file knows of it what it acquires through
  /// calls of other files' functions.
  void add(const LockCalls::Function &Function) {
    const FunctionSummary &F = *Function.Summary;
    std::vector<SureLock> Mine = F.Acquires;
    // What it gives back before, it may acquire again.
    if (!F.Closure && !Order.givesBack(F))
      for (const LockCalls::Call &Each : Function.Calls) {
        const CallEvent &Call = F.Calls[Each.Number];
        if (!Each.IsOnly || of(*Each.Callee).empty() ||
            !isOnEveryWay(F, Each.Number))
          continue;
        for (SureLock &New : at(F, Call, *Each.Callee)) {
          bool Known = llvm::any_of(
              Mine, [&](const SureLock &Old) { return Old.Lock == New.Lock; });
          bool Held = llvm::any_of(Call.Held.Locks, [&](const HeldName &Lock) {
            return Lock.Lock.mayBe(New.Lock);
          });
          bool IsOwn = New.Lock.root() == SymbolRoot::Local ||
                       New.Lock.root() == SymbolRoot::Unknown;
          if (Known || Held || IsOwn)
            continue;
          New.At = Call.At;
          Mine.push_back(std::move(New));
        }
      }
    if (!Mine.empty())
      All[&F] = std::move(Mine);
  }

  /// No way from the start to an end goes past the call.
  static bool isOnEveryWay(const FunctionSummary &F, uint32_t Number) {
    std::vector<bool> Seen(F.Blocks.size());
    auto hasCall = [&](uint32_t Block) {
      return llvm::any_of(F.Blocks[Block].Events, [&](EventRef Event) {
        return Event.Kind == EventKind::Call && Event.Index == Number;
      });
    };
    llvm::SmallVector<uint32_t, 16> Work = {0};
    while (!Work.empty()) {
      uint32_t Block = Work.pop_back_val();
      if (Block >= F.Blocks.size() || Seen[Block] || hasCall(Block))
        continue;
      Seen[Block] = true;
      if (F.Blocks[Block].Successors.empty())
        return false;
      Work.append(F.Blocks[Block].Successors.begin(),
                  F.Blocks[Block].Successors.end());
    }
    return true;
  }

  llvm::DenseMap<const FunctionSummary *, std::vector<SureLock>> All;
  const Linker &Link;
  const LockOrder &Order;
};

} // namespace

std::vector<DoubleLock> findDoubleLocks(const LockCalls &Calls,
                                        const LockOrder &Order) {
  SureLocks Sure(Calls, Order);
  std::vector<DoubleLock> Found;
  auto judge = [&](const FunctionSummary &F, const LockCalls::Call &Each) {
    const CallEvent &Call = F.Calls[Each.Number];
    for (const SureLock &Again : Sure.at(F, Call, *Each.Callee))
      for (uint16_t Number : Call.Holds) {
        const LockHold &First = F.Holds[Number];
        if (!(First.Lock == Again.Lock) || First.How == LockHold::Sometimes)
          continue;
        if (std::optional<bool> IsSure = isSureMistake(First, Again)) {
          Found.push_back({&F, &Call, Each.Callee, &First, Again.At, !*IsSure});
          return;
        }
      }
  };
  for (const auto &Component : Calls.components())
    for (const LockCalls::Function *F : Component)
      for (const LockCalls::Call &Each : F->Calls)
        if (Each.IsOnly && !F->Summary->Calls[Each.Number].Holds.empty())
          judge(*F->Summary, Each);
  llvm::stable_sort(Found, [](const DoubleLock &L, const DoubleLock &R) {
    return L.Call->At < R.Call->At;
  });
  return Found;
}

} // namespace sendsync
