// Lock classes that look at the result of each call, and locks whose result goes on
// to the caller.
//
// RUN: %clang_plugin -std=c++20 -pthread %inc -Xclang -verify %s \
// RUN:   -Xclang -verify-ignore-unexpected=note
#include <cerrno>
#include <cstdio>
#include <pthread.h>

void complain(const char *what, int code);
#define CHECK_OK(rc)                                                           \
  do {                                                                         \
    if (rc)                                                                    \
      complain(__FILE__, rc);                                                  \
  } while (false)

class Logged {
public:
  void enter() { int rc = pthread_mutex_lock(&raw_); CHECK_OK(rc); }
  void leave() { int rc = pthread_mutex_unlock(&raw_); CHECK_OK(rc); }

private:
  pthread_mutex_t raw_ = PTHREAD_MUTEX_INITIALIZER;
};
class Nested {
public:
  void enter() {
    if (int rc = pthread_mutex_lock(&raw_)) {
      complain("lock", rc);
      if (rc == EINVAL)
        complain("not initialized", rc);
    }
  }
  void leave() {
    if (pthread_mutex_unlock(&raw_) != 0)
      perror("unlock");
  }

private:
  pthread_mutex_t raw_ = PTHREAD_MUTEX_INITIALIZER;
};
class Returned {
public:
  int enter() {
    if (int rc = pthread_mutex_lock(&raw_)) {
      complain("lock", rc);
      return -1;
    }
    return 0;
  }
  void leave() { pthread_mutex_unlock(&raw_); }

private:
  pthread_mutex_t raw_ = PTHREAD_MUTEX_INITIALIZER;
};

template <class Lock> class Stock {
public:
  void add(int n) { lock_.enter(); count_ += n; lock_.leave(); }
  void take(int n) { lock_.enter(); count_ -= n; lock_.leave(); }
  void clear() { lock_.enter(); count_ = 0; lock_.leave(); }
  int flagged_count() { return count_; } // expected-warning {{'count_' is read without 'lock_'}}

private:
  Lock lock_;
  int count_ = 0;
};
void use(Stock<Logged> &a, Stock<Nested> &b, Stock<Returned> &c) {
  a.add(1), a.take(1), a.clear(), a.flagged_count();
  b.add(1), b.take(1), b.clear(), b.flagged_count();
  c.add(1), c.take(1), c.clear(), c.flagged_count();
}

// The ways do not meet again with the lock.
class Careful {
public:
  int accepted_gives_up(int n) {
    if (lock_.enter())
      return -1;
    count_ += n;
    lock_.leave();
    return 0;
  }
  void accepted_without() {
    if (pthread_mutex_lock(&own_) != 0) {
      complain("going on without", 0);
      return;
    }
    ++owned_;
    pthread_mutex_unlock(&own_);
  }
  void accepted_twice_in_turn() {
    int rc = pthread_mutex_lock(&own_);
    CHECK_OK(rc);
    ++owned_;
    rc = pthread_mutex_unlock(&own_);
    CHECK_OK(rc);
    rc = pthread_mutex_lock(&own_);
    CHECK_OK(rc);
    ++owned_;
    pthread_mutex_unlock(&own_);
  }
  void flagged_twice() {
    int rc = pthread_mutex_lock(&own_);
    CHECK_OK(rc);
    pthread_mutex_lock(&own_); // expected-warning {{'own_' is already held here}}
    pthread_mutex_unlock(&own_);
    pthread_mutex_unlock(&own_);
  }

private:
  Returned lock_;
  pthread_mutex_t own_ = PTHREAD_MUTEX_INITIALIZER;
  int count_ = 0, owned_ = 0;
};
