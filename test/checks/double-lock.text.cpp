// The whole text of a finding: the order of the notes is part of it.
// RUN: not %sendsync %s -- %inc -std=c++20 -pthread 2>&1 | FileCheck --match-full-lines %s
#include <mutex>

class Box {
public:
  void set(int value) {
    std::lock_guard lock(mu_);
    value_ = value;
    notify();
  }
  void twice() {
    mu_.lock();
    mu_.lock();
  }
  void notify() {
    std::lock_guard lock(mu_);
    ++notified_;
  }

private:
  std::mutex mu_;
  int value_ = 0, notified_ = 0;
};

// CHECK:      {{.*}}double-lock.text.cpp:10:5: warning: calling 'notify' locks 'mu_', which is already held here; this deadlocks [sendsync-double-lock]
// CHECK-NEXT:    10 |     notify();
// CHECK-NEXT:       |     ^~~~~~~~
// CHECK-NEXT: {{.*}}double-lock.text.cpp:8:21: note: 'mu_' is acquired here and still held
// CHECK-NEXT:     8 |     std::lock_guard lock(mu_);
// CHECK-NEXT:       |                     ^
// CHECK-NEXT: {{.*}}double-lock.text.cpp:17:21: note: 'notify' locks it here
// CHECK-NEXT:    17 |     std::lock_guard lock(mu_);
// CHECK-NEXT:       |                     ^
// CHECK-NEXT: {{.*}}double-lock.text.cpp:14:9: warning: 'mu_' is already held here; locking it again deadlocks [sendsync-double-lock]
// CHECK-NEXT:    14 |     mu_.lock();
// CHECK-NEXT:       |     ~~~~^~~~~~
// CHECK-NEXT: {{.*}}double-lock.text.cpp:13:9: note: 'mu_' is acquired here and still held
// CHECK-NEXT:    13 |     mu_.lock();
// CHECK-NEXT:       |         ^
