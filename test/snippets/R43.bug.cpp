// RUN: %clang_plugin -std=c++20 -pthread %inc -I%inputs -Xclang -verify %s \
// RUN:   -fplugin-arg-sendsync-level=checked -Xclang -verify-ignore-unexpected=note
#include "snippets.h"

std::vector<std::string> g_queue;
void start() { std::thread([] { for (;;) { work(1); use((int)g_queue.size()); } }).detach(); } // expected-warning {{a detached thread can use 'g_queue' after it is destroyed at exit [sendsync-detached-uses-statics]}}
