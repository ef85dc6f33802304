// Guards of the user's own, guards that functions return, and locks of one call
// that are handed over by their address.
// RUN: %sendsync --checks=ineffective-lock %s -- -std=c++17 -pthread %inc \
// RUN:   -Xclang -verify -Xclang -verify-ignore-unexpected=note
#include <mutex>
#include <pthread.h>

class Hold {
public:
  explicit Hold(std::mutex &m) : m_(m) { m_.lock(); }
  ~Hold() { m_.unlock(); }

private:
  std::mutex &m_;
};
class Keep {
public:
  explicit Keep(std::mutex &m) : m_(m) { m_.lock(); }
  void drop() { m_.unlock(); }

private:
  std::mutex &m_;
};
class Again {
public:
  explicit Again(std::mutex &m) : m_(m) { m_.lock(); }
  ~Again() { m_.unlock(); }
  Again &take() {
    m_.lock();
    return *this;
  }
  void drop() { m_.unlock(); }

private:
  std::mutex &m_;
};
struct Log {
  explicit Log(std::mutex &m) {
    std::lock_guard lock(m);
    ++lines;
  }
  ~Log() {}
  static int lines;
};

class Table {
public:
  void flagged_own_guard() {
    Hold{m_}; // expected-warning {{this 'Hold' is a temporary and releases 'm_' immediately [sendsync-ineffective-lock]}}
    ++n_;
  }
  void flagged_own_guard_void() {
    (void)Hold(m_); // expected-warning {{this 'Hold' is a temporary and releases 'm_' immediately}}
    ++n_;
  }
  void flagged_void() {
    (void)std::lock_guard<std::mutex>(m_); // expected-warning {{this 'std::lock_guard' is a temporary and releases 'm_' immediately}}
    ++n_;
  }
  void flagged_returned() {
    take(); // expected-warning {{what 'take' returns is a temporary and releases 'm_' immediately}}
    ++n_;
  }
  void accepted_named() {
    Hold hold{m_};
    ++n_;
  }
  void accepted_not_at_its_end() {
    Keep{m_}.drop();
    Log{m_};
  }
  void accepted_kept() {
    auto lock = take();
    ++n_;
  }
  void accepted_returned_by_reference() {
    Again again(m_);
    again.drop();
    again.take();
    ++n_;
  }
  void accepted_in_expression() {
    use(Hold{m_}, ++n_);
  }

private:
  static void use(const Hold &, int) {}
  std::unique_lock<std::mutex> take() { return std::unique_lock<std::mutex>(m_); }
  std::mutex m_;
  int n_ = 0;
};

// A class like those of libraries, which takes the lock by its address.
class Locker {
public:
  explicit Locker(std::mutex *m) : m_(m) { m_->lock(); }
  ~Locker() { m_->unlock(); }

private:
  std::mutex *m_;
};
static int total;
void share(pthread_mutex_t *);

void flagged_local_by_address(int n) {
  pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
  pthread_mutex_lock(&m); // expected-warning {{'m' is a new lock on every call and cannot protect 'total'}}
  total += n;
  pthread_mutex_unlock(&m);
}
void flagged_local_initialized(int n) {
  pthread_mutex_t m;
  pthread_mutex_init(&m, nullptr);
  pthread_mutex_lock(&m); // expected-warning {{'m' is a new lock on every call and cannot protect 'total'}}
  total += n;
  pthread_mutex_unlock(&m);
  pthread_mutex_destroy(&m);
}
void accepted_shared_by_address(int n) {
  pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
  share(&m);
  pthread_mutex_lock(&m);
  total += n;
  pthread_mutex_unlock(&m);
}
void accepted_kept_address(int n) {
  static pthread_mutex_t *known;
  pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
  known = &m;
  pthread_mutex_lock(&m);
  total += n;
  pthread_mutex_unlock(&m);
}
void accepted_static(int n) {
  static std::mutex m;
  Locker lock(&m);
  total += n;
}
