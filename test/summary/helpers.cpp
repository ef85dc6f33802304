// How members are used decides what a class may do: private helpers that are
// called with the lock held count as guarded, as do closures that run in place.
// RUN: %sendsync --dump=types %s -- -std=c++20 | FileCheck %s

#include <algorithm>
#include <mutex>
#include <thread>
#include <vector>

// CHECK-LABEL: Guarded: {{.*}}SyncMut yes
class Guarded {
public:
  void add() {
    std::lock_guard lock(mu_);
    ++n_;
  }

private:
  std::mutex mu_;
  int n_ = 0;
};

// CHECK-LABEL: PrivateHelper: {{.*}}SyncMut yes
class PrivateHelper {
public:
  void add() {
    std::lock_guard lock(mu_);
    addLocked();
  }
  void addTwice() {
    std::lock_guard lock(mu_);
    addLocked();
    twice();
  }

private:
  void addLocked() { ++n_; }
  void twice() { addLocked(); }
  std::mutex mu_;
  int n_ = 0;
};

// Public, of a class that no other file sees, and called here with the lock only.
// CHECK-LABEL: PublicHelper: {{.*}}SyncMut yes
class PublicHelper {
public:
  void add() {
    std::lock_guard lock(mu_);
    addLocked();
  }
  void addLocked() { ++n_; }

private:
  std::mutex mu_;
  int n_ = 0;
};

// CHECK-LABEL: PublicBareHelper: {{.*}}SyncMut no
class PublicBareHelper {
public:
  void add() {
    std::lock_guard lock(mu_);
    addLocked();
  }
  void addLocked() { ++n_; }

private:
  std::mutex mu_;
  int n_ = 0;
};
void outside(PublicBareHelper &helper) { helper.addLocked(); }

// Nobody here calls it: others will.
// CHECK-LABEL: UncalledHelper: {{.*}}SyncMut no
class UncalledHelper {
public:
  void add() {
    std::lock_guard lock(mu_);
    ++n_;
  }
  void addLocked() { ++n_; }

private:
  std::mutex mu_;
  int n_ = 0;
};

// One caller does not hold the lock.
// CHECK-LABEL: BareHelper: {{.*}}SyncMut no
class BareHelper {
public:
  void add() {
    std::lock_guard lock(mu_);
    addLocked();
  }
  void addBare() { addLocked(); }

private:
  void addLocked() { ++n_; }
  std::mutex mu_;
  int n_ = 0;
};

// CHECK-LABEL: InPlace: {{.*}}SyncMut yes
class InPlace {
public:
  void fill() {
    std::lock_guard lock(mu_);
    std::for_each(v_.begin(), v_.end(), [this](int v) { sum_ += v; });
    auto add = [this] { ++sum_; };
    add();
  }

private:
  std::mutex mu_;
  std::vector<int> v_;
  int sum_ = 0;
};

// CHECK-LABEL: WithLock: {{.*}}SyncMut yes
class WithLock {
public:
  void add() {
    withLock([this] { ++n_; });
  }

private:
  template <typename F> void withLock(F f) {
    std::lock_guard lock(mu_);
    f();
  }
  std::mutex mu_;
  int n_ = 0;
};

// CHECK-LABEL: UserGuard: {{.*}}
class UserGuard {
public:
  explicit UserGuard(std::mutex &mu) : mu_(mu) { mu_.lock(); }
  ~UserGuard() { mu_.unlock(); }

private:
  std::mutex &mu_;
};

// CHECK-LABEL: ByUserGuard: {{.*}}SyncMut yes
class ByUserGuard {
public:
  void add() {
    UserGuard guard(mu_);
    ++n_;
  }
  int value() {
    UserGuard guard(mu_);
    return n_;
  }

private:
  std::mutex mu_;
  int n_ = 0;
};

// CHECK-LABEL: OwnWrappers: {{.*}}SyncMut yes
class OwnWrappers {
public:
  void add() {
    lock();
    ++n_;
    unlock();
  }

private:
  void lock() { mu_.lock(); }
  void unlock() { mu_.unlock(); }
  std::mutex mu_;
  int n_ = 0;
};

// CHECK-LABEL: Elsewhere: {{.*}}SyncMut no
class Elsewhere {
public:
  void start() {
    std::lock_guard lock(mu_);
    std::thread([this] { n_ = 1; }).detach();
  }

private:
  std::mutex mu_;
  int n_ = 0;
};
