// RUN: %clang_plugin -std=c++20 -pthread %inc -I%inputs -Xclang -verify %s
// expected-no-diagnostics
#include "snippets.h"

void stamp_all(ThreadPool& pool) {
  for (int i = 0; i < 4; ++i) pool.post([i] { time_t t = i; tm r; use(localtime_r(&t, &r)->tm_hour); });
}
