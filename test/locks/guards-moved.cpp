// Guards that change hands.
// RUN: %sendsync --dump=locks --exit-zero %s -- -std=c++20 | grep -E '^(function|closure)|write at[0-9]$' | sed -E 's/^ +(.*) [0-9]+:[0-9]+ write (at[0-9])$/\2 \1/' | FileCheck --match-full-lines %s

#include <memory>
#include <mutex>
#include <optional>
#include <utility>

std::mutex m;
std::mutex n;
int at0, at1, at2, at3, at4, at9;

// CHECK-LABEL: function moved {}
// CHECK-NEXT: at1 {m}
// CHECK-NEXT: at2 {}
void moved() {
  std::unique_lock first(m);
  std::unique_lock second = std::move(first);
  at1 = 1;
  second.unlock();
  at2 = 1;
}

// CHECK-LABEL: function moved_out_of_scope {}
// CHECK-NEXT: at1 {m}
void moved_out_of_scope() {
  std::unique_lock<std::mutex> outer;
  {
    std::unique_lock inner(m);
    outer = std::move(inner);
  }
  at1 = 1;
}

// CHECK-LABEL: function moved_into_scope {}
// CHECK-NEXT: at1 {m}
// CHECK-NEXT: at2 {}
void moved_into_scope() {
  std::unique_lock outer(m);
  {
    std::unique_lock inner = std::move(outer);
    at1 = 1;
  }
  at2 = 1;
}

// CHECK-LABEL: function assigned_over {}
// CHECK-NEXT: at1 {n}
void assigned_over() {
  std::unique_lock lock(m);
  lock = std::unique_lock<std::mutex>(n);
  at1 = 1;
}

// CHECK-LABEL: function assigned_empty {}
// CHECK-NEXT: at1 {}
void assigned_empty() {
  std::unique_lock lock(m);
  lock = {};
  at1 = 1;
}

// CHECK-LABEL: function swapped {}
// CHECK-NEXT: at1 {}
// CHECK-NEXT: at2 {n}
void swapped() {
  std::unique_lock first(m);
  std::unique_lock second(n, std::defer_lock);
  first.swap(second);
  second.unlock();
  at1 = 1;
  first.lock();
  at2 = 1;
}

// CHECK-LABEL: function make {}
// CHECK-NEXT: at1 {m}
std::unique_lock<std::mutex> make() {
  std::unique_lock lock(m);
  at1 = 1;
  return lock;
}

// CHECK-LABEL: function taken_over {}
// CHECK-NEXT: at1 {m}
// CHECK-NEXT: at2 {}
void taken_over() {
  std::unique_lock lock = make();
  at1 = 1;
  lock.unlock();
  at2 = 1;
}

// CHECK-LABEL: function taken_over_and_left {}
// CHECK-NEXT: at1 {m}
// CHECK-NEXT: at2 {}
void taken_over_and_left() {
  {
    auto lock = make();
    at1 = 1;
  }
  at2 = 1;
}

void unknown(std::unique_lock<std::mutex> &);
void observe(const std::unique_lock<std::mutex> &);
void consume(std::unique_lock<std::mutex>);
void asWitness(std::unique_lock<std::mutex> &) { at9 = 1; }
void unlockIt(std::unique_lock<std::mutex> &lock) { lock.unlock(); }

// Whoever can change a guard may unlock it: nothing is certain afterwards.
// CHECK-LABEL: function handed_to_unknown {}
// CHECK-NEXT: at1 {m}
// CHECK-NEXT: at2 {?m, ...}
void handed_to_unknown() {
  std::unique_lock lock(m);
  observe(lock);
  at1 = 1;
  unknown(lock);
  at2 = 1;
}

// CHECK-LABEL: function handed_to_unlocker {}
// CHECK-NEXT: at1 {?m, ...}
void handed_to_unlocker() {
  std::unique_lock lock(m);
  unlockIt(lock);
  at1 = 1;
}

// CHECK-LABEL: function handed_as_witness {}
// CHECK-NEXT: at1 {m}
void handed_as_witness() {
  std::unique_lock lock(m);
  asWitness(lock);
  at1 = 1;
}

// CHECK-LABEL: function consumed {}
// CHECK-NEXT: at1 {}
void consumed() {
  std::unique_lock lock(m);
  consume(std::move(lock));
  at1 = 1;
}

// CHECK-LABEL: function swapped_by_function {}
// CHECK-NEXT: at1 {?m, ...}
void swapped_by_function() {
  std::unique_lock first(m);
  std::unique_lock second(n, std::defer_lock);
  std::swap(first, second);
  at1 = 1;
}

// A guard in an optional holds while the optional has it.
// CHECK-LABEL: function in_an_optional {}
// CHECK-NEXT: at1 {?m}
void in_an_optional(bool locking) {
  std::optional<std::lock_guard<std::mutex>> lock;
  if (locking)
    lock.emplace(m);
  at1 = 1;
}
