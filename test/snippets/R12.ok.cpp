// RUN: %clang_plugin -std=c++20 -pthread %inc -I%inputs -Xclang -verify %s
// expected-no-diagnostics
#include "snippets.h"

class Stats {
 public:
  void hit() { std::lock_guard g(mu_); bump(); }
  void miss() { std::lock_guard g(mu_); bump(); }
  int count() { std::lock_guard g(mu_); return n_; }
 private:
  void bump() { ++n_; }                                    // private, every caller holds 'mu_'
  std::mutex mu_; int n_ = 0;
};
