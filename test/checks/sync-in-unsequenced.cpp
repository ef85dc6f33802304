// REQUIRES: tbb
// RUN: %clang_plugin -std=c++20 -pthread %inc -Xclang -verify %s \
// RUN:   -Xclang -verify-ignore-unexpected=note
// RUN: %sendsync %s -- -std=c++20 %inc \
// RUN:   -Xclang -verify -Xclang -verify-ignore-unexpected=note
#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <execution>
#include <latch>
#include <mutex>
#include <numeric>
#include <semaphore>
#include <thread>
#include <vector>

std::mutex mu;
int total;
void addLocked(int n) {
  std::lock_guard lock(mu);
  total += n;
}
void addTwice(int n) { addLocked(2 * n); }
void addNamed(int n) {
  addLocked(n); // expected-warning {{this body calls 'addLocked', which locks 'mu'}}
}
int doubled(int n) { return 2 * n; }
using Ints = std::vector<int>;

void flagged_guard(Ints &v) {
  std::for_each(std::execution::par_unseq, v.begin(), v.end(), [&](int n) {
    std::lock_guard lock(mu); // expected-warning {{this body locks 'mu'; its unsequenced iterations can deadlock [sendsync-sync-in-unsequenced]}}
    total += n;
  });
}
void flagged_manual(Ints &v) {
  std::for_each(std::execution::unseq, v.begin(), v.end(), [&](int n) {
    mu.lock(); // expected-warning {{this body locks 'mu'}}
    total += n;
    mu.unlock();
  });
}
void flagged_try_lock(Ints &v) {
  std::for_each(std::execution::par_unseq, v.begin(), v.end(), [&](int n) {
    std::unique_lock lock(mu, std::try_to_lock); // expected-warning {{this body locks 'mu'}}
    if (lock)
      total += n;
  });
}
void flagged_callee(Ints &v) {
  std::for_each(std::execution::par_unseq, v.begin(), v.end(), [](int n) {
    addTwice(n); // expected-warning {{this body calls 'addTwice', which locks 'mu'}}
  });
}
void flagged_function(Ints &v) {
  std::for_each(std::execution::par_unseq, v.begin(), v.end(), addNamed);
}
void flagged_semaphore(Ints &v, std::binary_semaphore &s) {
  std::transform(std::execution::par_unseq, v.begin(), v.end(), v.begin(), [&](int n) {
    s.acquire(); // expected-warning {{this body synchronizes through 's'}}
    return n;
  });
}
void flagged_notify(Ints &v, std::condition_variable &changed) {
  std::for_each(std::execution::par_unseq, v.begin(), v.end(), [&](int) {
    changed.notify_one(); // expected-warning {{this body synchronizes through 'changed'}}
  });
}
void flagged_sleep(Ints &v) {
  std::for_each(std::execution::par_unseq, v.begin(), v.end(), [&](int) {
    std::this_thread::sleep_for(std::chrono::seconds(1)); // expected-warning {{this body calls 'sleep_for', which waits}}
  });
}
template <typename T> void flagged_template(std::vector<T> &v) {
  std::for_each(std::execution::par_unseq, v.begin(), v.end(), [&](T n) {
    std::lock_guard lock(mu); // expected-warning {{this body locks 'mu'}}
    total += n;
  });
}
template void flagged_template(std::vector<long> &);
#define EACH(V, BODY) std::for_each(std::execution::par_unseq, V.begin(), V.end(), BODY)
void flagged_macro(Ints &v) {
  EACH(v, [&](int) { mu.lock(); mu.unlock(); }); // expected-warning {{this body locks 'mu'}}
}

void accepted_par(Ints &v) {
  std::for_each(std::execution::par, v.begin(), v.end(), [&](int n) {
    std::lock_guard lock(mu);
    total += n;
  });
}
void accepted_seq(Ints &v) {
  std::for_each(std::execution::seq, v.begin(), v.end(), addTwice);
}
void accepted_no_policy(Ints &v) {
  std::for_each(v.begin(), v.end(), [&](int n) {
    std::lock_guard lock(mu);
    total += n;
  });
}
void accepted_pure(Ints &v) {
  std::transform(std::execution::par_unseq, v.begin(), v.end(), v.begin(), doubled);
}
int accepted_reduce(Ints &v) {
  return std::reduce(std::execution::par_unseq, v.begin(), v.end());
}
void accepted_atomic(Ints &v) {
  std::atomic<int> sum = 0;
  std::for_each(std::execution::par_unseq, v.begin(), v.end(), [&](int n) { sum += n; });
}
void accepted_lock_around(Ints &v) {
  std::lock_guard lock(mu);
  std::for_each(std::execution::par_unseq, v.begin(), v.end(), [](int &n) { n = doubled(n); });
}
void accepted_allocates(std::vector<Ints> &v) {
  std::for_each(std::execution::par_unseq, v.begin(), v.end(), [](Ints &item) { item.push_back(1); });
}
void accepted_deferred(Ints &v) {
  std::for_each(std::execution::par_unseq, v.begin(), v.end(), [](int &n) {
    std::unique_lock lock(mu, std::defer_lock);
    n = 1;
  });
}
struct Doubler {
  int operator()(int n) const { return 2 * n; }
};
void accepted_functor(Ints &v) {
  std::transform(std::execution::unseq, v.begin(), v.end(), v.begin(), Doubler());
}
