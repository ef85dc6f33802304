/// # parallel-body-race
/// A body that runs concurrently with itself, the iterations of a parallel loop or the
/// block of a parallel directive, writes a location that all of its runs share.
///
/// ## Why it matters
/// Each run adds to what another has just read. The sum is wrong, a container is
/// corrupted, and with a few elements or one core nobody notices.
///
/// ## Flagged
/// ```cpp
/// double total(const std::vector<double> &values) {
///   double sum = 0;
///   #pragma omp parallel for
///   for (int i = 0; i < (int)values.size(); ++i) sum += values[i];
///   return sum;
/// }
/// ```
///
/// ## Accepted
/// ```cpp
/// double total(const std::vector<double> &values, std::vector<double> &twice) {
///   double sum = 0;
///   #pragma omp parallel for reduction(+ : sum)
///   for (int i = 0; i < (int)values.size(); ++i) { sum += values[i]; twice[i] = values[i] * 2; }
///   return sum;
/// }
/// ```
/// ```cpp
/// int count(const std::vector<double> &values) {
///   std::atomic<int> hits{0};
///   #pragma omp parallel for
///   for (int i = 0; i < (int)values.size(); ++i) hits += values[i] > 1;
///   return hits;
/// }
/// ```
///
/// ## How to fix
/// Use `reduction`, a parallel algorithm that sums (`std::transform_reduce`), an
/// atomic, a slot for each index, or a lock.
///
/// ## Limits
/// Elements are taken for different ones in each run, whatever their index.
#include "checks/RacePhrases.h"

namespace sendsync {

extern const CheckInfo ParallelBodyRaceInfo;

static void checkParallelBodyRace(const ProgramResults &Program, Reporter &R) {
  reportRaces(ParallelBodyRaceInfo, RaceRule::ParallelBody, Program, R);
}

const CheckInfo ParallelBodyRaceInfo = {
    "parallel-body-race", Severity::Error, Tier::One,
    "iterations or runs that go on at the same time write one location",
    /*Function=*/nullptr, /*File=*/nullptr, /*Program=*/checkParallelBodyRace};

} // namespace sendsync
