#include "checks/analysis/summary/Waits.h"
#include "checks/analysis/facts/Loops.h"

using namespace clang;

namespace sendsync {

namespace {

/// Collects what one wait depends on.
class PredicateSearch {
public:
  PredicateSearch(WaitSite &Site, FunctionTable &Functions)
      : Site(Site), Functions(Functions) {}

  void run(const FactBlock &Block) {
    const ConditionFact &Wait = *Site.Wait;
    if (Wait.HasPredicate) {
      if (Wait.Predicate.Lambda)
        addClosure(Wait.Predicate.Lambda);
      else if (Wait.Predicate.Function)
        addCallee(Wait.Predicate.Function, [](const AccessPath &Path) {
          return Path.hasGlobalRoot() ? Path : AccessPath();
        });
    }
    addLoop(Block);
    dropIntermediate();
  }

private:
  const Lockset *heldAt(const Fact &F, const BodyResults &Body) const {
    return Body.Locks->at(F);
  }

  /// A fact of a predicate, in the body around it.
  void addFact(const Fact &F, const BodyResults &Body) {
    const Lockset *Held = heldAt(F, Body);
    if (!Held || !Held->covers(Site.Lock, LockMode::Shared))
      return;
    if (const auto *Access = dyn_cast<AccessFact>(&F))
      addRead(*Access, Access->Path);
    else if (const auto *Call = dyn_cast<CallFact>(&F))
      addCallee(Call->Callee,
                [&](const AccessPath &Path) { return Call->substitute(Path); });
  }

  /// A test in the loop around the wait, made without the lock. A wait that ends
  /// by itself comes back to it.
  void addUnlocked(const Fact &F) {
    const Lockset *Held = heldAt(F, *Site.Body);
    const auto *Access = dyn_cast<AccessFact>(&F);
    if (!Access || !Held || Held->find(Site.Lock) || Held->hasUnknown() ||
        Site.Wait->Timed || Site.Wait->HasPredicate || Site.isCall())
      return;
    size_t Before = Site.Reads.size();
    addRead(*Access, Access->Path);
    for (PredicateRead &Read : llvm::drop_begin(Site.Reads, Before))
      Read.UnderLock = false;
  }

  void addRead(const AccessFact &Access, AccessPath Path) {
    bool Reads = Access.AccessMode == AccessFact::Read ||
                 Access.AccessMode == AccessFact::Pass;
    if (!Reads || !Path.isKnown() || Path.isThreadLocal())
      return;
    // Another object that threads wait for is no data.
    const ValueDecl *Data = Path.lastDeclaration();
    const TypeModel *Model =
        Data ? Functions.contracts().typeModel(Data->getType()) : nullptr;
    if (!Access.Orders || (Model && Model->Atomic))
      Site.Reads.push_back({&Access, std::move(Path)});
  }

  void addClosure(const LambdaExpr *Lambda) {
    const ClosureFacts *Closure = Site.Body->Facts->closure(Lambda);
    if (!Closure)
      return;
    for (const FunctionFacts *Facts : Closure->Bodies)
      if (const BodyResults *Body = Site.Function->body(Facts))
        for (const auto &Block : Facts->Blocks)
          for (const Fact *F : Block->Facts)
            addFact(*F, *Body);
  }

  /// What a called function reads, as far as the wait can name it. \p Named: a
  /// path of the callee in the terms of the wait.
  void addCallee(const FunctionDecl *Callee,
                 llvm::function_ref<AccessPath(const AccessPath &)> Named,
                 unsigned Calls = 1) {
    constexpr unsigned MaxCalls = 4;
    const FunctionAnalysis *Analysis =
        Callee && Callees ? Functions.get(Callee) : nullptr;
    if (!Analysis || Analysis->Bodies.empty())
      return;
    --Callees;
    const FunctionFacts &Facts = *Analysis->Bodies.front().Facts;
    Facts.each<AccessFact>([&](const AccessFact &Access) {
      addRead(Access, Named(Access.Path));
    });
    if (Calls == MaxCalls)
      return;
    Facts.each<CallFact>([&](const CallFact &Inner) {
      addCallee(
          Inner.Callee,
          [&](const AccessPath &Path) { return Named(Inner.substitute(Path)); },
          Calls + 1);
    });
  }

  /// The tests that leave the loop around the wait.
  void addLoop(const FactBlock &Block) {
    BlockSet Loop = innermostLoop(*Site.Body->Facts, Block);
    if (Loop.empty())
      return;
    BlockSet Deciding;
    bool Grows = true;
    while (Grows) {
      Grows = false;
      for (const FactBlock *Item : Loop) {
        if (Item->Successors.size() != 2 || Deciding.contains(Item))
          continue;
        bool Decides = llvm::any_of(
            Item->Successors, [&](const FactBlock *Next) {
              return Next && (!Loop.contains(Next) ||
                              // The operands of one `&&` decide together.
                              (Item->TestsOperand && Deciding.contains(Next)));
            });
        if (Decides) {
          Deciding.insert(Item);
          Grows = true;
        }
      }
    }
    for (const auto &Item : Site.Body->Facts->Blocks)
      if (Deciding.contains(Item.get()))
        addTest(*Item);
  }

  void addTest(const FactBlock &Block) {
    llvm::ArrayRef<const Fact *> Tested(Block.Facts);
    Tested = Tested.drop_front(std::min(Block.ConditionBegin, Tested.size()));
    // The result of the wait itself decides nothing about data.
    if (llvm::any_of(Tested, [&](const Fact *F) {
          return F == Site.At || isa<ConditionFact>(F);
        }))
      return;
    for (const Fact *F : Tested) {
      addFact(*F, *Site.Body);
      addUnlocked(*F);
    }
  }

