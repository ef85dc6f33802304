// The whole text of a finding: the order of the notes is part of it.
// RUN: not %sendsync %s -- %inc -std=c++20 -pthread 2>&1 | FileCheck --match-full-lines %s
#define SENDSYNC_SHORT_NAMES
#include <sendsync/annotations.h>
#include <map>
#include <mutex>
#include <shared_mutex>

class Cache {
public:
  int get(int key) const {
    std::shared_lock lock(mu_);
    return map_[key];
  }
  void put(int key, int value) {
    std::unique_lock lock(mu_);
    map_[key] = value;
  }
  void count() {
    std::shared_lock lock(mu_);
    ++hits_;
  }

private:
  mutable std::shared_mutex mu_;
  mutable std::map<int, int> map_;
  int hits_ GUARDED_BY(mu_) = 0;
};

// CHECK:      {{.*}}wrong-lock-mode.text.cpp:13:12: warning: 'map_' is modified while 'mu_' is held only for reading [sendsync-wrong-lock-mode]
// CHECK-NEXT:    13 |     return map_[key];
// CHECK-NEXT:       |            ^~~~
// CHECK-NEXT: {{.*}}wrong-lock-mode.text.cpp:13:12: note: 'std::map::operator[]' may change the object
// CHECK-NEXT:    13 |     return map_[key];
// CHECK-NEXT:       |            ^
// CHECK-NEXT: {{.*}}wrong-lock-mode.text.cpp:17:5: note: another write holds 'mu_' exclusively here
// CHECK-NEXT:    17 |     map_[key] = value;
// CHECK-NEXT:       |     ^
// CHECK-NEXT: {{.*}}wrong-lock-mode.text.cpp:21:7: warning: writing 'hits_' requires holding 'mu_' exclusively; it is held only for reading [sendsync-wrong-lock-mode]
// CHECK-NEXT:    21 |     ++hits_;
// CHECK-NEXT:       |       ^~~~~
// CHECK-NEXT: {{.*}}wrong-lock-mode.text.cpp:20:22: note: 'mu_' is acquired for reading here
// CHECK-NEXT:    20 |     std::shared_lock lock(mu_);
// CHECK-NEXT:       |                      ^
// CHECK-NEXT: {{.*}}wrong-lock-mode.text.cpp:27:7: note: required here: 'hits_' is guarded by 'mu_'
// CHECK-NEXT:    27 |   int hits_ GUARDED_BY(mu_) = 0;
// CHECK-NEXT:       |       ^
