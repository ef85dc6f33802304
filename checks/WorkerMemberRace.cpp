/// # worker-member-race
/// An object runs a worker thread of its own, and one of its other methods uses a
/// member at the same time as the worker, at least one of them changing it.
///
/// ## Why it matters
/// The flag that tells a worker to stop, the counter that it keeps, the buffer that
/// it fills: a plain member is no means of communication between threads. The
/// compiler may read it once and never again, and two writes may tear.
///
/// ## Flagged
/// ```cpp
/// class Ticker {
///  public:
///   void start() { thread_ = std::thread([this] { while (!stop_) std::puts("tick"); }); }
///   void stop() { stop_ = true; thread_.join(); }
///  private:
///   std::thread thread_;
///   bool stop_ = false;
/// };
/// ```
///
/// ## Accepted
/// ```cpp
/// class Ticker {
///  public:
///   void start(int period) {
///     period_ = period;
///     thread_ = std::thread([this] { while (!stop_) std::printf("%d\n", period_); });
///   }
///   void stop() { stop_ = true; thread_.join(); period_ = 0; }
///  private:
///   std::thread thread_;
///   std::atomic<bool> stop_{false};
///   int period_ = 0;
/// };
/// ```
///
/// ## How to fix
/// Make a flag `std::atomic`, guard the member with a mutex in the worker and in
/// the methods, or touch it only before the worker starts and after the join.
///
/// ## Limits
/// At level `standard` only where both are certain to overlap: the method waits for
/// the worker later, or comes after the start in one function. Any other public
/// method counts at level `checked`.
#include "checks/RacePhrases.h"

namespace sendsync {

extern const CheckInfo WorkerMemberRaceInfo;

static void checkWorkerMemberRace(const ProgramResults &Program, Reporter &R) {
  reportRaces(WorkerMemberRaceInfo, RaceRule::WorkerMember, Program, R);
}

const CheckInfo WorkerMemberRaceInfo = {
    "worker-member-race", Severity::Error, Tier::One,
    "an object's worker thread and its other methods use one member at the same "
    "time",
    /*Function=*/nullptr, /*File=*/nullptr, /*Program=*/checkWorkerMemberRace};

} // namespace sendsync
