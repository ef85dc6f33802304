//===- RacePhrases.h - which check a race belongs to, and its wording *- C++ -*-===//
//
// One engine finds races (program/Races.h); what the raced-on place is decides
// which rule speaks. Each race belongs to one check.
//
//===----------------------------------------------------------------------===//
#ifndef SENDSYNC_CHECKS_RACEPHRASES_H
#define SENDSYNC_CHECKS_RACEPHRASES_H

#include "checks/Check.h"

namespace sendsync {

/// The rules of rules.md that are about two accesses, most specific first.
enum class RaceRule : uint8_t {
  HiddenState,   ///< R48: the state of a library function
  Adjacent,      ///< R8: adjacent bit-fields
  ParallelBody,  ///< R7: shared by the runs of one parallel body
  ConstMethod,   ///< R28: changed by a const method
  WorkerMember,  ///< R22: a member of the object that started the work
  EntryPoint,    ///< R23: static storage
  GlobalState,   ///< R44: static storage of a function, in work that overlaps itself
  SharedPointee, ///< R3: what several shared pointers refer to
  Capture        ///< R1: an object that one side got from the other
};
RaceRule ruleOf(const Race &R);

/// Reports the races that belong to \p Rule, one finding for each place and pair
/// of contexts; further accesses of the same pair are notes.
void reportRaces(const CheckInfo &Check, RaceRule Rule,
                 const ProgramResults &Program, Reporter &R);

} // namespace sendsync

#endif // SENDSYNC_CHECKS_RACEPHRASES_H
