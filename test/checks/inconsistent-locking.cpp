// RUN: %clang_plugin %inc -std=c++20 -pthread -Xclang -verify %s \
// RUN:   -Xclang -verify-ignore-unexpected=note

#include <atomic>
#include <functional>
#include <map>
#include <mutex>
#include <shared_mutex>
#include <string>
#include <thread>
#include <vector>

// Each case is a class of its own, with the flagged or accepted function in it.

class Counter {
public:
  void hit() { std::lock_guard lock(mu_); ++n_; }
  void miss() { std::lock_guard lock(mu_); ++n_; }
  void clear() { std::lock_guard lock(mu_); n_ = 0; }
  int flagged_read() {
    return n_; // expected-warning {{'n_' is read without 'mu_', which is held at 3 of its 4 accesses [sendsync-inconsistent-locking]}}
  }

private:
  std::mutex mu_;
  int n_ = 0;
};

class Names {
public:
  void add(std::string s) { std::lock_guard lock(mu_); names_.push_back(s); }
  size_t size() { std::lock_guard lock(mu_); return names_.size(); }
  bool empty() { std::lock_guard lock(mu_); return names_.empty(); }
  void flagged_write() {
    names_.clear(); // expected-warning {{'names_' is written without 'mu_'}}
  }

private:
  std::mutex mu_;
  std::vector<std::string> names_;
};

// The locks of the callers count, those of the work that is started do not.
class Worker {
public:
  void one() { std::lock_guard lock(mu_); ++jobs_; }
  void two() { std::lock_guard lock(mu_); ++jobs_; }
  void three() { std::lock_guard lock(mu_); ++jobs_; }
  void flagged_in_thread() {
    std::lock_guard lock(mu_);
    std::thread([this] {
      ++jobs_; // expected-warning {{'jobs_' is written without 'mu_'}} // expected-warning {{'jobs_' is guarded by 'mu_', which is not held when this closure runs}}
    }).detach();
  }

private:
  std::mutex mu_;
  int jobs_ = 0;
};

static std::mutex TableLock;
static std::map<int, int> Table;
void put(int k, int v) { std::lock_guard lock(TableLock); Table[k] = v; }
void drop(int k) { std::lock_guard lock(TableLock); Table.erase(k); }
bool has(int k) { std::lock_guard lock(TableLock); return Table.count(k); }
size_t flagged_global() {
  return Table.size(); // expected-warning {{'Table' is read without 'TableLock', which is held at 3 of its 4 accesses}}
}

// The user's own lock, known from its body; messages name it as the user does.
class Latch {
public:
  void enter() { inner_.lock(); }
  void leave() { inner_.unlock(); }

private:
  std::mutex inner_;
};
class Journal {
public:
  void a() { latch_.enter(); ++lines_; latch_.leave(); }
  void b() { latch_.enter(); ++lines_; latch_.leave(); }
  void c() { latch_.enter(); ++lines_; latch_.leave(); }
  long flagged_own_lock() {
    return lines_; // expected-warning {{'lines_' is read without 'latch_', which is held at 3 of its 4 accesses}}
  }

private:
  Latch latch_;
  long lines_ = 0;
};

template <typename T> class Box {
public:
  void set(T v) { std::lock_guard lock(mu_); v_ = v; }
  void reset() { std::lock_guard lock(mu_); v_ = T(); }
  T get() { std::lock_guard lock(mu_); return v_; }
  T flagged_template() {
    return v_; // expected-warning {{'v_' is read without 'mu_'}}
  }

private:
  std::mutex mu_;
  T v_{};
};
int useBox(Box<int> &b) {
  b.set(1);
  b.reset();
  return b.get() + b.flagged_template();
}

