// RUN: %clang_plugin -std=c++20 -pthread %inc -I%inputs -Xclang -verify %s
// expected-no-diagnostics
#include "snippets.h"

void start_logger() {
  std::string prefix = make_name();
  std::thread([prefix] { log_loop(prefix); }).detach();
}
int parse(std::string line) {
  auto f = std::async(std::launch::async, [&] { return to_int(line); });
  return f.get();
}
