// What runs, and what its parameters and members are where it is started.
// RUN: %clang_plugin -std=c++20 -pthread %inc -Xclang -verify %s \
// RUN:   -Xclang -verify-ignore-unexpected=note
#include <functional>
#include <memory>
#include <pthread.h>
#include <thread>

void use(int);

//===-- Functors ----------------------------------------------------------===//

struct Add {
  int *sum;
  int own = 0;
  void operator()() {
    ++own;
    ++*sum; // expected-warning {{'*add.sum' is written by the new thread while this function can still read it}}
  }
};
struct Count {
  int hits = 0;
  void operator()() {
    ++hits; // expected-warning {{'count.hits' is written by the new thread while this function can still read it}}
  }
};
struct Print {
  int value = 0;
  void operator()() const { use(value); }
  void operator()(int) const { use(value); }
};

void flagged_by_reference() {
  Count count;
  std::thread thread(std::ref(count));
  use(count.hits);
  thread.join();
}
void flagged_what_a_copy_points_to(Add add) {
  std::thread thread(add);
  use(*add.sum);
  thread.join();
}
void flagged_outlived_functor() {
  Count count;
  std::thread(std::ref(count)).detach(); // expected-warning {{'count' is passed by reference to work that can outlive it}}
}
void accepted_copy() {
  Count count;
  std::thread thread(count);
  use(count.hits);
  thread.join();
}
void accepted_moved() {
  Count count;
  std::thread thread(std::move(count));
  thread.join();
}
void accepted_several_operators() {
  Print print;
  std::thread thread(print);
  print.value = 1;
  thread.join();
}

//===-- Bound -------------------------------------------------------------===//

struct Counter {
  int hits = 0;
  void add(int n) {
    hits += n; // expected-warning {{'counter.hits' is written by the new thread while this function can still read it}}
  }
  void read() const { use(hits); }
};
void addTo(int &sum, int n) {
  sum += n; // expected-warning {{'sum' is written by the new thread while this function can still read it}}
}
void addOne(int &sum) {
  sum += 1; // expected-warning {{'sum' is written by the new thread while this function can still read it}}
}
void bumpBy(int &sum, int n) { sum += n; }

void flagged_bound_reference() {
  int sum = 0;
  std::thread thread(std::bind(addTo, std::ref(sum), 1));
  use(sum);
  thread.join();
}
void flagged_bound_front() {
  int sum = 0;
  auto work = std::bind_front(addOne, std::ref(sum));
  std::thread thread(work);
  use(sum);
  thread.join();
}
void flagged_bound_object() {
  Counter counter;
  std::thread thread(std::bind(&Counter::add, &counter, 1));
  use(counter.hits);
  thread.join();
}
void accepted_bound_copy() {
  int sum = 0;
  std::thread thread(std::bind(bumpBy, sum, 1));
  use(sum);
  thread.join();
}
void accepted_bound_object_that_is_read() {
  Counter counter;
  std::thread thread(std::bind(&Counter::read, &counter));
  use(counter.hits);
  thread.join();
}
void accepted_placeholder() {
  int sum = 0;
  std::thread thread(std::bind(bumpBy, std::placeholders::_1, 1), std::ref(sum));
  thread.join();
  use(sum);
}

//===-- Closures with parameters ------------------------------------------===//

void flagged_closure_parameter() {
  int sum = 0;
  std::thread thread([](int &n) { ++n; }, std::ref(sum)); // expected-warning {{'sum' is written by the new thread while this function can still read it}}
  use(sum);
  thread.join();
}
void accepted_closure_parameter() {
  int sum = 0;
  std::thread thread([](int n) { use(n + 1); }, sum);
  sum = 1;
  thread.join();
}
void flagged_start_routine_is_a_closure() {
  int sum = 0;
  pthread_t thread;
  pthread_create(&thread, nullptr, [](void *p) -> void * {
    ++*static_cast<int *>(p); // expected-warning {{'sum' is written by the new thread while this function can still read it}}
    return nullptr;
  }, &sum);
  use(sum);
  pthread_join(thread, nullptr);
}

void flagged_after_a_stop_token() {
  int sum = 0;
  std::jthread thread([](std::stop_token, int &n) { ++n; }, std::ref(sum)); // expected-warning {{'sum' is written by the new thread while this function can still read it}}
  use(sum);
}
void accepted_stop_token_is_asked() {
  int sum = 0;
  std::jthread thread([](std::stop_token token, int n) {
    while (!token.stop_requested())
      use(n);
  }, sum);
  sum = 1;
}
void accepted_bound_placeholder_is_changed() {
  std::thread thread(std::bind([](int n) { use(++n); }, std::placeholders::_1), 1);
  std::thread other(std::bind([](int n) { use(++n); }, std::placeholders::_1), 1);
  thread.join();
  other.join();
}
