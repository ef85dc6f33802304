// The whole text of a finding: the order of the notes is part of it.
// RUN: not %sendsync %s -- %inc -std=c++20 -pthread 2>&1 | FileCheck --match-full-lines %s
#include <latch>
#include <mutex>
#include <pthread.h>
#include <thread>

struct Channel {
  pthread_mutex_t mutex;
  int value;
};

int copy(const Channel &from) {
  Channel to = from;
  return to.value;
}

class Session {
public:
  void release() {
    std::lock_guard<std::mutex> lock(mutex_);
    if (--references_ == 0)
      delete this;
  }

private:
  std::mutex mutex_;
  int references_ = 1;
};

void fire() {
  std::latch done(1);
  std::thread([&] { done.count_down(); }).detach();
}

// CHECK:      {{.*}}sync-object-lifetime.text.cpp:14:16: warning: this copies 'mutex', a 'pthread_mutex_t' that is in use; the copy is no such object [sendsync-sync-object-lifetime]
// CHECK-NEXT:    14 |   Channel to = from;
// CHECK-NEXT:       |                ^~~~
// CHECK-NEXT: {{.*}}sync-object-lifetime.text.cpp:9:19: note: 'mutex' is declared here
// CHECK-NEXT:     9 |   pthread_mutex_t mutex;
// CHECK-NEXT:       |                   ^
// CHECK-NEXT: {{.*}}sync-object-lifetime.text.cpp:23:14: warning: the object is freed while its lock 'mutex_' is held [sendsync-sync-object-lifetime]
// CHECK-NEXT:    23 |       delete this;
// CHECK-NEXT:       |              ^~~~
// CHECK-NEXT: {{.*}}sync-object-lifetime.text.cpp:21:33: note: 'mutex_' is acquired here
// CHECK-NEXT:    21 |     std::lock_guard<std::mutex> lock(mutex_);
// CHECK-NEXT:       |                                 ^
// CHECK-NEXT: {{.*}}sync-object-lifetime.text.cpp:23:14: note: release 'mutex_' first
// CHECK-NEXT:    23 |       delete this;
// CHECK-NEXT:       |              ^
// CHECK-NEXT: {{.*}}sync-object-lifetime.text.cpp:33:21: warning: 'done' is destroyed at the end of the function, but the new thread can still use it [sendsync-sync-object-lifetime]
// CHECK-NEXT:    33 |   std::thread([&] { done.count_down(); }).detach();
// CHECK-NEXT:       |                     ^~~~
// CHECK-NEXT: {{.*}}sync-object-lifetime.text.cpp:33:3: note: the closure runs on the thread spawned here
// CHECK-NEXT:    33 |   std::thread([&] { done.count_down(); }).detach();
// CHECK-NEXT:       |   ^
// CHECK-NEXT: {{.*}}sync-object-lifetime.text.cpp:34:1: note: nothing waits for it before 'done' is destroyed
// CHECK-NEXT:    34 | }
// CHECK-NEXT:       | ^
// CHECK-NEXT: {{.*}}sync-object-lifetime.text.cpp:32:14: note: wait until the work is done with 'done'
// CHECK-NEXT:    32 |   std::latch done(1);
// CHECK-NEXT:       |              ^
