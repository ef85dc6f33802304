// The whole text of a finding: the order of the notes is part of it.
// RUN: not %sendsync --level=checked %s -- %inc -std=c++20 -pthread 2>&1 | FileCheck --match-full-lines %s
#include <mutex>
#include <vector>

class Pool {
public:
  int take() {
    if (empty())
      return -1;
    std::lock_guard<std::mutex> lock(mutex_);
    int last = values_.back();
    values_.pop_back();
    return last;
  }
  bool empty() {
    std::lock_guard<std::mutex> lock(mutex_);
    return values_.empty();
  }

private:
  std::mutex mutex_;
  std::vector<int> values_;
};

// CHECK:      {{.*}}concurrent-check-then-act.text.cpp:13:5: warning: this relies on what 'empty' said, but 'mutex_' was free in between and 'values_' may have changed [sendsync-concurrent-check-then-act]
// CHECK-NEXT:    13 |     values_.pop_back();
// CHECK-NEXT:       |     ^~~~~~~
// CHECK-NEXT: {{.*}}concurrent-check-then-act.text.cpp:9:9: note: 'empty' locks and unlocks 'mutex_' here
// CHECK-NEXT:     9 |     if (empty())
// CHECK-NEXT:       |         ^
// CHECK-NEXT: {{.*}}concurrent-check-then-act.text.cpp:9:9: note: ask and act while 'mutex_' is held once
// CHECK-NEXT:     9 |     if (empty())
// CHECK-NEXT:       |         ^
