// RUN: %clang_plugin -std=c++20 -pthread %inc -I%inputs -Xclang -verify %s
// expected-no-diagnostics
#include "snippets.h"

int pop(std::mutex& m, std::vector<int>& v) {
  std::unique_lock l(m);
  if (v.empty()) return -1;
  int x = v.back(); v.pop_back();
  l.unlock();
  return x;
}
