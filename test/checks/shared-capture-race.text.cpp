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

