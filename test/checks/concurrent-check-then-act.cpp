// RUN: %clang_plugin -std=c++20 -pthread %inc -Xclang -verify %s \
// RUN:   -fplugin-arg-sendsync-level=checked \
// RUN:   -fplugin-arg-sendsync-checks=concurrent-check-then-act \
// RUN:   -Xclang -verify-ignore-unexpected=note
#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

void work(int);

class Pool {
public:
  int flagged_take() {
    if (size() > 0) {
      std::lock_guard<std::mutex> lock(mutex_);
      int last = values_.back();
      values_.pop_back(); // expected-warning {{this relies on what 'size' said, but 'mutex_' was free in between and 'values_' may have changed [sendsync-concurrent-check-then-act]}}
      return last;
    }
    return -1;
  }
  int flagged_early_return() {
    if (empty())
      return -1;
    std::lock_guard<std::mutex> lock(mutex_);
    int last = values_.back();
    values_.pop_back(); // expected-warning {{this relies on what 'empty' said}}
    return last;
  }
  int accepted_one_lock() {
    std::lock_guard<std::mutex> lock(mutex_);
    if (values_.empty())
      return -1;
    int last = values_.back();
    values_.pop_back();
    return last;
  }
  int accepted_looks_again() {
    if (empty())
      return -1;
    std::lock_guard<std::mutex> lock(mutex_);
    if (values_.empty())
      return -1;
    int last = values_.back();
    values_.pop_back();
    return last;
  }
  void accepted_clear() {
    if (empty())
      return;
    std::lock_guard<std::mutex> lock(mutex_);
    values_.clear();
  }
  size_t size() {
    std::lock_guard<std::mutex> lock(mutex_);
    return values_.size();
  }
  bool empty() {
    std::lock_guard<std::mutex> lock(mutex_);
    return values_.empty();
  }
  int pop() {
    std::lock_guard<std::mutex> lock(mutex_);
    int last = values_.back();
    values_.pop_back();
    return last;
  }
  bool try_pop(int &value) {
    std::lock_guard<std::mutex> lock(mutex_);
    if (values_.empty())
      return false;
    value = values_.back();
    values_.pop_back();
    return true;
  }
  void put(int value) {
    std::lock_guard<std::mutex> lock(mutex_);
    values_.push_back(value);
  }

private:
  std::mutex mutex_;
  std::vector<int> values_;
};

void flagged_from_outside(Pool &pool) {
  while (!pool.empty())
    work(pool.pop()); // expected-warning {{this relies on what 'empty' said}}
}

void accepted_tries(Pool &pool) {
  int value;
  if (!pool.empty() && pool.try_pop(value))
    work(value);
}

void accepted_own_object() {
  Pool pool;
  pool.put(1);
  while (!pool.empty())
    work(pool.pop());
}

void accepted_two_objects(Pool &pool, Pool &other) {
  if (!pool.empty())
    work(other.pop());
}

void accepted_put(Pool &pool) {
  if (pool.empty())
    pool.put(1);
}

class Account {
public:
  int balance() {
    std::lock_guard<std::mutex> lock(mutex_);
    return balance_;
  }
  void flagged_withdraw() {
    if (hasMoney()) {
      std::lock_guard<std::mutex> lock(mutex_);
      --balance_; // expected-warning {{this relies on what 'hasMoney' said}}
    }
  }
  void accepted_deposit() {
    std::lock_guard<std::mutex> lock(mutex_);
    ++balance_;
  }
  bool hasMoney() {
    std::lock_guard<std::mutex> lock(mutex_);
    return balance_ > 0;
  }

private:
  std::mutex mutex_;
  int balance_ = 0;
};

class Names {
public:
  bool has(const std::string &name) {
    std::lock_guard<std::mutex> lock(mutex_);
    return values_.count(name) != 0;
  }
  void set(const std::string &name, int value) {
    std::lock_guard<std::mutex> lock(mutex_);
    values_.insert({name, value});
  }

private:
  std::mutex mutex_;
  std::map<std::string, int> values_;
};

void flagged_by_key(Names &names) {
  if (!names.has("a"))
    names.set("a", 1); // expected-warning {{this relies on what 'has' said}}
}

void accepted_always(Names &names) {
  names.has("a");
  names.set("a", 1);
}
