// `wait(guard.mutex())` gives up the lock of the guard.
// RUN: %clang_plugin -std=c++17 -pthread %inc -Xclang -verify %s -Xclang -verify-ignore-unexpected=note
#include <condition_variable>
#include <mutex>

class Queue {
public:
  void flagged_stop() {
    stop_ = true; // expected-warning {{'stop_'}}
    changed_.notify_all();
  }
  void accepted_stop() {
    {
      std::lock_guard lock(mu_);
      stop_ = true;
    }
    changed_.notify_all();
  }
  void accepted_run() {
    std::unique_lock<std::mutex> lock(mu_);
    while (!stop_)
      changed_.wait(*lock.mutex());
  }
  void flagged_no_test() {
    std::unique_lock<std::mutex> lock(mu_);
    changed_.wait(*lock.mutex()); // expected-warning {{this wait for 'changed_' has no predicate}}
  }
  void accepted_predicate() {
    std::unique_lock<std::mutex> lock(mu_);
    changed_.wait(*lock.mutex(), [this] { return stop_; });
  }

private:
  std::mutex mu_;
  std::condition_variable_any changed_;
  bool stop_ = false;
};
