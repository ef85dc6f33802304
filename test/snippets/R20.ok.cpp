// REQUIRES: tbb
// RUN: %clang_plugin -std=c++20 -pthread %inc -I%inputs -Xclang -verify %s \
// RUN:   -Xclang -verify-ignore-unexpected=note
// expected-no-diagnostics
#include <execution>
#include "snippets.h"

int f(std::vector<int>& v) {
  std::mutex m; int n = 0;
  std::for_each(std::execution::par, v.begin(), v.end(), [&](int x) { std::lock_guard g(m); n += x; });
  return n;
}
