#include "checks/analysis/summary/LockCycles.h"
#include <set>

using namespace clang;

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
  AccessPath Path;
  AccessPath Object; ///< Member: the object that Fields starts at
  std::vector<const Decl *> Fields;

  static LockName of(const Capability &Lock) {
    LockName Name;
    Name.Path = Lock.lock();
    llvm::ArrayRef<PathStep> Steps = Name.Path.steps();
    Name.Object = Name.Path;
    while (!Name.Object.steps().empty() &&
           Name.Object.steps().back().StepKind == PathStep::Deref)
      Name.Object = Name.Object.parent();
    while (!Name.Object.steps().empty() &&
           Name.Object.steps().back().StepKind == PathStep::Field)
      Name.Object = Name.Object.parent();
    for (const PathStep &Step : Steps.drop_front(Name.Object.steps().size()))
      if (Step.StepKind == PathStep::Field)
        Name.Fields.push_back(Step.Declaration);
    bool OneObject =
        Name.Path.hasGlobalRoot() || Name.Path.isLocalStorage();
    if (OneObject && !Name.Path.mayVary())
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
  std::vector<PathStep> First, Second;
  bool Related = false;

  static ObjectRelation of(const AccessPath &First, const AccessPath &Second) {
    ObjectRelation Result;
    AccessPath Common = First;
    while (!Common.steps().empty() && !Second.startsWith(Common))
      Common = Common.parent();
    Result.Related = Second.startsWith(Common);
    auto rest = [&](const AccessPath &Path) {
      llvm::ArrayRef<PathStep> Rest =
          Path.steps().drop_front(Common.steps().size());
      return std::vector<PathStep>(Rest.begin(), Rest.end());
    };
    if (Result.Related) {
      Result.First = rest(First);
      Result.Second = rest(Second);
    }
    return Result;
  }
  bool isOneObject() const { return Related && First.empty() && Second.empty(); }
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
  return Holder.HeldMode == LockMode::Exclusive ||
         Waiter.AcquiredMode == LockMode::Exclusive;
}

/// The same objects at both edges, one of which is the other turned round.
bool isSamePair(const NamedEdge &There, const NamedEdge &Back) {
  if (There.isVague() || Back.isVague())
    return false;
  if (There.HeldName.NameKind != LockName::Member ||
      There.AcquiredName.NameKind != LockName::Member)
    return true;
  auto Mine = ObjectRelation::of(There.HeldName.Object,
                                 There.AcquiredName.Object);
  auto Theirs = ObjectRelation::of(Back.AcquiredName.Object,
                                   Back.HeldName.Object);
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
    for (const NamedEdge &Edge : All)
      From[Edge.Held].push_back(&Edge);
  }

  std::vector<LockCycle> run() {
    for (const NamedEdge &There : All) {
      if (There.Held == There.Acquired)
        addTwoObjects(There);
      else
        addPair(std::min(There.Held, There.Acquired),
                std::max(There.Held, There.Acquired));
    }
    for (unsigned Start = 0; Start != Numbers.size(); ++Start) {
      Way.clear();
      addLonger(Start, Start);
    }
    return std::move(Found);
  }

private:
  unsigned number(const LockName &Name) {
    return Numbers.try_emplace(Name, Numbers.size()).first->second;
  }

  void addPair(unsigned First, unsigned Second) {
    if (!Seen.insert({First, Second}).second)
      return;
    LockCycle Likely;
    for (const NamedEdge *There : From[First])
      for (const NamedEdge *Back : From[Second]) {
        if (There->Acquired != Second || Back->Acquired != First ||
            !mayMeet(*There->Edge, *Back->Edge) ||
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
    const FunctionFacts &Body = *Edge.Edge->Way->Body->Facts;
    auto isGiven = [&](const LockName &Name) {
      const AccessPath &Object = Name.Object;
      return Name.NameKind == LockName::Member &&
             Object.steps().size() <= 1 && !Object.mayVary() &&
             Body.isAsPassed(Object) &&
             (Object.rootKind() == RootKind::This ||
              isa_and_nonnull<ParmVarDecl>(Object.rootVariable()));
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

  /// Circles of three and more, each once: from its smallest number.
  void addLonger(unsigned Start, unsigned At) {
    constexpr unsigned MaxLength = 5;
    if (Way.size() == MaxLength)
      return;
    std::set<unsigned> Tried;
    for (const NamedEdge *Next : From[At]) {
      if (Next->Acquired < Start || Next->isVague() || !Next->isOfOneObject() ||
          Next->Held == Next->Acquired)
        continue;
      bool Closes = Next->Acquired == Start;
      bool Fits = llvm::all_of(Way, [&](const NamedEdge *Before) {
        return mayMeet(*Before->Edge, *Next->Edge) &&
               (Closes || Before->Held != Next->Acquired) &&
               !Paired.count({std::min(Before->Held, Next->Acquired),
                              std::max(Before->Held, Next->Acquired)});
      });
      if (!Fits || (!Way.empty() && !blocks(*Next->Edge, *Way.back()->Edge)) ||
          (Closes && (Way.size() < 2 || !blocks(*Way.front()->Edge, *Next->Edge))) ||
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
  std::map<unsigned, std::vector<const NamedEdge *>> From;
  std::set<std::pair<unsigned, unsigned>> Seen, Paired;
  std::set<std::set<unsigned>> Circles;
  std::vector<const NamedEdge *> Way;
  std::vector<LockCycle> Found;
};

} // namespace

std::vector<LockCycle> findLockCycles(const LockOrder &Order) {
  return CycleFinder(Order).run();
}

} // namespace sendsync
