#include "checks/analysis/summary/Variants.h"
#include "checks/analysis/facts/Loops.h"
#include "llvm/ADT/BitVector.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/STLExtras.h"
#include <map>
#include <set>

using namespace clang;

namespace sendsync {

namespace {

/// An object that a pointer is set to.
struct Referent {
  SymbolPath Path;
  const ValueDecl *Data = nullptr; ///< that the path ends at
};

struct Variant {
  struct Choice {
    SymbolPath Pointee;
    Referent Object;
  };
  /// What each pointer refers to, in an order in which later ones may be named by
  /// earlier ones.
  std::vector<Choice> Pointers;
  /// What such a run may pass; empty: all.
  BlockSet Blocks;
  /// The turn of counted loops that it passes, once.
  std::optional<int64_t> Turn;
  const Choice *choiceFor(const SymbolPath &Path) const {
    for (const Choice &Each : Pointers)
      if (Path.startsWith(Each.Pointee))
        return &Each;
    return nullptr;
  }
  SymbolPath named(const SymbolPath &Path) const {
    const Choice *Chosen = choiceFor(Path);
    return Chosen ? Path.onto(Chosen->Object.Path,
                              Chosen->Pointee.steps().size())
                  : Path;
  }
};

bool isWithin(SourceLocation At, SourceRange Code,
              const SourceManager &Sources) {
  return Sources.isPointWithin(Sources.getFileLoc(At),
                               Sources.getFileLoc(Code.getBegin()),
                               Sources.getFileLoc(Code.getEnd()));
}

struct Position {
  const FactBlock *Block = nullptr;
  size_t Index = 0;
};

/// A pointer gets its value: one of several, if a condition selects it.
struct Setting : Position {
  std::vector<Referent> Values; ///< none: null
};

struct LocalPointer {
  std::vector<Setting> Settings;
  std::vector<Position> Uses;
  bool Open = false; ///< it may have other values
  size_t values() const {
    size_t Count = 0;
    for (const Setting &Each : Settings)
      Count += Each.Values.size();
    return Count;
  }
};

class PointerChoices {
public:
  PointerChoices(const FunctionFacts &Body, const SourceManager &Sources,
                 SymbolNames &Names)
      : Body(Body), Sources(Sources), Names(Names) {}

  std::vector<Variant> variants() {
    collect();
    std::vector<const VarDecl *> Chosen;
    for (auto &[Variable, Pointer] : Pointers)
      if (!Pointer.Open && Pointer.values() > 1 && isSetBeforeUse(Pointer)) {
        dropDead(Pointer);
        if (Pointer.values() > 1 && Pointer.values() <= MaxVariants &&
            (Chosen.empty() || isSetTogether(Pointer, Pointers[Chosen[0]])))
          Chosen.push_back(Variable);
      }
    std::vector<Variant> Result;
    if (Chosen.empty())
      return Result;
    const LocalPointer &First = Pointers[Chosen[0]];
    for (size_t I = 0; I != First.Settings.size(); ++I)
      for (size_t Value = 0; Value != First.Settings[I].Values.size();
           ++Value) {
        Variant New;
        for (const VarDecl *Variable : Chosen)
          New.Pointers.push_back(
              {pointee(Variable), Pointers[Variable].Settings[I].Values[Value]});
        New.Blocks = passedWith(First, First.Settings[I]);
        if (!New.Blocks.empty())
          Result.push_back(std::move(New));
      }
    if (Result.size() < 2)
      return {};
    for (Variant &Each : Result)
      addDependent(Each);
    return Result;
  }

private:
  static constexpr size_t MaxVariants = 4;

  SymbolPath pointee(const VarDecl *Variable) {
    return Names.path(AccessPath::variable(Variable).deref());
  }

  void collect() {
    for (const auto &Block : Body.Blocks)
      for (size_t I = 0; I != Block->Facts.size(); ++I)
        if (const auto *Access = dyn_cast<AccessFact>(Block->Facts[I]))
          collect(*Access, {Block.get(), I});
    openInClosures(Body);
  }

  /// A closure can be anywhere.
  void openInClosures(const FunctionFacts &Around) {
    for (const ClosureFacts &Closure : Around.Closures)
      for (const FunctionFacts *Inner : Closure.Bodies) {
        Inner->each<AccessFact>([&](const AccessFact &Access) {
          if (const VarDecl *Root = Access.Path.rootVariable())
            if (auto Known = Pointers.find(Root); Known != Pointers.end())
              Known->second.Open = true;
        });
        openInClosures(*Inner);
      }
  }

