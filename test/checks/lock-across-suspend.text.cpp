// The whole text of a finding: the order of the notes is part of it.
// RUN: not %sendsync %s -- %inc -std=c++20 -pthread 2>&1 | FileCheck --match-full-lines %s
#include <coroutine>
#include <mutex>

struct Task {
  struct promise_type {
    Task get_return_object() { return {}; }
    std::suspend_never initial_suspend() { return {}; }
    std::suspend_never final_suspend() noexcept { return {}; }
    void return_void() {}
    void unhandled_exception() {}
  };
};
std::suspend_always write(int page);

class Store {
  std::mutex mu_;
  int dirty_ = 0;

public:
  Task flush() {
    std::lock_guard lock(mu_);
    int page = dirty_;
    co_await write(page);
    dirty_ = 0;
  }
};

// CHECK:      {{.*}}lock-across-suspend.text.cpp:23:21: warning: 'lock' holds 'mu_' across a suspension point [sendsync-lock-across-suspend]
// CHECK-NEXT:    23 |     std::lock_guard lock(mu_);
// CHECK-NEXT:       |                     ^~~~
// CHECK-NEXT: {{.*}}lock-across-suspend.text.cpp:25:5: note: the coroutine suspends here and can resume on another thread
// CHECK-NEXT:    25 |     co_await write(page);
// CHECK-NEXT:       |     ^~~~~~~~~~~~~~~~~~~~
// CHECK-NEXT: {{.*}}lock-across-suspend.text.cpp:27:3: note: 'mu_' is released here
// CHECK-NEXT:    27 |   }
// CHECK-NEXT:       |   ^
// CHECK-NEXT: {{.*}}models/std/mutex.yaml:{{[0-9]+:[0-9]+}}: note: required here: 'std::mutex' is released by the thread that acquired it
// CHECK-NEXT: {{ *[0-9]+}} |     thread_affine: yes
// CHECK-NEXT:       |     ^
// CHECK-NEXT: {{.*}}lock-across-suspend.text.cpp:23:21: note: end the scope of 'lock' before suspending, or use a lock that is not thread-affine
// CHECK-NEXT:    23 |     std::lock_guard lock(mu_);
// CHECK-NEXT:       |                     ^
