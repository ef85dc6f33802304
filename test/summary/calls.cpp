// Summaries of callees, seen through the check that uses them: a lock that a
// callee acquires must not be held by its caller.
// RUN: %clang_plugin -std=c++20 -Xclang -verify %s

#include <memory>
#include <mutex>
#include <shared_mutex>

class Box {
public:
  void flagged_callee_locks() {
    std::lock_guard lock(mu_); // expected-note 3{{'mu_' is acquired here}}
    notify();                  // expected-warning {{calling 'notify' locks 'mu_'}}
    viaHelper();               // expected-warning {{calling 'viaHelper' locks 'mu_'}}
    enter();                   // expected-warning {{calling 'enter' locks 'mu_'}}
  }
  void accepted_after_scope() {
    { std::lock_guard lock(mu_); }
    notify();
  }
  void accepted_callee_releases_first() {
    mu_.lock();
    relock();
    mu_.unlock();
  }
  void accepted_callee_may_lock(bool b) {
    std::lock_guard lock(mu_);
    lockSometimes(b);
  }
  void accepted_other_object(Box &other) {
    std::lock_guard lock(mu_);
    other.notify();
  }
  void accepted_tries() {
    std::lock_guard lock(mu_);
    tryIt();
  }
  void accepted_recursive_lock() {
    std::lock_guard lock(again_);
    lockAgain();
  }
  void accepted_unlocked_before() {
    std::unique_lock lock(mu_);
    lock.unlock();
    notify();
  }
  void flagged_wrapper_keeps() {
    enter();                   // expected-note {{'mu_' is acquired here}}
    notify();                  // expected-warning {{calling 'notify' locks 'mu_'}}
    leave();
    notify();
  }
  void accepted_recursion(int n) {
    if (n)
      accepted_recursion(n - 1);
    std::lock_guard lock(mu_);
  }

  void notify() { std::lock_guard lock(mu_); } // expected-note 2{{'notify' locks it here}}
  void viaHelper() { notify(); }               // expected-note {{'viaHelper' locks it here}}
  void enter() { mu_.lock(); }                 // expected-note {{'enter' locks it here}}
  void leave() { mu_.unlock(); }
  void relock() {
    mu_.unlock();
    mu_.lock();
  }
  void lockSometimes(bool b) {
    if (b)
      std::lock_guard lock(mu_);
  }
  void tryIt() { (void)mu_.try_lock(); }
  void lockAgain() { std::lock_guard lock(again_); }

private:
  std::mutex mu_;
  std::recursive_mutex again_;
};

std::mutex global;
void lockGlobal() { std::lock_guard lock(global); } // expected-note 2{{'lockGlobal' locks it here}}
void lockParameter(std::mutex &mu) { std::lock_guard lock(mu); } // expected-note 2{{'lockParameter' locks it here}}

void flagged_global() {
  std::lock_guard lock(global); // expected-note {{'global' is acquired here}}
  lockGlobal();                 // expected-warning {{calling 'lockGlobal' locks 'global'}}
}

void flagged_parameter(std::mutex &mu) {
  std::lock_guard lock(mu); // expected-note {{'mu' is acquired here}}
  lockParameter(mu);        // expected-warning {{calling 'lockParameter' locks 'mu'}}
}

void accepted_other_parameter(std::mutex &a, std::mutex &b) {
  std::lock_guard lock(a);
  lockParameter(b);
}

struct Virtual {
  virtual ~Virtual() = default;
  virtual void run() { std::lock_guard lock(mu); }
  std::mutex mu;
};

void accepted_virtual(Virtual &object) {
  std::lock_guard lock(object.mu);
  object.run();
}

template <typename F> void withGlobal(F f) {
  std::lock_guard lock(global); // expected-note {{'withGlobal' locks it here}}
  f();
}

void flagged_higher_order() {
  std::lock_guard lock(global); // expected-note {{'global' is acquired here}}
  withGlobal([] {});            // expected-warning {{calling 'withGlobal' locks 'global'}}
}

void flagged_in_the_callable() {
  withGlobal([] { // expected-note {{'global' is acquired here}}
    lockGlobal(); // expected-warning {{calling 'lockGlobal' locks 'global'}}
  });
}

class UserGuard {
public:
  explicit UserGuard(std::mutex &mu) : mu_(mu) { mu_.lock(); }
  ~UserGuard() { mu_.unlock(); }

private:
  std::mutex &mu_;
};

void flagged_user_guard() {
  UserGuard first(global);  // expected-note {{'global' is acquired here}}
  lockParameter(global);    // expected-warning {{calling 'lockParameter' locks 'global'}}
}

void accepted_user_guard_ended() {
  { UserGuard first(global); }
  lockParameter(global);
}

void even(int n);
void odd(int n) {
  { std::lock_guard lock(global); }
  if (n)
    even(n - 1);
}
void even(int n) {
  if (n)
    odd(n - 1);
}

void accepted_mutual_recursion_outside_the_lock(int n) {
  odd(n);
  even(n);
}
