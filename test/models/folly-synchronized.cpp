// folly::Synchronized and its locks. Debian has no package of folly: the part
// below stands in for its headers, with the declarations the model is about.
// RUN: rm -rf %t && split-file %s %t
// RUN: %clang_plugin -std=c++17 -isystem %t/include %inc -Xclang -verify %t/use.cpp -Xclang -verify-ignore-unexpected=note

//--- include/folly/Synchronized.h
#pragma once
#include <utility>
namespace folly {
template <bool ReaderPriority> class SharedMutexImpl {
public:
  void lock();
  bool try_lock();
  void unlock();
  void lock_shared();
  void unlock_shared();
  void lock_upgrade();
  void unlock_upgrade();
  void unlock_upgrade_and_lock();
  class ReadHolder {
  public:
    explicit ReadHolder(SharedMutexImpl &lock);
    ReadHolder(ReadHolder &&) noexcept;
    ~ReadHolder();
    void unlock();
  };
  class WriteHolder {
  public:
    explicit WriteHolder(SharedMutexImpl &lock);
    WriteHolder(WriteHolder &&) noexcept;
    ~WriteHolder();
    void unlock();
  };
};
using SharedMutex = SharedMutexImpl<false>;
class SpinLock {
public:
  void lock();
  bool try_lock();
  void unlock();
};
template <class T> class LockedPtr {
public:
  LockedPtr(LockedPtr &&) noexcept;
  ~LockedPtr();
  T *operator->() const;
  T &operator*() const;
  void unlock();
  explicit operator bool() const;
};
template <class Subclass, class T> class SynchronizedBase {
public:
  LockedPtr<T> wlock();
  LockedPtr<const T> rlock() const;
  LockedPtr<T> ulock();
  template <class F> auto withWLock(F &&f) { return f(*wlock()); }
  template <class F> auto withRLock(F &&f) const { return f(*rlock()); }
};
template <class T> class Synchronized : public SynchronizedBase<Synchronized<T>, T> {
public:
  T copy() const;
  void swap(T &);
};
} // namespace folly

//--- use.cpp
#include <folly/Synchronized.h>
#define SENDSYNC_SHORT_NAMES
#include <sendsync/annotations.h>

struct Table {
  int size = 0;
};
folly::Synchronized<Table> table;

void flagged_two_pointers() {
  auto first = table.wlock();
  auto second = table.rlock(); // expected-warning {{'table' is already held here; locking it again deadlocks}}
}
void flagged_callable_under_pointer() {
  auto locked = table.wlock();
  table.withWLock([](Table &t) { ++t.size; }); // expected-warning {{calling 'withWLock' locks 'table', which is already held here}}
}
void flagged_pointer_in_callable() {
  table.withRLock([](const Table &) {
    auto again = table.wlock(); // expected-warning {{'table' is already held here}}
  });
}
void flagged_copy_under_pointer() {
  auto locked = table.wlock();
  Table copied = table.copy(); // expected-warning {{calling 'copy' requires not holding 'table'; it is held here}}
}
void accepted_one_after_the_other() {
  table.wlock()->size = 1;
  table.wlock()->size = 2;
  {
    auto locked = table.wlock();
    ++locked->size;
  }
  table.withWLock([](Table &t) { ++t.size; });
  Table copied = table.copy();
}
void accepted_unlocked() {
  auto locked = table.wlock();
  locked.unlock();
  auto again = table.rlock();
}
void accepted_two_objects(folly::Synchronized<Table> &a,
                          folly::Synchronized<Table> &b) {
  auto first = a.wlock();
  auto second = b.wlock();
}

class Cache {
public:
  int accepted_reading() {
    folly::SharedMutex::ReadHolder holder(mutex);
    return value;
  }
  void flagged_writing_as_reader() {
    folly::SharedMutex::ReadHolder holder(mutex);
    ++value; // expected-warning {{writing 'value' requires holding 'mutex' exclusively}}
  }
  void accepted_writing() {
    folly::SharedMutex::WriteHolder holder(mutex);
    ++value;
  }
  void accepted_upgraded() {
    mutex.lock_upgrade();
    mutex.unlock_upgrade_and_lock();
    ++value;
    mutex.unlock();
  }
  void accepted_spin() {
    spin.lock();
    ++counted;
    spin.unlock();
  }
  void flagged_spin() {
    ++counted; // expected-warning {{writing 'counted' requires holding 'spin'}}
  }

private:
  folly::SharedMutex mutex;
  folly::SpinLock spin;
  int value GUARDED_BY(mutex) = 0;
  int counted GUARDED_BY(spin) = 0;
};
