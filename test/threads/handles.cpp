// What has become of started work where the function is left.
// RUN: %sendsync --dump=threads --exit-zero %s -- -std=c++20 | grep -E '^(function|closure)|^  exit' | sed -E 's/^ +//' | FileCheck --match-full-lines %s

#include <array>
#include <future>
#include <memory>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

bool more();
void unknown(std::thread &);
void observe(const std::thread &);
void consume(std::thread);

// CHECK-LABEL: function joined
// CHECK-NEXT: exit task@{{[0-9]+}}: joined
void joined() {
  std::thread t([] {});
  t.join();
}

// CHECK-LABEL: function detached
// CHECK-NEXT: exit task@{{[0-9]+}}: live detached
void detached() {
  std::thread t([] {});
  t.detach();
}

// CHECK-LABEL: function detached_at_once
// CHECK-NEXT: exit task@{{[0-9]+}}: live detached
void detached_at_once() {
  std::thread([] {}).detach();
}

// CHECK-LABEL: function forgotten
// CHECK-NEXT: exit task@{{[0-9]+}}: live
void forgotten() {
  std::thread t([] {});
}

// CHECK-LABEL: function joined_if_joinable
// CHECK-NEXT: exit task@{{[0-9]+}}: joined
void joined_if_joinable() {
  std::thread t([] {});
  if (t.joinable())
    t.join();
}

// CHECK-LABEL: function joined_on_one_path
// CHECK-NEXT: exit task@{{[0-9]+}}: live joined detached
void joined_on_one_path(bool b) {
  std::thread t([] {});
  if (b)
    t.join();
  else
    t.detach();
}

// CHECK-LABEL: function started_on_one_path
// CHECK-NEXT: exit task@{{[0-9]+}}: joined
void started_on_one_path(bool b) {
  std::thread t;
  if (b)
    t = std::thread([] {});
  if (t.joinable())
    t.join();
}

// CHECK-LABEL: function correlated
// CHECK-NEXT: exit task@{{[0-9]+}}: joined
void correlated(bool b) {
  std::thread t;
  if (b)
    t = std::thread([] {});
  if (b)
    t.join();
}

// CHECK-LABEL: function two
// CHECK-NEXT: exit task@{{[0-9]+}}: joined
// CHECK-NEXT: exit task@{{[0-9]+}}: live detached
void two() {
  std::thread a([] {});
  std::thread b([] {});
  a.join();
  b.detach();
}

// CHECK-LABEL: function moved
// CHECK-NEXT: exit task@{{[0-9]+}}: joined
void moved() {
  std::thread first([] {});
  std::thread second = std::move(first);
  second.join();
}

// CHECK-LABEL: function assigned
// CHECK-NEXT: exit task@{{[0-9]+}}: joined
void assigned() {
  std::thread t;
  t = std::thread([] {});
  t.join();
}

// CHECK-LABEL: function swapped
// CHECK-NEXT: exit task@{{[0-9]+}}: live unknown
void swapped() {
  std::thread first([] {});
  std::thread second;
  first.swap(second);
  second.join();
}

// CHECK-LABEL: function returned
// CHECK-NEXT: exit task@{{[0-9]+}}: live escaped
std::thread returned() {
  std::thread t([] {});
  return t;
}

// CHECK-LABEL: function handed_on
// CHECK-NEXT: exit task@{{[0-9]+}}: live unknown
void handed_on() {
  std::thread t([] {});
  consume(std::move(t));
}

// CHECK-LABEL: function lent
// CHECK-NEXT: exit task@{{[0-9]+}}: live unknown
void lent() {
  std::thread t([] {});
  unknown(t);
}

// CHECK-LABEL: function observed
// CHECK-NEXT: exit task@{{[0-9]+}}: joined
void observed() {
  std::thread t([] {});
  observe(t);
  t.join();
}

// CHECK-LABEL: function joined_by_closure
// CHECK-NEXT: exit task@{{[0-9]+}}: live unknown
void joined_by_closure() {
  std::thread t([] {});
  auto join = [&] { t.join(); };
  join();
}

struct Owner {
  std::thread worker;
  std::vector<std::thread> workers;
  void start();
  void startAndJoin();
  void startMany();
  ~Owner();
};

// CHECK-LABEL: function Owner::start
// CHECK-NEXT: exit task@{{[0-9]+}}: live escaped
void Owner::start() {
  worker = std::thread([] {});
}

// CHECK-LABEL: function Owner::startAndJoin
// CHECK-NEXT: exit task@{{[0-9]+}}: joined escaped
void Owner::startAndJoin() {
  worker = std::thread([] {});
  worker.join();
}

// CHECK-LABEL: function Owner::startMany
// CHECK-NEXT: exit task@{{[0-9]+}}: live many escaped
void Owner::startMany() {
  for (int i = 0; i < 4; ++i)
    workers.emplace_back([] {});
}

// CHECK-LABEL: function joining_handle
// CHECK-NEXT: exit task@{{[0-9]+}}: joined
void joining_handle() {
  std::jthread t([] {});
}

