// The whole text of a finding: the order of the notes is part of it.
// RUN: not %sendsync %s -- %inc -std=c++20 -pthread 2>&1 | FileCheck --match-full-lines %s
#include <mutex>

int total = 0;

struct Worker {
  std::mutex mu;
  void unnamed(int n) {
    std::lock_guard<std::mutex>{mu};
    total += n;
  }
};

void fresh(int n) {
  std::mutex m;
  std::lock_guard lock(m);
  total += n;
}

// CHECK:      {{.*}}ineffective-lock.text.cpp:10:5: warning: this 'std::lock_guard' is a temporary and releases 'mu' immediately [sendsync-ineffective-lock]
// CHECK-NEXT:    10 |     std::lock_guard<std::mutex>{mu};
// CHECK-NEXT:       |     ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
// CHECK-NEXT: {{.*}}ineffective-lock.text.cpp:10:5: note: give the guard a name
// CHECK-NEXT:    10 |     std::lock_guard<std::mutex>{mu};
// CHECK-NEXT:       |     ^
// CHECK-NEXT: {{.*}}ineffective-lock.text.cpp:17:19: warning: 'm' is a new lock on every call and cannot protect 'total' [sendsync-ineffective-lock]
// CHECK-NEXT:    17 |   std::lock_guard lock(m);
// CHECK-NEXT:       |                   ^~~~~~~
// CHECK-NEXT: {{.*}}ineffective-lock.text.cpp:16:14: note: 'm' is declared here, inside the function
// CHECK-NEXT:    16 |   std::mutex m;
// CHECK-NEXT:       |              ^
// CHECK-NEXT: {{.*}}ineffective-lock.text.cpp:18:3: note: 'total' is written here
// CHECK-NEXT:    18 |   total += n;
// CHECK-NEXT:       |   ^
// CHECK-NEXT: {{.*}}ineffective-lock.text.cpp:16:14: note: move 'm' to where the data is declared
// CHECK-NEXT:    16 |   std::mutex m;
// CHECK-NEXT:       |              ^
