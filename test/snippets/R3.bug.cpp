// RUN: %clang_plugin -std=c++20 -pthread %inc -I%inputs -Xclang -verify %s \
// RUN:   -Xclang -verify-ignore-unexpected=note
#include "snippets.h"

void tally(ThreadPool& pool) {
  auto stats = std::make_shared<std::map<std::string, int>>();
  pool.post([stats] { (*stats)["a"]++; }); // expected-warning {{'*stats' is written by the new thread while other work can write it [sendsync-shared-ptr-unsync-pointee]}}
  pool.post([stats] { (*stats)["b"]++; });
}
