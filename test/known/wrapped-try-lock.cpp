// A function that returns the result of a try-lock: its caller does not know
// which result means success, so nothing is said about what follows.
// XFAIL: *
// RUN: %sendsync --dump=locks --exit-zero %s -- -std=c++20 | FileCheck %s

#include <mutex>

std::mutex m;
int at1;
bool tryIt() { return m.try_lock(); }

// CHECK-LABEL: function tried_by_wrapper
// CHECK: {m} {{.*}} write at1
void tried_by_wrapper() {
  if (tryIt())
    at1 = 1;
}
