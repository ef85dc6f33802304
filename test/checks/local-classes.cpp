// Public methods of a class that no other file sees: what calls them here is all
// that calls them, once something does.
// RUN: %clang_plugin %inc -std=c++20 -pthread -Xclang -verify %s \
// RUN:   -Xclang -verify-ignore-unexpected=note
#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>

// All callers hold the lock, one through a second such method.
struct Pool {
  bool hasSpare() { return threads_ > limit_; } // accepted
  bool isLastSpare() { return hasSpare() && threads_ == limit_ + 1; }

  void accepted_run() {
    std::unique_lock lock(mu_);
    while (!done_ && !hasSpare())
      cv_.wait(lock);
    if (isLastSpare())
      --threads_;
    ++limit_;
  }
  void accepted_resize(int limit) {
    std::lock_guard lock(mu_);
    limit_ = limit;
    ++threads_;
  }
  void accepted_stop() {
    std::lock_guard lock(mu_);
    done_ = true;
    limit_ = 0;
    cv_.notify_all();
  }

  std::mutex mu_;
  std::condition_variable cv_;
  bool done_ = false;
  int threads_ = 0;
  int limit_ = 0;
};

// One caller does not hold it.
struct Bare {
  bool flagged_has_spare() {
    return threads_ > 0; // expected-warning {{'threads_' is read without 'mu_', which is held at 3 of its 4 accesses}}
  }
  void a() {
    std::lock_guard lock(mu_);
    if (flagged_has_spare())
      --threads_;
  }
  void b() {
    std::lock_guard lock(mu_);
    ++threads_;
  }
  void c() {
    std::lock_guard lock(mu_);
    threads_ = 0;
  }
  std::mutex mu_;
  int threads_ = 0;
};
bool asks(Bare &pool) { return pool.flagged_has_spare(); }

// Nobody here calls it: others will, without the lock.
struct Uncalled {
  void a() {
    std::lock_guard lock(mu_);
    --threads_;
  }
  void b() {
    std::lock_guard lock(mu_);
    ++threads_;
  }
  void c() {
    std::lock_guard lock(mu_);
    threads_ = 0;
  }
  int flagged_uncalled() {
    return threads_; // expected-warning {{'threads_' is read without 'mu_', which is held at 3 of its 4 accesses}}
  }
  std::mutex mu_;
  int threads_ = 0;
};

// A reference to guarded data that a public method returns is used without the
// lock, by a caller that is in the file or not.
struct Holder {
  std::vector<int> &flagged_all() {
    std::lock_guard lock(mu_);
    return items_; // expected-warning {{returns a reference to 'items_', which is guarded by 'mu_'}}
  }
  void add(int item) {
    std::lock_guard lock(mu_);
    items_.push_back(item);
  }
  void clear() {
    std::lock_guard lock(mu_);
    items_.clear();
  }
  std::mutex mu_;
  std::vector<int> items_;
};
size_t count(Holder &holder) { return holder.flagged_all().size(); }

// A flag that is set for a waiter by a method whose callers hold the lock.
struct Gate {
  void openLocked() { open_ = true; } // accepted
  void accepted_open() {
    {
      std::lock_guard lock(mu_);
      openLocked();
    }
    cv_.notify_all();
  }
  void pass() {
    std::unique_lock lock(mu_);
    cv_.wait(lock, [this] { return open_; });
  }
  void flagged_open_bare() {
    open_ = true; // expected-warning {{'open_' is changed without 'mu_', so a waiter can miss the notification}}
    cv_.notify_all();
  }
  std::mutex mu_;
  std::condition_variable cv_;
  bool open_ = false;
};
