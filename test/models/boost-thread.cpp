// Boost.Thread: locks, guards, factories, conditions.
// REQUIRES: boost
// RUN: %clang_plugin -std=c++17 -pthread %inc -Xclang -verify %s -Xclang -verify-ignore-unexpected=note
#define BOOST_THREAD_VERSION 4
#define BOOST_THREAD_PROVIDES_NESTED_LOCKS
#define BOOST_THREAD_PROVIDES_SHARED_MUTEX_UPWARDS_CONVERSIONS
#include <boost/thread/condition_variable.hpp>
#include <boost/thread/lock_algorithms.hpp>
#include <boost/thread/lock_factories.hpp>
#include <boost/thread/lock_guard.hpp>
#include <boost/thread/lock_types.hpp>
#include <boost/thread/mutex.hpp>
#include <boost/thread/recursive_mutex.hpp>
#include <boost/thread/reverse_lock.hpp>
#include <boost/thread/shared_lock_guard.hpp>
#include <boost/thread/shared_mutex.hpp>
#include <boost/thread/strict_lock.hpp>
#include <boost/thread/with_lock_guard.hpp>
#define SENDSYNC_SHORT_NAMES
#include <sendsync/annotations.h>

struct Plain {
  void flagged_nothing_held() {
    ++value; // expected-warning {{writing 'value' requires holding 'mu'}}
  }
  void accepted_lock() {
    mu.lock();
    ++value;
    mu.unlock();
  }
  void accepted_lock_guard() {
    boost::lock_guard<boost::mutex> guard(mu);
    ++value;
  }
  void accepted_scoped_lock() {
    boost::mutex::scoped_lock lock(mu);
    ++value;
    lock.unlock();
    lock.lock();
    ++value;
  }
  void accepted_scoped_try_lock() {
    boost::mutex::scoped_try_lock lock(mu);
    if (lock)
      ++value;
    boost::mutex::scoped_try_lock again;
  }
  void flagged_scoped_try_lock() {
    boost::mutex::scoped_try_lock lock(mu);
    if (!lock.owns_lock())
      ++value; // expected-warning {{writing 'value' requires holding 'mu'}}
  }
  void accepted_scoped_try_lock_later() {
    boost::mutex::scoped_try_lock lock(mu, boost::defer_lock);
    lock.lock();
    ++value;
  }
  void accepted_reversed() {
    boost::unique_lock<boost::mutex> lock(mu);
    ++value;
    {
      boost::reverse_lock<boost::unique_lock<boost::mutex>> open(lock);
      accepted_lock();
    }
    ++value;
  }
  void flagged_reversed() {
    boost::unique_lock<boost::mutex> lock(mu);
    boost::reverse_lock<boost::unique_lock<boost::mutex>> open(lock);
    ++value; // expected-warning {{writing 'value' requires holding 'mu'}}
  }
  void flagged_unlocked() {
    boost::unique_lock<boost::mutex> lock(mu);
    lock.unlock();
    ++value; // expected-warning {{writing 'value' requires holding 'mu'}}
  }
  void accepted_strict_lock() {
    boost::strict_lock<boost::mutex> guard(mu);
    ++value;
  }
  void accepted_factory() {
    auto lock = boost::make_unique_lock(mu);
    ++value;
  }
  void flagged_factory_deferred() {
    auto lock = boost::make_unique_lock(mu, boost::defer_lock);
    ++value; // expected-warning {{writing 'value' requires holding 'mu'}}
  }
  void flagged_factory_unlocked() {
    auto lock = boost::make_unique_lock(mu);
    lock.unlock();
    ++value; // expected-warning {{writing 'value' requires holding 'mu'}}
  }
  void flagged_twice_by_factory() {
    boost::lock_guard<boost::mutex> guard(mu);
    auto lock = boost::make_unique_lock(mu); // expected-warning {{'mu' is already held here; locking it again deadlocks}}
  }
  void flagged_twice() {
    boost::lock_guard<boost::mutex> first(mu);
    boost::lock_guard<boost::mutex> second(mu); // expected-warning {{'mu' is already held here}}
  }
  void accepted_adopted() {
    mu.lock();
    boost::lock_guard<boost::mutex> guard(mu, boost::adopt_lock);
    ++value;
  }
  void accepted_tried() {
    boost::unique_lock<boost::mutex> lock(mu, boost::try_to_lock);
    if (lock.owns_lock())
      ++value;
  }
  void flagged_tried_in_vain() {
    boost::unique_lock<boost::mutex> lock(mu, boost::try_to_lock);
    if (!lock.owns_lock())
      ++value; // expected-warning {{writing 'value' requires holding 'mu'}}
  }
  void accepted_both() {
    boost::lock(mu, other);
    ++value;
    mu.unlock();
    other.unlock();
  }
  void accepted_wait() {
    boost::unique_lock<boost::mutex> lock(mu);
    while (value == 0)
      ready.wait(lock);
    ready.wait(lock, [this] { return value > 0; });
    ++value;
  }
  void accepted_with_lock_guard() {
    boost::with_lock_guard(mu, [this] { ++value; });
  }
  void flagged_with_another_lock() {
    boost::with_lock_guard(other, [this] {
      ++value; // expected-warning {{writing 'value' requires holding 'mu'}}
    });
  }
  void flagged_with_lock_guard_twice() {
    boost::lock_guard<boost::mutex> guard(mu);
    boost::with_lock_guard(mu, [] {}); // expected-warning {{calling 'with_lock_guard' locks 'mu', which is already held here}}
  }
  boost::mutex mu, other;
  boost::condition_variable ready;
  int value GUARDED_BY(mu) = 0;
};

