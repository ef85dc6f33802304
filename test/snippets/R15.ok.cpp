// RUN: %clang_plugin -std=c++20 -pthread %inc -I%inputs -Xclang -verify %s
// expected-no-diagnostics
#include "snippets.h"

int g_total = 0;
std::mutex g_mu;
struct Worker {
  void a(int n) { std::lock_guard<std::mutex> g{g_mu}; g_total += n; }
  void b(int n) { std::mutex m; int local = 0; std::thread t([&] { std::lock_guard g(m); ++local; });
                  { std::lock_guard g(m); ++local; } t.join(); use(local + n); }
};
