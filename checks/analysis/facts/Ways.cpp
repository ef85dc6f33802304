#include "checks/analysis/facts/Ways.h"
#include "checks/analysis/facts/Loops.h"
#include "checks/analysis/facts/PathResolver.h"

using namespace clang;

namespace sendsync {

namespace {

/// Whether the edge from a block to its successor of this number can be taken.
using EdgeFilter = llvm::function_ref<bool(const FactBlock &, unsigned)>;

bool isReached(const FunctionFacts &Body, const FactBlock &To,
               EdgeFilter Takes) {
  BlockSet Reached;
  Reached.insert(Body.Entry);
  std::vector<const FactBlock *> Pending = {Body.Entry};
  while (!Pending.empty()) {
    const FactBlock *Block = Pending.back();
    Pending.pop_back();
    if (Block == &To)
      return true;
    for (unsigned I = 0; I != Block->Successors.size(); ++I)
      if (const FactBlock *Next = Block->Successors[I])
        if (Takes(*Block, I) && Reached.insert(Next).second)
          Pending.push_back(Next);
  }
  return false;
}

/// The body gives it no other value.
bool isKept(const ParmVarDecl *Parameter, const FunctionFacts &Body) {
  bool Changed = false;
  Body.each<AccessFact>([&](const AccessFact &Access) {
    Changed |= Access.Path.rootVariable() == Parameter &&
               Access.Path.steps().empty() &&
               (Access.isWrite() || Access.MayWrite ||
                Access.AccessMode == AccessFact::Address);
  });
  return !Changed;
}

} // namespace

const FactBlock *blockOf(const FunctionFacts &Body, const Fact &F) {
  for (const auto &Block : Body.Blocks)
    if (llvm::is_contained(Block->Facts, &F))
      return Block.get();
  return nullptr;
}

bool comesAfter(const FunctionFacts &Body, const Fact &At,
                const Fact &Before) {
  const FactBlock *Block = blockOf(Body, At), *Earlier = blockOf(Body, Before);
  if (!Block || !Earlier)
    return false;
  if (Block == Earlier)
    return llvm::find(Block->Facts, &Before) < llvm::find(Block->Facts, &At);
  return !isReached(Body, *Block, [&](const FactBlock &From, unsigned) {
    return &From != Earlier;
  });
}

bool mayComeAfter(const FunctionFacts &Body, const Fact &At,
                  const Fact &Before) {
  const FactBlock *Block = blockOf(Body, At), *Earlier = blockOf(Body, Before);
  if (!Block || !Earlier)
    return false;
  return (Block == Earlier && comesAfter(Body, At, Before)) ||
         reachableFrom(*Earlier).contains(Block);
}

std::vector<KnownArgument> knownArguments(const CallFact &Call,
                                          const FunctionFacts &Callee,
                                          const ASTContext &Context) {
  std::vector<KnownArgument> Known;
  for (unsigned I = 0; I != Call.Arguments.size(); ++I) {
    const Expr *Value = Call.Arguments[I].Expr;
    if (!Value || I >= Callee.Function->getNumParams() ||
        !Value->getType()->isIntegralOrEnumerationType())
      continue;
    const ParmVarDecl *Parameter = Callee.Function->getParamDecl(I);
    std::optional<int64_t> Number = numberOf(Value, Context);
    if (Number && isKept(Parameter, Callee))
      Known.push_back({Parameter, *Number});
  }
  return Known;
}

std::optional<bool> outcomeOf(const BranchCondition &Branch,
                              const AccessPath &Key, int64_t Value) {
  if (Branch.Comparison && !Branch.Compared && Branch.Reads.size() == 1 &&
      Branch.Reads.front() == Key)
    return *Branch.Comparison == BO_LT ? Value < Branch.Bound
                                       : Value > Branch.Bound;
  if (Branch.Reads.empty() && Branch.Key == Key)
    return Value != Branch.Constant;
  return std::nullopt;
}

bool isReachedWith(const FunctionFacts &Body, const Fact &At,
                   llvm::ArrayRef<KnownArgument> Arguments) {
  const FactBlock *Block = blockOf(Body, At);
  return !Block || isReached(Body, *Block, [&](const FactBlock &From,
                                               unsigned Way) {
    if (!From.Branch || From.Successors.size() != 2)
      return true;
    bool Truth = Decision{&From, Way}.truth();
    if (From.Branch->OnlyWhen && *From.Branch->OnlyWhen != Truth)
      return true;
    return llvm::all_of(Arguments, [&](const KnownArgument &Argument) {
      return outcomeOf(*From.Branch, AccessPath::variable(Argument.Parameter),
                       Argument.Value)
                 .value_or(Truth) == Truth;
    });
  });
}

std::vector<Decision> decisionsFor(const FunctionFacts &Body, const Fact &At) {
  std::vector<Decision> Found;
  const FactBlock *Block = blockOf(Body, At);
  if (!Block)
    return Found;
  for (const auto &Test : Body.Blocks) {
    if (!Test->Branch || Test->Successors.size() != 2)
      continue;
    for (unsigned Way : {0u, 1u})
      if (!isReached(Body, *Block, [&](const FactBlock &From, unsigned Taken) {
            return &From != Test.get() || Taken != Way;
          }))
        Found.push_back({Test.get(), Way});
  }
  return Found;
}

} // namespace sendsync
