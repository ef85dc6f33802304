#include "checks/analysis/summary/OwnObjects.h"
#include "checks/analysis/base/Origin.h"
#include "checks/analysis/facts/FactSearch.h"

using namespace clang;

namespace sendsync {

namespace {

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

  /// A closure can do so at any time.
  bool isInClosureOf(const FunctionFacts &Body) const {
    return llvm::any_of(Body.Closures, [&](const ClosureFacts &Closure) {
      return llvm::any_of(Closure.Bodies, [&](const FunctionFacts *Inner) {
        bool Names = isInClosureOf(*Inner);
        Inner->each<AccessFact>([&](const AccessFact &Access) {
          Names |= Access.Path.startsWith(Object) ||
                   (Pointer.isKnown() && Access.Path.startsWith(Pointer));
        });
        return Names;
      });
    });
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

} // namespace

bool isStillOwn(const AccessPath &Path, const Fact &At,
                const FunctionFacts &Body) {
  AccessPath Root = Path;
  while (!Root.steps().empty())
    Root = Root.parent();
  bool IsOwner = Path.rootKind() == RootKind::Variable &&
                 Body.Owners.contains(Path.rootVariable());
  if (!IsOwner && Path.rootKind() != RootKind::Fresh)
    return false;
  AccessPath Object = IsOwner ? Root.deref() : Root;
  if (!Object.contains(Path))
    return false;
  Publication Published(IsOwner ? Root : AccessPath(), Object);
  if (Published.isInClosureOf(Body))
    return false;
  auto isThere = [&](const Fact &F) {
    return &F == &At ? Onward::Found : Onward::Passes;
  };
  for (const auto &Block : Body.Blocks)
    for (size_t I = 0; I != Block->Facts.size(); ++I)
      if (Published.isIn(*Block->Facts[I]) && searchAfter(*Block, I, isThere))
        return false;
  return true;
}

} // namespace sendsync
