// RUN: %clang_plugin -std=c++20 -pthread %inc -Xclang -verify %s \
// RUN:   -fplugin-arg-sendsync-models=%inputs/pool-models.yaml \
// RUN:   -Xclang -verify-ignore-unexpected=note
// RUN: %sendsync --models=%inputs/pool-models.yaml %s -- -std=c++20 %inc \
// RUN:   -Xclang -verify -Xclang -verify-ignore-unexpected=note
#include <algorithm>
#include <array>
#include <atomic>
#include <condition_variable>
#include <functional>
#include <future>
#include <latch>
#include <memory>
#include <mutex>
#include <numeric>
#include <semaphore>
#include <string>
#include <thread>
#include <vector>

class Pool {
public:
  void submit(std::function<void()> task);
};
void use(int);
int make();
bool coin();
void read(const std::string &);

//===-- The spawning function and the thread ------------------------------===//

void flagged_read_before_join() {
  int hits = 0;
  std::thread worker([&] {
    ++hits; // expected-warning {{'hits' is written by the new thread while this function can still read it [sendsync-shared-capture-race]}}
  });
  use(hits); // expected-note {{the spawning thread reads it here, before it waits for the other one}}
  worker.join();
}
void flagged_write_before_join() {
  int hits = 0;
  std::thread worker([&hits] {
    use(hits); // expected-warning {{'hits' is read by the new thread while this function can still write it}}
  });
  hits = 1;
  worker.join();
}
void flagged_both_write() {
  int hits = 0;
  std::jthread worker([&] {
    hits = 1; // expected-warning {{'hits' is written by the new thread while this function can still write it}}
  });
  hits = 2;
}
void flagged_container() {
  std::vector<int> list;
  std::thread worker([&] {
    list.push_back(1); // expected-warning {{'list' is written by the new thread while this function can still write it}}
  });
  list.push_back(2);
  worker.join();
}
int flagged_async() {
  int sum = 0;
  auto done = std::async(std::launch::async, [&] {
    sum += make(); // expected-warning {{'sum' is written by the new thread while this function can still write it}}
  });
  sum += make();
  done.wait();
  return sum;
}
void flagged_pointer_capture() {
  int hits = 0;
  int *where = &hits;
  std::thread worker([where] {
    ++*where; // expected-warning {{is written by the new thread while this function can still read it}}
  });
  use(hits);
  worker.join();
}
void flagged_init_capture() {
  int hits = 0;
  std::thread worker([&alias = hits] {
    ++alias; // expected-warning {{is written by the new thread while this function can still read it}}
  });
  use(hits);
  worker.join();
}
void flagged_local_reference() {
  int hits = 0;
  int &alias = hits;
  std::thread worker([&alias] {
    ++alias; // expected-warning {{is written by the new thread while this function can still read it}}
  });
  use(hits);
  worker.join();
}
void flagged_member_of_local() {
  struct Stats {
    int hits = 0, misses = 0;
  } stats;
  std::thread worker([&] {
    ++stats.hits; // expected-warning {{'stats.hits' is written by the new thread while this function can still read it}}
  });
  use(stats.hits);
  worker.join();
}
struct Object {
  int count = 0;
  void flagged_this() {
    std::thread worker([this] {
      ++count; // expected-warning {{'count' is written by the new thread while this function can still write it [sendsync-worker-member-race]}}
    });
    ++count;
    worker.join();
  }
};
void flagged_one_side_locks() {
  std::mutex mu;
  int hits = 0;
  std::thread worker([&] {
    std::lock_guard lock(mu);
    ++hits; // expected-warning {{'hits' is written by the new thread while this function can still write it}}
  });
  ++hits;
  worker.join();
}
void flagged_different_locks() {
  std::mutex a, b;
  int hits = 0;
  std::thread worker([&] {
    std::lock_guard lock(a);
    ++hits; // expected-warning {{'hits' is written by the new thread}}
  });
  {
    std::lock_guard lock(b);
    ++hits;
  }
  worker.join();
}
void flagged_join_on_one_path(bool wait) {
  int hits = 0;
  std::jthread worker([&] {
    ++hits; // expected-warning {{'hits' is written by the new thread while this function can still read it}}
  });
  if (wait)
    worker.join();
  use(hits);
}

//===-- Two threads, and one started several times ------------------------===//

