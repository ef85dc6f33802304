// The whole text of a finding: the order of the notes is part of it.
// RUN: not %sendsync %s -- %inc -std=c++20 -pthread 2>&1 | FileCheck --match-full-lines %s
#include <mutex>
#include <thread>

class Store {
public:
  ~Store() { worker_.join(); }
  void put(int n) {
    std::lock_guard lock(data_);
    n_ = n;
    log();
  }
  void start() {
    worker_ = std::thread([this] {
      std::lock_guard lock(journal_);
      std::lock_guard inner(data_);
      lines_ = n_;
    });
  }

private:
  void log() {
    std::lock_guard lock(journal_);
    ++lines_;
  }
  std::mutex data_, journal_;
  int n_ = 0, lines_ = 0;
  std::thread worker_;
};

// CHECK:      {{.*}}lock-order-inversion.text.cpp:12:5: warning: 'data_' and 'journal_' are acquired in opposite orders [sendsync-lock-order-inversion]
// CHECK-NEXT:    12 |     log();
// CHECK-NEXT:       |     ^~~~~
// CHECK-NEXT: {{.*}}lock-order-inversion.text.cpp:15:15: note: the closure runs on the thread spawned here
// CHECK-NEXT:    15 |     worker_ = std::thread([this] {
// CHECK-NEXT:       |               ^
// CHECK-NEXT: {{.*}}lock-order-inversion.text.cpp:10:21: note: 'put' acquires 'data_' here
// CHECK-NEXT:    10 |     std::lock_guard lock(data_);
// CHECK-NEXT:       |                     ^
// CHECK-NEXT: {{.*}}lock-order-inversion.text.cpp:24:21: note: then 'log' acquires 'journal_' here
// CHECK-NEXT:    24 |     std::lock_guard lock(journal_);
// CHECK-NEXT:       |                     ^
// CHECK-NEXT: {{.*}}lock-order-inversion.text.cpp:16:23: note: a closure in 'start' acquires 'journal_' here
// CHECK-NEXT:    16 |       std::lock_guard lock(journal_);
// CHECK-NEXT:       |                       ^
// CHECK-NEXT: {{.*}}lock-order-inversion.text.cpp:17:23: note: then a closure in 'start' acquires 'data_' here
// CHECK-NEXT:    17 |       std::lock_guard inner(data_);
// CHECK-NEXT:       |                       ^
