/// # shared-capture-race
/// Two threads use one object at the same time, at least one of them changes it,
/// and nothing orders them.
///
/// ## Why it matters
/// The result depends on which thread is faster, and may be neither of the two
/// values: in C++ the program has undefined behaviour.
///
/// ## Flagged
/// ```cpp
/// void report(const std::vector<int> &values) {
///   int hits = 0;
///   std::thread worker([&] { for (int v : values) hits += v > 0; });
///   std::printf("so far %d\n", hits);
///   worker.join();
/// }
/// ```
/// ```cpp
/// void fan_out() {
///   std::vector<std::thread> workers;
///   for (int i = 0; i < 4; ++i) workers.emplace_back([&] { std::printf("%d\n", i); });
///   for (auto &worker : workers) worker.join();
/// }
/// ```
///
/// ## Accepted
/// ```cpp
/// int count(const std::vector<int> &values) {
///   int hits = 0;
///   std::thread worker([&] { for (int v : values) hits += v > 0; });
///   worker.join();
///   return hits;
/// }
/// ```
/// ```cpp
/// void fan_out(std::array<int, 4> &results) {
///   std::vector<std::jthread> workers;
///   for (int i = 0; i < 4; ++i)
///     workers.emplace_back([&results, i] { results[i] = i * i; });
/// }
/// ```
///
/// ## How to fix
/// If the closure only reads, give it a copy: `[&, i]` for a loop variable. Else
/// move the access behind the join, make the object atomic, or guard both sides
/// with one mutex.
///
/// ## Limits
/// Elements of one container may be different ones, but for those with one constant
/// index. An object that one side releases and the other acquires (an atomic, a
/// semaphore, a future) orders the accesses before and after it, as far as memory
/// orders go that are constants. Calls through function pointers and virtual calls
/// are followed where what they run is certain.
#include "checks/RacePhrases.h"

namespace sendsync {

extern const CheckInfo SharedCaptureRaceInfo;

static void checkSharedCaptureRace(const ProgramResults &Program, Reporter &R) {
  reportRaces(SharedCaptureRaceInfo, RaceRule::Capture, Program, R);
}

const CheckInfo SharedCaptureRaceInfo = {
    "shared-capture-race", Severity::Error, Tier::One,
    "two threads use one object at the same time and one changes it",
    /*Function=*/nullptr, /*File=*/nullptr, /*Program=*/checkSharedCaptureRace};

} // namespace sendsync
