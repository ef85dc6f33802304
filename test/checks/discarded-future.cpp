// RUN: %clang_plugin -std=c++20 -pthread %inc -Wno-unused-result -Xclang -verify %s \
// RUN:   -fplugin-arg-sendsync-level=checked \
// RUN:   -Xclang -verify-ignore-unexpected=note
#include <future>
#include <thread>
#include <utility>
#include <vector>

void work(int);
bool coin();

void flagged_discarded() {
  std::async(std::launch::async, [] { work(1); }); // expected-warning {{the future of 'std::async' is discarded, which waits for it here [sendsync-discarded-future]}}
  std::async(std::launch::async, work, 2); // expected-warning {{is discarded}}
}

void flagged_without_policy() {
  std::async(work, 1); // expected-warning {{the future of 'std::async' is discarded}}
}

void flagged_in_branch_and_loop(int count) {
  for (int i = 0; i != count; ++i)
    std::async(std::launch::async, work, i); // expected-warning {{is discarded}}
  if (coin())
    std::async(std::launch::async, work, 1); // expected-warning {{is discarded}}
}

void flagged_temporary_thread() {
  std::jthread([] { work(1); }); // expected-warning {{this 'jthread' ends at once, which waits for its work here}}
}

template <typename F> std::future<void> post(F body) {
  return std::async(std::launch::async, std::move(body));
}
std::future<void> post_named(int n) {
  auto result = std::async(std::launch::async, work, n);
  return result;
}
void flagged_wrapper() {
  post([] { work(1); }); // expected-warning {{the future of 'post' is discarded}}
  post_named(1);         // expected-warning {{the future of 'post_named' is discarded}}
}

void flagged_never_asked() {
  auto later = std::async(work, 1); // expected-warning {{nobody asks for the result of this call, so the work may never run}}
  work(2);
}

void accepted_kept() {
  auto a = std::async(std::launch::async, work, 1);
  auto b = std::async(std::launch::async, work, 2);
}

void accepted_on_purpose() {
  (void)std::async(std::launch::async, work, 1);
  static_cast<void>(std::async(std::launch::async, work, 1));
  (void)post([] { work(1); });
}

void accepted_waited_for() {
  std::async(std::launch::async, work, 1).wait();
  auto later = std::async(work, 1);
  later.get();
}

std::future<void> accepted_returned() { return std::async(work, 1); }
std::future<void> accepted_returned_variable() {
  auto later = std::async(work, 1);
  return later;
}

void accepted_without_name(std::vector<std::future<void>> &all) {
  all.emplace_back(std::async(std::launch::async, work, 1));
}

void accepted_threads_in_container(std::vector<std::jthread> &all) {
  all.emplace_back(work, 1);
}

void accepted_in_container() {
  std::vector<std::future<void>> all;
  all.push_back(std::async(std::launch::async, work, 1));
  all.emplace_back(std::async(work, 2));
  for (auto &one : all)
    one.wait();
}

struct Holder {
  void accepted_member() { last = std::async(std::launch::async, work, 1); }
  std::future<void> last;
};

void accepted_handed_on(std::vector<std::future<void>> &all) {
  auto later = std::async(work, 1);
  all.push_back(std::move(later));
}

void accepted_other_thread_waits() {
  auto later = std::async(work, 1);
  std::jthread waiter([&] { later.wait(); });
}

std::future<void> ready() {
  std::promise<void> promise;
  promise.set_value();
  return promise.get_future();
}
void accepted_future_of_promise() { ready(); }

void accepted_detached() { std::thread(work, 1).detach(); }
