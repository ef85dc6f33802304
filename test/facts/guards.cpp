// RAII objects that hold locks, and what is done to them.
// RUN: %sendsync --dump=facts --exit-zero %s -- -std=c++20 | sed -E -e 's/^ +[0-9]+:[0-9]+ //' -e '/^ block/d' | FileCheck --match-full-lines %s

#include <chrono>
#include <mutex>
#include <shared_mutex>
#include <utility>

std::mutex m, n;
std::timed_mutex timed;
std::shared_mutex shared;
using std::chrono::seconds;

// CHECK-LABEL: function plain
// CHECK-NEXT: guard <temporary> m
// CHECK-NEXT: move <temporary> to lock
// CHECK-NEXT: destroy lock
void plain() {
  std::lock_guard<std::mutex> lock(m);
}

// CHECK-LABEL: function deduced
// CHECK-NEXT: guard <temporary> m
// CHECK-NEXT: move <temporary> to lock
// CHECK-NEXT: guard <temporary> m n
// CHECK-NEXT: move <temporary> to both
// CHECK-NEXT: guard <temporary>
// CHECK-NEXT: move <temporary> to none
// CHECK-NEXT: destroy both
// CHECK-NEXT: destroy lock
void deduced() {
  std::lock_guard lock(m);
  std::scoped_lock both(m, n);
  std::scoped_lock none;
}

// CHECK-LABEL: function unique
// CHECK-NEXT: guard <temporary> m
// CHECK-NEXT: move <temporary> to lock
// CHECK-NEXT: guard release lock
// CHECK-NEXT: guard acquire lock
// CHECK-NEXT: guard forget lock
// CHECK-NEXT: destroy lock
void unique() {
  std::unique_lock lock(m);
  lock.unlock();
  lock.lock();
  (void)lock.owns_lock();
  lock.release();
}

// CHECK-LABEL: function empty
// CHECK-NEXT: guard <temporary>
// CHECK-NEXT: move <temporary> to lock
// CHECK-NEXT: destroy lock
void empty() {
  std::unique_lock<std::mutex> lock;
}

// CHECK-LABEL: function tags
// CHECK-NEXT: call std::{{.*}}defer_lock_t
// CHECK-NEXT: guard <temporary> m defer
// CHECK-NEXT: move <temporary> to deferred
// CHECK-NEXT: call std::{{.*}}adopt_lock_t
// CHECK-NEXT: guard <temporary> m adopt
// CHECK-NEXT: move <temporary> to adopted
// CHECK-NEXT: call std::{{.*}}try_to_lock_t
// CHECK-NEXT: guard <temporary> m try
// CHECK-NEXT: move <temporary> to tried
// CHECK-NEXT: call std::{{.*}}adopt_lock_t
// CHECK-NEXT: guard <temporary> n adopt
// CHECK-NEXT: move <temporary> to also
// CHECK-NEXT: call std::{{.*}}adopt_lock_t
// CHECK-NEXT: guard <temporary> m n adopt
// CHECK-NEXT: move <temporary> to many
// CHECK-NEXT: destroy many
// CHECK-NEXT: destroy also
// CHECK-NEXT: destroy tried
// CHECK-NEXT: destroy adopted
// CHECK-NEXT: destroy deferred
void tags() {
  std::unique_lock deferred(m, std::defer_lock);
  std::unique_lock adopted(m, std::adopt_lock);
  std::unique_lock tried(m, std::try_to_lock);
  std::lock_guard<std::mutex> also(n, std::adopt_lock);
  std::scoped_lock many(std::adopt_lock, m, n);
}

// CHECK-LABEL: function timeouts
// CHECK-NEXT: call std::{{.*}}duration
// CHECK-NEXT: guard <temporary> timed try
// CHECK-NEXT: move <temporary> to lock
// CHECK-NEXT: call std::{{.*}}duration
// CHECK-NEXT: guard try lock
// CHECK-NEXT: guard try lock
// CHECK-NEXT: destroy lock
void timeouts() {
  std::unique_lock lock(timed, seconds(1));
  (void)lock.try_lock_for(seconds(1));
  (void)lock.try_lock();
}

// CHECK-LABEL: function readers
// CHECK-NEXT: guard <temporary> shared shared
// CHECK-NEXT: move <temporary> to lock
// CHECK-NEXT: call std::{{.*}}try_to_lock_t
// CHECK-NEXT: guard <temporary> shared shared try
// CHECK-NEXT: move <temporary> to tried
// CHECK-NEXT: destroy tried
// CHECK-NEXT: destroy lock
void readers() {
  std::shared_lock lock(shared);
  std::shared_lock tried(shared, std::try_to_lock);
}

// CHECK-LABEL: function discarded
// CHECK-NEXT: guard <temporary> m discarded
// CHECK-NEXT: destroy <temporary>
void discarded() {
  std::lock_guard<std::mutex>{m};
}

