// Lock classes whose operations have their bodies in another file: a class of guards
// shows which of them locks.
//
// RUN: %clang_plugin -std=c++20 -pthread %inc -Xclang -verify %s \
// RUN:   -Xclang -verify-ignore-unexpected=note
#include <mutex>
#include <pthread.h>

class Bolt {
public:
  Bolt();
  ~Bolt();
  void fasten();
  void loosen();
  bool attempt();
  void verify() const;

private:
  pthread_mutex_t raw_;
};
class BoltHolder {
public:
  explicit BoltHolder(Bolt &bolt) : bolt_(bolt) { bolt_.fasten(); }
  ~BoltHolder() { bolt_.loosen(); }

private:
  Bolt &bolt_;
};
class Tank {
public:
  void fill(int n) { BoltHolder held(bolt_); level_ += n; }
  void drain(int n) { BoltHolder held(bolt_); level_ -= n; }
  void reset() { bolt_.fasten(); level_ = 0; bolt_.loosen(); }
  // What these two do is not known.
  bool accepted_attempt() {
    if (!bolt_.attempt())
      return false;
    ++level_;
    bolt_.loosen();
    return true;
  }
  int accepted_verified() {
    bolt_.verify();
    return level_;
  }
  int flagged_level() { return level_; } // expected-warning {{'level_' is read without 'bolt_'}}

private:
  Bolt bolt_;
  int level_ = 0;
};

// A template of guards.
class Latch {
public:
  void down();
  void up();

private:
  std::mutex raw_;
};
template <class L> class Hold {
public:
  explicit Hold(L *l) : l_(l) { l_->down(); }
  ~Hold() { l_->up(); }

private:
  L *const l_;
};
class Gauge {
public:
  void raise() { Hold<Latch> hold(&latch_); ++mark_; }
  void lower() { Hold<Latch> hold(&latch_); --mark_; }
  void clear() { Hold<Latch> hold(&latch_); mark_ = 0; }
  int flagged_mark() { return mark_; } // expected-warning {{'mark_' is read without 'latch_'}}

private:
  Latch latch_;
  int mark_ = 0;
};

// No lock in it: something begins and ends, that is all.
class Meter {
public:
  void start();
  void stop();

private:
  long ticks_ = 0;
};
class Measured {
public:
  explicit Measured(Meter &m) : m_(m) { m_.start(); }
  ~Measured() { m_.stop(); }

private:
  Meter &m_;
};
class Job {
public:
  void one() { Measured measured(meter_); ++n_; }
  void two() { Measured measured(meter_); ++n_; }
  void three() { Measured measured(meter_); n_ = 0; }
  int accepted_n() { return n_; }

private:
  Meter meter_;
  int n_ = 0;
};

// A guard for each direction: which one is the lock, nobody knows.
class Gate {
public:
  void left();
  void right();

private:
  std::mutex raw_;
};
struct Inside {
  explicit Inside(Gate &g) : g(g) { g.left(); }
  ~Inside() { g.right(); }
  Gate &g;
};
struct Outside {
  explicit Outside(Gate &g) : g(g) { g.right(); }
  ~Outside() { g.left(); }
  Gate &g;
};
class Yard {
public:
  void one() { Inside in(gate_); ++n_; }
  void two() { Inside in(gate_); ++n_; }
  void three() { Inside in(gate_); n_ = 0; }
  int accepted_n() { return n_; }

private:
  Gate gate_;
  int n_ = 0;
};
