/// # shared-ptr-unsync-pointee
/// Copies of one `shared_ptr` are used by work that runs at the same time, and the
/// object behind it is changed without a lock.
///
/// ## Why it matters
/// A `shared_ptr` makes the reference count safe, not the object. Two threads with
/// their own copies still have one object.
///
/// ## Flagged
/// ```cpp
/// void tally() {
///   auto stats = std::make_shared<std::map<std::string, int>>();
///   std::thread a([stats] { (*stats)["a"]++; });
///   std::thread b([stats] { (*stats)["b"]++; });
///   a.join();
///   b.join();
/// }
/// ```
///
/// ## Accepted
/// ```cpp
/// void tally() {
///   auto names = std::make_shared<const std::map<std::string, int>>();
///   std::thread a([names] { std::printf("%d\n", names->at("a")); });
///   std::thread b([names] { std::printf("%d\n", names->at("b")); });
///   a.join();
///   b.join();
/// }
/// ```
/// ```cpp
/// void tally() {
///   struct Stats { std::mutex mutex; int count = 0; };
///   auto stats = std::make_shared<Stats>();
///   std::thread a([stats] { std::lock_guard<std::mutex> lock(stats->mutex); ++stats->count; });
///   std::thread b([stats] { std::lock_guard<std::mutex> lock(stats->mutex); ++stats->count; });
///   a.join();
///   b.join();
/// }
/// ```
///
/// ## How to fix
/// Share a `shared_ptr<const T>` if nobody has to change the object; else give it a
/// mutex, or each thread an object of its own.
///
/// ## Limits
/// Only copies whose common origin is visible in the code that starts the work.
#include "checks/RacePhrases.h"

namespace sendsync {

extern const CheckInfo SharedPtrUnsyncPointeeInfo;

static void checkSharedPtrUnsyncPointee(const ProgramResults &Program, Reporter &R) {
  reportRaces(SharedPtrUnsyncPointeeInfo, RaceRule::SharedPointee, Program, R);
}

const CheckInfo SharedPtrUnsyncPointeeInfo = {
    "shared-ptr-unsync-pointee", Severity::Error, Tier::One,
    "copies of one shared_ptr change the object that they share at the same time",
    /*Function=*/nullptr, /*File=*/nullptr, /*Program=*/checkSharedPtrUnsyncPointee};

} // namespace sendsync
