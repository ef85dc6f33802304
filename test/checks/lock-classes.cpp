// Locks of the user's that are made of a mutex and a state: the mutex is held while
// the state changes, not from lock() to unlock().
//
// RUN: %clang_plugin -std=c++20 -pthread %inc -Xclang -verify %s \
// RUN:   -Xclang -verify-ignore-unexpected=note
#include <condition_variable>
#include <mutex>
#include <thread>
#define SENDSYNC_SHORT_NAMES
#include <sendsync/annotations.h>

class SharedMutex {
public:
  void lock() {
    std::unique_lock<std::mutex> l(m);
    while (writer)
      c.wait(l);
    writer = true;
    while (readers)
      c.wait(l);
  }
  void unlock() {
    std::lock_guard<std::mutex> l(m);
    writer = false;
    c.notify_all();
  }
  bool try_lock() {
    std::lock_guard<std::mutex> l(m);
    if (writer || readers)
      return false;
    return writer = true;
  }

private:
  std::mutex m;
  std::condition_variable c;
  bool writer = false;
  int readers = 0;
};

class SCOPED_CAPABILITY ExclusiveLock {
public:
  explicit ExclusiveLock(SharedMutex &m) ACQUIRE(m) : mm(m) { mm.lock(); }
  ~ExclusiveLock() RELEASE(mm) { mm.unlock(); }

private:
  SharedMutex &mm;
};

class Sockets {
public:
  void accepted_guard() {
    ExclusiveLock g(lock);
    ++count;
  }
  void accepted_by_hand() {
    lock.lock();
    ++count;
    lock.unlock();
  }
  void accepted_standard_guard() {
    std::lock_guard<SharedMutex> g(lock);
    ++count;
  }
  void accepted_try() {
    if (!lock.try_lock())
      return;
    ++count;
    lock.unlock();
  }
  void flagged_none() {
    ++count; // expected-warning {{requires holding 'lock' exclusively; no lock is held}}
  }
  void flagged_too_late() {
    lock.lock();
    lock.unlock();
    ++count; // expected-warning {{requires holding 'lock' exclusively; no lock is held}}
  }
  bool flagged_left(int n) {
    lock.lock();
    if (n < 0)
      return false; // expected-warning {{'lock' is still held when the function is left here}}
    count = n;
    lock.unlock();
    return false;
  }

private:
  SharedMutex lock;
  int count GUARDED_BY(lock) = 0;
};

// The count of a recursive lock is its owner's.
class Recursive {
public:
  unsigned long accepted_count() const { return count; }
  void flagged_reset() { count = 0; } // expected-warning {{'count' is written without 'm'}}
  void lock() const {
    m.lock();
    if (id == std::this_thread::get_id()) {
      ++count;
    } else {
      while (count) {
        m.unlock();
        std::this_thread::yield();
        m.lock();
      }
      count = 1;
      id = std::this_thread::get_id();
    }
    m.unlock();
  }
  void unlock(unsigned long times = 1) const {
    m.lock();
    if (id == std::this_thread::get_id()) {
      if (count <= times) {
        id = std::thread::id();
        count = 0;
      } else {
        count -= times;
      }
    }
    m.unlock();
  }

private:
  mutable std::mutex m;
  mutable std::thread::id id;
  mutable unsigned long count = 0;
};

void accepted_twice(Recursive &r, int &data) {
  r.lock();
  r.lock();
  ++data;
  r.unlock();
  r.unlock();
}

// The guard of the recursive lock, too.
struct Registry {
  Recursive lock;
  int level = 0;
  int accepted_level() {
    std::lock_guard<Recursive> g(lock);
    return level;
  }
  void accepted_nested() {
    std::lock_guard<Recursive> g(lock);
    level = accepted_level() + 1;
  }
};

// A plain wrapper keeps what it locks: its count is not the holder's.
class Counted {
public:
  unsigned long flagged_count() const { return count; } // expected-warning {{'count' is read without 'm'}}
  void lock() {
    m.lock();
    ++count;
  }
  void unlock() {
    ++count;
    m.unlock();
  }
  void reset() {
    std::lock_guard<std::mutex> g(m);
    count = 0;
  }
  void restart() {
    std::lock_guard<std::mutex> g(m);
    count = 1;
  }

private:
  std::mutex m;
  unsigned long count = 0;
};

// A condition variable of one's own: who waits with it tests.
class Signaler {
public:
  explicit Signaler(std::recursive_mutex &a) : associated(a) {}
  void accepted_wait() const {
    m.lock();
    associated.unlock();
    s.wait(m);
    m.unlock();
    associated.lock();
  }
  void flagged_wait() const {
    m.lock();
    s.wait(m); // expected-warning {{this wait for 's' has no predicate}}
    m.unlock();
  }
  void broadcast() const {
    m.lock();
    s.notify_all();
    m.unlock();
  }

private:
  mutable std::mutex m;
  mutable std::condition_variable_any s;
  std::recursive_mutex &associated;
};

// Declared here, defined elsewhere: the operations and the guards mean one lock.
class Elsewhere {
public:
  void lock();
  void unlock();

private:
  std::mutex m;
};

class Both {
public:
  void first() {
    std::lock_guard<Elsewhere> g(lock);
    ++count;
  }
  void second() {
    std::lock_guard<Elsewhere> g(lock);
    ++count;
  }
  void accepted_by_hand() {
    lock.lock();
    ++count;
    lock.unlock();
  }
  int flagged_count() { return count; } // expected-warning {{'count' is read without 'lock'}}

private:
  Elsewhere lock;
  int count = 0;
};

// A wait in code that is not seen gives the guard back as it was.
class CAPABILITY("mutex") Mutex {
public:
  void lock() ACQUIRE();
  void unlock() RELEASE();
};
class SCOPED_CAPABILITY UniqueLock {
public:
  explicit UniqueLock(Mutex &m) ACQUIRE(m);
  ~UniqueLock() RELEASE();
  void unlock() RELEASE();
};
struct Condition {
  void wait(UniqueLock &lock);
};
class Sender {
public:
  void accepted_waits() {
    UniqueLock l(block);
    while (!ready)
      condition.wait(l);
    ready = false;
  }
  void flagged_unlocks(int n) {
    UniqueLock l(block);
    while (n--) // expected-warning {{whether 'block' is held at the start of this loop differs by turn}}
      l.unlock();
  }

private:
  Mutex block;
  Condition condition;
  bool ready GUARDED_BY(block) = false;
};
