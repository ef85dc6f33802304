// The whole text of a finding: the order of the notes is part of it.
// RUN: not %sendsync %s -- %inc -std=c++20 -pthread 2>&1 | FileCheck --match-full-lines %s
#include <condition_variable>
#include <mutex>

class Gate {
public:
  void pause() {
    std::unique_lock lock(mu_);
    cv_.wait(lock);
  }
  void await() {
    std::unique_lock lock(mu_);
    while (!open_)
      cv_.wait(lock);
  }
  void release() {
    open_ = true;
    cv_.notify_all();
  }

private:
  std::mutex mu_;
  std::condition_variable cv_;
  bool open_ = false;
};

// CHECK:      {{.*}}condvar-misuse.text.cpp:10:9: warning: this wait for 'cv_' has no predicate; it can wake spuriously or miss the notification [sendsync-condvar-misuse]
// CHECK-NEXT:    10 |     cv_.wait(lock);
// CHECK-NEXT:       |     ~~~~^~~~~~~~~~
// CHECK-NEXT: {{.*}}condvar-misuse.text.cpp:10:9: note: wait in a loop that tests what is waited for, with the lock held
// CHECK-NEXT:    10 |     cv_.wait(lock);
// CHECK-NEXT:       |         ^
// CHECK-NEXT: {{.*}}condvar-misuse.text.cpp:18:5: warning: 'open_' is changed without 'mu_', so a waiter can miss the notification [sendsync-condvar-misuse]
// CHECK-NEXT:    18 |     open_ = true;
// CHECK-NEXT:       |     ^~~~~
// CHECK-NEXT: {{.*}}condvar-misuse.text.cpp:19:9: note: the notification follows here
// CHECK-NEXT:    19 |     cv_.notify_all();
// CHECK-NEXT:       |         ^
// CHECK-NEXT: {{.*}}condvar-misuse.text.cpp:14:13: note: a waiter tests 'open_' with 'mu_' held here
// CHECK-NEXT:    14 |     while (!open_)
// CHECK-NEXT:       |             ^
// CHECK-NEXT: {{.*}}condvar-misuse.text.cpp:15:11: note: and goes to sleep here
// CHECK-NEXT:    15 |       cv_.wait(lock);
// CHECK-NEXT:       |           ^
// CHECK-NEXT: {{.*}}condvar-misuse.text.cpp:18:5: note: hold 'mu_' while changing 'open_'
// CHECK-NEXT:    18 |     open_ = true;
// CHECK-NEXT:       |     ^
