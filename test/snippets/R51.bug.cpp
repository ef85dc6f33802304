// RUN: %clang_plugin -std=c++20 -pthread %inc -I%inputs -Xclang -verify %s \
// RUN:   -Xclang -verify-ignore-unexpected=note
#include "snippets.h"

struct Chan { pthread_mutex_t mu; int v; };
Chan clone(const Chan& c) { Chan d = c; return d; } // expected-warning {{this copies 'mu', a 'pthread_mutex_t' that is in use; the copy is no such object [sendsync-sync-object-lifetime]}}
void fire(ThreadPool& pool) {
  std::latch done(2);
  pool.post([&] { work(1); done.count_down(); }); // expected-warning {{'done' is destroyed at the end of the function, but the new thread can still use it}}
  pool.post([&] { work(2); done.count_down(); });
}
