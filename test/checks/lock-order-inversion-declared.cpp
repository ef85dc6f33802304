// RUN: %clang_plugin -std=c++20 %inc -Xclang -verify %s
#define SENDSYNC_SHORT_NAMES
#include <sendsync/annotations.h>
#define BEFORE(...) __attribute__((acquired_before(__VA_ARGS__)))
#define AFTER(...) __attribute__((acquired_after(__VA_ARGS__)))

class CAPABILITY("mutex") Mutex {
public:
  void lock() ACQUIRE();
  void unlock() RELEASE();
  bool try_lock() TRY_ACQUIRE(true);
};

struct Pair {
  Mutex first BEFORE(second); // expected-note {{required here: 'first' is declared to be acquired before 'second'}}
  Mutex second;
  void flagged_members() {
    second.lock(); // expected-note {{'flagged_members' acquires 'second' here}}
    first.lock(); // expected-warning {{'first' has to be acquired before 'second', which is already held here [sendsync-lock-order-inversion]}}
    first.unlock();
    second.unlock();
  }
  void accepted_members() {
    first.lock();
    second.lock();
    second.unlock();
    first.unlock();
  }
  void accepted_try() {
    second.lock();
    if (first.try_lock())
      first.unlock();
    second.unlock();
  }
};

void accepted_two_pairs(Pair &left, Pair &right) {
  left.second.lock();
  right.first.lock();
  right.first.unlock();
  left.second.unlock();
}

struct Chain {
  Mutex a;
  Mutex b AFTER(a); // expected-note {{required here: 'a' is declared to be acquired before 'b'}}
  Mutex c AFTER(b);
  void inner() {
    a.lock(); // expected-note {{then 'inner' acquires 'a' here}}
    a.unlock();
  }
  void flagged_chain() {
    c.lock(); // expected-note {{'flagged_chain' acquires 'c' here}}
    inner(); // expected-warning {{'a' has to be acquired before 'c', which is already held here}}
    c.unlock();
  }
  void accepted_after_release() {
    c.lock();
    c.unlock();
    inner();
  }
  void accepted_required() REQUIRES(a) {
    c.lock();
    c.unlock();
  }
};

Mutex early;
Mutex late AFTER(early); // expected-note 2 {{required here: 'early' is declared to be acquired before 'late'}}
void flagged_globals() {
  late.lock(); // expected-note {{'flagged_globals' acquires 'late' here}}
  early.lock(); // expected-warning {{'early' has to be acquired before 'late', which is already held here}}
  early.unlock();
  late.unlock();
}
void flagged_required() REQUIRES(late) { // expected-note {{'flagged_required' is called with 'late' held}}
  early.lock(); // expected-warning {{'early' has to be acquired before 'late', which is already held here}}
  early.unlock();
}
void accepted_globals() {
  early.lock();
  late.lock();
  late.unlock();
  early.unlock();
}

struct Circle {
  Mutex x AFTER(z); // expected-warning {{'z' is declared to be acquired before itself}}
  Mutex y AFTER(x); // expected-note {{'x' is declared to be acquired before 'y'}}
  Mutex z AFTER(y); // expected-note {{'y' is declared to be acquired before 'z'}}
};
