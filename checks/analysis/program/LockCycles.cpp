#include "checks/analysis/program/LockCycles.h"
#include "checks/analysis/program/Components.h"
#include "llvm/ADT/STLExtras.h"
#include <map>
#include <set>

namespace sendsync {

namespace {

/// What makes a lock the same in two functions.
struct LockName {
  enum Kind : uint8_t {
    None,     ///< nothing but the function's own word for it
    Variable, ///< one object: the path says which
    Member    ///< of the class that Fields starts at
  };
  Kind NameKind = None;
  SymbolPath Path;
  SymbolPath Object; ///< Member: the object that Fields starts at
  std::vector<llvm::StringRef> Fields;

  static LockName of(const LockUse &Lock) {
    LockName Name;
    Name.Path = Lock.Lock;
    llvm::ArrayRef<SymbolStep> Steps = Name.Path.steps();
    size_t First = Steps.size();
    while (First && Steps[First - 1].StepKind == SymbolStep::Deref)
      --First;
    while (First && Steps[First - 1].StepKind == SymbolStep::Field)
      --First;
    Name.Object = Name.Path.first(First);
    for (const SymbolStep &Step : Steps.drop_front(First))
      if (Step.StepKind == SymbolStep::Field)
        Name.Fields.push_back(Step.Name->Id);
    bool IsOwn = (Name.Path.root() == SymbolRoot::Local ||
                  Name.Path.root() == SymbolRoot::Parameter) &&
                 llvm::none_of(Steps, [](const SymbolStep &Step) {
                   return Step.StepKind == SymbolStep::Deref ||
                          Step.StepKind == SymbolStep::Container;
                 });
    if ((Name.Path.isStatic() || IsOwn) && !Name.Path.mayVary())
      Name.NameKind = Variable;
    else if (!Name.Fields.empty())
      Name.NameKind = Member;
    return Name;
  }

  bool operator<(const LockName &Other) const {
    if (NameKind != Other.NameKind)
      return NameKind < Other.NameKind;
    return NameKind == Member ? Fields < Other.Fields : Path < Other.Path;
  }
};

/// How the objects of two members lie to each other: the ways to them from the
/// last object that both ways pass through.
struct ObjectRelation {
  std::vector<SymbolStep> First, Second;
  bool Related = false;

  static ObjectRelation of(const SymbolPath &First, const SymbolPath &Second) {
    ObjectRelation Result;
    Result.Related = First.hasRootOf(Second);
    if (!Result.Related)
      return Result;
    size_t Common = 0;
    while (Common < First.steps().size() && Common < Second.steps().size() &&
           First.steps()[Common] == Second.steps()[Common])
      ++Common;
    auto rest = [&](const SymbolPath &Path) {
      llvm::ArrayRef<SymbolStep> Rest = Path.steps().drop_front(Common);
      return std::vector<SymbolStep>(Rest.begin(), Rest.end());
    };
    Result.First = rest(First);
    Result.Second = rest(Second);
    return Result;
  }
  bool isOneObject() const {
    return Related && First.empty() && Second.empty();
  }
};

struct NamedEdge {
  const OrderEdge *Edge;
  unsigned Held, Acquired; ///< numbers of the names
  LockName HeldName, AcquiredName;

