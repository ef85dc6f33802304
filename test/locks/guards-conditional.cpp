// Guards that are deferred, adopted or tried: what is held at each mark.
// RUN: %sendsync --dump=locks --exit-zero %s -- -std=c++20 | grep -E '^(function|closure)|write at[0-9]$' | sed -E 's/^ +(.*) [0-9]+:[0-9]+ write (at[0-9])$/\2 \1/' | FileCheck --match-full-lines %s

#include <chrono>
#include <mutex>
#include <shared_mutex>
#include <utility>

std::mutex m;
std::mutex n;
std::timed_mutex timed;
std::shared_mutex rw;
int at0, at1, at2, at3, at4, at9;

// CHECK-LABEL: function plain_guard {}
// CHECK-NEXT: at0 {}
// CHECK-NEXT: at1 {m}
// CHECK-NEXT: at2 {}
void plain_guard() {
  at0 = 1;
  {
    std::lock_guard<std::mutex> lock(m);
    at1 = 1;
  }
  at2 = 1;
}

// CHECK-LABEL: function deferred {}
// CHECK-NEXT: at0 {}
// CHECK-NEXT: at1 {m}
// CHECK-NEXT: at2 {}
void deferred() {
  std::unique_lock lock(m, std::defer_lock);
  at0 = 1;
  lock.lock();
  at1 = 1;
  lock.unlock();
  at2 = 1;
}

// CHECK-LABEL: function adopted {}
// CHECK-NEXT: at1 {m}
// CHECK-NEXT: at2 {}
void adopted() {
  m.lock();
  {
    std::lock_guard lock(m, std::adopt_lock);
    at1 = 1;
  }
  at2 = 1;
}

// CHECK-LABEL: function tried_and_tested {}
// CHECK-NEXT: at0 {?m}
// CHECK-NEXT: at1 {m}
// CHECK-NEXT: at2 {}
// CHECK-NEXT: at3 {m}
void tried_and_tested() {
  std::unique_lock lock(m, std::try_to_lock);
  at0 = 1;
  if (lock)
    at1 = 1;
  else
    at2 = 1;
  if (lock.owns_lock())
    at3 = 1;
}

// CHECK-LABEL: function tried_and_left {}
// CHECK-NEXT: at1 {m}
void tried_and_left() {
  std::unique_lock lock(m, std::try_to_lock);
  if (!lock.owns_lock())
    return;
  at1 = 1;
}

// CHECK-LABEL: function tried_later {}
// CHECK-NEXT: at1 {m}
// CHECK-NEXT: at2 {}
// CHECK-NEXT: at3 {?m}
void tried_later() {
  std::unique_lock lock(m, std::defer_lock);
  if (lock.try_lock())
    at1 = 1;
  else
    at2 = 1;
  at3 = 1;
}

// CHECK-LABEL: function tried_for_a_time {}
// CHECK-NEXT: at1 {timed}
// CHECK-NEXT: at2 {}
void tried_for_a_time() {
  std::unique_lock lock(timed, std::chrono::seconds(1));
  if (lock)
    at1 = 1;
  else
    at2 = 1;
}

// CHECK-LABEL: function tested_through_variable {}
// CHECK-NEXT: at1 {m}
// CHECK-NEXT: at2 {}
void tested_through_variable() {
  std::unique_lock lock(m, std::defer_lock);
  bool got = lock.try_lock();
  if (got)
    at1 = 1;
  if (!got)
    at2 = 1;
}

// CHECK-LABEL: function released {}
// CHECK-NEXT: at1 {m}
// CHECK-NEXT: at2 {}
void released() {
  std::unique_lock lock(m);
  lock.release();
  at1 = 1;
  m.unlock();
  at2 = 1;
}

// CHECK-LABEL: function unlocked_on_one_path {}
// CHECK-NEXT: at1 {?m}
// CHECK-NEXT: at2 {m}
void unlocked_on_one_path(bool early) {
  std::unique_lock lock(m);
  if (early)
    lock.unlock();
  at1 = 1;
  if (lock.owns_lock())
    at2 = 1;
}

// CHECK-LABEL: function correlated_unlock {}
// CHECK-NEXT: at1 {m}
// CHECK-NEXT: at2 {}
void correlated_unlock(bool early) {
  std::unique_lock lock(m);
  if (early)
    lock.unlock();
  if (!early)
    at1 = 1;
  else
    at2 = 1;
}

// CHECK-LABEL: function readers {}
// CHECK-NEXT: at1 {rw:r}
// CHECK-NEXT: at2 {rw}
void readers() {
  std::shared_lock lock(rw);
  at1 = 1;
  lock.unlock();
  std::unique_lock writer(rw);
  at2 = 1;
}

// CHECK-LABEL: function in_a_condition {}
// CHECK-NEXT: at1 {m}
// CHECK-NEXT: at2 {}
// CHECK-NEXT: at3 {}
void in_a_condition() {
  if (std::unique_lock lock(m, std::try_to_lock); lock)
    at1 = 1;
  else
    at2 = 1;
  at3 = 1;
}

// CHECK-LABEL: function conditional_guard {}
// CHECK-NEXT: at1 {?m}
// CHECK-NEXT: at2 {m}
void conditional_guard(bool locking) {
  std::unique_lock<std::mutex> lock;
  if (locking)
    lock = std::unique_lock<std::mutex>(m);
  at1 = 1;
  if (locking)
    at2 = 1;
}

// CHECK-LABEL: function temporary_guard {}
// CHECK-NEXT: at0 {}
void temporary_guard() {
  std::lock_guard<std::mutex>{m};
  at0 = 1;
}

// CHECK-LABEL: function guard_in_comma {}
// CHECK-NEXT: at1 {m}
// CHECK-NEXT: at2 {}
void guard_in_comma() {
  (std::lock_guard<std::mutex>{m}, at1 = 1);
  at2 = 1;
}
