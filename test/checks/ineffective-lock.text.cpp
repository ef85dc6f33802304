// The whole text of a finding: the order of the notes is part of it.
// RUN: not %sendsync %s -- %inc -std=c++20 -pthread 2>&1 | FileCheck --match-full-lines %s
#include <mutex>
#include <pthread.h>

int total = 0;

struct Worker {
  std::mutex mu;
  void unnamed(int n) {
    std::lock_guard<std::mutex>{mu};
    total += n;
  }
  void own(int n) {
    std::lock_guard lock(mu);
    total += n;
  }
};

void fresh(int n) {
  std::mutex m;
  std::lock_guard lock(m);
  total += n;
}

struct Account {
  pthread_mutex_t mu;
  int balance;
};
void pay(Account account) {
  pthread_mutex_lock(&account.mu);
  ++account.balance;
  pthread_mutex_unlock(&account.mu);
}

// CHECK:      {{.*}}ineffective-lock.text.cpp:11:5: warning: this 'std::lock_guard' is a temporary and releases 'mu' immediately [sendsync-ineffective-lock]
// CHECK-NEXT:    11 |     std::lock_guard<std::mutex>{mu};
// CHECK-NEXT:       |     ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
// CHECK-NEXT: {{.*}}ineffective-lock.text.cpp:11:5: note: give the guard a name
// CHECK-NEXT:    11 |     std::lock_guard<std::mutex>{mu};
// CHECK-NEXT:       |     ^
// CHECK-NEXT: {{.*}}ineffective-lock.text.cpp:16:5: warning: 'mu' belongs to each 'Worker', but 'total' is shared by all of them [sendsync-ineffective-lock]
// CHECK-NEXT:    16 |     total += n;
// CHECK-NEXT:       |     ^~~~~
// CHECK-NEXT: {{.*}}ineffective-lock.text.cpp:15:21: note: 'mu' is acquired here
// CHECK-NEXT:    15 |     std::lock_guard lock(mu);
// CHECK-NEXT:       |                     ^
// CHECK-NEXT: {{.*}}ineffective-lock.text.cpp:6:5: note: there is one 'total'
// CHECK-NEXT:     6 | int total = 0;
// CHECK-NEXT:       |     ^
// CHECK-NEXT: {{.*}}ineffective-lock.text.cpp:9:14: note: make 'mu' static, or move it to 'total'
// CHECK-NEXT:     9 |   std::mutex mu;
// CHECK-NEXT:       |              ^
// CHECK-NEXT: {{.*}}ineffective-lock.text.cpp:22:19: warning: 'm' is a new lock on every call and cannot protect 'total' [sendsync-ineffective-lock]
// CHECK-NEXT:    22 |   std::lock_guard lock(m);
// CHECK-NEXT:       |                   ^~~~~~~
// CHECK-NEXT: {{.*}}ineffective-lock.text.cpp:21:14: note: 'm' is declared here, inside the function
// CHECK-NEXT:    21 |   std::mutex m;
// CHECK-NEXT:       |              ^
// CHECK-NEXT: {{.*}}ineffective-lock.text.cpp:23:3: note: 'total' is written here
// CHECK-NEXT:    23 |   total += n;
// CHECK-NEXT:       |   ^
// CHECK-NEXT: {{.*}}ineffective-lock.text.cpp:21:14: note: move 'm' to where the data is declared
// CHECK-NEXT:    21 |   std::mutex m;
// CHECK-NEXT:       |              ^
// CHECK-NEXT: {{.*}}ineffective-lock.text.cpp:31:3: warning: 'account' is a copy with a lock of its own; 'account.mu' keeps nobody out [sendsync-ineffective-lock]
// CHECK-NEXT:    31 |   pthread_mutex_lock(&account.mu);
// CHECK-NEXT:       |   ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
// CHECK-NEXT: {{.*}}ineffective-lock.text.cpp:30:18: note: 'account' is copied here
// CHECK-NEXT:    30 | void pay(Account account) {
// CHECK-NEXT:       |                  ^
// CHECK-NEXT: {{.*}}ineffective-lock.text.cpp:30:18: note: use the original by reference or pointer
// CHECK-NEXT:    30 | void pay(Account account) {
// CHECK-NEXT:       |                  ^