  bool isVague() const {
    auto varies = [](const LockName &Name) {
      return Name.NameKind == LockName::Member && Name.Object.mayVary();
    };
    return varies(HeldName) || varies(AcquiredName);
  }
  /// A variable and a member, or two members of one object.
  bool isOfOneObject() const {
    return HeldName.NameKind != LockName::Member ||
           AcquiredName.NameKind != LockName::Member ||
           ObjectRelation::of(HeldName.Object, AcquiredName.Object)
               .isOneObject();
  }
};

/// Both may have come half of the way at the same time.
bool mayMeet(const OrderEdge &First, const OrderEdge &Second) {
  return !First.Beside.mayExclude(Second.Beside) &&
         First.Context.mayOverlap(Second.Context);
}

/// \p Holder keeps \p Waiter from the lock that it waits for.
bool blocks(const OrderEdge &Holder, const OrderEdge &Waiter) {
  return !Holder.Held.Shared || !Waiter.Acquired.Shared;
}

/// The same objects at both edges, one of which is the other turned round.
bool isSamePair(const NamedEdge &There, const NamedEdge &Back) {
  if (There.isVague() || Back.isVague())
    return false;
  if (There.HeldName.NameKind != LockName::Member ||
      There.AcquiredName.NameKind != LockName::Member)
    return true;
  auto Mine =
      ObjectRelation::of(There.HeldName.Object, There.AcquiredName.Object);
  auto Theirs =
      ObjectRelation::of(Back.AcquiredName.Object, Back.HeldName.Object);
  return Mine.Related && Theirs.Related && Mine.First == Theirs.First &&
         Mine.Second == Theirs.Second;
}

class CycleFinder {
public:
  explicit CycleFinder(const LockOrder &Order) {
    for (const OrderEdge &Edge : Order.edges()) {
      NamedEdge Named{&Edge, 0, 0, LockName::of(Edge.Held),
                      LockName::of(Edge.Acquired)};
      if (Named.HeldName.NameKind == LockName::None ||
          Named.AcquiredName.NameKind == LockName::None)
        continue;
      Named.Held = number(Named.HeldName);
      Named.Acquired = number(Named.AcquiredName);
      All.push_back(std::move(Named));
    }
    for (const NamedEdge &Edge : All) {
      auto &Same = Between[{Edge.Held, Edge.Acquired}];
      // More of them say no more.
      constexpr size_t MaxSame = 64;
      if (Same.size() < MaxSame)
        Same.push_back(&Edge);
    }
  }

  std::vector<LockCycle> run() {
    for (const NamedEdge &There : All) {
      if (There.Held == There.Acquired)
        addTwoObjects(There);
      else
        addPair(std::min(There.Held, There.Acquired),
                std::max(There.Held, There.Acquired));
    }
    addCircles();
    return std::move(Found);
  }

private:
  unsigned number(const LockName &Name) {
    return Numbers.try_emplace(Name, Numbers.size()).first->second;
  }

  void addPair(unsigned First, unsigned Second) {
    if (!Seen.insert({First, Second}).second)
      return;
    auto Forth = Between.find({First, Second}),
         Turned = Between.find({Second, First});
    if (Forth == Between.end() || Turned == Between.end())
      return;
    LockCycle Likely;
    for (const NamedEdge *There : Forth->second)
      for (const NamedEdge *Back : Turned->second) {
        if (!mayMeet(*There->Edge, *Back->Edge) ||
            !blocks(*There->Edge, *Back->Edge) ||
            !blocks(*Back->Edge, *There->Edge))
          continue;
        LockCycle Cycle;
        Cycle.Edges = {There->Edge, Back->Edge};
        Cycle.Certain = isSamePair(*There, *Back);
        if (Cycle.Certain) {
          Paired.insert({First, Second});
          Found.push_back(std::move(Cycle));
          return;
        }
        if (Likely.Edges.empty())
          Likely = std::move(Cycle);
      }
    if (!Likely.Edges.empty())
      Found.push_back(std::move(Likely));
  }

