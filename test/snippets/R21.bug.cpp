// RUN: %clang_plugin -std=c++20 -pthread %inc -I%inputs -Xclang -verify %s \
// RUN:   -Xclang -verify-ignore-unexpected=note
#include "snippets.h"

struct Gate {
  std::mutex m; std::condition_variable cv; bool open = false;
  void wait() { std::unique_lock l(m); cv.wait(l); } // expected-warning {{this wait for 'cv' has no predicate; it can wake spuriously or miss the notification [sendsync-condvar-misuse]}}
  void await() { std::unique_lock l(m); cv.wait(l, [&] { return open; }); }
  void release() { open = true; cv.notify_all(); } // expected-warning {{'open' is changed without 'm', so a waiter can miss the notification [sendsync-condvar-misuse]}}
};
