// RUN: %clang_plugin -std=c++20 -pthread %inc -I%inputs -Xclang -verify %s \
// RUN:   -fplugin-arg-sendsync-level=checked -Xclang -verify-ignore-unexpected=note
#include "snippets.h"

class Pool {
 public:
  int take() { if (size() > 0) { std::lock_guard g(mu_); int x = v_.back(); v_.pop_back(); return x; } return -1; } // expected-warning {{this relies on what 'size' said, but 'mu_' was free in between and 'v_' may have changed [sendsync-concurrent-check-then-act]}}
  size_t size() { std::lock_guard g(mu_); return v_.size(); }
  void put(int x) { std::lock_guard g(mu_); v_.push_back(x); }
 private:
  std::mutex mu_; std::vector<int> v_;
};
