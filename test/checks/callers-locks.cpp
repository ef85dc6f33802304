// What callers hold, under any of its names; guards of one's own in loops; guards
// over one's own lock class.
// RUN: %clang_plugin %inc -std=c++20 -pthread -Xclang -verify %s \
// RUN:   -Xclang -verify-ignore-unexpected=note
#include <mutex>
#include <thread>
#define SENDSYNC_SHORT_NAMES
#include <sendsync/annotations.h>

struct Table {
  std::mutex mu;
  int rows GUARDED_BY(mu) = 0;
};
static Table Global;
static Table Several[3];

// The helper gets the object by a parameter, its callers have it by a global name.
static void accepted_helper(Table *table) { ++table->rows; }
static void accepted_by_reference(Table &table) { ++table.rows; }
void callers() {
  std::lock_guard lock(Global.mu);
  accepted_helper(&Global);
  accepted_by_reference(Global);
}
void callers_of_elements() {
  std::lock_guard lock(Several[1].mu);
  accepted_helper(&Several[1]);
}
static void flagged_helper(Table *table) {
  ++table->rows; // expected-warning {{writing 'table->rows' requires holding 'table->mu'}}
}
void bare_caller() {
  {
    std::lock_guard lock(Global.mu);
    flagged_helper(&Global);
  }
  flagged_helper(&Global);
}

// A guard of one's own in a loop.
class Hold {
public:
  explicit Hold(std::mutex &mu) : mu_(mu) { mu_.lock(); }
  ~Hold() { mu_.unlock(); }

private:
  std::mutex &mu_;
};
void accepted_own_guard_in_loop() {
  for (int i = 0; i < 9; ++i) {
    Hold hold(Global.mu);
    ++Global.rows;
  }
}
void flagged_own_guard_ended() {
  for (int i = 0; i < 9; ++i) {
    { Hold hold(Global.mu); }
    ++Global.rows; // expected-warning {{writing 'Global.rows' requires holding 'Global.mu'}}
  }
}

// The library's guards over a lock class of one's own.
class Latch {
public:
  void lock() { inner_.lock(); }
  void unlock() { inner_.unlock(); }

private:
  std::mutex inner_;
};
class Journal {
public:
  void accepted_guard() {
    std::lock_guard<Latch> lock(latch_);
    ++lines_;
  }
  void accepted_by_hand() {
    latch_.lock();
    ++lines_;
    latch_.unlock();
  }
  void accepted_unique_lock() {
    std::unique_lock lock(latch_);
    lines_ = 0;
  }
  int flagged_bare() {
    return lines_; // expected-warning {{'lines_' is read without 'latch_', which is held at 3 of its 4 accesses}}
  }

private:
  Latch latch_;
  int lines_ = 0;
};

// A callback: whoever calls it may hold the lock. The start of a thread is none.
static std::mutex CountLock;
static int Count;
static void add() { std::lock_guard lock(CountLock); ++Count; }
static void drop() { std::lock_guard lock(CountLock); --Count; }
static int get() { std::lock_guard lock(CountLock); return Count; }
static void accepted_callback(int by) { Count += by; }
static void flagged_started() {
  ++Count; // expected-warning {{'Count' is written without 'CountLock', which is held at 3 of its 4 accesses}}
}
void (*Registered)(int) = accepted_callback;
int uses() {
  add();
  drop();
  std::thread worker(flagged_started);
  worker.join();
  return get();
}
