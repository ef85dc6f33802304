// RUN: %clang_plugin -std=c++20 -pthread %inc -I%inputs -Xclang -verify %s \
// RUN:   -Xclang -verify-ignore-unexpected=note
#include "snippets.h"

void report(const std::vector<int>& v) {
  int hits = 0;
  std::thread t([&] { for (int x : v) hits += x > 0; }); // expected-warning {{'hits' is written by the new thread while this function can still read it [sendsync-shared-capture-race]}}
  std::printf("so far %d\n", hits);
  t.join();
}
void fan_out() {
  std::vector<std::thread> ts;
  for (int i = 0; i < 4; ++i) ts.emplace_back([&] { std::printf("%d\n", i); }); // expected-warning {{'i' is read by the new thread while this function can still write it [sendsync-shared-capture-race]}}
  for (auto& t : ts) t.join();
}