  /// One member of two objects that the function does not choose itself: its
  /// parameters, or one of them and its own object.
  void addTwoObjects(const NamedEdge &Edge) {
    const FunctionSummary &Body = *Edge.Edge->Way->In;
    auto isGiven = [&](const LockName &Name) {
      const SymbolPath &Object = Name.Object;
      bool IsParameter = Object.root() == SymbolRoot::Parameter ||
                         Object.root() == SymbolRoot::Reference;
      return Name.NameKind == LockName::Member && Object.steps().size() <= 1 &&
             !Object.mayVary() &&
             (Object.root() == SymbolRoot::This ||
              (IsParameter &&
               !llvm::is_contained(Body.Reassigned, Object.parameter())));
    };
    if (!isGiven(Edge.HeldName) || !isGiven(Edge.AcquiredName) ||
        !Seen.insert({Edge.Held, Edge.Held}).second)
      return;
    if (!mayMeet(*Edge.Edge, *Edge.Edge) || !blocks(*Edge.Edge, *Edge.Edge))
      return;
    LockCycle Cycle;
    Cycle.Edges = {Edge.Edge};
    Cycle.Certain = false;
    Found.push_back(std::move(Cycle));
  }

  /// Only locks that lead to each other can be on a circle.
  void addCircles() {
    NumberGraph Graph(Numbers.size());
    for (const auto &[Pair, Edges] : Between)
      Graph[Pair.first].push_back(Pair.second);
    std::vector<unsigned> Component(Numbers.size());
    unsigned Count = 0;
    for (const std::vector<uint32_t> &Members : componentsOf(Graph)) {
      for (uint32_t Member : Members)
        Component[Member] = Count;
      ++Count;
    }
    From.resize(Numbers.size());
    for (const auto &[Pair, Edges] : Between)
      if (Pair.first != Pair.second &&
          Component[Pair.first] == Component[Pair.second])
        for (const NamedEdge *Edge : Edges)
          if (!Edge->isVague() && Edge->isOfOneObject())
            From[Pair.first].push_back(Edge);
    for (unsigned Start = 0; Start != Numbers.size(); ++Start) {
      Way.clear();
      addLonger(Start, Start);
    }
  }

  /// Circles of three and more, each once: from its smallest number.
  void addLonger(unsigned Start, unsigned At) {
    constexpr unsigned MaxLength = 5, MaxSteps = 100000;
    if (Way.size() == MaxLength || Steps > MaxSteps)
      return;
    std::set<unsigned> Tried;
    for (const NamedEdge *Next : From[At]) {
      ++Steps;
      if (Next->Acquired < Start)
        continue;
      bool Closes = Next->Acquired == Start;
      bool Fits = llvm::all_of(Way, [&](const NamedEdge *Before) {
        return mayMeet(*Before->Edge, *Next->Edge) &&
               (Closes || Before->Held != Next->Acquired) &&
               !Paired.count({std::min(Before->Held, Next->Acquired),
                              std::max(Before->Held, Next->Acquired)});
      });
      if (!Fits || (!Way.empty() && !blocks(*Next->Edge, *Way.back()->Edge)) ||
          (Closes &&
           (Way.size() < 2 || !blocks(*Way.front()->Edge, *Next->Edge))) ||
          !Tried.insert(Next->Acquired).second)
        continue;
      Way.push_back(Next);
      if (Closes)
        addCircle();
      else
        addLonger(Start, Next->Acquired);
      Way.pop_back();
    }
  }

  void addCircle() {
    std::set<unsigned> Locks;
    LockCycle Cycle;
    for (const NamedEdge *Edge : Way) {
      Locks.insert(Edge->Held);
      Cycle.Edges.push_back(Edge->Edge);
    }
    if (Circles.insert(std::move(Locks)).second)
      Found.push_back(std::move(Cycle));
  }

  std::map<LockName, unsigned> Numbers;
  std::vector<NamedEdge> All;
  std::map<std::pair<unsigned, unsigned>, std::vector<const NamedEdge *>>
      Between;
  std::vector<std::vector<const NamedEdge *>> From;
  std::set<std::pair<unsigned, unsigned>> Seen, Paired;
  std::set<std::set<unsigned>> Circles;
  std::vector<const NamedEdge *> Way;
  unsigned Steps = 0;
  std::vector<LockCycle> Found;
};

} // namespace

std::vector<LockCycle> findLockCycles(const LockOrder &Order) {
  return CycleFinder(Order).run();
}

} // namespace sendsync
