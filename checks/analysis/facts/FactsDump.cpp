//===- FactsDump.cpp - facts as stable text -------------------------------===//

#include "checks/analysis/facts/Facts.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/raw_ostream.h"

using namespace clang;

namespace sendsync {

namespace {

std::string shown(const AccessPath &Path) {
  if (!Path.isKnown())
    return "?";
  if (Path.rootKind() == RootKind::Fresh)
    return "<temporary>";
  return Path.str();
}

llvm::StringRef modeName(const std::optional<LockMode> &Mode) {
  if (!Mode)
    return " any";
  return *Mode == LockMode::Shared ? " shared" : "";
}

void dumpCallables(llvm::ArrayRef<CallableUse> Callables,
                   llvm::raw_ostream &Out) {
  static const char *const Where[] = {"in place", "elsewhere", "unknown"};
  for (const CallableUse &Use : Callables)
    Out << ' '
        << (Use.Lambda   ? "closure"
            : Use.Region ? "region"
                         : Use.Function->getNameAsString())
        << '(' << Where[static_cast<unsigned>(Use.Where)] << ')';
}

void dumpAccess(const AccessFact &Access, llvm::raw_ostream &Out) {
  static const char *const Names[] = {"read", "write", "pass", "address"};
  Out << Names[Access.AccessMode] << (Access.MayWrite ? "?" : "") << ' '
      << shown(Access.Path);
  if (Access.Via)
    Out << " by " << Access.Via->getNameAsString();
  if (Access.Orders)
    Out << " orders";
  else if (Access.Atomic)
    Out << " atomic";
  static const char *const Runners[] = {"", " by some", " in turn"};
  Out << Runners[Access.TeamRunner];
}

void dumpLock(const LockFact &Lock, llvm::raw_ostream &Out) {
  static const char *const Names[] = {"acquire", "try",     "release",
                                      "assert",  "require", "exclude",
                                      "destroy"};
  Out << Names[static_cast<unsigned>(Lock.Op)] << modeName(Lock.Mode) << ' '
      << (Lock.Negated ? "!" : "") << shown(Lock.Lock.lock());
}

void dumpGuard(const GuardFact &Guard, llvm::raw_ostream &Out) {
  static const char *const Names[] = {"guard", "guard acquire", "guard try",
                                      "guard release", "guard forget",
                                      "guard upgrade", "guard downgrade"};
  Out << Names[Guard.GuardVerb] << ' ' << shown(Guard.Guard);
  for (const Capability &Lock : Guard.Locks)
    Out << ' ' << shown(Lock.lock());
  if (Guard.Mode == LockMode::Shared)
    Out << " shared";
  static const char *const Tags[] = {" adopt", " defer", " try"};
  if (Guard.Tag)
    Out << Tags[static_cast<unsigned>(*Guard.Tag)];
  if (Guard.Discarded)
    Out << " discarded";
}

void dumpSpawn(const SpawnFact &Spawn, llvm::raw_ostream &Out) {
  static const char *const Modes[] = {"copy", "move", "reference", "this"};
  Out << "spawn " << Spawn.Boundary->Id << " handle " << shown(Spawn.Handle);
  dumpCallables(Spawn.Callables, Out);
  for (const Crossing &Crosses : Spawn.Crossings) {
    Out << ", " << Modes[Crosses.CrossingMode] << ' ' << shown(Crosses.Path);
    if (Crosses.Refers.isKnown() &&
        Crosses.CrossingMode < Crossing::Reference)
      Out << " to " << shown(Crosses.Refers);
  }
}

void dumpCondition(const ConditionFact &Fact, llvm::raw_ostream &Out) {
  if (Fact.ConditionVerb == ConditionFact::Notify) {
    Out << "notify " << shown(Fact.Condition);
    return;
  }
  Out << "wait " << shown(Fact.Condition) << " with " << shown(Fact.Lock)
      << (Fact.HasPredicate ? " predicate" : "") << (Fact.Timed ? " timed" : "")
      << (Fact.Discarded ? " discarded" : "");
}

} // namespace

void dumpFact(const Fact &F, const SourceManager &Sources,
              llvm::raw_ostream &Out) {
  SourceLocation At = Sources.getExpansionLoc(F.Location);
  Out << Sources.getSpellingLineNumber(At) << ':'
      << Sources.getSpellingColumnNumber(At) << ' ';
  switch (F.Kind) {
  case FactKind::Access:
    dumpAccess(llvm::cast<AccessFact>(F), Out);
    break;
  case FactKind::Lock:
    dumpLock(llvm::cast<LockFact>(F), Out);
    break;
  case FactKind::Init: {
    static const char *const Names[] = {"no", "yes", "fails", "unknown"};
    const auto &Init = llvm::cast<InitFact>(F);
    Out << "init " << shown(Init.Object) << ' ';
    if (Init.Attributes.isKnown())
      Out << "by " << shown(Init.Attributes);
    else
      Out << Names[static_cast<unsigned>(Init.Recursive)];
    break;
  }
  case FactKind::Guard:
    dumpGuard(llvm::cast<GuardFact>(F), Out);
    break;
  case FactKind::Call: {
    const auto &Call = llvm::cast<CallFact>(F);
    Out << "call "
        << (Call.Callee ? Call.Callee->getQualifiedNameAsString() : "?");
    dumpCallables(Call.Callables, Out);
    break;
  }
  case FactKind::Condition:
    dumpCondition(llvm::cast<ConditionFact>(F), Out);
    break;
  case FactKind::Spawn:
    dumpSpawn(llvm::cast<SpawnFact>(F), Out);
    break;
  case FactKind::Handle: {
    static const char *const Names[] = {"join", "detach", "lose"};
    const auto &Use = llvm::cast<HandleFact>(F);
    Out << Names[Use.HandleVerb] << ' ' << shown(Use.Handle);
    break;
  }
  case FactKind::Move: {
    const auto &Move = llvm::cast<MoveFact>(F);
    Out << (Move.Swap ? "swap " : "move ") << shown(Move.From) << " to "
        << (Move.Returned ? "caller" : shown(Move.To));
    break;
  }
  case FactKind::Bind: {
    const auto &Bind = llvm::cast<BindFact>(F);
    Out << "bind " << shown(Bind.Cell) << " to " << shown(Bind.Referent);
    break;
  }
  case FactKind::Borrow: {
    const auto &Borrow = llvm::cast<BorrowFact>(F);
    Out << "borrow "
        << (Borrow.Variable ? Borrow.Variable->getNameAsString() : "result");
    if (Borrow.Guard)
      Out << " from " << Borrow.Guard->getNameAsString();
    break;
  }
  case FactKind::Destroy:
    Out << "destroy " << shown(llvm::cast<DestroyFact>(F).Object);
    break;
  case FactKind::Flag:
    Out << (llvm::cast<FlagFact>(F).Set ? "made " : "unmade ") << "<temporary>";
    break;
  case FactKind::Suspend:
    Out << "suspend";
    break;
  case FactKind::Catch:
    Out << "catch";
    break;
  case FactKind::Return:
    Out << "return";
    break;
  }
  Out << '\n';
}

void dumpFacts(const FunctionFacts &Facts, const SourceManager &Sources,
               llvm::raw_ostream &Out) {
  Out << (Facts.Region   ? "region in "
          : Facts.Parent ? "closure in "
                         : "function ")
      << Facts.outermost().Function->getQualifiedNameAsString() << '\n';
  for (const auto &Block : Facts.Blocks) {
    if (Block->Facts.empty())
      continue;
    Out << " block " << Block->Id << '\n';
    for (const Fact *F : Block->Facts) {
      Out << "  ";
      dumpFact(*F, Sources, Out);
    }
  }
  for (const ClosureFacts &Closure : Facts.Closures)
    for (const FunctionFacts *Body : Closure.Bodies)
      dumpFacts(*Body, Sources, Out);
  for (const FunctionFacts *Region : Facts.Regions)
    dumpFacts(*Region, Sources, Out);
}

} // namespace sendsync
