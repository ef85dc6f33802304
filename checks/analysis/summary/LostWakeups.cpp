#include "checks/analysis/facts/FactSearch.h"
#include "checks/analysis/summary/Waits.h"

using namespace clang;

namespace sendsync {

namespace {

/// A notification that is this many calls away is not looked for.
constexpr unsigned MaxCalls = 3;

/// True if a call of \p Callee notifies \p Condition, in the callee's terms.
bool notifies(const FunctionDecl *Callee, const AccessPath &Condition,
              FunctionTable &Functions, unsigned Calls);

bool notifiesAt(const Fact &F, const AccessPath &Condition,
                FunctionTable &Functions, unsigned Calls) {
  if (const auto *Notify = dyn_cast<ConditionFact>(&F))
    return Notify->ConditionVerb == ConditionFact::Notify &&
           Notify->Condition == Condition;
  const auto *Call = dyn_cast<CallFact>(&F);
  if (!Call || !Call->Callee || Calls == MaxCalls)
    return false;
  const FunctionAnalysis *Callee = Functions.get(Call->Callee);
  if (!Callee)
    return false;
  // What the callee calls the condition variable.
  AccessPath Inside = Condition;
  if (!Condition.hasGlobalRoot()) {
    if (!Call->Receiver.isKnown() || !Condition.startsWith(Call->Receiver))
      return false;
    Inside = Condition.rebase(Call->Receiver, AccessPath::thisObject());
  }
  return notifies(Call->Callee, Inside, Functions, Calls + 1);
}

bool notifies(const FunctionDecl *Function, const AccessPath &Condition,
              FunctionTable &Functions, unsigned Calls) {
  const FunctionAnalysis *Analysis = Functions.get(Function);
  if (!Analysis || Analysis->Bodies.empty())
    return false;
  for (const auto &Block : Analysis->Bodies.front().Facts->Blocks)
    for (const Fact *F : Block->Facts)
      if (notifiesAt(*F, Condition, Functions, Calls))
        return true;
  return false;
}

/// One write in one body, against one waiter.
class WakeupSearch {
public:
  WakeupSearch(const BodyResults &Body, AccessPath Condition, Capability Lock,
               FunctionTable &Functions)
      : Body(Body), Condition(std::move(Condition)), Lock(std::move(Lock)),
        Functions(Functions) {}

  /// The notification that follows \p Write on some way without the lock having
  /// been held meanwhile; or null.
  const Fact *after(const FactBlock &Block, const Fact &Write) {
    auto Begin = llvm::find(Block.Facts, &Write);
    return searchAfter(Block, Begin - Block.Facts.begin(),
                       [&](const Fact &F) { return at(F); });
  }

private:
  Onward at(const Fact &F) {
    const Lockset *Held = Body.Locks->at(F);
    if (!Held || Held->find(Lock) || Held->hasUnknown())
      return Onward::Ends;
    if (const auto *Call = dyn_cast<CallFact>(&F))
      if (mayLock(*Call))
        return Onward::Ends;
    return notifiesAt(F, Condition, Functions, 0) ? Onward::Found
                                                  : Onward::Passes;
  }

  /// The callee may hold the lock for a moment.
  bool mayLock(const CallFact &Call) {
    if (!Call.Callee)
      return true;
    if (const LockSummary *Summary = Functions.locks(Call.Callee))
      return Summary->UsesLocks || Summary->Unclear;
    // A method whose body is elsewhere, of an object that has the lock.
    const auto *Method = dyn_cast<CXXMethodDecl>(Call.Callee);
    return Method && !Functions.contracts().typeModel(Method->getParent()) &&
           Call.Receiver.isKnown() && Lock.lock().startsWith(Call.Receiver);
  }

