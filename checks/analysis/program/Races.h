//===- Races.h - two accesses that may happen at the same time --*- C++ -*-===//
//
// A race is two accesses to one place, at least one a write, in threads that
// nothing orders, with no lock in common (rules.md §1.1). They are looked for in
// each function that starts work, or calls one that does: there both sides have a
// name. What the function itself does while the work runs is one side, other work
// of its the other.
//
// One thread comes after another through an object that both use, in the right
// direction: what one side releases after its access, and the other acquires
// before its own (rules.md §5 S3).
//
//===----------------------------------------------------------------------===//
#ifndef SENDSYNC_CHECKS_ANALYSIS_PROGRAM_RACES_H
#define SENDSYNC_CHECKS_ANALYSIS_PROGRAM_RACES_H

#include "checks/analysis/base/Excuses.h"
#include "checks/analysis/program/Linker.h"

namespace sendsync {

struct Race {
  enum Shape : uint8_t {
    Starter,   ///< the work, and who started it
    OtherWork, ///< two pieces of work
    SameWork,  ///< two runs of the same work
    Method     ///< an object's worker, and another of its methods
  };
  Shape RaceShape = Starter;
  /// Named where both meet.
  SymbolPath Path;
  const SpawnEvent *Spawn = nullptr;
  const SpawnEvent *OtherSpawn = nullptr; ///< for OtherWork
  std::vector<Site> SpawnWay, OtherWay;   ///< the calls on the way to the starts
  Effect InTask, Other;
  const FunctionSummary *Meeting = nullptr;
  /// For Method: it waits for the worker later, so that both overlap for sure.
  bool WaitsLater = false;
};

/// Two accesses to one place, at least one a write, that are no finding, and why.
struct ExcusedPair {
  const AccessEvent *InTask = nullptr, *Other = nullptr;
  Excuse Why = Excuse::CommonLock;
};

/// Sorted by the place of the access in the work; at most one for each pair of
/// places. Deterministic, whatever the order of the functions. With \p Excused, also
/// tells what was considered and is none.
std::vector<Race> findRaces(const ProgramSummary &Program, Linker &Link,
                            std::vector<ExcusedPair> *Excused = nullptr);

} // namespace sendsync

#endif // SENDSYNC_CHECKS_ANALYSIS_PROGRAM_RACES_H
