// RUN: %clang_plugin -std=c++20 -pthread %inc -I%inputs -Xclang -verify %s
// expected-no-diagnostics
#include "snippets.h"

class Ticker {
 public:
  void start(int period) { period_ = period; t_ = std::thread([this] { while (!stop_) work(period_); }); }
  void stop() { stop_ = true; t_.join(); period_ = 0; }   // before spawn / after join only
 private:
  std::thread t_; std::atomic<bool> stop_{false}; int period_ = 0;
};
