// The whole text of a finding: the order of the notes is part of it.
// RUN: not %sendsync %s -- %inc -std=c++20 -pthread 2>&1 | FileCheck --match-full-lines %s
#include <mutex>

int total = 0;

struct Worker {
  std::mutex mu;
  void unnamed(int n) {
    std::lock_guard<std::mutex>{mu};
    total += n;
  }
};

void fresh(int n) {
  std::mutex m;
  std::lock_guard lock(m);
  total += n;
}

