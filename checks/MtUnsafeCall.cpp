/// # mt-unsafe-call
/// A library function that keeps a hidden state, such as the buffer that `localtime`
/// returns, is called by two threads at the same time.
///
/// ## Why it matters
/// One call overwrites what the other has just returned. The standard does not require
/// these functions to be safe to call from several threads.
///
/// ## Flagged
/// ```cpp
/// void stampAll() {
///   std::vector<std::thread> workers;
///   for (int i = 0; i < 4; ++i)
///     workers.emplace_back([i] { time_t t = i; std::printf("%d\n", localtime(&t)->tm_hour); });
///   for (auto &worker : workers) worker.join();
/// }
/// ```
///
/// ## Accepted
/// ```cpp
/// void stampAll() {
///   std::vector<std::thread> workers;
///   for (int i = 0; i < 4; ++i)
///     workers.emplace_back([i] { time_t t = i; tm parts; std::printf("%d\n", localtime_r(&t, &parts)->tm_hour); });
///   for (auto &worker : workers) worker.join();
/// }
/// ```
/// ```cpp
/// void stampOne() {
///   time_t now = 0;
///   std::printf("%d\n", localtime(&now)->tm_hour);
///   std::thread worker([] { std::puts("done"); });
///   worker.join();
/// }
/// ```
///
/// ## How to fix
/// Call the variant that is given its buffer: `localtime_r`, `strtok_r`.
///
/// ## Limits
/// The functions are those whose models say `hidden_state`; `getenv` is not among
/// them.
#include "checks/RacePhrases.h"

namespace sendsync {

extern const CheckInfo MtUnsafeCallInfo;

static void checkMtUnsafeCall(const ProgramResults &Program, Reporter &R) {
  reportRaces(MtUnsafeCallInfo, RaceRule::HiddenState, Program, R);
}

const CheckInfo MtUnsafeCallInfo = {
    "mt-unsafe-call", Severity::Error, Tier::One,
    "a function with hidden state is called by two threads at the same time",
    /*Function=*/nullptr, /*File=*/nullptr, /*Program=*/checkMtUnsafeCall};

} // namespace sendsync
