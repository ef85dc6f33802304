// oneTBB: algorithms, task groups, arenas, flow graphs.
// REQUIRES: tbb
// RUN: %clang_plugin -std=c++17 -pthread %inc -Xclang -verify %s -Xclang -verify-ignore-unexpected=note
// RUN: %sendsync --dump=facts --exit-zero %s -- -std=c++17 | grep ' spawn ' | sed -E -e 's/^ +[0-9]+:[0-9]+ //' | FileCheck --match-full-lines %s
#include <tbb/blocked_range.h>
#include <tbb/flow_graph.h>
#include <tbb/parallel_for.h>
#include <tbb/parallel_for_each.h>
#include <tbb/parallel_invoke.h>
#include <tbb/parallel_reduce.h>
#include <tbb/parallel_scan.h>
#include <tbb/parallel_sort.h>
#include <tbb/task_arena.h>
#include <tbb/task_group.h>
#include <vector>

void use(int);

// CHECK: spawn tbb.parallel handle ? closure(elsewhere), reference sum
// CHECK-NEXT: spawn tbb.parallel handle ? closure(elsewhere), reference sum
// CHECK-NEXT: spawn tbb.parallel handle ? closure(elsewhere), reference sum
// CHECK-NEXT: spawn tbb.parallel handle ? closure(elsewhere) closure(elsewhere), reference values
void algorithms(std::vector<int> &values) {
  int sum = 0;
  tbb::parallel_for(0, 10, [&sum](int i) { use(sum + i); });
  tbb::parallel_for(tbb::blocked_range<int>(0, 10), [&sum](const tbb::blocked_range<int> &r) { use(sum + r.begin()); });
  tbb::parallel_for_each(values.begin(), values.end(), [&sum](int i) { use(sum + i); });
  (void)tbb::parallel_reduce(
      tbb::blocked_range<int>(0, 10), 0,
      [&values](const tbb::blocked_range<int> &r, int from) { return from + values[r.begin()]; },
      [](int a, int b) { return a + b; });
}
// CHECK: spawn tbb.parallel_invoke handle ? closure(elsewhere) closure(elsewhere), reference n, reference m
void invoke(int n, int m) {
  tbb::parallel_invoke([&n] { ++n; }, [&m] { ++m; });
}

void flagged_task_group() {
  int n = 0;
  tbb::task_group group;
  group.run([&n] { ++n; }); // expected-warning {{'n' is written by the task while this function can still read it}}
  use(n);
  group.wait();
}
void flagged_two_tasks() {
  int n = 0;
  tbb::task_group group;
  group.run([&n] { ++n; }); // expected-warning {{'n' is written by the task while other work can write it}}
  group.run([&n] { ++n; });
  group.wait();
}
void flagged_enqueued(tbb::task_arena &arena) {
  int n = 0;
  arena.enqueue([&n] { ++n; }); // expected-warning {{'n' is captured by reference by a closure that can outlive it}}
}
void accepted_waited() {
  int n = 0;
  tbb::task_group group;
  group.run([&n] { ++n; });
  group.wait();
  use(n);
}
void accepted_two_tasks() {
  int n = 0, m = 0;
  tbb::task_group group;
  group.run([&n] { ++n; });
  group.run([&m] { ++m; });
  group.wait();
}
void accepted_run_and_wait() {
  int n = 0;
  tbb::task_group group;
  group.run([&n] { ++n; });
  group.run_and_wait([] {});
  use(n);
}
void accepted_executed(tbb::task_arena &arena) {
  int n = 0;
  arena.execute([&n] { ++n; });
  use(n);
}
void accepted_after_the_loop() {
  std::vector<int> results(10);
  tbb::parallel_for(0, 10, [&](int i) { results[i] = i; });
  use(results[0]);
}
void accepted_graph() {
  int n = 0;
  tbb::flow::graph graph;
  tbb::flow::function_node<int> node(graph, tbb::flow::serial, [&n](int i) { n += i; });
  node.try_put(1);
  graph.wait_for_all();
  use(n);
}
