// Objects that run a closure at their end, which releases the lock.
// RUN: %clang_plugin -std=c++20 %inc -Xclang -verify %s -Xclang -verify-ignore-unexpected=note
#include <functional>
#include <memory>
#include <mutex>
#include <utility>

template <class F> struct AtEnd {
  F run;
  ~AtEnd() { run(); }
};
template <class F> AtEnd(F) -> AtEnd<F>;

class Erased {
public:
  explicit Erased(std::function<void()> run) : run_(std::move(run)) {}
  ~Erased() { run_(); }

private:
  std::function<void()> run_;
};

class Stock {
public:
  void accepted_each_turn() {
    for (int i = 0; i < 3; ++i) {
      m_.lock();
      AtEnd unlock{[&] { m_.unlock(); }};
      ++count_;
    }
  }
  void accepted_erased() {
    for (int i = 0; i < 3; ++i) {
      m_.lock();
      Erased unlock([this] { m_.unlock(); });
      ++count_;
    }
  }
  void accepted_deleter() {
    for (int i = 0; i < 3; ++i) {
      m_.lock();
      std::shared_ptr<void> unlock(nullptr, [&](void *) { m_.unlock(); });
      ++count_;
    }
  }
  void accepted_after_the_block() {
    {
      m_.lock();
      AtEnd unlock{[&] { m_.unlock(); }};
      ++count_;
    }
    m_.lock();
    ++count_;
    m_.unlock();
  }
  void accepted_called_after_the_block() {
    {
      m_.lock();
      AtEnd unlock{[this] { leave(); }};
      ++count_;
    }
    add();
  }
  void accepted_callers() {
    addAtEnd();
    addAtEnd();
  }
  void flagged_without_it() {
    for (int i = 0; i < 3; ++i) {
      m_.lock(); // expected-warning {{'m_' is still held in the next turn of the loop}}
      AtEnd note{[&] { ++count_; }};
    }
  }
  void flagged_releases_another() {
    m_.lock();
    AtEnd unlock{[&] { other_.unlock(); }};
    m_.lock(); // expected-warning {{'m_' is already held here}}
    m_.unlock();
  }
  void flagged_balanced_closure() {
    m_.lock();
    AtEnd both{[&] {
      m_.lock();
      m_.unlock();
    }};
    add(); // expected-warning {{calling 'add' locks 'm_', which is already held here}}
    m_.unlock();
  }
  void add() {
    std::lock_guard lock(m_);
    ++count_;
  }

private:
  void addAtEnd() {
    m_.lock();
    AtEnd unlock{[&] { m_.unlock(); }};
    ++count_;
  }
  void leave() { m_.unlock(); }
  std::mutex m_, other_;
  int count_ = 0;
};