  void collect(const AccessFact &Access, Position At) {
    const VarDecl *Variable = Access.Path.rootVariable();
    if (!Variable || !Access.Path.steps().empty() ||
        isa<ParmVarDecl>(Variable) || !Variable->hasLocalStorage() ||
        !Variable->getType()->isPointerType())
      return;
    LocalPointer &Pointer = Pointers[Variable];
    if (Access.AccessMode == AccessFact::Read ||
        (Access.AccessMode == AccessFact::Pass && !Access.MayWrite)) {
      Pointer.Uses.push_back(At);
      return;
    }
    Setting New{At, {}};
    if (Access.isWrite() && Access.Constant != 0) {
      llvm::ArrayRef<AccessPath> Referents = Access.Alternatives;
      if (Referents.empty())
        Referents = Access.StoredReferent;
      for (const AccessPath &Object : Referents)
        if (Body.isAsPassed(Object))
          New.Values.push_back(
              {Names.path(Object), Object.lastDeclaration()});
        else
          Pointer.Open = true;
    }
    // Whoever calls, on whichever thread, may have an object of its own.
    Pointer.Open |= llvm::any_of(Body.ByCaller, [&](SourceRange Code) {
      return isWithin(Access.Location, Code, Sources);
    });
    Pointer.Open |= !Access.isWrite() ||
                    llvm::any_of(New.Values, [](const auto &Value) {
                      return !Value.Path.isKnown() || Value.Path.mayVary();
                    });
    Pointer.Settings.push_back(std::move(New));
  }

  const BlockSet &reachable(const FactBlock *From) {
    auto [Entry, New] = Reachable.try_emplace(From);
    if (New)
      Entry->second = reachableFrom(*From);
    return Entry->second;
  }
  bool mayPrecede(Position First, Position Second) {
    return (First.Block == Second.Block && First.Index < Second.Index) ||
           reachable(First.Block).contains(Second.Block);
  }

  bool isSetBeforeUse(const LocalPointer &Pointer) {
    return llvm::none_of(Pointer.Uses, [&](Position Use) {
      return llvm::any_of(Pointer.Settings, [&](Position Set) {
        return mayPrecede(Use, Set);
      });
    });
  }

  /// Without the values that are overwritten before any use, and null.
  void dropDead(LocalPointer &Pointer) {
    llvm::erase_if(Pointer.Settings, [](const Setting &Each) {
      return Each.Values.empty();
    });
    auto isDead = [&](const Setting &Each) {
      return llvm::any_of(Pointer.Settings, [&](const Setting &Later) {
        if (&Later == &Each || !mayPrecede(Each, Later))
          return false;
        BlockSet Around = reachableFrom(*Each.Block, Later.Block);
        return Each.Block == Later.Block ||
               llvm::none_of(Pointer.Uses, [&](Position Use) {
                 return Use.Block == Each.Block || Around.contains(Use.Block);
               });
      });
    };
    std::vector<Setting> Live;
    for (const Setting &Each : Pointer.Settings)
      if (!isDead(Each))
        Live.push_back(Each);
    Pointer.Settings = std::move(Live);
  }

  /// One condition decides about both.
  static bool isSetTogether(const LocalPointer &Left,
                            const LocalPointer &Right) {
    return Left.Settings.size() == Right.Settings.size() &&
           std::equal(Left.Settings.begin(), Left.Settings.end(),
                      Right.Settings.begin(),
                      [](const Setting &L, const Setting &R) {
                        return L.Block == R.Block && L.Values.size() == 1 &&
                               R.Values.size() == 1;
                      });
  }

  /// The blocks of runs in which \p Last is the last setting before the uses.
  BlockSet passedWith(const LocalPointer &Pointer, const Setting &Last) {
    BlockSet Left;
    for (const Setting &Other : Pointer.Settings)
      if (&Other != &Last && !mayPrecede(Other, Last))
        Left.insert(Other.Block);
    BlockSet Result;
    llvm::SmallVector<const FactBlock *, 16> Work{Body.Entry};
    while (!Work.empty()) {
      const FactBlock *Block = Work.pop_back_val();
      if (!Block || Left.contains(Block) ||
          !(Block == Last.Block || reachable(Last.Block).contains(Block) ||
            reachable(Block).contains(Last.Block)) ||
          !Result.insert(Block).second)
        continue;
      Work.append(Block->Successors.begin(), Block->Successors.end());
    }
    if (!Result.contains(Last.Block))
      Result.clear();
    return Result;
  }

