// The whole text of a finding: the order of the notes is part of it.
// RUN: not %sendsync %s -- %inc -std=c++20 -pthread 2>&1 | FileCheck --match-full-lines %s
#include <thread>
#include <vector>

class Logger {
public:
  Logger() : worker_([this] { drain(); }) {}

private:
  void drain() {
    while (!lines_.empty())
      lines_.pop_back();
  }
  std::jthread worker_;
  std::vector<int> lines_;
};

class Task {
public:
  Task() { worker_ = std::jthread([this] { run(); }); }
  virtual ~Task() { worker_.join(); }
  virtual void run() = 0;

private:
  std::jthread worker_;
};

// CHECK:      {{.*}}thread-before-its-data.text.cpp:15:16: warning: 'worker_' is started before 'lines_' is constructed [sendsync-thread-before-its-data]
// CHECK-NEXT:    15 |   std::jthread worker_;
// CHECK-NEXT:       |                ^~~~~~~
// CHECK-NEXT: {{.*}}thread-before-its-data.text.cpp:8:14: note: the work starts here
// CHECK-NEXT:     8 |   Logger() : worker_([this] { drain(); }) {}
// CHECK-NEXT:       |              ^
// CHECK-NEXT: {{.*}}thread-before-its-data.text.cpp:12:13: note: it uses 'lines_' here
// CHECK-NEXT:    12 |     while (!lines_.empty())
// CHECK-NEXT:       |             ^
// CHECK-NEXT: {{.*}}thread-before-its-data.text.cpp:16:20: note: declare 'worker_' after 'lines_'
// CHECK-NEXT:    16 |   std::vector<int> lines_;
// CHECK-NEXT:       |                    ^
// CHECK-NEXT: {{.*}}thread-before-its-data.text.cpp:21:22: warning: the constructor starts a thread that calls virtual 'run', before the derived class is constructed [sendsync-thread-before-its-data]
// CHECK-NEXT:    21 |   Task() { worker_ = std::jthread([this] { run(); }); }
// CHECK-NEXT:       |                      ^~~
// CHECK-NEXT: {{.*}}thread-before-its-data.text.cpp:21:44: note: it is called here
// CHECK-NEXT:    21 |   Task() { worker_ = std::jthread([this] { run(); }); }
// CHECK-NEXT:       |                                            ^
// CHECK-NEXT: {{.*}}thread-before-its-data.text.cpp:23:16: note: it has no body before the derived class is constructed
// CHECK-NEXT:    23 |   virtual void run() = 0;
// CHECK-NEXT:       |                ^
// CHECK-NEXT: {{.*}}thread-before-its-data.text.cpp:21:22: note: start the thread after the object is constructed
// CHECK-NEXT:    21 |   Task() { worker_ = std::jthread([this] { run(); }); }
// CHECK-NEXT:       |                      ^
