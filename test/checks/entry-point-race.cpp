// RUN: %clang_plugin -std=c++20 -pthread %inc -Xclang -verify %s \
// RUN:   -fplugin-arg-sendsync-models=%inputs/pool-models.yaml \
// RUN:   -Xclang -verify-ignore-unexpected=note
// RUN: %sendsync --models=%inputs/pool-models.yaml %s -- -std=c++20 %inc \
// RUN:   -Xclang -verify -Xclang -verify-ignore-unexpected=note
#include <atomic>
#include <condition_variable>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <future>
#include <mutex>
#include <pthread.h>
#include <semaphore.h>
#include <thread>
#include <vector>

class Pool {
public:
  void submit(std::function<void()> task);
};
void use(int);

//===-- Two entries -------------------------------------------------------===//

namespace two_entries {
long requests = 0;
void *serve(void *) {
  for (int i = 0; i < 9; ++i)
    ++requests; // expected-warning {{'two_entries::requests' is written by the new thread while other work can write it [sendsync-entry-point-race]}}
  return nullptr;
}
void flagged_same_entry_twice() {
  pthread_t a, b;
  pthread_create(&a, nullptr, serve, nullptr);
  pthread_create(&b, nullptr, serve, nullptr);
  pthread_join(a, nullptr);
  pthread_join(b, nullptr);
}

long served = 0;
void *count(void *) {
  ++served;
  return nullptr;
}
void accepted_one_after_the_other() {
  served = 1; // before any thread
  pthread_t a, b;
  pthread_create(&a, nullptr, count, nullptr);
  pthread_join(a, nullptr);
  pthread_create(&b, nullptr, count, nullptr);
  pthread_join(b, nullptr);
  use(served);
}

int shown = 0;
void *reader(void *) {
  use(shown); // expected-warning {{is read by the new thread while other work can write it}}
  return nullptr;
}
void *writer(void *) {
  shown = 1;
  return nullptr;
}
void flagged_array_of_threads() {
  pthread_t threads[2];
  pthread_create(&threads[0], nullptr, reader, nullptr);
  pthread_create(&threads[1], nullptr, writer, nullptr);
  for (pthread_t thread : threads)
    pthread_join(thread, nullptr);
}
} // namespace two_entries

//===-- Through calls -----------------------------------------------------===//

namespace through_calls {
int level = 0;
void raise(int *what) {
  *what += 1; // expected-warning {{'through_calls::level' is written by the new thread while the thread that started it can still read it}}
}
void *work(void *) {
  raise(&level);
  return nullptr;
}
int look() { return level; }
void flagged_both_sides_call() {
  pthread_t thread;
  pthread_create(&thread, nullptr, work, nullptr);
  use(look());
  pthread_join(thread, nullptr);
}

int state = 0;
void body() {
  state = 1; // expected-warning {{is written by the new thread while the thread that started it can still write it}}
}
std::thread background;
void start() { background = std::thread(body); }
void stop() { background.join(); }
void flagged_started_by_a_callee() {
  start();
  state = 2;
  stop();
}

int settled = 0;
void settle() { settled = 1; }
std::thread settler;
void startSettler() { settler = std::thread(settle); }
void stopSettler() { settler.join(); }
void accepted_joined_by_a_callee() {
  startSettler();
  stopSettler();
  settled = 2;
}

std::mutex mutex;
int guarded = 0;
void addLocked() { guarded += 1; }
void accepted_lock_in_the_callers() {
  std::thread worker([] {
    std::lock_guard<std::mutex> lock(mutex);
    addLocked();
  });
  {
    std::lock_guard<std::mutex> lock(mutex);
    addLocked();
  }
  worker.join();
}
} // namespace through_calls

//===-- What the standard library touches ---------------------------------===//

namespace library {
char text[32];
void *copies(void *from) {
  std::memcpy(text, from, sizeof text); // expected-warning {{'text' is written by the new thread}}
  return nullptr;
}
void flagged_memcpy() {
  static const char other[32] = "";
  pthread_t thread;
  pthread_create(&thread, nullptr, copies, const_cast<char *>(other));
  std::memset(text, 0, sizeof text);
  pthread_join(thread, nullptr);
}

int *shared = nullptr;
void *uses(void *) {
  use(*shared); // expected-warning {{is read by the new thread while this function can still destroy it}}
  return nullptr;
}
void flagged_free() {
  pthread_t thread;
  pthread_create(&thread, nullptr, uses, nullptr);
  std::free(shared);
  pthread_join(thread, nullptr);
}
} // namespace library

//===-- What orders the two sides -----------------------------------------===//

