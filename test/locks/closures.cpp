// Closures that run in place have the locks of the place, the others none.
// RUN: %sendsync --dump=locks --exit-zero %s -- -std=c++20 | grep -E '^(function|closure)|write at[0-9]$' | sed -E 's/^ +(.*) [0-9]+:[0-9]+ write (at[0-9])$/\2 \1/' | FileCheck --match-full-lines %s

#include <algorithm>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

std::mutex m;
std::mutex n;
int at0, at1, at2, at3;

template <typename F> void withLock(std::mutex &mu, F &&f) {
  std::lock_guard lock(mu);
  f();
}

// CHECK-LABEL: function algorithm {}
// CHECK-NEXT: closure in algorithm {m}
// CHECK-NEXT: at1 {m}
void algorithm(std::vector<int> &v) {
  std::lock_guard lock(m);
  std::for_each(v.begin(), v.end(), [](int) { at1 = 1; });
}

// CHECK-LABEL: function waited_for {}
// CHECK-NEXT: at2 {m}
// CHECK-NEXT: closure in waited_for {m}
// CHECK-NEXT: at1 {m}
void waited_for(std::condition_variable &ready) {
  std::unique_lock lock(m);
  ready.wait(lock, [] { return (at1 = 1) != 0; });
  at2 = 1;
}

// CHECK-LABEL: function waited_in_a_loop {}
// CHECK-NEXT: at1 {m}
void waited_in_a_loop(std::condition_variable &ready, bool &flag) {
  std::unique_lock lock(m);
  while (!flag)
    ready.wait(lock);
  at1 = 1;
}

// CHECK-LABEL: function called_at_once {}
// CHECK-NEXT: closure in called_at_once {m}
// CHECK-NEXT: at1 {m}
void called_at_once() {
  auto write = [] { at1 = 1; };
  std::lock_guard lock(m);
  write();
}

// Called with and without: only what every call has is certain.
// CHECK-LABEL: function called_twice {}
// CHECK-NEXT: closure in called_twice {?m}
// CHECK-NEXT: at1 {?m}
void called_twice() {
  auto write = [] { at1 = 1; };
  {
    std::lock_guard lock(m);
    write();
  }
  write();
}

// CHECK-LABEL: function started {}
// CHECK-NEXT: closure in started {}
// CHECK-NEXT: at2 {}
void started() {
  std::lock_guard lock(m);
  std::thread([] { at2 = 1; }).detach();
}

// CHECK-LABEL: function locks_by_itself {}
// CHECK-NEXT: closure in locks_by_itself {}
// CHECK-NEXT: at1 {m}
void locks_by_itself() {
  std::thread([] {
    std::lock_guard lock(m);
    at1 = 1;
  }).detach();
}

// CHECK-LABEL: function nested {}
// CHECK-NEXT: closure in nested {m}
// CHECK-NEXT: at2 {m, n}
// CHECK-NEXT: closure in nested {m, n}
// CHECK-NEXT: at1 {m, n}
void nested(std::vector<int> &v) {
  std::lock_guard outer(m);
  std::for_each(v.begin(), v.end(), [&](int) {
    std::lock_guard inner(n);
    std::for_each(v.begin(), v.end(), [](int) { at1 = 1; });
    at2 = 1;
  });
}

// CHECK-LABEL: function in_place_within_thread {}
// CHECK-NEXT: closure in in_place_within_thread {}
// CHECK-NEXT: closure in in_place_within_thread {n}
// CHECK-NEXT: at1 {n}
void in_place_within_thread(std::vector<int> &v) {
  std::lock_guard outer(m);
  std::thread([v] {
    std::lock_guard inner(n);
    std::for_each(v.begin(), v.end(), [](int) { at1 = 1; });
  }).detach();
}

// What is stored may run anywhere: nothing is known.
// CHECK-LABEL: function stored {}
// CHECK-NEXT: closure in stored {?}
// CHECK-NEXT: at1 {}
void stored(std::function<void()> &kept) {
  std::lock_guard lock(m);
  kept = [] { at1 = 1; };
}

// CHECK-LABEL: function returned {}
// CHECK-NEXT: closure in returned {?}
// CHECK-NEXT: at1 {}
std::function<void()> returned() {
  std::lock_guard lock(m);
  return [] { at1 = 1; };
}

// CHECK-LABEL: function erased_and_called {}
// CHECK-NEXT: closure in erased_and_called {m}
// CHECK-NEXT: at1 {m}
void erased_and_called(void (*run)(const std::function<void()> &)) {
  std::function<void()> write = [] { at1 = 1; };
  std::lock_guard lock(m);
  write();
}

// CHECK-LABEL: function unlocks_inside {}
// CHECK-NEXT: at1 {?m, ...}
// CHECK-NEXT: closure in unlocks_inside {m}
void unlocks_inside() {
  std::unique_lock lock(m);
  [&] { lock.unlock(); }();
  at1 = 1;
}

// CHECK-LABEL: function deferred_by_scope {}
// CHECK-NEXT: closure in deferred_by_scope {m}
// CHECK-NEXT: at1 {m}
void deferred_by_scope() {
  std::lock_guard lock(m);
  std::call_once(*new std::once_flag, [] { at1 = 1; });
}

// The callee's lock is held while it calls.
// CHECK-LABEL: function with_lock {}
// CHECK-NEXT: closure in with_lock {m}
// CHECK-NEXT: at1 {m}
void with_lock() {
  withLock(m, [] { at1 = 1; });
}

template <typename F> void withLockForwarded(std::mutex &mu, F &&f) {
  withLock(mu, std::forward<F>(f));
}
void withErased(std::mutex &mu, const std::function<void()> &f) {
  std::lock_guard lock(mu);
  f();
}
template <typename F> void afterLock(std::mutex &mu, F &&f) {
  { std::lock_guard lock(mu); }
  f();
}
struct Guarded {
  std::mutex mu;
  template <typename F> void with(F f) {
    std::scoped_lock lock(mu);
    f();
  }
};

// CHECK-LABEL: function with_lock_forwarded {}
// CHECK-NEXT: closure in with_lock_forwarded {m}
// CHECK-NEXT: at1 {m}
void with_lock_forwarded() {
  withLockForwarded(m, [] { at1 = 1; });
}

// CHECK-LABEL: function with_erased {}
// CHECK-NEXT: closure in with_erased {m}
// CHECK-NEXT: at1 {m}
void with_erased() {
  withErased(m, [] { at1 = 1; });
}

// CHECK-LABEL: function after_lock {}
// CHECK-NEXT: closure in after_lock {}
// CHECK-NEXT: at2 {}
void after_lock() {
  afterLock(m, [] { at2 = 1; });
}

// CHECK-LABEL: function with_member {}
// CHECK-NEXT: closure in with_member {guarded.mu}
// CHECK-NEXT: at1 {guarded.mu}
void with_member(Guarded &guarded) {
  guarded.with([] { at1 = 1; });
}
