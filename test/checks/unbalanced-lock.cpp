// RUN: %clang_plugin %inc -std=c++20 -Xclang -verify %s \
// RUN:   -Xclang -verify-ignore-unexpected=note

#include <mutex>
#include <shared_mutex>
#include <stdexcept>
#include <vector>

std::mutex mu, other, kept;
std::shared_mutex readers;
std::recursive_mutex again;
std::vector<int> values;
bool threaded, open;
bool ready();
void work();

int flagged_early_return() {
  kept.lock();
  if (values.empty())
    return -1; // expected-warning {{'kept' is still held when the function is left here [sendsync-unbalanced-lock]}}
  int last = values.back();
  kept.unlock();
  return last;
}

void flagged_early_return_of_nothing() {
  kept.lock();
  if (!ready())
    return; // expected-warning {{'kept' is still held when the function is left here}}
  work();
  kept.unlock();
}

void flagged_throw() {
  kept.lock();
  if (values.empty())
    throw std::runtime_error("empty"); // expected-warning {{'kept' is still held when the function is left here}}
  kept.unlock();
}

bool flagged_same_result() {
  kept.lock();
  if (values.empty())
    return true; // expected-warning {{'kept' is still held when the function is left here}}
  work();
  kept.unlock();
  return true;
}

int *flagged_null_result(std::mutex &own) {
  own.lock();
  if (values.empty())
    return nullptr; // expected-warning {{'own' is still held when the function is left here}}
  own.unlock();
  return &values.back();
}

void flagged_continue() {
  for (int value : values) {
    kept.lock();
    if (value == 0)
      continue; // expected-warning {{'kept' is still held when the loop goes on from here}}
    work();
    kept.unlock();
  }
}

void flagged_twice() {
  mu.lock();
  work();
  mu.unlock();
  mu.unlock(); // expected-warning {{releasing 'mu', which is already released}}
}

void flagged_twice_on_one_path() {
  mu.lock();
  if (!ready()) {
    mu.unlock();
    work();
    mu.unlock(); // expected-warning {{releasing 'mu', which is already released}}
    return;
  }
  mu.unlock();
}

void flagged_guard_twice() {
  std::unique_lock lock(mu);
  lock.unlock();
  lock.unlock(); // expected-warning {{releasing 'mu', which is already released}}
}

void flagged_guard_locks_again() {
  std::unique_lock lock(mu);
  work();
  lock.lock(); // expected-warning {{this guard locks 'mu', which is already held}}
}

void flagged_behind_a_guard() {
  std::lock_guard lock(mu);
  mu.unlock();
  work();
} // expected-warning {{releasing 'mu', which is already released}}

void flagged_reader_releases_writer() {
  readers.lock_shared();
  work();
  readers.unlock(); // expected-warning {{'readers' is held for reading, but released as if held exclusively}}
}

void flagged_writer_releases_reader() {
  readers.lock();
  work();
  readers.unlock_shared(); // expected-warning {{'readers' is held exclusively, but released as if held for reading}}
}

void flagged_adopts_released() {
  mu.lock();
  mu.unlock();
  std::lock_guard lock(mu, std::adopt_lock); // expected-warning {{this guard adopts 'mu', which is not held}}
}

void accepted_early_return() {
  mu.lock();
  if (!ready()) {
    mu.unlock();
    return;
  }
  work();
  mu.unlock();
}

void accepted_guard() {
  std::unique_lock lock(mu);
  if (!ready())
    return;
  lock.unlock();
  work();
  lock.lock();
}

// Locking for the caller, whatever the name.
void accepted_begin() { mu.lock(); }
void accepted_end() { mu.unlock(); }

bool accepted_told_by_result() {
  other.lock();
  if (!open) {
    other.unlock();
    return false;
  }
  return true;
}

int accepted_told_by_number() {
  other.lock();
  if (!open) {
    other.unlock();
    return -1;
  }
  return 0;
}

int *accepted_told_by_pointer() {
  other.lock();
  if (values.empty()) {
    other.unlock();
    return nullptr;
  }
  return &values.back();
}

