// Waits and notifications through condition variables of the user's own.
// RUN: %clang_plugin -std=c++20 -pthread -Xclang -verify %s \
// RUN:   -Xclang -verify-ignore-unexpected=note

#include <condition_variable>
#include <mutex>

namespace port {

class CondVar;

class Mutex {
public:
  void lock() { mu_.lock(); }
  void unlock() { mu_.unlock(); }

private:
  friend class CondVar;
  std::mutex mu_;
};

// The caller holds the lock and tests what it waits for.
class CondVar {
public:
  explicit CondVar(Mutex *mu) : mu_(mu) {}
  void wait() {
    std::unique_lock<std::mutex> adopted(mu_->mu_, std::adopt_lock);
    cv_.wait(adopted);
    adopted.release();
  }
  void signal() { cv_.notify_one(); }

private:
  std::condition_variable cv_;
  Mutex *const mu_;
};

} // namespace port

class Guard {
public:
  explicit Guard(port::Mutex &mu) : mu_(mu) { mu_.lock(); }
  ~Guard() { mu_.unlock(); }

private:
  port::Mutex &mu_;
};

class Queue {
public:
  void accepted_loop() {
    Guard guard(mu_);
    while (size_ == 0 && !done_)
      nonEmpty_.wait();
    --size_;
  }
  // Two calls deep: who tests is the caller of this.
  void accepted_wait_for_caller() { nonEmpty_.wait(); }
  void accepted_loop_around_it() {
    Guard guard(mu_);
    while (size_ == 0)
      accepted_wait_for_caller();
  }
  void flagged_around_it() {
    Guard guard(mu_);
    accepted_wait_for_caller(); // expected-warning {{this wait for 'nonEmpty_' has no predicate; it can wake spuriously or miss the notification [sendsync-condvar-misuse]}}
  }
  void flagged_wait() {
    Guard guard(mu_);
    nonEmpty_.wait(); // expected-warning {{this wait for 'nonEmpty_' has no predicate; it can wake spuriously or miss the notification [sendsync-condvar-misuse]}}
  }
  void accepted_put() {
    Guard guard(mu_);
    ++size_;
    nonEmpty_.signal();
  }
  void accepted_stop() {
    {
      Guard guard(mu_);
      done_ = true;
    }
    nonEmpty_.signal();
  }
  void flagged_stop() {
    done_ = true; // expected-warning {{'done_' is changed without 'mu_', so a waiter can miss the notification [sendsync-condvar-misuse]}}
    nonEmpty_.signal();
  }

private:
  port::Mutex mu_;
  port::CondVar nonEmpty_{&mu_};
  int size_ = 0;
  bool done_ = false;
};
