// RUN: %clang_plugin -std=c++20 -pthread %inc -I%inputs -Xclang -verify %s \
// RUN:   -Xclang -verify-ignore-unexpected=note
#include "snippets.h"

class Logger {
 public:
  Logger() : t_([this] { drain(); }) {}
  void drain() { while (!q_.empty()) q_.pop(); }
 private:
  std::jthread t_;                                   // expected-warning {{'t_' is started before 'q_' is constructed [sendsync-thread-before-its-data]}}
  std::queue<int> q_;
};
