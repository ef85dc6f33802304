// The whole text of a finding: the order of the notes is part of it.
// RUN: not %sendsync %s -- %inc -std=c++20 -pthread 2>&1 | FileCheck --match-full-lines %s
#include <cstdio>
#include <thread>
#include <vector>

void report(const std::vector<int> &values) {
  int hits = 0;
  std::thread worker([&hits, &values] {
    for (int v : values)
      hits += v > 0;
  });
  std::printf("so far %d\n", hits);
  worker.join();
}

void fan_out() {
  std::vector<std::thread> workers;
  for (int i = 0; i < 4; ++i)
    workers.emplace_back([&] { std::printf("%d\n", i); });
  for (auto &worker : workers)
    worker.join();
}

// CHECK:      {{.*}}shared-capture-race.text.cpp:11:7: warning: 'hits' is written by the new thread while this function can still read it [sendsync-shared-capture-race]
// CHECK-NEXT:    11 |       hits += v > 0;
// CHECK-NEXT:       |       ^~~~
// CHECK-NEXT: {{.*}}shared-capture-race.text.cpp:9:15: note: the closure runs on the thread spawned here
// CHECK-NEXT:     9 |   std::thread worker([&hits, &values] {
// CHECK-NEXT:       |               ^
// CHECK-NEXT: {{.*}}shared-capture-race.text.cpp:9:24: note: 'hits' is captured by reference here
// CHECK-NEXT:     9 |   std::thread worker([&hits, &values] {
// CHECK-NEXT:       |                        ^
// CHECK-NEXT: {{.*}}shared-capture-race.text.cpp:13:30: note: the spawning thread reads it here, before it waits for the other one
// CHECK-NEXT:    13 |   std::printf("so far %d\n", hits);
// CHECK-NEXT:       |                              ^
// CHECK-NEXT: {{.*}}shared-capture-race.text.cpp:8:7: note: make it atomic, guard it with a mutex on both sides, or use it only after waiting for the thread
// CHECK-NEXT:     8 |   int hits = 0;
// CHECK-NEXT:       |       ^
// CHECK-NEXT: {{.*}}shared-capture-race.text.cpp:20:52: warning: 'i' is read by the new thread while this function can still write it [sendsync-shared-capture-race]
// CHECK-NEXT:    20 |     workers.emplace_back([&] { std::printf("%d\n", i); });
// CHECK-NEXT:       |                                                    ^
// CHECK-NEXT: {{.*}}shared-capture-race.text.cpp:20:13: note: the closure runs on the thread spawned here
// CHECK-NEXT:    20 |     workers.emplace_back([&] { std::printf("%d\n", i); });
// CHECK-NEXT:       |             ^
// CHECK-NEXT: {{.*}}shared-capture-race.text.cpp:19:28: note: the spawning thread writes it here, before it waits for the other one
// CHECK-NEXT:    19 |   for (int i = 0; i < 4; ++i)
// CHECK-NEXT:       |                            ^
// CHECK-NEXT: {{.*}}shared-capture-race.text.cpp:20:52: note: capture a copy of 'i' instead
// CHECK-NEXT:    20 |     workers.emplace_back([&] { std::printf("%d\n", i); });
// CHECK-NEXT:       |                                                    ^
// CHECK-NEXT: {{.*}}shared-capture-race.text.cpp:19:12: note: or make it atomic, guard it with a mutex on both sides, or use it only after waiting for the thread
// CHECK-NEXT:    19 |   for (int i = 0; i < 4; ++i)
// CHECK-NEXT:       |            ^
