// RUN: %clang_plugin -std=c++20 -pthread %inc -I%inputs -Xclang -verify %s
// expected-no-diagnostics
#include "snippets.h"

void save_all() {
  auto a = std::async(std::launch::async, [] { work(1); });
  auto b = std::async(std::launch::async, [] { work(2); });
}
