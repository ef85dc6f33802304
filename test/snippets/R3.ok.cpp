// RUN: %clang_plugin -std=c++20 -pthread %inc -I%inputs -Xclang -verify %s
// expected-no-diagnostics
#include "snippets.h"

void tally(ThreadPool& pool) {
  auto cfg = std::make_shared<const std::map<std::string, int>>(load());
  pool.post([cfg] { use(cfg->at("a")); });
  pool.post([cfg] { use(cfg->at("b")); });     // Sync pointee, nobody writes
}
