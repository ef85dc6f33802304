// Locks and guards of the user's own, recognized from their bodies.
// RUN: %clang_plugin -std=c++20 -pthread %inc -Xclang -verify %s -Xclang -verify-ignore-unexpected=note
#include <atomic>
#include <cassert>
#include <memory>
#include <mutex>
#include <optional>
#include <pthread.h>
#include <shared_mutex>
#include <utility>
#define SENDSYNC_SHORT_NAMES
#include <sendsync/annotations.h>

//===-- methods that end in a modelled acquire ---------------------------===//

class Wrapped {
public:
  void enter() { mu.lock(); }
  void leave() { mu.unlock(); }
  bool tryEnter() { return mu.try_lock(); }
  void flagged_nothing_held() {
    ++value; // expected-warning {{writing 'value' requires holding 'mu'}}
  }
  void accepted_entered() {
    enter();
    ++value;
    leave();
  }
  void flagged_left() {
    enter();
    leave();
    ++value; // expected-warning {{writing 'value' requires holding 'mu'}}
  }
  void flagged_entered_twice() {
    enter();
    enter(); // expected-warning {{calling 'enter' locks 'mu', which is already held here; this deadlocks}}
    leave();
  }
  void accepted_tried() {
    if (tryEnter()) {
      ++value;
      leave();
    }
  }

private:
  std::mutex mu;
  int value GUARDED_BY(mu) = 0;
};

// A lock class around a lock, and a lock class around that.
class Lock {
public:
  void acquire() { mu.lock(); }
  void release() { mu.unlock(); }

private:
  std::mutex mu;
};
class Outer {
public:
  void take() { inner.acquire(); }
  void give() { inner.release(); }

private:
  Lock inner;
};
class UsesWrapperOfWrapper {
public:
  void flagged_taken_twice() {
    outer.take();
    outer.take(); // expected-warning {{calling 'take' locks 'outer', which is already held here}}
    outer.give();
  }
  void accepted_taken() {
    outer.take();
    outer.give();
    outer.take();
    outer.give();
  }

private:
  Outer outer;
};

//===-- guards -----------------------------------------------------------===//

class ReferenceGuard {
public:
  explicit ReferenceGuard(std::mutex &m) : m(m) { m.lock(); }
  ~ReferenceGuard() { m.unlock(); }

private:
  std::mutex &m;
};
class PointerGuard {
public:
  explicit PointerGuard(std::mutex *m) : m(m) { m->lock(); }
  ~PointerGuard() { m->unlock(); }

private:
  std::mutex *m;
};
class NullableGuard {
public:
  explicit NullableGuard(std::mutex *m) : m(m) {
    if (m)
      m->lock();
  }
  ~NullableGuard() {
    if (m)
      m->unlock();
  }

private:
  std::mutex *m;
};
template <typename Mutex> class DeducedGuard {
public:
  explicit DeducedGuard(Mutex &m) : m(m) { m.lock(); }
  ~DeducedGuard() { m.unlock(); }

private:
  Mutex &m;
};
template <typename Mutex> class ReaderGuard {
public:
  explicit ReaderGuard(Mutex &m) : m(m) { m.lock_shared(); }
  ~ReaderGuard() { m.unlock_shared(); }

private:
  Mutex &m;
};
class MemberGuard {
public:
  explicit MemberGuard(std::mutex &m) : lock(m) {}

private:
  std::lock_guard<std::mutex> lock;
};
class OptionalOwner {
public:
  explicit OptionalOwner(std::mutex &m) : m(&m) { m.lock(); }
  ~OptionalOwner() {
    if (m)
      m->unlock();
  }
  void unlock() {
    m->unlock();
    m = nullptr;
  }

private:
  std::mutex *m;
};
class LockGuard {
public:
  explicit LockGuard(Lock &lock) : lock(lock) { lock.acquire(); }
  ~LockGuard() { lock.release(); }

private:
  Lock &lock;
};
#define GUARDED(m) ReferenceGuard guard_(m)