// Members of one structure are judged one by one.
class Parts {
public:
  void a() { std::lock_guard lock(mu_); ++state_.hot; }
  void b() { std::lock_guard lock(mu_); ++state_.hot; }
  void c() { std::lock_guard lock(mu_); ++state_.hot; }
  int accepted_other_part() const { return state_.cold; }
  int flagged_same_part() {
    return state_.hot; // expected-warning {{'state_.hot' is read without 'mu_'}}
  }

private:
  mutable std::mutex mu_;
  struct { int hot = 0, cold = 0; } state_;
};

class PrivateHelper {
public:
  void hit() { std::lock_guard lock(mu_); bump(); }
  void miss() { std::lock_guard lock(mu_); bump(); }
  int count() { std::lock_guard lock(mu_); return n_; }
  int twice() { std::lock_guard lock(mu_); return n_ * 2; }

private:
  void bump() { deeper(3); }
  void deeper(int times) { // accepted: recursion takes no lock away
    ++n_;
    if (times)
      deeper(times - 1);
  }
  std::mutex mu_;
  int n_ = 0;
};

class Construction {
public:
  Construction() { fill(); }
  ~Construction() { n_ = -1; }
  void a() { std::lock_guard lock(mu_); ++n_; }
  void b() { std::lock_guard lock(mu_); ++n_; }
  void c() { std::lock_guard lock(mu_); again(); }

private:
  void fill() { n_ = 1; }  // accepted: only the constructor calls it
  void again() { n_ = 2; } // accepted: its caller holds the lock
  std::mutex mu_;
  int n_ = 0;
};

class Conventions {
public:
  void a() { std::lock_guard lock(mu_); ++n_; }
  void b() { std::lock_guard lock(mu_); ++n_; }
  void c() { std::lock_guard lock(mu_); ++n_; }
  int d() { std::lock_guard lock(mu_); return accepted_called_with_it(); }
  int accepted_called_with_it() { return n_; }
  Conventions &operator=(const Conventions &other) { // accepted: two objects
    n_ = other.n_;
    return *this;
  }

private:
  std::mutex mu_;
  int n_ = 0;
};

class Atomics {
public:
  void a() { std::lock_guard lock(mu_); ++n_; }
  void b() { std::lock_guard lock(mu_); ++n_; }
  void c() { std::lock_guard lock(mu_); ++n_; }
  int accepted_atomic() { return n_; }

private:
  std::mutex mu_;
  std::atomic<int> n_{0};
};

class Published {
public:
  void set(int v) { std::lock_guard lock(mu_); v_ = v; ready_.store(true); }
  void again(int v) { std::lock_guard lock(mu_); v_ = v; ready_.store(true); }
  void more(int v) { std::lock_guard lock(mu_); v_ = v; ready_.store(true); }
  int accepted_ordered_by_an_atomic() { return ready_.load() ? v_ : 0; }

private:
  std::mutex mu_;
  std::atomic<bool> ready_{false};
  int v_ = 0;
};

// Two guards: all of them to write, any of them to read.
class TwoGuards {
public:
  void set(int v) { std::scoped_lock lock(a_, b_); v_ = v; }
  void more(int v) { std::scoped_lock lock(a_, b_); v_ = v; }
  int readA() { std::lock_guard lock(a_); return v_; }
  int readMore() { std::lock_guard lock(a_); return v_ + 1; }
  int accepted_the_other_guard() { std::lock_guard lock(b_); return v_; }

private:
  std::mutex a_, b_;
  int v_ = 0;
};

class OwnCopy {
public:
  void a() { std::lock_guard lock(mu_); ++n_; }
  void b() { std::lock_guard lock(mu_); ++n_; }
  void c() { std::lock_guard lock(mu_); ++n_; }
  static int accepted_local_object() {
    OwnCopy own;
    own.n_ = 3;
    auto *fresh = new OwnCopy;
    fresh->n_ = 4;
    return own.n_;
  }

private:
  std::mutex mu_;
  int n_ = 0;
};