// The counterpart is in this file: the lock travels.
std::mutex travels;
void accepted_start(bool wait) {
  travels.lock();
  if (!wait) {
    travels.unlock();
    return;
  }
  work();
}
void accepted_finish() { travels.unlock(); }

void accepted_flag() {
  if (threaded)
    mu.lock();
  work();
  if (threaded)
    mu.unlock();
}

void accepted_flag_of_its_own() {
  bool locked = false;
  if (ready()) {
    mu.lock();
    locked = true;
  }
  work();
  if (locked)
    mu.unlock();
}

void accepted_comparison(int from, int to) {
  if (from > to)
    mu.lock();
  work();
  if (from > to)
    mu.unlock();
}

void accepted_goto() {
  mu.lock();
  if (!ready())
    goto out;
  work();
out:
  mu.unlock();
}

void accepted_unlocked_for_a_while() {
  mu.lock();
  while (ready()) {
    mu.unlock();
    work();
    mu.lock();
  }
  mu.unlock();
}

void accepted_expected_by_caller() {
  mu.unlock();
  work();
  mu.lock();
}

void accepted_catch() {
  mu.lock();
  try {
    work();
  } catch (...) {
    mu.unlock();
    throw;
  }
  mu.unlock();
}

void accepted_try_lock() {
  if (!mu.try_lock())
    return;
  work();
  mu.unlock();
}

void accepted_recursive() {
  again.lock();
  again.lock();
  again.lock();
  again.unlock();
  again.unlock();
  again.unlock();
}

void accepted_every_one(std::vector<std::mutex> &many) {
  for (std::mutex &one : many)
    one.lock();
  for (std::mutex &one : many)
    one.unlock();
}

struct Node {
  std::mutex mu;
  Node *next;
};
void accepted_hand_over_hand(Node *node) {
  node->mu.lock();
  while (Node *next = node->next) {
    next->mu.lock();
    node->mu.unlock();
    node = next;
  }
  node->mu.unlock();
}

void accepted_adopts() {
  std::lock(mu, other);
  std::lock_guard first(mu, std::adopt_lock);
  std::lock_guard second(other, std::adopt_lock);
}

void accepted_adopts_of_caller(std::mutex &held) {
  std::lock_guard lock(held, std::adopt_lock);
}

void accepted_reader() {
  readers.lock_shared();
  work();
  readers.unlock_shared();
}

std::unique_lock<std::mutex> accepted_handed_out() {
  std::unique_lock lock(mu);
  if (!ready())
    lock.unlock();
  return lock;
}

class Switch {
public:
  void accepted_on() { mu_.lock(); on_ = true; }
  void accepted_off() {
    if (!on_)
      return;
    on_ = false;
    mu_.unlock();
  }

private:
  std::mutex mu_;
  bool on_ = false;
};

// A function that is not visible gets the lock and may release it.
void elsewhere(std::mutex &);
std::mutex given;
void accepted_given_away() {
  given.lock();
  if (!ready()) {
    elsewhere(given);
    return;
  }
  given.unlock();
}

// An attempt that failed has nothing to release.
static std::mutex Tried;
void flagged_failed_attempt() {
  if (!Tried.try_lock())
    Tried.unlock(); // expected-warning {{releasing 'Tried', which is not held}}
  else
    Tried.unlock();
}
bool flagged_failed_attempt_stored() {
  bool got = Tried.try_lock();
  if (!got) {
    Tried.unlock(); // expected-warning {{releasing 'Tried', which is not held}}
    return false;
  }
  Tried.unlock();
  return true;
}
void accepted_attempt() {
  if (Tried.try_lock())
    Tried.unlock();
}
void accepted_attempt_then_wait() {
  if (!Tried.try_lock())
    Tried.lock();
  Tried.unlock();
}
bool accepted_attempt_for_the_caller() { return Tried.try_lock(); }
void accepted_made_sure_of() {
  (void)Tried.try_lock();
  Tried.unlock();
}
