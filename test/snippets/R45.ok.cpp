// RUN: %clang_plugin -std=c++20 -pthread %inc -I%inputs -Xclang -verify %s
// expected-no-diagnostics
#include "snippets.h"

bool try_run(bool fast) {
  std::jthread t([] { work(1); });
  if (fast) return true;
  t.join();
  return false;
}