class Lifetime {
public:
  void a() { std::lock_guard lock(mu_); ++n_; }
  void b() { std::lock_guard lock(mu_); ++n_; }
  void c() { std::lock_guard lock(mu_); ++n_; }
  void accepted_start() {
    n_ = 0;
    t_ = std::thread([this] { a(); });
  }
  int accepted_stop() {
    t_.join();
    return n_;
  }

private:
  std::mutex mu_;
  int n_ = 0;
  std::thread t_;
};

class ReadOnly {
public:
  int a() { std::lock_guard lock(mu_); return n_; }
  int b() { std::lock_guard lock(mu_); return n_; }
  int c() { std::lock_guard lock(mu_); return n_; }
  int accepted_never_written() { return n_; }

private:
  std::mutex mu_;
  int n_ = 7;
};

class Callback {
public:
  void a() { std::lock_guard lock(mu_); ++n_; }
  void b() { std::lock_guard lock(mu_); ++n_; }
  void c() { std::lock_guard lock(mu_); ++n_; }
  // Who calls it, and with what, nobody can see.
  std::function<int()> accepted_unknown_caller() {
    return [this] { return n_; };
  }

private:
  std::mutex mu_;
  int n_ = 0;
};

class Base {
protected:
  virtual void accepted_hook() { ++n_; } // its callers may hold the lock
  void a() { std::lock_guard lock(mu_); ++n_; }
  void b() { std::lock_guard lock(mu_); ++n_; }
  void c() { std::lock_guard lock(mu_); ++n_; }
  std::mutex mu_;
  int n_ = 0;
};

class Turns {
public:
  void a() { std::lock_guard lock(mu_); ++n_; }
  void b() { std::lock_guard lock(mu_); ++n_; }
  void c() { std::lock_guard lock(mu_); ++n_; }
  // The lock is given up on purpose: it is this thread's turn.
  int accepted_gap() {
    std::unique_lock lock(mu_);
    lock.unlock();
    int now = n_;
    lock.lock();
    return now + n_;
  }

private:
  std::mutex mu_;
  int n_ = 0;
};

class Early {
public:
  void a() { std::lock_guard lock(mu_); ++n_; }
  void b() { std::lock_guard lock(mu_); ++n_; }
  void c() { std::lock_guard lock(mu_); ++n_; }
  int flagged_too_early() {
    std::unique_lock lock(mu_);
    ++n_;
    lock.unlock();
    return n_; // expected-warning {{'n_' is read without 'mu_'}}
  }

private:
  std::mutex mu_;
  int n_ = 0;
};

class Mistaken {
public:
  void a() { std::lock_guard lock(mu_); ++n_; }
  void b() { std::lock_guard lock(mu_); ++n_; }
  void c() { std::lock_guard lock(mu_); ++n_; }
  void flagged_write_in_gap() {
    std::unique_lock lock(mu_);
    ++n_;
    lock.unlock();
    n_ = 0; // expected-warning {{'n_' is written without 'mu_'}}
    lock.lock();
  }

private:
  std::mutex mu_;
  int n_ = 0;
};

// One function with another lock is a mistake.
static std::mutex UsualLock, OtherLock;
static int Mixed;
void mixed_a() { std::lock_guard lock(UsualLock); Mixed = 1; }
void mixed_b() { std::lock_guard lock(UsualLock); Mixed = 2; }
void mixed_c() { std::lock_guard lock(UsualLock); Mixed = 3; }
void flagged_other_lock() {
  std::lock_guard lock(OtherLock);
  ++Mixed; // expected-warning {{'Mixed' is written without 'UsualLock', which is held at 3 of its 4 accesses}}
}

// What copies or moves a whole object locks all of it, needed or not.
class Named {
public:
  Named() = default;
  Named(Named &&other) {
    std::lock_guard lock(other.mu_);
    name_ = std::move(other.name_);
  }
  Named &operator=(Named &&other) {
    if (this != &other) {
      std::scoped_lock lock(mu_, other.mu_);
      name_ = std::move(other.name_);
    }
    return *this;
  }
  void accepted_name(const std::string &name) { name_ = name; }

private:
  std::mutex mu_;
  std::string name_;
};
