// RUN: %clang_plugin -std=c++20 -pthread %inc -Xclang -verify %s \
// RUN:   -fplugin-arg-sendsync-models=%inputs/pool-models.yaml \
// RUN:   -Xclang -verify-ignore-unexpected=note
// RUN: %sendsync --models=%inputs/pool-models.yaml %s -- -std=c++20 %inc \
// RUN:   -Xclang -verify -Xclang -verify-ignore-unexpected=note
// RUN: not %sendsync --level=checked %s -- -std=c++20 %inc 2>&1 | FileCheck %s
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>

void use(int);
int make();

class flagged_stop_flag {
public:
  void start() {
    thread_ = std::thread([this] {
      while (!stop_) // expected-warning {{'stop_' is read by the worker of the object while 'flagged_stop_flag::stop' can write it [sendsync-worker-member-race]}}
        use(1);
    });
  }
  void stop() {
    stop_ = true;
    thread_.join();
  }

private:
  std::thread thread_;
  bool stop_ = false;
};

class flagged_member_function {
public:
  flagged_member_function() : thread_(&flagged_member_function::run, this) {}
  ~flagged_member_function() {
    count_ = -1;
    thread_.join();
  }

private:
  void run() {
    step();
  }
  void step() {
    ++count_; // expected-warning {{'count_' is written by the worker of the object}}
  }
  int count_ = 0;
  std::thread thread_;
};

class flagged_same_method {
public:
  void run() {
    std::thread worker([this] {
      ++count_; // expected-warning {{'count_' is written by the new thread while this function can still write it}}
    });
    ++count_;
    worker.join();
  }

private:
  int count_ = 0;
};

class flagged_two_workers {
public:
  void start() {
    first_ = std::thread([this] {
      last_ = 1; // expected-warning {{'last_' is written by the new thread while other work can write it}}
    });
    second_ = std::thread([this] { last_ = 2; });
  }
  ~flagged_two_workers() {
    first_.join();
    second_.join();
  }

private:
  int last_ = 0;
  std::thread first_, second_;
};

class flagged_many_workers {
public:
  void start() {
    for (int i = 0; i < 4; ++i)
      threads_.emplace_back([this] {
        ++sum_; // expected-warning {{'sum_' is written by work that is started several times and can run at once}}
      });
  }
  void stop() {
    for (auto &thread : threads_)
      thread.join();
  }

private:
  int sum_ = 0;
  std::vector<std::thread> threads_;
};

// At level checked only: nothing says when it is called.
class checked_getter {
public:
  void start() {
    thread_ = std::thread([this] { value_ = make(); });
  }
  // CHECK: warning: 'value_' is written by the worker of the object while 'checked_getter::value' can read it [sendsync-worker-member-race]
  int value() const { return value_; }
  void stop() { thread_.join(); }

private:
  std::thread thread_;
  int value_ = 0;
};

class accepted_atomic {
public:
  void start(int period) {
    period_ = period;
    thread_ = std::thread([this] {
      while (!stop_)
        use(period_);
    });
  }
  void stop() {
    stop_ = true;
    thread_.join();
    period_ = 0; // after the join
  }

private:
  std::thread thread_;
  std::atomic<bool> stop_{false};
  int period_ = 0;
};

class accepted_locked {
public:
  void start() {
    thread_ = std::thread([this] {
      std::unique_lock<std::mutex> lock(mutex_);
      while (!stop_)
        changed_.wait(lock);
    });
  }
  ~accepted_locked() {
    {
      std::lock_guard<std::mutex> lock(mutex_);
      stop_ = true;
    }
    changed_.notify_all();
    thread_.join();
  }

private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool stop_ = false;
  std::thread thread_;
};

class accepted_joined_by_helper {
public:
  void start() {
    thread_ = std::thread([this] { result_ = make(); });
  }
  int finish() {
    wait();
    return result_;
  }

private:
  void wait() { thread_.join(); }
  std::thread thread_;
  int result_ = 0;
};

class accepted_own_counter {
public:
  void start() {
    thread_ = std::thread([this] {
      ++ticks_; // only the worker
    });
  }
  void stop() { thread_.join(); }

private:
  int ticks_ = 0;
  std::thread thread_;
};

class accepted_set_before {
public:
  explicit accepted_set_before(int size) : size_(size) {
    thread_ = std::thread([this] { use(size_); });
  }
  int size() const { return size_; }
  ~accepted_set_before() { thread_.join(); }

private:
  int size_;
  std::thread thread_;
};
