// What a shared_ptr shares, down to the line to edit.
// RUN: %sendsync explain-type 'Handle' %s -- -std=c++20 | FileCheck --match-full-lines %s

#include <memory>
#include <mutex>

class HitCounter {
  int hits_ = 0;

public:
  void record() { ++hits_; }
};

class SafeCounter {
  std::mutex mu_;
  int hits_ = 0;

public:
  void record() {
    std::lock_guard<std::mutex> lock(mu_);
    ++hits_;
  }
};

struct Session {
  SafeCounter safe;
  HitCounter counter;
};

using Handle = std::shared_ptr<Session>;

// CHECK:      Send: shares 'Session' (mutable)
// CHECK-NEXT:   {{.*}}explain-shared.cpp:[[#@LINE-6]]:14: 'Session' is not SyncMut because member 'counter' has type 'HitCounter'
// CHECK-NEXT:   {{.*}}explain-shared.cpp:8:7: 'HitCounter' is not SyncMut because member 'hits_' is written without synchronization
// CHECK-NEXT: Sync: yes
// CHECK-NEXT: SyncMut: no
// CHECK-NEXT:   annotations/models/std/memory.yaml:[[#]]:[[#]]: 'std::shared_ptr' is not SyncMut: its state is not synchronized
// CHECK-NEXT: Owned: yes
