// The variable ends before the join: only the end of the function is looked at.
//
// RUN: %clang_plugin -std=c++20 -pthread -Xclang -verify %s \
// RUN:   -Xclang -verify-ignore-unexpected=note
// XFAIL: *
#include <string>
#include <thread>

std::string make();
void log(const std::string &);

void flagged_inner_scope() {
  std::thread worker;
  {
    std::string prefix = make();
    worker = std::thread([&prefix] { log(prefix); }); // expected-warning {{'prefix' is captured by reference by a closure that can outlive it}}
  }
  worker.join();
}
