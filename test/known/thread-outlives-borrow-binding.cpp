// A captured structured binding is not seen as a reference to the object that it
// names a part of.
//
// RUN: %clang_plugin -std=c++20 -pthread -Xclang -verify %s \
// RUN:   -Xclang -verify-ignore-unexpected=note
// XFAIL: *
#include <string>
#include <thread>
#include <utility>

std::string make();
void log(const std::string &);

void flagged_structured_binding() {
  auto [name, size] = std::pair(make(), 1);
  std::thread([&name] { log(name); }).detach(); // expected-warning {{by a closure that can outlive it}}
}
