// Waits for work that needs the lock which is held. All of this is reported at
// the usual level.
// RUN: %clang_plugin -std=c++20 -pthread %inc -Xclang -verify %s \
// RUN:   -Xclang -verify-ignore-unexpected=note
// RUN: %sendsync --checks=blocking-under-lock %s -- -std=c++20 %inc \
// RUN:   -Xclang -verify -Xclang -verify-ignore-unexpected=note
#include <condition_variable>
#include <functional>
#include <future>
#include <mutex>
#include <pthread.h>
#include <shared_mutex>
#include <stop_token>
#include <thread>

std::mutex global;
bool coin();
void use(int);

class Service {
public:
  void start() {
    thread_ = std::thread([this] { std::lock_guard lock(mu_); ++n_; });
    future_ = std::async(std::launch::async, [this] { std::lock_guard lock(mu_); return ++n_; });
    once_ = std::thread([this] { if (coin()) { std::lock_guard lock(mu_); ++n_; } });
    other_ = std::thread([this] { std::lock_guard lock(second_); ++others_; });
    tries_ = std::thread([this] { if (mu_.try_lock()) mu_.unlock(); });
  }
  void startLocked() {
    std::lock_guard lock(mu_);
    joining_ = std::jthread(&Service::run, this);
  }
  void run() { step(); }
  void step() {
    std::lock_guard lock(mu_);
    ++n_;
  }

  void flagged_join() {
    std::lock_guard lock(mu_);
    if (thread_.joinable())
      thread_.join(); // expected-warning {{waiting for 'thread_' with 'mu_' held deadlocks; its work locks 'mu_' too [sendsync-blocking-under-lock]}}
  }
  int flagged_get() {
    std::lock_guard lock(mu_);
    return future_.get(); // expected-warning {{waiting for 'future_' with 'mu_' held deadlocks}}
  }
  void flagged_work_of_a_method() {
    mu_.lock();
    joining_.join(); // expected-warning {{waiting for 'joining_' with 'mu_' held deadlocks}}
    mu_.unlock();
  }
  void flagged_replaced_by_nothing() {
    std::lock_guard lock(mu_);
    joining_ = {}; // expected-warning {{waiting for 'joining_' with 'mu_' held deadlocks}}
  }
  void flagged_started_in_the_class() {
    std::lock_guard lock(mu_);
    inClass_.join(); // expected-warning {{waiting for 'inClass_' with 'mu_' held deadlocks}}
  }

  void accepted_unlocked() {
    std::unique_lock lock(mu_);
    lock.unlock();
    thread_.join();
  }
  void accepted_scope() {
    { std::lock_guard lock(mu_); n_ = 0; }
    thread_.join();
  }
  void accepted_other_lock() {
    std::lock_guard lock(second_);
    thread_.join();
  }
  void accepted_locks_sometimes() {
    std::lock_guard lock(mu_);
    once_.join();
  }
  void accepted_work_takes_other_lock() {
    std::lock_guard lock(mu_);
    other_.join();
  }
  void accepted_work_tries() {
    std::lock_guard lock(mu_);
    tries_.join();
  }
  void accepted_detach() {
    std::lock_guard lock(mu_);
    thread_.detach();
  }
  // The work may be past the lock already.
  void accepted_knows_progress() {
    std::unique_lock lock(mu_);
    changed_.wait(lock, [this] { return n_ > 0; });
    thread_.join();
  }
  void accepted_tests_progress() {
    std::lock_guard lock(mu_);
    if (n_ > 0)
      thread_.join();
  }
  // Another object's lock.
  void accepted_other_object(Service &other) {
    std::lock_guard lock(other.mu_);
    thread_.join();
  }

private:
  std::mutex mu_, second_;
  std::condition_variable changed_;
  int n_ = 0, others_ = 0;
  std::thread thread_, once_, other_, tries_;
  std::jthread joining_;
  std::future<int> future_;
  std::thread inClass_{[this] { run(); }};
};

