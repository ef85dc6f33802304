// RUN: %clang_plugin -std=c++20 -pthread %inc -I%inputs -fplugin-arg-sendsync-level=checked -Xclang -verify %s
// expected-no-diagnostics
#include "snippets.h"

std::vector<std::string>& queue() { static auto* q = new std::vector<std::string>; return *q; }
void start() { std::thread([] { for (;;) { work(1); use((int)queue().size()); } }).detach(); }
