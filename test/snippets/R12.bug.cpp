// RUN: %clang_plugin -std=c++20 -pthread %inc -I%inputs -Xclang -verify %s \
// RUN:   -Xclang -verify-ignore-unexpected=note
#include "snippets.h"

class Stats {
 public:
  void hit() { std::lock_guard g(mu_); ++n_; last_ = now_ms(); }
  void miss() { std::lock_guard g(mu_); ++n_; last_ = now_ms(); }
  long last() { std::lock_guard g(mu_); return last_; }
  int count() { return n_; } // expected-warning {{'n_' is read without 'mu_', which is held at 3 of its 4 accesses [sendsync-inconsistent-locking]}}
  void clear() { std::lock_guard g(mu_); n_ = 0; }
 private:
  std::mutex mu_; int n_ = 0; long last_ = 0;
};
