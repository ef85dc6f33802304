// One input, three hosts, the same findings; also where the user's generic
// lambdas are instantiated by function templates of system headers.
// RUN: not %sendsync %s -- %inc -std=c++20 -pthread >%t.cli 2>&1
// RUN: %clang_plugin %inc -std=c++20 -pthread %s 2>%t.plugin
// RUN: %tidy %s -- %inc -std=c++20 -pthread >%t.tidy 2>&1
// RUN: %python %S/Inputs/compare.py %t.cli %t.plugin %t.tidy | FileCheck %s
#include "sendsync/annotations.h"
#include <algorithm>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <numeric>
#include <string>
#include <thread>
#include <vector>

class Account {
public:
  void deposit(long amount) {
    std::lock_guard lock(mu_);
    balance_ += amount;
  }
  // CHECK: same-findings.cpp:[[@LINE+1]]:{{[0-9]+}}: sendsync-unguarded-access: reading 'balance_' requires holding 'mu_'; no lock is held
  long flagged_balance() const { return balance_; }
  long accepted_balance() const {
    std::lock_guard lock(mu_);
    return balance_;
  }

private:
  mutable std::mutex mu_;
  long balance_ SENDSYNC_GUARDED_BY(mu_) = 0;
};

class Totals {
public:
  long accepted_sum() {
    std::lock_guard lock(mu_);
    return std::accumulate(values_.begin(), values_.end(), 0L,
                           [&](auto sum, auto value) { return sum + value + offset_; });
  }
  bool flagged_any() {
    // CHECK: same-findings.cpp:[[@LINE+2]]:{{[0-9]+}}: sendsync-unguarded-access: reading 'offset_'
    return std::any_of(fixed_.begin(), fixed_.end(),
                       [&](auto value) { return value > offset_; });
  }
  void flagged_thread() {
    std::lock_guard lock(mu_);
    // CHECK: same-findings.cpp:[[@LINE+1]]:{{[0-9]+}}: sendsync-unguarded-access: {{.*}}'offset_'
    std::jthread worker([this](auto scale) { seen_ = offset_ * scale; }, 2);
  }

private:
  std::mutex mu_;
  std::vector<long> values_ SENDSYNC_GUARDED_BY(mu_);
  long offset_ SENDSYNC_GUARDED_BY(mu_) = 0;
  const std::vector<long> fixed_;
  long seen_ = 0;
};

template <typename Work> void flagged_start(Work work) {
  std::thread t([work] { work(1); });
  // CHECK: same-findings.cpp:[[@LINE+1]]:{{[0-9]+}}: sendsync-unjoined-thread: 't' is still joinable
}
void start() {
  flagged_start([](auto) {});
}

void accepted_join() {
  std::thread t([] {});
  t.join();
}

// NOLINTNEXTLINE(sendsync-unjoined-thread)
void accepted_nolint() { std::thread t([] {}); }
// sendsync-ok(unjoined-thread): the process ends here
void accepted_reason() { std::thread t([] {}); }
