// The monitor rule: which classes are safe to use from many threads without a
// word from their author.
// RUN: %sendsync --dump=types %s -- -std=c++20 | FileCheck %s

#include <atomic>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <string>
#include <vector>

// CHECK: Locked: {{.*}}Sync yes, SyncMut yes
class Locked {
public:
  void add(int n) {
    std::lock_guard<std::mutex> lock(mu_);
    values_.push_back(n);
  }
  int count() const {
    std::lock_guard<std::mutex> lock(mu_);
    return static_cast<int>(values_.size());
  }

private:
  mutable std::mutex mu_;
  std::vector<int> values_;
};

// CHECK: ReadersAndWriter: {{.*}}Sync yes, SyncMut yes
class ReadersAndWriter {
public:
  void set(int n) {
    std::unique_lock<std::shared_mutex> lock(mu_);
    value_ = n;
  }
  int get() const {
    std::shared_lock<std::shared_mutex> lock(mu_);
    return value_;
  }

private:
  mutable std::shared_mutex mu_;
  int value_ = 0;
};

// CHECK: WritesUnderReaderLock: {{.*}}SyncMut no
class WritesUnderReaderLock {
public:
  void set(int n) {
    std::shared_lock<std::shared_mutex> lock(mu_);
    value_ = n;
  }

private:
  std::shared_mutex mu_;
  int value_ = 0;
};

// CHECK: Atomics: {{.*}}Sync yes, SyncMut yes
class Atomics {
public:
  void hit() { ++hits_; }
  const std::string &name() const { return name_; }

private:
  std::atomic<int> hits_{0};
  const std::string name_ = "counter";
};

// CHECK: SetOnce: {{.*}}Sync yes, SyncMut yes
class SetOnce {
public:
  explicit SetOnce(int limit) : limit_(limit) {}
  int limit() const { return limit_; }

private:
  int limit_;
};

// CHECK: OneBareWriter: {{.*}}SyncMut no
class OneBareWriter {
public:
  void set(int n) {
    std::lock_guard<std::mutex> lock(mu_);
    value_ = n;
  }
  void reset() { value_ = 0; }

private:
  std::mutex mu_;
  int value_ = 0;
};

// CHECK: LazyCache: Send yes, Sync no, SyncMut no
class LazyCache {
public:
  int find() const {
    ++lookups_;
    return value_;
  }

private:
  mutable int lookups_ = 0;
  int value_ = 0;
};

// CHECK: Elsewhere: Send yes, Sync yes, SyncMut not known
class Elsewhere {
public:
  void set(int n);

private:
  int value_ = 0;
};

// CHECK: Point: Send yes, Sync yes, SyncMut no
struct Point {
  int x, y;
};

// CHECK: LockAndData: Send yes, Sync yes, SyncMut not known
struct LockAndData {
  std::mutex mu;
  int value;
};

// CHECK: Nested: Send yes, Sync yes, SyncMut yes
struct Nested {
  Locked locked;
  Atomics atomics;
};

// CHECK: PointsToPlain: {{.*}}SyncMut not known
class PointsToPlain {
public:
  void move() { point_->x = 1; }

private:
  std::unique_ptr<Point> point_ = std::make_unique<Point>();
};
