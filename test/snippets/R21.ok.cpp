// RUN: %clang_plugin -std=c++20 -pthread %inc -I%inputs -Xclang -verify %s
// expected-no-diagnostics
#include "snippets.h"

struct Gate {
  std::mutex m; std::condition_variable cv; bool open = false;
  void wait() { std::unique_lock l(m); while (!open) cv.wait(l); }
  void release() { { std::lock_guard l(m); open = true; } cv.notify_all(); }
};
