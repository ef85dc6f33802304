// Every lock type and guard of the standard library, held and not held.
// RUN: %clang_plugin -std=c++20 -pthread %inc -Xclang -verify %s -Xclang -verify-ignore-unexpected=note
// RUN: %if libcxx %{ %clang_plugin -stdlib=libc++ -std=c++20 -pthread %inc -Xclang -verify %s -Xclang -verify-ignore-unexpected=note %}
#include <barrier>
#include <chrono>
#include <condition_variable>
#include <latch>
#include <mutex>
#include <semaphore>
#include <shared_mutex>
#include <thread>
#define SENDSYNC_SHORT_NAMES
#include <sendsync/annotations.h>

using namespace std::chrono_literals;

template <typename Mutex> struct Counter {
  void flagged_nothing_held() {
    ++value; // expected-warning {{writing 'value' requires holding 'mu'}}
  }
  void accepted_lock() {
    mu.lock();
    ++value;
    mu.unlock();
  }
  void flagged_after_unlock() {
    mu.lock();
    mu.unlock();
    ++value; // expected-warning {{writing 'value' requires holding 'mu'}}
  }
  void accepted_try_lock() {
    if (mu.try_lock()) {
      ++value;
      mu.unlock();
    }
  }
  void flagged_try_lock_failed() {
    if (!mu.try_lock())
      ++value; // expected-warning {{writing 'value' requires holding 'mu'}}
    else
      mu.unlock();
  }
  void accepted_lock_guard() {
    std::lock_guard<Mutex> guard(mu);
    ++value;
  }
  void accepted_unique_lock() {
    std::unique_lock<Mutex> lock(mu);
    ++value;
  }
  void accepted_scoped_lock() {
    std::scoped_lock lock(mu, other);
    ++value;
  }
  void accepted_std_lock() {
    std::lock(other, mu);
    ++value;
    mu.unlock();
    other.unlock();
  }
  void accepted_std_try_lock() {
    if (std::try_lock(other, mu) == -1) {
      ++value;
      mu.unlock();
      other.unlock();
    }
  }
  void flagged_std_try_lock_failed() {
    if (std::try_lock(other, mu) != -1)
      ++value; // expected-warning {{writing 'value' requires holding 'mu'}}
  }
  void accepted_deferred_then_locked() {
    std::unique_lock<Mutex> lock(mu, std::defer_lock);
    lock.lock();
    ++value;
  }
  void flagged_deferred() {
    std::unique_lock<Mutex> lock(mu, std::defer_lock);
    ++value; // expected-warning {{writing 'value' requires holding 'mu'}}
  }
  void accepted_tried() {
    std::unique_lock<Mutex> lock(mu, std::try_to_lock);
    if (lock.owns_lock())
      ++value;
  }
  void flagged_tried_in_vain() {
    std::unique_lock<Mutex> lock(mu, std::try_to_lock);
    if (!lock)
      ++value; // expected-warning {{writing 'value' requires holding 'mu'}}
  }
  void accepted_adopted() {
    mu.lock();
    std::lock_guard<Mutex> guard(mu, std::adopt_lock);
    ++value;
  }
  void flagged_unlocked() {
    std::unique_lock<Mutex> lock(mu);
    lock.unlock();
    ++value; // expected-warning {{writing 'value' requires holding 'mu'}}
  }
  void flagged_other_lock() {
    std::lock_guard<Mutex> guard(other);
    ++value; // expected-warning {{writing 'value' requires holding 'mu'}}
  }

  Mutex mu, other;
  int value GUARDED_BY(mu) = 0;
};
template struct Counter<std::mutex>;
template struct Counter<std::timed_mutex>;
template struct Counter<std::recursive_mutex>;
template struct Counter<std::shared_mutex>;

template <typename Mutex> struct Timed {
  void accepted_for() {
    if (mu.try_lock_for(1ms)) {
      ++value;
      mu.unlock();
    }
  }
  void flagged_until_failed() {
    if (!mu.try_lock_until(std::chrono::steady_clock::now()))
      ++value; // expected-warning {{writing 'value' requires holding 'mu'}}
    else
      mu.unlock();
  }
  void accepted_guard_for() {
    std::unique_lock<Mutex> lock(mu, 1ms);
    if (lock)
      ++value;
  }
  void flagged_guard_until_failed() {
    std::unique_lock<Mutex> lock(mu, std::chrono::steady_clock::now());
    if (!lock)
      ++value; // expected-warning {{writing 'value' requires holding 'mu'}}
  }
  void accepted_guard_later() {
    std::unique_lock<Mutex> lock(mu, std::defer_lock);
    if (lock.try_lock_for(1ms))
      ++value;
  }
  Mutex mu;
  int value GUARDED_BY(mu) = 0;
};
template struct Timed<std::timed_mutex>;
template struct Timed<std::recursive_timed_mutex>;
template struct Timed<std::shared_timed_mutex>;

