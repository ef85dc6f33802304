// RUN: %clang_plugin -std=c++20 -pthread %inc -Xclang -verify %s \
// RUN:   -fplugin-arg-sendsync-models=%inputs/pool-models.yaml \
// RUN:   -Xclang -verify-ignore-unexpected=note
// RUN: %sendsync --models=%inputs/pool-models.yaml %s -- -std=c++20 %inc \
// RUN:   -Xclang -verify -Xclang -verify-ignore-unexpected=note
#include <algorithm>
#include <array>
#include <future>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

void work();
bool coin();
void take(std::thread worker);
void borrow(std::thread &worker);

/// A thread type of the project; a model says what its members do.
class Worker {
public:
  Worker();
  explicit Worker(void (*body)());
  Worker(Worker &&);
  ~Worker();
  void finish();
  void forget();
};

//===-- Locals ------------------------------------------------------------===//

void flagged_end_of_scope() {
  std::thread worker(work); // expected-note {{the thread starts here}}
} // expected-warning {{'worker' is still joinable when it is destroyed here; that calls std::terminate [sendsync-unjoined-thread]}}

bool flagged_early_return(bool fast) {
  std::thread worker([] {});
  if (fast)
    return true; // expected-warning {{'worker' is still joinable when it is destroyed here}}
  worker.join();
  return false;
}

void flagged_break(int n) {
  for (int i = 0; i < n; ++i) {
    std::thread worker(work);
    if (i == 3)
      break; // expected-warning {{'worker' is still joinable when it is destroyed here}}
    worker.join();
  }
}

void flagged_continue(int n) {
  for (int i = 0; i < n; ++i) {
    std::thread worker(work);
    if (i == 3)
      continue; // expected-warning {{'worker' is still joinable when it is destroyed here}}
    worker.join();
  }
}

void flagged_overwritten() {
  std::thread worker(work);
  worker = std::thread(work); // expected-warning {{'worker' can still be joinable when it is overwritten here; that calls std::terminate}}
  worker.join();
}

void flagged_temporary() {
  std::thread{work}; // expected-warning {{this temporary thread is still joinable when it is destroyed here}}
}

void flagged_moved_to_local() {
  std::thread worker(work);
  std::thread other(std::move(worker));
} // expected-warning {{'other' is still joinable when it is destroyed here}}

void flagged_assigned_later() {
  std::thread worker;
  worker = std::thread(work);
} // expected-warning {{'worker' is still joinable when it is destroyed here}}

void flagged_started_in_branch() {
  std::thread worker;
  if (coin())
    worker = std::thread(work);
} // expected-warning {{'worker' is still joinable when it is destroyed here}}

void flagged_joined_in_branch() {
  std::thread worker(work);
  if (coin())
    worker.join();
} // expected-warning {{'worker' is still joinable when it is destroyed here}}

void flagged_switch(int kind) {
  std::thread worker(work);
  switch (kind) {
  case 0:
    worker.join();
    break;
  case 1:
    worker.detach();
    break;
  }
} // expected-warning {{'worker' is still joinable when it is destroyed here}}

void flagged_goto(bool skip) {
  std::thread worker(work);
  if (skip)
    goto out;
  worker.join();
out:
  work();
} // expected-warning {{'worker' is still joinable when it is destroyed here}}

void flagged_lambda_in_lambda() {
  auto outer = [] {
    auto inner = [] {
      std::thread worker(work);
    }; // expected-warning {{'worker' is still joinable when it is destroyed here}}
    inner();
  };
  outer();
}

#define START(name) std::thread name(work)
void flagged_macro() {
  START(worker);
} // expected-warning {{'worker' is still joinable when it is destroyed here}}

template <typename F> void flagged_template(F body) {
  std::thread worker(body);
} // expected-warning {{'worker' is still joinable when it is destroyed here}}
template void flagged_template(void (*)());

void flagged_handle_of_model() {
  Worker worker(work);
} // expected-warning {{}}

//===-- Members -----------------------------------------------------------===//

class FlaggedMember {
public:
  FlaggedMember() : thread_(work) {}

private:
  std::thread thread_; // expected-warning {{nothing in 'FlaggedMember' joins or detaches 'thread_'; destroying it calls std::terminate}}
};
void flagged_member() { FlaggedMember object; }

class FlaggedStarted {
public:
  void start() { thread_ = std::thread(work); }
  bool running() const { return thread_.joinable(); }

private:
  std::thread thread_; // expected-warning {{nothing in 'FlaggedStarted' joins or detaches 'thread_'}}
};
void flagged_started_member() { FlaggedStarted object; }

//===-- Accepted ----------------------------------------------------------===//

