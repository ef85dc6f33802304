// A lock of each object cannot protect data that all objects share. Which of
// the two is the mistake is not looked at.
//
// RUN: %clang_plugin -std=c++20 -pthread %inc -I%inputs -Xclang -verify %s \
// RUN:   -Xclang -verify-ignore-unexpected=note
// XFAIL: *
#include "snippets.h"

int g_total = 0;
struct Worker {
  std::mutex mu;
  void add(int n) {
    std::lock_guard lock(mu); // expected-warning {{[sendsync-ineffective-lock]}}
    g_total += n;
  }
};
