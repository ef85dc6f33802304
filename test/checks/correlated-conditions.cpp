// Conditions that come out alike: what a lock is taken under and what it is used
// under may be the same question.
// RUN: %clang_plugin %inc -std=c++20 -pthread -Xclang -verify %s \
// RUN:   -Xclang -verify-ignore-unexpected=note
#include <condition_variable>
#include <mutex>
#include <optional>
#include <string>
#include <vector>
#define SENDSYNC_SHORT_NAMES
#include <sendsync/annotations.h>

static std::mutex Mu;
static int Total GUARDED_BY(Mu);
bool ask();

// A flag that its declaration sets.
void accepted_flag(int size) {
  bool locked = false;
  if (ask()) {
    Mu.lock();
    locked = true;
  }
  if (locked) {
    Total += size;
    Mu.unlock();
  }
}
void flagged_wrong_flag(int size) {
  bool locked = false;
  if (ask()) {
    Mu.lock();
    locked = true;
  }
  if (!locked)
    Total += size; // expected-warning {{writing 'Total' requires holding 'Mu'}}
  if (locked)
    Mu.unlock();
}
int accepted_first_turn(int count) {
  bool first = true;
  int sum = 0;
  for (int i = 0; i < count; ++i) {
    if (first) {
      Mu.lock();
      first = false;
    }
    sum += Total;
  }
  if (!first)
    Mu.unlock();
  return sum;
}

// Comparisons, written one way or the other.
void accepted_comparison(int size) {
  if (size > 3)
    Mu.lock();
  if (size > 3) {
    Total += size;
    Mu.unlock();
  }
}
void accepted_opposite(int size) {
  if (size > 3)
    Mu.lock();
  if (size <= 3)
    return;
  Total += size;
  Mu.unlock();
}
void accepted_two_variables(int size, int limit) {
  std::unique_lock lock(Mu, std::defer_lock);
  if (size < limit)
    lock.lock();
  if (!(size >= limit))
    Total += size;
}
void flagged_changed_between(int size) {
  if (size > 3)
    Mu.lock();
  --size;
  if (size > 3) {
    Total += size; // expected-warning {{writing 'Total' requires holding 'Mu' exclusively; it is not held on every path here}}
    Mu.unlock();
  }
}
void flagged_other_comparison(int size) {
  if (size > 3)
    Mu.lock();
  if (size <= 3)
    Total += size; // expected-warning {{writing 'Total' requires holding 'Mu'}}
  if (size > 3)
    Mu.unlock();
}

// Questions to library objects.
void accepted_question(const std::string &name) {
  if (name.empty())
    Mu.lock();
  if (name.empty()) {
    ++Total;
    Mu.unlock();
  }
}
void accepted_has_value(const std::optional<int> &size) {
  if (!size.has_value())
    return;
  Mu.lock();
  if (size.has_value())
    Total += *size;
  Mu.unlock();
}
void accepted_size(const std::vector<int> &sizes) {
  if (sizes.size() > 1)
    Mu.lock();
  if (sizes.size() > 1) {
    Total += sizes[0];
    Mu.unlock();
  }
}
void flagged_changed_object(std::vector<int> sizes) {
  if (sizes.empty())
    Mu.lock();
  sizes.push_back(1);
  if (sizes.empty()) {
    ++Total; // expected-warning {{writing 'Total' requires holding 'Mu' exclusively; it is not held on every path here}}
    Mu.unlock();
  }
}

// Each turn asks again; what others can change may be different after a wait.
static std::mutex Gate;
static std::condition_variable Changed;
static int Waiting;
int accepted_loop_with_wait(int limit) {
  std::unique_lock lock(Gate);
  while (Waiting > limit)
    Changed.wait(lock);
  ++Waiting;
  return Waiting;
}

// Guards of every element.
struct Row {
  std::mutex mu;
  int n GUARDED_BY(mu) = 0;
};
void accepted_all_rows(std::vector<Row> &rows) {
  for (Row &row : rows)
    row.mu.lock();
  for (Row &row : rows)
    row.n = 0;
  for (Row &row : rows)
    row.mu.unlock();
}