class UsesGuards {
public:
  void accepted_reference() {
    ReferenceGuard guard(mu);
    ++value;
  }
  void flagged_reference_ended() {
    { ReferenceGuard guard(mu); }
    ++value; // expected-warning {{writing 'value' requires holding 'mu'}}
  }
  void flagged_reference_twice() {
    ReferenceGuard guard(mu);
    ReferenceGuard again(mu); // expected-warning {{locks 'mu', which is already held here}}
  }
  void accepted_pointer() {
    PointerGuard guard(&mu);
    ++value;
  }
  void flagged_pointer_ended() {
    { PointerGuard guard(&mu); }
    ++value; // expected-warning {{writing 'value' requires holding 'mu'}}
  }
  void accepted_nullable() {
    NullableGuard guard(&mu);
    ++value;
  }
  void accepted_nullable_one_after_the_other() {
    { NullableGuard guard(&mu); }
    NullableGuard guard(&mu);
    ++value;
  }
  void accepted_deduced() {
    DeducedGuard guard(mu);
    ++value;
  }
  void flagged_deduced_other() {
    DeducedGuard guard(other);
    ++value; // expected-warning {{writing 'value' requires holding 'mu'}}
  }
  int accepted_reader() {
    ReaderGuard guard(rw);
    return shared;
  }
  void flagged_reader_writes() {
    ReaderGuard guard(rw);
    ++shared; // expected-warning {{writing 'shared' requires holding 'rw' exclusively}}
  }
  void accepted_member() {
    MemberGuard guard(mu);
    ++value;
  }
  void flagged_member_ended() {
    { MemberGuard guard(mu); }
    ++value; // expected-warning {{writing 'value' requires holding 'mu'}}
  }
  void accepted_optional_owner() {
    OptionalOwner guard(mu);
    ++value;
    guard.unlock();
  }
  void flagged_optional_owner_unlocked() {
    OptionalOwner guard(mu);
    guard.unlock();
    ++value; // expected-warning {{writing 'value' requires holding 'mu'}}
  }
  void accepted_std_optional() {
    std::optional<std::lock_guard<std::mutex>> guard;
    guard.emplace(mu);
    ++value;
  }
  void accepted_macro() {
    GUARDED(mu);
    ++value;
  }
  void flagged_macro_twice() {
    GUARDED(mu);
    ReferenceGuard again(mu); // expected-warning {{locks 'mu', which is already held here}}
  }
  void flagged_guard_of_wrapper_twice() {
    LockGuard guard(wrapper);
    wrapper.acquire(); // expected-warning {{locks 'wrapper', which is already held here}}
  }
  void accepted_guard_of_wrapper() {
    { LockGuard guard(wrapper); }
    LockGuard guard(wrapper);
  }

private:
  std::mutex mu, other;
  std::shared_mutex rw;
  Lock wrapper;
  int value GUARDED_BY(mu) = 0;
  int shared GUARDED_BY(rw) = 0;
};

// A guard that unlocks, and locks again at its end.
class Unlocked {
public:
  explicit Unlocked(std::mutex &m) : m(m) { m.unlock(); }
  ~Unlocked() { m.lock(); }

private:
  std::mutex &m;
};
class UsesUnlocked {
public:
  void accepted_locked_again() {
    std::lock_guard guard(mu);
    { Unlocked gap(mu); }
    ++value;
  }
  void flagged_unlocked() {
    std::lock_guard guard(mu);
    Unlocked gap(mu);
    ++value; // expected-warning {{writing 'value' requires holding 'mu'}}
  }

private:
  std::mutex mu;
  int value GUARDED_BY(mu) = 0;
};

//===-- C-style functions ------------------------------------------------===//

struct table {
  pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
  int rows GUARDED_BY(mutex) = 0;
};
static void lock_table(table *t) { pthread_mutex_lock(&t->mutex); }
static void unlock_table(table *t) { pthread_mutex_unlock(&t->mutex); }
#define WITH_TABLE(t) for (int once = (lock_table(t), 1); once; once = (unlock_table(t), 0))

void accepted_functions(table *t) {
  lock_table(t);
  ++t->rows;
  unlock_table(t);
}
void flagged_functions(table *t) {
  lock_table(t);
  unlock_table(t);
  ++t->rows; // expected-warning {{writing 't->rows' requires holding 't->mutex'}}
}
void flagged_function_twice(table *t) {
  lock_table(t);
  lock_table(t); // expected-warning {{calling 'lock_table' locks 't->mutex', which is already held here}}
}
void accepted_macro_block(table *t) {
  WITH_TABLE(t) { ++t->rows; }
}
void accepted_macro_block_twice(table *t) {
  WITH_TABLE(t) { ++t->rows; }
  WITH_TABLE(t) { ++t->rows; }
}

//===-- getters, and functions that run a callable under a lock ----------===//

