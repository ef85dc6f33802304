// RUN: %clang_plugin -std=c++20 -pthread %inc -Xclang -verify %s \
// RUN:   -fplugin-arg-sendsync-models=%inputs/pool-models.yaml \
// RUN:   -Xclang -verify-ignore-unexpected=note
// RUN: %sendsync --models=%inputs/pool-models.yaml %s -- -std=c++20 %inc \
// RUN:   -Xclang -verify -Xclang -verify-ignore-unexpected=note
#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <functional>
#include <future>
#include <latch>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

class Pool {
public:
  void submit(std::function<void()> task);
};
std::string make();
void log(const std::string &);
void show(std::string_view);
void put(const char *);
bool coin();
void take(std::thread);

void flagged_detached() {
  std::string prefix = make();
  std::thread([&] { log(prefix); }).detach(); // expected-warning {{'prefix' is captured by reference by a closure that can outlive it [sendsync-thread-outlives-borrow]}}
}
void flagged_explicit_capture() {
  std::string prefix = make();
  std::thread worker([&prefix] { log(prefix); }); // expected-warning {{'prefix' is captured by reference by a closure that can outlive it}}
  worker.detach(); // expected-note {{the thread is detached here, so nothing waits for it}}
} // expected-note {{'prefix' is destroyed at the end of the function}}
void flagged_parameter_by_value(std::string prefix) {
  std::thread([&prefix] { log(prefix); }).detach(); // expected-warning {{'prefix' is captured by reference by a closure that can outlive it}}
}
std::thread flagged_returned_handle() {
  std::string prefix = make();
  return std::thread([&prefix] { log(prefix); }); // expected-warning {{'prefix' is captured by reference by a closure that can outlive it}}
}
std::future<void> flagged_returned_future(std::string line) {
  return std::async(std::launch::async, [&line] { log(line); }); // expected-warning {{'line' is captured by reference by a closure that can outlive it}}
}
std::future<void> flagged_string_view(std::string line) {
  std::string_view view = line;
  return std::async(std::launch::async, [view] { show(view); }); // expected-warning {{'view' refers to 'line', and the closure can outlive it}}
}
void flagged_pointer_to_local() {
  int count = 0;
  int *where = &count;
  std::thread([where] { ++*where; }).detach(); // expected-warning {{'where' refers to 'count', and the closure can outlive it}}
}
void flagged_ref_argument() {
  std::string prefix = make();
  std::thread(log, std::ref(prefix)).detach(); // expected-warning {{'prefix' is passed by reference to work that can outlive it}}
}
void flagged_cref_argument() {
  std::string prefix = make();
  std::thread(log, std::cref(prefix)).detach(); // expected-warning {{'prefix' is passed by reference to work that can outlive it}}
}
void bump(int *);
void flagged_pointer_argument() {
  int count = 0;
  std::thread(bump, &count).detach(); // expected-warning {{'count' is passed by reference to work that can outlive it}}
}
struct Job {
  void run();
  std::string name;
};
void flagged_member_function() {
  Job job;
  std::thread(&Job::run, &job).detach(); // expected-warning {{'job' is passed by reference to work that can outlive it}}
}
void flagged_init_capture() {
  std::string prefix = make();
  std::thread([&text = prefix] { log(text); }).detach(); // expected-warning {{'prefix' is captured by reference by a closure that can outlive it}}
}
void flagged_pointer_init_capture() {
  std::string prefix = make();
  std::thread([text = &prefix] { log(*text); }).detach(); // expected-warning {{'text' refers to 'prefix', and the closure can outlive it}}
}
void flagged_array() {
  char buffer[16] = {};
  std::thread([&buffer] { put(buffer); }).detach(); // expected-warning {{'buffer' is captured by reference by a closure that can outlive it}}
}
void flagged_moved_then_detached() {
  std::string prefix = make();
  std::thread worker([&] { log(prefix); }); // expected-warning {{'prefix' is captured by reference by a closure that can outlive it}}
  std::thread other = std::move(worker);
  other.detach();
}
void flagged_detached_in_branch(bool wait) {
  std::string prefix = make();
  std::thread worker([&] { log(prefix); }); // expected-warning {{'prefix' is captured by reference by a closure that can outlive it}}
  if (wait)
    worker.join();
  else
    worker.detach();
}
void flagged_pool_of_model(Pool &pool) {
  std::string prefix = make();
  pool.submit([&prefix] { log(prefix); }); // expected-warning {{'prefix' is captured by reference by a closure that can outlive it}}
}
class Server {
public:
  void flagged_member_handle() {
    std::string prefix = make();
    worker = std::thread([&prefix] { log(prefix); }); // expected-warning {{'prefix' is captured by reference by a closure that can outlive it}}
  }
  void accepted_member_handle_joined() {
    std::string prefix = make();
    worker = std::thread([&prefix] { log(prefix); });
    worker.join();
  }
  void accepted_this() {
    worker = std::thread([this] { log(name); });
  }
  ~Server() {
    if (worker.joinable())
      worker.join();
  }

private:
  std::string name;
  std::thread worker;
};
void flagged_lambda_in_lambda() {
  auto outer = [] {
    std::string prefix = make();
    std::thread([&prefix] { log(prefix); }).detach(); // expected-warning {{'prefix' is captured by reference by a closure that can outlive it}}
  };
  outer();
}
#define IN_BACKGROUND(...) std::thread(__VA_ARGS__).detach()
void flagged_macro() {
  std::string prefix = make();
  IN_BACKGROUND([&prefix] { log(prefix); }); // expected-warning {{'prefix' is captured by reference by a closure that can outlive it}}
}
template <typename T> void flagged_template(T value) {
  std::thread([&value] { (void)value; }).detach(); // expected-warning {{'value' is captured by reference by a closure that can outlive it}}
}
template void flagged_template(int);
template void flagged_template(std::string);
void flagged_named_closure() {
  std::string prefix = make();
  auto body = [&prefix] { log(prefix); }; // expected-warning {{'prefix' is captured by reference by a closure that can outlive it}}
  std::thread(body).detach();
}

