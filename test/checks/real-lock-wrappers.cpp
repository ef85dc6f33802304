// A lock class of the user's without any attribute, as a declared guard: the lock
// inside is what is held, and the wrapper's name is what is declared. As in LevelDB.
//
// RUN: %clang_plugin %inc -std=c++20 -pthread -Xclang -verify %s \
// RUN:   -Xclang -verify-ignore-unexpected=note
#define SENDSYNC_SHORT_NAMES
#include <sendsync/annotations.h>
#include <mutex>
#include <vector>

class Mutex {
public:
  void Lock() { mu_.lock(); }
  void Unlock() { mu_.unlock(); }

private:
  std::mutex mu_;
};
class MutexLock {
public:
  explicit MutexLock(Mutex *mu) : mu_(mu) { mu_->Lock(); }
  ~MutexLock() { mu_->Unlock(); }

private:
  Mutex *const mu_;
};

class Cache {
public:
  void accepted_guard() {
    MutexLock lock(&mutex_);
    entries_.push_back(1);
  }
  void accepted_by_hand() {
    mutex_.Lock();
    entries_.push_back(2);
    mutex_.Unlock();
  }
  void accepted_required() REQUIRES(mutex_) { entries_.push_back(3); }
  void accepted_call() {
    MutexLock lock(&mutex_);
    accepted_required();
    helper();
  }
  void flagged_access() {
    entries_.clear(); // expected-warning {{writing 'entries_' requires holding 'mutex_' exclusively; no lock is held}}
  }
  void flagged_after_unlock() {
    mutex_.Lock();
    mutex_.Unlock();
    entries_.clear(); // expected-warning {{writing 'entries_' requires holding 'mutex_' exclusively; no lock is held}}
  }
  void flagged_call() {
    accepted_required(); // expected-warning {{calling 'accepted_required' requires holding 'mutex_' exclusively; no lock is held}}
  }

private:
  void helper() { entries_.push_back(4); } // accepted: its caller holds the lock
  Mutex mutex_;
  std::vector<int> entries_ GUARDED_BY(mutex_);
};

Mutex g_mutex;
int g_value GUARDED_BY(g_mutex);
void accepted_global() {
  MutexLock lock(&g_mutex);
  ++g_value;
}
void flagged_global() {
  ++g_value; // expected-warning {{writing 'g_value' requires holding 'g_mutex' exclusively; no lock is held}}
}
