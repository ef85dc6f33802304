// RUN: %clang_plugin -fplugin-arg-sendsync-level=checked -std=c++20 -pthread %inc -I%inputs -Xclang -verify %s \
// RUN:   -Xclang -verify-ignore-unexpected=note
// expected-no-diagnostics
#include <functional>
#include "snippets.h"

class Bus {
 public:
  void subscribe(std::function<void(int)> f) { std::lock_guard g(mu_); subs_.push_back(std::move(f)); }
  void publish(int v) {
    std::vector<std::function<void(int)>> copy;
    { std::lock_guard g(mu_); copy = subs_; }
    for (auto& f : copy) f(v);
  }
 private:
  std::mutex mu_; std::vector<std::function<void(int)>> subs_;
};