//===-- Accepted ----------------------------------------------------------===//

void accepted_copy() {
  std::string prefix = make();
  std::thread([prefix] { log(prefix); }).detach();
}
void accepted_moved() {
  std::string prefix = make();
  std::thread([prefix = std::move(prefix)] { log(prefix); }).detach();
}
void accepted_argument_copy() {
  std::string prefix = make();
  std::thread(log, prefix).detach();
}
void accepted_joined() {
  std::string prefix = make();
  std::thread worker([&] { log(prefix); });
  worker.join();
}
void accepted_jthread() {
  std::string prefix = make();
  std::jthread worker([&] { log(prefix); });
}
void accepted_async_get(std::string line) {
  auto done = std::async(std::launch::async, [&] { log(line); });
  done.get();
}
void accepted_async_destructor(std::string line) {
  auto done = std::async(std::launch::async, [&] { log(line); });
}
void accepted_async_discarded(std::string line) {
  (void)std::async(std::launch::async, [&] { log(line); });
}
void accepted_static() {
  static std::string prefix = make();
  std::thread([&] { log(prefix); }).detach();
}
std::string g_prefix;
void accepted_global() {
  std::thread([] { log(g_prefix); }).detach();
}
void accepted_reference_parameter(const std::string &prefix) {
  // Whose it is, and how long it lives, the caller knows.
  std::thread([&prefix] { log(prefix); }).detach();
}
void accepted_pointer_parameter(int *where) {
  std::thread([where] { ++*where; }).detach();
}
void accepted_shared_ptr() {
  auto text = std::make_shared<std::string>(make());
  std::thread([text] { log(*text); }).detach();
}
void accepted_unique_ptr() {
  auto text = std::make_unique<std::string>(make());
  std::thread([text = std::move(text)] { log(*text); }).detach();
}
void accepted_raw_of_heap() {
  auto *text = new std::string(make());
  std::thread([text] { log(*text); delete text; }).detach();
}
void accepted_literal() {
  const char *text = "hello";
  std::string_view view = "world";
  std::thread([text, view] { put(text); show(view); }).detach();
}
void accepted_vector_joined() {
  std::string prefix = make();
  std::vector<std::thread> workers;
  for (int i = 0; i < 4; ++i)
    workers.emplace_back([&] { log(prefix); });
  for (auto &worker : workers)
    worker.join();
}
void accepted_vector_of_jthread() {
  std::string prefix = make();
  std::vector<std::jthread> workers;
  for (int i = 0; i < 4; ++i)
    workers.emplace_back([&] { log(prefix); });
}
void accepted_futures_waited() {
  std::string prefix = make();
  std::vector<std::future<void>> all;
  for (int i = 0; i < 4; ++i)
    all.push_back(std::async(std::launch::async, [&] { log(prefix); }));
  for (auto &done : all)
    done.get();
}
void accepted_latch() {
  std::string prefix = make();
  std::latch done(1);
  std::thread([&] { log(prefix); done.count_down(); }).detach();
  done.wait();
}
void accepted_condition_variable() {
  std::string prefix = make();
  std::mutex mu;
  std::condition_variable ready;
  bool done = false;
  std::thread([&] {
    log(prefix);
    std::lock_guard lock(mu);
    done = true;
    ready.notify_one();
  }).detach();
  std::unique_lock lock(mu);
  ready.wait(lock, [&] { return done; });
}
void accepted_promise() {
  std::string prefix = make();
  std::promise<void> promise;
  auto done = promise.get_future();
  std::thread([&] { log(prefix); promise.set_value(); }).detach();
  done.wait();
}
void accepted_packaged_task() {
  std::string prefix = make();
  std::packaged_task<void()> task([&] { log(prefix); });
  auto done = task.get_future();
  std::thread(std::move(task)).detach();
  done.wait();
}
void accepted_handed_to_joiner() {
  std::string prefix = make();
  std::thread worker([&] { log(prefix); });
  take(std::move(worker));
}
void accepted_never_returns() {
  std::string prefix = make();
  std::thread([&] { log(prefix); }).detach();
  for (;;) {
  }
}
void accepted_in_place() {
  std::string prefix = make();
  auto show = [&] { log(prefix); };
  show();
}
void accepted_lambda_in_lambda() {
  auto outer = [] {
    std::string prefix = make();
    std::thread worker([&prefix] { log(prefix); });
    worker.join();
  };
  outer();
}
void accepted_macro() {
  std::string prefix = make();
  IN_BACKGROUND([prefix] { log(prefix); });
}
template <typename T> void accepted_template(T value) {
  std::thread([value] { (void)value; }).detach();
}
template void accepted_template(int);
void accepted_detached_without_capture() {
  std::string prefix = make();
  std::thread([] {}).detach();
}
void accepted_correlated(bool wait) {
  std::string prefix = make();
  std::thread worker;
  if (wait)
    worker = std::thread([&] { log(prefix); });
  else
    worker = std::thread([prefix] { log(prefix); });
  if (wait)
    worker.join();
  else
    worker.detach();
}
void accepted_started_in_branch() {
  std::string prefix = make();
  std::thread worker;
  if (coin())
    worker = std::thread([&] { log(prefix); });
  if (worker.joinable())
    worker.join();
}
void accepted_size_only() {
  std::vector<int> values(4);
  std::thread([n = values.size()] { put(n ? "a" : "b"); }).detach();
}
void accepted_swapped_into_parameter(std::thread &out) {
  std::thread worker([] {});
  out.swap(worker);
  worker.detach();
}
int main() {
  std::string prefix = make();
  std::thread([&] { log(prefix); }).detach();
  std::this_thread::sleep_for(std::chrono::hours(1));
}
