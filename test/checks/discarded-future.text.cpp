// The whole text of a finding: the order of the notes is part of it.
// RUN: not %sendsync %s -- %inc -std=c++20 -pthread 2>&1 | FileCheck --match-full-lines %s
#include <future>

void work(int);

std::future<void> post(int n) {
  return std::async(std::launch::async, work, n);
}

void save_all() {
  post(1);
}

// CHECK:      {{.*}}discarded-future.text.cpp:12:3: warning: the future of 'post' is discarded, which waits for it here [sendsync-discarded-future]
// CHECK-NEXT:    12 |   post(1);
// CHECK-NEXT:       |   ^~~~~~~
// CHECK-NEXT: {{.*}}discarded-future.text.cpp:8:10: note: the work that it stands for starts here
// CHECK-NEXT:     8 |   return std::async(std::launch::async, work, n);
// CHECK-NEXT:       |          ^
// CHECK-NEXT: {{.*}}discarded-future.text.cpp:12:3: note: keep it in a variable to let the work run meanwhile
// CHECK-NEXT:    12 |   post(1);
// CHECK-NEXT:       |   ^
