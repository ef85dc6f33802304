// RUN: %clang_plugin -std=c++20 -pthread %inc -I%inputs -Xclang -verify %s \
// RUN:   -Xclang -verify-ignore-unexpected=note
#include "snippets.h"

void start_logger() {
  std::string prefix = make_name();
  std::thread([&] { log_loop(prefix); }).detach(); // expected-warning {{'prefix' is captured by reference by a closure that can outlive it [sendsync-thread-outlives-borrow]}}
}
std::future<int> parse(std::string line) {
  std::string_view sv = line;
  return std::async(std::launch::async, [sv] { return to_int(sv); }); // expected-warning {{'sv' refers to 'line', and the closure can outlive it [sendsync-thread-outlives-borrow]}}
}
