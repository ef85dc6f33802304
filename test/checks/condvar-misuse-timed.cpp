// Waits that may run out of time, and waits that nothing ends.
// RUN: %clang_plugin %inc -std=c++20 -pthread -Xclang -verify %s \
// RUN:   -Xclang -verify-ignore-unexpected=note
// RUN: %sendsync --level=checked --checks=condvar-misuse %s -- -std=c++20 %inc \
// RUN:   -Xclang -verify=expected,checked -Xclang -verify-ignore-unexpected=note
#include <chrono>
#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <queue>
#include <string>
#include <vector>

using namespace std::chrono_literals;

class Queue {
public:
  void push(int item) {
    std::lock_guard lock(mu_);
    items_.push_back(item);
    cv_.notify_one();
  }
  int flagged_front() {
    std::unique_lock lock(mu_);
    cv_.wait_for(lock, 1s, [this] { return !items_.empty(); });
    int item = items_.front(); // expected-warning {{'items_[...]' is used although the wait for 'cv_' may have run out of time}}
    items_.pop_front();
    return item;
  }
  int flagged_index() {
    std::unique_lock lock(mu_);
    cv_.wait_until(lock, std::chrono::steady_clock::now() + 1s,
                   [this] { return items_.size() > 1; });
    return items_[1]; // expected-warning {{'items_[1]' is used although the wait for 'cv_' may have run out of time}}
  }
  int accepted_result() {
    std::unique_lock lock(mu_);
    if (!cv_.wait_for(lock, 1s, [this] { return !items_.empty(); }))
      return -1;
    return items_.front();
  }
  int accepted_result_stored() {
    std::unique_lock lock(mu_);
    bool any = cv_.wait_for(lock, 1s, [this] { return !items_.empty(); });
    return any ? items_.front() : -1;
  }
  int accepted_tested_again() {
    std::unique_lock lock(mu_);
    cv_.wait_for(lock, 1s, [this] { return !items_.empty(); });
    if (items_.empty())
      return -1;
    return items_.front();
  }
  int accepted_tested_by_size() {
    std::unique_lock lock(mu_);
    cv_.wait_for(lock, 1s, [this] { return !items_.empty(); });
    return items_.size() == 0 ? -1 : items_.front();
  }
  int accepted_tested_elsewhere() {
    std::unique_lock lock(mu_);
    cv_.wait_for(lock, 1s, [this] { return !items_.empty(); });
    if (!hasItems())
      return -1;
    return items_.front();
  }
  int accepted_all() {
    std::unique_lock lock(mu_);
    cv_.wait_for(lock, 1s, [this] { return !items_.empty(); });
    int sum = 0;
    for (int item : items_)
      sum += item;
    return sum;
  }
  int accepted_iterators() {
    std::unique_lock lock(mu_);
    cv_.wait_for(lock, 1s, [this] { return !items_.empty(); });
    int sum = 0;
    for (auto it = items_.begin(); it != items_.end(); ++it)
      sum += *it;
    return sum;
  }
  int accepted_loop() {
    std::unique_lock lock(mu_);
    while (items_.empty())
      cv_.wait_for(lock, 1s, [this] { return !items_.empty(); });
    return items_.front();
  }
  int accepted_no_limit() {
    std::unique_lock lock(mu_);
    cv_.wait(lock, [this] { return !items_.empty(); });
    return items_.front();
  }
  std::deque<int> accepted_whole() {
    std::unique_lock lock(mu_);
    cv_.wait_for(lock, 1s, [this] { return !items_.empty(); });
    return std::move(items_);
  }

private:
  bool hasItems() const { return !items_.empty(); }
  std::mutex mu_;
  std::condition_variable cv_;
  std::deque<int> items_;
};

// Nothing in the file wakes these, and nothing else can.
class Forgotten {
public:
  void flagged_wait() {
    std::unique_lock lock(mu_);
    cv_.wait(lock, [this] { return open_; }); // checked-warning {{nothing in this file notifies 'cv_', which is waited for here without a time limit}}
  }
  void open() {
    std::lock_guard lock(mu_);
    open_ = true;
  }

private:
  std::mutex mu_;
  std::condition_variable cv_;
  bool open_ = false;
};

static std::mutex FileMutex;
static std::condition_variable FileCondition;
static bool FileOpen;
void flagged_static() {
  std::unique_lock lock(FileMutex);
  FileCondition.wait(lock, [] { return FileOpen; }); // checked-warning {{nothing in this file notifies 'FileCondition'}}
}

class Polls {
public:
  void accepted_limit() {
    std::unique_lock lock(mu_);
    while (!open_)
      cv_.wait_for(lock, 1s);
  }

private:
  std::mutex mu_;
  std::condition_variable cv_;
  bool open_ = false;
};

void wake(std::condition_variable &condition);
class HandsOut {
public:
  void accepted_given_away() {
    std::unique_lock lock(mu_);
    cv_.wait(lock, [this] { return open_; });
  }
  void open() {
    {
      std::lock_guard lock(mu_);
      open_ = true;
    }
    wake(cv_);
  }

private:
  std::mutex mu_;
  std::condition_variable cv_;
  bool open_ = false;
};

class AtExit {
public:
  void accepted_at_thread_exit() {
    std::unique_lock lock(mu_);
    cv_.wait(lock, [this] { return open_; });
  }
  void open() {
    std::unique_lock lock(mu_);
    open_ = true;
    std::notify_all_at_thread_exit(cv_, std::move(lock));
  }

private:
  std::mutex mu_;
  std::condition_variable cv_;
  bool open_ = false;
};

extern std::mutex SharedMutex;
extern std::condition_variable SharedCondition;
extern bool SharedOpen;
void accepted_anybody() {
  std::unique_lock lock(SharedMutex);
  SharedCondition.wait(lock, [] { return SharedOpen; });
}

class ReferenceToIt {
public:
  void accepted_through_a_reference() {
    std::unique_lock lock(mu_);
    cv_.wait(lock, [this] { return open_; });
  }
  void open() {
    std::lock_guard lock(mu_);
    open_ = true;
    auto &condition = cv_;
    condition.notify_all();
  }

private:
  std::mutex mu_;
  std::condition_variable cv_;
  bool open_ = false;
};
