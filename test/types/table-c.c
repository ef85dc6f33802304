// The types of C, row by row of the table in docs/send-and-sync.md.
// RUN: %sendsync --dump=types %s -- -std=gnu17 | FileCheck %s

#include <dirent.h>
#include <pthread.h>
#include <semaphore.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <threads.h>

// CHECK: Count: Send yes, Sync yes, SyncMut yes, Owned yes
typedef _Atomic int Count;
// CHECK: Flag: Send yes, Sync yes, SyncMut yes, Owned yes
typedef atomic_flag Flag;
// CHECK: File: Send yes, Sync yes, SyncMut no, Owned no
typedef FILE *File;
// CHECK: Directory: Send shares {{.*}} (mutable), Sync yes, SyncMut no, Owned no
typedef DIR *Directory;
// CHECK: Arguments: Send no, Sync no, SyncMut no, Owned no
typedef va_list Arguments;
// CHECK: Jump: Send no, Sync no, SyncMut no
typedef jmp_buf Jump;
// CHECK: Thread: Send yes, Sync yes
typedef pthread_t Thread;
// CHECK: Key: Send yes, Sync yes
typedef pthread_key_t Key;
// CHECK: CThread: Send yes, Sync yes
typedef thrd_t CThread;
// CHECK: CKey: Send yes, Sync yes
typedef tss_t CKey;

// CHECK: Mutex: Send yes, Sync yes, SyncMut yes, Owned yes
typedef pthread_mutex_t Mutex;
// CHECK: MutexPointer: Send yes, Sync yes, SyncMut no, Owned no
typedef pthread_mutex_t *MutexPointer;
// CHECK: RwLock: Send yes, Sync yes, SyncMut yes, Owned yes
typedef pthread_rwlock_t RwLock;
// CHECK: Condition: Send yes, Sync yes, SyncMut yes, Owned yes
typedef pthread_cond_t Condition;
// CHECK: Spin: Send yes, Sync yes, SyncMut yes, Owned yes
typedef pthread_spinlock_t Spin;
// CHECK: Barrier: Send yes, Sync yes, SyncMut yes, Owned yes
typedef pthread_barrier_t Barrier;
// CHECK: Semaphore: Send yes, Sync yes, SyncMut yes, Owned yes
typedef sem_t Semaphore;
// CHECK: CMutex: Send yes, Sync yes, SyncMut yes, Owned yes
typedef mtx_t CMutex;
// CHECK: CCondition: Send yes, Sync yes, SyncMut yes, Owned yes
typedef cnd_t CCondition;
// CHECK: COnce: Send yes, Sync yes, SyncMut yes, Owned yes
typedef once_flag COnce;

// CHECK: job: Send shares 'struct job' (mutable), Sync yes, SyncMut no, Owned not known
struct job {
  int id;
  struct job *next;
};
// CHECK: packet: Send yes, Sync yes, SyncMut no, Owned yes
struct packet {
  int length;
  unsigned flags : 3;
  char bytes[];
};
