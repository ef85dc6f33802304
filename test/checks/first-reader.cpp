// What a first-time reader tried and found wrong.
// RUN: %clang_plugin -std=c++20 -pthread %inc -Xclang -verify -Xclang -verify-ignore-unexpected=note -w %s
#include "sendsync/annotations.h"
#include <mutex>
#include <pthread.h>
#include <thread>

std::mutex mutex;
int guarded SENDSYNC_GUARDED_BY(mutex);

// The caller holds the lock: it hands over the guard.
void accepted_guard_parameter(std::unique_lock<std::mutex> &lock) { ++guarded; }
void accepted_guard_by_value(std::unique_lock<std::mutex> lock) { ++guarded; }

void flagged_variable_named_like_the_lock() {
  std::unique_lock<std::mutex>(mutex); // expected-warning {{this declares a new 'std::unique_lock' named 'mutex' that holds no lock}}
}

void *increment(void *value) {
  ++*static_cast<int *>(value);
  return nullptr;
}
void flagged_handle_dropped() {
  int value = 0;
  pthread_t thread;
  pthread_create(&thread, nullptr, increment, &value); // expected-warning {{'value' is passed by reference to work that can outlive it}}
}
int accepted_handle_joined() {
  int value = 0;
  pthread_t thread;
  if (pthread_create(&thread, nullptr, increment, &value) != 0)
    return -1;
  pthread_join(thread, nullptr);
  return value;
}

void accepted_comment_where_the_thread_starts() {
  std::thread thread([] {}); // sendsync-ok(unjoined-thread): the program ends here
}

struct Statistics {
  int SENDSYNC_RACE_OK("an approximate count will do") hits = 0;
};
void accepted_race_ok() {
  Statistics statistics;
  std::thread thread([&] { ++statistics.hits; });
  ++statistics.hits;
  thread.join();
}
