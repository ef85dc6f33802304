// Suspension points and the ends of coroutines.
// RUN: %sendsync --dump=facts --exit-zero %s -- -std=c++20 | grep -E '^function|^ +[0-9]+:[0-9]+ (suspend|return|write|read|guard|destroy) ?[a-z]*$' | sed -E -e 's/^ +[0-9]+:[0-9]+ //' | FileCheck --match-full-lines %s

#include <coroutine>

struct Task {
  struct promise_type {
    Task get_return_object() { return {}; }
    std::suspend_never initial_suspend() noexcept { return {}; }
    std::suspend_never final_suspend() noexcept { return {}; }
    std::suspend_always yield_value(int) { return {}; }
    void return_void() {}
    void unhandled_exception() {}
  };
};
int count;

// CHECK-LABEL: function waits
// CHECK-NEXT: write count
// CHECK-NEXT: suspend
// CHECK-NEXT: write count
// CHECK-NEXT: suspend
// CHECK-NEXT: suspend
// CHECK-NEXT: return
// CHECK-NEXT: return
Task waits(std::suspend_always other) {
  count = 1;
  co_await other;
  count = 2;
}

// CHECK-LABEL: function yields
// CHECK-NEXT: suspend
// CHECK-NEXT: return
// CHECK-NEXT: suspend
// CHECK-NEXT: suspend
// CHECK-NEXT: return
// CHECK-NEXT: return
Task yields() {
  co_yield 1;
  co_return;
}
