// RUN: %clang -fsyntax-only -fplugin=%plugin -pthread %inc -Xclang -verify %s \
// RUN:   -Xclang -verify-ignore-unexpected=note
#include <pthread.h>
#include <sendsync/annotations.h>
#include <threads.h>

struct Table {
  pthread_mutex_t lock;
  mtx_t mtx;
  int value SENDSYNC_GUARDED_BY(lock);
  int other SENDSYNC_GUARDED_BY(mtx);
};
static pthread_mutex_t g_lock = PTHREAD_MUTEX_INITIALIZER;
static int g_count SENDSYNC_GUARDED_BY(g_lock);
int work(int);

int flagged_read(struct Table *t) {
  return t->value; // expected-warning {{reading 't->value' requires holding 't->lock'; no lock is held [sendsync-unguarded-access]}}
}
int flagged_after_unlock(struct Table *t) {
  pthread_mutex_lock(&t->lock);
  pthread_mutex_unlock(&t->lock);
  return t->value++; // expected-warning {{writing 't->value' requires holding 't->lock' exclusively; no lock is held}}
}
void flagged_global(void) {
  g_count = 1; // expected-warning {{writing 'g_count' requires holding 'g_lock' exclusively; no lock is held}}
}
void flagged_other_lock(struct Table *t) {
  mtx_lock(&t->mtx);
  t->value = 1; // expected-warning {{writing 't->value' requires holding 't->lock' exclusively; only 't->mtx' is held}}
  mtx_unlock(&t->mtx);
}
int flagged_goto(struct Table *t, int bad) {
  int result = 0;
  if (bad)
    goto out;
  pthread_mutex_lock(&t->lock);
  result = t->value;
  pthread_mutex_unlock(&t->lock);
out:
  result += t->value; // expected-warning {{no lock is held}}
  return result;
}
static void *flagged_start_routine(void *argument) {
  struct Table *t = argument;
  t->value = 2; // expected-warning {{->value' requires holding}}
  return 0;
}
int start(struct Table *t, pthread_t *thread) {
  return pthread_create(thread, 0, flagged_start_routine, t);
}

int accepted_locked(struct Table *t) {
  pthread_mutex_lock(&t->lock);
  int copy = t->value;
  pthread_mutex_unlock(&t->lock);
  return copy;
}
int accepted_early_return(struct Table *t, int fast) {
  pthread_mutex_lock(&t->lock);
  if (fast) {
    int copy = t->value;
    pthread_mutex_unlock(&t->lock);
    return copy;
  }
  t->value++;
  pthread_mutex_unlock(&t->lock);
  return 0;
}
int accepted_goto(struct Table *t) {
  int result = -1;
  pthread_mutex_lock(&t->lock);
  if (work(t->value))
    goto out;
  result = t->value;
out:
  t->value = 0;
  pthread_mutex_unlock(&t->lock);
  return result;
}
int accepted_trylock(struct Table *t) {
  if (pthread_mutex_trylock(&t->lock) != 0)
    return 0;
  t->value++;
  pthread_mutex_unlock(&t->lock);
  return 1;
}
int accepted_trylock_stored(struct Table *t) {
  int busy = pthread_mutex_trylock(&t->lock);
  if (busy)
    return busy;
  t->value++;
  pthread_mutex_unlock(&t->lock);
  return 0;
}
int accepted_trylock_assigned_in_condition(struct Table *t) {
  int busy;
  if ((busy = pthread_mutex_trylock(&t->lock)) != 0)
    return busy;
  t->value++;
  pthread_mutex_unlock(&t->lock);
  return 0;
}
int accepted_lock_checked(struct Table *t) {
  if (pthread_mutex_lock(&t->lock) != 0)
    return -1;
  t->value++;
  pthread_mutex_unlock(&t->lock);
  return 0;
}
int accepted_mtx(struct Table *t) {
  if (mtx_lock(&t->mtx) != thrd_success)
    return -1;
  t->other++;
  mtx_unlock(&t->mtx);
  if (mtx_trylock(&t->mtx) == thrd_success) {
    t->other++;
    mtx_unlock(&t->mtx);
  }
  return 0;
}
void accepted_global(void) {
  pthread_mutex_lock(&g_lock);
  g_count = 1;
  pthread_mutex_unlock(&g_lock);
}
void accepted_alias(struct Table *t) {
  pthread_mutex_t *lock = &t->lock;
  pthread_mutex_lock(lock);
  t->value = 1;
  pthread_mutex_unlock(lock);
}
static void lock_table(struct Table *t) { pthread_mutex_lock(&t->lock); }
static void unlock_table(struct Table *t) { pthread_mutex_unlock(&t->lock); }
void accepted_helpers(struct Table *t) {
  lock_table(t);
  t->value = 1;
  unlock_table(t);
}
void accepted_condition_wait(struct Table *t, pthread_cond_t *ready) {
  pthread_mutex_lock(&t->lock);
  while (t->value == 0)
    pthread_cond_wait(ready, &t->lock);
  t->value--;
  pthread_mutex_unlock(&t->lock);
}
#define WITH_LOCK(m) for (int once_ = (pthread_mutex_lock(m), 1); once_; once_ = (pthread_mutex_unlock(m), 0))
void accepted_macro(struct Table *t) {
  WITH_LOCK(&t->lock) { t->value = 1; }
}
