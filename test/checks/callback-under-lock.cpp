// RUN: %sendsync --level=checked --checks=callback-under-lock %s -- -std=c++20 \
// RUN:   %inc -Xclang -verify -Xclang -verify-ignore-unexpected=note
// The plugin says the same, at the same level.
// RUN: %clang_plugin -fplugin-arg-sendsync-level=checked -std=c++20 -pthread \
// RUN:   -fplugin-arg-sendsync-checks=callback-under-lock %inc -Xclang -verify \
// RUN:   -Xclang -verify-ignore-unexpected=note %s
// At the usual level only what is certain is left.
// RUN: not %sendsync --checks=callback-under-lock %s -- -std=c++20 %inc 2>&1 | FileCheck %s
// CHECK: callback 'on_event_' locks 'mu_', which is held where it is called; this deadlocks [sendsync-callback-under-lock]
// CHECK: callback 'hooks_[...]' locks 'mu_'
// CHECK: 2 findings
#include <algorithm>
#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <vector>

bool coin();

class Observer {
public:
  virtual ~Observer();
  virtual void onEvent(int event) = 0;
  virtual bool wants(int event) const = 0;
};

class Bus {
public:
  void subscribe(std::function<void(int)> f) {
    std::lock_guard lock(mu_);
    subscribers_.push_back(std::move(f));
  }
  void observe(Observer *o) {
    std::lock_guard lock(mu_);
    observers_.push_back(o);
  }
  void setHandler(void (*handler)(int)) { handler_ = handler; }
  void setHook(std::function<void()> hook) { hook_ = std::move(hook); }

  void flagged_subscribers(int event) {
    std::lock_guard lock(mu_);
    for (auto &f : subscribers_)
      f(event); // expected-warning {{callback 'subscribers_[...]' is called while 'mu_' is held [sendsync-callback-under-lock]}}
  }
  void flagged_single() {
    mu_.lock();
    hook_(); // expected-warning {{callback 'hook_' is called while 'mu_' is held}}
    mu_.unlock();
  }
  void flagged_function_pointer(int event) {
    std::unique_lock lock(mu_);
    if (handler_)
      handler_(event); // expected-warning {{callback 'handler_' is called while 'mu_' is held}}
  }
  void flagged_observers(int event) {
    std::lock_guard lock(mu_);
    for (auto &o : observers_)
      o->onEvent(event); // expected-warning {{is called while 'mu_' is held}}
  }
  void flagged_in_place_closure(int event) {
    std::lock_guard lock(mu_);
    std::for_each(subscribers_.begin(), subscribers_.end(), [&](auto &) {
      hook_(); // expected-warning {{callback 'hook_' is called while 'mu_' is held}}
    });
  }
  template <typename T> void flagged_template(T event) {
    std::lock_guard lock(mu_);
    hook_(); // expected-warning {{callback 'hook_' is called while 'mu_' is held}}
  }
#define CALL_HOOK() hook_()
  void flagged_macro() {
    std::lock_guard lock(mu_);
    CALL_HOOK(); // expected-warning {{callback 'hook_' is called while 'mu_' is held}}
  }

  void accepted_copies(int event) {
    std::vector<std::function<void(int)>> copy;
    {
      std::lock_guard lock(mu_);
      copy = subscribers_;
    }
    for (auto &f : copy)
      f(event);
  }
  void accepted_unlocked(int event) {
    std::unique_lock lock(mu_);
    lock.unlock();
    hook_();
  }
  template <typename F> void accepted_own_parameter(F f) {
    std::lock_guard lock(mu_);
    f(subscribers_);
  }
  void accepted_function_parameter(const std::function<void()> &f) {
    std::lock_guard lock(mu_);
    f();
  }
  void accepted_local(int event) {
    std::function<void(int)> f = [](int) {};
    std::lock_guard lock(mu_);
    f(event);
  }
  bool accepted_predicate(int event) {
    std::lock_guard lock(mu_);
    return filter_(event);
  }
  void accepted_comparator() {
    std::lock_guard lock(mu_);
    std::sort(order_.begin(), order_.end(), less_);
  }
  void accepted_factory() {
    std::lock_guard lock(mu_);
    made_ = make_();
  }
  void accepted_recursive() {
    std::lock_guard lock(recursive_);
    hook_();
  }
  void accepted_wait() {
    std::unique_lock lock(mu_);
    changed_.wait(lock, filterNow_);
  }
  // A table of operations is not a callback: nobody hands it over.
  void accepted_operations(int event) {
    std::lock_guard lock(mu_);
    operations_->run(event);
  }
  bool accepted_asks_observers(int event) {
    std::lock_guard lock(mu_);
    for (Observer *o : observers_)
      if (o->wants(event))
        return true;
    return false;
  }
  // Whose implementation is used is decided by this class.
  void accepted_owned_strategy(int event) {
    std::lock_guard lock(mu_);
    strategy_->onEvent(event);
  }
  void accepted_without_a_lock(int event) { hook_(); }

private:
  struct Operations {
    void (*run)(int);
  };
  std::mutex mu_;
  std::recursive_mutex recursive_;
  std::condition_variable changed_;
  std::vector<std::function<void(int)>> subscribers_;
  std::vector<Observer *> observers_;
  std::function<void()> hook_;
  std::function<bool(int)> filter_;
  std::function<bool()> filterNow_;
  std::function<bool(int, int)> less_;
  std::function<std::unique_ptr<int>()> make_;
  std::unique_ptr<int> made_;
  std::vector<int> order_;
  void (*handler_)(int) = nullptr;
  const Operations *operations_;
  std::unique_ptr<Observer> strategy_;
};
template void Bus::flagged_template(int);

// The callback is visible, and it takes the lock.
class Deadlocking {
public:
  void count() {
    on_event_ = [this](int) { std::lock_guard lock(mu_); ++count_; };
    hooks_.push_back([this] { increment(); });
  }
  void increment() {
    std::lock_guard lock(mu_);
    ++count_;
  }
  void flagged_certain(int event) {
    std::lock_guard lock(mu_);
    on_event_(event); // expected-warning {{callback 'on_event_' locks 'mu_', which is held where it is called; this deadlocks}}
  }
  void flagged_certain_in_a_list() {
    std::lock_guard lock(mu_);
    for (auto &hook : hooks_)
      hook(); // expected-warning {{callback 'hooks_[...]' locks 'mu_', which is held where it is called; this deadlocks}}
  }
  void accepted_unlocked(int event) {
    { std::lock_guard lock(mu_); ++count_; }
    on_event_(event);
  }

private:
  std::mutex mu_;
  int count_ = 0;
  std::function<void(int)> on_event_;
  std::vector<std::function<void()>> hooks_;
};
