// The whole text of a finding: the order of the notes is part of it.
// REQUIRES: tbb
// RUN: not %sendsync %s -- %inc -std=c++20 -pthread 2>&1 | FileCheck --match-full-lines %s
#include <algorithm>
#include <execution>
#include <mutex>
#include <vector>

std::mutex mu;
int total;
void add(int n) {
  std::lock_guard lock(mu);
  total += n;
}
void sum(std::vector<int> &values) {
  std::for_each(std::execution::par_unseq, values.begin(), values.end(), [](int n) {
    add(n);
  });
}

// CHECK:      {{.*}}sync-in-unsequenced.text.cpp:17:5: warning: this body calls 'add', which locks 'mu'; its unsequenced iterations can deadlock [sendsync-sync-in-unsequenced]
// CHECK-NEXT:    17 |     add(n);
// CHECK-NEXT:       |     ^~~~~~
// CHECK-NEXT: {{.*}}sync-in-unsequenced.text.cpp:16:3: note: 'for_each' interleaves its iterations on one thread
// CHECK-NEXT:    16 |   std::for_each(std::execution::par_unseq, values.begin(), values.end(), [](int n) {
// CHECK-NEXT:       |   ^
// CHECK-NEXT: {{.*}}sync-in-unsequenced.text.cpp:12:19: note: it locks 'mu' here
// CHECK-NEXT:    12 |   std::lock_guard lock(mu);
// CHECK-NEXT:       |                   ^
// CHECK-NEXT: {{.*}}sync-in-unsequenced.text.cpp:16:3: note: use a policy that is not unsequenced
// CHECK-NEXT:    16 |   std::for_each(std::execution::par_unseq, values.begin(), values.end(), [](int n) {
// CHECK-NEXT:       |   ^