struct Timed {
  void accepted_tried() {
    if (mu.try_lock_for(boost::chrono::milliseconds(1))) {
      ++value;
      mu.unlock();
    }
    boost::unique_lock<boost::timed_mutex> lock(mu, boost::chrono::milliseconds(1));
    if (lock)
      ++value;
  }
  void flagged_timed_out() {
    boost::unique_lock<boost::timed_mutex> lock(mu, boost::chrono::milliseconds(1));
    if (!lock)
      ++value; // expected-warning {{writing 'value' requires holding 'mu'}}
  }
  boost::timed_mutex mu;
  int value GUARDED_BY(mu) = 0;
};

struct Recursive {
  void accepted_recursive() {
    boost::lock_guard<boost::recursive_mutex> first(mu);
    boost::recursive_mutex::scoped_lock second(mu);
    ++value;
  }
  boost::recursive_mutex mu;
  int value GUARDED_BY(mu) = 0;
};

struct Shared {
  int accepted_reading() {
    boost::shared_lock<boost::shared_mutex> lock(mu);
    return value;
  }
  int accepted_reading_by_guard() {
    boost::shared_lock_guard<boost::shared_mutex> guard(mu);
    return value;
  }
  int accepted_reading_by_upgrade() {
    boost::upgrade_lock<boost::shared_mutex> lock(mu);
    return value;
  }
  void flagged_writing() {
    boost::shared_lock<boost::shared_mutex> lock(mu);
    value = 1; // expected-warning {{writing 'value' requires holding 'mu' exclusively}}
  }
  void flagged_writing_before_upgrade() {
    boost::upgrade_lock<boost::shared_mutex> lock(mu);
    value = 1; // expected-warning {{writing 'value' requires holding 'mu' exclusively}}
  }
  void accepted_upgraded() {
    boost::upgrade_lock<boost::shared_mutex> lock(mu);
    boost::upgrade_to_unique_lock<boost::shared_mutex> writing(lock);
    value = 1;
  }
  void flagged_no_longer_upgraded() {
    boost::upgrade_lock<boost::shared_mutex> lock(mu);
    {
      boost::upgrade_to_unique_lock<boost::shared_mutex> writing(lock);
      value = 1;
    }
    value = 2; // expected-warning {{writing 'value' requires holding 'mu' exclusively}}
  }
  void accepted_upgraded_by_hand() {
    mu.lock_upgrade();
    mu.unlock_upgrade_and_lock();
    value = 1;
    mu.unlock();
  }
  void accepted_upgrade_tried() {
    mu.lock_upgrade();
    if (mu.try_unlock_upgrade_and_lock()) {
      value = 1;
      mu.unlock();
    } else {
      mu.unlock_upgrade();
    }
  }
  void flagged_upgrade_tried_in_vain() {
    mu.lock_upgrade();
    if (!mu.try_unlock_upgrade_and_lock()) {
      value = 1; // expected-warning {{writing 'value' requires holding 'mu' exclusively}}
      mu.unlock_upgrade();
      return;
    }
    mu.unlock();
  }
  // A reader that becomes an upgrader has one lock to give back, not two.
  void accepted_reader_upgraded_twice() {
    mu.lock_shared();
    if (mu.try_unlock_shared_and_lock_upgrade()) {
      mu.unlock_upgrade_and_lock();
      value = 1;
      mu.unlock();
    } else {
      mu.unlock_shared();
    }
  }
  void flagged_reader_upgraded_once() {
    mu.lock_shared();
    if (mu.try_unlock_shared_and_lock_upgrade()) {
      value = 1; // expected-warning {{writing 'value' requires holding 'mu' exclusively}}
      mu.unlock_upgrade();
    } else {
      mu.unlock_shared();
    }
  }
  void flagged_downgraded() {
    mu.lock();
    mu.unlock_and_lock_shared();
    value = 1; // expected-warning {{writing 'value' requires holding 'mu' exclusively}}
    mu.unlock_shared();
  }
  void accepted_writing() {
    boost::unique_lock<boost::shared_mutex> lock(mu);
    value = 1;
  }
  void flagged_two_upgrades() {
    boost::upgrade_lock<boost::shared_mutex> first(mu);
    boost::upgrade_lock<boost::shared_mutex> second(mu); // expected-warning {{'mu' is already held here}}
  }
  boost::shared_mutex mu;
  int value GUARDED_BY(mu) = 0;
};
