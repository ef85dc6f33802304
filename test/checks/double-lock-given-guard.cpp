// Functions that are given a guard, unlock it, and then lock again.
// RUN: %clang_plugin -std=c++20 %inc -Xclang -verify %s -Xclang -verify-ignore-unexpected=note
#include <mutex>
#include <utility>

class Queue {
public:
  void accepted_by_reference() {
    std::unique_lock lock(m_);
    ++size_;
    finish(lock);
  }
  void accepted_by_value() {
    std::unique_lock lock(m_);
    ++size_;
    end(std::move(lock));
  }
  void accepted_by_pointer() {
    std::unique_lock lock(m_);
    ++size_;
    finishAt(&lock);
  }
  void accepted_through_another() {
    std::unique_lock lock(m_);
    ++size_;
    pass(lock);
  }
  void accepted_closure_between() {
    std::unique_lock lock(m_);
    unlocked(lock, [this] { notify(); });
    ++size_;
  }
  void flagged_not_unlocked() {
    std::unique_lock lock(m_);
    count(lock); // expected-warning {{calling 'count' locks 'm_', which is already held here}}
  }
  void flagged_locks_before_it_unlocks() {
    std::unique_lock lock(m_);
    late(lock); // expected-warning {{calling 'late' locks 'm_', which is already held here}}
  }
  void notify() {
    std::lock_guard lock(m_);
    ++size_;
  }

private:
  void finish(std::unique_lock<std::mutex> &lock) {
    lock.unlock();
    notify();
    lock.lock();
  }
  void end(std::unique_lock<std::mutex> lock) {
    lock.unlock();
    notify();
  }
  void finishAt(std::unique_lock<std::mutex> *lock) {
    lock->unlock();
    notify();
  }
  void pass(std::unique_lock<std::mutex> &lock) {
    finish(lock);
    notify();
  }
  template <class F> void unlocked(std::unique_lock<std::mutex> &lock, F run) {
    lock.unlock();
    run();
    lock.lock();
  }
  void count(std::unique_lock<std::mutex> &) { notify(); }
  void late(std::unique_lock<std::mutex> &lock) {
    notify();
    lock.unlock();
  }
  std::mutex m_;
  int size_ = 0;
};
