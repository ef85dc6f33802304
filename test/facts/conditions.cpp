// Waits for condition variables, and what wakes them.
// RUN: %sendsync --dump=facts --exit-zero %s -- -std=c++20 | grep -E 'function|wait|notify' | sed -E -e 's/^ +[0-9]+:[0-9]+ //' | FileCheck --match-full-lines %s

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <pthread.h>
#include <stop_token>

std::mutex m;
std::condition_variable cv;
std::condition_variable_any any;
bool ready;
using namespace std::chrono_literals;

// CHECK-LABEL: function bare
// CHECK-NEXT: wait cv with lock discarded
void bare(std::unique_lock<std::mutex> &lock) { cv.wait(lock); }

// CHECK-LABEL: function predicates
// CHECK-NEXT: wait cv with lock predicate discarded
// CHECK: wait cv with lock timed
// CHECK: wait cv with lock predicate timed
// CHECK: wait any with m predicate discarded
bool predicates(std::unique_lock<std::mutex> &lock, std::stop_token stop) {
  cv.wait(lock, [] { return ready; });
  bool late = cv.wait_for(lock, 1s) == std::cv_status::timeout;
  late |= !cv.wait_for(lock, 1s, [] { return ready; });
  any.wait(m, stop, [] { return ready; });
  return late;
}

// CHECK: notify cv
// CHECK: notify any
void wake() {
  cv.notify_one();
  any.notify_all();
}

struct Posix {
  pthread_mutex_t lock;
  pthread_cond_t cond;
};
// CHECK: wait p->cond with p->lock discarded
// CHECK: wait p->cond with p->lock timed discarded
// CHECK: notify p->cond
void posix(Posix *p, const timespec *until) {
  pthread_cond_wait(&p->cond, &p->lock);
  pthread_cond_timedwait(&p->cond, &p->lock, until);
  pthread_cond_broadcast(&p->cond);
}
