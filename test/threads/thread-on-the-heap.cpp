// A thread that another function makes in place.
// RUN: %sendsync --dump=threads --exit-zero %s -- -std=c++20 | FileCheck %s

#include <memory>
#include <thread>

// CHECK-LABEL: function on_the_heap
// CHECK: joined
void on_the_heap() {
  auto t = std::make_unique<std::thread>([] {});
  t->join();
}
