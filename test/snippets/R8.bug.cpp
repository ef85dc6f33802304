// RUN: %clang_plugin -std=c++20 -pthread %inc -I%inputs -Xclang -verify %s \
// RUN:   -Xclang -verify-ignore-unexpected=note
#include "snippets.h"

struct Flags { unsigned ready : 1; unsigned dirty : 1; };
void mark(Flags& f) {
  std::thread t([&f] { f.ready = 1; }); // expected-warning {{'f.ready' and 'f.dirty' are adjacent bit-fields, one memory location, and the new thread writes one while the other can be written [sendsync-adjacent-location-race]}}
  f.dirty = 1;
  t.join();
}
