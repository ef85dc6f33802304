// The whole text of a finding: the order of the notes is part of it.
// RUN: not %sendsync %s -- %inc -std=c++20 -pthread 2>&1 | FileCheck --match-full-lines %s
#define SENDSYNC_SHORT_NAMES
#include <sendsync/annotations.h>
#include <mutex>
#include <thread>

class Account {
  mutable std::mutex mu_;
  long balance_ GUARDED_BY(mu_) = 0;

public:
  void deposit(long amount) {
    std::lock_guard lock(mu_);
    balance_ += amount;
  }
  long balance() const { return balance_; }
  void reset() {
    std::lock_guard lock(mu_);
    std::thread worker([this] { balance_ = 0; });
    worker.detach();
  }
};

