// absl/synchronization: Mutex and its guards, conditions, one-time events.
// REQUIRES: absl
// RUN: %clang_plugin -std=c++17 -pthread %inc -Xclang -verify %s -Xclang -verify-ignore-unexpected=note
#include "absl/synchronization/blocking_counter.h"
#include "absl/synchronization/mutex.h"
#include "absl/synchronization/notification.h"
#include <thread>

class Store {
public:
  void flagged_nothing_held() {
    ++value; // expected-warning {{writing 'value' requires holding 'mu'}}
  }
  void accepted_by_hand() {
    mu.Lock();
    ++value;
    mu.Unlock();
    mu.WriterLock();
    ++value;
    mu.WriterUnlock();
  }
  void accepted_guard() {
    absl::MutexLock lock(&mu);
    ++value;
  }
  void accepted_guard_with_condition() {
    absl::MutexLock lock(&mu, absl::Condition(this, &Store::isReady));
    ++value;
  }
  void accepted_maybe() {
    absl::MutexLockMaybe lock(&mu);
    ++value;
  }
  int accepted_reading() {
    absl::ReaderMutexLock lock(&mu);
    return value;
  }
  void flagged_writing_as_reader() {
    absl::ReaderMutexLock lock(&mu);
    ++value; // expected-warning {{writing 'value' requires holding 'mu' exclusively}}
  }
  void accepted_writer_guard() {
    absl::WriterMutexLock lock(&mu);
    ++value;
  }
  void flagged_released() {
    absl::ReleasableMutexLock lock(&mu);
    ++value;
    lock.Release();
    ++value; // expected-warning {{writing 'value' requires holding 'mu'}}
  }
  void accepted_tried() {
    if (mu.TryLock()) {
      ++value;
      mu.Unlock();
    }
  }
  int flagged_tried_in_vain() {
    if (!mu.ReaderTryLock())
      return value; // expected-warning {{reading 'value' requires holding 'mu'}}
    int copy = value;
    mu.ReaderUnlock();
    return copy;
  }
  void accepted_await() {
    absl::MutexLock lock(&mu);
    mu.Await(absl::Condition(this, &Store::isReady));
    ++value;
    if (mu.AwaitWithTimeout(absl::Condition(&ready), absl::Seconds(1)))
      ++value;
  }
  void accepted_lock_when() {
    mu.LockWhen(absl::Condition(this, &Store::isReady));
    ++value;
    mu.Unlock();
    // Locked even when the time is over.
    if (!mu.LockWhenWithTimeout(absl::Condition(&ready), absl::Seconds(1)))
      ++value;
    mu.Unlock();
  }
  int accepted_reader_lock_when() {
    mu.ReaderLockWhen(absl::Condition(&ready));
    int copy = value;
    mu.ReaderUnlock();
    return copy;
  }
  void accepted_wait() {
    absl::MutexLock lock(&mu);
    while (value == 0)
      changed.Wait(&mu);
    ++value;
    changed.WaitWithTimeout(&mu, absl::Seconds(1));
    ++value;
  }
  void accepted_asserted() {
    mu.AssertHeld();
    ++value;
  }
  void flagged_asserted_for_reading() {
    mu.AssertReaderHeld();
    ++value; // expected-warning {{writing 'value' requires holding 'mu' exclusively}}
  }
  void accepted_required() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu) { ++value; }
  void flagged_call() {
    accepted_required(); // expected-warning {{calling 'accepted_required' requires holding 'mu'}}
  }
  void flagged_twice() {
    absl::MutexLock lock(&mu);
    mu.Lock(); // expected-warning {{'mu' is already held here; locking it again deadlocks}}
    mu.Unlock();
  }
  void flagged_twice_when() {
    absl::MutexLock lock(&mu);
    mu.LockWhen(absl::Condition(&ready)); // expected-warning {{'mu' is already held here}}
    mu.Unlock();
  }

private:
  bool isReady() const ABSL_SHARED_LOCKS_REQUIRED(mu) { return value > 0; }
  mutable absl::Mutex mu;
  absl::CondVar changed;
  bool ready ABSL_GUARDED_BY(mu) = false;
  int value ABSL_GUARDED_BY(mu) = 0;
};

// Notification and counter order threads.
void accepted_notified() {
  int result = 0;
  absl::Notification done;
  std::thread worker([&] {
    result = 1;
    done.Notify();
  });
  done.WaitForNotification();
  result = 2;
  worker.join();
}
void accepted_counted() {
  int result = 0;
  absl::BlockingCounter count(1);
  std::thread worker([&] {
    result = 1;
    count.DecrementCount();
  });
  count.Wait();
  result = 2;
  worker.join();
}
void flagged_nothing_orders() {
  int result = 0;
  std::thread worker([&] { result = 1; }); // expected-warning {{'result' is written by the new thread while this function can still write it}}
  result = 2;
  worker.join();
}
