#include "checks/analysis/summary/Reach.h"

using namespace clang;

namespace sendsync {

namespace {

/// Is there a way from the entry past \p Block: to the exit, or, in a body that
/// never ends, round a loop?
bool canAvoid(const FunctionFacts &Body, const FactBlock &Block) {
  llvm::DenseSet<const FactBlock *> Seen, OnPath;
  bool Loops = false;
  auto reach = [&](const FactBlock *From, const FactBlock *Without,
                   auto &&Self) -> void {
    if (!From || From == Without)
      return;
    Loops |= OnPath.contains(From);
    if (!Seen.insert(From).second)
      return;
    OnPath.insert(From);
    for (const FactBlock *Next : From->Successors)
      Self(Next, Without, Self);
    OnPath.erase(From);
  };
  reach(Body.Entry, &Block, reach);
  if (Seen.contains(Body.Exit))
    return true;
  if (!Loops)
    return false;
  Seen.clear();
  reach(Body.Entry, nullptr, reach);
  return !Seen.contains(Body.Exit);
}

class ReachWalk {
public:
  ReachWalk(FunctionTable &Functions,
            llvm::function_ref<void(const ReachedFact &)> Visit)
      : Functions(Functions), Visit(Visit) {}

  using Question = llvm::function_ref<bool()>;

  void body(const BodyResults &Body, const FunctionAnalysis &Owner,
            Question Certain) {
    for (const auto &Block : Body.Facts->Blocks) {
      if (Block->Facts.empty())
        continue;
      std::optional<bool> Answer;
      auto Here = [&] {
        if (!Answer)
          Answer = Certain() && !canAvoid(*Body.Facts, *Block);
        return *Answer;
      };
      for (const Fact *F : Block->Facts) {
        Visit({F, &Body, Calls, Here});
        if (const auto *Call = dyn_cast<CallFact>(F))
          call(*Call, Body, Owner, Here);
      }
    }
  }

  void call(const CallFact &Call, const BodyResults &Caller,
            const FunctionAnalysis &Owner, Question Certain) {
    // How often, if at all, the closures run is up to the callee.
    for (const CallableUse &Use : Call.Callables)
      if (Use.Lambda && Use.Where == Placement::InPlace)
        closure(Use.Lambda, Caller, Owner, [&] {
          return Call.Callee &&
                 Call.Callee->getOverloadedOperator() == OO_Call && Certain();
        });
    constexpr unsigned MaxDepth = 4;
    if (!Call.Callee || Call.Virtual || Calls.size() == MaxDepth)
      return;
    const FunctionAnalysis *Callee = Functions.get(Call.Callee);
    if (!Callee || Callee->Bodies.empty() ||
        isa<CoroutineBodyStmt>(Callee->Function->getBody()) ||
        !Entered.insert(Callee->Function).second)
      return;
    Calls.push_back(&Call);
    body(Callee->Bodies.front(), *Callee, Certain);
    Calls.pop_back();
  }

private:
  void closure(const LambdaExpr *Lambda, const BodyResults &Caller,
               const FunctionAnalysis &Owner, Question Certain) {
    if (const ClosureFacts *Closure = Caller.Facts->closure(Lambda))
      for (const FunctionFacts *Inner : Closure->Bodies)
        if (const BodyResults *Results = Owner.body(Inner))
          body(*Results, Owner, Certain);
  }

  FunctionTable &Functions;
  llvm::function_ref<void(const ReachedFact &)> Visit;
  llvm::SmallVector<const CallFact *, 4> Calls;
  llvm::DenseSet<const FunctionDecl *> Entered;
};

} // namespace

AccessPath ReachedFact::inStart(const AccessPath &Path) const {
  AccessPath Outer = Path;
  for (const CallFact *Call : llvm::reverse(Calls))
    Outer = Call->substitute(Outer);
  return Outer;
}

void eachReached(const BodyResults &Start, const FunctionAnalysis &Owner,
                 FunctionTable &Functions,
                 llvm::function_ref<void(const ReachedFact &)> Visit) {
  ReachWalk(Functions, Visit).body(Start, Owner, [] { return true; });
}

} // namespace sendsync