  const BodyResults &Body;
  AccessPath Condition;
  Capability Lock;
  FunctionTable &Functions;
};

/// The data itself or something in it, without going through a pointer.
bool isPartOf(const AccessPath &Path, const ValueDecl *Data,
              AccessPath &Whole) {
  for (AccessPath Part = Path; Part.isKnown(); Part = Part.parent()) {
    if (Part.lastDeclaration() == Data &&
        (Part.steps().empty() ||
         Part.steps().back().StepKind == PathStep::Field)) {
      Whole = Part;
      return true;
    }
    if (Part.steps().empty() ||
        Part.steps().back().StepKind == PathStep::Deref ||
        Part.steps().back().StepKind == PathStep::Call)
      return false;
  }
  return false;
}

/// Storage of one call that only its own body sees.
bool isPrivateTo(const AccessPath &Path, const WaitSite &Waiter,
                 const BodyResults &Body, const FunctionAnalysis &Function) {
  return Path.isLocalStorage() &&
         (&Function != Waiter.Function || &Body == Waiter.Body);
}

/// The waiter itself changes what is its own: data of the object that it was given,
/// while the condition variable is another object's, for many of its kind.
bool isOwnOfWaiter(const AccessPath &Written, const BodyResults &Body,
                   const WaitSite &Waiter, const PredicateRead &Read) {
  auto owner = [](AccessPath Path) {
    while (!Path.steps().empty() &&
           Path.steps().back().StepKind != PathStep::Deref)
      Path = Path.parent();
    return Path;
  };
  return &Body == Waiter.Body && Written == Read.Path &&
         !Written.hasGlobalRoot() &&
         !(owner(Written) == owner(Waiter.Condition));
}

} // namespace

bool isTakenIn(const BodyResults &Body, const Capability &Lock) {
  for (const auto &Block : Body.Facts->Blocks)
    for (const Fact *F : Block->Facts)
      if (const Lockset *Held = Body.Locks->at(*F))
        if (const HeldLock *State = Held->find(Lock))
          if (State->Since)
            return true;
  return false;
}

bool mayHoldOnEntry(const Capability &Lock, const BodyResults &Body,
                    const CallerContexts &Callers) {
  // Whoever takes the lock does not have it before.
  if (isTakenIn(Body, Lock))
    return false;
  const FunctionDecl *Function = Body.Facts->outermost().Function;
  if (Callers.seesAllCallers(Function)) {
    const CallerContext &Context = Callers.of(Function);
    return !Callers.isCalled(Function) || Context.Unclear ||
           Context.Locks.count(Lock.lock());
  }
  return Callers.isAlwaysCalledWith(Function, Lock.lock());
}

std::vector<LostWakeup> findLostWakeups(llvm::ArrayRef<WaitSite> Waits,
                                        FunctionTable &Functions,
                                        const CallerContexts &Callers) {
  std::vector<LostWakeup> Result;
  // By the data that is waited for.
  llvm::DenseMap<const ValueDecl *,
                 std::vector<std::pair<const WaitSite *, const PredicateRead *>>>
      Waiters;
  for (const WaitSite &Site : Waits)
    if (Site.Lock.isKnown())
      for (const PredicateRead &Read : Site.Reads)
        if (const ValueDecl *Data = Read.Path.lastDeclaration())
          Waiters[Data].push_back({&Site, &Read});
  if (Waiters.empty())
    return Result;

  std::vector<const FunctionAnalysis *> All;
  Functions.each([&](const FunctionAnalysis &Analysis) {
    All.push_back(&Analysis);
  });

  /// The write seen from one waiter: fine, no business of its, or a lost
  /// wake-up, which is added to the result.
  enum Verdict { Fine, Unrelated, Lost };
  auto judge = [&](const AccessFact &Write, const FactBlock &Block,
                   const BodyResults &Body, const FunctionAnalysis &Function,
                   const WaitSite &Waiter, const PredicateRead &Read) {
    AccessPath Whole;
    if (!isPartOf(Write.Path, Read.Path.lastDeclaration(), Whole) ||
        isPrivateTo(Whole, Waiter, Body, Function) ||
        // In a destructor waiters may be there still.
        (!isa<CXXDestructorDecl>(Body.Facts->Function) &&
         Callers.ownership().isOwn(Whole, Write, *Body.Facts)))
      return Unrelated;
    if (isOwnOfWaiter(Write.Path, Body, Waiter, Read))
      return Unrelated;
    Capability Lock(relatedPath(Waiter.Lock.lock(), Read.Path, Whole));
    AccessPath Condition = relatedPath(Waiter.Condition, Read.Path, Whole);
    const Lockset *Held = Body.Locks->at(Write);
    if (!Lock.isKnown() || !Condition.isKnown() || Lock.lock().mayVary() ||
        !Held)
      return Unrelated;
    if (Held->find(Lock) || Held->hasUnknown() ||
        mayHoldOnEntry(Lock, Body, Callers))
      return Fine;
    const Fact *Notify =
        WakeupSearch(Body, Condition, Lock, Functions).after(Block, Write);
    if (!Notify)
      return Unrelated;
    Result.push_back({&Waiter, &Read, &Write, &Body, Notify, Lock});
    return Lost;
  };

  for (const FunctionAnalysis *Function : All)
    for (const BodyResults &Body : Function->Bodies) {
      if (!Body.Locks->contextKnown() || !Body.Locks->solved())
        continue;
      for (const auto &Block : Body.Facts->Blocks)
        for (const Fact *F : Block->Facts) {
          const auto *Write = dyn_cast<AccessFact>(F);
          if (!Write || !Write->isWrite())
            continue;
          AccessPath Ignored;
          const std::vector<std::pair<const WaitSite *, const PredicateRead *>>
              *Found = nullptr;
          for (const auto &[Data, List] : Waiters)
            if (isPartOf(Write->Path, Data, Ignored))
              Found = &List;
          if (!Found)
            continue;
          // Waiters that do not agree on a lock are another matter: one whose
          // lock is held is enough.
          size_t Before = Result.size();
          for (const auto &[Waiter, Read] : *Found)
            if (judge(*Write, *Block, Body, *Function, *Waiter, *Read) ==
                Fine) {
              Result.resize(Before);
              break;
            }
          if (Result.size() > Before)
            Result.resize(Before + 1);
        }
    }
  return Result;
}

} // namespace sendsync
