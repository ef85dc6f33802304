#include "checks/LockPhrases.h"

namespace sendsync {

/// Without the scopes that it is declared in.
static std::string shortName(llvm::StringRef Qualified) {
  // `operator()` and template arguments may have a scope of their own.
  unsigned Depth = 0;
  size_t Start = 0;
  for (size_t I = 0; I + 1 < Qualified.size(); ++I) {
    char C = Qualified[I];
    if (Qualified.substr(I).starts_with("operator"))
      break;
    if (C == '<' || C == '(')
      ++Depth;
    else if ((C == '>' || C == ')') && Depth)
      --Depth;
    else if (C == ':' && Qualified[I + 1] == ':' && !Depth)
      Start = I + 2;
  }
  return Qualified.substr(Start).str();
}

/// A private member of a member is not for code outside to name.
static SymbolPath visible(const LockUse &Lock) {
  SymbolPath Path = Lock.Lock;
  for (unsigned Left = Lock.Private; Left; --Left) {
    size_t Count = Path.steps().size();
    if (Count + Path.isStatic() < 2 ||
        Path.steps().back().StepKind != SymbolStep::Field)
      break;
    size_t Outer = Count - 1;
    if (Outer && Path.steps()[Outer - 1].StepKind == SymbolStep::Deref)
      --Outer;
    bool IsPart = Outer ? Path.steps()[Outer - 1].StepKind == SymbolStep::Field
                        : Path.isStatic();
    if (!IsPart)
      break;
    Path = Path.first(Count - 1);
  }
  return Path;
}

std::string textOf(const LockUse &Lock, const FunctionSummary &Terms) {
  if (Lock.Shown)
    return Lock.Shown->Name;
  SymbolPath Path = visible(Lock);
  Symbol Root;
  if (Path.base())
    Root.Name = shortName(Path.base()->Name);
  else if ((Path.root() == SymbolRoot::Parameter ||
            Path.root() == SymbolRoot::Reference) &&
           Path.parameter() < Terms.Parameters.size())
    Root.Name = Terms.Parameters[Path.parameter()]->Name;
  SymbolPath Named(SymbolRoot::Local, &Root);
  for (const SymbolStep &Step : Path.steps())
    Named.add(Step);
  std::string Text = Named.str();
  return Text.empty() ? "this" : Text;
}

std::string quoted(const LockUse &Lock, const FunctionSummary &Terms) {
  return "'" + textOf(Lock, Terms) + "'";
}

std::string nameOf(const FunctionSummary &F) {
  if (!F.Closure)
    return "'" + shortName(F.Function->Name) + "'";
  return "a closure in '" + (F.Outer ? shortName(F.Outer->Name) : "") + "'";
}

std::string startText(const SpawnEvent &Spawn) {
  return Spawn.Boundary
             ? Spawn.Started->Name + " can run on another thread because '" +
                   Spawn.Boundary->Name + "' is a boundary"
             : Spawn.Started->Name + " runs on the thread spawned here";
}

} // namespace sendsync