namespace ordered {
int result;
sem_t done;
void *produce(void *) {
  result = 1;
  sem_post(&done);
  return nullptr;
}
void accepted_semaphore() {
  pthread_t thread;
  pthread_create(&thread, nullptr, produce, nullptr);
  sem_wait(&done);
  use(result);
  pthread_join(thread, nullptr);
}

int early;
sem_t started;
void *announce(void *) {
  sem_post(&started);
  early = 1; // expected-warning {{is written by the new thread while this function can still read it}}
  return nullptr;
}
void flagged_semaphore_comes_before() {
  pthread_t thread;
  pthread_create(&thread, nullptr, announce, nullptr);
  sem_wait(&started);
  use(early);
  pthread_join(thread, nullptr);
}

int crossed;
sem_t first, second;
void *other(void *) {
  crossed = 1; // expected-warning {{is written by the new thread while this function can still read it}}
  sem_post(&first);
  return nullptr;
}
void flagged_another_semaphore() {
  pthread_t thread;
  pthread_create(&thread, nullptr, other, nullptr);
  sem_wait(&second);
  use(crossed);
  pthread_join(thread, nullptr);
}

int handed;
std::atomic<bool> ready{false};
void accepted_atomic_flag() {
  std::thread worker([] {
    handed = 1;
    ready.store(true, std::memory_order_release);
  });
  while (!ready.load(std::memory_order_acquire)) {
  }
  use(handed);
  worker.join();
}

int made;
std::once_flag once;
void make() { made = 1; }
int get() {
  std::call_once(once, make);
  return made;
}
void accepted_call_once() {
  std::thread worker([] { use(get()); });
  use(get());
  worker.join();
}

int covered;
std::mutex lock;
void *locks(void *) {
  std::lock_guard<std::mutex> guard(lock);
  covered = 1;
  return nullptr;
}
void *plain(void *) {
  covered = 2;
  return nullptr;
}
void accepted_lock_of_the_starter() {
  pthread_t a, b;
  pthread_create(&a, nullptr, locks, nullptr);
  lock.lock();
  pthread_create(&b, nullptr, plain, nullptr);
  pthread_join(b, nullptr);
  lock.unlock();
  pthread_join(a, nullptr);
}
thread_local int own;
void accepted_thread_local() {
  std::thread worker([] { own = 1; });
  own = 2;
  worker.join();
}
struct Table {
  int rows[4];
} table;
void accepted_own_elements() {
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([i] { table.rows[i] = i; });
  for (auto &thread : threads)
    thread.join();
}
} // namespace ordered

//===-- Work that was started by started work -----------------------------===//

namespace nested {
int total = 0;
void *inner(void *) {
  total = 1; // expected-warning {{is written by the new thread while the thread that started it can still write it}}
  return nullptr;
}
void *outer(void *) {
  pthread_t thread;
  pthread_create(&thread, nullptr, inner, nullptr);
  return nullptr;
}
void flagged_left_by_joined_work() {
  pthread_t thread;
  pthread_create(&thread, nullptr, outer, nullptr);
  pthread_join(thread, nullptr);
  total = 2;
}
} // namespace nested

//===-- Not shared, or not at the same time -------------------------------===//

namespace apart {
int before = 0;
void accepted_before_the_start() {
  before = 1;
  std::thread worker([] { use(before); });
  worker.join();
}
const int limits[2] = {1, 2};
void accepted_const_data() {
  std::thread worker([] { use(limits[0]); });
  use(limits[0]);
  worker.join();
}
int paths = 0;
void accepted_joined_on_this_way(bool early) {
  std::thread worker([] { paths = 1; });
  if (early) {
    worker.join();
    paths = 2;
    return;
  }
  worker.join();
}
struct Node {
  int value;
};
Node *head = nullptr;
void accepted_other_object() {
  Node *mine = new Node{0};
  std::thread worker([] { use(head->value); });
  mine->value = 1;
  worker.join();
  delete mine;
}
int failed = 0;
void *never(void *) {
  failed = 1;
  return nullptr;
}
void accepted_not_started() {
  pthread_t thread;
  if (pthread_create(&thread, nullptr, never, nullptr) != 0) {
    failed = 2;
    return;
  }
  pthread_join(thread, nullptr);
}
} // namespace apart

#define RUN(body) std::thread worker([] { body; })
namespace spellings {
int inMacro = 0, inTemplate = 0, inClosures = 0, inPool = 0;
void flagged_macro() {
  RUN(inMacro = 1); // expected-warning {{is written by the new thread}}
  inMacro = 2;
  worker.join();
}
template <typename T> void flagged_template(T value) {
  std::thread worker([value] {
    inTemplate = value; // expected-warning {{is written by the new thread}}
  });
  inTemplate = 2;
  worker.join();
}
template void flagged_template(int);
void flagged_lambda_in_lambda() {
  std::thread worker([] {
    [] {
      inClosures = 1; // expected-warning {{is written by the new thread}}
    }();
  });
  inClosures = 2;
  worker.join();
}
void flagged_model_boundary(Pool &pool) {
  pool.submit([] {
    inPool = 1; // expected-warning {{is written by the task while this function can still write it}}
  });
  inPool = 2;
}
void accepted_before_the_pool(Pool &pool) {
  static int set = 0;
  set = 2;
  pool.submit([] { use(set); });
}
} // namespace spellings
