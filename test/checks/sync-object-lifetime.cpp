// RUN: %clang_plugin -std=c++20 -pthread %inc -Xclang -verify %s \
// RUN:   -Xclang -verify-ignore-unexpected=note
#include <atomic>
#include <condition_variable>
#include <future>
#include <latch>
#include <memory>
#include <mutex>
#include <pthread.h>
#include <semaphore>
#include <semaphore.h>
#include <thread>
#include <vector>

void work(int);

struct Channel {
  pthread_mutex_t mutex;
  int value;
};
struct Outer {
  Channel inner;
  sem_t ready;
};
void put(Channel channel);
void put_reference(Channel &channel);

//===-- copies ------------------------------------------------------------===//

void flagged_copy(const Channel &from) {
  Channel copy = from; // expected-warning {{this copies 'mutex', a 'pthread_mutex_t' that is in use; the copy is no such object [sendsync-sync-object-lifetime]}}
  work(copy.value);
}

void flagged_assigned(Channel &to, Channel *from) {
  to = *from; // expected-warning {{this copies 'mutex'}}
}

void flagged_argument(Channel *from) {
  put(*from); // expected-warning {{this copies 'mutex'}}
}

void flagged_nested(const Outer &from) {
  Outer copy = from; // expected-warning {{this copies 'mutex'}}
  work(copy.inner.value);
}

void flagged_plain(pthread_mutex_t &mutex) {
  pthread_mutex_t copy = mutex; // expected-warning {{this copies 'mutex', a 'pthread_mutex_t'}}
  pthread_mutex_lock(&copy);
  pthread_mutex_unlock(&copy);
}

void flagged_initialized_here() {
  Channel first;
  pthread_mutex_init(&first.mutex, nullptr);
  Channel second = first; // expected-warning {{this copies 'mutex'}}
  work(second.value);
}

void flagged_captured(Channel &channel) {
  std::thread([channel] { work(channel.value); }).join(); // expected-warning {{this copies 'mutex'}}
}

void accepted_initialized_again(Channel &to, const Channel &from) {
  to = from;
  pthread_mutex_init(&to.mutex, nullptr);
}

void accepted_not_in_use(Channel &to) {
  Channel fresh{};
  fresh.value = 1;
  to = fresh;
  pthread_mutex_init(&to.mutex, nullptr);
}

Channel accepted_value_returned() {
  Channel made{};
  made.value = 1;
  return made;
}

const pthread_mutex_t initial = PTHREAD_MUTEX_INITIALIZER;
void accepted_constant(Channel &to) { to.mutex = initial; }

struct Uses {
  std::mutex &mutex;
  pthread_mutex_t &other;
  int value;
};
void accepted_references_copied(const Uses &from) {
  Uses copy = from;
  work(copy.value);
}

void accepted_reference(Channel &channel) { put_reference(channel); }

void accepted_member(const Channel &from) {
  int value = from.value;
  work(value);
}

class AcceptedOwnCopy {
public:
  AcceptedOwnCopy() { pthread_mutex_init(&mutex_, nullptr); }
  AcceptedOwnCopy(const AcceptedOwnCopy &other) : value_(other.value_) {
    pthread_mutex_init(&mutex_, nullptr);
  }

private:
  pthread_mutex_t mutex_;
  int value_ = 0;
};
void accepted_own_copy(const AcceptedOwnCopy &from) {
  AcceptedOwnCopy copy = from;
}

//===-- freed while it is held --------------------------------------------===//

struct Counted {
  std::mutex mutex;
  int references = 1;

  void flagged_release() {
    std::lock_guard<std::mutex> lock(mutex);
    if (--references == 0)
      delete this; // expected-warning {{the object is freed while its lock 'mutex' is held}}
  }
  void drop() {
    if (--references == 0)
      delete this;
  }
  void flagged_release_through() {
    std::lock_guard<std::mutex> lock(mutex);
    drop(); // expected-warning {{'drop' can free the object while its lock 'mutex' is held}}
  }
  void accepted_unlocked() {
    std::unique_lock<std::mutex> lock(mutex);
    if (--references == 0) {
      lock.unlock();
      delete this;
    }
  }
  void accepted_after() {
    mutex.lock();
    bool last = --references == 0;
    mutex.unlock();
    if (last)
      delete this;
  }
};

