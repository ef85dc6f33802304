// Calls through function pointers and of virtual methods.
// RUN: %clang_plugin -std=c++17 -pthread %inc -Xclang -verify %s \
// RUN:   -Xclang -verify-ignore-unexpected=note
#include <mutex>
#include <pthread.h>
#include <thread>

//===-- Pointers ----------------------------------------------------------===//

static int total, sum, result;
static std::mutex mutex;
static void bare() {
  ++total; // expected-warning {{'total' is written by the new thread while this function can still write it}}
}
static void locked() {
  std::lock_guard<std::mutex> lock(mutex);
  ++total;
}
static void (*action)() = locked;
static void *acts(void *argument) {
  action();
  return argument;
}
void flagged_one_of_two() {
  pthread_t thread;
  action = bare;
  pthread_create(&thread, nullptr, acts, nullptr);
  {
    std::lock_guard<std::mutex> lock(mutex);
    total = 1;
  }
  pthread_join(thread, nullptr);
}

static void addsUnderLock() {
  std::lock_guard<std::mutex> lock(mutex);
  ++sum;
}
static void (*guarded)() = addsUnderLock;
static void *actsGuarded(void *argument) {
  guarded();
  return argument;
}
void accepted_all_hold_the_lock() {
  pthread_t thread;
  pthread_create(&thread, nullptr, actsGuarded, nullptr);
  {
    std::lock_guard<std::mutex> lock(mutex);
    sum = 1;
  }
  pthread_join(thread, nullptr);
}

static void sets() { ++result; }
static void (*unknown)() = sets;
void choose(void (*given)()) { unknown = given; }
static void *actsUnknown(void *argument) {
  unknown();
  return argument;
}
void accepted_not_all_are_known() {
  pthread_t thread;
  pthread_create(&thread, nullptr, actsUnknown, nullptr);
  result = 1;
  pthread_join(thread, nullptr);
}

//===-- Virtual methods ---------------------------------------------------===//

class Worker {
public:
  virtual ~Worker() = default;
  void start() {
    thread_ = std::thread([this] { loop(); });
  }
  void stop() { thread_.join(); }

protected:
  virtual void loop() = 0;

private:
  std::thread thread_;
};
class Poller : public Worker {
public:
  void set(int limit) { limit_ = limit; }

protected:
  void loop() override {
    for (int i = 0; i < limit_; ++i) // expected-warning {{'poller.limit_' is read by the new thread while the thread that started it can still write it}}
      ;
  }

private:
  int limit_ = 0;
};
void flagged_the_only_one() {
  Poller poller;
  poller.start();
  poller.set(100);
  poller.stop();
}
void accepted_before_the_start() {
  Poller poller;
  poller.set(100);
  poller.start();
  poller.stop();
  poller.set(1);
}

class Job {
public:
  virtual ~Job() = default;
  virtual void run() = 0;
  int count = 0;
};
class Adding : public Job {
public:
  void run() override { ++count; }
};
class Idle : public Job {
public:
  void run() override {}
};
void accepted_several(Job &job) {
  std::thread thread([&job] { job.run(); });
  job.count = 1;
  thread.join();
}
