// RUN: %clang_plugin -std=c++20 -pthread %inc -I%inputs -Xclang -verify %s
// expected-no-diagnostics
#include "snippets.h"

struct Flags { unsigned ready : 1; unsigned : 0; unsigned dirty : 1; };   // separate memory locations
void mark(Flags& f) {
  std::thread t([&f] { f.ready = 1; });
  f.dirty = 1;
  t.join();
}
