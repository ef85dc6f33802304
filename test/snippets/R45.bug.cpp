// RUN: %clang_plugin -std=c++20 -pthread %inc -I%inputs -Xclang -verify %s \
// RUN:   -Xclang -verify-ignore-unexpected=note
#include "snippets.h"

bool try_run(bool fast) {
  std::thread t([] { work(1); });
  if (fast) return true; // expected-warning {{'t' is still joinable when it is destroyed here; that calls std::terminate [sendsync-unjoined-thread]}}
  t.join();
  return false;
}
