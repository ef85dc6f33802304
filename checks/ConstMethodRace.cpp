/// # const-method-race
/// A const method changes its object, through a `mutable` member or a pointer, and two
/// threads call const methods of one object at the same time.
///
/// ## Why it matters
/// The standard library promises that const operations of its types may run at the same
/// time, and callers rely on that for all types. A cache behind a const method breaks
/// the promise without a sign in its interface.
///
/// ## Flagged
/// ```cpp
/// class Table {
///  public:
///   int find(int key) const { last_ = key; return key * key; }
///  private:
///   mutable int last_ = -1;
/// };
/// int both(const Table &table) {
///   auto other = std::async(std::launch::async, [&table] { return table.find(1); });
///   int here = table.find(2);
///   return here + other.get();
/// }
/// ```
///
/// ## Accepted
/// ```cpp
/// class Table {
///  public:
///   int find(int key) const {
///     std::lock_guard<std::mutex> lock(mutex_);
///     if (key != lastKey_) { lastKey_ = key; last_ = key * key; }
///     return last_;
///   }
///  private:
///   mutable std::mutex mutex_;
///   mutable int lastKey_ = -1, last_ = 0;
/// };
/// int both(const Table &table) {
///   auto other = std::async(std::launch::async, [&table] { return table.find(1); });
///   int here = table.find(2);
///   return here + other.get();
/// }
/// ```
///
/// ## How to fix
/// Give the object a `mutable` mutex that const methods lock, or make the member
/// atomic.
///
/// ## Limits
/// Only where two threads are seen to call the methods of one object.
#include "checks/RacePhrases.h"

namespace sendsync {

extern const CheckInfo ConstMethodRaceInfo;

static void checkConstMethodRace(const ProgramResults &Program, Reporter &R) {
  reportRaces(ConstMethodRaceInfo, RaceRule::ConstMethod, Program, R);
}

const CheckInfo ConstMethodRaceInfo = {
    "const-method-race", Severity::Error, Tier::One,
    "a const method changes its object while another thread uses it",
    /*Function=*/nullptr, /*File=*/nullptr, /*Program=*/checkConstMethodRace};

} // namespace sendsync
