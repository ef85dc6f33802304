// Every lock of POSIX and C11, held and not held.
// RUN: %clang -fsyntax-only -fplugin=%plugin -std=c11 -D_GNU_SOURCE -pthread %inc -Xclang -verify \
// RUN:   -Xclang -verify-ignore-unexpected=note %s
// RUN: %clang -x c++ -fsyntax-only -fplugin=%plugin -std=c++17 -pthread %inc -Xclang -verify \
// RUN:   -Xclang -verify-ignore-unexpected=note %s
#include <pthread.h>
#include <semaphore.h>
#ifndef __cplusplus
#include <threads.h>
#endif
#include <time.h>
#define SENDSYNC_SHORT_NAMES
#include <sendsync/annotations.h>

struct data {
  pthread_mutex_t mutex;
  pthread_rwlock_t rw;
  pthread_spinlock_t spin;
  pthread_cond_t ready;
  int by_mutex GUARDED_BY(mutex);
  int by_rw GUARDED_BY(rw);
  int by_spin GUARDED_BY(spin);
};

void flagged_nothing_held(struct data *d) {
  d->by_mutex = 1; // expected-warning {{writing 'd->by_mutex' requires holding 'd->mutex'}}
  d->by_rw = 1;    // expected-warning {{writing 'd->by_rw' requires holding 'd->rw'}}
  d->by_spin = 1;  // expected-warning {{writing 'd->by_spin' requires holding 'd->spin'}}
}
void accepted_held(struct data *d) {
  pthread_mutex_lock(&d->mutex);
  pthread_rwlock_wrlock(&d->rw);
  pthread_spin_lock(&d->spin);
  d->by_mutex = 1;
  d->by_rw = 1;
  d->by_spin = 1;
  pthread_spin_unlock(&d->spin);
  pthread_rwlock_unlock(&d->rw);
  pthread_mutex_unlock(&d->mutex);
}
void flagged_released(struct data *d) {
  pthread_mutex_lock(&d->mutex);
  pthread_mutex_unlock(&d->mutex);
  d->by_mutex = 1; // expected-warning {{writing 'd->by_mutex' requires holding 'd->mutex'}}
}
void accepted_tried(struct data *d, const struct timespec *t) {
  if (pthread_mutex_trylock(&d->mutex) == 0) {
    d->by_mutex = 1;
    pthread_mutex_unlock(&d->mutex);
  }
  if (!pthread_mutex_timedlock(&d->mutex, t)) {
    d->by_mutex = 1;
    pthread_mutex_unlock(&d->mutex);
  }
  if (pthread_mutex_clocklock(&d->mutex, CLOCK_MONOTONIC, t) == 0) {
    d->by_mutex = 1;
    pthread_mutex_unlock(&d->mutex);
  }
  if (pthread_rwlock_trywrlock(&d->rw) == 0) {
    d->by_rw = 1;
    pthread_rwlock_unlock(&d->rw);
  }
  if (pthread_rwlock_timedwrlock(&d->rw, t) == 0) {
    d->by_rw = 1;
    pthread_rwlock_unlock(&d->rw);
  }
  if (pthread_spin_trylock(&d->spin) == 0) {
    d->by_spin = 1;
    pthread_spin_unlock(&d->spin);
  }
}
void flagged_tried_in_vain(struct data *d) {
  if (pthread_mutex_trylock(&d->mutex) != 0)
    d->by_mutex = 1; // expected-warning {{writing 'd->by_mutex' requires holding 'd->mutex'}}
  else
    pthread_mutex_unlock(&d->mutex);
  if (pthread_spin_trylock(&d->spin))
    d->by_spin = 1; // expected-warning {{writing 'd->by_spin' requires holding 'd->spin'}}
  else
    pthread_spin_unlock(&d->spin);
}
int accepted_reading(struct data *d, const struct timespec *t) {
  int sum = 0;
  pthread_rwlock_rdlock(&d->rw);
  sum += d->by_rw;
  pthread_rwlock_unlock(&d->rw);
  if (pthread_rwlock_tryrdlock(&d->rw) == 0) {
    sum += d->by_rw;
    pthread_rwlock_unlock(&d->rw);
  }
  if (pthread_rwlock_timedrdlock(&d->rw, t) == 0) {
    sum += d->by_rw;
    pthread_rwlock_unlock(&d->rw);
  }
  return sum;
}
void flagged_writing_as_reader(struct data *d) {
  pthread_rwlock_rdlock(&d->rw);
  d->by_rw = 1; // expected-warning {{writing 'd->by_rw' requires holding 'd->rw' exclusively}}
  pthread_rwlock_unlock(&d->rw);
}
void flagged_twice(struct data *d) {
  pthread_rwlock_rdlock(&d->rw);
  pthread_rwlock_wrlock(&d->rw); // expected-warning {{'d->rw' is already held here; locking it again deadlocks}}
  pthread_spin_lock(&d->spin);
  pthread_spin_lock(&d->spin); // expected-warning {{'d->spin' is already held here}}
}
void accepted_waiting(struct data *d, const struct timespec *t) {
  pthread_mutex_lock(&d->mutex);
  while (d->by_mutex == 0)
    pthread_cond_wait(&d->ready, &d->mutex);
  d->by_mutex = 0;
  while (d->by_mutex == 0 && pthread_cond_timedwait(&d->ready, &d->mutex, t) == 0)
    ;
  d->by_mutex = 0;
  pthread_cond_clockwait(&d->ready, &d->mutex, CLOCK_MONOTONIC, t);
  d->by_mutex = 0;
  pthread_mutex_unlock(&d->mutex);
}
void flagged_waited_and_released(struct data *d) {
  pthread_mutex_lock(&d->mutex);
  while (d->by_mutex == 0)
    pthread_cond_wait(&d->ready, &d->mutex);
  pthread_mutex_unlock(&d->mutex);
  d->by_mutex = 0; // expected-warning {{writing 'd->by_mutex' requires holding 'd->mutex'}}
}