class Document {
public:
  std::mutex &mutex() { return mu; }
  std::unique_lock<std::mutex> locked() { return std::unique_lock(mu); }
  [[nodiscard]] ReferenceGuard guarded() { return ReferenceGuard(mu); }
  template <typename F> void withLock(F run) {
    std::lock_guard guard(mu);
    run();
  }
  template <typename F> auto transact(F &&run) {
    ReferenceGuard guard(mu);
    return std::forward<F>(run)();
  }
  void flagged_nothing_held() {
    ++pages; // expected-warning {{writing 'pages' requires holding 'mu'}}
  }
  void accepted_getter() {
    std::lock_guard guard(mutex());
    ++pages;
  }
  void accepted_returned_guard() {
    auto guard = locked();
    ++pages;
  }
  void flagged_returned_guard_ended() {
    { auto guard = locked(); }
    ++pages; // expected-warning {{writing 'pages' requires holding 'mu'}}
  }
  void accepted_returned_own_guard() {
    auto guard = guarded();
    ++pages;
  }
  void flagged_returned_twice() {
    auto guard = locked();
    auto again = locked(); // expected-warning {{calling 'locked' locks 'mu', which is already held here}}
  }
  void accepted_callable() {
    withLock([this] { ++pages; });
    transact([this] { return ++pages; });
  }
  void flagged_callable_locks_again() {
    withLock([this] {
      std::lock_guard again(mu); // expected-warning {{'mu' is already held here}}
    });
  }
  void flagged_after_callable() {
    withLock([] {});
    ++pages; // expected-warning {{writing 'pages' requires holding 'mu'}}
  }

private:
  std::mutex mu;
  int pages GUARDED_BY(mu) = 0;
};
void flagged_through_getter(Document &document) {
  std::lock_guard guard(document.mutex());
  document.withLock([] {}); // expected-warning {{calling 'withLock' locks 'document.mu', which is already held here}}
}

//===-- spin locks over atomics ------------------------------------------===//

class FlagLock {
public:
  void lock() {
    while (flag.test_and_set(std::memory_order_acquire))
      ;
  }
  bool try_lock() { return !flag.test_and_set(std::memory_order_acquire); }
  void unlock() { flag.clear(std::memory_order_release); }

private:
  std::atomic_flag flag;
};
class ExchangeLock {
public:
  void lock() {
    while (taken.exchange(true))
      while (taken.load())
        ;
  }
  void unlock() { taken.store(false); }

private:
  std::atomic<bool> taken{false};
};
class CompareLock {
public:
  void Acquire() {
    bool expected = false;
    while (!taken.compare_exchange_weak(expected, true))
      expected = false;
  }
  bool TryAcquire() {
    bool expected = false;
    return taken.compare_exchange_strong(expected, true);
  }
  void Release() { taken = false; }

private:
  std::atomic<bool> taken{false};
};
// Not locks: a counter, and a flag that says more than "taken".
class Total {
public:
  void add(int n) {
    int old = sum.load();
    while (!sum.compare_exchange_weak(old, old + n))
      ;
  }
  void reset() { sum.store(0); }

private:
  std::atomic<int> sum{0};
};
class Started {
public:
  void start() {
    while (running.exchange(true))
      running.wait(true);
  }
  void stop() { running.store(false); }
  void restart() { running.store(true); }

private:
  std::atomic<bool> running{false};
};
void accepted_no_lock(Total &total, Started &started) {
  total.add(1);
  total.add(2);
  started.start();
  started.start();
}
template <typename Spin> class Spinning {
public:
  void accepted_guarded() {
    std::lock_guard guard(spin);
    ++value;
  }
  void flagged_nothing_held() {
    ++value; // expected-warning {{writing 'value' requires holding 'spin'}}
  }
  void flagged_unlocked() {
    spin.lock();
    spin.unlock();
    ++value; // expected-warning {{writing 'value' requires holding 'spin'}}
  }
  void accepted_by_hand() {
    spin.lock();
    ++value;
    spin.unlock();
  }
  void flagged_twice() {
    std::lock_guard guard(spin);
    std::lock_guard again(spin); // expected-warning {{'spin' is already held here; locking it again deadlocks}}
  }

private:
  Spin spin;
  int value GUARDED_BY(spin) = 0;
};
class NamedSpinning {
public:
  void accepted_acquired() {
    spin.Acquire();
    ++value;
    spin.Release();
    if (spin.TryAcquire()) {
      ++value;
      spin.Release();
    }
  }
  void flagged_tried_in_vain() {
    if (!spin.TryAcquire())
      ++value; // expected-warning {{writing 'value' requires holding 'spin'}}
  }
  void flagged_twice() {
    spin.Acquire();
    spin.Acquire(); // expected-warning {{'spin' is already held here; locking it again deadlocks}}
    spin.Release();
  }

private:
  CompareLock spin;
  int value GUARDED_BY(spin) = 0;
};
template class Spinning<FlagLock>;
template class Spinning<ExchangeLock>;
