// A handle's own id says whether it can be joined; only joinable() is understood.
//
// RUN: %clang_plugin -std=c++20 -pthread -Xclang -verify %s
// XFAIL: *
// expected-no-diagnostics
#include <thread>

void work();
bool coin();

void accepted_id_test() {
  std::thread worker;
  if (coin())
    worker = std::thread(work);
  if (worker.get_id() != std::thread::id())
    worker.join();
}
