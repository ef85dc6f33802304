#include "checks/analysis/summary/OwnObjects.h"
#include "checks/analysis/base/Origin.h"
#include "checks/analysis/facts/FactSearch.h"

using namespace clang;

namespace sendsync {

namespace {

AccessPath rootOf(AccessPath Path) {
  while (!Path.steps().empty())
    Path = Path.parent();
  return Path;
}

/// Whether facts hand on the object that a variable owns.
class Publication {
public:
  /// \p Pointer: the variable that owns \p Object; unknown if that goes by what
  /// makes it.
  Publication(AccessPath Pointer, AccessPath Object)
      : Pointer(std::move(Pointer)), Object(std::move(Object)) {}

  bool isIn(const Fact &F) const {
    if (const auto *Call = dyn_cast<CallFact>(&F))
      return isIn(*Call);
    if (const auto *Move = dyn_cast<MoveFact>(&F))
      return Move->From == Pointer;
    if (const auto *Access = dyn_cast<AccessFact>(&F))
      return Access->isWrite() && !Access->Path.isLocalStorage() &&
             !Access->Path.startsWith(Object) &&
             (Access->Value == Pointer ||
              Access->StoredReferent.startsWith(Object));
    const auto *Spawn = dyn_cast<SpawnFact>(&F);
    return Spawn && llvm::any_of(Spawn->Crossings, [&](const Crossing &Value) {
             return Value.Path.startsWith(Pointer) ||
                    Value.Refers.startsWith(Object);
           });
  }

  bool isNamedBy(const AccessPath &Path) const {
    return Path.startsWith(Object) ||
           (Pointer.isKnown() && Path.startsWith(Pointer));
  }

private:
  bool isIn(const CallFact &Call) const {
    // The C library keeps nothing that it is given.
    if (Call.Callee && Call.Callee->isExternC() &&
        isInSystemHeader(Call.Callee))
      return false;
    return llvm::any_of(Call.Arguments, [&](const ArgumentPaths &Argument) {
      return Argument.Place == Pointer || Argument.Place == Object ||
             Argument.Target == Object;
    });
  }

  AccessPath Pointer, Object;
};

/// Calls \p Visit with what \p F may hand on.
template <typename Visitor> void eachHandedOn(const Fact &F, Visitor Visit) {
  if (const auto *Call = dyn_cast<CallFact>(&F)) {
    for (const ArgumentPaths &Argument : Call->Arguments) {
      Visit(Argument.Place);
      Visit(Argument.Target);
    }
  } else if (const auto *Move = dyn_cast<MoveFact>(&F)) {
    Visit(Move->From);
  } else if (const auto *Access = dyn_cast<AccessFact>(&F)) {
    if (Access->isWrite()) {
      Visit(Access->Value);
      Visit(Access->StoredReferent);
    }
  } else if (const auto *Spawn = dyn_cast<SpawnFact>(&F)) {
    for (const Crossing &Value : Spawn->Crossings) {
      Visit(Value.Path);
      Visit(Value.Refers);
    }
  }
}

} // namespace

OwnObjects::OwnObjects(const FunctionFacts &Body) : Body(Body) {}

void OwnObjects::index() {
  if (Indexed)
    return;
  Indexed = true;
  for (const auto &Block : Body.Blocks)
    for (size_t I = 0; I != Block->Facts.size(); ++I)
      eachHandedOn(*Block->Facts[I], [&](const AccessPath &Path) {
        if (!Path.isKnown())
          return;
        auto &Sites = HandedOn[rootOf(Path)];
        std::pair<const FactBlock *, size_t> Here(Block.get(), I);
        if (Sites.empty() || Sites.back() != Here)
          Sites.push_back(Here);
      });
  indexClosures(Body);
}

void OwnObjects::indexClosures(const FunctionFacts &Of) {
  for (const ClosureFacts &Closure : Of.Closures)
    for (const FunctionFacts *Inner : Closure.Bodies) {
      Inner->each<AccessFact>([&](const AccessFact &Access) {
        if (Access.Path.isKnown())
          InClosures[rootOf(Access.Path)].push_back(&Access);
      });
      indexClosures(*Inner);
    }
}

bool OwnObjects::isStillOwn(const AccessPath &Path, const Fact &At) {
  bool IsOwner = Path.rootKind() == RootKind::Variable &&
                 Body.Owners.contains(Path.rootVariable());
  if (!IsOwner && Path.rootKind() != RootKind::Fresh)
    return false;
  AccessPath Root = rootOf(Path);
  AccessPath Object = IsOwner ? Root.deref() : Root;
  if (!Object.contains(Path))
    return false;
  index();
  Publication Published(IsOwner ? Root : AccessPath(), Object);
  // A closure can hand it on at any time.
  if (auto Named = InClosures.find(Root); Named != InClosures.end())
    for (const AccessFact *Access : Named->second)
      if (Published.isNamedBy(Access->Path))
        return false;
  auto isThere = [&](const Fact &F) {
    return &F == &At ? Onward::Found : Onward::Passes;
  };
  if (auto Sites = HandedOn.find(Root); Sites != HandedOn.end())
    for (const auto &[Block, I] : Sites->second)
      if (Published.isIn(*Block->Facts[I]) && searchAfter(*Block, I, isThere))
        return false;
  return true;
}

bool isStillOwn(const AccessPath &Path, const Fact &At,
                const FunctionFacts &Body) {
  return OwnObjects(Body).isStillOwn(Path, At);
}

} // namespace sendsync
