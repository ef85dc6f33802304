// RUN: %clang_plugin -std=c++20 -pthread %inc -I%inputs -Xclang -verify %s \
// RUN:   -Xclang -verify-ignore-unexpected=note
#include "snippets.h"

int g_total = 0;
struct Worker {
  std::mutex mu_;
  void a(int n) { std::lock_guard<std::mutex>{mu_}; g_total += n; } // expected-warning {{this 'std::lock_guard' is a temporary and releases 'mu_' immediately [sendsync-ineffective-lock]}}
  void b(int n) { std::mutex m; std::lock_guard g(m); g_total += n; } // expected-warning {{'m' is a new lock on every call and cannot protect 'g_total' [sendsync-ineffective-lock]}}
  void c(int n) { std::lock_guard g(mu_); g_total += n; } // expected-warning {{'mu_' belongs to each 'Worker', but 'g_total' is shared by all of them [sendsync-ineffective-lock]}}
};
