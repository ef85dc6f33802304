//===- LockRecorder.h - what a body does to locks, by name ------*- C++ -*-===//
//
// The part of a summary that lock order and double locks are judged by: what is
// acquired, under which locks, and what of the caller's is given back.
//
//===----------------------------------------------------------------------===//
#ifndef SENDSYNC_CHECKS_ANALYSIS_SUMMARY_LOCKRECORDER_H
#define SENDSYNC_CHECKS_ANALYSIS_SUMMARY_LOCKRECORDER_H

#include "checks/analysis/summary/LockKinds.h"
#include "checks/analysis/summary/SymbolNames.h"

namespace sendsync {

class LockRecorder {
public:
  LockRecorder(const BodyResults &Body, const FunctionAnalysis &Owner,
               FunctionTable &Functions, const LockKinds &Kinds,
               SymbolNames &Names, FunctionSummary &Out)
      : Body(Body), Owner(Owner), Functions(Functions), Kinds(Kinds),
        Names(Names), Out(Out) {}

  /// What is said of the function as a whole; after all its events.
  void describe(const CallerContexts &Callers);
  /// The events of an operation, without what all events have.
  std::vector<LockEvent> events(const Fact &Operation);
  /// The event of a library function that runs callables while it holds \p
  /// Lock, and what it holds then.
  LockEvent acquisition(const CallFact &Call, const AccessPath &Lock);
  uint16_t holdOf(const LockEvent &Acquired);
  /// What is held at \p At.
  HoldNumbers holds(const Fact &At);

private:
  void describe(const LockSummary &Summary);
  LockEvent event(const Fact &At, const Capability &Lock, LockMode Mode);
  LockUse use(const Capability &Lock, LockMode Mode);
  /// It has a name for others, and others may have the object.
  bool isNamed(const Capability &Lock) const;
  bool isOwn(const Fact &F);
  bool isInMade(const AccessPath &Lock);
  uint32_t operation(const Fact &F);
  /// The locks that are held from \p Operation on.
  const std::map<Capability, LockMode> &acquiredBy(const GuardFact &Operation);
  std::optional<LockEvent> release(const Fact &At, const Capability &Lock);
  /// Numbers \p Hold; equal ones share a number.
  void addHold(LockHold Hold, HoldNumbers &To);
  std::optional<LockHold> hold(const Capability &Lock, const HeldLock &How,
                               const Fact &At);

  const BodyResults &Body;
  const FunctionAnalysis &Owner;
  FunctionTable &Functions;
  const LockKinds &Kinds;
  SymbolNames &Names;
  FunctionSummary &Out;
  llvm::DenseMap<const void *, uint32_t> Operations;
  /// Lazily: the facts of the body itself.
  llvm::DenseSet<const Fact *> Own;
  std::map<const Fact *, std::map<Capability, LockMode>> Origins;
  bool HasOrigins = false;
  std::map<AccessPath, bool> Made;
  /// By lock, operation and certainty.
  std::map<std::tuple<Capability, uint32_t, uint16_t, LockMode>, uint16_t>
      Known;
};

} // namespace sendsync

#endif // SENDSYNC_CHECKS_ANALYSIS_SUMMARY_LOCKRECORDER_H
