// What may be meant: shown at the level `checked` only.
// RUN: %sendsync --level=checked --checks=inconsistent-locking %s -- -std=c++20 \
// RUN:   %inc -Xclang -verify -Xclang -verify-ignore-unexpected=note
// RUN: %sendsync --checks=inconsistent-locking %s -- -std=c++20 %inc
#include <mutex>

// One part of the program after the other, each with its own lock.
static std::mutex FirstLock, SecondLock;
static int Phase;
void accepted_first_a() { std::lock_guard lock(FirstLock); Phase = 1; ++Phase; }
void accepted_first_b() { std::lock_guard lock(FirstLock); Phase = 2; --Phase; }
void accepted_first_c() { std::lock_guard lock(FirstLock); Phase = 3; ++Phase; }
void flagged_second_a() {
  std::lock_guard lock(SecondLock);
  ++Phase; // expected-warning {{'Phase' is written without 'FirstLock', which is held at 6 of its 8 accesses}}
}
void flagged_second_b() {
  std::lock_guard lock(SecondLock);
  Phase = 7; // expected-warning {{'Phase' is written without 'FirstLock', which is held at 6 of its 8 accesses}}
}

// The lock is given up and taken again; what is read in between is not.
class Writer {
public:
  void accepted_a() { std::lock_guard lock(mu_); ++n_; }
  void accepted_b() { std::lock_guard lock(mu_); n_ = 0; }
  void accepted_c() { std::lock_guard lock(mu_); --n_; }
  int flagged_gap() {
    mu_.lock();
    ++n_;
    mu_.unlock();
    int seen = n_; // expected-warning {{'n_' is read without 'mu_', which is held at 4 of its 5 accesses}}
    mu_.lock();
    mu_.unlock();
    return seen;
  }

private:
  std::mutex mu_;
  int n_ = 0;
};
