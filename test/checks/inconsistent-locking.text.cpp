// The text of a finding: what the other accesses hold, where, and what to do.
//
// RUN: not %sendsync %s -- -std=c++17 2>&1 | FileCheck --match-full-lines %s
#include <mutex>

class Stats {
public:
  void hit() { std::lock_guard<std::mutex> lock(mu_); ++n_; }
  void miss() { std::lock_guard<std::mutex> lock(mu_); ++n_; }
  void clear() { std::lock_guard<std::mutex> lock(mu_); n_ = 0; }
  int count() { return n_; }

private:
  std::mutex mu_;
  int n_ = 0;
};

// CHECK:      {{.*}}inconsistent-locking.text.cpp:11:24: warning: 'n_' is read without 'mu_', which is held at 3 of its 4 accesses [sendsync-inconsistent-locking]
// CHECK-NEXT:    11 |   int count() { return n_; }
// CHECK-NEXT:       |                        ^~
// CHECK-NEXT: {{.*}}inconsistent-locking.text.cpp:8:57: note: written here with 'mu_' held
// CHECK-NEXT:     8 |   void hit() { std::lock_guard<std::mutex> lock(mu_); ++n_; }
// CHECK-NEXT:       |                                                         ^
// CHECK-NEXT: {{.*}}inconsistent-locking.text.cpp:11:24: note: lock 'mu_' before reading
// CHECK-NEXT:    11 |   int count() { return n_; }
// CHECK-NEXT:       |                        ^
// CHECK-NEXT: {{.*}}inconsistent-locking.text.cpp:15:7: note: or declare which lock guards 'n_' here
// CHECK-NEXT:    15 |   int n_ = 0;
// CHECK-NEXT:       |       ^
