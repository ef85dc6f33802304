// RUN: %clang_plugin -std=c++20 -pthread %inc -Xclang -verify %s \
// RUN:   -fplugin-arg-sendsync-level=checked \
// RUN:   -Xclang -verify-ignore-unexpected=note
#include <atomic>
#include <chrono>
#include <iostream>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

void work(int);

std::vector<std::string> lines;
std::vector<int> *leaked = new std::vector<int>;
std::vector<int> &alias = *leaked;
std::atomic<int> count{0};
std::mutex mutex;
struct Registry {
  ~Registry();
  void add(int);
  static std::vector<int> all;
};

void flagged_loop() {
  std::thread([] { // expected-warning {{a detached thread can use 'lines' after it is destroyed at exit [sendsync-detached-uses-statics]}}
    for (;;)
      work(lines.size());
  }).detach();
}

void flagged_after_sleep() {
  std::thread worker([] { // expected-warning {{a detached thread can use 'lines' after it is destroyed at exit}}
    std::this_thread::sleep_for(std::chrono::seconds(1));
    lines.clear();
  });
  worker.detach();
}

void step() { work(Registry::all.size()); }
void run() {
  while (count < 10)
    step();
}
void flagged_through_functions() {
  std::thread(run).detach(); // expected-warning {{a detached thread can use 'all' after it is destroyed at exit}}
}

void flagged_local_static() {
  static std::string name = "x";
  std::thread([] { // expected-warning {{a detached thread can use 'name' after it is destroyed at exit}}
    for (;;)
      work(name.size());
  }).detach();
}

std::unique_ptr<Registry> registry;
void flagged_owner() {
  std::thread([] { // expected-warning {{a detached thread can use 'registry' after it is destroyed at exit}}
    for (;;)
      registry->add(1);
  }).detach();
}

void accepted_joined() {
  std::thread worker([] {
    for (int i = 0; i != 3; ++i)
      work(lines.size());
  });
  worker.join();
}

void accepted_leaked() {
  std::thread([] {
    for (;;)
      work(leaked->size());
  }).detach();
}

void accepted_without_destructor() {
  std::thread([] {
    for (;;) {
      std::lock_guard<std::mutex> lock(mutex);
      ++count;
    }
  }).detach();
}

void accepted_short() {
  std::thread([] { work(lines.size()); }).detach();
}

void accepted_stream() {
  std::thread([] {
    for (;;)
      std::cout << "alive\n";
  }).detach();
}

std::vector<int> &values() {
  static auto *all = new std::vector<int>;
  return *all;
}
void accepted_never_destroyed() {
  std::thread([] {
    for (;;)
      work(values().size());
  }).detach();
}

thread_local std::string name_of_thread;
void accepted_thread_local() {
  std::thread([] {
    for (;;)
      work(name_of_thread.size());
  }).detach();
}
