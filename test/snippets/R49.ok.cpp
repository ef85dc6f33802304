// RUN: %clang_plugin -std=c++20 -pthread %inc -I%inputs -fplugin-arg-sendsync-level=checked -Xclang -verify %s
// expected-no-diagnostics
#include "snippets.h"

class Pool {
 public:
  int take() { std::lock_guard g(mu_); if (v_.empty()) return -1; int x = v_.back(); v_.pop_back(); return x; }
  size_t size() { std::lock_guard g(mu_); return v_.size(); }
  void put(int x) { std::lock_guard g(mu_); v_.push_back(x); }
 private:
  std::mutex mu_; std::vector<int> v_;
};
