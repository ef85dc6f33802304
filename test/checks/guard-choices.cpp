// Guards that lock or not as an argument says, guards that unlock while they live, and
// waits that give up the lock of their caller.
//
// RUN: %clang_plugin -std=c++20 -pthread %inc -Xclang -verify %s \
// RUN:   -Xclang -verify-ignore-unexpected=note
#include <mutex>
#define SENDSYNC_SHORT_NAMES
#include <sendsync/annotations.h>

template <class M> class Relock {
public:
  explicit Relock(M &m, bool unlockNow = true) : m_(m) {
    if (unlockNow)
      m_.unlock();
  }
  ~Relock() {
    try {
      m_.lock();
    } catch (...) {
    }
  }
  Relock(const Relock &) = delete;

private:
  M &m_;
};
class Bell {
public:
  void ring(std::mutex &m) {
    Relock<std::mutex> again(m, false);
    m.unlock();
    sound();
  }
  void sound();
};
class House {
public:
  void accepted_waits() {
    std::lock_guard<std::mutex> l(m_);
    ++guests_;
    bell_.ring(m_);
    --guests_;
  }
  void accepted_gap() {
    std::lock_guard<std::mutex> l(m_);
    ++guests_;
    { Relock<std::mutex> gap(m_); bell_.sound(); }
    --guests_;
  }
  void enter() { std::lock_guard<std::mutex> l(m_); ++guests_; }
  void leave() { std::lock_guard<std::mutex> l(m_); --guests_; }
  void flagged_in_gap() {
    std::lock_guard<std::mutex> l(m_);
    Relock<std::mutex> gap(m_);
    guests_ = 0; // expected-warning {{'guests_' is written without 'm_'}}
  }

private:
  std::mutex m_;
  Bell bell_;
  int guests_ = 0;
};

class Optional {
public:
  Optional(std::mutex &m, bool lock) : m_(m), owns_(lock) {
    if (lock)
      m_.lock();
  }
  ~Optional() {
    if (owns_)
      m_.unlock();
  }

private:
  std::mutex &m_;
  bool owns_;
};
enum class Entry { Locked, Bare };
class Chosen {
public:
  Chosen(std::mutex &m, Entry how) : m_(m), how_(how) {
    if (how == Entry::Locked)
      m_.lock();
  }
  ~Chosen() {
    if (how_ == Entry::Locked)
      m_.unlock();
  }

private:
  std::mutex &m_;
  Entry how_;
};
class Shop {
public:
  void a() { Optional o(m_, true); ++sold_; }
  void b() { Optional o(m_, true); --sold_; }
  void c() { Chosen o(m_, Entry::Locked); sold_ = 0; }
  void d() { Chosen o(m_, Entry::Locked); ++sold_; }
  void flagged_without() {
    Optional o(m_, false);
    ++sold_; // expected-warning {{'sold_' is written without 'm_'}}
  }

private:
  std::mutex m_;
  int sold_ = 0;
};

// Attributes of the constructor and the destructor make a guard of a class.
class CAPABILITY("mutex") Seal {
public:
  void close() ACQUIRE();
  void open() RELEASE();
};
class Sealed {
public:
  explicit Sealed(Seal &s) ACQUIRE(s);
  ~Sealed() RELEASE();
};
class Vault {
public:
  void accepted_turns() {
    for (int i = 0; i < 3; ++i) {
      Sealed closed(seal_);
      ++gold_;
    }
  }
  void flagged_after() {
    { Sealed closed(seal_); ++gold_; }
    ++gold_; // expected-warning {{writing 'gold_' requires holding 'seal_'}}
  }

private:
  Seal seal_;
  int gold_ GUARDED_BY(seal_) = 0;
};
