// Starting work elsewhere: which calls do, what crosses and how.
// RUN: %sendsync --dump=facts --exit-zero %s -- -std=c++20 | grep -E '^function|^ +[0-9]+:[0-9]+ (spawn|join|detach|lose|move|swap) ' | sed -E -e 's/^ +[0-9]+:[0-9]+ //' | FileCheck --match-full-lines %s

#include <algorithm>
#include <execution>
#include <functional>
#include <future>
#include <memory>
#include <span>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

struct Job {
  int id = 0;
  void run();
  void start();
  void startByPointer();
  std::thread worker;
};
struct Value {
  int id = 0;
  void start();
};
void byValue(int);
void byReference(int &);
void byPointer(int *);

// CHECK-LABEL: function captures
// CHECK-NEXT: spawn std.thread handle <temporary> closure(elsewhere), copy copied, reference referred
// CHECK-NEXT: move <temporary> to t
void captures(int copied, int referred) {
  std::thread t([copied, &referred] { referred = copied; });
}

// CHECK-LABEL: function implicit_captures
// CHECK-NEXT: spawn std.thread handle <temporary> closure(elsewhere), reference a, reference b
// CHECK-NEXT: move <temporary> to t
// CHECK-NEXT: spawn std.thread handle <temporary> closure(elsewhere), copy a
// CHECK-NEXT: move <temporary> to u
void implicit_captures(int a, int b) {
  std::thread t([&] { a = b; });
  std::thread u([=] { byValue(a); });
}

// CHECK-LABEL: function init_captures
// CHECK-NEXT: spawn std.thread handle <temporary> closure(elsewhere), move job, copy n, reference n, move ?
// CHECK-NEXT: move <temporary> to t
void init_captures(std::unique_ptr<Job> job, int n) {
  std::thread t([job = std::move(job), copy = n, &alias = n, made = 1] {});
}

// CHECK-LABEL: function pointer_captures
// CHECK-NEXT: spawn std.thread handle <temporary> closure(elsewhere), copy job to *job, copy shared, copy text to *text, copy p to n
// CHECK-NEXT: move <temporary> to t
void pointer_captures(Job *job, std::shared_ptr<Job> shared, std::string_view text) {
  int n = 0;
  int *p = &n;
  std::thread t([job, shared, text, p] {});
}

// CHECK-LABEL: function Job::start
// CHECK-NEXT: spawn std.thread handle <temporary> closure(elsewhere), this this
// CHECK-NEXT: move <temporary> to t
void Job::start() {
  std::thread t([this] { run(); });
}

// CHECK-LABEL: function Value::start
// CHECK-NEXT: spawn std.thread handle <temporary> closure(elsewhere), copy this
// CHECK-NEXT: move <temporary> to t
void Value::start() {
  std::thread t([*this] {});
}

// CHECK-LABEL: function Job::startByPointer
// CHECK-NEXT: spawn std.thread handle <temporary> run(elsewhere), move ? to this
// CHECK-NEXT: move <temporary> to worker
void Job::startByPointer() {
  worker = std::thread(&Job::run, this);
}

// CHECK-LABEL: function arguments
// CHECK-NEXT: spawn std.thread handle <temporary> byValue(elsewhere), copy n
// CHECK-NEXT: move <temporary> to a
// CHECK-NEXT: spawn std.thread handle <temporary> byReference(elsewhere), move <temporary> to n
// CHECK-NEXT: move <temporary> to b
// CHECK-NEXT: spawn std.thread handle <temporary> byPointer(elsewhere), move ? to n
// CHECK-NEXT: move <temporary> to c
// CHECK-NEXT: spawn std.thread handle <temporary> closure(elsewhere), move value
// CHECK-NEXT: move <temporary> to d
void arguments(int n, Value value) {
  std::thread a(byValue, n);
  std::thread b(byReference, std::ref(n));
  std::thread c(byPointer, &n);
  std::thread d([](Value) {}, std::move(value));
}