  /// Pointers with one value that is named by one that was chosen.
  void addDependent(Variant &To) {
    bool Changed = true;
    auto isKnown = [&](const SymbolPath &Mine) {
      return llvm::any_of(To.Pointers, [&](const auto &Known) {
        return Known.Pointee == Mine;
      });
    };
    while (Changed) {
      Changed = false;
      for (const auto &[Variable, Pointer] : Pointers) {
        if (Pointer.Open || Pointer.values() != 1 || !isSetBeforeUse(Pointer))
          continue;
        SymbolPath Mine = pointee(Variable);
        for (const Setting &Each : Pointer.Settings) {
          if (Each.Values.empty() || isKnown(Mine))
            continue;
          Referent Value = Each.Values[0];
          Value.Path = To.named(Value.Path);
          if (Value.Path.isKnown() && !(Value.Path == Each.Values[0].Path)) {
            To.Pointers.push_back({Mine, std::move(Value)});
            Changed = true;
          }
        }
      }
    }
  }

  const FunctionFacts &Body;
  const SourceManager &Sources;
  SymbolNames &Names;
  llvm::MapVector<const VarDecl *, LocalPointer> Pointers;
  llvm::DenseMap<const FactBlock *, BlockSet> Reachable;
};

/// Appends \p From to \p To; the events come behind those that are there.
void append(FunctionSummary &To, FunctionSummary From) {
  const uint32_t Block = To.Blocks.size(), Call = To.Calls.size();
  const uint16_t Spawn = To.Spawns.size(), Hold = To.Holds.size();
  const uint32_t First[] = {uint32_t(To.Accesses.size()), Call, Spawn,
                            uint32_t(To.Joins.size()),
                            uint32_t(To.Syncs.size()),
                            uint32_t(To.Tests.size()),
                            uint32_t(To.Binds.size()),
                            uint32_t(To.Locks.size())};
  auto renumber = [&](HoldNumbers &Holds) {
    for (uint16_t &Number : Holds)
      Number += Hold;
  };
  for (CallEvent &Each : From.Calls)
    renumber(Each.Holds);
  for (LockEvent &Each : From.Locks)
    renumber(Each.Holds);
  llvm::append_range(To.Holds, From.Holds);
  for (SummaryBlock &Each : From.Blocks) {
    for (EventRef &Event : Each.Events)
      Event.Index += First[unsigned(Event.Kind)];
    for (uint32_t &Next : Each.Successors)
      Next += Block;
    for (ResultTest &Test : Each.Results) {
      Test.Successor += Block;
      Test.Call += Call;
    }
    if (Each.ReturnedCall)
      *Each.ReturnedCall += Call;
    To.Blocks.push_back(std::move(Each));
  }
  auto take = [&](auto &Mine, auto &Theirs) {
    for (auto &Event : Theirs) {
      for (uint16_t &Running : Event.Live)
        Running += Spawn;
      Mine.push_back(std::move(Event));
    }
  };
  take(To.Accesses, From.Accesses);
  take(To.Calls, From.Calls);
  take(To.Spawns, From.Spawns);
  take(To.Joins, From.Joins);
  take(To.Syncs, From.Syncs);
  take(To.Tests, From.Tests);
  take(To.Binds, From.Binds);
  take(To.Locks, From.Locks);
}

/// Keeps the ways on which \p Keeps(block, successor) holds.
void prune(FunctionSummary &F,
           llvm::function_ref<bool(uint32_t, uint32_t)> Keeps) {
  for (uint32_t I = 0; I != F.Blocks.size(); ++I) {
    SummaryBlock &Block = F.Blocks[I];
    llvm::erase_if(Block.Successors,
                   [&](uint32_t Next) { return !Keeps(I, Next); });
    llvm::erase_if(Block.Results, [&](const ResultTest &Test) {
      return !Keeps(I, Test.Successor);
    });
  }
}

/// Every loop is passed once at most; what a later turn would start or use has not
/// been started.
class OneTurn {
public:
  OneTurn(FunctionSummary &F, uint32_t Entry) : F(F) {
    State.assign(F.Blocks.size(), New);
    visit(Entry);
    // From the end of a turn on, it goes on behind the loop.
    std::map<uint32_t, llvm::SmallVector<uint32_t, 2>> Exits;
    for (const auto &[From, Head] : Back)
      if (Exits.try_emplace(Head).second)
        for (uint32_t Next : F.Blocks[Head].Successors)
          if (Next != Head && !F.reachable(Next).test(Head))
            Exits[Head].push_back(Next);
    prune(F, [&](uint32_t From, uint32_t To) {
      return !Back.count({From, To});
    });
    for (const auto &[From, Head] : Back)
      for (uint32_t Next : Exits[Head])
        if (!llvm::is_contained(F.Blocks[From].Successors, Next))
          F.Blocks[From].Successors.push_back(Next);
    // What comes after each start.
    std::vector<llvm::BitVector> After(F.Spawns.size());
    for (uint32_t I = 0; I != F.Blocks.size(); ++I)
      for (EventRef Event : F.Blocks[I].Events)
        if (Event.Kind == EventKind::Spawn)
          After[Event.Index] = F.reachable(I);
    for (uint32_t I = 0; I != F.Blocks.size(); ++I) {
      llvm::SmallDenseSet<uint32_t, 4> Started;
      for (EventRef Event : F.Blocks[I].Events) {
        auto &Live = const_cast<EventBase &>(F.event(Event)).Live;
        llvm::sort(Live);
        Live.erase(std::unique(Live.begin(), Live.end()), Live.end());
        llvm::erase_if(Live, [&](uint16_t Spawn) {
          return !Started.count(Spawn) && !After[Spawn].test(I);
        });
        if (Event.Kind == EventKind::Spawn)
          Started.insert(Event.Index);
      }
    }
  }

private:
  enum Visit : uint8_t { New, Open, Done };
  void visit(uint32_t Block) {
    State[Block] = Open;
    for (uint32_t Next : F.Blocks[Block].Successors)
      if (State[Next] == Open)
        Back.insert({Block, Next});
      else if (State[Next] == New)
        visit(Next);
    State[Block] = Done;
  }

