#include "checks/analysis/summary/Variants.h"
#include "llvm/ADT/BitVector.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;

namespace sendsync {

namespace {

struct Position {
  const FactBlock *Block = nullptr;
  size_t Index = 0;
};

/// A pointer gets its value: one of several, if a condition selects it.
struct Setting : Position {
  std::vector<SymbolPath> Values; ///< none: null
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
  PointerChoices(const FunctionFacts &Body, SymbolNames &Names)
      : Body(Body), Names(Names) {}

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
    // A closure can be anywhere.
    for (const ClosureFacts &Closure : Body.Closures)
      for (const FunctionFacts *Inner : Closure.Bodies)
        Inner->each<AccessFact>([&](const AccessFact &Access) {
          if (const VarDecl *Root = Access.Path.rootVariable())
            if (auto Known = Pointers.find(Root); Known != Pointers.end())
              Known->second.Open = true;
        });
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
      for (const AccessPath &Referent : Referents)
        if (Body.isAsPassed(Referent))
          New.Values.push_back(Names.path(Referent));
        else
          Pointer.Open = true;
    }
    Pointer.Open |= !Access.isWrite() ||
                    llvm::any_of(New.Values, [](const SymbolPath &Value) {
                      return !Value.isKnown() || Value.mayVary();
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
        return Known.first == Mine;
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
          SymbolPath Value = To(Each.Values[0]);
          if (Value.isKnown() && !(Value == Each.Values[0])) {
            To.Pointers.push_back({Mine, std::move(Value)});
            Changed = true;
          }
        }
      }
    }
  }

  const FunctionFacts &Body;
  SymbolNames &Names;
  llvm::MapVector<const VarDecl *, LocalPointer> Pointers;
  llvm::DenseMap<const FactBlock *, BlockSet> Reachable;
};

} // namespace

SymbolPath Variant::operator()(SymbolPath Path) const {
  for (const auto &[Pointee, Object] : Pointers)
    if (Path.startsWith(Pointee))
      return Path.onto(Object, Pointee.steps().size());
  return Path;
}

std::vector<Variant> variantsOf(const FunctionFacts &Body,
                                SymbolNames &Names) {
  // A region's facts are also those of the body around it.
  if (Body.Parent || Body.Region || !Body.Regions.empty())
    return {};
  return PointerChoices(Body, Names).variants();
}

/// Appends \p From to \p To; the events come behind those that are there.
static void append(FunctionSummary &To, FunctionSummary From) {
  const uint32_t Block = To.Blocks.size(), Call = To.Calls.size();
  const uint16_t Spawn = To.Spawns.size();
  const uint32_t First[] = {uint32_t(To.Accesses.size()), Call, Spawn,
                            uint32_t(To.Joins.size()),
                            uint32_t(To.Syncs.size()),
                            uint32_t(To.Tests.size())};
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
}

FunctionSummary
unionOf(const FunctionSummary &F, llvm::ArrayRef<Variant> Variants,
        const llvm::DenseMap<const FactBlock *, uint32_t> &Number,
        const FactBlock &Entry) {
  FunctionSummary Result = F;
  // Their common entry.
  Result.Blocks.assign(1, SummaryBlock());
  Result.Accesses.clear();
  Result.Calls.clear();
  Result.Spawns.clear();
  Result.Joins.clear();
  Result.Syncs.clear();
  Result.Tests.clear();
  for (const Variant &Each : Variants) {
    FunctionSummary Copy = F;
    llvm::BitVector Passed(Copy.Blocks.size());
    for (const FactBlock *Block : Each.Blocks)
      Passed.set(Number.lookup(Block));
    for (unsigned I = 0; I != Copy.Blocks.size(); ++I) {
      SummaryBlock &Block = Copy.Blocks[I];
      if (!Passed.test(I))
        Block = SummaryBlock();
      llvm::erase_if(Block.Successors,
                     [&](uint32_t Next) { return !Passed.test(Next); });
      llvm::erase_if(Block.Results, [&](const ResultTest &Test) {
        return !Passed.test(Test.Successor);
      });
    }
    Copy.rename([&](const SymbolPath &Path) { return Each(Path); });
    Result.Blocks[0].Successors.push_back(Result.Blocks.size() +
                                          Number.lookup(&Entry));
    append(Result, std::move(Copy));
  }
  return Result;
}

} // namespace sendsync
