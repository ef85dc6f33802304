// The whole text of a finding: the order of the notes is part of it.
// RUN: not %sendsync %s -- %inc -std=c++20 -pthread 2>&1 | FileCheck --match-full-lines %s
#define SENDSYNC_SHORT_NAMES
#include <mutex>
#include <sendsync/annotations.h>
#include <string>
#include <thread>
#include <vector>

class Registry {
public:
  void add(std::string name) {
    std::lock_guard lock(mu_);
    names_.push_back(name);
  }
  const std::string &last() const {
    std::lock_guard lock(mu_);
    return names_.back();
  }
  int &count() {
    return count_;
  }
  void flush() {
    std::lock_guard lock(mu_);
    std::thread([this] { names_.clear(); }).detach();
  }

private:
  mutable std::mutex mu_;
  std::vector<std::string> names_;
  int count_ GUARDED_BY(mu_) = 0;
};

// CHECK:      {{.*}}guarded-escape.text.cpp:18:12: warning: returns a reference into 'names_', which is guarded by 'mu_' [sendsync-guarded-escape]
// CHECK-NEXT:    18 |     return names_.back();
// CHECK-NEXT:       |            ^~~~~~
// CHECK-NEXT: {{.*}}guarded-escape.text.cpp:17:21: note: 'mu_' is held from here on, but not after the return
// CHECK-NEXT:    17 |     std::lock_guard lock(mu_);
// CHECK-NEXT:       |                     ^
// CHECK-NEXT: {{.*}}guarded-escape.text.cpp:14:5: note: 'names_' is changed with 'mu_' held here
// CHECK-NEXT:    14 |     names_.push_back(name);
// CHECK-NEXT:       |     ^
// CHECK-NEXT: {{.*}}guarded-escape.text.cpp:16:22: note: return a copy, or call a function of the caller's with 'mu_' held
// CHECK-NEXT:    16 |   const std::string &last() const {
// CHECK-NEXT:       |                      ^
// CHECK-NEXT: {{.*}}guarded-escape.text.cpp:21:12: warning: returns a reference to 'count_', which is guarded by 'mu_' [sendsync-guarded-escape]
// CHECK-NEXT:    21 |     return count_;
// CHECK-NEXT:       |            ^~~~~~
// CHECK-NEXT: {{.*}}guarded-escape.text.cpp:31:7: note: required here: 'count_' is guarded by 'mu_'
// CHECK-NEXT:    31 |   int count_ GUARDED_BY(mu_) = 0;
// CHECK-NEXT:       |       ^
// CHECK-NEXT: {{.*}}guarded-escape.text.cpp:20:8: note: return a copy, or call a function of the caller's with 'mu_' held
// CHECK-NEXT:    20 |   int &count() {
// CHECK-NEXT:       |        ^
// CHECK-NEXT: {{.*}}guarded-escape.text.cpp:25:26: warning: 'names_' is guarded by 'mu_', which is not held when this closure runs [sendsync-guarded-escape]
// CHECK-NEXT:    25 |     std::thread([this] { names_.clear(); }).detach();
// CHECK-NEXT:       |                          ^~~~~~
// CHECK-NEXT: {{.*}}guarded-escape.text.cpp:25:5: note: the closure runs on the thread spawned here
// CHECK-NEXT:    25 |     std::thread([this] { names_.clear(); }).detach();
// CHECK-NEXT:       |     ^
// CHECK-NEXT: {{.*}}guarded-escape.text.cpp:24:21: note: 'mu_' is held here by the thread that creates the closure, not by the thread that runs it
// CHECK-NEXT:    24 |     std::lock_guard lock(mu_);
// CHECK-NEXT:       |                     ^
// CHECK-NEXT: {{.*}}guarded-escape.text.cpp:14:5: note: 'names_' is changed with 'mu_' held here
// CHECK-NEXT:    14 |     names_.push_back(name);
// CHECK-NEXT:       |     ^
// CHECK-NEXT: {{.*}}guarded-escape.text.cpp:25:26: note: lock 'mu_' inside the closure
// CHECK-NEXT:    25 |     std::thread([this] { names_.clear(); }).detach();
// CHECK-NEXT:       |                          ^
