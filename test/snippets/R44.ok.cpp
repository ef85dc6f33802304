// RUN: %clang_plugin -std=c++20 -pthread %inc -I%inputs -Xclang -verify %s
// expected-no-diagnostics
#include "snippets.h"

std::string name_of(int id) { static const std::string prefix = "#"; return prefix + std::to_string(id); }
void all(ThreadPool& pool) { for (int i = 0; i < 4; ++i) pool.post([i] { std::puts(name_of(i).c_str()); }); }
