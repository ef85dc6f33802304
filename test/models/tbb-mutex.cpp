// oneTBB: mutexes and their scoped locks.
// REQUIRES: tbb
// RUN: %clang_plugin -std=c++17 -pthread %inc -Xclang -verify %s -Xclang -verify-ignore-unexpected=note
#define TBB_PREVIEW_MUTEXES 1
#include <oneapi/tbb/mutex.h>
#include <oneapi/tbb/queuing_mutex.h>
#include <oneapi/tbb/queuing_rw_mutex.h>
#include <oneapi/tbb/rw_mutex.h>
#include <oneapi/tbb/spin_mutex.h>
#include <oneapi/tbb/spin_rw_mutex.h>
#define SENDSYNC_SHORT_NAMES
#include <sendsync/annotations.h>

template <typename Mutex> struct Plain {
  void flagged_nothing_held() {
    ++value; // expected-warning {{writing 'value' requires holding 'mu'}}
  }
  void accepted_scoped() {
    typename Mutex::scoped_lock lock(mu);
    ++value;
  }
  void accepted_acquired() {
    typename Mutex::scoped_lock lock;
    lock.acquire(mu);
    ++value;
    lock.release();
  }
  void flagged_not_acquired() {
    typename Mutex::scoped_lock lock;
    ++value; // expected-warning {{writing 'value' requires holding 'mu'}}
  }
  void flagged_released() {
    typename Mutex::scoped_lock lock(mu);
    lock.release();
    ++value; // expected-warning {{writing 'value' requires holding 'mu'}}
  }
  void accepted_tried() {
    typename Mutex::scoped_lock lock;
    if (lock.try_acquire(mu))
      ++value;
  }
  void flagged_tried_in_vain() {
    typename Mutex::scoped_lock lock;
    if (!lock.try_acquire(mu))
      ++value; // expected-warning {{writing 'value' requires holding 'mu'}}
  }
  void accepted_acquired_again() {
    typename Mutex::scoped_lock lock(mu);
    lock.release();
    lock.acquire(mu);
    ++value;
  }
  void flagged_twice() {
    typename Mutex::scoped_lock first(mu);
    typename Mutex::scoped_lock second(mu); // expected-warning {{'mu' is already held here; locking it again deadlocks}}
  }
  Mutex mu;
  int value GUARDED_BY(mu) = 0;
};
template struct Plain<tbb::mutex>;
template struct Plain<tbb::spin_mutex>;
template struct Plain<tbb::queuing_mutex>;

template <typename Mutex> struct Shared {
  int accepted_reading() {
    typename Mutex::scoped_lock lock(mu, /*write=*/false);
    return value;
  }
  void flagged_writing_as_reader() {
    typename Mutex::scoped_lock lock(mu, false);
    ++value; // expected-warning {{writing 'value' requires holding 'mu' exclusively}}
  }
  void accepted_writing() {
    typename Mutex::scoped_lock lock(mu);
    ++value;
  }
  void accepted_upgraded() {
    typename Mutex::scoped_lock lock(mu, false);
    lock.upgrade_to_writer();
    ++value;
  }
  void flagged_downgraded() {
    typename Mutex::scoped_lock lock(mu, true);
    ++value;
    lock.downgrade_to_reader();
    ++value; // expected-warning {{writing 'value' requires holding 'mu' exclusively}}
  }
  void flagged_acquired_as_reader() {
    typename Mutex::scoped_lock lock;
    lock.acquire(mu, false);
    ++value; // expected-warning {{writing 'value' requires holding 'mu' exclusively}}
  }
  void accepted_acquired() {
    typename Mutex::scoped_lock lock;
    lock.acquire(mu);
    ++value;
  }
  int accepted_tried() {
    typename Mutex::scoped_lock lock;
    return lock.try_acquire(mu, false) ? value : 0;
  }
  Mutex mu;
  int value GUARDED_BY(mu) = 0;
};
template struct Shared<tbb::rw_mutex>;
template struct Shared<tbb::spin_rw_mutex>;
template struct Shared<tbb::queuing_rw_mutex>;

// Where the processor does not help these are the plain ones.
struct Speculative {
  void accepted_writing() {
    tbb::speculative_spin_mutex::scoped_lock lock(mu);
    ++value;
    tbb::speculative_spin_rw_mutex::scoped_lock writing(rw, true);
    ++shared;
  }
  void flagged_writing_as_reader() {
    tbb::speculative_spin_rw_mutex::scoped_lock lock(rw, false);
    ++shared; // expected-warning {{writing 'shared' requires holding 'rw' exclusively}}
  }
  tbb::speculative_spin_mutex mu;
  tbb::speculative_spin_rw_mutex rw;
  int value GUARDED_BY(mu) = 0;
  int shared GUARDED_BY(rw) = 0;
};

struct ByHand {
  void accepted_by_hand() {
    mu.lock();
    ++value;
    mu.unlock();
    if (mu.try_lock()) {
      ++value;
      mu.unlock();
    }
  }
  void flagged_shared_by_hand() {
    mu.lock_shared();
    ++value; // expected-warning {{writing 'value' requires holding 'mu' exclusively}}
    mu.unlock_shared();
  }
  tbb::spin_rw_mutex mu;
  int value GUARDED_BY(mu) = 0;
};

struct ModeByArgument {
  void accepted_mode_from_outside(bool write) {
    tbb::spin_rw_mutex::scoped_lock lock(mu, write);
    if (write)
      ++value;
  }
  void flagged_constant_mode() {
    tbb::spin_rw_mutex::scoped_lock lock(mu, false);
    ++value; // expected-warning {{it is held only for reading}}
  }
  tbb::spin_rw_mutex mu;
  int value GUARDED_BY(mu) = 0;
};
