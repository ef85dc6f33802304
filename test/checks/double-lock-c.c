// RUN: %clang -fsyntax-only -fplugin=%plugin -pthread %inc -Xclang -verify %s \
// RUN:   -Xclang -verify-ignore-unexpected=note
#include <pthread.h>
#include <threads.h>

struct Table {
  pthread_rwlock_t rw;
  pthread_spinlock_t spin;
  pthread_mutex_t mutex;
  mtx_t mtx;
  int value;
};

void flagged_rwlock(struct Table *t) {
  pthread_rwlock_wrlock(&t->rw);
  pthread_rwlock_rdlock(&t->rw); // expected-warning {{'t->rw' is already held here; locking it again deadlocks}}
  pthread_rwlock_unlock(&t->rw);
}

void flagged_spin(struct Table *t) {
  pthread_spin_lock(&t->spin);
  pthread_spin_lock(&t->spin); // expected-warning {{'t->spin' is already held here}}
  pthread_spin_unlock(&t->spin);
}

static void bump(struct Table *t) {
  pthread_spin_lock(&t->spin);
  t->value++;
  pthread_spin_unlock(&t->spin);
}

void flagged_through_call(struct Table *t) {
  pthread_spin_lock(&t->spin);
  bump(t); // expected-warning {{calling 'bump' locks 't->spin', which is already held here}}
  pthread_spin_unlock(&t->spin);
}

// Whether these are recursive is decided when they are initialized, which is not
// in this file.
void accepted_unknown_kind(struct Table *t) {
  pthread_mutex_lock(&t->mutex);
  pthread_mutex_lock(&t->mutex);
  pthread_mutex_unlock(&t->mutex);
  pthread_mutex_unlock(&t->mutex);
  mtx_lock(&t->mtx);
  mtx_lock(&t->mtx);
  mtx_unlock(&t->mtx);
  mtx_unlock(&t->mtx);
}

int accepted_goto(struct Table *t) {
  int result = -1;
  pthread_spin_lock(&t->spin);
  if (t->value < 0)
    goto out;
  result = t->value;
out:
  pthread_spin_unlock(&t->spin);
  bump(t);
  return result;
}

void accepted_trylock(struct Table *t) {
  if (pthread_spin_trylock(&t->spin) == 0)
    pthread_spin_unlock(&t->spin);
  if (pthread_spin_trylock(&t->spin)) {
    bump(t);
    return;
  }
  pthread_spin_unlock(&t->spin);
}

void accepted_two_tables(struct Table *a, struct Table *b) {
  pthread_spin_lock(&a->spin);
  bump(b);
  pthread_spin_unlock(&a->spin);
}