  FunctionSummary &F;
  std::vector<Visit> State;
  std::set<std::pair<uint32_t, uint32_t>> Back;
};

/// Who is passed a number may do with each element something else: the elements by
/// a number that the same call passes are any.
template <typename Invocation> void forgetNumbers(Invocation &Event) {
  auto isPassed = [&](const SymbolStep &Step) {
    return llvm::any_of(Event.Arguments, [&](const ArgumentNames &Argument) {
      return Argument.Number.mayVary() && Argument.Number.Index &&
             Argument.Number.Name == Step.Name &&
             Argument.Number.Parameter == Step.Parameter;
    });
  };
  auto forget = [&](SymbolPath &Path) {
    Path = Path.select([&](SymbolStep &Step) {
      if (isPassed(Step))
        Step = {SymbolStep::Element};
    });
  };
  forget(Event.Receiver);
  for (ArgumentNames &Argument : Event.Arguments) {
    forget(Argument.Place);
    forget(Argument.Target);
    forget(Argument.Pointee);
  }
}

/// What the elements are that variables select.
class ElementSelection {
public:
  ElementSelection(const FunctionFacts &Body, const SourceManager &Sources,
                   SymbolNames &Names)
      : Body(Body), Sources(Sources) {
    for (const CountedLoop &Loop : Body.outermost().Counted)
      Loops[Names.data(Loop.Counter)].push_back(&Loop);
  }

  /// \p Turn: in which loops run that count the variables.
  SymbolPath operator()(const SymbolPath &Path, const EventBase &At,
                        std::optional<int64_t> Turn) const {
    return Path.select([&](SymbolStep &Step) {
      const CountedLoop *Loop =
          Step.Name && Turn ? loopAround(At.At.Here, Step.Name) : nullptr;
      if (Step.Name)
        Step = {SymbolStep::Element, -1, nullptr,
                Loop && *Turn < Loop->Turns
                    ? std::optional(Loop->First + *Turn + *Step.Index)
                    : std::nullopt};
      else if (!keeps(Step.Parameter))
        Step = {SymbolStep::Element};
    });
  }

