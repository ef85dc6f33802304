//===- DataflowTest.cpp - the solver, on graphs made by hand --------------===//
//
// The domain counts: an Access fact on a "counter" variable adds one, up to a
// bound; join takes the larger value. Branches test variables by name.
//
//===----------------------------------------------------------------------===//
#include "checks/analysis/facts/Dataflow.h"
#include "clang/ASTMatchers/ASTMatchFinder.h"
#include "clang/ASTMatchers/ASTMatchers.h"
#include "clang/Frontend/ASTUnit.h"
#include "clang/Tooling/Tooling.h"
#include "gtest/gtest.h"

using namespace clang;
using namespace clang::ast_matchers;
using namespace sendsync;

namespace {

struct CountingDomain {
  using Value = std::set<int>; ///< the counts that are possible
  int Bound = 20;
  int Applied = 0, Joined = 0;
  /// The edge on which this call's result is zero cannot be taken.
  const Expr *NeverZero = nullptr;

  Value entry() { return {0}; }
  size_t MaxCounts = 100;
  bool isTooLarge(const Value &V) const { return V.size() > MaxCounts; }
  void apply(const Fact &F, Value &V) {
    ++Applied;
    if (!llvm::isa<CallFact>(F))
      return;
    Value Next;
    for (int N : V)
      Next.insert(std::min(N + 1, Bound));
    V = Next;
  }
  bool refine(const BranchCondition &Branch, bool Truth, Value &) {
    return Truth || !Branch.Call || Branch.Call != NeverZero;
  }
  void join(Value &Into, const Value &From) {
    ++Joined;
    Into.insert(From.begin(), From.end());
  }
};

class DataflowTest : public testing::Test {
protected:
  void SetUp() override {
    std::string Code;
    for (int I = 0; I != 12; ++I)
      Code += "int v" + std::to_string(I) + ";";
    Unit = tooling::buildASTFromCodeWithArgs(Code, {});
    Graph.Entry = block();
  }

  AccessPath var(unsigned Index) {
    auto Found = match(varDecl(hasName("v" + std::to_string(Index))).bind("it"),
                       Unit->getASTContext());
    return AccessPath::variable(Found.front().getNodeAs<VarDecl>("it"));
  }

  FactBlock *block() {
    Graph.Blocks.push_back(std::make_unique<FactBlock>());
    return Graph.Blocks.back().get();
  }
  FactBlock *entry() { return Graph.Blocks.front().get(); }

  template <typename F> F *add(FactBlock *To) {
    auto Owned = std::make_unique<F>();
    F *Added = Owned.get();
    Graph.Owned.push_back(std::move(Owned));
    To->Facts.push_back(Added);
    return Added;
  }
  /// Adds one to the count.
  const Fact *count(FactBlock *To) { return add<CallFact>(To); }
  /// Does nothing; a place to look at the state.
  const Fact *mark(FactBlock *To) { return add<SuspendFact>(To); }
  void write(FactBlock *To, unsigned Variable) {
    auto *Access = add<AccessFact>(To);
    Access->Path = var(Variable);
    Access->AccessMode = AccessFact::Write;
  }
  void edge(FactBlock *From, FactBlock *To) { From->Successors.push_back(To); }
  /// `if (v == Constant)`, or with Constant 0 `if (v)`.
  void branch(FactBlock *From, unsigned Variable, FactBlock *True,
              FactBlock *False, int64_t Constant = 0) {
    BranchCondition Condition;
    Condition.Key = var(Variable);
    Condition.Constant = Constant;
    Condition.Negated = Constant != 0;
    From->Branch = Condition;
    From->Successors = {True, False};
  }

  /// The counts that are possible before a fact; empty if unreachable.
  std::set<int> at(const Fact *Wanted) {
    std::set<int> Result;
    ForwardDataflow<CountingDomain> Flow(Graph, Domain);
    Solved = Flow.solve();
    Flow.visit([&](const Fact &F, const auto &State) {
      if (&F != Wanted)
        return;
      Disjuncts = State.size();
      for (const auto &Item : State)
        Result.insert(Item.State.begin(), Item.State.end());
    });
    return Result;
  }

