// Guards over locks that have no name here: the analysis comes to its end, and
// what follows them is still judged.
// RUN: %clang_plugin -std=c++20 %inc -Xclang -verify %s
#include <mutex>

std::mutex &stripe(int key);
void work(int);

void accepted_guard_before_loop(int n) {
  std::lock_guard<std::mutex> lock(stripe(n));
  for (int i = 0; i < n; ++i)
    for (int j = 0; j < i; ++j)
      if (i % 3 && j % 2)
        work(i + j);
}

void accepted_try_lock_in_loop(std::mutex &mu, int n) {
  for (int i = 0; i < n; ++i) {
    bool first = mu.try_lock();
    if (i % 3)
      work(i);
    if (first)
      mu.unlock();
  }
  mu.lock();
  mu.unlock();
}

std::mutex global;

void still_judged(int n) {
  std::unique_lock<std::mutex> lock(stripe(n), std::try_to_lock);
  while (n-- > 0)
    if (lock.owns_lock())
      work(n);
  global.lock(); // expected-note {{acquired here}}
  global.lock(); // expected-warning {{'global' is already held here}}
}
