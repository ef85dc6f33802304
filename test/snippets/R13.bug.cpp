// RUN: %clang_plugin -std=c++20 -pthread %inc -I%inputs -Xclang -verify %s \
// RUN:   -Xclang -verify-ignore-unexpected=note
#include "snippets.h"

class Box {
 public:
  void set(int v) { std::lock_guard g(mu_); v_ = v; notify(); } // expected-warning {{calling 'notify' locks 'mu_', which is already held here; this deadlocks [sendsync-double-lock]}}
  void notify() { std::lock_guard g(mu_); use(v_); }
 private:
  std::mutex mu_; int v_ = 0;
};
