// RUN: %clang_plugin -std=c++20 -pthread %inc -I%inputs -Xclang -verify %s \
// RUN:   -Xclang -verify-ignore-unexpected=note
// expected-no-diagnostics
#include <coroutine>
#include "snippets.h"

// A coroutine type, and something to wait for.
template <typename T> struct task {
  struct promise_type {
    std::suspend_always initial_suspend();
    std::suspend_always final_suspend() noexcept;
    task get_return_object();
    void return_value(T);
    void unhandled_exception();
  };
  bool await_ready();
  void await_suspend(std::coroutine_handle<>);
  T await_resume();
};
task<int> read_remote(int);

task<int> fetch(std::mutex& m, std::map<int, int>& cache, int k) {
  int v = co_await read_remote(k);
  std::lock_guard g(m);
  cache[k] = v;
  co_return v;
}
