// The whole text of a finding: the order of the notes is part of it.
// RUN: not %sendsync --level=checked %s -- %inc -std=c++20 -pthread 2>&1 | FileCheck --match-full-lines %s
#include <string>
#include <thread>
#include <vector>

std::vector<std::string> lines;

void start() {
  std::thread worker([] {
    for (;;)
      lines.emplace_back("alive");
  });
  worker.detach();
}

// CHECK:      {{.*}}detached-uses-statics.text.cpp:10:15: warning: a detached thread can use 'lines' after it is destroyed at exit [sendsync-detached-uses-statics]
// CHECK-NEXT:    10 |   std::thread worker([] {
// CHECK-NEXT:       |               ^~~~~~
// CHECK-NEXT: {{.*}}detached-uses-statics.text.cpp:14:10: note: it is detached here
// CHECK-NEXT:    14 |   worker.detach();
// CHECK-NEXT:       |          ^
// CHECK-NEXT: {{.*}}detached-uses-statics.text.cpp:12:7: note: it uses 'lines' here
// CHECK-NEXT:    12 |       lines.emplace_back("alive");
// CHECK-NEXT:       |       ^
// CHECK-NEXT: {{.*}}detached-uses-statics.text.cpp:7:26: note: 'lines' has a destructor that runs at exit
// CHECK-NEXT:     7 | std::vector<std::string> lines;
// CHECK-NEXT:       |                          ^
