// Locks, guards, atomics and synchronizers, row by row of the table in
// docs/send-and-sync.md.
// RUN: %sendsync --dump=types %s -- -std=c++20 | FileCheck %s

#include <atomic>
#include <barrier>
#include <condition_variable>
#include <latch>
#include <mutex>
#include <semaphore>
#include <shared_mutex>

// CHECK-LABEL: Plain: Send yes, Sync yes, SyncMut no, Owned yes
struct Plain {
  int value;
};

// CHECK: AtomicInt: Send yes, Sync yes, SyncMut yes, Owned yes
using AtomicInt = std::atomic<int>;
// CHECK: AtomicPointer: Send shares 'Plain' (mutable), Sync yes, SyncMut yes, Owned no
using AtomicPointer = std::atomic<Plain *>;
// CHECK: AtomicFlag: Send yes, Sync yes, SyncMut yes, Owned yes
using AtomicFlag = std::atomic_flag;
// CHECK: AtomicRef: Send shares 'int' (mutable), Sync yes, SyncMut yes, Owned no
using AtomicRef = std::atomic_ref<int>;
// CHECK: Volatile: Send yes, Sync yes, SyncMut no, Owned yes
using Volatile = volatile int;

// CHECK: Mutex: Send yes, Sync yes, SyncMut yes, Owned yes
using Mutex = std::mutex;
// CHECK: TimedMutex: Send yes, Sync yes, SyncMut yes, Owned yes
using TimedMutex = std::timed_mutex;
// CHECK: RecursiveMutex: Send yes, Sync yes, SyncMut yes, Owned yes
using RecursiveMutex = std::recursive_mutex;
// CHECK: RecursiveTimedMutex: Send yes, Sync yes, SyncMut yes, Owned yes
using RecursiveTimedMutex = std::recursive_timed_mutex;
// CHECK: SharedMutex: Send yes, Sync yes, SyncMut yes, Owned yes
using SharedMutex = std::shared_mutex;
// CHECK: SharedTimedMutex: Send yes, Sync yes, SyncMut yes, Owned yes
using SharedTimedMutex = std::shared_timed_mutex;
// CHECK: MutexPointer: Send yes, Sync yes, SyncMut no, Owned no
using MutexPointer = std::mutex *;
// CHECK: Once: Send yes, Sync yes, SyncMut yes, Owned yes
using Once = std::once_flag;
// CHECK: Condition: Send yes, Sync yes, SyncMut yes, Owned yes
using Condition = std::condition_variable;
// CHECK: ConditionAny: Send yes, Sync yes, SyncMut yes, Owned yes
using ConditionAny = std::condition_variable_any;
// CHECK: Semaphore: Send yes, Sync yes, SyncMut yes, Owned yes
using Semaphore = std::counting_semaphore<8>;
// CHECK: BinarySemaphore: Send yes, Sync yes, SyncMut yes, Owned yes
using BinarySemaphore = std::binary_semaphore;
// CHECK: Latch: Send yes, Sync yes, SyncMut yes, Owned yes
using Latch = std::latch;
// CHECK: Barrier: Send yes, Sync yes, SyncMut yes, Owned yes
using Barrier = std::barrier<>;

// CHECK: LockGuard: Send no, Sync no, SyncMut no, Owned no
using LockGuard = std::lock_guard<std::mutex>;
// CHECK: ScopedLock: Send no, Sync no, SyncMut no, Owned no
using ScopedLock = std::scoped_lock<std::mutex, std::mutex>;
// CHECK: UniqueLock: Send no, Sync no, SyncMut no, Owned no
using UniqueLock = std::unique_lock<std::mutex>;
// CHECK: SharedLock: Send no, Sync no, SyncMut no, Owned no
using SharedLock = std::shared_lock<std::shared_mutex>;