void flagged_two_threads() {
  int hits = 0;
  std::thread first([&] {
    ++hits; // expected-warning {{'hits' is written by the new thread while other work can write it}}
  });
  std::thread second([&] { ++hits; });
  first.join();
  second.join();
}
void flagged_in_loop() {
  int hits = 0;
  std::vector<std::thread> workers;
  for (int i = 0; i < 4; ++i)
    workers.emplace_back([&] {
      ++hits; // expected-warning {{'hits' is written by work that is started several times and can run at once}}
    });
  for (auto &worker : workers)
    worker.join();
}
void flagged_loop_variable() {
  std::vector<std::thread> workers;
  for (int i = 0; i < 4; ++i)
    workers.emplace_back([&] {
      use(i); // expected-warning {{'i' is read by the new thread while this function can still write it}}
    });
  for (auto &worker : workers)
    worker.join();
}
void flagged_generic_lambda() {
  int hits = 0;
  std::thread worker([&](auto n) {
    hits += n; // expected-warning {{'hits' is written by the new thread while this function can still read it}}
  }, 1);
  use(hits);
  worker.join();
}
void flagged_named_closure() {
  int hits = 0;
  auto body = [&] {
    ++hits; // expected-warning {{'hits' is written by the new thread while this function can still read it}}
  };
  std::thread worker(body);
  use(hits);
  worker.join();
}
void flagged_function_local() {
  int hits = 0;
  std::function<void()> body = [&] {
    ++hits; // expected-warning {{'hits' is written by the new thread while this function can still read it}}
  };
  std::thread worker(body);
  use(hits);
  worker.join();
}
void flagged_pool_of_model(Pool &pool) {
  static int hits = 0;
  pool.submit([] {
    ++hits; // expected-warning {{'hits' is written by the task while this function can still read it [sendsync-entry-point-race]}}
  });
  use(hits);
}
void flagged_lambda_in_lambda(const std::vector<int> &values) {
  int hits = 0;
  std::thread worker([&] {
    std::for_each(values.begin(), values.end(), [&](int v) {
      hits += v; // expected-warning {{'hits' is written by the new thread while this function can still read it}}
    });
  });
  use(hits);
  worker.join();
}
#define BUMP(x) (++(x))
void flagged_macro() {
  int hits = 0;
  std::thread worker([&] {
    BUMP(hits); // expected-warning {{'hits' is written by the new thread while this function can still read it}}
  });
  use(hits);
  worker.join();
}
template <typename T> void flagged_template(T start) {
  T hits = start;
  std::thread worker([&] {
    ++hits; // expected-warning {{'hits' is written by the new thread while this function can still read it}}
  });
  use(hits);
  worker.join();
}
template void flagged_template(int);
template void flagged_template(long);

//===-- Accepted ----------------------------------------------------------===//

