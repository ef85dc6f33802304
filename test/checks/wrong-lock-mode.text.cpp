// The whole text of a finding: the order of the notes is part of it.
// RUN: not %sendsync %s -- %inc -std=c++20 -pthread 2>&1 | FileCheck --match-full-lines %s
#define SENDSYNC_SHORT_NAMES
#include <sendsync/annotations.h>
#include <map>
#include <shared_mutex>

class Cache {
public:
  int get(int key) const {
    std::shared_lock lock(mu_);
    return map_[key];
  }
  void put(int key, int value) {
    std::unique_lock lock(mu_);
    map_[key] = value;
  }
  void count() {
    std::shared_lock lock(mu_);
    ++hits_;
  }

private:
  mutable std::shared_mutex mu_;
  mutable std::map<int, int> map_;
  int hits_ GUARDED_BY(mu_) = 0;
};

