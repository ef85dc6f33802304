// RUN: %clang_plugin -std=c++20 -pthread %inc -I%inputs -Xclang -verify %s
// expected-no-diagnostics
#include "snippets.h"

std::mutex g_a, g_b;
void f() { std::scoped_lock l(g_a, g_b); work(1); }
void g() { std::scoped_lock l(g_b, g_a); work(2); }
void run() { std::thread t(f); g(); t.join(); }
