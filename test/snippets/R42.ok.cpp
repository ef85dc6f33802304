// RUN: %clang_plugin -std=c++20 -pthread %inc -I%inputs -Xclang -verify %s
// expected-no-diagnostics
#include "snippets.h"

class Logger {
 public:
  Logger() : t_([this] { drain(); }) {}
  void drain() { while (!q_.empty()) q_.pop(); }
 private:
  std::queue<int> q_;
  std::jthread t_;                                   // last: started last, joined first
};
