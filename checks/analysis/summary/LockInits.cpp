#include "checks/analysis/summary/LockInits.h"
#include "checks/analysis/base/Origin.h"
#include "checks/analysis/facts/Dataflow.h"

using namespace clang;

namespace sendsync {

namespace {

struct LocksInBeing {
  /// By what is known that they are.
  std::map<AccessPath, const Fact *> Alive;
  /// By what was to end them; it may have failed.
  std::map<AccessPath, const LockFact *> Ended;
  bool operator==(const LocksInBeing &Other) const {
    return Alive == Other.Alive && Ended == Other.Ended;
  }
};

class InitDomain {
public:
  using Value = LocksInBeing;
  LocksInBeing entry() { return {}; }
  static bool isTooLarge(const Value &) { return false; }

  void apply(const Fact &F, LocksInBeing &Now) {
    if (const auto *Init = dyn_cast<InitFact>(&F)) {
      note(Init->Object, F, Now);
    } else if (const auto *Lock = dyn_cast<LockFact>(&F)) {
      const AccessPath &Path = Lock->Lock.lock();
      if (Lock->Op == LockOp::Destroy) {
        Now.Alive.erase(Path);
        if (Path.isKnown())
          Now.Ended[Path] = Lock;
      } else if (Lock->Op == LockOp::Acquire || Lock->Op == LockOp::Release) {
        note(Path, F, Now);
      }
    } else if (const auto *Access = dyn_cast<AccessFact>(&F)) {
      if (Access->isWrite())
        forget(Access->Path, Now);
    } else if (const auto *Call = dyn_cast<CallFact>(&F)) {
      // The user's own code may have destroyed any.
      if (!Call->Callee || !isInSystemHeader(Call->Callee))
        Now.Alive.clear();
    }
  }

  bool refine(const BranchCondition &Branch, bool Truth, LocksInBeing &Now) {
    if (!Branch.Call || Branch.Constant != 0 || !Truth)
      return true;
    // It was not destroyed.
    for (const auto &[Path, Destroy] : Now.Ended)
      if (Destroy->Site == Branch.Call)
        Now.Alive[Path] = Destroy;
    // It was not initialized.
    const SourceRange Failed = Branch.Call->getSourceRange();
    for (auto It = Now.Alive.begin(); It != Now.Alive.end();)
      It = isa<InitFact>(It->second) && It->second->Range == Failed
               ? Now.Alive.erase(It)
               : std::next(It);
    return true;
  }

  void join(LocksInBeing &Into, const LocksInBeing &From) {
    for (auto It = Into.Alive.begin(); It != Into.Alive.end();)
      It = From.Alive.count(It->first) ? std::next(It) : Into.Alive.erase(It);
    Into.Ended.insert(From.Ended.begin(), From.Ended.end());
  }

private:
  static void note(const AccessPath &Path, const Fact &By, LocksInBeing &Now) {
    if (Path.isKnown() && !Path.mayVary())
      Now.Alive.try_emplace(Path, &By);
  }
  static void forget(const AccessPath &Written, LocksInBeing &Now) {
    for (auto It = Now.Alive.begin(); It != Now.Alive.end();)
      It = It->first.mayStartWith(Written) ? Now.Alive.erase(It)
                                           : std::next(It);
  }
};

} // namespace

std::vector<SecondInit> findSecondInits(const BodyResults &Body,
                                        const Contracts &Contract) {
  std::vector<SecondInit> Found;
  bool Inits = false;
  Body.Facts->each<InitFact>([&](const InitFact &) { Inits = true; });
  InitDomain Domain;
  ForwardDataflow<InitDomain> Flow(*Body.Facts, Domain);
  if (!Inits || !Flow.solve())
    return Found;
  Flow.visit([&](const Fact &F, const auto &Ways) {
    const auto *Init = dyn_cast<InitFact>(&F);
    if (!Init || Ways.empty() || Init->Object.type().isNull() ||
        !Contract.isLock(Init->Object.type()))
      return;
    const Fact *Before = nullptr;
    for (const auto &Way : Ways) {
      auto Known = Way.State.Alive.find(Init->Object);
      // The same initialization, in the turn before, is of another object.
      if (Known == Way.State.Alive.end() || Known->second == &F)
        return;
      Before = Known->second;
    }
    Found.push_back({Init, Before});
  });
  return Found;
}

} // namespace sendsync
