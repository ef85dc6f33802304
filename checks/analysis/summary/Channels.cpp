#include "checks/analysis/summary/Channels.h"
#include "checks/analysis/base/Origin.h"
#include "checks/analysis/summary/Reach.h"
#include "checks/analysis/summary/WaitEvents.h"

using namespace clang;

namespace sendsync {

namespace {

/// The locks of the object that are held at \p F for sure.
std::vector<AccessPath> ownLocks(const Fact &F, const BodyResults &Body) {
  std::vector<AccessPath> Locks;
  const Lockset *Held = Body.Locks ? Body.Locks->at(F) : nullptr;
  if (Held)
    for (const auto &[Lock, How] : Held->locks())
      if (How.Must && Lock.lock().ownMember())
        Locks.push_back(Lock.lock());
  return Locks;
}

/// A member into which a method puts a parameter, and the lock it then holds.
struct Stored {
  const FieldDecl *Member = nullptr;
  std::vector<AccessPath> Locks;
};

Stored storedParameter(const BodyResults &Body, const ParmVarDecl *Parameter) {
  AccessPath Value = AccessPath::variable(Parameter);
  Stored Found;
  std::map<AccessPath, AccessPath> TakenFrom;
  auto isValue = [&](const AccessPath &Path) {
    auto Source = TakenFrom.find(Path);
    return Path == Value ||
           (Source != TakenFrom.end() && Source->second == Value);
  };
  auto note = [&](const Fact &F, const AccessPath &Into) {
    const FieldDecl *Member = Into.ownMember();
    std::vector<AccessPath> Locks = ownLocks(F, Body);
    if (Member && !Locks.empty())
      Found = {Member, std::move(Locks)};
  };
  for (const auto &Block : Body.Facts->Blocks)
    for (const Fact *F : Block->Facts) {
      if (const auto *Call = dyn_cast<CallFact>(F)) {
        if (isa_and_nonnull<CXXConstructorDecl>(Call->Callee) &&
            Call->Arguments.size() == 1)
          TakenFrom[Call->Receiver] = Call->Arguments.front().Place;
        for (const ArgumentPaths &Argument : Call->Arguments)
          if (isValue(Argument.Place) && Call->Receiver.isKnown())
            note(*F, Call->Receiver);
      } else if (const auto *Access = dyn_cast<AccessFact>(F)) {
        if (Access->isWrite() && Access->Value == Value)
          note(*F, Access->Path);
      }
    }
  return Found;
}

/// The body takes something out of \p Member and gives it to its caller, under one
/// of the locks.
bool takesOut(const BodyResults &Body, const Stored &From) {
  bool Reads = false, Changes = false, Gives = false;
  const FunctionDecl *Function = Body.Facts->Function;
  for (const auto &Block : Body.Facts->Blocks)
    for (const Fact *F : Block->Facts) {
      if (const auto *Access = dyn_cast<AccessFact>(F)) {
        if (Access->Path.ownMember() != From.Member)
          continue;
        bool Guarded = llvm::any_of(ownLocks(*F, Body), [&](const AccessPath &L) {
          return llvm::is_contained(From.Locks, L);
        });
        if (!Guarded)
          return false;
        // The element that is moved out counts as written.
        bool Element = Access->Path.steps().size() > 1;
        Reads |= Element || (Access->Via && !Access->isWrite()) ||
                 !Access->isWrite();
        Changes |= Access->isWrite() && !Element;
      }
    }
  Gives = !Function->getReturnType()->isVoidType();
  for (const ParmVarDecl *Parameter : Function->parameters()) {
    QualType Type = Parameter->getType();
    Gives |= (Type->isLValueReferenceType() || Type->isPointerType()) &&
             !Type->getPointeeType().isConstQualified();
  }
  return Reads && Changes && Gives;
}

bool isLearned(const CXXMethodDecl *Method, const ParmVarDecl *Parameter,
               FunctionTable &Functions) {
  const FunctionAnalysis *Analysis = Functions.get(Method);
  if (!Analysis || Analysis->Bodies.empty())
    return false;
  Stored Into = storedParameter(Analysis->Bodies.front(), Parameter);
  if (!Into.Member)
    return false;
  for (const CXXMethodDecl *Other : Method->getParent()->methods()) {
    if (Other->getCanonicalDecl() == Method->getCanonicalDecl())
      continue;
    const FunctionAnalysis *Taker = Functions.get(Other);
    if (Taker && !Taker->Bodies.empty() && !isa<CXXConstructorDecl>(Other) &&
        takesOut(Taker->Bodies.front(), Into))
      return true;
  }
  return false;
}

} // namespace

bool Channels::takes(const FunctionDecl *Callee, unsigned Index) {
  auto [Entry, New] =
      Known.try_emplace({Callee->getCanonicalDecl(), Index}, false);
  if (New) {
    bool Takes = decide(Callee, Index);
    Known[{Callee->getCanonicalDecl(), Index}] = Takes;
    return Takes;
  }
  return Entry->second;
}

bool Channels::decide(const FunctionDecl *Callee, unsigned Index) {
  const ParmVarDecl *Parameter = Callee->getParamDecl(Index);
  QualType Type = Parameter->getType();
  if (const FunctionModel *Model = Functions.contracts().functionModel(Callee))
    if (Model->Sends)
      return *Model->Sends == Index;
  if (Functions.contracts().hasAnnotation(Parameter, "sending"))
    return true;
  const auto *Method = dyn_cast<CXXMethodDecl>(Callee);
  if (!Method || isa<CXXConstructorDecl>(Method) || Type->isLValueReferenceType() ||
      (!Type->isPointerType() && !Type.getNonReferenceType()->isRecordType()))
    return false;
  return isLearned(Method, Parameter, Functions);
}

bool Channels::mayWait(const CallFact &Call) {
  const Contracts &Contract = Functions.contracts();
  if (waitsForThreads(Call, Contract))
    return true;
  if (!Call.Callee)
    return true;
  if (isInSystemHeader(Call.Callee))
    return false;
  const FunctionAnalysis *Callee = Functions.get(Call.Callee);
  if (!Callee || Callee->Bodies.empty())
    return !Call.Callee->isImplicit() && !Call.Callee->isDefaulted();
  bool Waits = false;
  eachReached(Callee->Bodies.front(), *Callee, Functions,
              [&](const ReachedFact &Reached) {
    Waits |= waitsForThreads(*Reached.F, Contract);
    const auto *Inner = dyn_cast<CallFact>(Reached.F);
    Waits |= Inner && (!Inner->Callee || (!isInSystemHeader(Inner->Callee) &&
                                          !Functions.get(Inner->Callee)));
  });
  return Waits;
}

} // namespace sendsync
