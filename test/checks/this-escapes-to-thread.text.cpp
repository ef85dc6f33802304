// The whole text of a finding: the order of the notes is part of it.
// RUN: not %sendsync %s -- %inc -std=c++20 -pthread 2>&1 | FileCheck --match-full-lines %s
#include <atomic>
#include <thread>

class Poller {
public:
  void start() {
    std::thread([this] {
      while (!stop_)
        tick();
    }).detach();
  }
  ~Poller() { stop_ = true; }

private:
  void tick();
  std::atomic<bool> stop_{false};
};

// CHECK:      {{.*}}this-escapes-to-thread.text.cpp:9:18: warning: 'this' is given to a detached thread, and ~Poller does not wait for it [sendsync-this-escapes-to-thread]
// CHECK-NEXT:     9 |     std::thread([this] {
// CHECK-NEXT:       |                  ^~~~
// CHECK-NEXT: {{.*}}this-escapes-to-thread.text.cpp:9:5: note: it starts here
// CHECK-NEXT:     9 |     std::thread([this] {
// CHECK-NEXT:       |     ^
// CHECK-NEXT: {{.*}}this-escapes-to-thread.text.cpp:10:15: note: it can still use the object here
// CHECK-NEXT:    10 |       while (!stop_)
// CHECK-NEXT:       |               ^
// CHECK-NEXT: {{.*}}this-escapes-to-thread.text.cpp:14:3: note: the destructor does not wait
// CHECK-NEXT:    14 |   ~Poller() { stop_ = true; }
// CHECK-NEXT:       |   ^
// CHECK-NEXT: {{.*}}this-escapes-to-thread.text.cpp:9:5: note: keep the thread in a member and join it in the destructor
// CHECK-NEXT:     9 |     std::thread([this] {
// CHECK-NEXT:       |     ^
