// A flag that says whether the lock is held is followed.
//
// RUN: %clang_plugin -std=c++20 -pthread %inc -Xclang -verify %s \
// RUN:   -Xclang -verify-ignore-unexpected=note
#include <mutex>
#include <sendsync/annotations.h>

bool coin();
void use(int);

struct Table {
  std::mutex mu;
  int value SENDSYNC_GUARDED_BY(mu) = 0;

  void accepted_flag_set_after_locking() {
    bool locked = false;
    if (coin()) {
      mu.lock();
      locked = true;
    } else {
      locked = false;
    }
    use(1);
    if (locked) {
      ++value;
      mu.unlock();
    }
  }
  void accepted_retry_until_locked() {
    bool locked = false;
    while (!locked) {
      use(1);
      locked = mu.try_lock();
    }
    ++value;
    mu.unlock();
  }
  void flagged_flag_overwritten() {
    bool locked = false;
    if (coin()) {
      mu.lock();
      locked = true;
    } else {
      locked = false;
    }
    locked = coin();
    if (locked)
      ++value; // expected-warning {{it is not held on every path here}}
  }
  void flagged_wrong_way_round() {
    bool locked = false;
    if (coin()) {
      mu.lock();
      locked = true;
    } else {
      locked = false;
    }
    if (!locked)
      ++value; // expected-warning {{no lock is held}}
  }
};
