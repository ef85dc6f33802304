#include "checks/analysis/program/LockCalls.h"
#include "checks/analysis/program/Components.h"
#include "llvm/ADT/STLExtras.h"

namespace sendsync {

llvm::ArrayRef<LockCalls::Call>
LockCalls::Function::callsOf(uint32_t Number) const {
  auto [Begin, End] = std::equal_range(
      Calls.begin(), Calls.end(), Call{Number, nullptr, true},
      [](const Call &L, const Call &R) { return L.Number < R.Number; });
  return llvm::ArrayRef<Call>(Calls).slice(Begin - Calls.begin(), End - Begin);
}

LockCalls::LockCalls(const ProgramSummary &Program, const Linker &Link)
    : Link(Link) {
  // All calls, once; then who leads to a lock.
  llvm::DenseMap<const FunctionSummary *, uint32_t> Index;
  for (const FunctionSummary &F : Program.Functions) {
    Index[&F] = All.size();
    All.push_back(&F);
    if (F.Main)
      Programs.insert(F.File);
  }
  std::vector<std::vector<Call>> Calls(All.size());
  NumberGraph Callers(All.size());
  std::vector<uint32_t> Work;
  std::vector<bool> Leads(All.size());
  for (uint32_t I = 0; I != All.size(); ++I) {
    const FunctionSummary &F = *All[I];
    for (uint32_t Number = 0; Number != F.Calls.size(); ++Number) {
      auto Callees = Link.callees(F.Calls[Number], F);
      for (const FunctionSummary *Callee : Callees) {
        bool IsOnly = Callees.size() == 1 && !F.Calls[Number].Open;
        Calls[I].push_back({Number, Callee, IsOnly});
        Callers[Index.lookup(Callee)].push_back(I);
        Called.insert(Callee);
      }
    }
    for (const SpawnEvent &Spawn : F.Spawns)
      for (const SpawnTarget &Target : Spawn.Targets)
        Started.insert(Link.find(Target.Function, F));
    if (F.LocksKnown && !(F.Locks.empty() && F.Acquires.empty())) {
      Leads[I] = true;
      Work.push_back(I);
    }
  }
  while (!Work.empty()) {
    uint32_t At = Work.back();
    Work.pop_back();
    for (uint32_t Caller : Callers[At])
      if (!Leads[Caller] && All[Caller]->LocksKnown) {
        Leads[Caller] = true;
        Work.push_back(Caller);
      }
  }
  std::vector<uint32_t> Position(All.size());
  for (uint32_t I = 0; I != All.size(); ++I) {
    Position[I] = Functions.size();
    if (!Leads[I])
      continue;
    llvm::erase_if(Calls[I], [&](const Call &Each) {
      return !Leads[Index.lookup(Each.Callee)];
    });
    Functions.push_back({All[I], std::move(Calls[I])});
  }
  NumberGraph Graph(Functions.size());
  for (uint32_t I = 0; I != Functions.size(); ++I)
    for (const Call &Each : Functions[I].Calls)
      Graph[I].push_back(Position[Index.lookup(Each.Callee)]);
  for (std::vector<uint32_t> &Component : componentsOf(Graph)) {
    llvm::sort(Component);
    auto &Members = Components.emplace_back();
    for (uint32_t Member : Component)
      Members.push_back(&Functions[Member]);
  }
}

bool LockCalls::isOnlyCalledHere(const FunctionSummary &F) const {
  bool IsStarted = Started.contains(&F);
  if ((!Called.contains(&F) && !IsStarted) || (F.Named && !IsStarted))
    return false;
  return !F.Public || (Programs.contains(F.File) && !F.InHeader);
}

const Symbol *lastName(const SymbolPath &Path) {
  for (const SymbolStep &Step : llvm::reverse(Path.steps()))
    if (Step.Name && Step.StepKind != SymbolStep::Element)
      return Step.Name;
  return Path.base();
}

bool LockLift::isAsPassed(const SymbolPath &Path) const {
  bool IsParameter = Path.root() == SymbolRoot::Parameter ||
                     Path.root() == SymbolRoot::Reference;
  return !IsParameter ||
         !llvm::is_contained(Callee.Reassigned, Path.parameter());
}

std::optional<LockUse> LockLift::operator()(const LockUse &Inner) const {
  if (!SameNames && !isAsPassed(Inner.Lock))
    return std::nullopt;
  LockUse Mine = Inner;
  Mine.Lock = Names(Inner.Lock);
  if (!Mine.Lock.isKnown())
    return std::nullopt;
  if (!SameNames && !(Mine.Lock == Inner.Lock && Mine.Lock.isStatic()))
    Mine.Shown = nullptr;
  return Mine;
}

bool LockLift::isFresh(const SymbolPath &Path) const {
  switch (Path.root()) {
  case SymbolRoot::This:
    return Fresh & 1;
  case SymbolRoot::Parameter:
  case SymbolRoot::Reference:
    return Path.parameter() < 31 && (Fresh & (2u << Path.parameter()));
  case SymbolRoot::Unknown:
  case SymbolRoot::Local:
  case SymbolRoot::Global:
  case SymbolRoot::Static:
    return false;
  }
  return false;
}

bool LockLift::isUnshared(const LockUse &Inner) const {
  if (!SameNames && isFresh(Inner.Lock))
    return true;
  SymbolPath Mine = Names(Inner.Lock);
  return Mine.root() == SymbolRoot::Local && !Mine.steps().empty() &&
         Mine.steps().front().StepKind == SymbolStep::Deref &&
         llvm::is_contained(Caller.Unshared, Mine.base());
}

} // namespace sendsync
