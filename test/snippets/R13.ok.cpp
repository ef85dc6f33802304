// RUN: %clang_plugin -std=c++20 -pthread %inc -I%inputs -Xclang -verify %s
// expected-no-diagnostics
#include "snippets.h"

class Box {
 public:
  void set(int v) { { std::lock_guard g(mu_); v_ = v; } notify(); }
  void copy_from(Box& o) { std::scoped_lock g(mu_, o.mu_); v_ = o.v_; }
 private:
  void notify() { std::lock_guard g(mu_); use(v_); }
  std::mutex mu_; int v_ = 0;
};