void accepted_join() {
  std::thread worker(work);
  worker.join();
}
void accepted_detach() { std::thread(work).detach(); }
void accepted_join_temporary() { std::thread(work).join(); }
void accepted_empty() { std::thread worker; }
bool accepted_jthread(bool fast) {
  std::jthread worker(work);
  if (fast)
    return true;
  worker.join();
  return false;
}
void accepted_jthread_overwritten() {
  std::jthread worker(work);
  worker = std::jthread(work);
}
void accepted_join_on_every_path(bool fast) {
  std::thread worker(work);
  if (fast) {
    worker.detach();
    return;
  }
  worker.join();
}
void accepted_joinable_test() {
  std::thread worker;
  if (coin())
    worker = std::thread(work);
  if (worker.joinable())
    worker.join();
}
void accepted_joinable_early_return() {
  std::thread worker;
  if (coin())
    worker = std::thread(work);
  if (!worker.joinable())
    return;
  worker.join();
}
void accepted_correlated(bool background) {
  std::thread worker;
  if (background)
    worker = std::thread(work);
  else
    work();
  if (background)
    worker.join();
}
void accepted_correlated_local() {
  std::thread worker;
  const bool background = coin();
  if (background)
    worker = std::thread(work);
  work();
  if (!background)
    return;
  worker.join();
}
void accepted_vector_range_for() {
  std::vector<std::thread> workers;
  for (int i = 0; i < 4; ++i)
    workers.emplace_back(work);
  for (auto &worker : workers)
    worker.join();
}
void accepted_vector_index() {
  std::vector<std::thread> workers;
  for (int i = 0; i < 4; ++i)
    workers.push_back(std::thread(work));
  for (std::size_t i = 0; i < workers.size(); ++i)
    workers[i].join();
}
void accepted_vector_iterator() {
  std::vector<std::thread> workers(4);
  std::generate(workers.begin(), workers.end(), [] { return std::thread(work); });
  for (auto it = workers.begin(); it != workers.end(); ++it)
    it->join();
}
void accepted_vector_algorithm() {
  std::vector<std::thread> workers;
  workers.emplace_back(work);
  std::for_each(workers.begin(), workers.end(), [](std::thread &worker) { worker.join(); });
}
void accepted_vector_algorithm_member() {
  std::vector<std::thread> workers;
  workers.emplace_back(work);
  std::for_each(workers.begin(), workers.end(), std::mem_fn(&std::thread::join));
}
void accepted_vector_ranges() {
  std::vector<std::thread> workers;
  workers.emplace_back(work);
  std::ranges::for_each(workers, &std::thread::join);
}
void accepted_vector_pop() {
  std::vector<std::thread> workers;
  workers.emplace_back(work);
  while (!workers.empty()) {
    workers.back().join();
    workers.pop_back();
  }
}
void accepted_vector_of_jthread() {
  std::vector<std::jthread> workers;
  workers.emplace_back(work);
}
void accepted_array() {
  std::thread workers[4];
  for (auto &worker : workers)
    worker = std::thread(work);
  for (auto &worker : workers)
    worker.join();
}
void accepted_array_index() {
  std::thread workers[4];
  for (int i = 0; i < 4; ++i)
    workers[i] = std::thread(work);
  for (int i = 0; i < 4; ++i)
    workers[i].join();
}
void accepted_std_array() {
  std::array<std::thread, 2> workers{std::thread(work), std::thread(work)};
  for (auto &worker : workers)
    worker.join();
}
void accepted_map() {
  std::map<int, std::thread> workers;
  workers[1] = std::thread(work);
  workers.emplace(2, std::thread(work));
  for (auto &[id, worker] : workers)
    worker.join();
}
void accepted_vector_if_joinable() {
  std::vector<std::thread> workers;
  for (int i = 0; i < 4; ++i)
    workers.emplace_back(work);
  for (auto &worker : workers)
    if (worker.joinable())
      worker.join();
}
std::thread accepted_returned() { return std::thread(work); }
std::thread accepted_returned_local() {
  std::thread worker(work);
  return worker;
}
void accepted_from_function() {
  auto worker = accepted_returned();
  worker.join();
}
std::vector<std::thread> accepted_returned_vector() {
  std::vector<std::thread> workers;
  workers.emplace_back(work);
  return workers;
}
void accepted_moved_to_function() {
  std::thread worker(work);
  take(std::move(worker));
}
void accepted_passed_by_reference() {
  std::thread worker(work);
  borrow(worker);
}
void accepted_moved_to_vector(std::vector<std::thread> &workers) {
  std::thread worker(work);
  workers.push_back(std::move(worker));
}
void accepted_swapped() {
  std::thread worker(work);
  std::thread other;
  std::swap(worker, other);
  other.join();
}
void accepted_moved_and_joined() {
  std::thread worker(work);
  std::thread other = std::move(worker);
  other.join();
}
void accepted_overwritten_after_join(int n) {
  std::thread worker;
  for (int i = 0; i < n; ++i) {
    if (worker.joinable())
      worker.join();
    worker = std::thread(work);
  }
  if (worker.joinable())
    worker.join();
}
void accepted_unique_ptr() {
  auto worker = std::make_unique<std::thread>(work);
  worker->join();
}
void accepted_optional() {
  std::optional<std::thread> worker;
  if (coin())
    worker.emplace(work);
  if (worker)
    worker->join();
}
void accepted_heap() { new std::thread(work); }
void accepted_reference() {
  std::thread worker(work);
  std::thread &same = worker;
  same.join();
}
void accepted_pointer() {
  std::thread worker(work);
  std::thread *same = &worker;
  same->join();
}
void accepted_joined_in_lambda() {
  std::thread worker(work);
  auto finish = [&] { worker.join(); };
  finish();
}
void accepted_joined_by_other_thread() {
  std::thread worker(work);
  std::thread waiter([&worker] { worker.join(); });
  waiter.join();
}
void accepted_moved_into_capture() {
  std::thread worker(work);
  auto finish = [worker = std::move(worker)]() mutable { worker.join(); };
  finish();
}
/// Joins in its destructor.
class Joiner {
public:
  explicit Joiner(std::thread &worker) : worker_(worker) {}
  ~Joiner() {
    if (worker_.joinable())
      worker_.join();
  }

private:
  std::thread &worker_;
};
bool accepted_joiner(bool fast) {
  std::thread worker(work);
  Joiner joiner(worker);
  if (fast)
    return true;
  work();
  return false;
}
void accepted_cleanup_pointer(bool fast) {
  std::thread worker(work);
  auto join = [](std::thread *thread) { thread->join(); };
  std::unique_ptr<std::thread, decltype(join)> joiner(&worker, join);
  if (fast)
    return;
  work();
}
void accepted_throws_instead() {
  std::thread worker(work);
  try {
    work();
  } catch (...) {
    worker.join();
    throw;
  }
  worker.join();
}
[[noreturn]] void stop();
void accepted_never_returns(bool fail) {
  std::thread worker(work);
  if (fail)
    stop();
  worker.join();
}
void accepted_endless() {
  std::thread worker(work);
  for (;;)
    work();
}
void accepted_static() {
  static std::thread worker(work);
  worker.detach();
}
#define FINISH(name) name.join()
void accepted_macro() {
  std::thread worker(work);
  FINISH(worker);
}
template <typename F> void accepted_template(F body) {
  std::thread worker(body);
  worker.join();
}
template void accepted_template(void (*)());
void accepted_lambda_in_lambda() {
  auto outer = [] {
    auto inner = [] {
      std::thread worker(work);
      worker.join();
    };
    inner();
  };
  outer();
}
void accepted_async() {
  std::future<void> result = std::async(std::launch::async, work);
}
void accepted_packaged_task() {
  std::packaged_task<void()> task(work);
  auto done = task.get_future();
  std::thread worker(std::move(task));
  done.wait();
  worker.join();
}
void accepted_handle_of_model(bool fast) {
  Worker worker(work);
  if (fast) {
    worker.forget();
    return;
  }
  worker.finish();
}