  using Counts = std::set<int>;
  std::unique_ptr<ASTUnit> Unit;
  FunctionFacts Graph;
  CountingDomain Domain;
  bool Solved = false;
  size_t Disjuncts = 0;
};

TEST_F(DataflowTest, StraightLine) {
  count(entry());
  const Fact *Here = mark(entry());
  count(entry());
  FactBlock *Next = block();
  const Fact *There = mark(Next);
  edge(entry(), Next);
  Graph.Exit = Next;
  EXPECT_EQ(at(Here), Counts{1});
  EXPECT_EQ(at(There), Counts{2});
  EXPECT_TRUE(Solved);
}

TEST_F(DataflowTest, BothPathsMeet) {
  FactBlock *Then = block(), *Else = block(), *After = block();
  count(Then);
  branch(entry(), 0, Then, Else);
  edge(Then, After);
  edge(Else, After);
  const Fact *Here = mark(After);
  Graph.Exit = After;
  EXPECT_EQ(at(Here), (Counts{0, 1}));
}

TEST_F(DataflowTest, EqualStatesAreOneDisjunct) {
  FactBlock *Then = block(), *Else = block(), *After = block();
  branch(entry(), 0, Then, Else);
  edge(Then, After);
  edge(Else, After);
  const Fact *Here = mark(After);
  Graph.Exit = After;
  EXPECT_EQ(at(Here), Counts{0});
  EXPECT_EQ(Disjuncts, 1u);
}

/// if (v0) count; if (v0) mark;
TEST_F(DataflowTest, CorrelatedConditions) {
  FactBlock *Then = block(), *Join = block(), *Second = block(),
            *Not = block(), *After = block();
  count(Then);
  branch(entry(), 0, Then, Join);
  edge(Then, Join);
  branch(Join, 0, Second, Not);
  const Fact *Yes = mark(Second), *No = mark(Not);
  edge(Second, After);
  edge(Not, After);
  Graph.Exit = After;
  EXPECT_EQ(at(Yes), Counts{1});
  EXPECT_EQ(at(No), Counts{0});
}

TEST_F(DataflowTest, AWriteForgetsTheCondition) {
  FactBlock *Then = block(), *Join = block(), *Second = block(),
            *After = block();
  count(Then);
  branch(entry(), 0, Then, Join);
  edge(Then, Join);
  write(Join, 0);
  branch(Join, 0, Second, After);
  const Fact *Here = mark(Second);
  edge(Second, After);
  Graph.Exit = After;
  EXPECT_EQ(at(Here), (Counts{0, 1}));
}

/// if (v0 == 1) count; if (v0 == 2) mark;
TEST_F(DataflowTest, EqualToOneConstantExcludesTheOthers) {
  FactBlock *Then = block(), *Join = block(), *Second = block(),
            *After = block();
  count(Then);
  branch(entry(), 0, Then, Join, 1);
  edge(Then, Join);
  branch(Join, 0, Second, After, 2);
  const Fact *Here = mark(Second);
  edge(Second, After);
  Graph.Exit = After;
  EXPECT_EQ(at(Here), Counts{0});
}

TEST_F(DataflowTest, ConditionsOnVaryingPathsProveNothing) {
  FactBlock *Then = block(), *Join = block(), *Second = block(),
            *After = block();
  count(Then);
  branch(entry(), 0, Then, Join);
  entry()->Branch->Key = var(0).element();
  edge(Then, Join);
  branch(Join, 0, Second, After);
  Join->Branch->Key = var(0).element();
  const Fact *Here = mark(Second);
  edge(Second, After);
  Graph.Exit = After;
  EXPECT_EQ(at(Here), (Counts{0, 1}));
}

TEST_F(DataflowTest, RefineCanCloseAnEdge) {
  FactBlock *Then = block(), *Else = block(), *After = block();
  const Expr *Call = reinterpret_cast<const Expr *>(this);
  BranchCondition Condition;
  Condition.Call = Domain.NeverZero = Call;
  entry()->Branch = Condition;
  entry()->Successors = {Then, Else};
  const Fact *Yes = mark(Then), *No = mark(Else);
  edge(Then, After);
  edge(Else, After);
  Graph.Exit = After;
  EXPECT_EQ(at(Yes), Counts{0});
  EXPECT_EQ(at(No), Counts{});
}

TEST_F(DataflowTest, NegatedBranchSwapsTheEdges) {
  FactBlock *Then = block(), *Else = block(), *After = block();
  const Expr *Call = reinterpret_cast<const Expr *>(this);
  BranchCondition Condition;
  Condition.Call = Domain.NeverZero = Call;
  Condition.Negated = true;
  entry()->Branch = Condition;
  entry()->Successors = {Then, Else};
  const Fact *Yes = mark(Then), *No = mark(Else);
  edge(Then, After);
  edge(Else, After);
  Graph.Exit = After;
  EXPECT_EQ(at(Yes), Counts{});
  EXPECT_EQ(at(No), Counts{0});
}

TEST_F(DataflowTest, UnreachableBlocksAreNotVisited) {
  FactBlock *Lost = block();
  const Fact *Here = mark(Lost);
  Graph.Exit = Lost;
  entry()->Successors.push_back(nullptr);
  EXPECT_EQ(at(Here), Counts{});
  ForwardDataflow<CountingDomain> Flow(Graph, Domain);
  EXPECT_TRUE(Flow.solve());
  EXPECT_TRUE(Flow.atExit().empty());
}

TEST_F(DataflowTest, LoopsReachTheirFixpoint) {
  FactBlock *Head = block(), *Body = block(), *After = block();
  edge(entry(), Head);
  Head->Successors = {Body, After};
  count(Body);
  edge(Body, Head);
  const Fact *Here = mark(After);
  Graph.Exit = After;
  Counts All;
  for (int I = 0; I <= Domain.Bound; ++I)
    All.insert(I);
  EXPECT_EQ(at(Here), All);
  EXPECT_TRUE(Solved);
}

TEST_F(DataflowTest, NestedLoopsReachTheirFixpoint) {
  FactBlock *Outer = block(), *Inner = block(), *Body = block(),
            *After = block();
  edge(entry(), Outer);
  Outer->Successors = {Inner, After};
  Inner->Successors = {Body, Outer};
  count(Body);
  edge(Body, Inner);
  const Fact *Here = mark(After);
  Graph.Exit = After;
  EXPECT_EQ(at(Here).size(), size_t(Domain.Bound) + 1);
  EXPECT_TRUE(Solved);
}

/// Each of twelve conditions decides about one more count: 2^12 paths.
TEST_F(DataflowTest, ManyConditionsCollapseAndEnd) {
  FactBlock *Now = entry();
  for (unsigned I = 0; I != 12; ++I) {
    FactBlock *Then = block(), *Next = block();
    branch(Now, I, Then, Next);
    count(Then);
    edge(Then, Next);
    Now = Next;
  }
  const Fact *Here = mark(Now);
  Graph.Exit = Now;
  Counts All;
  for (int I = 0; I <= 12; ++I)
    All.insert(I);
  EXPECT_EQ(at(Here), All);
  EXPECT_TRUE(Solved);
  EXPECT_LE(Disjuncts, 8u);
  // Far from one per path.
  EXPECT_LT(Domain.Applied, 2000);
}

/// The same inside a loop, where states come back in another order.
TEST_F(DataflowTest, ManyConditionsInALoopEnd) {
  FactBlock *Head = block(), *After = block();
  edge(entry(), Head);
  FactBlock *Now = block();
  Head->Successors = {Now, After};
  for (unsigned I = 0; I != 12; ++I) {
    FactBlock *Then = block(), *Next = block();
    branch(Now, I, Then, Next);
    count(Then);
    edge(Then, Next);
    Now = Next;
  }
  edge(Now, Head);
  const Fact *Here = mark(After);
  Graph.Exit = After;
  EXPECT_EQ(at(Here).size(), size_t(Domain.Bound) + 1);
  EXPECT_TRUE(Solved);
}

TEST_F(DataflowTest, AStateThatNeverSettlesIsGivenUp) {
  FactBlock *Body = block(), *After = block();
  edge(entry(), Body);
  count(Body);
  Body->Successors = {Body, After};
  const Fact *Here = mark(After);
  Graph.Exit = After;
  Domain.Bound = 1 << 30;
  EXPECT_EQ(at(Here), Counts{});
  EXPECT_FALSE(Solved);
}

TEST_F(DataflowTest, ConditionsAlone) {
  PathConditions Known;
  EXPECT_TRUE(Known.assume(var(0), 0, true));
  EXPECT_TRUE(Known.assume(var(0), 0, true));
  EXPECT_FALSE(Known.assume(var(0), 0, false));
  PathConditions Equal;
  EXPECT_TRUE(Equal.assume(var(0), 3, false));  // v0 == 3
  EXPECT_FALSE(Equal.assume(var(0), 4, false)); // v0 == 4
  PathConditions Other;
  EXPECT_TRUE(Other.assume(var(0), 3, false)); // v0 == 3
  EXPECT_TRUE(Other.assume(var(0), 4, true));  // v0 != 4
  EXPECT_TRUE(Other.assume(var(1), 3, true));
  PathConditions Both = Other;
  Both.intersect(Known);
  EXPECT_EQ(Both, PathConditions());
  Other.forget(var(0));
  EXPECT_TRUE(Other.assume(var(0), 3, true));
  EXPECT_FALSE(Other.assume(var(1), 3, false));
}

} // namespace
