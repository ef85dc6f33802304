// Two containers on one memory resource that is not synchronized: the resource
// is reached through the containers' allocators, which is not followed.
//
// RUN: %clang_plugin -std=c++20 -pthread %inc -I%inputs -Xclang -verify %s \
// RUN:   -Xclang -verify-ignore-unexpected=note
// XFAIL: *
#include "snippets.h"

void pool_resource() {
  static std::pmr::unsynchronized_pool_resource res;
  std::pmr::vector<int> a(&res), b(&res);
  std::thread t([&] {
    a.push_back(1); // expected-warning {{[sendsync-non-send-transfer]}}
  });
  b.push_back(2);
  t.join();
}
