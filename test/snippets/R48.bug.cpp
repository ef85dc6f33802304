// RUN: %clang_plugin -std=c++20 -pthread %inc -I%inputs -Xclang -verify %s \
// RUN:   -Xclang -verify-ignore-unexpected=note
#include "snippets.h"

void stamp_all(ThreadPool& pool) {
  for (int i = 0; i < 4; ++i) pool.post([i] { time_t t = i; use(localtime(&t)->tm_hour); }); // expected-warning {{'localtime' keeps a state that all its calls share, and another thread can call it at the same time [sendsync-mt-unsafe-call]}}
}
