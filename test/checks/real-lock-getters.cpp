// Functions that give a global lock: the lock is named as the global itself.
// RUN: %clang_plugin -std=c++20 %inc -Xclang -verify %s
#include <mutex>

struct Heap {
  static std::mutex *lock() { return &lock_; }
  static std::mutex lock_;
};
static std::mutex table[4];
std::mutex &stripe(int i) { return table[i]; }
inline std::mutex &either(bool first) {
  return first ? table[0] : Heap::lock_;
}

int pages;

void grow() {
  std::lock_guard<std::mutex> lock(*Heap::lock()); // expected-note {{'grow' locks it here}}
  ++pages;
}

void grow_twice() {
  std::lock_guard<std::mutex> lock(Heap::lock_); // expected-note {{acquired here and still held}}
  grow(); // expected-warning {{calling 'grow' locks 'lock_', which is already held here}}
}

void accepted_two_stripes() {
  std::lock_guard<std::mutex> first(stripe(0));
  std::lock_guard<std::mutex> second(stripe(1));
  ++pages;
}

void accepted_unclear_getter() {
  std::lock_guard<std::mutex> first(either(true));
  std::lock_guard<std::mutex> second(either(false));
  ++pages;
}

void accepted_one_after_the_other() {
  {
    std::lock_guard<std::mutex> lock(*Heap::lock());
    ++pages;
  }
  grow();
}
