// RUN: %clang_plugin -std=c++20 -pthread %inc -I%inputs -Xclang -verify %s
// expected-no-diagnostics
#include "snippets.h"

void handoff(std::counting_semaphore<1>& s) {
  s.acquire();
  std::thread([&s] { work(0); s.release(); }).join();
}
void own_resource() {
  std::thread t([] { std::pmr::monotonic_buffer_resource r; std::pmr::vector<int> a(&r); a.push_back(1); });
  t.join();
}
