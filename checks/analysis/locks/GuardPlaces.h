//===- GuardPlaces.h - which variable is that guard -------------*- C++ -*-===//
//
// A guard is made as a nameless object and then moved to its variable, which is
// what messages name.
//
//===----------------------------------------------------------------------===//
#ifndef SENDSYNC_CHECKS_ANALYSIS_LOCKS_GUARDPLACES_H
#define SENDSYNC_CHECKS_ANALYSIS_LOCKS_GUARDPLACES_H

#include "checks/analysis/facts/Facts.h"
#include <map>

namespace sendsync {

/// The guards of one body. Cost: one look at its facts.
class GuardPlaces {
public:
  explicit GuardPlaces(const FunctionFacts &Body);
  /// The variable or member that \p Guard speaks of; for a construction where
  /// the new guard went. A nameless path if it stays a temporary.
  AccessPath placeOf(const GuardFact &Guard) const;

private:
  std::map<AccessPath, AccessPath> MovedTo;
};

} // namespace sendsync

#endif // SENDSYNC_CHECKS_ANALYSIS_LOCKS_GUARDPLACES_H
