// The whole text of a finding: the order of the notes is part of it.
// RUN: not %sendsync %s -- %inc -std=c++20 -pthread 2>&1 | FileCheck --match-full-lines %s
#include <string>
#include <thread>

void post(const std::string &body);

void upload() {
  std::string body = "hello";
  std::thread worker([&body] { post(body); });
  worker.detach();
}

std::thread view(std::string line) {
  const char *text = line.data();
  return std::thread([text] { post(text); });
}

// CHECK:      {{.*}}thread-outlives-borrow.text.cpp:10:24: warning: 'body' is captured by reference by a closure that can outlive it [sendsync-thread-outlives-borrow]
// CHECK-NEXT:    10 |   std::thread worker([&body] { post(body); });
// CHECK-NEXT:       |                        ^~~~
// CHECK-NEXT: {{.*}}thread-outlives-borrow.text.cpp:10:15: note: the closure runs on the thread spawned here
// CHECK-NEXT:    10 |   std::thread worker([&body] { post(body); });
// CHECK-NEXT:       |               ^
// CHECK-NEXT: {{.*}}thread-outlives-borrow.text.cpp:11:10: note: the thread is detached here, so nothing waits for it
// CHECK-NEXT:    11 |   worker.detach();
// CHECK-NEXT:       |          ^
// CHECK-NEXT: {{.*}}thread-outlives-borrow.text.cpp:12:1: note: 'body' is destroyed at the end of the function
// CHECK-NEXT:    12 | }
// CHECK-NEXT:       | ^
// CHECK-NEXT: {{.*}}thread-outlives-borrow.text.cpp:10:24: note: capture a copy of 'body' instead
// CHECK-NEXT:    10 |   std::thread worker([&body] { post(body); });
// CHECK-NEXT:       |                        ^
// CHECK-NEXT: {{.*}}thread-outlives-borrow.text.cpp:16:23: warning: 'text' refers to 'line', and the closure can outlive it [sendsync-thread-outlives-borrow]
// CHECK-NEXT:    16 |   return std::thread([text] { post(text); });
// CHECK-NEXT:       |                       ^~~~
// CHECK-NEXT: {{.*}}thread-outlives-borrow.text.cpp:16:10: note: the closure runs on the thread spawned here
// CHECK-NEXT:    16 |   return std::thread([text] { post(text); });
// CHECK-NEXT:       |          ^
// CHECK-NEXT: {{.*}}thread-outlives-borrow.text.cpp:16:3: note: its handle leaves the function here
// CHECK-NEXT:    16 |   return std::thread([text] { post(text); });
// CHECK-NEXT:       |   ^
// CHECK-NEXT: {{.*}}thread-outlives-borrow.text.cpp:17:1: note: 'line' is destroyed at the end of the function
// CHECK-NEXT:    17 | }
// CHECK-NEXT:       | ^
// CHECK-NEXT: {{.*}}thread-outlives-borrow.text.cpp:16:23: note: capture a copy of 'line' instead
// CHECK-NEXT:    16 |   return std::thread([text] { post(text); });
// CHECK-NEXT:       |                       ^
