/// # entry-point-race
/// Two threads use one object with static storage at the same time, at least one
/// of them changes it, and nothing orders them.
///
/// ## Why it matters
/// A global variable is in reach of every thread that is started. The result
/// depends on which thread is faster, and may be neither of the two values: in C++
/// and C the program has undefined behaviour.
///
/// The end of an object (`delete`, `free`) changes all of it, and a virtual call
/// reads it: a destructor of a derived class changes the object before that of its
/// base class can wait for anybody. An atomic access races with a plain one. A lock
/// that is initialized while another thread uses it is changed as well.
///
/// ## Flagged
/// ```cpp
/// long requests = 0;
/// void *serve(void *) { ++requests; return nullptr; }
/// int run() {
///   pthread_t a, b;
///   pthread_create(&a, nullptr, serve, nullptr);
///   pthread_create(&b, nullptr, serve, nullptr);
///   pthread_join(a, nullptr);
///   pthread_join(b, nullptr);
///   return requests;
/// }
/// ```
/// ```cpp
/// int level = 0;
/// void raise() { level += 1; }
/// void watch() {
///   std::thread worker(raise);
///   std::printf("%d\n", level);
///   worker.join();
/// }
/// ```
///
/// ## Accepted
/// ```cpp
/// long requests = 0;
/// void *serve(void *) { ++requests; return nullptr; }
/// int run() {
///   requests = 1;
///   pthread_t a, b;
///   pthread_create(&a, nullptr, serve, nullptr);
///   pthread_join(a, nullptr);
///   pthread_create(&b, nullptr, serve, nullptr);
///   pthread_join(b, nullptr);
///   return requests;
/// }
/// ```
/// ```cpp
/// std::mutex mutex;
/// int level = 0;
/// void raise() { std::lock_guard<std::mutex> lock(mutex); level += 1; }
/// void watch() {
///   std::thread worker(raise);
///   { std::lock_guard<std::mutex> lock(mutex); std::printf("%d\n", level); }
///   worker.join();
/// }
/// ```
///
/// ## How to fix
/// Guard both sides with one mutex, make a counter or flag `std::atomic`, or use
/// the object only before the thread is started and after it has been joined.
///
/// ## Limits
/// Threads that are started by functions which nothing here calls one after the
/// other are not known to overlap, unless the second waits for the thread where
/// the first stored its handle. Calls through function pointers and virtual calls
/// are followed where what they run is certain. Over several files only the command
/// line sees both.
#include "checks/RacePhrases.h"

namespace sendsync {

extern const CheckInfo EntryPointRaceInfo;

static void checkEntryPointRace(const ProgramResults &Program, Reporter &R) {
  reportRaces(EntryPointRaceInfo, RaceRule::EntryPoint, Program, R);
}

const CheckInfo EntryPointRaceInfo = {
    "entry-point-race", Severity::Error, Tier::One,
    "two threads use one global object at the same time and one changes it",
    /*Function=*/nullptr, /*File=*/nullptr, /*Program=*/checkEntryPointRace};

} // namespace sendsync
