// Locks of POSIX and of C11.
// RUN: %sendsync --dump=facts --exit-zero %s -- -std=c17 -D_GNU_SOURCE | sed -E -e 's/^ +[0-9]+:[0-9]+ //' -e '/^ block/d' | FileCheck --match-full-lines %s

#include <pthread.h>
#include <threads.h>

struct table {
  pthread_mutex_t mu;
  pthread_rwlock_t rw;
  pthread_spinlock_t spin;
  mtx_t c;
  int rows;
};
static pthread_mutex_t all = PTHREAD_MUTEX_INITIALIZER;

// CHECK-LABEL: function mutexes
// CHECK-NEXT: read t
// CHECK-NEXT: address t->mu
// CHECK-NEXT: acquire t->mu
// CHECK-NEXT: read t
// CHECK-NEXT: address t->mu
// CHECK-NEXT: release t->mu
// CHECK-NEXT: address all
// CHECK-NEXT: acquire all
// CHECK-NEXT: read t
// CHECK-NEXT: address t->mu
// CHECK-NEXT: try t->mu
// CHECK-NEXT: read t
// CHECK-NEXT: write t->rows
void mutexes(struct table *t) {
  pthread_mutex_lock(&t->mu);
  pthread_mutex_unlock(&t->mu);
  pthread_mutex_lock(&all);
  if (pthread_mutex_trylock(&t->mu) == 0)
    t->rows = 1;
}

// CHECK-LABEL: function by_pointer
// CHECK-NEXT: read mu
// CHECK-NEXT: acquire *mu
// CHECK-NEXT: read mu
// CHECK-NEXT: release *mu
void by_pointer(pthread_mutex_t *mu) {
  pthread_mutex_lock(mu);
  pthread_mutex_unlock(mu);
}

// CHECK-LABEL: function read_write
// CHECK-NEXT: read t
// CHECK-NEXT: address t->rw
// CHECK-NEXT: acquire shared t->rw
// CHECK-NEXT: read t
// CHECK-NEXT: address t->rw
// CHECK-NEXT: release any t->rw
// CHECK-NEXT: read t
// CHECK-NEXT: address t->rw
// CHECK-NEXT: acquire t->rw
// CHECK-NEXT: read t
// CHECK-NEXT: address t->rw
// CHECK-NEXT: release any t->rw
void read_write(struct table *t) {
  pthread_rwlock_rdlock(&t->rw);
  pthread_rwlock_unlock(&t->rw);
  pthread_rwlock_wrlock(&t->rw);
  pthread_rwlock_unlock(&t->rw);
}

// CHECK-LABEL: function spinning
// CHECK-NEXT: read t
// CHECK-NEXT: address t->spin
// CHECK-NEXT: acquire t->spin
// CHECK-NEXT: read t
// CHECK-NEXT: address t->spin
// CHECK-NEXT: release t->spin
void spinning(struct table *t) {
  pthread_spin_lock(&t->spin);
  pthread_spin_unlock(&t->spin);
}

// CHECK-LABEL: function c11
// CHECK-NEXT: read t
// CHECK-NEXT: address t->c
// CHECK-NEXT: acquire t->c
// CHECK-NEXT: read t
// CHECK-NEXT: address t->c
// CHECK-NEXT: release t->c
// CHECK-NEXT: read t
// CHECK-NEXT: address t->c
// CHECK-NEXT: try t->c
// CHECK-NEXT: read t
// CHECK-NEXT: write t->rows
void c11(struct table *t) {
  mtx_lock(&t->c);
  mtx_unlock(&t->c);
  if (mtx_trylock(&t->c) == thrd_success)
    t->rows = 1;
}

// A wait gives the lock back and takes it again: held before, held after.
// CHECK-LABEL: function waiting
// CHECK-NEXT: read t
// CHECK-NEXT: address t->mu
// CHECK-NEXT: acquire t->mu
// CHECK-NEXT: read t
// CHECK-NEXT: read t->rows
// CHECK-NEXT: read ready
// CHECK-NEXT: read t
// CHECK-NEXT: address t->mu
// CHECK-NEXT: wait *ready with t->mu discarded
// CHECK-NEXT: call pthread_cond_wait
// CHECK-NEXT: read t
// CHECK-NEXT: address t->mu
// CHECK-NEXT: release t->mu
void waiting(pthread_cond_t *ready, struct table *t) {
  pthread_mutex_lock(&t->mu);
  while (!t->rows)
    pthread_cond_wait(ready, &t->mu);
  pthread_mutex_unlock(&t->mu);
}
