//===- OrderContext.cpp - what keeps two edges apart ----------------------===//
#include "checks/analysis/summary/LockOrder.h"

using namespace clang;

namespace sendsync {

void LocksBeside::add(const LocksBeside &Other) {
  SomeUnknown |= Other.SomeUnknown;
  for (const auto &[Lock, Mode] : Other.Known) {
    LockMode &Mine = Known.try_emplace(Lock, Mode).first->second;
    Mine = std::max(Mine, Mode);
  }
}

bool LocksBeside::mayExclude(const LocksBeside &Other) const {
  if (SomeUnknown && (Other.SomeUnknown || !Other.Known.empty()))
    return true;
  if (Other.SomeUnknown && !Known.empty())
    return true;
  return llvm::any_of(Known, [&](const auto &Mine) {
    auto Theirs = Other.Known.find(Mine.first);
    return Theirs != Other.Known.end() &&
           (Mine.second == LockMode::Exclusive ||
            Theirs->second == LockMode::Exclusive);
  });
}

/// \p Spawn's work may be running, or not be over, at \p At.
static bool mayRunAt(const SpawnFact &Spawn, const Fact &At,
                     const BodyResults &Body) {
  return llvm::any_of(Body.Tasks.at(At), [&](const TaskState &State) {
    constexpr unsigned Running =
        TaskLive | TaskMany | TaskDetached | TaskEscaped | TaskUnknown;
    return State.Spawn == &Spawn && (State.Flags & Running);
  });
}

bool OrderContext::mayOverlap(const OrderContext &Other) const {
  if (ContextKind == Anywhere || Other.ContextKind == Anywhere)
    return true;
  if (ContextKind == InBody && Other.ContextKind == InBody)
    return false;
  if (ContextKind == InBody)
    return Other.mayOverlap(*this);
  // Work against its own spawner, or other work.
  const auto &Mine = *cast<SpawnFact>(At);
  bool OneRun = Function->Function->isMain() && Body->Facts->Parent == nullptr;
  if (Other.Body != Body)
    return true;
  if (Other.ContextKind == InBody)
    return mayRunAt(Mine, *Other.At, *Body);
  const auto &Theirs = *cast<SpawnFact>(Other.At);
  if (mayRunAt(Mine, Theirs, *Body) || mayRunAt(Theirs, Mine, *Body))
    return true;
  // Two calls of the spawner may start it at the same time.
  return !OneRun;
}

} // namespace sendsync
