#include "checks/analysis/summary/StaleChecks.h"
#include "checks/analysis/facts/Loops.h"

using namespace clang;

namespace sendsync {

namespace {

/// Data of an object and the lock of the same object that is held with it.
struct GuardedData {
  const FieldDecl *Data = nullptr;
  AccessPath Lock;
};

/// What a method that answers a question looks at under the object's lock.
std::vector<GuardedData> askedBy(const BodyResults &Method) {
  std::vector<GuardedData> Asked;
  llvm::DenseSet<const FieldDecl *> Written;
  Method.Facts->each<AccessFact>([&](const AccessFact &Access) {
    const FieldDecl *Data = Access.Path.ownMember();
    if (!Data || Access.Atomic)
      return;
    if (Access.isWrite() || Access.MayWrite)
      Written.insert(Data);
    const Lockset *Held = Method.Locks->at(Access);
    if (!Held)
      return;
    for (const auto &[Lock, How] : Held->locks())
      if (How.Must && How.Since && Lock.lock().ownMember())
        Asked.push_back({Data, Lock.lock()});
  });
  llvm::erase_if(Asked, [&](const GuardedData &Item) {
    return Written.contains(Item.Data);
  });
  return Asked;
}

/// A body that acts on an object whose methods call it \p Object.
class ActSearch {
public:
  ActSearch(const BodyResults &Body, AccessPath Object, const GuardedData &Asked,
            bool ByKey)
      : Body(Body), ByKey(ByKey) {
    Data = Object.field(Asked.Data);
    Lock = Asked.Lock.rebase(AccessPath::thisObject(), Object);
  }

  bool isGuarded(const Fact &F) const {
    const Lockset *Held = Body.Locks->at(F);
    const HeldLock *How = Held ? Held->find(Capability(Lock)) : nullptr;
    return How && How->Must && How->Since;
  }

  /// The first access in \p Blocks that changes the data as only a fresh answer
  /// allows; null if the data is looked at again.
  const AccessFact *find(llvm::function_ref<bool(const FactBlock &)> Within) {
    const AccessFact *Act = nullptr;
    bool Element = false, Changed = false, LooksAgain = false;
    for (const auto &Block : Body.Facts->Blocks) {
      if (!Within(*Block))
        continue;
      for (size_t I = 0; I != Block->Facts.size(); ++I) {
        const auto *Access = dyn_cast<AccessFact>(Block->Facts[I]);
        if (!Access || !Access->Path.startsWith(Data) || !isGuarded(*Access))
          continue;
        bool Tests = Block->Successors.size() > 1 && I >= Block->ConditionBegin;
        LooksAgain |= Tests && !Access->isWrite();
        bool Whole = Access->Path == Data;
        Element |= !Whole;
        if (Whole && Access->isWrite()) {
          Changed |= Access->Via != nullptr;
          if (!Act)
            Act = Access;
        }
        // `--count_`
        if (Whole && Access->Updates)
          Element = Changed = true;
      }
    }
    bool Depends = Changed && (Element || ByKey);
    return Depends && !LooksAgain ? Act : nullptr;
  }

private:
  const BodyResults &Body;
  bool ByKey;
  AccessPath Data, Lock;
};

class StaleSearch {
public:
  StaleSearch(const BodyResults &Body, FunctionTable &Functions)
      : Body(Body), Functions(Functions) {}

  std::vector<StaleCheck> run() {
    if (!Body.Locks || !Body.Locks->solved())
      return {};
    for (const auto &Block : Body.Facts->Blocks) {
      if (Block->Successors.size() != 2)
        continue;
      // `if (size() > 0)`, and a result that a variable holds.
      for (size_t I = Block->ConditionBegin; I < Block->Facts.size(); ++I)
        if (const auto *Question = dyn_cast<CallFact>(Block->Facts[I]))
          judge(*Question, *Block);
      if (Block->Branch && Block->Branch->Call)
        if (const CallFact *Question = callAt(Block->Branch->Call);
            Question && !llvm::is_contained(Block->Facts, Question))
          judge(*Question, *Block);
    }
    return std::move(Found);
  }

private:
  const CallFact *callAt(const Expr *Site) const {
    const CallFact *Result = nullptr;
    Body.Facts->each<CallFact>([&](const CallFact &Call) {
      if (Call.Site == Site)
        Result = &Call;
    });
    return Result;
  }