template <typename Mutex> struct Shared {
  int accepted_reading() {
    mu.lock_shared();
    int copy = value;
    mu.unlock_shared();
    return copy;
  }
  void flagged_writing() {
    mu.lock_shared();
    value = 1; // expected-warning {{writing 'value' requires holding 'mu' exclusively}}
    mu.unlock_shared();
  }
  int accepted_shared_lock() {
    std::shared_lock<Mutex> lock(mu);
    return value;
  }
  void flagged_shared_lock() {
    std::shared_lock<Mutex> lock(mu);
    value = 1; // expected-warning {{writing 'value' requires holding 'mu' exclusively}}
  }
  int accepted_shared_tried() {
    std::shared_lock<Mutex> lock(mu, std::try_to_lock);
    return lock ? value : 0;
  }
  int flagged_shared_deferred() {
    std::shared_lock<Mutex> lock(mu, std::defer_lock);
    return value; // expected-warning {{reading 'value' requires holding 'mu'}}
  }
  void accepted_writing() {
    std::unique_lock<Mutex> lock(mu);
    value = 1;
  }
  void flagged_twice() {
    std::shared_lock<Mutex> first(mu);
    mu.lock(); // expected-warning {{'mu' is already held here; locking it again deadlocks}}
    mu.unlock();
  }
  Mutex mu;
  int value GUARDED_BY(mu) = 0;
};
template struct Shared<std::shared_mutex>;
template struct Shared<std::shared_timed_mutex>;

struct SharedTimed {
  int accepted_for() {
    if (!mu.try_lock_shared_for(1ms))
      return 0;
    int copy = value;
    mu.unlock_shared();
    return copy;
  }
  int flagged_until() {
    if (!mu.try_lock_shared_until(std::chrono::steady_clock::now()))
      return value; // expected-warning {{reading 'value' requires holding 'mu'}}
    mu.unlock_shared();
    return 0;
  }
  std::shared_timed_mutex mu;
  int value GUARDED_BY(mu) = 0;
};

struct Recursive {
  void accepted_recursive() {
    std::lock_guard first(mu);
    std::lock_guard second(mu);
    timed.lock();
    timed.lock();
    timed.unlock();
    timed.unlock();
  }
  std::recursive_mutex mu;
  std::recursive_timed_mutex timed;
};
template <typename Mutex> struct Plain {
  void flagged_twice() {
    std::lock_guard<Mutex> first(mu);
    std::lock_guard<Mutex> second(mu); // expected-warning {{'mu' is already held here; locking it again deadlocks}}
  }
  Mutex mu;
};
template struct Plain<std::mutex>;
template struct Plain<std::timed_mutex>;

struct Waits {
  void accepted_wait() {
    std::unique_lock lock(mu);
    ready.wait(lock, [this] { return value > 0; });
    ++value;
  }
  void accepted_wait_loop() {
    std::unique_lock lock(mu);
    while (value == 0)
      ready.wait(lock);
    ++value;
  }
  void accepted_wait_for() {
    std::unique_lock lock(mu);
    if (ready.wait_for(lock, 1ms) == std::cv_status::no_timeout)
      ++value;
    ready.wait_for(lock, 1ms, [this] { return value > 0; });
    ++value;
  }
  void accepted_wait_any() {
    mu.lock();
    any.wait(mu, [this] { return value > 0; });
    ++value;
    mu.unlock();
    std::unique_lock lock(mu);
    any.wait_until(lock, std::chrono::steady_clock::now(),
                   [this] { return value > 0; });
    ++value;
  }
  void flagged_predicate_of_another_lock() {
    std::unique_lock lock(other);
    changed.wait(lock, [this] {
      return value > 0; // expected-warning {{reading 'value' requires holding 'mu'}}
    });
  }
  void accepted_once() {
    std::lock_guard lock(mu);
    std::call_once(once, [this] { ++value; });
  }
  void flagged_once() {
    std::call_once(once, [this] {
      ++value; // expected-warning {{writing 'value' requires holding 'mu'}}
    });
  }
  std::mutex mu, other;
  std::condition_variable ready, changed;
  std::condition_variable_any any;
  std::once_flag once;
  int value GUARDED_BY(mu) = 0;
};

// These order threads; nobody owns them.
struct Ordering {
  void accepted_handed_over() {
    int result = 0;
    std::latch done(1);
    std::jthread worker([&] {
      result = 1;
      done.count_down();
    });
    done.wait();
    result = 2;
  }
  void accepted_semaphore() {
    int result = 0;
    std::binary_semaphore done(0);
    std::jthread worker([&] {
      result = 1;
      done.release();
    });
    done.acquire();
    result = 2;
  }
  void accepted_barrier() {
    int result = 0;
    std::barrier<> phase(2);
    std::jthread worker([&] {
      result = 1;
      phase.arrive_and_wait();
    });
    phase.arrive_and_wait();
    result = 2;
  }
  void flagged_nothing_orders() {
    int result = 0;
    std::jthread worker([&] { result = 1; }); // expected-warning {{'result' is written by the new thread while this function can still write it}}
    result = 2;
  }
};
