// What is said when an object ends, and when an atomic access meets a plain one.
// RUN: not %sendsync %s -- %inc -std=c++20 -pthread 2>&1 | FileCheck --match-full-lines %s
#include <thread>

struct Shape {
  virtual ~Shape() {}
  virtual void draw() {}
};
struct Circle : Shape {
  void draw() override {}
};

void show() {
  Shape *shape = new Circle;
  std::thread painter([shape] { shape->draw(); });
  delete shape;
  painter.join();
}

int frames = 0;
void count() { __atomic_fetch_add(&frames, 1, __ATOMIC_RELAXED); }
void run() {
  std::thread counter(count);
  ++frames;
  counter.join();
}

// CHECK:      {{.*}}entry-point-race-ends.text.cpp:15:40: warning: '*shape' is used for a virtual call by the new thread while this function can still destroy it [sendsync-shared-capture-race]
// CHECK-NEXT:    15 |   std::thread painter([shape] { shape->draw(); });
// CHECK-NEXT:       |                                        ^~~~
// CHECK-NEXT: {{.*}}entry-point-race-ends.text.cpp:15:15: note: the closure runs on the thread spawned here
// CHECK-NEXT:    15 |   std::thread painter([shape] { shape->draw(); });
// CHECK-NEXT:       |               ^
// CHECK-NEXT: {{.*}}entry-point-race-ends.text.cpp:16:10: note: the spawning thread destroys it here, before it waits for the other one
// CHECK-NEXT:    16 |   delete shape;
// CHECK-NEXT:       |          ^
// CHECK-NEXT: {{.*}}entry-point-race-ends.text.cpp:15:40: note: wait for the other thread before it is destroyed, or let both own it
// CHECK-NEXT:    15 |   std::thread painter([shape] { shape->draw(); });
// CHECK-NEXT:       |                                        ^
// CHECK-NEXT: {{.*}}entry-point-race-ends.text.cpp:21:36: warning: 'frames' is atomically written by the new thread while this function can still write it [sendsync-entry-point-race]
// CHECK-NEXT:    21 | void count() { __atomic_fetch_add(&frames, 1, __ATOMIC_RELAXED); }
// CHECK-NEXT:       |                                    ^~~~~~
// CHECK-NEXT: {{.*}}entry-point-race-ends.text.cpp:23:15: note: 'count' runs on the thread spawned here
// CHECK-NEXT:    23 |   std::thread counter(count);
// CHECK-NEXT:       |               ^
// CHECK-NEXT: {{.*}}entry-point-race-ends.text.cpp:24:5: note: the spawning thread writes it here, before it waits for the other one
// CHECK-NEXT:    24 |   ++frames;
// CHECK-NEXT:       |     ^
// CHECK-NEXT: {{.*}}entry-point-race-ends.text.cpp:20:5: note: make every access atomic, guard it with a mutex on both sides, or use it only after waiting for the thread
// CHECK-NEXT:    20 | int frames = 0;
// CHECK-NEXT:       |     ^
