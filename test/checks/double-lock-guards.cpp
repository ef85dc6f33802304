// Guards that lock later, assertions, and conditions that never hold.
//
// RUN: %clang_plugin -std=c++20 -pthread %inc -Xclang -verify %s \
// RUN:   -Xclang -verify-ignore-unexpected=note
#include <mutex>
#include <shared_mutex>
#define SENDSYNC_SHORT_NAMES
#include <sendsync/annotations.h>

class Pump {
public:
  void flagged_under_guard() {
    std::unique_lock<std::mutex> later(m_, std::defer_lock);
    std::lock_guard<std::mutex> now(m_);
    later.lock(); // expected-warning {{'m_' is already held here; locking it again deadlocks}}
    ++strokes_;
  }
  void flagged_by_hand() {
    std::unique_lock<std::mutex> later(m_, std::defer_lock);
    m_.lock();
    later.lock(); // expected-warning {{'m_' is already held here}}
    ++strokes_;
    m_.unlock();
  }
  void flagged_released_guard() {
    std::unique_lock<std::mutex> first(m_);
    first.unlock();
    std::lock_guard<std::mutex> second(m_);
    first.lock(); // expected-warning {{'m_' is already held here}}
  }
  void flagged_reader_then_writer() {
    std::unique_lock<std::shared_mutex> writer(s_, std::defer_lock);
    std::shared_lock<std::shared_mutex> reader(s_);
    writer.lock(); // expected-warning {{'s_' is already held here}}
  }
  void accepted_in_turn() {
    std::unique_lock<std::mutex> later(m_, std::defer_lock);
    { std::lock_guard<std::mutex> now(m_); ++strokes_; }
    later.lock();
    ++strokes_;
  }
  void accepted_own() {
    std::unique_lock<std::mutex> guard(m_);
    guard.unlock();
    guard.lock();
  }
  void accepted_recursive() {
    std::unique_lock<std::recursive_mutex> later(r_, std::defer_lock);
    std::lock_guard<std::recursive_mutex> now(r_);
    later.lock();
  }

private:
  std::mutex m_;
  std::shared_mutex s_;
  std::recursive_mutex r_;
  int strokes_ = 0;
};

class CAPABILITY("mutex") Seal {
public:
  void close() ACQUIRE();
  void open() RELEASE();
  void expect() const ASSERT_CAPABILITY(this);
};
class Archive {
public:
  void accepted_gives_up_meanwhile() {
    seal_.close();
    pause();
    seal_.open();
  }

private:
  void pause() REQUIRES(seal_) {
    seal_.expect();
    seal_.open();
    wait();
    seal_.close();
  }
  void wait();
  Seal seal_;
};

class CAPABILITY("mutex") Reentrant : public std::recursive_mutex {
public:
  void lock() ACQUIRE() { std::recursive_mutex::lock(); }
  void unlock() RELEASE() { std::recursive_mutex::unlock(); }
};
class Registry {
public:
  void accepted_outer() { m_.lock(); inner(); m_.unlock(); }

private:
  void inner() { m_.lock(); ++n_; m_.unlock(); }
  Reentrant m_;
  int n_ = 0;
};

void set(bool &flag);
class Valve {
public:
  void accepted_never() {
    std::lock_guard<std::mutex> a(m_);
    bool verbose = false;
    if (verbose) {
      std::lock_guard<std::mutex> b(m_);
      ++turns_;
    }
    int level = 1;
    if (level == 0)
      m_.lock();
  }
  void flagged_always() {
    std::lock_guard<std::mutex> a(m_);
    bool checked = true;
    if (checked)
      m_.lock(); // expected-warning {{'m_' is already held here}}
  }
  void flagged_set_meanwhile() {
    std::lock_guard<std::mutex> a(m_);
    bool verbose = false;
    set(verbose);
    if (verbose)
      m_.lock(); // expected-warning {{'m_' is already held here}}
  }
  void flagged_set_by_name() {
    std::lock_guard<std::mutex> a(m_);
    bool verbose = false;
    bool &other = verbose;
    other = turns_ > 3;
    if (verbose)
      m_.lock(); // expected-warning {{'m_' is already held here}}
  }

private:
  std::mutex m_;
  int turns_ = 0;
};
