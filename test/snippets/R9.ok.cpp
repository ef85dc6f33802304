// RUN: %clang_plugin -std=c++20 -pthread %inc -I%inputs -Xclang -verify %s
// expected-no-diagnostics
#include "snippets.h"

class Account {
 public:
  int sum(const std::vector<int>& v) {
    std::lock_guard g(mu_);
    std::for_each(v.begin(), v.end(), [this](int n) { balance_ += n; });
    return balance_;
  }
 private:
  std::mutex mu_;
  int balance_ GUARDED_BY(mu_) = 0;
};
