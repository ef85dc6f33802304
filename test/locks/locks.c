// Locks in C: pthread and C11, with results tested and functions that lock.
// RUN: %sendsync --dump=locks --exit-zero %s -- -std=c17 -D_GNU_SOURCE | grep -E '^(function|closure)|write at[0-9]$' | sed -E 's/^ +(.*) [0-9]+:[0-9]+ write (at[0-9])$/\2 \1/' | FileCheck --match-full-lines %s

#include <errno.h>
#include <pthread.h>
#include <threads.h>

int at0, at1, at2, at3;
static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;

struct table {
  pthread_mutex_t mu;
  pthread_rwlock_t rw;
  mtx_t c;
  int rows;
};

// CHECK-LABEL: function mutex {}
// CHECK-NEXT: at1 {t->mu}
// CHECK-NEXT: at2 {}
void mutex(struct table *t) {
  pthread_mutex_lock(&t->mu);
  at1 = 1;
  pthread_mutex_unlock(&t->mu);
  at2 = 1;
}

// CHECK-LABEL: function read_write {}
// CHECK-NEXT: at1 {t->rw:r}
// CHECK-NEXT: at3 {t->rw}
// CHECK-NEXT: at2 {}
void read_write(struct table *t) {
  pthread_rwlock_rdlock(&t->rw);
  at1 = 1;
  pthread_rwlock_unlock(&t->rw);
  pthread_rwlock_wrlock(&t->rw);
  at3 = 1;
  pthread_rwlock_unlock(&t->rw);
  at2 = 1;
}

// CHECK-LABEL: function tried {}
// CHECK-NEXT: at1 {t->mu}
// CHECK-NEXT: at2 {}
void tried(struct table *t) {
  if (pthread_mutex_trylock(&t->mu) == 0)
    at1 = 1;
  else
    at2 = 1;
}

// CHECK-LABEL: function tried_and_negated {}
// CHECK-NEXT: at1 {t->mu}
// CHECK-NEXT: at2 {}
void tried_and_negated(struct table *t) {
  if (!pthread_mutex_trylock(&t->mu))
    at1 = 1;
  else
    at2 = 1;
}

// CHECK-LABEL: function tried_plainly {}
// CHECK-NEXT: at1 {t->mu}
int tried_plainly(struct table *t) {
  if (pthread_mutex_trylock(&t->mu))
    return 1;
  at1 = 1;
  return 0;
}

// CHECK-LABEL: function tried_for_busy {}
// CHECK-NEXT: at2 {}
// CHECK-NEXT: at0 {?t->mu}
void tried_for_busy(struct table *t) {
  if (pthread_mutex_trylock(&t->mu) == EBUSY)
    at2 = 1;
  else
    at0 = 1;
}

// CHECK-LABEL: function stored_result {}
// CHECK-NEXT: at1 {t->mu}
int stored_result(struct table *t) {
  int error = pthread_mutex_trylock(&t->mu);
  if (error != 0)
    return error;
  at1 = 1;
  return 0;
}

// CHECK-LABEL: function assigned_in_condition {}
// CHECK-NEXT: at2 {}
// CHECK-NEXT: at1 {t->mu}
void assigned_in_condition(struct table *t) {
  int error;
  if ((error = pthread_mutex_trylock(&t->mu)) != 0) {
    at2 = 1;
    return;
  }
  at1 = 1;
}

// CHECK-LABEL: function c11 {}
// CHECK-NEXT: at1 {t->c}
// CHECK-NEXT: at3 {t->c}
void c11(struct table *t) {
  mtx_lock(&t->c);
  at1 = 1;
  mtx_unlock(&t->c);
  if (mtx_trylock(&t->c) != thrd_success)
    return;
  at3 = 1;
}

// A wait gives the lock back and takes it again.
// CHECK-LABEL: function waiting {}
// CHECK-NEXT: at1 {t->mu}
void waiting(pthread_cond_t *ready, struct table *t) {
  pthread_mutex_lock(&t->mu);
  while (t->rows == 0)
    pthread_cond_wait(ready, &t->mu);
  at1 = 1;
  pthread_mutex_unlock(&t->mu);
}

static void table_lock(struct table *t) { pthread_mutex_lock(&t->mu); }
static void table_unlock(struct table *t) { pthread_mutex_unlock(&t->mu); }

// CHECK-LABEL: function by_functions {}
// CHECK-NEXT: at1 {t->mu}
// CHECK-NEXT: at2 {}
void by_functions(struct table *t) {
  table_lock(t);
  at1 = 1;
  table_unlock(t);
  at2 = 1;
}

#define WITH_LOCK(body)                                                        \
  do {                                                                         \
    pthread_mutex_lock(&m);                                                    \
    body;                                                                      \
    pthread_mutex_unlock(&m);                                                  \
  } while (0)

// CHECK-LABEL: function by_macro {}
// CHECK-NEXT: at1 {m}
// CHECK-NEXT: at2 {}
void by_macro(void) {
  WITH_LOCK(at1 = 1);
  at2 = 1;
}

// CHECK-LABEL: function cleanup_label {}
// CHECK-NEXT: at1 {t->mu}
// CHECK-NEXT: at2 {}
int cleanup_label(struct table *t, int fails) {
  int result = -1;
  pthread_mutex_lock(&t->mu);
  if (fails)
    goto out;
  at1 = 1;
  result = 0;
out:
  pthread_mutex_unlock(&t->mu);
  at2 = 1;
  return result;
}
