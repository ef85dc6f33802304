// RUN: %clang_plugin -std=c++20 -pthread %inc -Xclang -verify %s \
// RUN:   -fplugin-arg-sendsync-models=%inputs/pool-models.yaml \
// RUN:   -Xclang -verify-ignore-unexpected=note
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>
#define SENDSYNC_SHORT_NAMES
#include <sendsync/annotations.h>

using namespace std::chrono_literals;
bool coin();
void consume(int);

//===-- The data changes without the lock ---------------------------------===//

class Gate {
public:
  void await() {
    std::unique_lock lock(m);
    cv.wait(lock, [this] { return open; });
  }
  void flagged_plain_write() {
    open = true; // expected-warning {{'open' is changed without 'm', so a waiter can miss the notification [sendsync-condvar-misuse]}}
    cv.notify_all();
  }
  void flagged_on_one_path() {
    if (coin())
      open = true; // expected-warning {{'open' is changed without 'm'}}
    cv.notify_one();
  }
  void flagged_lock_given_up_too_early() {
    { std::lock_guard lock(m); }
    open = true; // expected-warning {{'open' is changed without 'm'}}
    cv.notify_one();
  }
  void flagged_notified_by_a_callee() {
    open = true; // expected-warning {{'open' is changed without 'm'}}
    wake();
  }
#define OPEN(gate) ((gate).open = true)
  void flagged_macro() {
    OPEN(*this); // expected-warning {{'open' is changed without 'm'}}
    cv.notify_all();
  }
  void accepted_under_the_lock() {
    std::lock_guard lock(m);
    open = true;
    cv.notify_all();
  }
  void accepted_notified_after_the_lock() {
    {
      std::lock_guard lock(m);
      open = true;
    }
    cv.notify_all();
  }
  // The change is a race if others read it, but the wake-up is not lost.
  void accepted_lock_between_change_and_notification() {
    open = true;
    { std::lock_guard lock(m); }
    cv.notify_all();
  }
  void accepted_notified_under_the_lock() {
    open = true;
    std::lock_guard lock(m);
    cv.notify_all();
  }
  void accepted_callee_locks() {
    open = true;
    lockAndWake();
  }
  void accepted_no_notification() { open = false; }
  void accepted_private_function() {
    std::lock_guard lock(m);
    change();
  }
  void accepted_required() REQUIRES(m) {
    open = true;
    cv.notify_all();
  }

private:
  void wake() { cv.notify_all(); }
  void lockAndWake() {
    std::lock_guard lock(m);
    cv.notify_all();
  }
  void change() {
    open = true;
    cv.notify_all();
  }
  std::mutex m;
  std::condition_variable cv;
  bool open = false;
};

// Who waits in a loop.
template <typename T> class Queue {
public:
  T flagged_pop_in_a_loop() {
    std::unique_lock lock(m);
    while (items.empty() && !closed)
      filled.wait(lock);
    T item = items.front();
    items.pop_front();
    return item;
  }
  void flagged_push(T item) {
    items.push_back(item); // expected-warning {{'items' is changed without 'm'}}
    filled.notify_one();
  }
  void flagged_close() {
    closed = true; // expected-warning {{'closed' is changed without 'm'}}
    filled.notify_all();
  }
  void accepted_push(T item) {
    {
      std::unique_lock lock(m);
      items.push_back(item);
    }
    filled.notify_one();
  }
  // Nobody waits for this.
  void accepted_statistics() {
    ++pushed;
    filled.notify_one();
  }

private:
  std::mutex m;
  std::condition_variable filled;
  std::deque<T> items;
  bool closed = false;
  int pushed = 0;
};
template class Queue<int>;

class Endless {
public:
  void accepted_loop_with_breaks() {
    for (;;) {
      std::unique_lock lock(m);
      while (true) {
        if (stopping)
          return;
        if (work > 0)
          break;
        cv.wait(lock);
      }
      --work;
      if (tracing)
        consume(work);
    }
  }
  void flagged_stop() {
    stopping = true; // expected-warning {{'stopping' is changed without 'm'}}
    cv.notify_all();
  }
  void flagged_add() {
    work += 1; // expected-warning {{'work' is changed without 'm'}}
    cv.notify_one();
  }
  // Tested in the outer loop, not by the waiter.
  void accepted_other_loop() {
    tracing = true;
    cv.notify_one();
  }

private:
  std::mutex m;
  std::condition_variable cv;
  bool stopping = false, tracing = false;
  int work = 0;
};

class DoLoop {
public:
  void accepted_do_loop() {
    std::unique_lock lock(m);
    do {
      cv.wait(lock);
    } while (!isReady());
  }
  void flagged_through_a_predicate_function() {
    ready = true; // expected-warning {{'ready' is changed without 'm'}}
    cv.notify_one();
  }
  bool isReady() const { return ready; }

private:
  std::mutex m;
  std::condition_variable cv;
  bool ready = false;
};

// Atomic data does not help: the change still falls between test and sleep.
class Worker {
public:
  Worker() : thread([this] { run(); }) {}
  void flagged_destructor() {}
  ~Worker() {
    stop = true; // expected-warning {{'stop' is changed without 'm'}}
    cv.notify_all();
    thread.join();
  }
  void flagged_store() {
    stop.store(true); // expected-warning {{'stop' is changed without 'm'}}
    cv.notify_all();
  }

private:
  void run() {
    std::unique_lock lock(m);
    cv.wait(lock, [this] { return stop.load(); });
  }
  std::mutex m;
  std::condition_variable cv;
  std::atomic<bool> stop{false};
  std::thread thread;
};

