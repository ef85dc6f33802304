// The whole text of a finding: the order of the notes is part of it.
// RUN: not %sendsync %s -- %inc -std=c++20 -pthread 2>&1 | FileCheck --match-full-lines %s
#include <mutex>
#include <vector>

int pop(std::mutex &mu, std::vector<int> &values) {
  mu.lock();
  if (values.empty())
    return -1;
  int last = values.back();
  mu.unlock();
  return last;
}

void twice(std::mutex &mu) {
  mu.lock();
  mu.unlock();
  mu.unlock();
}

// CHECK:      {{.*}}unbalanced-lock.text.cpp:9:5: warning: 'mu' is still held when the function is left here [sendsync-unbalanced-lock]
// CHECK-NEXT:     9 |     return -1;
// CHECK-NEXT:       |     ^~~~~~~~~
// CHECK-NEXT: {{.*}}unbalanced-lock.text.cpp:7:6: note: 'mu' is acquired here
// CHECK-NEXT:     7 |   mu.lock();
// CHECK-NEXT:       |      ^
// CHECK-NEXT: {{.*}}unbalanced-lock.text.cpp:11:6: note: another path releases it here
// CHECK-NEXT:    11 |   mu.unlock();
// CHECK-NEXT:       |      ^
// CHECK-NEXT: {{.*}}unbalanced-lock.text.cpp:18:6: warning: releasing 'mu', which is already released [sendsync-unbalanced-lock]
// CHECK-NEXT:    18 |   mu.unlock();
// CHECK-NEXT:       |   ~~~^~~~~~~~
// CHECK-NEXT: {{.*}}unbalanced-lock.text.cpp:17:6: note: 'mu' is released here
// CHECK-NEXT:    17 |   mu.unlock();
// CHECK-NEXT:       |      ^