// CHECK-LABEL: function member_functions
// CHECK-NEXT: spawn std.thread handle <temporary> start(elsewhere), move ? to job
// CHECK-NEXT: move <temporary> to a
// CHECK-NEXT: spawn std.thread handle <temporary> start(elsewhere), move <temporary> to job
// CHECK-NEXT: move <temporary> to b
// CHECK-NEXT: spawn std.thread handle <temporary> start(elsewhere), copy shared
// CHECK-NEXT: move <temporary> to c
// CHECK-NEXT: spawn std.thread handle <temporary>, move ? to job
// CHECK-NEXT: move <temporary> to d
void member_functions(Job &job, std::shared_ptr<Job> shared) {
  void (Job::*start)() = &Job::start;
  std::thread a(&Job::start, &job);
  std::thread b(&Job::start, std::ref(job));
  std::thread c(&Job::start, shared);
  std::thread d(start, &job);
}

// CHECK-LABEL: function named_closures
// CHECK-NEXT: spawn std.thread handle <temporary> closure(elsewhere), reference n
// CHECK-NEXT: move <temporary> to t
// CHECK-NEXT: spawn std.thread handle <temporary> closure(elsewhere), reference n
// CHECK-NEXT: move <temporary> to u
void named_closures(int n) {
  auto work = [&n] { n = 1; };
  std::thread t(work);
  std::thread u(std::move(work));
}

// CHECK-LABEL: function erased
// CHECK-NEXT: spawn std.thread handle <temporary> closure(elsewhere), reference n
// CHECK-NEXT: move <temporary> to t
void erased(int n) {
  std::function<void()> work = [&n] { n = 1; };
  std::thread t(work);
}

// CHECK-LABEL: function not_resolved
// CHECK-NEXT: spawn std.thread handle <temporary>
// CHECK-NEXT: move <temporary> to t
void not_resolved(std::function<void()> work) {
  std::thread t(work);
}

// CHECK-LABEL: function asynchronously
// CHECK-NEXT: spawn std.async handle <temporary> closure(elsewhere), reference n
// CHECK-NEXT: move <temporary> to first
// CHECK-NEXT: spawn std.async handle <temporary> closure(elsewhere), reference n
// CHECK-NEXT: move <temporary> to second
// CHECK-NEXT: spawn std.async handle <temporary> byValue(elsewhere), copy n
void asynchronously(int n) {
  auto first = std::async([&n] { return n; });
  auto second = std::async(std::launch::async, [&n] { return n; });
  std::async(byValue, n);
}

// CHECK-LABEL: function joining
// CHECK-NEXT: spawn std.thread handle <temporary> closure(elsewhere), reference n
// CHECK-NEXT: move <temporary> to t
void joining(int n) {
  std::jthread t([&n] { n = 1; });
}

// CHECK-LABEL: function handles
// CHECK-NEXT: spawn std.thread handle <temporary> closure(elsewhere)
// CHECK-NEXT: move <temporary> to t
// CHECK-NEXT: join t
// CHECK-NEXT: spawn std.thread handle <temporary> closure(elsewhere)
// CHECK-NEXT: move <temporary> to u
// CHECK-NEXT: detach u
// CHECK-NEXT: spawn std.thread handle <temporary> closure(elsewhere)
// CHECK-NEXT: move <temporary> to j
// CHECK-NEXT: spawn std.async handle <temporary> closure(elsewhere)
// CHECK-NEXT: move <temporary> to f
// CHECK-NEXT: join f
// CHECK-NEXT: join f
void handles() {
  std::thread t([] {});
  if (t.joinable())
    t.join();
  std::thread u([] {});
  u.detach();
  std::jthread j([] {});
  j.request_stop();
  auto f = std::async([] { return 1; });
  f.wait();
  (void)f.get();
}

