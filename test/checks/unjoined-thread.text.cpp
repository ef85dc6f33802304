// The whole text of a finding: the order of the notes is part of it.
// RUN: not %sendsync %s -- %inc -std=c++20 -pthread 2>&1 | FileCheck --match-full-lines %s
#include <thread>

void work();

bool run(bool fast) {
  std::thread worker(work);
  if (fast)
    return true;
  worker.join();
  return false;
}

class Server {
public:
  void start() { thread_ = std::thread(work); }

private:
  std::thread thread_;
};

// CHECK:      {{.*}}unjoined-thread.text.cpp:10:5: warning: 'worker' is still joinable when it is destroyed here; that calls std::terminate [sendsync-unjoined-thread]
// CHECK-NEXT:    10 |     return true;
// CHECK-NEXT:       |     ^~~~~~
// CHECK-NEXT: {{.*}}unjoined-thread.text.cpp:8:15: note: the thread starts here
// CHECK-NEXT:     8 |   std::thread worker(work);
// CHECK-NEXT:       |               ^
// CHECK-NEXT: {{.*}}unjoined-thread.text.cpp:8:15: note: join 'worker' on every path, or use a thread that joins in its destructor
// CHECK-NEXT:     8 |   std::thread worker(work);
// CHECK-NEXT:       |               ^
// CHECK-NEXT: {{.*}}unjoined-thread.text.cpp:20:15: warning: nothing in 'Server' joins or detaches 'thread_'; destroying it calls std::terminate [sendsync-unjoined-thread]
// CHECK-NEXT:    20 |   std::thread thread_;
// CHECK-NEXT:       |               ^~~~~~~
// CHECK-NEXT: {{.*}}unjoined-thread.text.cpp:17:26: note: the thread is stored here
// CHECK-NEXT:    17 |   void start() { thread_ = std::thread(work); }
// CHECK-NEXT:       |                          ^
// CHECK-NEXT: {{.*}}unjoined-thread.text.cpp:20:15: note: join it in the destructor, or use a thread that joins in its destructor
// CHECK-NEXT:    20 |   std::thread thread_;
// CHECK-NEXT:       |               ^
