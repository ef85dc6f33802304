// RUN: %clang_plugin -std=c++20 -pthread %inc -I%inputs -Xclang -verify %s \
// RUN:   -Xclang -verify-ignore-unexpected=note
#include "snippets.h"

class Poller {
 public:
  void start() { std::thread([this] { while (!stop_) tick(); }).detach(); } // expected-warning {{'this' is given to a detached thread, and ~Poller does not wait for it [sendsync-this-escapes-to-thread]}}
  ~Poller() { stop_ = true; }        
 private:
  void tick();
  std::atomic<bool> stop_{false};
};
