// RUN: %clang_plugin -std=c++20 -pthread %inc -Xclang -verify %s \
// RUN:   -Xclang -verify-ignore-unexpected=note
// RUN: %sendsync %s -- -std=c++20 %inc \
// RUN:   -Xclang -verify -Xclang -verify-ignore-unexpected=note
#include <coroutine>
#include <map>
#include <mutex>
#include <optional>
#include <pthread.h>
#include <shared_mutex>
#include <vector>
#define SENDSYNC_SHORT_NAMES
#include <sendsync/annotations.h>

template <typename T> struct Task {
  struct promise_type {
    T value;
    Task get_return_object() { return {}; }
    std::suspend_always initial_suspend() { return {}; }
    std::suspend_always final_suspend() noexcept { return {}; }
    std::suspend_always yield_value(int) { return {}; }
    void return_value(T v) { value = v; }
    void unhandled_exception() {}
  };
  bool await_ready() const;
  void await_suspend(std::coroutine_handle<>);
  T await_resume();
};
Task<int> readRemote(int key);
Task<int> lazy(std::mutex &m);
bool coin();
void use(int);

struct AlwaysReady {
  bool await_ready() const noexcept { return true; }
  void await_suspend(std::coroutine_handle<>) {}
  int await_resume() { return 1; }
};
struct NeverWilling {
  bool await_ready() const;
  bool await_suspend(std::coroutine_handle<>) { return false; }
  int await_resume() { return 1; }
};
/// A lock that a coroutine waits for; any thread may release it.
struct AsyncMutex {
  struct Lock {
    bool await_ready() const;
    void await_suspend(std::coroutine_handle<>);
    void await_resume();
  };
  Lock scoped();
  void unlock();
};

// A lock class of the user's.
class CAPABILITY("mutex") Mutex {
public:
  void Lock() ACQUIRE();
  void Unlock() RELEASE();

private:
  std::mutex mu_;
};

Task<int> flagged_guard(std::mutex &m, std::map<int, int> &cache, int key) {
  std::lock_guard lock(m); // expected-warning {{'lock' holds 'm' across a suspension point [sendsync-lock-across-suspend]}}
  int value = co_await readRemote(key);
  cache[key] = value;
  co_return value;
}
Task<int> flagged_manual(std::mutex &m) {
  m.lock(); // expected-warning {{'m' is held across a suspension point}}
  int value = co_await readRemote(1);
  m.unlock();
  co_return value;
}
Task<int> flagged_yield(std::mutex &m) {
  std::unique_lock lock(m); // expected-warning {{'lock' holds 'm' across a suspension point}}
  co_yield 1;
  co_return 0;
}
Task<int> flagged_once_for_several(std::shared_mutex &m) {
  std::shared_lock lock(m); // expected-warning {{'lock' holds 'm' across a suspension point}}
  co_await readRemote(1);
  co_await readRemote(2);
  co_return 0;
}
Task<int> flagged_two_guards(std::mutex &a, std::mutex &b) {
  std::lock_guard first(a);  // expected-warning {{'first' holds 'a' across}}
  std::lock_guard second(b); // expected-warning {{'second' holds 'b' across}}
  co_return co_await readRemote(1);
}
Task<int> flagged_in_loop(std::mutex &m, std::vector<int> keys) {
  for (int key : keys) {
    std::lock_guard lock(m); // expected-warning {{'lock' holds 'm' across a suspension point}}
    use(co_await readRemote(key));
  }
  co_return 0;
}
Task<int> flagged_after_try(std::mutex &m) {
  if (!m.try_lock()) // expected-warning {{'m' is held across a suspension point}}
    co_return 0;
  co_await readRemote(1);
  m.unlock();
  co_return 1;
}
Task<int> flagged_locked_again(std::mutex &m) {
  std::unique_lock lock(m); // expected-warning {{'lock' holds 'm' across a suspension point}}
  lock.unlock();
  int value = co_await readRemote(1);
  lock.lock();
  co_await readRemote(value);
  co_return value;
}
Task<int> flagged_user_lock(Mutex &m) {
  m.Lock(); // expected-warning {{'m' is held across a suspension point}}
  co_await readRemote(1);
  m.Unlock();
  co_return 0;
}
Task<int> flagged_pthread(pthread_mutex_t *m) {
  pthread_mutex_lock(m); // expected-warning {{is held across a suspension point}}
  co_await readRemote(1);
  pthread_mutex_unlock(m);
  co_return 0;
}
template <typename T> Task<T> flagged_template(std::mutex &m, T value) {
  std::lock_guard lock(m); // expected-warning {{'lock' holds 'm' across a suspension point}}
  co_await readRemote(1);
  co_return value;
}
template Task<long> flagged_template(std::mutex &, long);
Task<int> flagged_in_a_nested_coroutine(std::mutex &m) {
  auto inner = [&m]() -> Task<int> {
    std::lock_guard lock(m); // expected-warning {{'lock' holds 'm' across a suspension point}}
    co_return co_await readRemote(1);
  };
  co_return co_await inner();
}
#define LOCKED(M) std::lock_guard macro_lock(M)
Task<int> flagged_macro(std::mutex &m) {
  LOCKED(m); // expected-warning {{holds 'm' across a suspension point}}
  co_return co_await readRemote(1);
}

