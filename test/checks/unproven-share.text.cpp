// The whole text of a finding: the order of the notes is part of it.
// RUN: not %sendsync --level=strict %s -- %inc -std=c++20 -pthread 2>&1 | FileCheck --match-full-lines %s
#include <thread>

struct Session {
  int state = 0;
  void run();
};

void submit(Session *session) {
  std::thread([session] { session->run(); }).detach();
}

// CHECK:      {{.*}}unproven-share.text.cpp:11:16: warning: what 'session' gives to another thread is not known to be let alone here [sendsync-unproven-share]
// CHECK-NEXT:    11 |   std::thread([session] { session->run(); }).detach();
// CHECK-NEXT:       |                ^~~~~~~
// CHECK-NEXT: {{.*}}unproven-share.text.cpp:11:3: note: the closure runs on the thread spawned here
// CHECK-NEXT:    11 |   std::thread([session] { session->run(); }).detach();
// CHECK-NEXT:       |   ^
// CHECK-NEXT: {{.*}}unproven-share.text.cpp:5:8: note: 'Session' is not known to synchronize itself
// CHECK-NEXT:     5 | struct Session {
// CHECK-NEXT:       |        ^
// CHECK-NEXT: {{.*}}unproven-share.text.cpp:11:16: note: pass ownership, or share an object that synchronizes itself
// CHECK-NEXT:    11 |   std::thread([session] { session->run(); }).detach();
// CHECK-NEXT:       |                ^
