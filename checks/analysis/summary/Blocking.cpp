#include "checks/analysis/summary/Blocking.h"
#include "checks/analysis/summary/Reach.h"

using namespace clang;

namespace sendsync {

namespace {

const FunctionDecl *calleeOf(const Fact &F) {
  if (const auto *Call = dyn_cast<CallFact>(&F))
    return Call->Callee;
  const auto *Handle = dyn_cast<HandleFact>(&F);
  return Handle ? Handle->Callee : nullptr;
}

bool isZero(const Expr *E, const ASTContext &Context) {
  Expr::EvalResult Result;
  return !E->isValueDependent() && E->getType()->isIntegralType(Context) &&
         E->EvaluateAsInt(Result, Context) && Result.Val.getInt().isZero();
}

} // namespace

const BlockingModel *BlockingCalls::modelled(const Fact &F) const {
  const FunctionDecl *Callee = calleeOf(F);
  const FunctionModel *Model =
      Callee ? Functions.contracts().functionModel(Callee) : nullptr;
  if (!Model || !Model->Blocking)
    return nullptr;
  const auto *Call = dyn_cast<CallFact>(&F);
  std::optional<unsigned> Timeout = Model->Blocking->Timeout;
  if (Call && Timeout && *Timeout < Call->Arguments.size() &&
      isZero(Call->Arguments[*Timeout].Expr, Functions.contracts().context()))
    return nullptr;
  return &*Model->Blocking;
}

const BlockingCall *BlockingCalls::inside(const FunctionDecl *Callee) {
  const FunctionAnalysis *Analysis = Functions.get(Callee);
  if (!Analysis || Analysis->Bodies.empty() ||
      isa<CoroutineBodyStmt>(Analysis->Function->getBody()))
    return nullptr;
  auto [Entry, New] = Known.try_emplace(Analysis->Function);
  if (!New)
    return Entry->second.get();
  // Who unlocks what the caller holds may do so before it blocks.
  const Locksets &Locks = *Analysis->Bodies.front().Locks;
  const LockSummary &Effects = Locks.summary();
  if (!Locks.solved() || Effects.Unclear || !Effects.Releases.empty() ||
      !Effects.MayRelease.empty())
    return nullptr;
  std::unique_ptr<BlockingCall> Found;
  eachReached(Analysis->Bodies.front(), *Analysis, Functions,
              [&](const ReachedFact &Reached) {
                const BlockingModel *Model =
                    Found ? nullptr : modelled(*Reached.F);
                if (!Model || !Reached.IsCertain())
                  return;
                Found = std::make_unique<BlockingCall>();
                Found->Callee = Callee;
                Found->Class = Model->Class;
                for (const CallFact *Call : Reached.Calls)
                  Found->Through.push_back({Call->Callee, Call->Location});
                Found->Through.push_back(
                    {calleeOf(*Reached.F), Reached.F->Location});
              });
  return (Known[Analysis->Function] = std::move(Found)).get();
}

std::optional<BlockingCall> BlockingCalls::blocking(const Fact &F) {
  const FunctionDecl *Callee = calleeOf(F);
  if (!Callee)
    return std::nullopt;
  if (const BlockingModel *Model = modelled(F)) {
    BlockingCall Direct;
    Direct.Callee = Callee;
    Direct.Class = Model->Class;
    return Direct;
  }
  const auto *Call = dyn_cast<CallFact>(&F);
  if (!Call || Call->Virtual || Functions.contracts().functionModel(Callee))
    return std::nullopt;
  const BlockingCall *Inner = inside(Callee);
  return Inner ? std::optional(*Inner) : std::nullopt;
}

LockUsers::LockUsers(const FunctionTable &Functions) {
  Functions.each([&](const FunctionAnalysis &Function) {
    auto use = [&](const Capability &Lock) {
      const ValueDecl *Named = Lock.lock().lastDeclaration();
      if (!Named || Lock.lock().isLocalStorage())
        return;
      std::vector<const FunctionDecl *> &Known = Users[Named];
      if (!llvm::is_contained(Known, Function.Function))
        Known.push_back(Function.Function);
    };
    const Locksets *Locks = Function.Bodies.front().Locks;
    if (Locks && Locks->solved())
      for (const auto *Released :
           {&Locks->summary().Releases, &Locks->summary().MayRelease})
        for (const SummaryLock &Lock : *Released)
          if (Lock.Lock.lock().hasGlobalRoot())
            GivenBack.insert(Lock.Lock.lock().lastDeclaration());
    for (const BodyResults &Body : Function.Bodies) {
      Body.Facts->each<LockFact>([&](const LockFact &Lock) {
        if (Lock.Op == LockOp::Acquire)
          use(Lock.Lock);
      });
      Body.Facts->each<GuardFact>([&](const GuardFact &Guard) {
        llvm::for_each(Guard.Locks, use);
      });
    }
  });
}

const FunctionDecl *LockUsers::other(const Capability &Lock,
                                     const FunctionDecl *Function) const {
  auto Found = Users.find(Lock.lock().lastDeclaration());
  if (Found == Users.end())
    return nullptr;
  for (const FunctionDecl *User : Found->second)
    if (User->getCanonicalDecl() != Function->getCanonicalDecl())
      return User;
  return nullptr;
}

} // namespace sendsync
