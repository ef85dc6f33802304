// RUN: %clang_plugin -std=c++20 -pthread %inc -Xclang -verify %s \
// RUN:   -Xclang -verify-ignore-unexpected=note
#include <atomic>
#include <condition_variable>
#include <future>
#include <memory>
#include <mutex>
#include <pthread.h>
#include <queue>
#include <string>
#include <thread>
#include <vector>

void work(int);
bool coin();

//===-- started before a member is constructed ----------------------------===//

class FlaggedInitializerList {
public:
  FlaggedInitializerList() : worker_([this] { flagged_initializer_list(); }) {}
  ~FlaggedInitializerList() {
    stop_ = true;
    worker_.join();
  }

private:
  void flagged_initializer_list() {
    while (!stop_)
      step();
  }
  void step() {
    std::lock_guard<std::mutex> lock(mutex_);
    jobs_.clear();
  }
  std::mutex mutex_;
  std::thread worker_; // expected-warning {{'worker_' is started before 'stop_' is constructed [sendsync-thread-before-its-data]}}
  std::atomic<bool> stop_{false};
  std::vector<int> jobs_;
};

class FlaggedMemberPointer {
public:
  FlaggedMemberPointer() : worker_(&FlaggedMemberPointer::flagged_member_pointer, this) {}
  ~FlaggedMemberPointer() { worker_.join(); }

private:
  void flagged_member_pointer() { jobs_.push_back(1); }
  std::thread worker_; // expected-warning {{'worker_' is started before 'jobs_' is constructed}}
  std::vector<int> jobs_;
};

class FlaggedDefaultInitializer {
public:
  ~FlaggedDefaultInitializer() { worker_.join(); }

private:
  void flagged_default_initializer() { work(name_.size()); }
  std::thread worker_{[this] { flagged_default_initializer(); }}; // expected-warning {{'worker_' is started before 'name_' is constructed}}
  std::string name_ = "x";
};

class FlaggedLockLater {
public:
  FlaggedLockLater() : worker_([this] { flagged_lock_later(); }) {}
  ~FlaggedLockLater() { worker_.join(); }

private:
  void flagged_lock_later() {
    std::unique_lock<std::mutex> lock(mutex_);
    changed_.wait(lock, [this] { return stop_; });
  }
  std::thread worker_; // expected-warning {{'worker_' is started before 'mutex_' is constructed}}
  std::mutex mutex_;
  std::condition_variable changed_;
  bool stop_ = false;
};

//===-- joined by its own end, after a member is destroyed ----------------===//

class FlaggedEndsLater {
public:
  void flagged_ends_later() {
    worker_ = std::jthread([this](std::stop_token stop) {
      while (!stop.stop_requested())
        jobs_.push_back(1);
    });
  }

private:
  std::jthread worker_; // expected-warning {{'worker_' is joined after 'jobs_' is destroyed}}
  std::vector<int> jobs_;
};

class FlaggedFuture {
public:
  void flagged_future() {
    done_ = std::async(std::launch::async, [this] { text_ += "x"; });
  }

private:
  std::future<void> done_; // expected-warning {{'done_' is joined after 'text_' is destroyed}}
  std::string text_;
};

class FlaggedUselessDestructor {
public:
  void flagged_useless_destructor() {
    workers_.emplace_back([this] { text_ += "x"; });
  }
  ~FlaggedUselessDestructor() { work(1); }

private:
  std::vector<std::jthread> workers_; // expected-warning {{'workers_' is joined after 'text_' is destroyed}}
  std::string text_;
};

void flagged_local_order() {
  std::jthread worker;
  std::vector<int> jobs; // expected-warning {{'jobs' is destroyed before 'worker', which uses it, is joined}}
  worker = std::jthread([&jobs] { jobs.push_back(1); });
}

//===-- a base class starts it --------------------------------------------===//

class FlaggedPure {
public:
  FlaggedPure() { worker_ = std::thread([this] { flagged_pure_loop(); }); } // expected-warning {{the constructor starts a thread that calls virtual 'step', before the derived class is constructed}}
  virtual ~FlaggedPure() { worker_.join(); }

protected:
  virtual void step() = 0;

private:
  void flagged_pure_loop() {
    while (coin())
      step(); // expected-warning {{used for a virtual call by the worker of the object while}}
  }
  std::thread worker_;
};

class FlaggedOverridden {
public:
  FlaggedOverridden() : worker_(&FlaggedOverridden::flagged_overridden, this) {} // expected-warning {{the constructor starts a thread that calls virtual 'flagged_overridden'}}
  virtual ~FlaggedOverridden() { worker_.join(); }
  virtual void flagged_overridden() {}

private:
  std::thread worker_;
};
class Derived : public FlaggedOverridden {
  void flagged_overridden() override { values_.clear(); }
  std::vector<int> values_;
};

class FlaggedJoinedByBase {
public:
  void flagged_joined_by_base() {
    worker_ = std::thread([this] {
      while (coin())
        step();
    });
  }
  virtual ~FlaggedJoinedByBase() { worker_.join(); } // expected-warning {{'worker_' is joined after the derived class is destroyed, but calls its 'step'}}
  virtual void step() {}

private:
  std::thread worker_;
};
class EndsFirst : public FlaggedJoinedByBase {
  void step() override { values_.clear(); }
  std::vector<int> values_;
};

