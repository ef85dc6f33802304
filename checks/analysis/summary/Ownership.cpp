#include "checks/analysis/summary/Ownership.h"
#include "checks/analysis/base/Origin.h"
#include "checks/analysis/facts/Loops.h"
#include "checks/analysis/facts/Ways.h"

using namespace clang;

namespace sendsync {

namespace {

AccessPath rootOf(AccessPath Path) {
  while (!Path.steps().empty())
    Path = Path.parent();
  return Path;
}

bool isParameterObject(const AccessPath &Path) {
  return isa_and_nonnull<ParmVarDecl>(Path.rootVariable());
}

bool mayReferToObject(QualType Type) {
  return (Type->isReferenceType() || Type->isPointerType()) &&
         !Type->isFunctionPointerType();
}

/// The facts after those at \p Open, on ways that nothing \p Cuts; a cutting fact
/// itself still counts.
template <typename Visitor>
llvm::DenseSet<const Fact *>
factsAfter(std::vector<std::pair<const FactBlock *, size_t>> Open,
           Visitor Cuts) {
  llvm::DenseSet<const Fact *> Result;
  BlockSet Visited;
  while (!Open.empty()) {
    auto [Block, I] = Open.back();
    Open.pop_back();
    bool Cut = false;
    for (; I < Block->Facts.size() && !Cut; ++I) {
      Result.insert(Block->Facts[I]);
      Cut = Cuts(*Block->Facts[I]);
    }
    if (!Cut)
      for (const FactBlock *Next : Block->Successors)
        if (Next && Visited.insert(Next).second)
          Open.push_back({Next, 0});
  }
  return Result;
}

/// Where a closure's code is handed over or run, in the body that it is written in.
struct ClosureUse {
  const Fact *At = nullptr;
  Placement Where = Placement::Unknown;
};

std::vector<ClosureUse> usesOf(const FunctionFacts &Closure) {
  std::vector<ClosureUse> Found;
  auto note = [&](const Fact &F, const CallableUse &Use, Placement Where) {
    if ((Closure.Lambda && Use.Lambda == Closure.Lambda) ||
        (Closure.Region && Use.Region == Closure.Region))
      Found.push_back({&F, Where});
  };
  for (const auto &Block : Closure.Parent->Blocks)
    for (const Fact *F : Block->Facts) {
      if (const auto *Spawn = dyn_cast<SpawnFact>(F))
        for (const CallableUse &Use : Spawn->Callables)
          note(*F, Use, Placement::Elsewhere);
      if (const auto *Condition = dyn_cast<ConditionFact>(F))
        note(*F, Condition->Predicate, Placement::InPlace);
      const auto *Call = dyn_cast<CallFact>(F);
      if (!Call)
        continue;
      for (const CallableUse &Use : Call->Callables)
        note(*F, Use, Use.Where);
      const auto *Operator = dyn_cast_or_null<CXXMethodDecl>(Call->Callee);
      if (Operator && Closure.Lambda &&
          Operator->getParent() == Closure.Lambda->getLambdaClass())
        Found.push_back({F, Placement::InPlace});
    }
  return Found;
}

/// Code in the closure, or in one in it, names the object or its pointer.
bool names(const FunctionFacts &Closure, const AccessPath &Object,
           const AccessPath &Pointer) {
  auto isNamed = [&](const AccessPath &Path) {
    return Path.startsWith(Object) ||
           (Pointer.isKnown() && Path.startsWith(Pointer));
  };
  bool Found = false;
  Closure.each<AccessFact>(
      [&](const AccessFact &Access) { Found |= isNamed(Access.Path); });
  Closure.each<CallFact>(
      [&](const CallFact &Call) { Found |= isNamed(Call.Receiver); });
  return Found || llvm::any_of(Closure.Closures, [&](const ClosureFacts &Inner) {
           return llvm::any_of(Inner.Bodies, [&](const FunctionFacts *Body) {
             return names(*Body, Object, Pointer);
           });
         });
}

} // namespace

//===----------------------------------------------------------------------===//
// Which object
//===----------------------------------------------------------------------===//

Ownership::Object Ownership::objectOf(const AccessPath &Path) {
  AccessPath Root = rootOf(Path);
  const VarDecl *Variable = Root.rootVariable();
  bool Refers = Variable && Path.rootKind() == RootKind::Variable &&
                !Path.steps().empty() &&
                Path.steps().front().StepKind == PathStep::Deref;
  return Refers ? Object{Root.deref(), Root} : Object{Root, AccessPath()};
}

std::vector<Ownership::Object>
Ownership::givenObjects(const FunctionDecl *Function) {
  std::vector<Object> Result;
  if (const auto *Method = dyn_cast<CXXMethodDecl>(Function);
      Method && Method->isInstance())
    Result.push_back({AccessPath::thisObject(), AccessPath()});
  for (const ParmVarDecl *Parameter : Function->parameters()) {
    AccessPath Named = AccessPath::variable(Parameter);
    if (Parameter->getType()->isReferenceType())
      Result.push_back({Named, AccessPath()});
    else if (mayReferToObject(Parameter->getType()))
      Result.push_back({Named.deref(), Named});
  }
  return Result;
}

/// What a pointer leads to is part of the object only if that alone owns it.
bool Ownership::isPartOf(const AccessPath &Path, const AccessPath &Whole) const {
  if (!Path.startsWith(Whole))
    return false;
  for (AccessPath Part = Path; Part.steps().size() > Whole.steps().size();) {
    PathStep Last = Part.steps().back();
    Part = Part.parent();
    if (Last.StepKind == PathStep::Call || Last.StepKind == PathStep::Container)
      return false;
    if (Last.StepKind == PathStep::Field &&
        cast<FieldDecl>(Last.Declaration)->getType()->isReferenceType())
      return false;
    if (Last.StepKind != PathStep::Deref)
      continue;
    const TypeModel *Model = Functions.contracts().typeModel(Part.type());
    if (!Model || !Model->Pointer || !Model->Pointer->Owning ||
        Model->Pointer->Shared)
      return false;
  }
  return true;
}

const FunctionFacts *Ownership::bodyOf(const FunctionDecl *Function) const {
  const FunctionAnalysis *Analysis = Function ? Functions.get(Function) : nullptr;
  return Analysis ? Analysis->Facts.get() : nullptr;
}

/// Calls \p Visit(path here, the callee's object) for each object that a call hands
/// over by name.
template <typename Visitor>
void Ownership::eachPassed(const CallFact &Call, const FunctionDecl *Callee,
                           Visitor Visit) const {
  // The body names the parameters of the definition.
  if (const FunctionDecl *Definition = Callee->getDefinition())
    Callee = Definition;
  for (const Object &Given : givenObjects(Callee)) {
    if (Given.isThis()) {
      if (Call.Receiver.isKnown() && !Call.ReceiverIsCopy)
        Visit(Call.Receiver, Given);
      continue;
    }
    const auto *Parameter = cast<ParmVarDecl>(Given.Path.rootVariable());
    unsigned I = Parameter->getFunctionScopeIndex();
    if (I >= Call.Arguments.size())
      continue;
    const ArgumentPaths &Argument = Call.Arguments[I];
    const AccessPath &Here =
        Given.Pointer.isKnown() ? Argument.Target : Argument.Place;
    if (Here.isKnown())
      Visit(Here, Given);
  }
}

//===----------------------------------------------------------------------===//
// Who made it
//===----------------------------------------------------------------------===//

/// The first fact of what \p Return returns: moving a pointer there is no more than
/// that.
static const Fact &startOf(const ReturnFact &Return, const FunctionFacts &Body) {
  for (const auto &Block : Body.Blocks) {
    auto At = llvm::find(Block->Facts, &Return);
    if (At == Block->Facts.end())
      continue;
    auto isMove = [](const Fact &F) {
      const auto *Call = dyn_cast<CallFact>(&F);
      const auto *Made = dyn_cast_or_null<CXXConstructorDecl>(
          Call ? Call->Callee : nullptr);
      return isa<MoveFact>(F) || (Made && Made->isCopyOrMoveConstructor());
    };
    while (At != Block->Facts.begin() && isMove(**std::prev(At)))
      --At;
    return **At;
  }
  return Return;
}

bool Ownership::makesItsResult(const FunctionDecl *Function) const {
  auto [Known, New] = Makers.try_emplace(Function->getCanonicalDecl(), false);
  const FunctionFacts *Body = New ? bodyOf(Function) : nullptr;
  if (!Body)
    return Known->second;
  bool All = true, Some = false;
  Body->each<ReturnFact>([&](const ReturnFact &Return) {
    if (Return.Constant == 0)
      return;
    Object Result = Return.Value.isKnown() ? objectOf(Return.Value.deref())
                                           : Object();
    const auto *Call = dyn_cast_or_null<CallExpr>(
        Return.Call ? Return.Call->IgnoreParenImpCasts() : nullptr);
    const FunctionDecl *Callee = Call ? Call->getDirectCallee() : nullptr;
    bool Makes = Return.Makes || (Callee && makesItsResult(Callee)) ||
                 (Result.Pointer.isKnown() && Return.Value.steps().empty() &&
                  isMadeHere(Result, Return, *Body) &&
                  !isGivenBefore(Result, Handing::Kept,
                                 startOf(Return, *Body), *Body));
    All &= Makes;
    Some |= Makes;
  });
  return Makers[Function->getCanonicalDecl()] = All && Some;
}

/// The facts at which \p Pointer, which is set several times, may refer to what was
/// not made for it.
const Ownership::FactSet &Ownership::notMade(const VarDecl *Pointer,
                                             const FunctionFacts &Body) const {
  auto [Entry, New] = NotMade.try_emplace({&Body, Pointer});
  if (!New)
    return Entry->second;
  AccessPath Named = AccessPath::variable(Pointer);
  auto isSet = [&](const Fact &F) {
    const auto *Access = dyn_cast<AccessFact>(&F);
    return Access && Access->isWrite() && Access->Path == Named;
  };
  auto isMaker = [&](const AccessFact &Write) {
    const auto *Call = dyn_cast_or_null<CallExpr>(
        Write.Stored ? Write.Stored->IgnoreParenImpCasts() : nullptr);
    return Write.Makes || Write.Constant == 0 ||
           (Call && Call->getDirectCallee() &&
            makesItsResult(Call->getDirectCallee()));
  };
  std::vector<Start> Others;
  bool Made = false, Elsewhere = false;
  for (const auto &Block : Body.Blocks)
    for (size_t I = 0; I != Block->Facts.size(); ++I) {
      const auto *Access = dyn_cast<AccessFact>(Block->Facts[I]);
      if (!Access || Access->Path != Named)
        continue;
      // Something else may set it.
      Elsewhere |= Access->AccessMode == AccessFact::Address ||
                   Access->MayWrite || Access->Updates;
      if (!Access->isWrite())
        continue;
      Made |= isMaker(*Access) && Access->Constant != 0;
      if (!isMaker(*Access))
        Others.push_back({Block.get(), I + 1});
    }
  for (const ClosureFacts &Closure : Body.Closures)
    for (const FunctionFacts *Inner : Closure.Bodies)
      Inner->each<AccessFact>([&](const AccessFact &Access) {
        Elsewhere |= Access.isWrite() && Access.Path == Named;
      });
  if (Elsewhere || !Made) {
    Others = {{Body.Entry, 0}};
    return Entry->second = factsAfter(std::move(Others),
                                      [](const Fact &) { return false; });
  }
  return Entry->second = factsAfter(std::move(Others), isSet);
}

bool Ownership::isMadeHere(const Object &O, const Fact &At,
                           const FunctionFacts &Body) const {
  if (O.Path.rootKind() == RootKind::Fresh)
    return true;
  const VarDecl *Variable = O.Path.rootVariable();
  if (!Variable || O.Path.rootKind() != RootKind::Variable ||
      !Variable->hasLocalStorage() || isa<ParmVarDecl>(Variable) ||
      Variable->getType()->isReferenceType())
    return false;
  if (!O.Pointer.isKnown())
    return true;
  const VarDecl *Canonical = Variable->getCanonicalDecl();
  if (Body.Owners.contains(Canonical))
    return true;
  if (const FunctionDecl *Maker = Body.GivenBy.lookup(Canonical))
    return makesItsResult(Maker);
  return Variable->getType()->isPointerType() &&
         !notMade(Variable, Body).contains(&At);
}

/// `auto made = map.try_emplace(key); if (made.second) use(made.first->second);`
bool Ownership::isFreshElement(const AccessPath &Path, const Fact &At,
                               const FunctionFacts &Body) const {
  const VarDecl *Variable = Path.rootVariable();
  if (!Variable || !Body.Emplaced.contains(Variable->getCanonicalDecl()) ||
      llvm::count_if(Path.steps(), [](const PathStep &Step) {
        return Step.StepKind == PathStep::Deref;
      }) > 1)
    return false;
  return llvm::any_of(decisionsFor(Body, At), [&](const Decision &D) {
    const AccessPath &Key = D.condition().Key;
    return D.truth() && Key.rootVariable() == Variable &&
           Key.steps().size() == 1 && Key.lastField() &&
           Key.lastField()->getType()->isBooleanType();
  });
}

bool Ownership::makesLockIn(const Object &O, const FunctionFacts &Body) const {
  auto [Known, New] = LockMakers.try_emplace({&Body, O.Path}, false);
  if (!New)
    return Known->second;
  bool Found = false;
  Body.each<InitFact>([&](const InitFact &Init) {
    Found |= isPartOf(Init.Object, O.Path);
  });
  Body.each<LockFact>([&](const LockFact &Operation) {
    Found |= Operation.Op == LockOp::Destroy &&
             isPartOf(Operation.Lock.lock(), O.Path);
  });
  Body.each<CallFact>([&](const CallFact &Call) {
    const FunctionFacts *Callee = Found ? nullptr : bodyOf(Call.Callee);
    if (!Callee)
      return;
    eachPassed(Call, Call.Callee, [&](const AccessPath &Here, const Object &There) {
      Found = Found || (!There.isThis() && isPartOf(Here, O.Path) &&
                        makesLockIn(There, *Callee));
    });
  });
  return LockMakers[{&Body, O.Path}] = Found;
}

//===----------------------------------------------------------------------===//
// Who gets it
//===----------------------------------------------------------------------===//

Ownership::Handing Ownership::handing(const Fact &F, const Object &O,
                                      const FunctionFacts &Body) const {
  if (const auto *Spawn = dyn_cast<SpawnFact>(&F))
    return llvm::any_of(Spawn->Crossings,
                        [&](const Crossing &Value) {
                          return (O.Pointer.isKnown() &&
                                  Value.Path.startsWith(O.Pointer)) ||
                                 Value.Refers.startsWith(O.Path) ||
                                 (Value.CrossingMode == Crossing::This &&
                                  O.isThis());
                        })
               ? Handing::Started
               : Handing::None;
  if (const auto *Move = dyn_cast<MoveFact>(&F))
    return Move->From == O.Pointer && !Move->Returned ? Handing::Kept
                                                      : Handing::None;
  if (const auto *Access = dyn_cast<AccessFact>(&F)) {
    bool Stores = Access->isWrite() && !Access->Path.isLocalStorage() &&
                  !Access->Path.startsWith(O.Path) &&
                  (Access->Value == O.Pointer ||
                   Access->StoredReferent.startsWith(O.Path));
    return Stores ? Handing::Kept : Handing::None;
  }
  const auto *Call = dyn_cast<CallFact>(&F);
  if (!Call)
    return Handing::None;
  Handing Result = Handing::None;
  auto add = [&](Handing How) { Result = std::max(Result, How); };
  const FunctionFacts *Callee =
      Call->Virtual ? nullptr : bodyOf(Call->Callee);
  if (Callee) {
    eachPassed(*Call, Call->Callee,
               [&](const AccessPath &Here, const Object &There) {
                 if (isPartOf(Here, O.Path))
                   add(handingBy(Call->Callee, There));
               });
  } else if (!Call->Callee || !Call->Callee->isExternC() ||
             !isInSystemHeader(Call->Callee)) {
    // The C library keeps nothing that it is given.
    for (const ArgumentPaths &Argument : Call->Arguments)
      if (Argument.Place == O.Pointer || Argument.Place == O.Path ||
          Argument.Target == O.Path)
        add(Handing::Kept);
  }
  for (const CallableUse &Use : Call->Callables) {
    const ClosureFacts *Closure =
        Use.Lambda && Use.Where != Placement::InPlace ? Body.closure(Use.Lambda)
                                                      : nullptr;
    if (Closure && llvm::any_of(Closure->Bodies, [&](const FunctionFacts *Inner) {
          return names(*Inner, O.Path, O.Pointer);
        }))
      add(Use.Where == Placement::Elsewhere ? Handing::Started : Handing::Kept);
  }
  return Result;
}

/// How far a function gives away what it is given.
Ownership::Handing Ownership::handingBy(const FunctionDecl *Callee,
                                        const Object &O) const {
  const FunctionFacts *Body = bodyOf(Callee);
  if (!Body)
    return Handing::None;
  auto [Known, New] = Handed.try_emplace({Body, O.Path}, Handing::None);
  if (!New)
    return Known->second;
  Handing Result = Handing::None;
  for (const auto &Block : Body->Blocks)
    for (const Fact *F : Block->Facts)
      Result = std::max(Result, handing(*F, O, *Body));
  return Handed[{Body, O.Path}] = Result;
}

bool Ownership::isGivenBefore(const Object &O, Handing Least, const Fact &At,
                              const FunctionFacts &Body) const {
  auto [Entry, New] = GivenAfter.try_emplace({{&Body, O.Path}, Least});
  if (!New)
    return Entry->second.contains(&At);
  std::vector<Start> Open;
  for (const auto &Block : Body.Blocks)
    for (size_t I = 0; I != Block->Facts.size(); ++I)
      if (handing(*Block->Facts[I], O, Body) >= Least)
        Open.push_back({Block.get(), I + 1});
  // A closure that nobody is seen to run can be run at any time.
  if (Least == Handing::Kept)
    for (const ClosureFacts &Closure : Body.Closures)
      for (const FunctionFacts *Inner : Closure.Bodies)
        if (usesOf(*Inner).empty() && names(*Inner, O.Path, O.Pointer))
          Open.push_back({Body.Entry, 0});
  // From where the pointer is set again, or made again, it is another object.
  auto isOther = [&](const Fact &F) {
    if (!O.Pointer.isKnown() || isParameterObject(O.Path))
      return false;
    if (const auto *Destroy = dyn_cast<DestroyFact>(&F))
      return Destroy->Object == O.Pointer;
    const auto *Access = dyn_cast<AccessFact>(&F);
    return Access && Access->isWrite() && Access->Path == O.Pointer;
  };
  FactSet After = factsAfter(std::move(Open), isOther);
  FactSet &Kept = GivenAfter[{{&Body, O.Path}, Least}];
  Kept = std::move(After);
  return Kept.contains(&At);
}

/// The maker lets others have the object, at some point: what comes before that is
/// how it is made, and not all of its life.
bool Ownership::leavesMaker(const Object &O, const FunctionFacts &Body) const {
  bool Leaves = false;
  Body.each<ReturnFact>([&](const ReturnFact &Return) {
    Leaves |= Return.Value == O.Pointer ||
              llvm::is_contained(Return.Referents, O.Path);
  });
  for (const auto &Block : Body.Blocks)
    for (const Fact *F : Block->Facts)
      Leaves = Leaves || handing(*F, O, Body) != Handing::None;
  return Leaves;
}

//===----------------------------------------------------------------------===//
// How it ends
//===----------------------------------------------------------------------===//

bool Ownership::ends(const Fact &F, const Object &O) const {
  if (const auto *Access = dyn_cast<AccessFact>(&F))
    return Access->isWrite() && Access->Ends && Access->Path == O.Path;
  const auto *Call = dyn_cast<CallFact>(&F);
  const FunctionFacts *Callee = Call ? bodyOf(Call->Callee) : nullptr;
  bool Found = false;
  if (Callee && !Call->Virtual)
    eachPassed(*Call, Call->Callee,
               [&](const AccessPath &Here, const Object &There) {
                 Found = Found ||
                         (Here == O.Path && alwaysEnds(There, nullptr, *Callee));
               });
  return Found;
}

/// Each way on from \p At, or from the start, ends the object.
bool Ownership::alwaysEnds(const Object &O, const Fact *At,
                           const FunctionFacts &Body) const {
  auto [Some, New] = Enders.try_emplace({&Body, O.Path}, false);
  if (New) {
    bool Found = false;
    for (const auto &Block : Body.Blocks)
      for (const Fact *F : Block->Facts)
        Found = Found || ends(*F, O);
    Enders[{&Body, O.Path}] = Found;
  }
  if (!Enders[{&Body, O.Path}])
    return false;
  Start From = {Body.Entry, 0};
  for (const auto &Block : Body.Blocks)
    if (auto Found = llvm::find(Block->Facts, At); At && Found != Block->Facts.end())
      From = {Block.get(), Found - Block->Facts.begin() + 1};
  std::vector<Start> Open = {From};
  BlockSet Visited;
  while (!Open.empty()) {
    auto [Block, I] = Open.back();
    Open.pop_back();
    if (std::any_of(Block->Facts.begin() + I, Block->Facts.end(),
                    [&](const Fact *F) { return ends(*F, O); }))
      continue;
    if (Block == Body.Exit)
      return false;
    for (const FactBlock *Next : Block->Successors)
      if (Next && Visited.insert(Next).second)
        Open.push_back({Next, 0});
  }
  return true;
}

//===----------------------------------------------------------------------===//
// Whose it is
//===----------------------------------------------------------------------===//

bool Ownership::isOwnOfCallers(const Object &O, const FunctionFacts &Body) const {
  if (O.isThis() && isConstruction(Body.Function))
    return true;
  auto Found = Given.find(Body.Function->getCanonicalDecl());
  return Found != Given.end() && Found->second.count(O.Path);
}

bool Ownership::isOwn(const AccessPath &Path, const Fact &At,
                      const FunctionFacts &Body) const {
  if (!Path.isKnown() || !Body.Function)
    return false;
  if (Body.Parent) {
    std::vector<ClosureUse> Uses = usesOf(Body);
    return !Uses.empty() && llvm::all_of(Uses, [&](const ClosureUse &Use) {
      return Use.Where == Placement::InPlace && isOwn(Path, *Use.At, *Body.Parent);
    });
  }
  if (isFreshElement(Path, At, Body))
    return true;
  Object O = objectOf(Path);
  if (!isPartOf(Path, O.Path))
    return false;
  if (isMadeHere(O, At, Body))
    return !isGivenBefore(O, Handing::Kept, At, Body);
  if (!O.isThis() && !isParameterObject(O.Path))
    return false;
  if (isOwnOfCallers(O, Body))
    // Who gets an object that its constructor hands on waits for its end, unless
    // it runs at the same time.
    return !isGivenBefore(O, O.isThis() ? Handing::Started : Handing::Kept, At,
                          Body);
  return makesLockIn(O, Body) || alwaysEnds(O, &At, Body);
}

std::vector<AccessPath> Ownership::ownObjects(const CallFact &Call,
                                              const FunctionFacts &Body,
                                              const FunctionDecl *Callee) const {
  std::vector<AccessPath> Result;
  eachPassed(Call, Callee, [&](const AccessPath &Here, const Object &There) {
    if (isOwn(Here, Call, Body))
      Result.push_back(There.Path);
  });
  return Result;
}

Ownership::Ownership(FunctionTable &Functions, const CallSites &Sites)
    : Functions(Functions) {
  solve(Sites);
}

void Ownership::solve(const CallSites &Sites) {
  // All that is passed is taken to be own, until a call shows that it is not.
  struct Passing {
    const FunctionDecl *Callee;
    CallSite Site;
  };
  llvm::MapVector<const FunctionDecl *, std::vector<Passing>> ByCaller;
  Sites.each([&](const FunctionDecl *Callee, llvm::ArrayRef<CallSite> Calls) {
    const auto *Method = dyn_cast<CXXMethodDecl>(Callee);
    if (isConstruction(Callee) || (Method && Method->isVirtual()) ||
        Sites.isAddressTaken(Callee) || Sites.isStarted(Callee) ||
        !bodyOf(Callee))
      return;
    std::set<AccessPath> Objects;
    for (const Object &O : givenObjects(Callee->getDefinition()))
      Objects.insert(O.Path);
    if (Objects.empty())
      return;
    Given[Callee] = std::move(Objects);
    for (const CallSite &Site : Calls)
      ByCaller[Site.caller()].push_back({Callee, Site});
  });
  std::vector<const FunctionDecl *> Open;
  for (const auto &[Caller, Calls] : ByCaller)
    Open.push_back(Caller);
  while (!Open.empty()) {
    auto Calls = ByCaller.find(Open.back());
    Open.pop_back();
    if (Calls == ByCaller.end())
      continue;
    for (const Passing &P : Calls->second) {
      std::set<AccessPath> &Objects = Given[P.Callee];
      if (Objects.empty())
        continue;
      const FunctionFacts &Body = *P.Site.Body->Facts;
      bool IsInner = isInternal(P.Callee);
      std::set<AccessPath> Own;
      eachPassed(*P.Site.Call, P.Callee,
                 [&](const AccessPath &Here, const Object &There) {
        if (!Objects.count(There.Path))
          return;
        // What its maker keeps to itself till the end is used, not made.
        Object O = objectOf(Here);
        bool IsMade = IsInner || isParameterObject(O.Path) || O.isThis() ||
                      leavesMaker(O, Body);
        if (IsMade && isOwn(Here, *P.Site.Call, Body))
          Own.insert(There.Path);
      });
      if (Own.size() == Objects.size())
        continue;
      Objects = std::move(Own);
      Open.push_back(P.Callee);
    }
  }
}

} // namespace sendsync