  /// Of `queue->head` the pointer `queue` is only the way to the data.
  void dropIntermediate() {
    std::vector<PredicateRead> &Reads = Site.Reads;
    auto isOnTheWay = [&](const PredicateRead &Read) {
      return llvm::any_of(Reads, [&](const PredicateRead &Other) {
        return Other.Path.startsWith(Read.Path.deref());
      });
    };
    std::vector<PredicateRead> Kept;
    llvm::copy_if(Reads, std::back_inserter(Kept),
                  [&](const PredicateRead &Read) { return !isOnTheWay(Read); });
    Reads = std::move(Kept);
  }

  WaitSite &Site;
  FunctionTable &Functions;
  /// A test that calls more than this many functions is more than a test.
  unsigned Callees = 64;
};

} // namespace

const HeldLock *WaitSite::held() const {
  const Lockset *Held = Body->Locks->at(*At);
  return Held ? Held->find(Lock) : nullptr;
}

bool WaitSite::isForCaller() const {
  if (Wait->HasPredicate || Repeats || Body->Facts->Parent || !Lock.isKnown())
    return false;
  const HeldLock *State = held();
  return !State || !State->Since || isAdopted(*State);
}

namespace {

/// The waits of all functions, in their order.
class WaitCollection {
public:
  explicit WaitCollection(FunctionTable &Functions) : Functions(Functions) {}

  std::vector<WaitSite> take() {
    eachFact([&](const Fact &F, WaitSite &Site) {
      const auto *Wait = dyn_cast<ConditionFact>(&F);
      if (!Wait || Wait->ConditionVerb != ConditionFact::Wait)
        return false;
      Site.Wait = Wait;
      Site.Condition = Wait->Condition;
      Site.Lock = Site.Body->Locks->givenUp(*Wait);
      return true;
    });
    // A function that waits for its caller is a wait to the caller.
    constexpr unsigned MaxCalls = 3;
    for (unsigned Calls = 0, Known = 0; Calls != MaxCalls && !Waits.empty();
         ++Calls) {
      llvm::DenseMap<const FunctionDecl *, size_t> Waiting;
      for (; Known != Waits.size(); ++Known)
        if (Waits[Known].isForCaller())
          Waiting.try_emplace(
              Waits[Known].Function->Function->getCanonicalDecl(), Known);
      if (Waiting.empty())
        break;
      eachFact([&](const Fact &F, WaitSite &Site) {
        const auto *Call = dyn_cast<CallFact>(&F);
        if (!Call || !Call->Callee)
          return false;
        auto Callee = Waiting.find(Call->Callee->getCanonicalDecl());
        if (Callee == Waiting.end())
          return false;
        const WaitSite &Inner = Waits[Callee->second];
        Site.Wait = Inner.Wait;
        Site.Condition = Call->substitute(Inner.Condition);
        Site.Lock = callersLock(
            Capability(Call->substitute(Inner.Lock.lock())),
            *Site.Body->Locks->at(F));
        return true;
      });
    }
    // Looking at callees may add functions to the table.
    for (size_t I = 0; I != Waits.size(); ++I)
      PredicateSearch(Waits[I], Functions).run(*Blocks[I]);
    return std::move(Waits);
  }

private:
  /// Adds a site for each fact of the file that \p Fill says waits.
  template <typename Filler> void eachFact(Filler Fill) {
    Functions.each([&](const FunctionAnalysis &Analysis) {
      for (const BodyResults &Body : Analysis.Bodies)
        for (const auto &Block : Body.Facts->Blocks)
          for (const Fact *F : Block->Facts) {
            WaitSite Site;
            Site.At = F;
            Site.Body = &Body;
            Site.Function = &Analysis;
            if (!Body.Locks->at(*F) || !Fill(*F, Site))
              continue;
            Site.Repeats = reachableFrom(*Block).contains(Block.get());
            Waits.push_back(std::move(Site));
            Blocks.push_back(Block.get());
          }
    });
  }

  /// The lock as the caller has it: by the name the callee uses, or the only
  /// one there is, since the callee relies on it. With none at all it is for the
  /// caller's caller to say.
  static Capability callersLock(const Capability &Named, const Lockset &Held) {
    if (Held.covers(Named, LockMode::Shared) || Held.empty())
      return Named;
    bool IsOnly = Held.locks().size() == 1 && !Held.hasUnknown() &&
                  Held.locks().begin()->second.Must;
    return IsOnly ? Held.locks().begin()->first : Capability();
  }

  FunctionTable &Functions;
  std::vector<WaitSite> Waits;
  std::vector<const FactBlock *> Blocks;
};

} // namespace

std::vector<WaitSite> collectWaits(FunctionTable &Functions) {
  return WaitCollection(Functions).take();
}

AccessPath relatedPath(const AccessPath &Related, const AccessPath &From,
                       const AccessPath &To) {
  if (!Related.isKnown() || !From.isKnown() || !To.isKnown())
    return {};
  // The longest common part, and what `To` has instead of it.
  AccessPath Common = From, Instead = To;
  while (!Related.startsWith(Common)) {
    if (Common.steps().empty()) {
      // Nothing in common: the same variable for everybody, or none.
      bool SameRoot = From.steps().size() == To.steps().size() && From == To;
      return Related.hasGlobalRoot() || SameRoot ? Related : AccessPath();
    }
    if (Instead.steps().empty() ||
        !(Instead.steps().back() == Common.steps().back()))
      return {};
    Common = Common.parent();
    Instead = Instead.parent();
  }
  return Related.rebase(Common, Instead);
}

} // namespace sendsync
