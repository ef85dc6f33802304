// The whole text of a finding: the order of the notes is part of it.
// RUN: not %sendsync --level=checked %s -- %inc -std=c++20 -pthread 2>&1 | FileCheck --match-full-lines %s
#include <mutex>
#include <thread>
#include <unistd.h>

class Service {
public:
  void start() {
    worker_ = std::thread([this] { run(); });
  }
  void stop() {
    std::lock_guard lock(mu_);
    done_ = true;
    worker_.join();
  }
  void pause() {
    std::lock_guard lock(mu_);
    nap();
  }

private:
  void run() {
    while (true) {
      std::lock_guard lock(mu_);
      if (done_)
        return;
    }
  }
  void nap() { sleep(1); }
  std::mutex mu_;
  bool done_ = false;
  std::thread worker_;
};

// CHECK:      {{.*}}blocking-under-lock.text.cpp:15:13: warning: waiting for 'worker_' with 'mu_' held deadlocks; its work locks 'mu_' too [sendsync-blocking-under-lock]
// CHECK-NEXT:    15 |     worker_.join();
// CHECK-NEXT:       |     ~~~~~~~~^~~~~~
// CHECK-NEXT: {{.*}}blocking-under-lock.text.cpp:10:15: note: the work is started here
// CHECK-NEXT:    10 |     worker_ = std::thread([this] { run(); });
// CHECK-NEXT:       |               ^
// CHECK-NEXT: {{.*}}blocking-under-lock.text.cpp:13:21: note: 'mu_' is acquired here and still held
// CHECK-NEXT:    13 |     std::lock_guard lock(mu_);
// CHECK-NEXT:       |                     ^
// CHECK-NEXT: {{.*}}blocking-under-lock.text.cpp:25:23: note: the work locks 'mu_' here
// CHECK-NEXT:    25 |       std::lock_guard lock(mu_);
// CHECK-NEXT:       |                       ^
// CHECK-NEXT: {{.*}}blocking-under-lock.text.cpp:19:5: warning: 'nap' sleeps while 'mu_' is held [sendsync-blocking-under-lock]
// CHECK-NEXT:    19 |     nap();
// CHECK-NEXT:       |     ^~~~~
// CHECK-NEXT: {{.*}}blocking-under-lock.text.cpp:18:21: note: 'mu_' is acquired here and still held
// CHECK-NEXT:    18 |     std::lock_guard lock(mu_);
// CHECK-NEXT:       |                     ^
// CHECK-NEXT: {{.*}}blocking-under-lock.text.cpp:30:16: note: it calls 'sleep' here
// CHECK-NEXT:    30 |   void nap() { sleep(1); }
// CHECK-NEXT:       |                ^
// CHECK-NEXT: {{.*}}blocking-under-lock.text.cpp:23:8: note: 'run' waits for 'mu_' meanwhile
// CHECK-NEXT:    23 |   void run() {
// CHECK-NEXT:       |        ^
