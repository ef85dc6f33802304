// Variables that end before the thread is joined, and objects of the caller.
//
// RUN: %clang_plugin -std=c++20 -pthread -Xclang -verify %s \
// RUN:   -fplugin-arg-sendsync-level=checked \
// RUN:   -Xclang -verify-ignore-unexpected=note
#include <string>
#include <thread>
#include <vector>

std::string make();
void log(const std::string &);
bool coin();

void flagged_inner_scope() {
  std::thread worker;
  {
    std::string prefix = make();
    worker = std::thread([&prefix] { log(prefix); }); // expected-warning {{'prefix' is captured by reference by a closure that can outlive it}}
  }
  worker.join();
}

void flagged_each_turn() {
  std::vector<std::thread> workers;
  for (int i = 0; i != 3; ++i) {
    std::string prefix = make();
    workers.emplace_back([&prefix] { log(prefix); }); // expected-warning {{'prefix' is captured by reference by a closure that can outlive it}}
  }
  for (std::thread &worker : workers)
    worker.join();
}

void flagged_joins_itself_too_late() {
  std::vector<std::jthread> workers;
  for (int i = 0; i != 3; ++i) {
    std::string prefix = make(); // expected-warning {{'prefix' is destroyed before 'workers', which uses it, is joined}}
    workers.emplace_back([&prefix] { log(prefix); });
  }
}

void flagged_object_of_caller(const std::string &text) {
  std::thread([&text] { log(text); }).detach(); // expected-warning {{what 'text' refers to can end before the detached thread is done with it}}
}

void accepted_joined_inside() {
  std::thread worker;
  {
    std::string prefix = make();
    worker = std::thread([&prefix] { log(prefix); });
    worker.join();
  }
}

void accepted_same_scope() {
  std::string prefix = make();
  std::thread worker([&prefix] { log(prefix); });
  worker.join();
}

void accepted_copied() {
  std::thread worker;
  {
    std::string prefix = make();
    worker = std::thread([prefix] { log(prefix); });
  }
  worker.join();
}

void accepted_outer_variable() {
  std::string prefix = make();
  std::vector<std::thread> workers;
  for (int i = 0; i != 3; ++i) {
    std::string unused = make();
    workers.emplace_back([&prefix] { log(prefix); });
  }
  for (std::thread &worker : workers)
    worker.join();
}

void accepted_joined_parameter(const std::string &text) {
  std::thread worker([&text] { log(text); });
  worker.join();
}

void accepted_copied_parameter(const std::string &text) {
  std::thread([text] { log(text); }).detach();
}
