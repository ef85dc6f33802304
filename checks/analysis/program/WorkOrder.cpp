#include "checks/analysis/program/WorkOrder.h"
#include "llvm/ADT/STLExtras.h"

namespace sendsync {

WorkOrder::WorkOrder(const ProgramSummary &Program, Linker &Link)
    : Link(Link) {
  for (const FunctionSummary &F : Program.Functions)
    for (uint32_t I = 0; I != F.Spawns.size(); ++I)
      if (F.Spawns[I].At.Here.isValid())
        Starts[F.Spawns[I].At.Here].push_back({&F, I});
}

bool WorkOrder::mayAwait(clang::SourceLocation Started) {
  auto Found = Starts.find(Started);
  return Found != Starts.end() &&
         llvm::any_of(Found->second, [&](const Start &Each) {
           return mayAwait(*Each.In, Each.Spawn);
         });
}

bool WorkOrder::mayUse(clang::SourceLocation Started,
                       llvm::StringRef Variable) {
  auto Found = Starts.find(Started);
  if (Found == Starts.end())
    return true;
  auto isVariable = [&](const SymbolPath &Path) {
    return Path.root() == SymbolRoot::Local && Path.base()->Name == Variable;
  };
  return llvm::any_of(Found->second, [&](const Start &Each) {
    const SpawnEvent &Spawn = Each.In->Spawns[Each.Spawn];
    for (const SpawnTarget &Target : Spawn.Targets) {
      const FunctionSummary *Work = Link.find(Target.Function, *Each.In);
      if (!Work ||
          llvm::any_of(
              Link.renaming(Spawn, Target, *Each.In)(Link.syncs(*Work)),
              [&](const SyncUse &Use) { return isVariable(Use.On); }))
        return true;
    }
    return Spawn.Targets.empty() ||
           llvm::any_of(
               Link.effectsAt(*Each.In, {EventKind::Spawn, Each.Spawn}),
               [&](const Effect &Its) { return isVariable(Its.Path); });
  });
}

/// Code without a body may wait for what it is given.
static bool isGivenTo(const CallEvent &Call, const SyncUses &Released) {
  auto isReleased = [&](const SymbolPath &Path) {
    return Path.isKnown() && llvm::any_of(Released, [&](const SyncUse &Use) {
             return Use.On.isKnown() && Use.On.hasRootOf(Path) &&
                    (Use.On.startsWith(Path) || Path.startsWith(Use.On));
           });
  };
  return isReleased(Call.Receiver) ||
         llvm::any_of(Call.Arguments, [&](const ArgumentNames &Argument) {
           return isReleased(Argument.Place) || isReleased(Argument.Target);
         });
}

bool WorkOrder::mayAwait(const FunctionSummary &F, uint32_t Spawn) {
  const SpawnEvent &Start = F.Spawns[Spawn];
  SyncUses Released;
  if (Start.Completes)
    Released.push_back({SyncUse::Object, SymbolPath(), false, true});
  for (const SpawnTarget &Target : Start.Targets)
    if (const FunctionSummary *Work = Link.find(Target.Function, F))
      for (SyncUse &Use :
           Link.renaming(Start, Target, F)(Link.syncs(*Work)))
        if (Use.Release && Use.UseKind != SyncUse::Lock)
          Released.push_back(std::move(Use));
  if (handsOver(Released, Link.syncs(F)))
    return true;
  EventRef AtStart{EventKind::Spawn, Spawn};
  std::vector<Effect> Changes = Link.effectsAt(F, AtStart, /*Inside=*/true);
  llvm::erase_if(Changes, [](const Effect &Its) {
    return !Its.isWrite() || (Its.Held.Locks.empty() && !Its.Held.Unknown);
  });
  auto looksAt = [&](const Effect &Its) {
    return llvm::any_of(Changes, [&](const Effect &Change) {
      return Change.Path.overlaps(Its.Path) &&
             Change.Held.mayShareWith(Its.Held);
    });
  };
  for (const SummaryBlock &Block : F.Blocks)
    for (EventRef Event : Block.Events) {
      if (Event.Kind == EventKind::Access) {
        if (looksAt(Effect::own(F, F.Accesses[Event.Index])))
          return true;
      } else if (Event.Kind == EventKind::Call) {
        const CallEvent &Call = F.Calls[Event.Index];
        if (Link.callees(Call, F).empty() && isGivenTo(Call, Released))
          return true;
        if (llvm::any_of(Link.effectsAt(F, Event), looksAt))
          return true;
      }
    }
  return false;
}

} // namespace sendsync
