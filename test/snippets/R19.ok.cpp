// RUN: %clang_plugin -std=c++20 -pthread %inc -I%inputs -Xclang -verify %s \
// RUN:   -Xclang -verify-ignore-unexpected=note
// expected-no-diagnostics
#include "snippets.h"

class Svc {
 public:
  void stop() { { std::lock_guard g(mu_); done_ = true; } t_.join(); }
  void run() { for (;;) { std::lock_guard g(mu_); if (done_) return; } }
 private:
  std::mutex mu_; bool done_ = false; std::thread t_{[this] { run(); }};
};
