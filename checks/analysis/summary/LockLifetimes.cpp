#include "checks/analysis/summary/LockLifetimes.h"
#include "checks/analysis/base/Origin.h"
#include "checks/analysis/facts/Dataflow.h"

using namespace clang;

namespace sendsync {

namespace {

/// A name that means one lock object wherever it occurs in the body.
bool isPlain(const Capability &Lock) {
  return Lock.isKnown() && !Lock.isRole() && !Lock.lock().mayVary();
}

const LockFact *destruction(const Fact &F) {
  const auto *Lock = dyn_cast<LockFact>(&F);
  return Lock && Lock->Op == LockOp::Destroy ? Lock : nullptr;
}

template <typename Key, typename Mapped, typename Predicate>
void eraseIf(std::map<Key, Mapped> &From, Predicate Drop) {
  for (auto It = From.begin(); It != From.end();)
    It = Drop(*It) ? From.erase(It) : std::next(It);
}

/// The locks that were destroyed by a call, and by which.
class LifetimeDomain {
public:
  using Value = std::map<Capability, const Fact *>;
  Value entry() { return {}; }
  static bool isTooLarge(const Value &) { return false; }

  void apply(const Fact &F, Value &Gone) {
    if (const LockFact *Lock = destruction(F)) {
      if (isPlain(Lock->Lock))
        Gone[Lock->Lock] = &F;
    } else if (Gone.empty()) {
      return;
    } else if (const auto *Init = dyn_cast<InitFact>(&F)) {
      Gone.erase(Capability(Init->Object));
    } else if (const auto *Access = dyn_cast<AccessFact>(&F)) {
      if (Access->isWrite())
        eraseIf(Gone, [&](const auto &Item) {
          return Item.first.lock().mayStartWith(Access->Path);
        });
    } else if (const auto *Call = dyn_cast<CallFact>(&F)) {
      revive(*Call, Gone);
    }
  }

  bool refine(const BranchCondition &Branch, bool Truth, Value &Gone) {
    // A result other than zero: it was not destroyed.
    if (Branch.Call && Truth == (Branch.Constant == 0))
      eraseIf(Gone, [&](const auto &Item) {
        return cast<LockFact>(Item.second)->Site == Branch.Call;
      });
    return true;
  }

  void join(Value &Into, const Value &From) {
    eraseIf(Into, [&](const auto &Item) {
      return !From.count(Item.first);
    });
  }

private:
  /// The user's own code may initialize any lock again, the library's one that
  /// it gets.
  static void revive(const CallFact &Call, Value &Gone) {
    if (!Call.Callee || !isInSystemHeader(Call.Callee))
      return Gone.clear();
    for (const ArgumentPaths &Argument : Call.Arguments)
      for (const AccessPath &Path : {Argument.Place, Argument.Target})
        if (Path.isKnown())
          eraseIf(Gone, [&](const auto &Item) {
            return Item.first.lock().mayStartWith(Path);
          });
  }
};

class LifetimeSearch {
public:
  explicit LifetimeSearch(const BodyResults &Body) : Body(Body) {}

  std::vector<LifetimeError> run() {
    bool Destroys = false;
    for (const auto &Block : Body.Facts->Blocks)
      for (const Fact *F : Block->Facts) {
        judgeHeld(*F);
        Destroys |= destruction(*F) != nullptr;
      }
    if (Destroys)
      judgeUses();
    return std::move(Found);
  }

private:
  void judgeHeld(const Fact &F) {
    const Lockset *Held = Body.Locks->at(F);
    if (!Held || Held->locks().empty())
      return;
    const LockFact *Lock = destruction(F);
    const HeldLock *State =
        Lock && isPlain(Lock->Lock) ? Held->findSame(Lock->Lock) : nullptr;
    if (State && State->Must && State->Since && !State->Handed)
      Found.push_back({LifetimeError::EndsHeld, Lock->Lock, &F, State->Since});
  }

  void judgeUses() {
    LifetimeDomain Domain;
    ForwardDataflow<LifetimeDomain> Flow(*Body.Facts, Domain);
    if (!Flow.solve())
      return;
    Flow.visit([&](const Fact &F, const auto &Ways) {
      const auto *Lock = dyn_cast<LockFact>(&F);
      if (!Lock || !isPlain(Lock->Lock) || Ways.empty())
        return;
      const Fact *Before = nullptr;
      for (const auto &Way : Ways) {
        auto Gone = Way.State.find(Lock->Lock);
        if (Gone == Way.State.end())
          return;
        Before = Gone->second;
      }
      switch (Lock->Op) {
      case LockOp::Acquire:
      case LockOp::TryAcquire:
      case LockOp::Release:
        Found.push_back({LifetimeError::UsedAfterEnd, Lock->Lock, &F, Before});
        return;
      case LockOp::Destroy:
        Found.push_back(
            {LifetimeError::DestroyedTwice, Lock->Lock, &F, Before});
        return;
      case LockOp::Assert:
      case LockOp::Require:
      case LockOp::Exclude:
        return;
      }
    });
  }

  const BodyResults &Body;
  std::vector<LifetimeError> Found;
};

} // namespace

bool makesOrEnds(const FunctionFacts &Body, const AccessPath &Lock) {
  bool Found = false;
  Body.each<InitFact>([&](const InitFact &Init) {
    Found |= Init.Object == Lock;
  });
  Body.each<LockFact>([&](const LockFact &Operation) {
    Found |= Operation.Op == LockOp::Destroy && Operation.Lock.lock() == Lock;
  });
  return Found;
}

std::vector<LifetimeError> findLifetimeErrors(const BodyResults &Body) {
  return LifetimeSearch(Body).run();
}

} // namespace sendsync
