// The whole text of a finding: the order of the notes is part of it.
// RUN: not %sendsync %s -- %inc -std=c++20 -pthread 2>&1 | FileCheck --match-full-lines %s
#include <mutex>

class Box {
public:
  void set(int value) {
    std::lock_guard lock(mu_);
    value_ = value;
    notify();
  }
  void twice() {
    mu_.lock();
    mu_.lock();
  }
  void notify() {
    std::lock_guard lock(mu_);
    ++notified_;
  }

private:
  std::mutex mu_;
  int value_ = 0, notified_ = 0;
};

