//===- Dataflow.h - forward dataflow over facts -----------------*- C++ -*-===//
//
// One solver for the lockset and for the states of running work. A state is a
// small set of disjuncts, each a value plus what is known of the conditions
// that led there. Two disjuncts are kept apart only while their values differ,
// so `if (f) mu.lock(); ... if (f) mu.unlock();` is followed exactly and
// straight code costs nothing extra.
//
// A Domain has:
//   using Value                       copyable, with operator==
//   Value entry()                     at the start of the body
//   void apply(const Fact &, Value &) the effect of one fact
//   bool refine(const BranchCondition &, bool Truth, Value &)
//                                     Truth: `X != Constant` holds; false: this
//                                     edge cannot be taken
//   void join(Value &Into, const Value &From)
//   bool isTooLarge(const Value &)    more than is followed (base/Bounds.h)
//
// Termination: join must only grow towards a finite bound. Cost: linear in
// facts times disjuncts (at most MaxDisjuncts) times the depth of loops, each
// as much as a value is large, which isTooLarge limits.
//
//===----------------------------------------------------------------------===//
#ifndef SENDSYNC_CHECKS_ANALYSIS_FACTS_DATAFLOW_H
#define SENDSYNC_CHECKS_ANALYSIS_FACTS_DATAFLOW_H

#include "checks/analysis/facts/Facts.h"
#include <map>
#include <set>

namespace sendsync {

/// What is known of tested variables: `Key != Constant` holds or not.
class PathConditions {
public:
  /// False if the edge contradicts what is known. \p Of: the condition that says
  /// so, if it reads more than \p Key.
  bool assume(const AccessPath &Key, int64_t Constant, bool Truth,
              const BranchCondition *Of = nullptr) {
    if (std::optional<bool> Decided = Of ? compare(*Of) : std::nullopt)
      return *Decided == Truth;
    auto [Known, New] = Tests.try_emplace({Key, Constant}, Test{Truth, Of});
    if (!New)
      return Known->second.Holds == Truth;
    // A variable that equals one constant differs from the others.
    for (const auto &[Tested, Other] : Tests)
      if (!Truth && !Other.Holds && Tested.second != Constant &&
          Tested.first == Key)
        return false;
    return true;
  }
  void forget(const AccessPath &Written) {
    forgetIf([&](const AccessPath &Read) { return Written.mayOverlap(Read); });
  }
  /// Others have had the time to change what they can reach.
  void forgetShared() {
    forgetIf([](const AccessPath &Read) { return !Read.isLocalStorage(); });
  }
  /// Keeps what both agree on.
  void intersect(const PathConditions &Other) {
    for (auto It = Tests.begin(); It != Tests.end();) {
      auto Theirs = Other.Tests.find(It->first);
      bool Agree = Theirs != Other.Tests.end() &&
                   Theirs->second.Holds == It->second.Holds;
      It = Agree ? std::next(It) : Tests.erase(It);
    }
  }
  /// One test came out differently, or a variable has another value: never both
  /// at once.
  bool excludes(const PathConditions &Other) const {
    for (const auto &[Tested, Mine] : Tests) {
      auto Theirs = Other.Tests.find(Tested);
      if (Theirs != Other.Tests.end() && Theirs->second.Holds != Mine.Holds)
        return true;
      if (Mine.Holds || Mine.Of)
        continue;
      std::optional<int64_t> Value = Other.valueOf(Tested.first);
      if (Value && *Value != Tested.second)
        return true;
    }
    return false;
  }
  /// The number that \p Key has, if it is known.
  std::optional<int64_t> valueOf(const AccessPath &Key) const {
    for (const auto &[Tested, State] : Tests)
      if (!State.Holds && !State.Of && Tested.first == Key)
        return Tested.second;
    return std::nullopt;
  }
  void clear() { Tests.clear(); }
  bool operator==(const PathConditions &Other) const {
    return Tests == Other.Tests;
  }

private:
  struct Test {
    bool Holds = false;
    const BranchCondition *Of = nullptr;
    bool operator==(const Test &Other) const { return Holds == Other.Holds; }
  };