class Ticker {
public:
  // It wakes up by itself soon: not at this level.
  void accepted_timed_and_atomic() {
    stop = true;
    cv.notify_all();
  }
  void run() {
    std::unique_lock lock(m);
    while (!cv.wait_for(lock, 1s, [this] { return stop.load(); }))
      consume(1);
  }

private:
  std::mutex m;
  std::condition_variable cv;
  std::atomic<bool> stop{false};
};

// The state is shared through a pointer.
struct Shared {
  std::mutex mu;
  std::condition_variable changed;
  bool done = false;
};
void waitFor(const std::shared_ptr<Shared> &state) {
  std::unique_lock lock(state->mu);
  state->changed.wait(lock, [&] { return state->done; });
}
void flagged_through_a_pointer(std::shared_ptr<Shared> state) {
  state->done = true; // expected-warning {{'state->done' is changed without 'state->mu'}}
  state->changed.notify_all();
}
void flagged_lambda_in_lambda(Shared &state) {
  std::thread([&state] {
    auto finish = [&] {
      state.done = true; // expected-warning {{'state.done' is changed without 'state.mu'}}
      state.changed.notify_all();
    };
    finish();
  }).join();
}
void accepted_through_a_pointer(Shared *state) {
  std::lock_guard lock(state->mu);
  state->done = true;
  state->changed.notify_all();
}
// Another object's lock is not looked for; that of this one is missing all the same.
void flagged_other_condition(Shared *state, Shared *other) {
  state->done = true; // expected-warning {{'state->done' is written without 'state->mu'}}
  other->changed.notify_all();
}

void flagged_local() {
  std::mutex m;
  std::condition_variable cv;
  bool done = false;
  std::thread worker([&] {
    done = true; // expected-warning {{'done' is changed without 'm'}}
    cv.notify_one();
  });
  std::unique_lock lock(m);
  cv.wait(lock, [&] { return done; });
  lock.unlock();
  worker.join();
}
void accepted_local() {
  std::mutex m;
  std::condition_variable cv;
  bool done = false;
  std::thread worker([&] {
    std::lock_guard lock(m);
    done = true;
    cv.notify_one();
  });
  std::unique_lock lock(m);
  cv.wait(lock, [&] { return done; });
  lock.unlock();
  worker.join();
}

class TwoLocks {
public:
  void wait() {
    std::unique_lock lock(a);
    cv.wait(lock, [this] { return ready; });
  }
  void flagged_wrong_lock() {
    std::lock_guard lock(b);
    ready = true; // expected-warning {{'ready' is changed without 'a'}}
    cv.notify_all();
  }

private:
  std::mutex a, b;
  std::condition_variable cv;
  bool ready = false;
};

//===-- The wait has no predicate -----------------------------------------===//

class Event {
public:
  void flagged_bare_wait() {
    std::unique_lock lock(m);
    cv.wait(lock); // expected-warning {{this wait for 'cv' has no predicate; it can wake spuriously or miss the notification [sendsync-condvar-misuse]}}
  }
  void flagged_if_instead_of_while() {
    std::unique_lock lock(m);
    if (!set)
      cv.wait(lock); // expected-warning {{this wait for 'cv' has no predicate}}
  }
  void accepted_while() {
    std::unique_lock lock(m);
    while (!set)
      cv.wait(lock);
  }
  void accepted_goto() {
    std::unique_lock lock(m);
  again:
    if (!set) {
      cv.wait(lock);
      goto again;
    }
  }
  void accepted_time_limit() {
    std::unique_lock lock(m);
    cv.wait_for(lock, 1s);
  }
  // Whoever has locked tests as well.
  void accepted_lock_of_the_caller(std::unique_lock<std::mutex> &lock) {
    cv.wait(lock);
  }
  void accepted_adopted_lock() {
    std::unique_lock lock(m, std::adopt_lock);
    cv.wait(lock);
    lock.release();
  }
  void accepted_caller_tests() {
    while (true) {
      {
        std::lock_guard lock(m);
        if (set)
          return;
      }
      sleep();
    }
  }

private:
  void sleep() {
    std::unique_lock lock(m);
    cv.wait(lock);
  }
  std::mutex m;
  std::condition_variable cv;
  bool set = false;
};

//===-- The lock ----------------------------------------------------------===//

class Locks {
public:
  void flagged_not_held() {
    std::unique_lock lock(m, std::defer_lock);
    while (!ready)
      cv.wait(lock); // expected-warning {{waiting for 'cv' requires holding 'm'; no lock is held [sendsync-condvar-misuse]}}
  }
  void flagged_unlocked_before() {
    std::unique_lock lock(m);
    lock.unlock();
    cv.wait(lock, [this] { return ready; }); // expected-warning {{waiting for 'cv' requires holding 'm'}}
  }
  void accepted_deferred() {
    std::unique_lock lock(m, std::defer_lock);
    lock.lock();
    cv.wait(lock, [this] { return ready; });
  }
  void flagged_other_lock() {
    std::unique_lock lock(other);
    cv.wait(lock, [this] { return ready; }); // expected-warning {{'cv' is waited for with 'other' here and with 'm' elsewhere [sendsync-condvar-misuse]}}
  }

private:
  std::mutex m, other;
  std::condition_variable cv;
  bool ready = false;
};

struct Slot {
  std::mutex m;
  std::condition_variable cv;
  bool full = false;
};
void accepted_one_lock_each(Slot &first, Slot &second) {
  {
    std::unique_lock lock(first.m);
    first.cv.wait(lock, [&] { return first.full; });
  }
  std::unique_lock lock(second.m);
  second.cv.wait(lock, [&] { return second.full; });
}
void accepted_in_containers(std::vector<Slot> &slots, int i, int j) {
  {
    std::unique_lock lock(slots[i].m);
    slots[i].cv.wait(lock, [&] { return slots[i].full; });
  }
  slots[j].full = true;
  slots[j].cv.notify_one();
}
