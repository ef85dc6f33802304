// QtCore: mutexes, read-write locks, lockers, conditions, semaphores.
// REQUIRES: qt
// RUN: %clang_plugin -std=c++17 -fPIC -pthread %qt %inc -Xclang -verify %s -Xclang -verify-ignore-unexpected=note
#include <QtCore/QMutex>
#include <QtCore/QReadWriteLock>
#include <QtCore/QSemaphore>
#include <QtCore/QWaitCondition>
#include <thread>
#define SENDSYNC_SHORT_NAMES
#include <sendsync/annotations.h>

class Model {
public:
  Model() : listed(QMutex::Recursive) {}
  void flagged_nothing_held() {
    ++value; // expected-warning {{writing 'value' requires holding 'mutex'}}
  }
  void accepted_by_hand() {
    mutex.lock();
    ++value;
    mutex.unlock();
  }
  void accepted_locker() {
    QMutexLocker locker(&mutex);
    ++value;
    locker.unlock();
    locker.relock();
    ++value;
  }
  void flagged_unlocked() {
    QMutexLocker locker(&mutex);
    locker.unlock();
    ++value; // expected-warning {{writing 'value' requires holding 'mutex'}}
  }
  void accepted_tried() {
    if (mutex.tryLock(10)) {
      ++value;
      mutex.unlock();
    }
  }
  void flagged_tried_in_vain() {
    if (!mutex.tryLock())
      ++value; // expected-warning {{writing 'value' requires holding 'mutex'}}
    else
      mutex.unlock();
  }
  void accepted_wait() {
    QMutexLocker locker(&mutex);
    while (value == 0)
      changed.wait(&mutex);
    ++value;
    while (value == 1)
      changed.wait(locker.mutex());
    ++value;
  }
  int accepted_reading() {
    QReadLocker locker(&rw);
    return shared;
  }
  void flagged_writing_as_reader() {
    QReadLocker locker(&rw);
    ++shared; // expected-warning {{writing 'shared' requires holding 'rw' exclusively}}
  }
  void accepted_writing() {
    QWriteLocker locker(&rw);
    ++shared;
    locker.unlock();
    rw.lockForWrite();
    ++shared;
    rw.unlock();
    if (rw.tryLockForRead()) {
      int copy = shared;
      (void)copy;
      rw.unlock();
    }
  }
  void flagged_write_unlocked() {
    QWriteLocker locker(&rw);
    locker.unlock();
    ++shared; // expected-warning {{writing 'shared' requires holding 'rw'}}
  }
  void flagged_twice() {
    QMutexLocker first(&mutex);
    QMutexLocker second(&mutex); // expected-warning {{'mutex' is already held here; locking it again deadlocks}}
  }
  void flagged_twice_by_relock() {
    QMutexLocker first(&mutex);
    first.unlock();
    mutex.lock();
    mutex.lock(); // expected-warning {{'mutex' is already held here}}
  }
  void accepted_recursive() {
    QMutexLocker first(&recursive);
    QMutexLocker second(&recursive);
    listed.lock();
    listed.lock();
    in_class.lock();
    in_class.lock();
  }

private:
  QMutex mutex;
  QRecursiveMutex recursive;
  QMutex listed, in_class{QMutex::Recursive};
  QReadWriteLock rw;
  QWaitCondition changed;
  int value GUARDED_BY(mutex) = 0;
  int shared GUARDED_BY(rw) = 0;
};

QMutex plain, outer(QMutex::Recursive);
QReadWriteLock plainRw, recursiveRw(QReadWriteLock::Recursive);
void flagged_global() {
  plain.lock();
  plain.lock(); // expected-warning {{'plain' is already held here}}
  plainRw.lockForRead();
  plainRw.lockForWrite(); // expected-warning {{'plainRw' is already held here}}
}
void accepted_global() {
  outer.lock();
  outer.lock();
  recursiveRw.lockForWrite();
  recursiveRw.lockForWrite();
}

void accepted_semaphore() {
  int result = 0;
  QSemaphore done;
  std::thread worker([&] {
    result = 1;
    done.release();
  });
  done.acquire();
  result = 2;
  worker.join();
}
