// RUN: %clang -fsyntax-only -fplugin=%plugin -pthread %inc -Xclang -verify %s \
// RUN:   -Xclang -verify-ignore-unexpected=note
#include <pthread.h>
#include <sendsync/annotations.h>

struct Table {
  pthread_rwlock_t lock;
  int SENDSYNC_GUARDED_BY_NAME("lock") value;
};

void flagged_write(struct Table *t) {
  pthread_rwlock_rdlock(&t->lock);
  t->value = 1; // expected-warning {{writing 't->value' requires holding 't->lock' exclusively; it is held only for reading}}
  pthread_rwlock_unlock(&t->lock);
}

int flagged_goto(struct Table *t) {
  int result = -1;
  if (pthread_rwlock_tryrdlock(&t->lock) != 0)
    return result;
  if (t->value < 0)
    goto out;
  result = t->value++; // expected-warning {{it is held only for reading}}
out:
  pthread_rwlock_unlock(&t->lock);
  return result;
}

void accepted_write(struct Table *t) {
  pthread_rwlock_wrlock(&t->lock);
  t->value = 1;
  pthread_rwlock_unlock(&t->lock);
}

int accepted_read(struct Table *t) {
  pthread_rwlock_rdlock(&t->lock);
  int copy = t->value;
  pthread_rwlock_unlock(&t->lock);
  return copy;
}

int accepted_try(struct Table *t) {
  int result = pthread_rwlock_trywrlock(&t->lock);
  if (result)
    return result;
  t->value++;
  pthread_rwlock_unlock(&t->lock);
  return 0;
}

/* A lock of another type: what the operation does to it is not known. The compiler
   has its own warning for the call. */
#pragma clang diagnostic ignored "-Wincompatible-pointer-types"
static pthread_mutex_t not_rwlock = PTHREAD_MUTEX_INITIALIZER;
static int under_it;
void accepted_written(void) {
  pthread_rwlock_wrlock((void *)&not_rwlock);
  under_it = 1;
  pthread_rwlock_unlock((void *)&not_rwlock);
}
void accepted_not_a_rwlock(void) {
  pthread_rwlock_rdlock(&not_rwlock);
  under_it = 2;
  pthread_rwlock_unlock(&not_rwlock);
}