void flagged_local() {
  std::mutex m;
  int n = 0;
  std::thread worker([&] { std::lock_guard lock(m); ++n; });
  std::lock_guard lock(m);
  worker.join(); // expected-warning {{waiting for 'worker' with 'm' held deadlocks}}
}
void flagged_destroyed() {
  std::mutex m;
  int n = 0;
  std::lock_guard lock(m);
  std::jthread worker([&] { std::lock_guard inner(m); ++n; });
} // expected-warning {{waiting for 'worker' with 'm' held deadlocks}}
void flagged_future_discarded() {
  std::mutex m;
  int n = 0;
  std::lock_guard lock(m);
  (void)std::async(std::launch::async, [&] { std::lock_guard inner(m); ++n; }); // expected-warning {{waiting for the started work with 'm' held deadlocks}}
}
void flagged_stop_callback(std::stop_token token) {
  std::mutex m;
  int n = 0;
  std::unique_lock lock(m);
  std::stop_callback stopped(token, [&] { std::lock_guard inner(m); ++n; });
} // expected-warning {{waiting for 'stopped' with 'm' held deadlocks}}
void flagged_assigned_over() {
  std::mutex m;
  int n = 0;
  std::jthread worker([&] { std::lock_guard inner(m); ++n; });
  std::jthread next([] {});
  std::lock_guard lock(m);
  worker = std::move(next); // expected-warning {{waiting for 'worker' with 'm' held deadlocks}}
}
void *body(void *) {
  std::lock_guard lock(global);
  return nullptr;
}
void flagged_pthread() {
  pthread_t worker;
  pthread_create(&worker, nullptr, body, nullptr);
  std::lock_guard lock(global);
  pthread_join(worker, nullptr); // expected-warning {{waiting for 'worker' with 'global' held deadlocks}}
}
void flagged_reader_waits_for_writer() {
  std::shared_mutex m;
  std::thread worker([&] { std::unique_lock lock(m); });
  std::shared_lock lock(m);
  worker.join(); // expected-warning {{waiting for 'worker' with 'm' held deadlocks}}
}
template <typename T> void flagged_template(T value) {
  std::mutex m;
  std::thread worker([&] { std::lock_guard lock(m); ++value; });
  std::lock_guard lock(m);
  worker.join(); // expected-warning {{waiting for 'worker' with 'm' held deadlocks}}
}
template void flagged_template(int);
void flagged_nested_closure() {
  auto outer = [] {
    std::mutex m;
    std::thread worker([&m] { [&m] { std::lock_guard lock(m); }(); });
    std::lock_guard lock(m);
    worker.join(); // expected-warning {{waiting for 'worker' with 'm' held deadlocks}}
  };
  outer();
}
#define WITH(M) std::lock_guard macro_lock(M)
void flagged_macro() {
  std::mutex m;
  std::thread worker([&] { WITH(m); });
  WITH(m);
  worker.join(); // expected-warning {{waiting for 'worker' with 'm' held deadlocks}}
}

void accepted_joined_before() {
  std::mutex m;
  int n = 0;
  std::thread worker([&] { std::lock_guard lock(m); ++n; });
  worker.join();
  std::lock_guard lock(m);
  use(n);
}
void accepted_destroyed_in_order() {
  std::mutex m;
  int n = 0;
  std::jthread worker([&] { std::lock_guard inner(m); ++n; });
  std::lock_guard lock(m);
  use(n);
}
void accepted_readers() {
  std::shared_mutex m;
  std::thread worker([&] { std::shared_lock lock(m); });
  std::shared_lock lock(m);
  worker.join();
}
void accepted_several_works(bool first) {
  std::mutex m;
  std::thread worker;
  if (first)
    worker = std::thread([&] { std::lock_guard lock(m); });
  else
    worker = std::thread([] {});
  std::lock_guard lock(m);
  worker.join();
}
void accepted_destroyed_elsewhere(std::jthread &worker) {
  std::lock_guard lock(global);
  worker = std::jthread([] {});
}
void accepted_promise(std::promise<int> &promise) {
  std::future<int> answer = promise.get_future();
  std::lock_guard lock(global);
  use(answer.get());
}

class Shared {
public:
  void accepted_shared() {
    std::lock_guard lock(mu_);
    done_ = std::async(std::launch::async, [this] { work(); }).share();
  }
  void accepted_shared_later() {
    std::lock_guard lock(mu_);
    auto once = std::async(std::launch::async, [this] { work(); });
    done_ = once.share();
  }
  void accepted_converted() {
    std::lock_guard lock(mu_);
    done_ = std::async(std::launch::async, [this] { work(); });
  }
  void flagged_shared_and_dropped() {
    std::lock_guard lock(mu_);
    std::shared_future<void> all = std::async(std::launch::async, [this] { work(); }).share();
    all.wait(); // expected-warning {{waiting for 'all' with 'mu_' held deadlocks}}
  }
  void flagged_shared_dropped() {
    std::lock_guard lock(mu_);
    (void)std::async(std::launch::async, [this] { work(); }); // expected-warning {{with 'mu_' held deadlocks}}
  }

private:
  void work() { std::lock_guard lock(mu_); ++n_; }
  std::mutex mu_;
  int n_ = 0;
  std::shared_future<void> done_;
};