// CHECK-LABEL: function moved
// CHECK-NEXT: spawn std.thread handle <temporary> closure(elsewhere)
// CHECK-NEXT: move <temporary> to first
// CHECK-NEXT: move first to <temporary>
// CHECK-NEXT: move <temporary> to second
// CHECK-NEXT: move <temporary> to third
// CHECK-NEXT: move second to third
// CHECK-NEXT: move third to job.worker
void moved(Job &job) {
  std::thread first([] {});
  std::thread second = std::move(first);
  std::thread third;
  third = std::move(second);
  job.worker = std::move(third);
}

// CHECK-LABEL: function swapped
// CHECK-NEXT: spawn std.thread handle <temporary> closure(elsewhere)
// CHECK-NEXT: move <temporary> to first
// CHECK-NEXT: move <temporary> to second
// CHECK-NEXT: lose first
void swapped() {
  std::thread first([] {});
  std::thread second;
  first.swap(second);
}

// CHECK-LABEL: function returned
// CHECK-NEXT: spawn std.thread handle <temporary> closure(elsewhere)
// CHECK-NEXT: move <temporary> to t
// CHECK-NEXT: move t to <temporary>
// CHECK-NEXT: move <temporary> to caller
std::thread returned() {
  std::thread t([] {});
  return t;
}

// CHECK-LABEL: function returned_at_once
// CHECK-NEXT: spawn std.thread handle <temporary> closure(elsewhere)
// CHECK-NEXT: move <temporary> to caller
std::thread returned_at_once() {
  return std::thread([] {});
}

// CHECK-LABEL: function in_containers
// CHECK-NEXT: spawn std.thread handle threads[...] closure(elsewhere)
// CHECK-NEXT: spawn std.thread handle <temporary> closure(elsewhere)
// CHECK-NEXT: move <temporary> to threads[...]
// CHECK-NEXT: spawn std.thread handle <temporary> closure(elsewhere)
// CHECK-NEXT: move <temporary> to t
// CHECK-NEXT: move t to threads[...]
// CHECK-NEXT: join threads[...]
void in_containers(std::vector<std::thread> &threads) {
  threads.emplace_back([] {});
  threads.push_back(std::thread([] {}));
  std::thread t([] {});
  threads.push_back(std::move(t));
  for (std::thread &thread : threads)
    thread.join();
}

// CHECK-LABEL: function in_arrays
// CHECK-NEXT: spawn std.thread handle <temporary> closure(elsewhere)
// CHECK-NEXT: move <temporary> to threads[...]
// CHECK-NEXT: join threads[...]
void in_arrays() {
  std::thread threads[2];
  for (int i = 0; i < 2; ++i)
    threads[i] = std::thread([] {});
  for (int i = 0; i < 2; ++i)
    threads[i].join();
}

// CHECK-LABEL: function on_the_heap
// CHECK-NEXT: spawn std.thread handle <temporary> closure(elsewhere)
// CHECK-NEXT: move <temporary> to t
// CHECK-NEXT: join *t
void on_the_heap() {
  auto t = std::make_unique<std::thread>([] {});
  t->join();
}

// CHECK-LABEL: function parallel_algorithm
// CHECK-NEXT: spawn std.parallel_algorithm handle ? closure(elsewhere), reference sum
void parallel_algorithm(std::vector<int> &v, int sum) {
  std::for_each(std::execution::par, v.begin(), v.end(), [&sum](int n) { sum += n; });
}

// CHECK-LABEL: function nested_names
// CHECK-NEXT: spawn std.thread handle <temporary> closure(elsewhere), copy outer
// CHECK-NEXT: move <temporary> to t
// CHECK-NEXT: join t
// CHECK-NEXT: spawn std.thread handle <temporary> closure(elsewhere), reference outer
// CHECK-NEXT: move <temporary> to u
// CHECK-NEXT: join u
void nested_names(int outer) {
  std::thread t([outer]() mutable {
    std::thread u([&outer] { outer = 1; });
    u.join();
  });
  t.join();
}
