// RUN: %clang_plugin -std=c++20 -pthread %inc -I%inputs -Xclang -verify %s
// expected-no-diagnostics
#include "snippets.h"

int count(const std::vector<int>& v) {
  int hits = 0;
  std::thread t([&] { for (int x : v) hits += x > 0; });
  t.join();
  return hits;
}
void fan_out(std::array<long, 4>& out) {
  std::vector<std::jthread> ts;
  for (int i = 0; i < 4; ++i) ts.emplace_back([&out, i] { out[i] = work(i); });
}