  /// How a comparison comes out, if the value of what it reads is known.
  std::optional<bool> compare(const BranchCondition &Of) const {
    if (Of.Comparison)
      for (const auto &[Tested, State] : Tests)
        if (!State.Holds && Tested.first == Of.Reads.front())
          switch (*Of.Comparison) {
          case clang::BO_LT:
            return Tested.second < Of.Bound;
          case clang::BO_GT:
            return Tested.second > Of.Bound;
          default:
            return std::nullopt;
          }
    return std::nullopt;
  }

  template <typename Predicate> void forgetIf(Predicate IsLost) {
    for (auto It = Tests.begin(); It != Tests.end();) {
      const BranchCondition *Of = It->second.Of;
      bool Lost = Of ? llvm::any_of(Of->Reads, IsLost) : IsLost(It->first.first);
      It = Lost ? Tests.erase(It) : std::next(It);
    }
  }

  std::map<std::pair<AccessPath, int64_t>, Test> Tests;
};

template <typename Domain> class ForwardDataflow {
public:
  using Value = typename Domain::Value;
  struct Disjunct {
    PathConditions Conditions;
    Value State;
    bool operator==(const Disjunct &Other) const {
      return Conditions == Other.Conditions && State == Other.State;
    }
  };
  using State = std::vector<Disjunct>;

  /// \p Comparisons: conditions that compare or ask a library object count, too,
  /// not only those that test a variable.
  ForwardDataflow(const FunctionFacts &Body, Domain &D, bool Comparisons = true)
      : Body(Body), D(D), Comparisons(Comparisons) {}

  /// Solves. False if the body was too large to solve; then states are unknown
  /// and visit() reports nothing.
  bool solve() {
    for (unsigned I = 0; I != Body.Blocks.size(); ++I)
      Position[Body.Blocks[I].get()] = I;
    In.assign(Body.Blocks.size(), State());
    Collapsed.assign(Body.Blocks.size(), 0);
    std::set<unsigned> Worklist;
    In[Position[Body.Entry]] = {{PathConditions(), D.entry()}};
    Worklist.insert(Position[Body.Entry]);
    // A block is revisited a few times per enclosing loop; far beyond that the
    // function is a generated giant and is left out.
    size_t Budget = 64 * Body.Blocks.size() + 64;
    while (!Worklist.empty()) {
      if (Budget-- == 0)
        return false;
      unsigned Index = *Worklist.begin();
      Worklist.erase(Worklist.begin());
      const FactBlock &Block = *Body.Blocks[Index];
      State Out = In[Index];
      for (const Fact *F : Block.Facts) {
        apply(*F, Out);
        if (llvm::any_of(Out, [&](const Disjunct &Item) {
              return D.isTooLarge(Item.State);
            }))
          return false;
      }
      for (unsigned I = 0; I != Block.Successors.size(); ++I) {
        const FactBlock *Next = Block.Successors[I];
        if (!Next)
          continue;
        State Edge = Out;
        if (Block.Branch)
          refine(*Block.Branch, (I == 0) != Block.Branch->Negated, Edge);
        unsigned To = Position[Next];
        if (!Edge.empty() && merge(In[To], std::move(Edge), Collapsed[To]))
          Worklist.insert(To);
      }
    }
    return Solved = true;
  }

  /// Calls Visit(Fact, State before it) for every reachable fact, in block
  /// order.
  template <typename Visitor> void visit(Visitor Visit) {
    if (!Solved)
      return;
    for (unsigned I = 0; I != Body.Blocks.size(); ++I) {
      State Now = In[I];
      if (Now.empty())
        continue;
      for (const Fact *F : Body.Blocks[I]->Facts) {
        Visit(*F, static_cast<const State &>(Now));
        apply(*F, Now);
      }
    }
  }

  /// The state where the body is left; empty if it never is.
  const State &atExit() { return In[Position[Body.Exit]]; }

  /// The same without the ways that end in a `throw`: what its caller goes on
  /// with. Cost: as that of visit() for the last blocks.
  State atReturn() {
    State Result;
    char IsCollapsed = 0;
    for (unsigned I = 0; I != Body.Blocks.size(); ++I) {
      const FactBlock &Block = *Body.Blocks[I];
      if (!llvm::is_contained(Block.Successors, Body.Exit) ||
          llvm::isa_and_nonnull<clang::CXXThrowExpr>(Block.Jump))
        continue;
      State Out = In[I];
      for (const Fact *F : Block.Facts)
        apply(*F, Out);
      for (unsigned Way = 0; Way != Block.Successors.size(); ++Way) {
        if (Block.Successors[Way] != Body.Exit)
          continue;
        State Edge = Out;
        if (Block.Branch)
          refine(*Block.Branch, (Way == 0) != Block.Branch->Negated, Edge);
        if (!Edge.empty())
          merge(Result, std::move(Edge), IsCollapsed);
      }
    }
    return Result;
  }

protected:
  void apply(const Fact &F, State &S) {
    for (Disjunct &Item : S) {
      const auto *Access = llvm::dyn_cast<AccessFact>(&F);
      if (Access &&
          (Access->AccessMode == AccessFact::Write || Access->MayWrite))
        Item.Conditions.forget(Access->Path);
      if (Access && Access->Constant && !Access->Path.mayVary())
        Item.Conditions.assume(Access->Path, *Access->Constant, false);
      const auto *Condition = llvm::dyn_cast<ConditionFact>(&F);
      if (Condition && Condition->ConditionVerb == ConditionFact::Wait)
        Item.Conditions.forgetShared();
      if (const auto *Flag = llvm::dyn_cast<FlagFact>(&F)) {
        Item.Conditions.forget(Flag->Key);
        Item.Conditions.assume(Flag->Key, 0, Flag->Set);
      }
      D.apply(F, Item.State);
    }
  }

  void refine(const BranchCondition &Branch, bool Truth, State &S) {
    if (Branch.OnlyWhen && *Branch.OnlyWhen != Truth)
      return;
    llvm::erase_if(S, [&](Disjunct &Item) {
      if (Branch.Key.isKnown() && !Branch.Key.mayVary() &&
          (Comparisons || Branch.Reads.empty()) &&
          !Item.Conditions.assume(Branch.Key, Branch.Constant, Truth,
                                  Branch.Reads.empty() ? nullptr : &Branch))
        return true;
      return !D.refine(Branch, Truth, Item.State);
    });
  }

  /// True if Into changed. A state that once had too many disjuncts has a
  /// single one from then on, so that the solver comes to an end.
  bool merge(State &Into, State From, char &IsCollapsed) {
    State Before = Into;
    for (Disjunct &New : From) {
      bool Done = false;
      if (IsCollapsed) {
        D.join(Into[0].State, New.State);
        continue;
      }
      for (Disjunct &Old : Into)
        if (Old.State == New.State) {
          Old.Conditions.intersect(New.Conditions);
          Done = true;
          break;
        }
      for (Disjunct &Old : Into) {
        if (Done)
          break;
        if (Old.Conditions == New.Conditions) {
          D.join(Old.State, New.State);
          Done = true;
        }
      }
      if (!Done)
        Into.push_back(std::move(New));
    }
    if (Into.size() > MaxDisjuncts) {
      for (unsigned I = 1; I != Into.size(); ++I)
        D.join(Into[0].State, Into[I].State);
      Into.resize(1);
      Into[0].Conditions.clear();
      IsCollapsed = 1;
    }
    return Into != Before;
  }

private:
  static constexpr unsigned MaxDisjuncts = 8;
  const FunctionFacts &Body;
  Domain &D;
  bool Comparisons;
  llvm::DenseMap<const FactBlock *, unsigned> Position;
  std::vector<State> In;
  std::vector<char> Collapsed;
  bool Solved = false;
};

} // namespace sendsync

#endif // SENDSYNC_CHECKS_ANALYSIS_FACTS_DATAFLOW_H
