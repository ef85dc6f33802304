#include "checks/analysis/program/Referents.h"
#include "checks/analysis/program/Linker.h"
#include "llvm/ADT/STLExtras.h"

namespace sendsync {

/// The member or variable that the cell is.
static const Symbol *memberOf(const SymbolPath &Cell) {
  if (Cell.steps().empty())
    return Cell.base();
  const SymbolStep &Last = Cell.steps().back();
  return Last.StepKind == SymbolStep::Field ? Last.Name : nullptr;
}

static void add(Referents::Cells &To, const SymbolPath &Cell,
                const SymbolPath &Referent) {
  auto [Known, New] = To.try_emplace(Cell, Referent);
  if (!New &&Known->second.isKnown() &&
      !(Referent.isKnown() && Known->second == Referent))
    Known->second = SymbolPath();
}

/// Replaces what leads through a cell of \p Cells, the longest first.
static SymbolPath through(const Referents::Cells &Cells,
                          const SymbolPath &Path) {
  const SymbolPath *Best = nullptr, *Referent = nullptr;
  for (const auto &[Cell, Its] : Cells)
    if (Path.isThrough(Cell) &&
        (!Best || Cell.steps().size() > Best->steps().size())) {
      Best = &Cell;
      Referent = &Its;
    }
  if (!Best || !Referent->isKnown())
    return Path;
  SymbolPath Result = Path.onto(*Referent, Best->steps().size() + 1);
  return Result.isKnown() ? Result : Path;
}

SymbolPath Referents::resolve(const SymbolPath &Path,
                              const FunctionSummary &In) const {
  // A list may refer to itself.
  constexpr unsigned MaxRounds = 4;
  SymbolPath Now = Path;
  if (!Now.isKnown() || Now.steps().size() < 2)
    return Now;
  auto Own = InFunction.find(&In);
  auto Class = InClass.find(In.Class);
  for (unsigned Round = 0; Round != MaxRounds; ++Round) {
    SymbolPath Before = Now;
    if (Own != InFunction.end())
      Now = through(Own->second, Now);
    if (Now == Before && Now.root() == SymbolRoot::This && In.Class &&
        Class != InClass.end())
      Now = through(Class->second, Now);
    if (Now == Before && Now.isStatic())
      Now = through(InProgram, Now);
    if (Now == Before)
      break;
  }
  return Now;
}

void Referents::collect(const FunctionSummary &F, const Linker &Link) {
  Cells Mine;
  auto bind = [&](const SymbolPath &Cell, const SymbolPath &Referent) {
    if (!Cell.isKnown() || Cell.mayVary() || Mine.size() >= MaxCells)
      return;
    add(Mine, through(Mine, Cell), through(Mine, Referent));
  };
  auto lift = [&](const FunctionSummary *Callee, const Renaming &Rename) {
    auto Theirs = Callee ? InFunction.find(Callee) : InFunction.end();
    if (Theirs == InFunction.end())
      return;
    for (const auto &[Cell, Referent] : Theirs->second)
      // What the callee's own objects refer to is nobody else's.
      if (SymbolPath Here = Rename(Cell); Here.isKnown())
        bind(Here, Rename(Referent));
  };
  for (const SummaryBlock &Block : F.Blocks)
    for (EventRef Event : Block.Events)
      switch (Event.Kind) {
      case EventKind::Bind:
        bind(F.Binds[Event.Index].Cell, F.Binds[Event.Index].Referent);
        break;
      case EventKind::Call:
        for (const FunctionSummary *Callee :
             Link.callees(F.Calls[Event.Index], F))
          lift(Callee, Renaming(F.Calls[Event.Index]));
        break;
      case EventKind::Spawn:
        for (const SpawnTarget &Target : F.Spawns[Event.Index].Targets)
          lift(Link.find(Target.Function, F),
               Renaming(F.Spawns[Event.Index], Target));
        break;
      default:
        break;
      }
  for (const auto &[Cell, Referent] : Mine)
    // What it is passed its callers know.
    if (Cell.isStatic() &&
        !(Called.contains(&F) && (Referent.root() == SymbolRoot::Parameter ||
                                  Referent.root() == SymbolRoot::Reference)))
      add(InProgram, Cell, Referent.isStatic() ? Referent : SymbolPath());
  if (!Mine.empty())
    InFunction[&F] = std::move(Mine);
}

bool Referents::isSetLater(const Symbol *Member) const {
  auto Sites = ByMember.find(Member);
  if (Sites == ByMember.end() || Sites->second.size() == 1)
    return false;
  // What is set in an object of the function's own is bound there.
  return llvm::any_of(Sites->second, [](const Site &Each) {
    return !(Each.In->Constructor &&
             Each.Bind->Cell.root() == SymbolRoot::This) &&
           Each.Bind->Cell.root() != SymbolRoot::Local;
  });
}

void Referents::noteUnknown(const SymbolPath &Path) {
  llvm::ArrayRef<SymbolStep> Steps = Path.steps();
  for (size_t I = 0; I + 1 < Steps.size(); ++I)
    if (Steps[I].StepKind == SymbolStep::Field &&
        Steps[I + 1].StepKind == SymbolStep::Deref && isSetLater(Steps[I].Name))
      Unknown.insert(Steps[I].Name);
}

void Referents::judgeClass(llvm::ArrayRef<const FunctionSummary *> Methods) {
  Cells All;
  for (bool InConstructors : {true, false})
    for (const FunctionSummary *Method : Methods) {
      if (Method->Constructor != InConstructors)
        continue;
      auto Mine = InFunction.find(Method);
      if (Mine == InFunction.end())
        continue;
      for (const auto &[Cell, Referent] : Mine->second) {
        if (Cell.root() != SymbolRoot::This || isSetLater(memberOf(Cell)))
          continue;
        bool IsObject =
            Referent.root() == SymbolRoot::This || Referent.isStatic();
        add(All, Cell, IsObject ? Referent : SymbolPath());
      }
    }
  if (!All.empty())
    InClass[Methods.front()->Class] = std::move(All);
}

Referents::Referents(const ProgramSummary &Program, const Linker &Link) {
  std::map<llvm::StringRef, std::vector<const FunctionSummary *>> Classes;
  for (const FunctionSummary &F : Program.Functions) {
    for (const BindEvent &Bind : F.Binds)
      ByMember[memberOf(Bind.Cell)].push_back({&F, &Bind});
    if (F.Class && !F.Closure)
      Classes[F.Class->Id].push_back(&F);
  }
  if (ByMember.empty())
    return;
  for (const FunctionSummary &F : Program.Functions)
    for (const CallEvent &Call : F.Calls)
      for (const FunctionSummary *Callee : Link.callees(Call, F))
        Called.insert(Callee);
  for (const FunctionSummary *F : Link.calleesFirst())
    collect(*F, Link);
  for (const auto &[Name, Methods] : Classes)
    judgeClass(Methods);
}

} // namespace sendsync
