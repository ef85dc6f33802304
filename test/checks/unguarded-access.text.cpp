// The whole text of a finding: the order of the notes is part of it.
// RUN: not %sendsync %s -- %inc -std=c++20 -pthread 2>&1 | FileCheck --match-full-lines %s
#define SENDSYNC_SHORT_NAMES
#include <sendsync/annotations.h>
#include <mutex>
#include <thread>

class Account {
  mutable std::mutex mu_;
  long balance_ GUARDED_BY(mu_) = 0;

public:
  void deposit(long amount) {
    std::lock_guard lock(mu_);
    balance_ += amount;
  }
  long balance() const { return balance_; }
  void reset() {
    std::lock_guard lock(mu_);
    std::thread worker([this] { balance_ = 0; });
    worker.detach();
  }
};

// CHECK:      {{.*}}unguarded-access.text.cpp:17:33: warning: reading 'balance_' requires holding 'mu_'; no lock is held [sendsync-unguarded-access]
// CHECK-NEXT:    17 |   long balance() const { return balance_; }
// CHECK-NEXT:       |                                 ^~~~~~~~
// CHECK-NEXT: {{.*}}unguarded-access.text.cpp:15:5: note: other accesses hold 'mu_', for example here
// CHECK-NEXT:    15 |     balance_ += amount;
// CHECK-NEXT:       |     ^
// CHECK-NEXT: {{.*}}unguarded-access.text.cpp:10:8: note: required here: 'balance_' is guarded by 'mu_'
// CHECK-NEXT:    10 |   long balance_ GUARDED_BY(mu_) = 0;
// CHECK-NEXT:       |        ^
// CHECK-NEXT: {{.*}}unguarded-access.text.cpp:17:33: note: lock 'mu_' before reading
// CHECK-NEXT:    17 |   long balance() const { return balance_; }
// CHECK-NEXT:       |                                 ^
// CHECK-NEXT: {{.*}}unguarded-access.text.cpp:20:33: warning: writing 'balance_' requires holding 'mu_' exclusively; no lock is held in this closure [sendsync-unguarded-access]
// CHECK-NEXT:    20 |     std::thread worker([this] { balance_ = 0; });
// CHECK-NEXT:       |                                 ^~~~~~~~
// CHECK-NEXT: {{.*}}unguarded-access.text.cpp:20:17: note: the closure runs on the thread spawned here
// CHECK-NEXT:    20 |     std::thread worker([this] { balance_ = 0; });
// CHECK-NEXT:       |                 ^
// CHECK-NEXT: {{.*}}unguarded-access.text.cpp:19:21: note: 'mu_' is held here by the thread that creates the closure, not by the thread that runs it
// CHECK-NEXT:    19 |     std::lock_guard lock(mu_);
// CHECK-NEXT:       |                     ^
// CHECK-NEXT: {{.*}}unguarded-access.text.cpp:15:5: note: other accesses hold 'mu_', for example here
// CHECK-NEXT:    15 |     balance_ += amount;
// CHECK-NEXT:       |     ^
// CHECK-NEXT: {{.*}}unguarded-access.text.cpp:10:8: note: required here: 'balance_' is guarded by 'mu_'
// CHECK-NEXT:    10 |   long balance_ GUARDED_BY(mu_) = 0;
// CHECK-NEXT:       |        ^
// CHECK-NEXT: {{.*}}unguarded-access.text.cpp:20:33: note: lock 'mu_' before writing
// CHECK-NEXT:    20 |     std::thread worker([this] { balance_ = 0; });
// CHECK-NEXT:       |                                 ^