// A semaphore and a barrier order threads; nobody owns them.
struct job {
  sem_t done;
  pthread_barrier_t phase;
  int result;
};
void *post(void *arg) {
  struct job *j = (struct job *)arg;
  j->result = 1;
  sem_post(&j->done);
  return 0;
}
void accepted_semaphore(struct job *j) {
  pthread_t thread;
  pthread_create(&thread, 0, post, j);
  sem_wait(&j->done);
  j->result = 2;
  pthread_join(thread, 0);
}

#ifndef __cplusplus
struct c11 {
  mtx_t mutex;
  cnd_t ready;
  int value GUARDED_BY(mutex);
};
void flagged_c11(struct c11 *c) {
  c->value = 1; // expected-warning {{writing 'c->value' requires holding 'c->mutex'}}
  mtx_lock(&c->mutex);
  mtx_unlock(&c->mutex);
  c->value = 1; // expected-warning {{writing 'c->value' requires holding 'c->mutex'}}
}
void accepted_c11(struct c11 *c, const struct timespec *t) {
  mtx_lock(&c->mutex);
  while (c->value == 0)
    cnd_wait(&c->ready, &c->mutex);
  cnd_timedwait(&c->ready, &c->mutex, t);
  c->value = 1;
  mtx_unlock(&c->mutex);
  if (mtx_trylock(&c->mutex) == thrd_success) {
    c->value = 1;
    mtx_unlock(&c->mutex);
  }
  if (mtx_timedlock(&c->mutex, t) == thrd_success) {
    c->value = 1;
    mtx_unlock(&c->mutex);
  }
}
void flagged_c11_tried(struct c11 *c) {
  if (mtx_trylock(&c->mutex) == thrd_busy)
    c->value = 1; // expected-warning {{writing 'c->value' requires holding 'c->mutex'}}
  else
    mtx_unlock(&c->mutex);
}
#endif
