/// # discarded-future
/// The future of started work is discarded, so the call waits for the work.
///
/// ## Why it matters
/// The destructor of a future that came from `std::async` waits. Where the future
/// is a temporary, that is the end of the statement: the work that was meant to
/// run meanwhile runs in turn. And without a policy the work may be put off until
/// somebody asks for its result; if nobody does, it never runs.
///
/// ## Flagged
/// ```cpp
/// void save(const std::string &name);
/// void save_all() {
///   std::async(std::launch::async, save, "first");
///   std::puts("saved in the background?");
/// }
/// ```
///
/// ## Accepted
/// ```cpp
/// void save(const std::string &name);
/// void save_all() {
///   auto first = std::async(std::launch::async, save, "first");
///   auto second = std::async(std::launch::async, save, "second");
/// }
/// ```
/// Waiting on purpose:
/// ```cpp
/// void save(const std::string &name);
/// void save_now() {
///   (void)std::async(std::launch::async, save, "first");
/// }
/// ```
///
/// ## How to fix
/// Keep the future in a variable that lives as long as the work may take, or wait
/// for it where that is meant.
///
/// ## Limits
/// A function that returns such a future is understood if its body is visible and
/// it returns nothing else. Work that is started without a policy and never asked
/// for is reported at the level checked: with most libraries it does run.
#include "checks/Check.h"

using namespace clang;

namespace sendsync {

extern const CheckInfo DiscardedFutureInfo;

namespace {

/// Ending the handle waits for the work.
bool endWaits(const SpawnFact &Spawn) {
  const TypeModel *Type = Spawn.HandleType;
  return Spawn.Boundary->Life == RunLife::Handle && Type && Type->Handle &&
         Type->Handle->OnDestroy == HandleModel::Joins;
}

/// What \p Callee starts and returns the handle of, whenever it returns; or null.
const SpawnFact *returnedWork(const FunctionDecl *Callee,
                              FunctionTable &Functions) {
  const FunctionAnalysis *Analysis = Callee ? Functions.get(Callee) : nullptr;
  if (!Analysis || Analysis->Bodies.empty())
    return nullptr;
  const FunctionFacts &Facts = *Analysis->Bodies.front().Facts;
  const SpawnFact *Found = nullptr;
  unsigned Spawns = 0, Returns = 0;
  bool Same = false;
  Facts.each<SpawnFact>([&](const SpawnFact &Spawn) {
    Found = &Spawn;
    ++Spawns;
  });
  Facts.each<ReturnFact>([&](const ReturnFact &) { ++Returns; });
  if (Spawns != 1 || Returns != 1 || !endWaits(*Found))
    return nullptr;
  AccessPath Handle = Found->Handle;
  Facts.each<MoveFact>([&](const MoveFact &Move) {
    if (Move.From != Handle)
      return;
    Handle = Move.To;
    Same |= Move.Returned;
  });
  Facts.each<ReturnFact>([&](const ReturnFact &Return) {
    Same |= Return.Value == Handle || Return.Call == Found->Site;
  });
  return Same ? Found : nullptr;
}

std::string nameOf(const FunctionDecl *Callee) {
  if (const auto *Made = dyn_cast_or_null<CXXConstructorDecl>(Callee))
    return "'" + Made->getParent()->getNameAsString() + "'";
  return Callee ? "'" + modelName(Callee) + "'" : "this call";
}

void report(const Fact &At, const FunctionDecl *Callee, const SpawnFact &Starts,
            const FunctionResults &F, Reporter &R) {
  std::string Name = nameOf(Callee);
  std::string Message =
      isa_and_nonnull<CXXConstructorDecl>(Callee)
          ? "this " + Name + " ends at once, which waits for its work here"
          : "the future of " + Name + " is discarded, which waits for it here";
  auto Finding = R.report(DiscardedFutureInfo, At.Location, At.Range,
                          F.function()->getQualifiedNameAsString(), Message);
  if (&Starts != &At)
    Finding.note(NoteRole::Boundary, Starts.Location,
                 "the work that it stands for starts here");
  Finding.fix(At.Location, "keep it in a variable to let the work run meanwhile");
}

/// Nothing in the function names \p Variable after it got the handle.
bool isLeftAlone(const VarDecl *Variable, const FunctionResults &F) {
  bool Alone = true;
  auto touches = [&](const AccessPath &Path) {
    Alone &= Path.rootVariable() != Variable;
  };
  for (const BodyResults &Body : F.bodies())
    for (const auto &Block : Body.Facts->Blocks)
      for (const Fact *Item : Block->Facts) {
        if (const auto *Access = dyn_cast<AccessFact>(Item)) {
          touches(Access->Path);
        } else if (const auto *Use = dyn_cast<HandleFact>(Item)) {
          touches(Use->Handle);
        } else if (const auto *Move = dyn_cast<MoveFact>(Item)) {
          touches(Move->From);
        } else if (const auto *Return = dyn_cast<ReturnFact>(Item)) {
          touches(Return->Value);
        } else if (const auto *Call = dyn_cast<CallFact>(Item)) {
          touches(Call->Receiver);
          for (const ArgumentPaths &Argument : Call->Arguments) {
            touches(Argument.Place);
            touches(Argument.Target);
          }
        } else if (const auto *Spawn = dyn_cast<SpawnFact>(Item)) {
          for (const Crossing &Crosses : Spawn->Crossings)
            touches(Crosses.Path);
        }
      }
  return Alone;
}

/// Work that may be put off, whose result nobody asks for.
void checkDeferred(const SpawnFact &Spawn, const BodyResults &Body,
                   const FunctionResults &F, Reporter &R) {
  if (!Spawn.Boundary->Deferrable || !endWaits(Spawn))
    return;
  Body.Facts->each<MoveFact>([&](const MoveFact &Move) {
    const VarDecl *Variable = Move.To.rootVariable();
    if (Move.From != Spawn.Handle || !Variable || !Move.To.steps().empty() ||
        !Variable->hasLocalStorage() || !isLeftAlone(Variable, F))
      return;
    R.report(DiscardedFutureInfo, Spawn.Location, Spawn.Range,
             F.function()->getQualifiedNameAsString(),
             "nobody asks for the result of this call, so the work may never "
             "run")
        .tier(Tier::Two)
        .note(NoteRole::Conflict, Variable->getLocation(),
              "'" + Variable->getNameAsString() +
                  "' ends without being waited for")
        .fix(Spawn.Location, "say that the work has to run at once, or wait for "
                             "it");
  });
}

void checkDiscardedFuture(const FunctionResults &F, Reporter &R) {
  for (const BodyResults &Body : F.bodies()) {
    Body.Facts->each<SpawnFact>([&](const SpawnFact &Spawn) {
      if (Spawn.Discarded && endWaits(Spawn))
        report(Spawn, Spawn.Callee, Spawn, F, R);
      else
        checkDeferred(Spawn, Body, F, R);
    });
    Body.Facts->each<CallFact>([&](const CallFact &Call) {
      if (!Call.Discarded || Call.OnPurpose)
        return;
      if (const SpawnFact *Work =
              returnedWork(Call.Callee, F.File.Functions))
        report(Call, Call.Callee, *Work, F, R);
    });
  }
}

} // namespace

const CheckInfo DiscardedFutureInfo = {
    "discarded-future", Severity::Warning, Tier::One,
    "the future of started work is discarded, so the call waits for the work",
    /*Function=*/checkDiscardedFuture};

} // namespace sendsync