// CHECK-LABEL: function joining_handle_in_scope
// CHECK-NEXT: exit task@{{[0-9]+}}: joined
void joining_handle_in_scope() {
  {
    std::jthread t([] {});
    t.request_stop();
  }
  (void)more();
}

// CHECK-LABEL: function joining_handle_overwritten
// CHECK-NEXT: exit task@{{[0-9]+}}: joined
void joining_handle_overwritten() {
  std::jthread t([] {});
  t = std::jthread();
}

// CHECK-LABEL: function asynchronous
// CHECK-NEXT: exit task@{{[0-9]+}}: joined
void asynchronous() {
  auto f = std::async([] { return 1; });
  (void)f.get();
}

// CHECK-LABEL: function asynchronous_waited
// CHECK-NEXT: exit task@{{[0-9]+}}: joined
void asynchronous_waited() {
  std::future<int> f = std::async(std::launch::async, [] { return 1; });
  f.wait();
}

// The destructor of the future waits.
// CHECK-LABEL: function asynchronous_dropped
// CHECK-NEXT: exit task@{{[0-9]+}}: joined
void asynchronous_dropped() {
  auto f = std::async([] { return 1; });
}

// CHECK-LABEL: function asynchronous_discarded
// CHECK-NEXT: exit task@{{[0-9]+}}: joined
void asynchronous_discarded() {
  (void)std::async([] { return 1; });
}

// CHECK-LABEL: function asynchronous_returned
// CHECK-NEXT: exit task@{{[0-9]+}}: live escaped
std::future<int> asynchronous_returned() {
  return std::async([] { return 1; });
}

// CHECK-LABEL: function in_a_vector
// CHECK-NEXT: exit task@{{[0-9]+}}: joined
void in_a_vector() {
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([] {});
  for (auto &t : threads)
    t.join();
}

// CHECK-LABEL: function pushed_into_a_vector
// CHECK-NEXT: exit task@{{[0-9]+}}: joined
void pushed_into_a_vector() {
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.push_back(std::thread([] {}));
  for (std::size_t i = 0; i < threads.size(); ++i)
    threads[i].join();
}

// CHECK-LABEL: function moved_into_a_vector
// CHECK-NEXT: exit task@{{[0-9]+}}: joined
void moved_into_a_vector() {
  std::vector<std::thread> threads;
  std::thread t([] {});
  threads.push_back(std::move(t));
  for (auto &thread : threads)
    if (thread.joinable())
      thread.join();
}

// CHECK-LABEL: function not_joined_in_a_vector
// CHECK-NEXT: exit task@{{[0-9]+}}: live
void not_joined_in_a_vector() {
  std::vector<std::thread> threads;
  threads.emplace_back([] {});
}

// CHECK-LABEL: function given_vector
// CHECK-NEXT: exit task@{{[0-9]+}}: live escaped
void given_vector(std::vector<std::thread> &threads) {
  threads.emplace_back([] {});
}

// CHECK-LABEL: function joining_in_a_vector
// CHECK-NEXT: exit task@{{[0-9]+}}: joined
void joining_in_a_vector() {
  std::vector<std::jthread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([] {});
}

// CHECK-LABEL: function in_an_array
// CHECK-NEXT: exit task@{{[0-9]+}}: joined
void in_an_array() {
  std::thread threads[4];
  for (int i = 0; i < 4; ++i)
    threads[i] = std::thread([] {});
  for (auto &t : threads)
    t.join();
}

// CHECK-LABEL: function in_a_list
// CHECK-NEXT: exit task@{{[0-9]+}}: joined
// CHECK-NEXT: exit task@{{[0-9]+}}: joined
void in_a_list() {
  std::array<std::thread, 2> threads = {std::thread([] {}), std::thread([] {})};
  for (auto &t : threads)
    t.join();
}

// CHECK-LABEL: function in_a_loop
// CHECK-NEXT: exit task@{{[0-9]+}}: joined
void in_a_loop() {
  while (more()) {
    std::thread t([] {});
    t.join();
  }
}

// CHECK-LABEL: function detached_in_a_loop
// CHECK-NEXT: exit task@{{[0-9]+}}: live many detached
void detached_in_a_loop() {
  while (more())
    std::thread([] {}).detach();
}

// CHECK-LABEL: function scoped_in_a_loop
// CHECK-NEXT: exit task@{{[0-9]+}}: joined
void scoped_in_a_loop() {
  for (int i = 0; i < 4; ++i) {
    std::jthread t([] {});
  }
}

// CHECK-LABEL: function early_return
// CHECK-NEXT: exit task@{{[0-9]+}}: joined
void early_return(bool b) {
  std::thread t([] {});
  if (b) {
    t.join();
    return;
  }
  t.join();
}

// CHECK-LABEL: closure in started_in_closure
// CHECK-NEXT: exit task@{{[0-9]+}}: joined
void started_in_closure() {
  auto start = [] {
    std::thread t([] {});
    t.join();
  };
  start();
}
