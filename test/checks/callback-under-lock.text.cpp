// The whole text of a finding: the order of the notes is part of it.
// RUN: not %sendsync --level=checked %s -- %inc -std=c++20 -pthread 2>&1 | FileCheck --match-full-lines %s
#include <functional>
#include <mutex>
#include <vector>

class Bus {
public:
  void subscribe(std::function<void(int)> f) {
    std::lock_guard lock(mu_);
    subscribers_.push_back(std::move(f));
  }
  void publish(int event) {
    std::lock_guard lock(mu_);
    for (auto &f : subscribers_)
      f(event);
    last_(event);
  }
  void count() {
    last_ = [this](int) {
      std::lock_guard lock(mu_);
      ++count_;
    };
  }

private:
  std::mutex mu_;
  std::vector<std::function<void(int)>> subscribers_;
  std::function<void(int)> last_;
  int count_ = 0;
};

// CHECK:      {{.*}}callback-under-lock.text.cpp:16:7: warning: callback 'subscribers_[...]' is called while 'mu_' is held [sendsync-callback-under-lock]
// CHECK-NEXT:    16 |       f(event);
// CHECK-NEXT:       |       ^~~~~~~~
// CHECK-NEXT: {{.*}}callback-under-lock.text.cpp:14:21: note: 'mu_' is acquired here and still held
// CHECK-NEXT:    14 |     std::lock_guard lock(mu_);
// CHECK-NEXT:       |                     ^
// CHECK-NEXT: {{.*}}callback-under-lock.text.cpp:11:18: note: 'subscribe' stores it here
// CHECK-NEXT:    11 |     subscribers_.push_back(std::move(f));
// CHECK-NEXT:       |                  ^
// CHECK-NEXT: {{.*}}callback-under-lock.text.cpp:17:5: warning: callback 'last_' locks 'mu_', which is held where it is called; this deadlocks [sendsync-callback-under-lock]
// CHECK-NEXT:    17 |     last_(event);
// CHECK-NEXT:       |     ^~~~~~~~~~~~
// CHECK-NEXT: {{.*}}callback-under-lock.text.cpp:14:21: note: 'mu_' is acquired here and still held
// CHECK-NEXT:    14 |     std::lock_guard lock(mu_);
// CHECK-NEXT:       |                     ^
// CHECK-NEXT: {{.*}}callback-under-lock.text.cpp:20:11: note: the callback is stored here
// CHECK-NEXT:    20 |     last_ = [this](int) {
// CHECK-NEXT:       |           ^
// CHECK-NEXT: {{.*}}callback-under-lock.text.cpp:21:23: note: it locks 'mu_' here
// CHECK-NEXT:    21 |       std::lock_guard lock(mu_);
// CHECK-NEXT:       |                       ^