  const BodyResults *bodyOf(const CallFact &Call) const {
    const auto *Method = dyn_cast_or_null<CXXMethodDecl>(Call.Callee);
    if (!Method || !Method->isInstance() || Call.Virtual ||
        isa<CXXConstructorDecl>(Method))
      return nullptr;
    const FunctionAnalysis *Callee = Functions.get(Method);
    return Callee && !Callee->Bodies.empty() &&
                   Callee->Bodies.front().Locks->solved()
               ? &Callee->Bodies.front()
               : nullptr;
  }

  void judge(const CallFact &Question, const FactBlock &Test) {
    const BodyResults *Asks = bodyOf(Question);
    const Lockset *Held = Body.Locks->at(Question);
    const AccessPath &Object = Question.Receiver;
    if (!Asks || !Held || Held->hasUnknown() || !Held->locks().empty() ||
        !Object.isKnown() || Object.mayVary() ||
        // Nobody else has an object that was made here.
        Object.isLocalStorage() || Object.rootKind() == RootKind::Fresh)
      return;
    std::vector<GuardedData> Asked = askedBy(*Asks);
    if (Asked.empty())
      return;
    for (unsigned Side = 0; Side != 2; ++Side) {
      const FactBlock *First = Test.Successors[Side];
      const FactBlock *Other = Test.Successors[1 - Side];
      if (!First || !Other || First == &Test)
        continue;
      BlockSet Mine = reachableFrom(*First, &Test);
      Mine.insert(First);
      BlockSet Theirs = reachableFrom(*Other, &Test);
      Theirs.insert(Other);
      auto Depends = [&](const FactBlock &Block) {
        return Mine.contains(&Block) && !Theirs.contains(&Block);
      };
      for (const GuardedData &Item : Asked)
        if (const Fact *Act = actOf(Question, Item, Depends)) {
          Found.push_back({&Question, Act, Item.Data, Item.Lock});
          return;
        }
    }
  }

  const Fact *actOf(const CallFact &Question, const GuardedData &Asked,
                    llvm::function_ref<bool(const FactBlock &)> Depends) {
    bool ByKey = !Question.Arguments.empty();
    ActSearch Here(Body, Question.Receiver, Asked, ByKey);
    if (const AccessFact *Act = Here.find(Depends))
      return Act;
    for (const auto &Block : Body.Facts->Blocks) {
      if (!Depends(*Block))
        continue;
      for (const Fact *F : Block->Facts) {
        const auto *Call = dyn_cast<CallFact>(F);
        if (!Call || Call->Receiver != Question.Receiver ||
            !Body.Locks->at(*Call) || !Body.Locks->at(*Call)->locks().empty() ||
            isTested(*Call))
          continue;
        const BodyResults *Acts = bodyOf(*Call);
        if (!Acts)
          continue;
        ActSearch Inside(*Acts, AccessPath::thisObject(), Asked,
                         ByKey && !Call->Arguments.empty());
        if (Inside.find([](const FactBlock &) { return true; }))
          return Call;
      }
    }
    return nullptr;
  }

  /// The act says itself whether it was done.
  bool isTested(const CallFact &Call) const {
    for (const auto &Block : Body.Facts->Blocks)
      if (Block->Branch && Block->Branch->Call == Call.Site)
        return true;
    return Call.Callee->getReturnType()->isBooleanType() && !Call.Discarded;
  }

  const BodyResults &Body;
  FunctionTable &Functions;
  std::vector<StaleCheck> Found;
};

} // namespace

std::vector<StaleCheck> findStaleChecks(const BodyResults &Body,
                                        FunctionTable &Functions) {
  return StaleSearch(Body, Functions).run();
}

} // namespace sendsync
