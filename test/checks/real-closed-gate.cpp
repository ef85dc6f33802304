// State that the work reads under a lock and that nobody has changed yet keeps
// the work away from what is still being set up.
// RUN: %clang_plugin -std=c++20 %inc -Xclang -verify -Xclang -verify-ignore-unexpected=note %s
#include <mutex>
#include <pthread.h>
#include <stdlib.h>
#include <thread>

struct Pool {
  pthread_mutex_t mu;
  pthread_cond_t changed;
  int empty;
  unsigned busy, limit, done;
  int stop;
};

static void *runJobs(void *opaque) {
  Pool *pool = (Pool *)opaque;
  for (;;) {
    pthread_mutex_lock(&pool->mu);
    while (pool->empty || pool->busy >= pool->limit) {
      if (pool->stop) {
        pthread_mutex_unlock(&pool->mu);
        return opaque;
      }
      pthread_cond_wait(&pool->changed, &pool->mu);
    }
    pool->busy++;
    pthread_mutex_unlock(&pool->mu);
  }
}

Pool *accepted_limit_of_an_empty_pool(pthread_t *handles) {
  Pool *pool = (Pool *)calloc(1, sizeof(Pool));
  pool->empty = 1;
  pthread_mutex_init(&pool->mu, nullptr);
  pthread_cond_init(&pool->changed, nullptr);
  for (int i = 0; i < 4; ++i)
    if (pthread_create(&handles[i], nullptr, runJobs, pool))
      return nullptr;
  pool->limit = 4;
  return pool;
}

int accepted_published_by_flag() {
  std::mutex mu;
  bool ready = false;
  int data = 0, seen = 0;
  std::thread worker([&] {
    for (;;) {
      std::lock_guard<std::mutex> lock(mu);
      if (ready) {
        seen = data;
        break;
      }
    }
  });
  data = 5;
  {
    std::lock_guard<std::mutex> lock(mu);
    ready = true;
  }
  worker.join();
  return seen;
}

int published_too_early() {
  std::mutex mu;
  bool ready = false;
  int data = 0, seen = 0; // expected-note {{make it atomic}}
  std::thread worker([&] { // expected-note {{the closure runs on the thread spawned here}}
    for (;;) {
      std::lock_guard<std::mutex> lock(mu);
      if (ready) {
        seen = data; // expected-warning {{'data' is read by the new thread while this function can still write it}} expected-note {{capture a copy of 'data' instead}}
        break;
      }
    }
  });
  {
    std::lock_guard<std::mutex> lock(mu);
    ready = true;
  }
  data = 5; // expected-note {{the spawning thread writes it here}}
  worker.join();
  return seen;
}

int open_from_the_start() {
  std::mutex mu;
  bool run = true;
  int turns = 0; // expected-note {{make it atomic}}
  std::thread worker([&] { // expected-note {{the closure runs on the thread spawned here}}
    for (;;) {
      std::lock_guard<std::mutex> lock(mu);
      if (!run)
        break;
      ++turns; // expected-warning {{'turns' is written by the new thread while this function can still read it}}
    }
  });
  int early = turns; // expected-note {{the spawning thread reads it here}}
  {
    std::lock_guard<std::mutex> lock(mu);
    run = false;
  }
  worker.join();
  return early;
}

int flag_without_lock() {
  bool ready = false;
  int data = 0, seen = 0; // expected-note {{make it atomic}}
  std::thread worker([&] { // expected-note {{the closure runs on the thread spawned here}}
    if (ready)
      seen = data; // expected-warning {{'data' is read by the new thread while this function can still write it}} expected-note {{capture a copy of 'data' instead}}
  });
  data = 5; // expected-note {{the spawning thread writes it here}}
  worker.join();
  return seen;
}
