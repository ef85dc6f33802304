//===- BalancePass.h - one pass over the balance of a body ------*- C++ -*-===//
//
// Private to the locks stage; see Balance.h.
//
//===----------------------------------------------------------------------===//
#ifndef SENDSYNC_CHECKS_ANALYSIS_LOCKS_BALANCEPASS_H
#define SENDSYNC_CHECKS_ANALYSIS_LOCKS_BALANCEPASS_H

#include "checks/analysis/facts/Dataflow.h"
#include "checks/analysis/locks/Balance.h"
#include "checks/analysis/locks/DeclaredLocks.h"
#include "checks/analysis/locks/LockDomain.h"

namespace sendsync {

/// What one way through the body has done to a lock.
enum class Standing : uint8_t {
  Untouched,
  Held,     ///< acquired here by hand, and held
  Released, ///< acquired and released here
  Unclear
};

class BalancePass : private ForwardDataflow<LockDomain>, private LockObserver {
  using Base = ForwardDataflow<LockDomain>;
  struct Incoming {
    const FactBlock *From;
    Base::State Ways;
  };

public:
  BalancePass(const FunctionFacts &Body, const Lockset &Entry,
              const Contracts &Contract, Summaries *Callees)
      : Base(Body, Domain), Body(Body), Contract(Contract),
        Domain(Body, Entry, Contract, Callees, this) {}

  std::vector<Imbalance> run();
  /// False if nothing here can be out of balance.
  bool worthRunning(Summaries *Callees);

private:
  // What the operations do (LockObserver).
  void releases(const Capability &Lock, std::optional<LockMode> Mode,
                const Fact &At, const LockState &Before) override;
  void adopts(const Capability &Lock, const GuardFact &At,
              const LockState &Before) override;
  void locks(const GuardState &Guard, const GuardFact &At,
             const LockState &Before) override;
  void unlocks(const GuardState &Guard, const GuardFact &At,
               const LockState &Before) override;

  /// A guard, told to lock or to unlock, acquires \p Lock.
  void acquires(const Capability &Lock, const GuardState &Guard,
                const GuardFact &At, const LockState &Before);
  bool isStrict(const Capability &Lock) const { return Strict.count(Lock); }
  /// A lock that a report without declarations can be about.
  bool isPlain(const Capability &Lock) const;
  Standing standing(const Capability &Lock, const Disjunct &Way) const;
  Standing standing(const Capability &Lock, const Base::State &Ways) const;

  // Where ways meet.
  void meet(const FactBlock &At, std::vector<Incoming> &Edges);
  void meetStrict(const Capability &Lock, const FactBlock &At,
                  std::vector<Incoming> &Edges);
  void turn(const FactBlock &From, const FactBlock &Head,
            const Base::State &End);
  void judgeContinue(const FactBlock &At, const std::vector<Incoming> &Edges);
  void leave(const std::vector<Incoming> &Edges);
  void leaveStrict(const std::vector<Incoming> &Edges);
  void leaveHeld(const std::vector<Incoming> &Edges);
  /// The caller cannot tell from the result that \p Holding was taken and not
  /// \p Giving, or takes it for a failure.
  bool looksAlike(const Incoming &Holding, const Incoming &Giving) const;
  /// One `return` for success and failure: success has released \p Lock, failure
  /// holds it still.
  void leaveOnFailure(const Capability &Lock, const Incoming &End);
  void compareModes(const Capability &Lock, const HeldLock &First,
                    const HeldLock &Second, bool InOrder);

  std::set<Capability> locksOf(const std::vector<Incoming> &Edges) const;
  Imbalance &add(Imbalance::Kind What, const Capability &Lock,
                 clang::SourceLocation Location);
  /// One operation, seen on every way that leads to it.
  struct Seen {
    unsigned Good = 0, Bad = 0;
    Imbalance Report;
  };
  Seen &see(Imbalance::Kind What, const Capability &Lock, const Fact &At);
  void order();
  /// What a loop changes has another value in its later turns.
  void forgetTurns(const FactBlock &Head, Base::State &Ways) const;

  const FunctionFacts &Body;
  const Contracts &Contract;
  LockDomain Domain;
  std::set<Capability> Strict;
  std::vector<DeclaredLock> Declared;
  std::vector<const FactBlock *> Order;
  llvm::DenseMap<const FactBlock *, unsigned> Rank;
  /// Of heads of loops: the rank of the last block that leads back there.
  llvm::DenseMap<const FactBlock *, unsigned> LastLatch;
  llvm::DenseMap<const FactBlock *, std::vector<Incoming>> Waiting;
  llvm::DenseMap<const FactBlock *, Base::State> Start;
  std::map<std::tuple<const Fact *, unsigned, Capability>, Seen> Operations;
  /// Locks whose state differs between the turns of a loop.
  std::set<Capability> Turning;
  std::vector<Imbalance> Found;
};

/// The program says that the lock is held; nothing acquired it.
inline bool isAsserted(const HeldLock &Held) {
  const auto *Lock = llvm::dyn_cast_or_null<LockFact>(Held.Since);
  return Lock && Lock->Op == LockOp::Assert;
}

} // namespace sendsync

#endif // SENDSYNC_CHECKS_ANALYSIS_LOCKS_BALANCEPASS_H
