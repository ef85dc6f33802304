#include "checks/analysis/regions/Transfers.h"
#include "checks/analysis/facts/Dataflow.h"
#include "checks/analysis/facts/PathResolver.h"
#include "clang/AST/Attr.h"

using namespace clang;

namespace sendsync {

namespace {

struct Given {
  const Fact *At = nullptr;
  bool Moved = false;
  bool operator==(const Given &Other) const { return At == Other.At; }
};

struct Regions {
  /// By the region's path: the owner that was moved, or what a pointer points to.
  std::map<AccessPath, Given> Away;
  /// The temporaries that took an owner's content.
  std::map<AccessPath, AccessPath> TakenFrom;
  /// Pointers to what was allocated here.
  std::set<AccessPath> Allocated;
  bool operator==(const Regions &Other) const {
    return Away == Other.Away && TakenFrom == Other.TakenFrom &&
           Allocated == Other.Allocated;
  }
};

/// Objects of the type own others, alone, and keep them when they are moved.
bool ownsElsewhere(QualType Type, const Contracts &Contract) {
  const TypeModel *Model = Contract.typeModel(Type);
  if (!Model)
    return false;
  if (Model->Pointer)
    return Model->Pointer->Owning && !Model->Pointer->Shared;
  return !Model->Invalidates.empty();
}

class TransferDomain {
public:
  using Value = Regions;
  TransferDomain(const Contracts &Contract, Receivers &Known)
      : Contract(Contract), Known(Known) {}
  Regions entry() { return {}; }
  static bool isTooLarge(const Regions &) { return false; }

  void apply(const Fact &F, Regions &Now) {
    switch (F.Kind) {
    case FactKind::Call:
      return call(cast<CallFact>(F), Now);
    case FactKind::Spawn:
      for (const Crossing &Crosses : cast<SpawnFact>(F).Crossings)
        if (Crosses.CrossingMode == Crossing::Move &&
            cast<SpawnFact>(F).Boundary->Life != RunLife::Scoped)
          give(Crosses.Path, F, Now);
      return;
    case FactKind::Access:
      return access(cast<AccessFact>(F), Now);
    case FactKind::Handle:
      if (cast<HandleFact>(F).HandleVerb == HandleFact::Join)
        Now.Away.clear();
      return;
    case FactKind::Condition:
      if (cast<ConditionFact>(F).ConditionVerb == ConditionFact::Wait)
        Now.Away.clear();
      return;
    case FactKind::Destroy:
      // The variable is a new one in the next turn of a loop.
      return reset(cast<DestroyFact>(F).Object, Now);
    case FactKind::Suspend:
      return Now.Away.clear();
    default:
      return;
    }
  }

  bool refine(const BranchCondition &, bool, Regions &) { return true; }

  void join(Regions &Into, const Regions &From) {
    Into.Away.insert(From.Away.begin(), From.Away.end());
    Into.TakenFrom.insert(From.TakenFrom.begin(), From.TakenFrom.end());
    for (auto It = Into.Allocated.begin(); It != Into.Allocated.end();)
      It = From.Allocated.count(*It) ? std::next(It) : Into.Allocated.erase(It);
  }

private:
  /// \p Owner was moved away.
  void give(const AccessPath &Owner, const Fact &At, Regions &Now) {
    if (!Owner.isKnown() || Owner.mayVary())
      return;
    if (Owner.rootKind() == RootKind::Fresh) {
      auto Source = Now.TakenFrom.find(Owner);
      if (Source != Now.TakenFrom.end())
        give(AccessPath(Source->second), At, Now);
      return;
    }
    if (ownsElsewhere(Owner.type(), Contract))
      Now.Away[Owner] = {&At, true};
    // It may have been moved from another name first.
    const VarDecl *Variable = Owner.rootVariable();
    if (!Variable || !Owner.steps().empty() || !Variable->getInit())
      return;
    auto Source =
        Now.TakenFrom.find(AccessPath::fresh(stripped(Variable->getInit())));
    if (Source != Now.TakenFrom.end() && Source->second != Owner)
      give(AccessPath(Source->second), At, Now);
  }