// CHECK-LABEL: function moved
// CHECK-NEXT: guard <temporary> m
// CHECK-NEXT: move <temporary> to first
// CHECK-NEXT: move first to <temporary>
// CHECK-NEXT: move <temporary> to second
// CHECK-NEXT: guard <temporary>
// CHECK-NEXT: move <temporary> to third
// CHECK-NEXT: move second to third
// CHECK-NEXT: destroy third
// CHECK-NEXT: destroy second
// CHECK-NEXT: destroy first
void moved() {
  std::unique_lock first(m);
  std::unique_lock second = std::move(first);
  std::unique_lock<std::mutex> third;
  third = std::move(second);
}

// CHECK-LABEL: function swapped
// CHECK-NEXT: guard <temporary> m
// CHECK-NEXT: move <temporary> to first
// CHECK-NEXT: guard <temporary>
// CHECK-NEXT: move <temporary> to second
// CHECK-NEXT: swap second to first
// CHECK-NEXT: destroy second
// CHECK-NEXT: destroy first
void swapped() {
  std::unique_lock first(m);
  std::unique_lock<std::mutex> second;
  first.swap(second);
}

// CHECK-LABEL: function swapped_by_function
// CHECK-NEXT: guard <temporary> m
// CHECK-NEXT: move <temporary> to first
// CHECK-NEXT: guard <temporary>
// CHECK-NEXT: move <temporary> to second
// CHECK-NEXT: pass? first
// CHECK-NEXT: pass? second
// CHECK-NEXT: call std::swap
// CHECK-NEXT: destroy second
// CHECK-NEXT: destroy first
void swapped_by_function() {
  std::unique_lock first(m);
  std::unique_lock<std::mutex> second;
  std::swap(first, second);
}

// CHECK-LABEL: function returned
// CHECK-NEXT: guard <temporary> m
// CHECK-NEXT: move <temporary> to lock
// CHECK-NEXT: move lock to <temporary>
// CHECK-NEXT: move <temporary> to caller
// CHECK-NEXT: return
// CHECK-NEXT: destroy lock
std::unique_lock<std::mutex> returned() {
  std::unique_lock lock(m);
  return lock;
}

// CHECK-LABEL: function returned_at_once
// CHECK-NEXT: guard <temporary> m
// CHECK-NEXT: move <temporary> to caller
// CHECK-NEXT: return
std::unique_lock<std::mutex> returned_at_once() {
  return std::unique_lock(m);
}

// CHECK-LABEL: function taken_over
// CHECK-NEXT: call returned
// CHECK-NEXT: move <temporary> to lock
// CHECK-NEXT: destroy lock
void taken_over() {
  std::unique_lock lock = returned();
}

void consume(std::unique_lock<std::mutex>);
void use(std::unique_lock<std::mutex> &);
void read(const std::unique_lock<std::mutex> &);

// CHECK-LABEL: function handed_on
// CHECK-NEXT: guard <temporary> m
// CHECK-NEXT: move <temporary> to lock
// CHECK-NEXT: pass lock
// CHECK-NEXT: call read
// CHECK-NEXT: pass? lock
// CHECK-NEXT: call use
// CHECK-NEXT: move lock to <temporary>
// CHECK-NEXT: call consume
// CHECK-NEXT: destroy <temporary>
// CHECK-NEXT: destroy lock
void handed_on() {
  std::unique_lock lock(m);
  read(lock);
  use(lock);
  consume(std::move(lock));
}

struct Holder {
  std::unique_lock<std::mutex> held;
  explicit Holder(std::unique_lock<std::mutex> l);
  void drop();
};

// CHECK-LABEL: function Holder::Holder
// CHECK-NEXT: move l to <temporary>
// CHECK-NEXT: move <temporary> to held
Holder::Holder(std::unique_lock<std::mutex> l) : held(std::move(l)) {}

// CHECK-LABEL: function Holder::drop
// CHECK-NEXT: guard release held
void Holder::drop() { held.unlock(); }

// The lock of the guard, by its own name or through mutex().
// CHECK-LABEL: function asked_for_mutex
// CHECK-NEXT: call std::{{.*}}defer_lock_t
// CHECK-NEXT: guard <temporary> m defer
// CHECK-NEXT: move <temporary> to lock
// CHECK-NEXT: acquire lock.mutex()
// CHECK-NEXT: destroy lock
void asked_for_mutex() {
  std::unique_lock lock(m, std::defer_lock);
  lock.mutex()->lock();
}

// CHECK-LABEL: function in_a_condition
// CHECK-NEXT: guard <temporary> m
// CHECK-NEXT: move <temporary> to lock
// CHECK-NEXT: return
// CHECK-NEXT: destroy lock
// CHECK-NEXT: destroy lock
void in_a_condition() {
  if (std::lock_guard lock(m); true)
    return;
}
