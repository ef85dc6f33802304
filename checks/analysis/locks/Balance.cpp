#include "checks/analysis/locks/BalancePass.h"
#include "clang/AST/StmtCXX.h"

using namespace clang;

namespace sendsync {

namespace {

/// A fact that the program makes by hand, not through a guard.
bool locksByHand(const Fact *Since) {
  if (const auto *Lock = dyn_cast_or_null<LockFact>(Since))
    return Lock->Op == LockOp::Acquire || Lock->Op == LockOp::TryAcquire;
  const auto *Call = dyn_cast_or_null<CallFact>(Since);
  return Call && Call->Callee && !isa<CXXConstructorDecl>(Call->Callee);
}

} // namespace

bool BalancePass::worthRunning(Summaries *Callees) {
  Declared = declaredLocks(Body.Function, Contract);
  for (const DeclaredLock &Lock : Declared) {
    // What a lock's own methods do to it is not seen from inside, and the
    // result of a try decides what was done.
    if (Lock.DeclaredAt.isValid() &&
        (Lock.Op == LockOp::TryAcquire ||
         (Lock.IsThis &&
          (Lock.Op == LockOp::Acquire || Lock.Op == LockOp::Release))))
      return false;
    if (Lock.DeclaredAt.isValid() && Lock.Op != LockOp::Exclude &&
        Lock.Op != LockOp::Assert && !Lock.Negated && Lock.Lock.isKnown() &&
        !Lock.Lock.isEvery())
      Strict.insert(Lock.Lock);
  }
  bool ByHand = !Strict.empty();
  for (const auto &Block : Body.Blocks)
    for (const Fact *F : Block->Facts) {
      if (const auto *Lock = dyn_cast<LockFact>(F)) {
        bool Changes = Lock->Op == LockOp::Acquire ||
                       Lock->Op == LockOp::Release ||
                       Lock->Op == LockOp::TryAcquire;
        ByHand |= Changes;
        if (Lock->DeclaredAt.isValid() && Lock->Lock.isKnown() &&
            !Lock->Negated && (Changes || Lock->Op == LockOp::Assert))
          Strict.insert(Lock->Lock);
      } else if (const auto *Guard = dyn_cast<GuardFact>(F)) {
        bool Annotated = Guard->Type && !Contract.typeModel(Guard->Type);
        ByHand |= Annotated || Guard->GuardVerb != GuardFact::Construct ||
                  Guard->Tag;
        if (Annotated)
          for (const Capability &Lock : Guard->Locks)
            if (Lock.isKnown())
              Strict.insert(Lock);
      } else if (const auto *Call = dyn_cast<CallFact>(F)) {
        const LockSummary *Summary =
            !ByHand && Callees && Call->Callee ? Callees->locks(Call->Callee)
                                               : nullptr;
        ByHand |= Summary && (!Summary->Keeps.empty() ||
                              !Summary->Releases.empty());
      }
    }
  return ByHand;
}

void BalancePass::order() {
  std::vector<std::pair<const FactBlock *, unsigned>> Stack;
  llvm::DenseSet<const FactBlock *> Reached;
  Stack.push_back({Body.Entry, 0});
  Reached.insert(Body.Entry);
  while (!Stack.empty()) {
    auto &[Block, Next] = Stack.back();
    if (Next == Block->Successors.size()) {
      Order.push_back(Block);
      Stack.pop_back();
      continue;
    }
    const FactBlock *Successor = Block->Successors[Next++];
    if (Successor && Reached.insert(Successor).second)
      Stack.push_back({Successor, 0});
  }
  std::reverse(Order.begin(), Order.end());
  for (unsigned I = 0; I != Order.size(); ++I) {
    Rank[Order[I]] = I;
    for (const FactBlock *Next : Order[I]->Successors)
      if (Next && Rank.count(Next))
        LastLatch[Next] = I;
  }
}

void BalancePass::forgetTurns(const FactBlock &Head, Base::State &Ways) const {
  unsigned First = Rank.lookup(&Head), Last = LastLatch.lookup(&Head);
  for (unsigned I = First; I <= Last; ++I)
    for (const Fact *F : Order[I]->Facts)
      if (const auto *Access = dyn_cast<AccessFact>(F))
        if (Access->isWrite() || Access->MayWrite)
          for (Disjunct &Way : Ways)
            Way.Conditions.forget(Access->Path);
}

std::vector<Imbalance> BalancePass::run() {
  order();
  for (const FactBlock *Block : Order) {
    std::vector<Incoming> &Edges = Waiting[Block];
    Base::State Ways;
    char Collapsed = 0;
    if (Block == Body.Entry)
      Ways = {{PathConditions(), Domain.entry()}};
    if (Block == Body.Exit) {
      leave(Edges);
      continue;
    }
    meet(*Block, Edges);
    for (Incoming &Edge : Edges)
      merge(Ways, std::move(Edge.Ways), Collapsed);
    Waiting.erase(Block);
    if (Ways.empty())
      continue;
    forgetTurns(*Block, Ways);
    Start[Block] = Ways;
    for (const Fact *F : Block->Facts)
      apply(*F, Ways);
    for (unsigned I = 0; I != Block->Successors.size(); ++I) {
      const FactBlock *Next = Block->Successors[I];
      if (!Next)
        continue;
      Base::State Edge = Ways;
      if (Block->Branch)
        refine(*Block->Branch, (I == 0) != Block->Branch->Negated, Edge);
      if (Edge.empty())
        continue;
      if (Rank[Next] <= Rank[Block])
        turn(*Block, *Next, Edge);
      else
        Waiting[Next].push_back({Block, std::move(Edge)});
    }
  }
  for (auto &[Key, Operation] : Operations) {
    const Capability &Lock = Operation.Report.Lock;
    bool Declared = isStrict(Lock);
    // Where a guard may or may not have unlocked, it may lock.
    bool Certain = !Operation.Good && !Turning.count(Lock);
    if (!Operation.Bad ||
        (!Certain && (!Declared ||
                      Operation.Report.What == Imbalance::AcquireHeld)))
      continue;
    Operation.Report.Declared = Declared;
    Found.push_back(Operation.Report);
  }
  llvm::erase_if(Found, [&](const Imbalance &Report) {
    return !Report.Declared && Report.What != Imbalance::LoopStart &&
           Turning.count(Report.Lock);
  });
  return std::move(Found);
}

Imbalance &BalancePass::add(Imbalance::Kind What, const Capability &Lock,
                            SourceLocation Location) {
  Imbalance Report;
  Report.What = What;
  Report.Lock = Lock;
  // Some blocks have nothing in them that is written.
  Report.Location =
      Location.isValid() ? Location : Body.Function->getBodyRBrace();
  Report.Declared = isStrict(Lock);
  Found.push_back(std::move(Report));
  return Found.back();
}

//===----------------------------------------------------------------------===//
// Operations
//===----------------------------------------------------------------------===//

BalancePass::Seen &BalancePass::see(Imbalance::Kind What,
                                    const Capability &Lock, const Fact &At) {
  Seen &Operation = Operations[{&At, What, Lock}];
  Operation.Report.What = What;
  Operation.Report.Lock = Lock;
  Operation.Report.At = &At;
  Operation.Report.Location = At.Location;
  Operation.Report.Range = At.Range;
  return Operation;
}

bool BalancePass::isPlain(const Capability &Lock) const {
  if (!Lock.isKnown() || Lock.isRole() || Lock.lock().mayVary() ||
      Lock.lock().rootKind() == RootKind::Fresh)
    return false;
  const ValueDecl *Last = Lock.lock().lastDeclaration();
  if (!Last)
    return false;
  QualType Type = Last->getType().getNonReferenceType();
  while (!Type->getPointeeType().isNull())
    Type = Type->getPointeeType();
  return Contract.recursion(Type) != Recursion::Yes;
}

void BalancePass::releases(const Capability &Lock,
                           std::optional<LockMode> Mode, const Fact &At,
                           const LockState &Before) {
  if (!Lock.isKnown() || Before.Held.hasUnknown() ||
      (Before.Handed.count(Lock) && !isStrict(Lock)))
    return;
  const HeldLock *Held = Before.Held.find(Lock);
  auto Ended = Before.Ended.find(Lock);
  bool Unheld = !Held || !Held->Must;
  if (isStrict(Lock)) {
    // The end of a guard releases what it still has. And a class that is a guard
    // does in its constructor what its destructor undoes, declared or not.
    if (isa<DestroyFact, MoveFact>(At) ||
        isa<CXXConstructorDecl, CXXDestructorDecl>(Body.Function))
      return;
  } else {
    // Who releases what it has not acquired may do it for its caller.
    Unheld = !Held && Ended != Before.Ended.end() && isPlain(Lock);
  }
  Seen &Release = see(Imbalance::ReleaseUnheld, Lock, At);
  ++(Unheld ? Release.Bad : Release.Good);
  if (Unheld && Ended != Before.Ended.end())
    Release.Report.Other = Ended->second;
  if (!Mode || !Held || !Held->Must || Held->Depth > 1 || !isa<LockFact>(At))
    return;
  Seen &Modes = see(Imbalance::ReleaseMode, Lock, At);
  ++(*Mode != Held->Mode ? Modes.Bad : Modes.Good);
  Modes.Report.Held = Held->Mode;
  Modes.Report.Acquired = Held->Since;
}

void BalancePass::adopts(const Capability &Lock, const GuardFact &At,
                         const LockState &Before) {
  if (!Lock.isKnown() || Before.Held.hasUnknown())
    return;
  bool Unheld = !Before.Held.find(Lock);
  auto Ended = Before.Ended.find(Lock);
  // Without declarations the caller may have acquired it.
  if (!isStrict(Lock))
    Unheld &= Ended != Before.Ended.end() && isPlain(Lock);
  Seen &Adoption = see(Imbalance::AdoptUnheld, Lock, At);
  ++(Unheld ? Adoption.Bad : Adoption.Good);
  if (Ended != Before.Ended.end())
    Adoption.Report.Other = Ended->second;
}

void BalancePass::locks(const GuardState &Guard, const GuardFact &At,
                        const LockState &Before) {
  for (const Capability &Lock : Guard.Locks)
    acquires(Lock, Guard, At, Before);
}

void BalancePass::acquires(const Capability &Lock, const GuardState &Guard,
                           const GuardFact &At, const LockState &Before) {
  if (!Lock.isKnown() || Before.Held.hasUnknown())
    return;
  const HeldLock *Held = Before.Held.find(Lock);
  bool Again = Held && Held->Must &&
               (isStrict(Lock) || Guard.Owns == GuardState::Yes);
  Seen &Acquisition = see(Imbalance::AcquireHeld, Lock, At);
  ++(Again ? Acquisition.Bad : Acquisition.Good);
  if (Again)
    Acquisition.Report.Acquired = Held->Since;
}

void BalancePass::unlocks(const GuardState &Guard, const GuardFact &At,
                          const LockState &Before) {
  for (const Capability &Lock : Guard.Lends)
    acquires(Lock, Guard, At, Before);
  if (Before.Held.hasUnknown() || Guard.Locks.size() != 1 ||
      !Guard.Locks.front().isKnown() || isStrict(Guard.Locks.front()))
    return;
  const Capability &Lock = Guard.Locks.front();
  // The lock itself may be held by other means.
  if (Before.Held.find(Lock) && Guard.Owns == GuardState::No)
    return;
  Seen &Release = see(Imbalance::ReleaseUnheld, Lock, At);
  ++(Guard.Owns == GuardState::No ? Release.Bad : Release.Good);
  auto Ended = Before.Ended.find(Lock);
  if (Ended != Before.Ended.end())
    Release.Report.Other = Ended->second;
}

//===----------------------------------------------------------------------===//
// Where ways meet
//===----------------------------------------------------------------------===//

std::set<Capability>
BalancePass::locksOf(const std::vector<Incoming> &Edges) const {
  std::set<Capability> Locks;
  for (const Incoming &Edge : Edges)
    for (const Disjunct &Way : Edge.Ways)
      for (const auto &[Lock, Held] : Way.State.Held.locks())
        Locks.insert(Lock);
  return Locks;
}

Standing BalancePass::standing(const Capability &Lock,
                               const Disjunct &Way) const {
  const LockState &State = Way.State;
  if (State.Held.hasUnknown() || State.MayRelease.count(Lock) ||
      State.Handed.count(Lock))
    return Standing::Unclear;
  if (const HeldLock *Held = State.Held.find(Lock)) {
    if (!Held->Must || !locksByHand(Held->Since))
      return Standing::Unclear;
    for (const auto &[Path, Guard] : State.Guards)
      if (Guard.manages(Lock))
        return Standing::Unclear;
    return Standing::Held;
  }
  auto Ended = State.Ended.find(Lock);
  return Ended != State.Ended.end() && !isAttempt(*Ended->second)
             ? Standing::Released
             : Standing::Untouched;
}

Standing BalancePass::standing(const Capability &Lock,
                               const Base::State &Ways) const {
  Standing Common = standing(Lock, Ways.front());
  for (const Disjunct &Way : llvm::drop_begin(Ways))
    if (standing(Lock, Way) != Common)
      return Standing::Unclear;
  return Common;
}

void BalancePass::compareModes(const Capability &Lock, const HeldLock &First,
                               const HeldLock &Second, bool InOrder) {
  // In the order of the source.
  const HeldLock *Later = &Second, *Earlier = &First;
  if (!Later->Since || (InOrder && Earlier->Since &&
                        Earlier->Since->Location < Later->Since->Location))
    std::swap(Later, Earlier);
  if (!Later->Since)
    return;
  Imbalance &Report =
      add(Imbalance::ModesMeet, Lock, Later->Since->Location);
  Report.At = Later->Since;
  Report.Other = Earlier->Since;
  Report.Held = Later->Mode;
}

/// \p At tests the result of trying \p Lock again: `lock.try() ? 1 : 0`.
static bool isDecidedAt(const FactBlock &At, const Capability &Lock,
                        const LockState &State) {
  auto Tried = At.Branch ? State.Attempts.find(At.Branch->Call)
                         : State.Attempts.end();
  bool Changes = llvm::any_of(
      At.Facts, [](const Fact *F) { return isa<LockFact, GuardFact>(F); });
  return Tried != State.Attempts.end() && !Changes &&
         llvm::any_of(Tried->second, [&](const Attempt &Try) {
           return Try.Lock.isSame(Lock);
         });
}

void BalancePass::meet(const FactBlock &At, std::vector<Incoming> &Edges) {
  if (Edges.size() < 2)
    return;
  for (const Capability &Lock : locksOf(Edges))
    if (isStrict(Lock) &&
        !isDecidedAt(At, Lock, Edges.front().Ways.front().State))
      meetStrict(Lock, At, Edges);
  judgeContinue(At, Edges);
}

static bool isManaged(const Capability &Lock, const LockState &State) {
  return llvm::any_of(State.Guards, [&](const auto &Entry) {
    return Entry.second.manages(Lock) && Entry.second.Releases;
  });
}

void BalancePass::meetStrict(const Capability &Lock, const FactBlock &At,
                             std::vector<Incoming> &Edges) {
  bool Reported = false, Mixed = false;
  for (size_t I = 0; I != Edges.size() && !Reported; ++I)
    for (size_t J = 0; J != Edges.size() && !Reported; ++J)
      for (const Disjunct &With : Edges[I].Ways)
        for (const Disjunct &Without : Edges[J].Ways) {
          const HeldLock *Held = With.State.Held.find(Lock);
          const HeldLock *Theirs = Without.State.Held.find(Lock);
          if (I == J || Reported || Mixed || !Held || !Held->Must ||
              isAsserted(*Held) ||
              With.Conditions.excludes(Without.Conditions))
            continue;
          bool Managed = isManaged(Lock, With.State);
          if (Theirs && Theirs->Must) {
            if (I < J && Held->Mode != Theirs->Mode && !Managed &&
                !isAsserted(*Theirs)) {
              compareModes(Lock, *Theirs, *Held, /*InOrder=*/true);
              Mixed = true;
            }
          } else if (!Managed) {
            Imbalance &Report =
                add(Imbalance::HeldOnSomePaths, Lock, At.Begin);
            Report.Acquired = Held->Since;
            Reported = true;
            for (Incoming &Edge : Edges)
              for (Disjunct &Way : Edge.Ways)
                Way.State.Held.drop(Lock);
          }
        }
  // The stronger mode gives fewer reports that only follow from this one.
  for (Incoming &Edge : Edges)
    for (Disjunct &Way : Edge.Ways)
      if (const HeldLock *Held = Mixed ? Way.State.Held.find(Lock) : nullptr)
        if (Held->Must)
          Way.State.Held.acquire(Lock, LockMode::Exclusive, Held->Since,
                                 /*Counts=*/false);
}

void BalancePass::turn(const FactBlock &From, const FactBlock &Head,
                       const Base::State &End) {
  const Base::State &Begin = Start[&Head];
  std::set<Capability> Locks =
      locksOf({{&From, End}, {&Head, Begin}});
  SourceLocation Location = Head.Begin.isValid() ? Head.Begin : From.Begin;
  for (const Capability &Lock : Locks) {
    bool Reported = false;
    for (const Disjunct &First : Begin)
      for (const Disjunct &Last : End) {
        const HeldLock *Before = First.State.Held.find(Lock);
        const HeldLock *After = Last.State.Held.find(Lock);
        bool WasHeld = Before && Before->Must, IsHeld = After && After->Must;
        if (Reported || First.Conditions.excludes(Last.Conditions))
          continue;
        // A guard was handed to code that is not seen.
        if (Last.State.Held.hasUnknown() && After && !IsHeld)
          continue;
        if (WasHeld != IsHeld)
          Turning.insert(Lock);
        if (!isStrict(Lock))
          continue;
        if (WasHeld && IsHeld) {
          bool Easy = isManaged(Lock, Last.State) || isAsserted(*After);
          if (Before->Mode != After->Mode &&
              !(Easy && After->Mode == LockMode::Exclusive)) {
            compareModes(Lock, *Before, *After, /*InOrder=*/false);
            Reported = true;
          }
        } else if (WasHeld != IsHeld) {
          const HeldLock &Held = WasHeld ? *Before : *After;
          if (isAsserted(Held) ||
              (IsHeld && isManaged(Lock, Last.State)))
            continue;
          add(Imbalance::LoopStart, Lock, Location).Acquired = Held.Since;
          Reported = true;
        }
      }
  }
}

void BalancePass::judgeContinue(const FactBlock &At,
                                const std::vector<Incoming> &Edges) {
  // The block that only goes on to the next turn of its loop.
  bool Locks = llvm::any_of(
      At.Facts, [](const Fact *F) { return isa<LockFact, GuardFact>(F); });
  if (Locks || At.Branch || At.Successors.size() != 1 ||
      !At.Successors[0] || Rank[At.Successors[0]] > Rank[&At])
    return;
  for (const Capability &Lock : locksOf(Edges)) {
    if (isStrict(Lock) || !isPlain(Lock) ||
        standing(Lock, Start[At.Successors[0]]) == Standing::Held)
      continue;
    const Incoming *Holds = nullptr, *Gives = nullptr;
    for (const Incoming &Edge : Edges) {
      Standing How = standing(Lock, Edge.Ways);
      if (How == Standing::Held && isa_and_nonnull<ContinueStmt>(Edge.From->Jump))
        Holds = &Edge;
      else if (How == Standing::Released)
        Gives = &Edge;
    }
    if (!Holds || !Gives)
      continue;
    Imbalance &Report = add(Imbalance::LoopStart, Lock,
                            Holds->From->Jump->getBeginLoc());
    Report.Range = Holds->From->Jump->getSourceRange();
    const LockState &State = Holds->Ways.front().State;
    Report.Acquired = State.Held.find(Lock)->Since;
    Report.Other = Gives->Ways.front().State.Ended.find(Lock)->second;
  }
}

std::vector<Imbalance> findImbalances(const FunctionFacts &Body,
                                      const Lockset &Entry, bool ContextKnown,
                                      const Contracts &Contract,
                                      Summaries *Callees) {
  BalancePass Pass(Body, Entry, Contract, Callees);
  if (!ContextKnown || !Pass.worthRunning(Callees))
    return {};
  return Pass.run();
}

} // namespace sendsync
