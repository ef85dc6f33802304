// RUN: %clang_plugin -std=c++20 -pthread %inc -Xclang -verify %s \
// RUN:   -Xclang -verify-ignore-unexpected=note
// RUN: %sendsync %s -- -std=c++20 %inc -Xclang -verify \
// RUN:   -Xclang -verify-ignore-unexpected=note
#include <atomic>
#include <cstdio>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

void use(int);
void show(const char *);

template <typename Body> void fourTimes(Body body) {
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back(body);
  for (auto &thread : threads)
    thread.join();
}

const char *nameOf(int id) {
  static char buffer[32];
  std::snprintf(buffer, sizeof buffer, "#%d", id); // expected-warning {{'buffer' is written by work that is started several times and can run at once [sendsync-global-mutable-state]}}
  return buffer;
}
void flagged_buffer() {
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([i] { show(nameOf(i)); });
  for (auto &thread : threads)
    thread.join();
}
int flagged_counter() {
  std::vector<std::thread> threads;
  static int calls = 0;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([] {
      ++calls; // expected-warning {{'calls' is written by work}}
    });
  for (auto &thread : threads)
    thread.join();
  return calls;
}
int next() {
  static int last = 0;
  return ++last; // expected-warning {{'last' is written by work}}
}
void flagged_function() {
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back(next);
  for (auto &thread : threads)
    thread.join();
}
struct Cache {
  int hits;
};
Cache &cache() {
  static Cache only;
  return only;
}
void flagged_member_of_a_static() {
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([] {
      static Cache mine;
      mine.hits++; // expected-warning {{'mine.hits' is written by work}}
    });
  for (auto &thread : threads)
    thread.join();
}
std::string &lastName() {
  static std::string name;
  name = "x"; // expected-warning {{'name' is written by work}}
  return name;
}
void flagged_string() {
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([] { lastName(); });
  for (auto &thread : threads)
    thread.join();
}

int accepted_constant() {
  static const int size = 4;
  return size;
}
void accepted_reads_a_constant() { fourTimes([] { use(accepted_constant()); }); }
int own() {
  static thread_local int last = 0;
  return ++last;
}
void accepted_thread_local() { fourTimes([] { use(own()); }); }
int counted() {
  static std::atomic<int> last{0};
  return ++last;
}
void accepted_atomic() { fourTimes([] { use(counted()); }); }
int guarded() {
  static std::mutex mutex;
  static int last = 0;
  std::lock_guard<std::mutex> lock(mutex);
  return ++last;
}
void accepted_guarded() { fourTimes([] { use(guarded()); }); }
int alone() {
  static int last = 0;
  return ++last;
}
void accepted_once() {
  std::thread worker([] { use(alone()); });
  worker.join();
}
