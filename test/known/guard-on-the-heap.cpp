// A guard that another function makes in place, below a smart pointer, is not
// followed: the lock counts as not held.
// XFAIL: *
// RUN: %sendsync --dump=locks --exit-zero %s -- -std=c++20 | FileCheck %s

#include <memory>
#include <mutex>

std::mutex m;
int at1;

// CHECK-LABEL: function on_the_heap
// CHECK: {m} {{.*}} write at1
void on_the_heap() {
  auto lock = std::make_unique<std::lock_guard<std::mutex>>(m);
  at1 = 1;
}
