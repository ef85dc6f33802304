// RUN: %clang_plugin -std=c++20 -pthread %inc -I%inputs -Xclang -verify %s \
// RUN:   -Xclang -verify-ignore-unexpected=note
#include "snippets.h"

std::mutex g_a, g_b;
void f() { std::lock_guard x(g_a); std::lock_guard y(g_b); work(1); } // expected-warning {{'g_a' and 'g_b' are acquired in opposite orders [sendsync-lock-order-inversion]}}
void g() { std::lock_guard y(g_b); std::lock_guard x(g_a); work(2); }
void run() { std::thread t(f); g(); t.join(); }
