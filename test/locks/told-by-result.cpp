// A function whose result says whether it left a lock held: the caller's test
// of the result decides.
// RUN: %sendsync --dump=locks --exit-zero %s -- -std=c++20 \
// RUN:   | grep -E '^(function|closure)|write at[0-9]$' \
// RUN:   | sed -E 's/^ +(.*) [0-9]+:[0-9]+ write (at[0-9])$/\2 \1/' \
// RUN:   | FileCheck --match-full-lines %s

#include <mutex>

std::mutex m;
int at1, at2;
bool open;
struct Box { std::mutex mu; int value; } box;

bool tryIt() { return m.try_lock(); }
bool busy() { return !m.try_lock(); }
bool enter() {
  m.lock();
  if (!open) {
    m.unlock();
    return false;
  }
  return true;
}
int begin() {
  m.lock();
  if (!open) {
    m.unlock();
    return -1;
  }
  return 0;
}
Box *grab() {
  box.mu.lock();
  if (!open) {
    box.mu.unlock();
    return nullptr;
  }
  return &box;
}
// Its result says nothing of the lock.
bool sometimes(bool also) {
  if (also)
    m.lock();
  return open;
}

// CHECK-LABEL: function tried_by_wrapper {}
// CHECK-NEXT: at1 {m}
// CHECK-NEXT: at2 {}
void tried_by_wrapper() {
  if (tryIt()) {
    at1 = 1;
    m.unlock();
  }
  at2 = 1;
}

// CHECK-LABEL: function tried_by_opposite {}
// CHECK-NEXT: at1 {m}
void tried_by_opposite() {
  if (busy())
    return;
  at1 = 1;
}

// CHECK-LABEL: function entered {}
// CHECK-NEXT: at1 {}
// CHECK-NEXT: at2 {m}
void entered() {
  if (!enter()) {
    at1 = 1;
    return;
  }
  at2 = 1;
}

// CHECK-LABEL: function begun {}
// CHECK-NEXT: at1 {m}
void begun() {
  int error = begin();
  if (error != 0)
    return;
  at1 = 1;
}

// CHECK-LABEL: function grabbed {}
// CHECK-NEXT: at1 {box.mu}
void grabbed() {
  if (Box *mine = grab()) {
    at1 = 1;
    box.mu.unlock();
  }
}

// CHECK-LABEL: function not_told {}
// CHECK-NEXT: at1 {?m, ...}
void not_told() {
  if (sometimes(open))
    at1 = 1;
}

// CHECK-LABEL: function told_by_argument {}
// CHECK-NEXT: at1 {m}
void told_by_argument() {
  if (sometimes(true))
    at1 = 1;
}
