//===- BalanceEnds.cpp - what is held where a body is left ----------------===//
#include "checks/analysis/locks/BalancePass.h"
#include "clang/AST/StmtCXX.h"

using namespace clang;

namespace sendsync {

/// The fact of the `return` that a block ends with, or null.
static const ReturnFact *returnOf(const FactBlock &Block) {
  for (const Fact *F : llvm::reverse(Block.Facts))
    if (const auto *Return = dyn_cast<ReturnFact>(F))
      return Return;
  return nullptr;
}

/// The number that is returned on all ways, if it is known.
static std::optional<int64_t>
resultOf(const ReturnFact &Return,
         const std::vector<ForwardDataflow<LockDomain>::Disjunct> &Ways) {
  if (Return.Constant || !Return.Value.isKnown())
    return Return.Constant;
  std::optional<int64_t> Common = Ways.front().Conditions.valueOf(Return.Value);
  for (const auto &Way : llvm::drop_begin(Ways))
    if (Way.Conditions.valueOf(Return.Value) != Common)
      return std::nullopt;
  return Common;
}

/// What functions of this type return when they fail.
static bool isFailure(int64_t Result, QualType Type) {
  return Type->isBooleanType() || Type->isAnyPointerType() ? Result == 0
                                                           : Result < 0;
}

bool BalancePass::looksAlike(const Incoming &Holding,
                             const Incoming &Giving) const {
  QualType Type = Body.Function->getReturnType();
  if (isa_and_nonnull<CXXThrowExpr>(Holding.From->Jump))
    return true;
  // An exception tells.
  if (isa_and_nonnull<CXXThrowExpr>(Giving.From->Jump))
    return false;
  if (Type->isVoidType())
    return true;
  const ReturnFact *Held = returnOf(*Holding.From);
  const ReturnFact *Given = returnOf(*Giving.From);
  if (!Held || !Given)
    return false;
  std::optional<int64_t> Mine = resultOf(*Held, Holding.Ways);
  std::optional<int64_t> Theirs = resultOf(*Given, Giving.Ways);
  if (Mine)
    return (Theirs && *Mine == *Theirs) || isFailure(*Mine, Type);
  return Held->Value.isKnown() && Held->Value == Given->Value;
}

void BalancePass::leaveOnFailure(const Capability &Lock, const Incoming &End) {
  const ReturnFact *Return = returnOf(*End.From);
  if (!Return || Return->Constant || !Return->Value.isKnown() || !End.From->Jump)
    return;
  QualType Type = Body.Function->getReturnType();
  const HeldLock *Held = nullptr;
  const Fact *Released = nullptr;
  for (const Disjunct &Way : End.Ways) {
    std::optional<int64_t> Result = Way.Conditions.valueOf(Return->Value);
    bool Fails = Result && isFailure(*Result, Type);
    switch (standing(Lock, Way)) {
    case Standing::Held:
      if (!Fails)
        return;
      Held = Way.State.Held.find(Lock);
      break;
    case Standing::Released:
      if (Result && !Fails)
        Released = Way.State.Ended.find(Lock)->second;
      break;
    case Standing::Untouched:
    case Standing::Unclear:
      return;
    }
  }
  if (!Held || !Released)
    return;
  Imbalance &Report =
      add(Imbalance::HeldAtEnd, Lock, End.From->Jump->getBeginLoc());
  Report.Range = End.From->Jump->getSourceRange();
  Report.Acquired = Held->Since;
  Report.Other = Released;
}

void BalancePass::leave(const std::vector<Incoming> &Edges) {
  leaveStrict(Edges);
  leaveHeld(Edges);
}

void BalancePass::leaveStrict(const std::vector<Incoming> &Edges) {
  if (isa<CXXConstructorDecl, CXXDestructorDecl>(Body.Function))
    return;
  SourceLocation End = Body.Function->getBody()->getEndLoc();
  std::map<Capability, const DeclaredLock *> Promised;
  for (const DeclaredLock &Lock : Declared)
    if (!Lock.Negated && Lock.DeclaredAt.isValid() && Lock.Lock.isKnown() &&
        !Lock.Lock.isEvery() &&
        (Lock.Op == LockOp::Acquire || Lock.Op == LockOp::Require))
      Promised[Lock.Lock] = &Lock;
  // Required at the start, and given up.
  for (const DeclaredLock &Lock : Declared)
    if (Lock.Op == LockOp::Release)
      Promised.erase(Lock.Lock);
  std::set<Capability> Locks = locksOf(Edges);
  for (const auto &[Lock, Why] : Promised)
    Locks.insert(Lock);
  for (const Capability &Lock : Locks) {
    if (!isStrict(Lock))
      continue;
    const HeldLock *Held = nullptr;
    const Fact *Ended = nullptr;
    bool SomeHeld = false, SomeNot = false;
    for (const Incoming &Edge : Edges)
      for (const Disjunct &Way : Edge.Ways) {
        const HeldLock *Entry = Way.State.Held.find(Lock);
        bool Holds = Entry && Entry->Must;
        SomeHeld |= Holds;
        SomeNot |= !Holds;
        if (Holds && (!Held || !isAsserted(*Entry)))
          Held = Entry;
        auto Given = Way.State.Ended.find(Lock);
        if (Given != Way.State.Ended.end() && !isAttempt(*Given->second))
          Ended = Given->second;
      }
    bool IsPromised = Promised.count(Lock);
    if (IsPromised ? !SomeNot : !SomeHeld || isAsserted(*Held))
      continue;
    bool Managed = false;
    for (const Incoming &Edge : Edges)
      for (const Disjunct &Way : Edge.Ways)
        for (const auto &[Path, Guard] : Way.State.Guards)
          Managed |= Guard.manages(Lock) && Guard.Releases;
    // Handed to the caller with its guard.
    if (!IsPromised && Managed)
      continue;
    Imbalance &Report = add(IsPromised ? Imbalance::MissingAtEnd
                            : SomeNot  ? Imbalance::HeldOnSomePaths
                                       : Imbalance::HeldAtEnd,
                            Lock, End);
    Report.Acquired = Held ? Held->Since : nullptr;
    Report.Other = Ended;
  }
}

void BalancePass::leaveHeld(const std::vector<Incoming> &Edges) {
  // All ways that end without a `return` end at one point.
  std::map<const Stmt *, Incoming> Ends;
  for (const Incoming &Edge : Edges) {
    const Stmt *Jump = Edge.From->Jump;
    Incoming &End = Ends.try_emplace(Jump, Incoming{Edge.From, {}}).first->second;
    llvm::append_range(End.Ways, Edge.Ways);
  }
  for (const Capability &Lock : locksOf(Edges)) {
    if (isStrict(Lock) || !isPlain(Lock))
      continue;
    for (const auto &[Jump, Holding] : Ends) {
      if (standing(Lock, Holding.Ways) != Standing::Held) {
        leaveOnFailure(Lock, Holding);
        continue;
      }
      const Incoming *Gives = nullptr;
      for (const auto &[Other, Giving] : Ends)
        if (standing(Lock, Giving.Ways) == Standing::Released &&
            looksAlike(Holding, Giving))
          Gives = &Giving;
      if (!Gives)
        continue;
      Imbalance &Report =
          add(Imbalance::HeldAtEnd, Lock,
              Jump ? Jump->getBeginLoc()
                   : Body.Function->getBody()->getEndLoc());
      if (Jump)
        Report.Range = Jump->getSourceRange();
      Report.Acquired = Holding.Ways.front().State.Held.find(Lock)->Since;
      Report.Other = Gives->Ways.front().State.Ended.find(Lock)->second;
    }
  }
}

} // namespace sendsync