class AcceptedJoinedByDerived {
public:
  void accepted_joined_by_derived() {
    worker_ = std::thread([this] {
      while (coin())
        step();
    });
  }
  virtual ~AcceptedJoinedByDerived() { join(); }
  virtual void step() {}

protected:
  void join() {
    if (worker_.joinable())
      worker_.join();
  }

private:
  std::thread worker_;
};
class JoinsFirst : public AcceptedJoinedByDerived {
public:
  ~JoinsFirst() override { join(); }

private:
  void step() override { values_.clear(); }
  std::vector<int> values_;
};

//===-- accepted ----------------------------------------------------------===//

class AcceptedLast {
public:
  AcceptedLast() : worker_([this] { accepted_last(); }) {}

private:
  void accepted_last() {
    while (!stop_)
      jobs_.clear();
  }
  std::atomic<bool> stop_{false};
  std::vector<int> jobs_;
  std::jthread worker_;
};

class AcceptedStartedInBody {
public:
  AcceptedStartedInBody() {
    worker_ = std::thread([this] { accepted_started_in_body(); });
  }
  ~AcceptedStartedInBody() { worker_.join(); }

private:
  void accepted_started_in_body() { jobs_.push_back(1); }
  std::thread worker_;
  std::vector<int> jobs_;
};

class AcceptedJoinedInDestructor {
public:
  void accepted_joined_in_destructor() {
    worker_ = std::jthread([this] { jobs_.push_back(1); });
  }
  ~AcceptedJoinedInDestructor() { stop(); }

private:
  void stop() { worker_.join(); }
  std::jthread worker_;
  std::vector<int> jobs_;
};

class AcceptedReset {
public:
  AcceptedReset() {}
  void accepted_reset() {
    worker_ = std::make_unique<std::jthread>([this] { jobs_.push_back(1); });
  }
  ~AcceptedReset() { worker_.reset(); }

private:
  std::unique_ptr<std::jthread> worker_;
  std::vector<int> jobs_;
};

class AcceptedStop {
public:
  void accepted_stop() {
    worker_ = std::jthread([this] { jobs_.push_back(1); });
  }
  void stop() {
    worker_.request_stop();
    worker_.join();
  }

private:
  std::jthread worker_;
  std::vector<int> jobs_;
};

class AcceptedHeldBack {
public:
  AcceptedHeldBack() : worker_([this] { accepted_held_back(); }) {
    {
      std::lock_guard<std::mutex> lock(mutex_);
      ready_ = true;
    }
    changed_.notify_one();
  }
  ~AcceptedHeldBack() { worker_.join(); }

private:
  void accepted_held_back() {
    {
      std::unique_lock<std::mutex> lock(mutex_);
      changed_.wait(lock, [this] { return ready_; });
    }
    jobs_.push_back(1);
  }
  std::mutex mutex_;
  std::condition_variable changed_;
  bool ready_ = false;
  std::thread worker_;
  std::vector<int> jobs_;
};

class AcceptedSpins {
public:
  AcceptedSpins() : worker_([this] { accepted_spins(); }) { ready_ = true; }
  ~AcceptedSpins() { worker_.join(); }

private:
  void accepted_spins() {
    while (!ready_)
      std::this_thread::yield();
    jobs_.push_back(1);
  }
  std::atomic<bool> ready_{false};
  std::thread worker_;
  std::vector<int> jobs_;
};

class AcceptedOwnCopy {
public:
  AcceptedOwnCopy() : worker_([] { work(1); }) {}
  ~AcceptedOwnCopy() { worker_.join(); }

private:
  std::thread worker_;
  std::vector<int> jobs_;
};

class AcceptedPlainLater {
public:
  void accepted_plain_later() {
    worker_ = std::jthread([this] { count_.store(1); });
  }

private:
  std::jthread worker_;
  std::atomic<int> count_{0};
};

class AcceptedDoneInMethod {
public:
  void accepted_done_in_method() {
    worker_ = std::jthread([this] { jobs_.push_back(1); });
    worker_.join();
  }

private:
  std::jthread worker_;
  std::vector<int> jobs_;
};

void accepted_local_order() {
  std::vector<int> jobs;
  std::jthread worker;
  worker = std::jthread([&jobs] { jobs.push_back(1); });
}

void accepted_local_joined() {
  std::jthread worker;
  std::vector<int> jobs;
  worker = std::jthread([&jobs] { jobs.push_back(1); });
  worker.join();
}

class AcceptedNothingOverrides {
public:
  AcceptedNothingOverrides() {
    worker_ = std::thread([this] { accepted_nothing_overrides(); });
  }
  virtual ~AcceptedNothingOverrides() { worker_.join(); }
  virtual void accepted_nothing_overrides() {}

private:
  std::thread worker_;
};

class AcceptedFinal final : public FlaggedPure {
public:
  AcceptedFinal() { other_ = std::thread([this] { step(); }); }
  ~AcceptedFinal() override { other_.join(); }

private:
  void step() override {}
  std::thread other_;
};

class AcceptedStartLater {
public:
  void accepted_start_later() { worker_ = std::thread([this] { step(); }); }
  virtual ~AcceptedStartLater() { worker_.join(); }
  virtual void step() = 0;

private:
  std::thread worker_;
};

class AcceptedJoinedInConstructor {
public:
  AcceptedJoinedInConstructor() {
    std::thread worker([this] { step(); });
    worker.join();
  }
  virtual ~AcceptedJoinedInConstructor() = default;
  virtual void step() {}
};
class DerivedOfJoined : public AcceptedJoinedInConstructor {
  void step() override {}
};