  /// The most turns of a counted loop that selects an element of what others may
  /// have a name for.
  int64_t turnsNeeded(FunctionSummary &F) const {
    int64_t Found = 0;
    if (!Loops.empty())
      F.rename([&](const SymbolPath &Path, const EventBase &At) {
        bool IsOwn = Path.root() == SymbolRoot::Local &&
                     llvm::none_of(Path.steps(), [](const SymbolStep &Step) {
                       return Step.StepKind == SymbolStep::Deref;
                     });
        for (const SymbolStep &Step : Path.steps())
          if (!IsOwn && Step.StepKind == SymbolStep::Element && Step.Name)
            if (const CountedLoop *Loop = loopAround(At.At.Here, Step.Name))
              Found = std::max(Found, Loop->Turns);
        return Path;
      });
    return Found;
  }

private:
  const CountedLoop *loopAround(SourceLocation At, const Symbol *Counter) const {
    auto Known = Loops.find(Counter);
    if (Known != Loops.end() && At.isValid())
      for (const CountedLoop *Loop : Known->second)
        if (isWithin(At, Loop->Range, Sources))
          return llvm::any_of(Loop->Except,
                              [&](SourceRange Code) {
                                return isWithin(At, Code, Sources);
                              })
                     ? nullptr
                     : Loop;
    return nullptr;
  }

  bool keeps(int16_t Parameter) const {
    const FunctionDecl *Function = Body.Function;
    return !Body.Parent && size_t(Parameter) < Function->getNumParams() &&
           Body.outermost().Selectors.contains(
               Function->getParamDecl(Parameter)->getCanonicalDecl());
  }

  const FunctionFacts &Body;
  const SourceManager &Sources;
  llvm::DenseMap<const Symbol *, llvm::SmallVector<const CountedLoop *, 1>>
      Loops;
};

} // namespace

bool splitVariants(FunctionSummary &F, const FunctionFacts &Body,
                   const llvm::DenseMap<const FactBlock *, uint32_t> &Number,
                   const SourceManager &Sources, SymbolNames &Names) {
  llvm::for_each(F.Calls, forgetNumbers<CallEvent>);
  llvm::for_each(F.Spawns, forgetNumbers<SpawnEvent>);
  std::vector<Variant> Variants;
  // A region's facts are also those of the body around it.
  if (!Body.Parent && !Body.Region && Body.Regions.empty())
    Variants = PointerChoices(Body, Sources, Names).variants();
  ElementSelection Selected(Body, Sources, Names);
  constexpr size_t MaxBlocks = 500; // of a body that is read several times
  // A closure is called once in each turn of the loop around it.
  bool IsPart = Body.Parent || Body.Region;
  int64_t Turns = IsPart || F.Blocks.size() > MaxBlocks
                      ? 0
                      : std::min<int64_t>(Selected.turnsNeeded(F), 2);
  if (Turns && Variants.empty())
    Variants.emplace_back();
  for (int64_t Turn = 0; Turn < Turns; ++Turn)
    Variants.emplace_back().Turn = Turn;
  auto settle = [&](FunctionSummary &To, const Variant &As) {
    // An access is one of the object, whatever the code calls it.
    for (AccessEvent &Access : To.Accesses)
      if (const Variant::Choice *Chosen = As.choiceFor(Access.Path);
          Chosen && Chosen->Object.Data) {
        Access.Shown = Names.text(As.named(Access.Path).str());
        if (Access.Path == Chosen->Pointee) {
          Access.Data = Names.data(Chosen->Object.Data);
          Access.Declared = Names.site(Chosen->Object.Data->getLocation());
        }
      }
    To.rename([&](const SymbolPath &Path, const EventBase &At) {
      return Selected(As.named(Path), At, As.Turn);
    });
  };
  if (Variants.empty()) {
    settle(F, Variant());
    return false;
  }
  const uint32_t Entry = Number.lookup(Body.Entry);
  FunctionSummary Result = F;
  // Their common entry.
  Result.Blocks.assign(1, SummaryBlock());
  Result.Accesses.clear();
  Result.Calls.clear();
  Result.Spawns.clear();
  Result.Joins.clear();
  Result.Syncs.clear();
  Result.Tests.clear();
  Result.Binds.clear();
  Result.Locks.clear();
  Result.Holds.clear();
  for (const Variant &Each : Variants) {
    FunctionSummary Copy = F;
    if (!Each.Blocks.empty()) {
      llvm::BitVector Passed(Copy.Blocks.size());
      for (const FactBlock *Block : Each.Blocks)
        Passed.set(Number.lookup(Block));
      for (uint32_t I = 0; I != Copy.Blocks.size(); ++I)
        if (!Passed.test(I))
          Copy.Blocks[I] = SummaryBlock();
      prune(Copy, [&](uint32_t, uint32_t To) { return Passed.test(To); });
    }
    if (Each.Turn)
      OneTurn(Copy, Entry);
    settle(Copy, Each);
    Result.Blocks[0].Successors.push_back(Result.Blocks.size() + Entry);
    append(Result, std::move(Copy));
  }
  F = std::move(Result);
  return true;
}

} // namespace sendsync