  void call(const CallFact &Call, Regions &Now) {
    const auto *Made = dyn_cast_or_null<CXXConstructorDecl>(Call.Callee);
    if (Made && Call.Arguments.size() == 1 && Made->getNumParams() >= 1 &&
        Made->getParamDecl(0)->getType()->isRValueReferenceType() &&
        Call.Arguments.front().Place.isKnown())
      Now.TakenFrom[Call.Receiver] = Call.Arguments.front().Place;
    bool Takes = false;
    for (unsigned I = 0; I != Call.Arguments.size(); ++I) {
      if (!Call.Callee || I >= Call.Callee->getNumParams() ||
          !Known.takes(Call.Callee, I))
        continue;
      Takes = true;
      const ArgumentPaths &Argument = Call.Arguments[I];
      QualType Type = Call.Callee->getParamDecl(I)->getType();
      if (Type.getNonReferenceType()->isPointerType()) {
        if (Argument.Place.isKnown() && Now.Allocated.count(Argument.Place))
          Now.Away[Argument.Target] = {&Call, false};
      } else if (!Type->isLValueReferenceType() &&
                 // A result may say that nothing was taken.
                 (!Type->isRValueReferenceType() ||
                  Call.Callee->getReturnType()->isVoidType())) {
        give(Argument.Place, Call, Now);
      }
    }
    if (!Takes && !Now.Away.empty() && Known.mayWait(Call))
      Now.Away.clear();
  }

  /// The owner, or the pointer, gets a new value, or ends.
  static void reset(const AccessPath &Path, Regions &Now) {
    for (auto It = Now.Away.begin(); It != Now.Away.end();) {
      const AccessPath &Name =
          It->second.Moved || It->first.steps().empty() ? It->first
                                                        : It->first.parent();
      It = Name.startsWith(Path) ? Now.Away.erase(It) : std::next(It);
    }
  }

  void access(const AccessFact &Access, Regions &Now) {
    // Looking at what another thread changes may be waiting for it.
    if (!Access.isWrite() && (Access.Atomic || Access.Orders))
      Now.Away.clear();
    if (!Access.isWrite() && !Access.MayWrite)
      return;
    reset(Access.Path, Now);
    for (auto It = Now.TakenFrom.begin(); It != Now.TakenFrom.end();)
      It = Access.Path == It->second && Access.Via
               ? Now.TakenFrom.erase(It)
               : std::next(It);
    Now.Allocated.erase(Access.Path);
    const auto *Made = dyn_cast_or_null<CallExpr>(Access.Stored);
    const FunctionDecl *Maker = Made ? Made->getDirectCallee() : nullptr;
    if (Maker && Maker->hasAttr<RestrictAttr>())
      Now.Allocated.insert(Access.Path);
  }

  const Contracts &Contract;
  Receivers &Known;
};

/// \p Access touches what continues \p Region, not the owner itself.
bool usesRegion(const AccessFact &Access, const AccessPath &Region,
                const Given &Given) {
  if (Access.Atomic || Access.Orders ||
      Access.AccessMode == AccessFact::Address ||
      !Access.Path.startsWith(Region))
    return false;
  if (!Given.Moved)
    return Access.isWrite();
  if (Access.Path.steps().size() == Region.steps().size())
    return false;
  PathStep::Kind Next = Access.Path.steps()[Region.steps().size()].StepKind;
  return Next == PathStep::Deref || Next == PathStep::Element;
}

bool mayTransfer(const FunctionFacts &Body, Receivers &Known) {
  bool Found = false;
  Body.each<SpawnFact>([&](const SpawnFact &) { Found = true; });
  Body.each<CallFact>([&](const CallFact &Call) {
    for (unsigned I = 0; I != Call.Arguments.size() && !Found; ++I)
      Found = Call.Callee && I < Call.Callee->getNumParams() &&
              Known.takes(Call.Callee, I);
  });
  return Found;
}

} // namespace

std::vector<UseAfterTransfer> findUsesAfterTransfer(const FunctionFacts &Body,
                                                    const Contracts &Contract,
                                                    Receivers &Known) {
  std::vector<UseAfterTransfer> Found;
  if (!mayTransfer(Body, Known))
    return Found;
  TransferDomain Domain(Contract, Known);
  ForwardDataflow<TransferDomain> Flow(Body, Domain);
  if (!Flow.solve())
    return Found;
  std::set<std::pair<const Fact *, AccessPath>> Seen;
  Flow.visit([&](const Fact &F, const auto &Ways) {
    const auto *Access = dyn_cast<AccessFact>(&F);
    if (!Access)
      return;
    for (const auto &Way : Ways)
      for (const auto &[Region, Given] : Way.State.Away)
        if (usesRegion(*Access, Region, Given) &&
            Seen.insert({Given.At, Region}).second)
          Found.push_back({Access, Given.At, Region, Given.Moved});
  });
  return Found;
}

} // namespace sendsync