int accepted_after_join() {
  int hits = 0;
  std::thread worker([&] { ++hits; });
  worker.join();
  return hits;
}
int accepted_after_get() {
  int sum = 0;
  auto done = std::async(std::launch::async, [&] { sum += make(); });
  done.get();
  return sum;
}
int accepted_returned_value() {
  int n = make();
  auto done = std::async(std::launch::async, [&] { return n + 1; });
  return n + done.get();
}
void accepted_before_start() {
  int hits = 0;
  ++hits;
  std::thread worker([&] { ++hits; });
  worker.join();
}
void accepted_both_read() {
  std::string text = "a";
  std::thread worker([&] { read(text); });
  read(text);
  worker.join();
}
void accepted_atomic() {
  std::atomic<int> hits{0};
  std::thread worker([&] { ++hits; });
  ++hits;
  worker.join();
}
void accepted_atomic_ref_counting_loop() {
  std::atomic<int> hits{0};
  std::vector<std::thread> workers;
  for (int i = 0; i < 4; ++i)
    workers.emplace_back([&] { hits.fetch_add(1); });
  for (auto &worker : workers)
    worker.join();
}
void accepted_locked() {
  std::mutex mu;
  int hits = 0;
  std::thread worker([&] { std::lock_guard lock(mu); ++hits; });
  { std::lock_guard lock(mu); ++hits; }
  worker.join();
}
void accepted_locked_in_loop() {
  std::mutex mu;
  int hits = 0;
  std::vector<std::jthread> workers;
  for (int i = 0; i < 4; ++i)
    workers.emplace_back([&] { std::lock_guard lock(mu); ++hits; });
}
void accepted_jthread_scope() {
  int hits = 0;
  { std::jthread worker([&] { ++hits; }); }
  ++hits;
}
void accepted_copy() {
  int hits = 0;
  std::thread worker([hits]() mutable { ++hits; });
  ++hits;
  worker.join();
}
void accepted_loop_variable_by_copy() {
  std::vector<std::thread> workers;
  for (int i = 0; i < 4; ++i)
    workers.emplace_back([&, i] { use(i); });
  for (auto &worker : workers)
    worker.join();
}
void accepted_variable_of_the_turn() {
  std::vector<std::jthread> workers;
  for (int i = 0; i < 4; ++i) {
    int copy = i;
    std::jthread worker([&copy] { use(copy); });
  }
}
void accepted_joined_in_each_turn() {
  int hits = 0;
  for (int i = 0; i < 4; ++i) {
    std::thread worker([&] { ++hits; });
    worker.join();
  }
}
void accepted_range_for_reference(std::vector<int> &values) {
  std::vector<std::jthread> workers;
  for (int &value : values)
    workers.emplace_back([&value] { ++value; });
}
void accepted_elements(std::array<long, 4> &out) {
  std::vector<std::jthread> workers;
  for (int i = 0; i < 4; ++i)
    workers.emplace_back([&out, i] { out[i] = make(); });
}
void accepted_slots() {
  std::vector<int> results(4);
  std::vector<std::thread> workers;
  for (int i = 0; i < 4; ++i)
    workers.emplace_back([&results, i] { results[i] = make(); });
  for (auto &worker : workers)
    worker.join();
  use(std::accumulate(results.begin(), results.end(), 0));
}
void accepted_different_members() {
  struct Stats {
    int hits = 0, misses = 0;
  } stats;
  std::thread worker([&] { ++stats.hits; });
  ++stats.misses;
  worker.join();
}
void accepted_condition_variable() {
  std::mutex mu;
  std::condition_variable ready;
  bool done = false;
  int result = 0;
  std::thread worker([&] {
    result = make();
    { std::lock_guard lock(mu); done = true; }
    ready.notify_one();
  });
  {
    std::unique_lock lock(mu);
    ready.wait(lock, [&] { return done; });
  }
  use(result);
  worker.join();
}
void accepted_latch() {
  std::latch done(1);
  int result = 0;
  std::thread worker([&] { result = make(); done.count_down(); });
  done.wait();
  use(result);
  worker.join();
}
void accepted_semaphore() {
  std::binary_semaphore done(0);
  int result = 0;
  std::thread worker([&] { result = make(); done.release(); });
  done.acquire();
  use(result);
  worker.join();
}
void accepted_promise() {
  std::promise<void> promise;
  auto done = promise.get_future();
  int result = 0;
  std::thread worker([&] { result = make(); promise.set_value(); });
  done.wait();
  use(result);
  worker.join();
}
void accepted_atomic_flag() {
  std::atomic<bool> done{false};
  int result = 0;
  std::thread worker([&] { result = make(); done.store(true, std::memory_order_release); });
  while (!done.load(std::memory_order_acquire)) {
  }
  use(result);
  worker.join();
}
void accepted_one_after_the_other() {
  int hits = 0;
  std::thread first([&] { ++hits; });
  first.join();
  std::thread second([&] { ++hits; });
  second.join();
}
void accepted_range_join_then_read() {
  int hits = 0;
  std::mutex mu;
  std::vector<std::thread> workers;
  for (int i = 0; i < 4; ++i)
    workers.emplace_back([&] { std::lock_guard lock(mu); ++hits; });
  for (auto &worker : workers)
    worker.join();
  use(hits);
}
void accepted_moved_handle() {
  int hits = 0;
  std::thread worker([&] { ++hits; });
  std::thread other = std::move(worker);
  other.join();
  ++hits;
}
void accepted_started_in_branch() {
  int hits = 0;
  std::thread worker;
  if (coin())
    worker = std::thread([&] { ++hits; });
  else
    ++hits;
  if (worker.joinable())
    worker.join();
  ++hits;
}
void accepted_correlated(bool background) {
  int hits = 0;
  std::thread worker;
  if (background)
    worker = std::thread([&] { ++hits; });
  if (!background)
    ++hits;
  if (background)
    worker.join();
  use(hits);
}
void accepted_not_started() {
  int hits = 0;
  auto body = [&] { ++hits; };
  body();
  ++hits;
}
void accepted_thread_local() {
  static thread_local int hits = 0;
  std::thread worker([] { ++hits; });
  ++hits;
  worker.join();
}
void accepted_lambda_in_lambda(const std::vector<int> &values) {
  int hits = 0;
  std::thread worker([&] {
    std::for_each(values.begin(), values.end(), [&](int v) { hits += v; });
  });
  worker.join();
  use(hits);
}
void accepted_macro() {
  int hits = 0;
  std::thread worker([&] { BUMP(hits); });
  worker.join();
  BUMP(hits);
}
template <typename T> void accepted_template(T start) {
  T hits = start;
  std::thread worker([&] { ++hits; });
  worker.join();
  use(hits);
}
template void accepted_template(int);
void accepted_unknown_callee(Pool &pool, std::function<void()> task) { pool.submit(task); }
void accepted_shadowed() {
  int hits = 0;
  std::thread worker([] { int hits = 1; ++hits; });
  ++hits;
  worker.join();
}
void accepted_parameters(int &a, int &b) {
  // Two parameters may be two objects.
  std::thread worker([&a] { ++a; });
  ++b;
  worker.join();
}
void accepted_unevaluated() {
  int hits = 0;
  std::thread worker([&] { ++hits; });
  use(sizeof(hits));
  worker.join();
}
void accepted_address_only() {
  int hits = 0;
  std::thread worker([&] { ++hits; });
  int *where = &hits;
  worker.join();
  use(*where);
}
