/// # adjacent-location-race
/// Two threads write different bit-fields that lie next to each other. For the
/// memory model these are one location.
///
/// ## Why it matters
/// A bit-field is written by reading the whole unit, changing some bits and writing it
/// back. What the other thread wrote to its own bits meanwhile is lost.
///
/// ## Flagged
/// ```cpp
/// struct Flags { unsigned ready : 1; unsigned dirty : 1; };
/// void mark(Flags &flags) {
///   std::thread worker([&flags] { flags.ready = 1; });
///   flags.dirty = 1;
///   worker.join();
/// }
/// ```
///
/// ## Accepted
/// ```cpp
/// struct Flags { unsigned ready : 1; unsigned : 0; unsigned dirty : 1; };
/// void mark(Flags &flags) {
///   std::thread worker([&flags] { flags.ready = 1; });
///   flags.dirty = 1;
///   worker.join();
/// }
/// ```
/// ```cpp
/// struct Flags { bool ready; bool dirty; };
/// void mark(Flags &flags) {
///   std::thread worker([&flags] { flags.ready = true; });
///   flags.dirty = true;
///   worker.join();
/// }
/// ```
///
/// ## How to fix
/// Put `unsigned : 0;` between them, use members of their own (`bool`), or guard both
/// with one mutex.
///
/// ## Limits
/// Elements of `std::vector<bool>` and `std::bitset`, which share their words as well,
/// are not looked at.
#include "checks/RacePhrases.h"

namespace sendsync {

extern const CheckInfo AdjacentLocationRaceInfo;

static void checkAdjacentLocationRace(const ProgramResults &Program, Reporter &R) {
  reportRaces(AdjacentLocationRaceInfo, RaceRule::Adjacent, Program, R);
}

const CheckInfo AdjacentLocationRaceInfo = {
    "adjacent-location-race", Severity::Error, Tier::One,
    "two threads write adjacent bit-fields, which are one memory location",
    /*Function=*/nullptr, /*File=*/nullptr, /*Program=*/checkAdjacentLocationRace};

} // namespace sendsync