class AcceptedMember {
public:
  AcceptedMember() : thread_(work) {}
  ~AcceptedMember() { thread_.join(); }

private:
  std::thread thread_;
};
void accepted_member() { AcceptedMember object; }

class AcceptedStop {
public:
  void start() { thread_ = std::thread(work); }
  void stop() {
    if (thread_.joinable())
      thread_.join();
  }

private:
  std::thread thread_;
};
void accepted_member_stopped() { AcceptedStop object; }

class AcceptedMoved {
public:
  void start() { thread_ = std::thread(work); }
  std::thread release() { return std::move(thread_); }

private:
  std::thread thread_;
};
void accepted_member_moved_out() { AcceptedMoved object; }

class AcceptedElsewhere {
public:
  void start() { thread_ = std::thread(work); }
  ~AcceptedElsewhere(); // may join

private:
  std::thread thread_;
};
void accepted_member_of_class_defined_elsewhere(AcceptedElsewhere &object) { object.start(); }

class AcceptedHelper {
public:
  AcceptedHelper() : thread_(work) {}
  ~AcceptedHelper() { finish(thread_); }

private:
  static void finish(std::thread &thread) { thread.join(); }
  std::thread thread_;
};
void accepted_member_joined_by_helper() { AcceptedHelper object; }

class AcceptedVectorMember {
public:
  void start() { threads_.emplace_back(work); }
  ~AcceptedVectorMember() {
    for (auto &thread : threads_)
      thread.join();
  }

private:
  std::vector<std::thread> threads_;
};
void accepted_member_vector() { AcceptedVectorMember object; }
