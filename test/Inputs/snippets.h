// What the snippets of test/snippets use: stand-ins for a project's own code.
#ifndef TEST_INPUTS_SNIPPETS_H
#define TEST_INPUTS_SNIPPETS_H
#include <algorithm>
#include <array>
#include <atomic>
#include <condition_variable>
#include <cstdio>
#include <ctime>
#include <execution>
#include <future>
#include <latch>
#include <map>
#include <memory>
#include <memory_resource>
#include <mutex>
#include <pthread.h>
#include <queue>
#include <semaphore>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>
#define SENDSYNC_SHORT_NAMES
#include <sendsync/annotations.h>

long work(int);
long now_ms();
template <typename T> void use(const T &);
std::string make_name();
void log_loop(const std::string &);
int to_int(std::string_view);
int slow(int);
std::map<std::string, int> load();
std::vector<int> load_vec();
struct Job {
  int id;
  bool cancelled;
};
struct Session {
  int state;
  void run();
};
void touch(Session &);
// A pool as simple as can be: what post does is learned from its body.
struct ThreadPool {
  std::vector<std::thread> ts;
  template <typename F> void post(F f) { ts.emplace_back(std::move(f)); }
  template <typename F> void post_move(F f) { ts.emplace_back(std::move(f)); }
  void wait_idle() {
    for (auto &t : ts)
      t.join();
    ts.clear();
  }
  ~ThreadPool() { wait_idle(); }
};
template <typename T> struct Queue {
  void push(T);
  bool pop(T &);
};
#endif
