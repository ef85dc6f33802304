// RUN: %clang_plugin -std=c++20 -pthread %inc -Xclang -verify %s \
// RUN:   -Xclang -verify-ignore-unexpected=note
// RUN: %sendsync %s -- -std=c++20 %inc -Xclang -verify \
// RUN:   -Xclang -verify-ignore-unexpected=note
#include <atomic>
#include <future>
#include <memory>
#include <mutex>
#include <thread>

int slow(int);
void use(int);

// One class for each case: a pair of places is reported once.
#define TABLE(Name)                                                            \
  class Name {                                                                 \
  public:                                                                      \
    int find(int key) const {                                                  \
      last_ = key;                                                             \
      return key;                                                              \
    }                                                                          \
                                                                               \
  private:                                                                     \
    mutable int last_ = -1;                                                    \
  }

TABLE(First); // expected-warning {{'last_' is written by the new thread while the thread that started it can still write it [sendsync-const-method-race]}}
int flagged_shared_const(std::shared_ptr<const First> table) {
  auto other = std::async(std::launch::async, [table] { return table->find(1); });
  int here = table->find(2);
  return here + other.get();
}
TABLE(Second); // expected-warning {{is written by the new thread}}
int flagged_reference(const Second &table) {
  auto other = std::async(std::launch::async, [&table] { return table.find(1); });
  int here = table.find(2);
  return here + other.get();
}
TABLE(Third); // expected-warning {{is written by the new thread while other work can write it}}
void flagged_two_threads(const Third &table) {
  std::thread a([&table] { table.find(1); });
  std::thread b([&table] { table.find(2); });
  a.join();
  b.join();
}
TABLE(Table);
class Counter {
public:
  int value() const {
    ++*calls_; // expected-warning {{'*calls_' is written by}}
    return 1;
  }

private:
  std::unique_ptr<int> calls_ = std::make_unique<int>(0);
};
void flagged_through_a_pointer(const Counter &counter) {
  std::thread a([&counter] { counter.value(); });
  counter.value();
  a.join();
}
class Log {
public:
  void note() const {
    const_cast<Log *>(this)->lines_++; // expected-warning {{is written by}}
  }

private:
  int lines_ = 0;
};
void flagged_const_cast(const Log &log) {
  std::thread a([&log] { log.note(); });
  log.note();
  a.join();
}

class LockedTable {
public:
  int find(int key) const {
    std::lock_guard<std::mutex> lock(mutex_);
    if (key != last_) {
      last_ = key;
      found_ = slow(key);
    }
    return found_;
  }

private:
  mutable std::mutex mutex_;
  mutable int last_ = -1, found_ = 0;
};
void accepted_locked(const LockedTable &table) {
  std::thread a([&table] { table.find(1); });
  table.find(2);
  a.join();
}
class AtomicCounter {
public:
  int value() const { return ++calls_; }

private:
  mutable std::atomic<int> calls_{0};
};
void accepted_atomic(const AtomicCounter &counter) {
  std::thread a([&counter] { counter.value(); });
  counter.value();
  a.join();
}
class Plain {
public:
  int value() const { return value_; }

private:
  int value_ = 0;
};
void accepted_reads_only(const Plain &plain) {
  std::thread a([&plain] { use(plain.value()); });
  use(plain.value());
  a.join();
}
void accepted_two_objects(const Table &one, const Table &other) {
  std::thread a([&one] { one.find(1); });
  other.find(2);
  a.join();
}
void accepted_one_after_the_other(const Table &table) {
  std::thread a([&table] { table.find(1); });
  a.join();
  table.find(2);
}
