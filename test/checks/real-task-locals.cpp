// What each run of the work makes for itself is not shared, also when one
// closure is started several times; nor is what the caller's lock protects.
// RUN: %clang_plugin -std=c++20 %inc -Xclang -verify %s
#include <memory>
#include <mutex>
#include <pthread.h>
#include <thread>
#include <vector>

void accepted_one_closure_in_two_threads(int turns) {
  auto body = [turns] {
    std::unique_ptr<int[]> slots = std::make_unique<int[]>(turns);
    int size = 128;
    for (int i = turns; i > 0; --i) {
      int last = size * i;
      slots[i] = last;
      size = last & 511;
    }
  };
  std::thread threads[] = {std::thread{body}, std::thread{body}};
  for (auto &thread : threads)
    thread.join();
}

void accepted_one_closure_in_a_loop() {
  auto body = [count = 0]() mutable {
    int own = 0;
    auto step = [&] { ++own; };
    step();
    count += own;
  };
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back(body);
  for (auto &thread : threads)
    thread.join();
}

void shared_by_one_closure() {
  int sum = 0; // expected-note {{make it atomic}}
  auto body = [&] {
    int own = 1;
    sum += own; // expected-warning {{'sum' is written by the new thread while other work can write it}} expected-note {{work started elsewhere writes it here}}
  };
  std::thread first{body};  // expected-note {{runs on the thread spawned here}}
  std::thread second{body}; // expected-note {{that work starts here}}
  first.join();
  second.join();
}

struct Pool {
  pthread_mutex_t mu;
  int limit; // expected-note {{make it atomic}}
};

static void *runPool(void *opaque) {
  Pool *pool = static_cast<Pool *>(opaque);
  pthread_mutex_lock(&pool->mu);
  int limit = pool->limit; // expected-warning {{is read by the new thread while this function can still write it}}
  pthread_mutex_unlock(&pool->mu);
  return limit ? opaque : nullptr;
}

static void accepted_grow_locked(Pool *pool, pthread_t *handle, int limit) {
  pthread_create(handle, nullptr, runPool, pool);
  pool->limit = limit;
}

void accepted_grow(Pool *pool, pthread_t *handle, int limit) {
  pthread_mutex_lock(&pool->mu);
  accepted_grow_locked(pool, handle, limit);
  pthread_mutex_unlock(&pool->mu);
}

static void grow(Pool *pool, pthread_t *handle, int limit) {
  pthread_create(handle, nullptr, runPool, pool); // expected-note {{'runPool' runs on the thread spawned here}}
  pool->limit = limit; // expected-note {{the spawning thread writes it here}}
}

void grow_unlocked(Pool *pool, pthread_t *handle, int limit) {
  grow(pool, handle, limit);
}
