// Which mode a lock is held in is chosen by a value.
// RUN: %clang_plugin -std=c++20 -pthread %inc -Xclang -verify %s -Xclang -verify-ignore-unexpected=note
#include <mutex>
#include <shared_mutex>
#define SENDSYNC_SHORT_NAMES
#include <sendsync/annotations.h>

class Chosen {
public:
  void accepted_writer() {
    enter(true);
    total_ = 1;
    leave(true);
  }
  int accepted_reader() {
    enter(false);
    int copy = total_;
    leave(false);
    return copy;
  }
  void accepted_in_one_body(bool write) {
    if (write)
      gate_.lock();
    else
      gate_.lock_shared();
    if (write)
      total_ = 2;
    leave(write);
  }
  void flagged_reads_in_both_cases(bool quick) {
    if (quick)
      gate_.lock_shared();
    else
      gate_.lock_shared();
    total_ = 3; // expected-warning {{it is held only for reading}}
    gate_.unlock_shared();
  }

private:
  void enter(bool write) {
    if (write)
      gate_.lock();
    else
      gate_.lock_shared();
  }
  void leave(bool write) {
    if (write)
      gate_.unlock();
    else
      gate_.unlock_shared();
  }
  std::shared_mutex gate_;
  int total_ GUARDED_BY(gate_) = 0;
};

/// No declaration says what guards the count.
class Inferred {
public:
  void set(int n) {
    std::unique_lock lock(gate_);
    count_ = n;
  }
  void accepted_clear() {
    enter(true);
    count_ = 0;
    leave();
  }
  int accepted_get() {
    enter(false);
    int copy = count_;
    leave();
    return copy;
  }

private:
  void enter(bool write) { write ? gate_.lock() : gate_.lock_shared(); }
  void leave() { gate_.unlock(); }
  std::shared_mutex gate_;
  int count_ = 0;
};

class InferredReader {
public:
  void set(int n) {
    std::unique_lock lock(gate_);
    count_ = n;
  }
  void flagged_clear() {
    enter();
    count_ = 0; // expected-warning {{'count_' is modified while 'gate_' is held only for reading}}
    gate_.unlock_shared();
  }

private:
  void enter() { gate_.lock_shared(); }
  std::shared_mutex gate_;
  int count_ = 0;
};
