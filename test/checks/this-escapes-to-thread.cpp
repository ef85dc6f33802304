// RUN: %clang_plugin -std=c++20 -pthread %inc -Xclang -verify %s \
// RUN:   -fplugin-arg-sendsync-level=checked \
// RUN:   -Xclang -verify-ignore-unexpected=note
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <pthread.h>
#include <thread>
#include <unistd.h>
#include <vector>

void work(int);

class FlaggedPoller {
public:
  void flagged_poller() {
    std::thread([this] { // expected-warning {{'this' is given to a detached thread, and ~FlaggedPoller does not wait for it [sendsync-this-escapes-to-thread]}}
      while (!stop_)
        tick();
    }).detach();
  }
  ~FlaggedPoller() { stop_ = true; }

private:
  void tick();
  std::atomic<bool> stop_{false};
};

class FlaggedImplicitCapture {
public:
  void flagged_implicit_capture() {
    std::thread worker([=, this] { // expected-warning {{'this' is given to a detached thread, and ~FlaggedImplicitCapture does not wait for it}}
      std::this_thread::sleep_for(std::chrono::seconds(1));
      ++turns_;
    });
    worker.detach();
  }
  ~FlaggedImplicitCapture() { work(turns_ = 0); }

private:
  int turns_ = 0;
};
void work(int) {}

class FlaggedMemberPointer {
public:
  void flagged_member_pointer() {
    std::thread worker(&FlaggedMemberPointer::run, this); // expected-warning {{'this' is given to a detached thread}}
    worker.detach();
  }
  ~FlaggedMemberPointer() { stop_ = true; }

private:
  void run() {
    while (!stop_)
      values_.push_back(1);
  }
  std::atomic<bool> stop_{false};
  std::vector<int> values_;
};

class FlaggedPosix {
public:
  void flagged_posix() {
    pthread_t id;
    if (pthread_create(&id, nullptr, &FlaggedPosix::main, this) == 0) // expected-warning {{'this' is given to a detached thread}}
      pthread_detach(id);
  }
  ~FlaggedPosix() { stop_ = true; }

private:
  static void *main(void *self) {
    static_cast<FlaggedPosix *>(self)->run();
    return nullptr;
  }
  void run() {
    while (!stop_)
      sleep(1);
  }
  std::atomic<bool> stop_{false};
};

class FlaggedLocal {
public:
  void flagged_local() {
    std::thread([this] { // expected-warning {{'this' is given to a detached thread, and nothing waits for it where the object ends}}
      for (;;)
        values_.push_back(1);
    }).detach();
  }

private:
  std::vector<int> values_;
};
void use_local() {
  FlaggedLocal local;
  local.flagged_local();
}

class AcceptedJoined {
public:
  void accepted_joined() {
    worker_ = std::thread([this] {
      while (!stop_)
        ++turns_;
    });
  }
  ~AcceptedJoined() {
    stop_ = true;
    worker_.join();
  }

private:
  std::atomic<bool> stop_{false};
  int turns_ = 0;
  std::thread worker_;
};

class AcceptedShared : public std::enable_shared_from_this<AcceptedShared> {
public:
  void accepted_shared() {
    std::thread([self = shared_from_this()] {
      while (!self->stop_)
        ++self->turns_;
    }).detach();
  }
  void accepted_both() {
    std::thread([this, self = shared_from_this()] {
      while (!stop_)
        ++turns_;
    }).detach();
  }
  void accepted_weak() {
    std::thread([this, weak = weak_from_this()] {
      for (;;)
        if (auto self = weak.lock())
          ++turns_;
    }).detach();
  }
  ~AcceptedShared() { stop_ = true; }

private:
  std::atomic<bool> stop_{false};
  int turns_ = 0;
};

class AcceptedWaits {
public:
  void accepted_waits() {
    std::thread([this] {
      while (!stop_)
        ++turns_;
      std::lock_guard<std::mutex> lock(mutex_);
      done_ = true;
      changed_.notify_all();
    }).detach();
  }
  ~AcceptedWaits() {
    stop_ = true;
    std::unique_lock<std::mutex> lock(mutex_);
    changed_.wait(lock, [this] { return done_; });
  }

private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool done_ = false;
  std::atomic<bool> stop_{false};
  int turns_ = 0;
};

class AcceptedSpins {
public:
  void accepted_spins() {
    running_ = true;
    std::thread([this] {
      while (!stop_)
        work(1);
      running_ = false;
    }).detach();
  }
  ~AcceptedSpins() {
    stop_ = true;
    while (running_)
      std::this_thread::yield();
  }

private:
  std::atomic<bool> stop_{false}, running_{false};
};

class AcceptedSingleton {
public:
  static AcceptedSingleton &get() {
    static AcceptedSingleton instance;
    return instance;
  }
  void accepted_singleton() {
    std::thread([this] {
      for (;;)
        ++turns_;
    }).detach();
  }
  ~AcceptedSingleton() { turns_ = 0; }

private:
  int turns_ = 0;
};

class AcceptedShort {
public:
  void accepted_short() {
    std::thread([this] { turns_ = 1; }).detach();
  }
  ~AcceptedShort() { turns_ = 0; }

private:
  int turns_ = 0;
};

class AcceptedOwnsItself {
public:
  void accepted_owns_itself() {
    std::thread([this] {
      for (int i = 0; i != 10; ++i)
        ++turns_;
      delete this;
    }).detach();
  }
  ~AcceptedOwnsItself() { turns_ = 0; }

private:
  int turns_ = 0;
};

class AcceptedUnseenEnd {
public:
  void accepted_unseen_end() {
    std::thread([this] {
      for (;;)
        ++turns_;
    }).detach();
  }
  ~AcceptedUnseenEnd();

private:
  int turns_ = 0;
};

class AcceptedUnseenHelp {
public:
  void accepted_unseen_help() {
    std::thread([this] {
      for (;;)
        ++turns_;
    }).detach();
  }
  ~AcceptedUnseenHelp() { shut_down(); }
  void shut_down();

private:
  int turns_ = 0;
};

class AcceptedCopies {
public:
  void accepted_copies() {
    std::thread([*this]() mutable {
      for (;;)
        ++turns_;
    }).detach();
  }
  ~AcceptedCopies() { turns_ = 0; }

private:
  int turns_ = 0;
};
