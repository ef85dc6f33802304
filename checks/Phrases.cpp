#include "checks/Phrases.h"

using namespace clang;

namespace sendsync {

std::string pathText(const AccessPath &Path) {
  std::string Text = Path.str();
  return Text.empty() ? "the object" : Text;
}

std::string heldInstead(const Lockset &Held, const Capability &Needed,
                        const BodyResults &Body, Coverage How) {
  if (How == Coverage::SomePaths)
    return "it is not held on every path here";
  std::string Others;
  for (const auto &[Lock, State] : Held.inOrder()) {
    if (!State.Must)
      continue;
    // The same member of another object is the likely mix-up: name it alone.
    if (!Lock.isRole() && Lock.lock().lastField() &&
        Lock.lock().lastField() == Needed.lock().lastField())
      return "'" + Lock.str() + "' is held";
    Others += (Others.empty() ? "'" : ", '") + Lock.str() + "'";
  }
  if (!Others.empty())
    return "only " + Others + (Held.locks().size() > 1 ? " are held" : " is held");
  return spawnOf(*Body.Facts) ? "no lock is held in this closure"
                              : "no lock is held";
}

void noteHeld(const Capability &Lock, const HeldLock &Held,
              FindingBuilder &Finding) {
  if (Held.Since)
    Finding.note(NoteRole::Because, Held.Since->Location,
                 "'" + Lock.str() + "' is acquired here and still held");
}

std::string runnerOf(const SpawnFact &Spawn) {
  return Spawn.Boundary->Where == RunWhere::NewThread ? "the new thread"
                                                      : "the task";
}

void noteSpawn(const SpawnFact &Spawn, FindingBuilder &Finding) {
  bool Closure =
      llvm::any_of(Spawn.Callables,
                   [](const CallableUse &Use) { return Use.Lambda; });
  std::string What = "the callable";
  if (Closure)
    What = "the closure";
  else if (!Spawn.Callables.empty() && Spawn.Callables.front().Function)
    What = "'" + Spawn.Callables.front().Function->getNameAsString() + "'";
  std::string Callee =
      Spawn.Callee ? modelName(Spawn.Callee) : Spawn.Boundary->Id;
  if (Spawn.Boundary->Where == RunWhere::NewThread) {
    Finding.note(NoteRole::Boundary, Spawn.Location,
                 What + " runs on the thread spawned here");
    if (Spawn.Shown.isValid())
      Finding.note(NoteRole::Because, Spawn.Shown,
                   "'" + Callee + "' starts the thread here");
    return;
  }
  Finding.note(NoteRole::Boundary, Spawn.Location,
               What + " can run on another thread because '" + Callee +
                   "' is a boundary");
  if (Spawn.Shown.isValid())
    Finding.note(NoteRole::Because, Spawn.Shown,
                 "'" + Callee + "' hands it over here");
  if (Spawn.Boundary->Location.Source &&
      !Spawn.Boundary->Location.Source->Builtin)
    Finding.model(NoteRole::Boundary, Spawn.Boundary->Location,
                  "'" + Callee + "' is declared a boundary here");
}

void noteBoundary(const BodyResults &Body, const FunctionAnalysis &Function,
                  const Capability &Needed, FindingBuilder &Finding) {
  const SpawnFact *Spawn = spawnOf(*Body.Facts);
  if (!Spawn)
    return;
  noteSpawn(*Spawn, Finding);
  const BodyResults *Creator = Function.body(Body.Facts->Parent);
  const Lockset *Held = Creator ? Creator->Locks->at(*Spawn) : nullptr;
  const HeldLock *Lock = Held ? Held->find(Needed) : nullptr;
  if (Lock && Lock->Must && Lock->Since)
    Finding.note(NoteRole::Conflict, Lock->Since->Location,
                 "'" + Needed.str() +
                     "' is held here by the thread that creates the closure, "
                     "not by the thread that runs it");
}

} // namespace sendsync
