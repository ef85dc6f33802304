// RUN: %clang_plugin -std=c++20 -pthread %inc -I%inputs -Xclang -verify %s
// expected-no-diagnostics
#include "snippets.h"

struct Chan { pthread_mutex_t mu; int v; };
void init(Chan& c, int v) { pthread_mutex_init(&c.mu, nullptr); c.v = v; }
void fire(ThreadPool& pool) {
  std::latch done(2);
  pool.post([&] { work(1); done.count_down(); });
  pool.post([&] { work(2); done.count_down(); });
  done.wait();
}
