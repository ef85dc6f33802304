// RUN: %clang_plugin -std=c++20 -pthread %inc -I%inputs -Xclang -verify %s \
// RUN:   -Xclang -verify-ignore-unexpected=note
#include "snippets.h"

int pop(std::mutex& m, std::vector<int>& v) {
  m.lock();
  if (v.empty()) return -1; // expected-warning {{'m' is still held when the function is left here [sendsync-unbalanced-lock]}}
  int x = v.back(); v.pop_back();
  m.unlock();
  return x;
}