void flagged_deleted(Counted *counted) {
  std::lock_guard<std::mutex> lock(counted->mutex);
  delete counted; // expected-warning {{the object is freed while its lock 'counted->mutex' is held}}
}

void flagged_reset(std::unique_ptr<Counted> counted) {
  std::lock_guard<std::mutex> lock(counted->mutex);
  counted.reset(); // expected-warning {{the object is freed while its lock 'counted->mutex' is held}}
}

void flagged_shared_reset(std::shared_ptr<Counted> counted) {
  std::lock_guard<std::mutex> lock(counted->mutex);
  counted = nullptr; // expected-warning {{the object can end here while its lock 'counted->mutex' is held}}
}

void accepted_shared_kept(std::shared_ptr<Counted> counted) {
  std::shared_ptr<Counted> keep = counted;
  std::lock_guard<std::mutex> lock(counted->mutex);
  counted = nullptr;
}

std::mutex global_mutex;
void accepted_other_lock(Counted *counted) {
  std::lock_guard<std::mutex> lock(global_mutex);
  delete counted;
}

void accepted_other_object(Counted *counted, Counted *other) {
  std::lock_guard<std::mutex> lock(other->mutex);
  delete counted;
}

struct Node {
  std::mutex *mutex;
};
void accepted_lock_elsewhere(Node *node) {
  std::lock_guard<std::mutex> lock(*node->mutex);
  delete node;
}

void accepted_pointer_moved(std::unique_ptr<Counted> counted) {
  {
    std::lock_guard<std::mutex> lock(counted->mutex);
    counted->references = 0;
  }
  counted.reset();
}

//===-- work that outlives it ---------------------------------------------===//

void flagged_latch() {
  std::latch done(2);
  std::thread([&] { done.count_down(); }).detach(); // expected-warning {{'done' is destroyed at the end of the function, but the new thread can still use it}}
}

void flagged_mutex() {
  std::mutex mutex;
  std::thread([&mutex] { // expected-warning {{'mutex' is destroyed at the end of the function, but the new thread can still use it}}
    std::lock_guard<std::mutex> lock(mutex);
    work(1);
  }).detach();
  std::lock_guard<std::mutex> lock(mutex);
  work(2);
}

void flagged_semaphore() {
  std::counting_semaphore<4> ready(0);
  std::thread worker([&ready] { ready.release(); }); // expected-warning {{'ready' is destroyed}}
  worker.detach();
  work(1);
}

void accepted_latch_waited_for() {
  std::latch done(2);
  std::thread([&] { done.count_down(); }).detach();
  std::thread([&] { done.count_down(); }).detach();
  done.wait();
}

void accepted_semaphore_acquired() {
  std::counting_semaphore<4> ready(0);
  std::thread([&] { ready.release(); }).detach();
  std::thread([&] { ready.release(); }).detach();
  for (int i = 0; i != 2; ++i)
    ready.acquire();
}

void accepted_future() {
  std::promise<void> promise;
  std::future<void> done = promise.get_future();
  std::thread([&promise] { promise.set_value(); }).detach();
  done.get();
}

void accepted_condition() {
  std::mutex mutex;
  std::condition_variable changed;
  int left = 2;
  for (int i = 0; i != 2; ++i)
    std::thread([&] {
      std::lock_guard<std::mutex> lock(mutex);
      if (--left == 0)
        changed.notify_one();
    }).detach();
  std::unique_lock<std::mutex> lock(mutex);
  changed.wait(lock, [&] { return left == 0; });
}

void accepted_count_loop() {
  std::atomic<int> left{2};
  std::mutex mutex;
  for (int i = 0; i != 2; ++i)
    std::thread([&] {
      std::lock_guard<std::mutex> lock(mutex);
      --left;
    }).detach();
  while (left != 0)
    std::this_thread::yield();
}

void accepted_joined() {
  std::mutex mutex;
  std::thread worker([&] { std::lock_guard<std::mutex> lock(mutex); });
  worker.join();
}

void wait_for(std::latch &done);
void accepted_waits_elsewhere() {
  std::latch done(1);
  std::thread([&] { done.count_down(); }).detach();
  wait_for(done);
}

void accepted_copy_of_pointer() {
  auto done = std::make_shared<std::latch>(1);
  std::thread([done] { done->count_down(); }).detach();
}