Task<int> accepted_before_the_lock(std::mutex &m, std::map<int, int> &cache, int key) {
  int value = co_await readRemote(key);
  std::lock_guard lock(m);
  cache[key] = value;
  co_return value;
}
Task<int> accepted_scope_ends(std::mutex &m) {
  int key;
  {
    std::lock_guard lock(m);
    key = 1;
  }
  co_return co_await readRemote(key);
}
Task<int> accepted_unlocked(std::mutex &m) {
  std::unique_lock lock(m);
  lock.unlock();
  co_await readRemote(1);
  co_return 0;
}
void keep(std::unique_lock<std::mutex> lock);
Task<int> accepted_moved_away(std::mutex &m) {
  std::unique_lock lock(m);
  keep(std::move(lock));
  co_await readRemote(1);
  co_return 0;
}
Task<int> accepted_optional_reset(std::mutex &m) {
  std::optional<std::unique_lock<std::mutex>> lock;
  lock.emplace(m);
  lock.reset();
  co_await readRemote(1);
  co_return 0;
}
Task<int> accepted_try_failed(std::mutex &m) {
  if (m.try_lock()) {
    m.unlock();
    co_return 1;
  }
  co_return co_await readRemote(1);
}
Task<int> accepted_deferred(std::mutex &m) {
  std::unique_lock lock(m, std::defer_lock);
  co_await readRemote(1);
  co_return 0;
}
Task<int> accepted_never_suspends(std::mutex &m) {
  std::lock_guard lock(m);
  co_await std::suspend_never{};
  co_await AlwaysReady{};
  co_await NeverWilling{};
  co_return 0;
}
Task<int> accepted_async_lock(AsyncMutex &m) {
  co_await m.scoped();
  co_await readRemote(1);
  m.unlock();
  co_return 0;
}
Task<int> accepted_coroutine_called_with_the_lock(std::mutex &m, Task<int> &out) {
  std::lock_guard lock(m);
  // Nothing of it runs yet.
  out = lazy(m);
  co_return 0;
}
Task<int> accepted_lambda_suspends_not_this(std::mutex &m) {
  std::lock_guard lock(m);
  auto later = []() -> Task<int> { co_return co_await readRemote(1); };
  use(sizeof(later));
  co_return 0;
}
Task<int> accepted_loop_unlocks_first(std::mutex &m, std::vector<int> keys) {
  for (int key : keys) {
    { std::lock_guard lock(m); use(key); }
    use(co_await readRemote(key));
  }
  co_return 0;
}
Task<int> accepted_some_paths_only(std::mutex &m) {
  std::unique_lock lock(m, std::defer_lock);
  if (coin())
    lock.lock();
  else
    co_await readRemote(1);
  co_return 0;
}
Task<int> accepted_callers_lock(Mutex &m) REQUIRES(m) {
  co_return co_await readRemote(1);
}
Task<int> lazy(std::mutex &m) {
  std::lock_guard lock(m);
  co_return 1;
}
