// The whole text of a finding: the order of the notes is part of it.
// RUN: not %sendsync %s -- %inc -std=c++20 -pthread 2>&1 | FileCheck --match-full-lines %s
#define SENDSYNC_SHORT_NAMES
#include <sendsync/annotations.h>
#include <mutex>
#include <thread>

class NOT_SEND("only the thread that opened it may use it") Connection {
public:
  void query() const;
};

struct Session {
  int id = 0;
  Connection connection;
};

void serve(Session session) {
  std::thread([session] { session.connection.query(); }).detach();
}

void finish(std::mutex &mu) {
  std::unique_lock lock(mu);
  std::thread([lock = std::move(lock)] {}).detach();
}

// CHECK:      {{.*}}non-send-transfer.text.cpp:19:16: warning: 'session' is given to another thread, but 'Session' is not Send [sendsync-non-send-transfer]
// CHECK-NEXT:    19 |   std::thread([session] { session.connection.query(); }).detach();
// CHECK-NEXT:       |                ^~~~~~~
// CHECK-NEXT: {{.*}}non-send-transfer.text.cpp:19:3: note: the closure runs on the thread spawned here
// CHECK-NEXT:    19 |   std::thread([session] { session.connection.query(); }).detach();
// CHECK-NEXT:       |   ^
// CHECK-NEXT: {{.*}}non-send-transfer.text.cpp:15:14: note: 'Session' is not Send because member 'connection' has type 'Connection'
// CHECK-NEXT:    15 |   Connection connection;
// CHECK-NEXT:       |              ^
// CHECK-NEXT: {{.*}}non-send-transfer.text.cpp:8:61: note: 'Connection' is declared not Send here: only the thread that opened it may use it
// CHECK-NEXT:     8 | class NOT_SEND("only the thread that opened it may use it") Connection {
// CHECK-NEXT:       |                                                             ^
// CHECK-NEXT: {{.*}}non-send-transfer.text.cpp:24:16: warning: 'lock' is given to another thread, but 'std::unique_lock<std::mutex>' is not Send [sendsync-non-send-transfer]
// CHECK-NEXT:    24 |   std::thread([lock = std::move(lock)] {}).detach();
// CHECK-NEXT:       |                ^~~~
// CHECK-NEXT: {{.*}}non-send-transfer.text.cpp:24:3: note: the closure runs on the thread spawned here
// CHECK-NEXT:    24 |   std::thread([lock = std::move(lock)] {}).detach();
// CHECK-NEXT:       |   ^
// CHECK-NEXT: {{.*}}mutex.yaml:{{[0-9:]+}}: note: 'std::unique_lock' is not Send: the lock it holds has to be released by the thread that took it
// CHECK-NEXT: {{.*}} |     send: no(lock-guard)
// CHECK-NEXT:       |     ^
