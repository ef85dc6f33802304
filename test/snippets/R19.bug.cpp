// RUN: %clang_plugin -std=c++20 -pthread %inc -I%inputs -Xclang -verify %s \
// RUN:   -Xclang -verify-ignore-unexpected=note
#include "snippets.h"

class Svc {
 public:
  void stop() { std::lock_guard g(mu_); done_ = true; t_.join(); } // expected-warning {{waiting for 't_' with 'mu_' held deadlocks; its work locks 'mu_' too [sendsync-blocking-under-lock]}}
  void run() { for (;;) { std::lock_guard g(mu_); if (done_) return; } }
 private:
  std::mutex mu_; bool done_ = false; std::thread t_{[this] { run(); }};
};
