// A chain that ends in a model, through a base, a member and an array.
// RUN: %sendsync explain-type 'app::Batch' %s -- -std=c++20 | FileCheck --match-full-lines %s

#include <mutex>
#include <vector>

namespace app {
struct Held {
  std::unique_lock<std::mutex> locks[2];
};
struct Named {
  std::vector<Held> all;
};
struct Batch : Named {
  int id;
};
} // namespace app

// CHECK:      Send: no
// CHECK-NEXT:   {{.*}}explain-model.cpp:14:16: 'Batch' is not Send because it derives from 'Named'
// CHECK-NEXT:   {{.*}}explain-model.cpp:12:21: 'Named' is not Send because member 'all' has type 'std::vector<Held>'
// CHECK-NEXT:   {{.*}}explain-model.cpp:9:32: 'Held' is not Send because member 'locks' has type 'std::unique_lock<std::mutex>[2]'
// CHECK-NEXT:   annotations/models/std/mutex.yaml:[[#]]:[[#]]: 'std::unique_lock' is not Send: the lock it holds has to be released by the thread that took it
// CHECK-NEXT: Sync: no
// CHECK:      Owned: no
