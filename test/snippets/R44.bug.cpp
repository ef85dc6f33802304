// RUN: %clang_plugin -std=c++20 -pthread %inc -I%inputs -Xclang -verify %s \
// RUN:   -Xclang -verify-ignore-unexpected=note
#include "snippets.h"

const char* name_of(int id) { static char buf[32]; std::snprintf(buf, sizeof buf, "#%d", id); return buf; } // expected-warning {{'buf' is written by work that is started several times and can run at once [sendsync-global-mutable-state]}}
void all(ThreadPool& pool) { for (int i = 0; i < 4; ++i) pool.post([i] { std::puts(name_of(i)); }); }
