/// # global-mutable-state
/// A function keeps state in a `static` variable, and work that runs several times at
/// once calls it.
///
/// ## Why it matters
/// A static buffer or counter looks local and is global. Two calls at a time share it.
///
/// ## Flagged
/// ```cpp
/// const char *nameOf(int id) {
///   static char buffer[32];
///   std::snprintf(buffer, sizeof buffer, "#%d", id);
///   return buffer;
/// }
/// void all() {
///   std::vector<std::thread> workers;
///   for (int i = 0; i < 4; ++i) workers.emplace_back([i] { std::puts(nameOf(i)); });
///   for (auto &worker : workers) worker.join();
/// }
/// ```
///
/// ## Accepted
/// ```cpp
/// std::string nameOf(int id) {
///   static const std::string prefix = "#";
///   return prefix + std::to_string(id);
/// }
/// void all() {
///   std::vector<std::thread> workers;
///   for (int i = 0; i < 4; ++i) workers.emplace_back([i] { std::puts(nameOf(i).c_str()); });
///   for (auto &worker : workers) worker.join();
/// }
/// ```
/// ```cpp
/// int next() {
///   static thread_local int last = 0;
///   return ++last;
/// }
/// void all() {
///   std::vector<std::thread> workers;
///   for (int i = 0; i < 4; ++i) workers.emplace_back([] { std::printf("%d\n", next()); });
///   for (auto &worker : workers) worker.join();
/// }
/// ```
///
/// ## How to fix
/// Return a value instead, make a scratch buffer `thread_local`, a counter
/// `std::atomic`, or guard it with a mutex.
///
/// ## Limits
/// Only work that is seen to be started several times.
#include "checks/RacePhrases.h"

namespace sendsync {

extern const CheckInfo GlobalMutableStateInfo;

static void checkGlobalMutableState(const ProgramResults &Program, Reporter &R) {
  reportRaces(GlobalMutableStateInfo, RaceRule::GlobalState, Program, R);
}

const CheckInfo GlobalMutableStateInfo = {
    "global-mutable-state", Severity::Error, Tier::One,
    "a static variable of a function is changed by work that overlaps itself",
    /*Function=*/nullptr, /*File=*/nullptr, /*Program=*/checkGlobalMutableState};

} // namespace sendsync
