// RUN: %clang_plugin -std=c++20 -pthread %inc -I%inputs -Xclang -verify %s \
// RUN:   -Xclang -verify-ignore-unexpected=note
#include "snippets.h"

class Ticker {
 public:
  void start() { t_ = std::thread([this] { while (!stop_) work(0); }); } // expected-warning {{'stop_' is read by the worker of the object while 'Ticker::stop' can write it [sendsync-worker-member-race]}}
  void stop() { stop_ = true; t_.join(); }     // written while the worker reads it
 private:
  std::thread t_; bool stop_ = false;
};
