// RUN: %clang_plugin -std=c++20 -pthread %inc -I%inputs -Xclang -verify %s
// expected-no-diagnostics
#include "snippets.h"

class Poller : public std::enable_shared_from_this<Poller> {
 public:
  void start() { std::thread([self = shared_from_this()] { while (!self->stop_) self->tick(); }).detach(); }
  void stop() { stop_ = true; }
 private:
  void tick();
  std::atomic<bool> stop_{false};
};
