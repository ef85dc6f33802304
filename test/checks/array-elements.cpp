// Elements of arrays and containers: a constant index names one of them, any other
// index may be each of them.
// RUN: %clang_plugin %inc -std=c++20 -pthread -Xclang -verify %s \
// RUN:   -Xclang -verify-ignore-unexpected=note
#include <array>
#include <mutex>
#include <thread>
#include <vector>
#define SENDSYNC_SHORT_NAMES
#include <sendsync/annotations.h>

static std::mutex Locks[4];
static std::array<std::mutex, 3> Table;

void flagged_one_element_twice() {
  Locks[0].lock();
  Locks[0].lock(); // expected-warning {{'Locks[0]' is already held here; locking it again deadlocks}}
}
void flagged_one_element_of_a_container_twice() {
  std::lock_guard first(Table[1]);
  std::lock_guard second(Table[1]); // expected-warning {{'Table[1]' is already held here}}
}
void accepted_two_elements() {
  std::lock_guard first(Locks[0]);
  std::lock_guard second(Locks[1]);
}
void accepted_perhaps_the_same(int i) {
  std::lock_guard first(Locks[0]);
  std::lock_guard second(Locks[i]);
}
void accepted_all_of_them() {
  for (std::mutex &lock : Locks)
    lock.lock();
  Locks[2].unlock();
  Locks[0].unlock();
  Locks[1].unlock();
  Locks[3].unlock();
}
void accepted_unlock_of_some(int i) {
  Locks[0].lock();
  Locks[i].unlock();
}

// Two philosophers who start on different sides.
static std::mutex Forks[2];
void flagged_left_first() {
  std::lock_guard left(Forks[0]);
  std::lock_guard right(Forks[1]); // expected-warning {{'Forks[0]' and 'Forks[1]' are acquired in opposite orders}}
}
void flagged_right_first() {
  std::lock_guard right(Forks[1]);
  std::lock_guard left(Forks[0]);
}
static std::mutex Spoons[2];
void accepted_one_order() {
  std::lock_guard left(Spoons[0]);
  std::lock_guard right(Spoons[1]);
}
void accepted_one_order_again() {
  std::lock_guard left(Spoons[0]);
  std::lock_guard right(Spoons[1]);
}

struct Pair {
  std::mutex locks[2];
  int first GUARDED_BY(locks[0]) = 0;
  int second GUARDED_BY(locks[1]) = 0;

  void accepted_its_own() {
    std::lock_guard lock(locks[0]);
    first = 1;
  }
  void accepted_some(int i) {
    std::lock_guard lock(locks[i]);
    first = 1;
  }
  void flagged_the_other() {
    std::lock_guard lock(locks[1]);
    first = 1; // expected-warning {{writing 'first' requires holding 'locks[0]'}}
  }
};

static int Data[4];
void flagged_one_element_on_two_sides() {
  std::thread worker([] { Data[0] = 1; }); // expected-warning {{'Data[0]' is written by the new thread while this function can still write it}}
  Data[0] = 2;
  worker.join();
}
void accepted_different_elements() {
  std::thread worker([] { Data[0] = 1; });
  Data[1] = 2;
  worker.join();
}
void accepted_perhaps_different(int i) {
  std::thread worker([] { Data[0] = 1; });
  Data[i] = 2;
  worker.join();
}
void accepted_which_lock_it_is(int i) {
  std::thread worker([i] {
    std::lock_guard lock(Locks[i]);
    Data[2] = 1;
  });
  {
    std::lock_guard lock(Locks[3]);
    Data[2] = 2;
  }
  worker.join();
}
void flagged_two_locks_of_a_table() {
  std::thread worker([] {
    std::lock_guard lock(Locks[2]);
    Data[3] = 1; // expected-warning {{'Data[3]' is written by the new thread while this function can still write it}}
  });
  {
    std::lock_guard lock(Locks[3]);
    Data[3] = 2;
  }
  worker.join();
}

// The handles of an array count as one.
void accepted_joined_in_a_loop() {
  int sum = 0;
  std::thread workers[2];
  workers[0] = std::thread([] {});
  workers[1] = std::thread([&] { sum = 1; });
  for (std::thread &worker : workers)
    worker.join();
  sum = 2;
}

// A tested element keeps its value between two tests.
struct Flags {
  std::mutex mu;
  int on[2] = {};
  void accepted_same_flag() {
    if (on[0])
      mu.lock();
    if (on[0])
      mu.unlock();
  }
};

// Which lock of a table guards which row is not part of the discipline.
class Rows {
public:
  void accepted_first() { std::lock_guard lock(locks_[0]); ++rows_[0]; }
  void accepted_second() { std::lock_guard lock(locks_[1]); ++rows_[1]; }
  void accepted_any(int i) { std::lock_guard lock(locks_[i]); ++rows_[i]; }
  void flagged_none(int i) {
    ++rows_[i]; // expected-warning {{'rows_[...]' is written without 'locks_[...]', which is held at 3 of its 4 accesses}}
  }

private:
  std::mutex locks_[2];
  int rows_[2] = {};
};
