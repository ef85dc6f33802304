/// # concurrent-check-then-act
/// What was asked under a lock is acted on under another turn of it.
///
/// ## Why it matters
/// Each call locks, so neither is a data race. But between the two the lock is free:
/// another thread may take the last element after `size()` has seen it.
///
/// ## Flagged
/// ```cpp --level=checked
/// class Pool {
/// public:
///   int take() {
///     if (size() == 0) return -1;
///     std::lock_guard<std::mutex> lock(mutex_);
///     int last = values_.back();
///     values_.pop_back();
///     return last;
///   }
///   size_t size() { std::lock_guard<std::mutex> lock(mutex_); return values_.size(); }
/// private:
///   std::mutex mutex_;
///   std::vector<int> values_;
/// };
/// ```
///
/// ## Accepted
/// ```cpp
/// class Pool {
/// public:
///   int take() {
///     std::lock_guard<std::mutex> lock(mutex_);
///     if (values_.empty()) return -1;
///     int last = values_.back();
///     values_.pop_back();
///     return last;
///   }
///   size_t size() { std::lock_guard<std::mutex> lock(mutex_); return values_.size(); }
/// private:
///   std::mutex mutex_;
///   std::vector<int> values_;
/// };
/// ```
///
/// ## How to fix
/// Ask and act under one lock, or let one method do both and say what it did.
///
/// ## Limits
/// Both bodies have to be visible. Of the acts count the ones that depend on the
/// answer: taking out an element, changing a number from its old value, changing the
/// entry of a key that was asked for. An act that looks again, or whose result is
/// tested, is accepted.
#include "checks/Check.h"
#include "checks/Phrases.h"
#include "checks/analysis/summary/StaleChecks.h"

using namespace clang;

namespace sendsync {

extern const CheckInfo ConcurrentCheckThenActInfo;

namespace {

void checkThenAct(const FunctionResults &F, Reporter &R) {
  for (const BodyResults &Body : F.bodies())
    for (const StaleCheck &Stale :
         findStaleChecks(Body, F.File.Functions)) {
      std::string Asked = "'" + Stale.Question->Callee->getNameAsString() + "'";
      std::string Data = "'" + Stale.Data->getNameAsString() + "'";
      std::string Lock = "'" + pathText(Stale.Lock) + "'";
      auto Finding = R.report(
          ConcurrentCheckThenActInfo, Stale.Act->Location, Stale.Act->Range,
          F.function()->getQualifiedNameAsString(),
          "this relies on what " + Asked + " said, but " + Lock +
              " was free in between and " + Data + " may have changed");
      Finding.note(NoteRole::Conflict, Stale.Question->Location,
                   Asked + " locks and unlocks " + Lock + " here");
      Finding.fix(Stale.Question->Location,
                  "ask and act while " + Lock + " is held once");
    }
}

} // namespace

const CheckInfo ConcurrentCheckThenActInfo = {
    "concurrent-check-then-act", Severity::Warning, Tier::Two,
    "what was asked under a lock is acted on after the lock was free",
    /*Function=*/checkThenAct};

} // namespace sendsync
