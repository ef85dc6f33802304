// Expectations in the source work in the command line as in the plugin.
// RUN: %sendsync %s -- -std=c++17 -Xclang -verify
// RUN: %clang_plugin -std=c++17 -Xclang -verify %s
// RUN: not %sendsync %s -- -std=c++17 -Xclang -verify -DMORE 2>&1 | FileCheck %s
// CHECK: error: 'expected-warning' diagnostics seen but not expected
// CHECK: verify.cpp Line [[@LINE+6]]: 't' is still joinable
#include <thread>

void flagged() { std::thread t([] {}); } // expected-warning {{'t' is still joinable}}
// expected-note@* 0+ {{}}
#ifdef MORE
void unexpected() { std::thread t([] {}); }
#endif
