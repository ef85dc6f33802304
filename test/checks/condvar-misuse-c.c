// RUN: %clang_plugin -x c -std=c11 -pthread -Xclang -verify %s -Xclang -verify-ignore-unexpected=note
#include <pthread.h>
#include <threads.h>
#include <time.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t other = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t cond = PTHREAD_COND_INITIALIZER;
static int ready, ticks;

void accepted_wait(void) {
  pthread_mutex_lock(&lock);
  while (!ready)
    pthread_cond_wait(&cond, &lock);
  pthread_mutex_unlock(&lock);
}
void flagged_signal(void) {
  ready = 1; // expected-warning {{'ready' is changed without 'lock', so a waiter can miss the notification}}
  pthread_cond_signal(&cond);
}
void flagged_unlocked_too_early(void) {
  pthread_mutex_lock(&lock);
  pthread_mutex_unlock(&lock);
  ready++; // expected-warning {{'ready' is changed without 'lock'}}
  pthread_cond_broadcast(&cond);
}
void accepted_signal(void) {
  pthread_mutex_lock(&lock);
  ready = 1;
  pthread_mutex_unlock(&lock);
  pthread_cond_signal(&cond);
}
static void set(void) {
  ready = 1;
  pthread_cond_signal(&cond);
}
void accepted_static_function(void) {
  pthread_mutex_lock(&lock);
  set();
  pthread_mutex_unlock(&lock);
}
static void setBare(void) {
  ready = 1; // expected-warning {{'ready' is changed without 'lock'}}
  pthread_cond_signal(&cond);
}
void flagged_static_function(void) { setBare(); }

void flagged_bare_wait(void) {
  pthread_mutex_lock(&lock);
  pthread_cond_wait(&cond, &lock); // expected-warning {{this wait for 'cond' has no predicate; it can wake spuriously or miss the notification}}
  pthread_mutex_unlock(&lock);
}
void flagged_not_held(void) {
  pthread_mutex_lock(&lock);
  pthread_mutex_unlock(&lock);
  while (!ready)
    pthread_cond_wait(&cond, &lock); // expected-warning {{waiting for 'cond' requires holding 'lock'; no lock is held}}
}
void flagged_other_lock(void) {
  pthread_mutex_lock(&other);
  while (!ready)
    pthread_cond_wait(&cond, &other); // expected-warning {{'cond' is waited for with 'other' here and with 'lock' elsewhere}}
  pthread_mutex_unlock(&other);
}
// The caller has the lock.
void accepted_wrapper(pthread_cond_t *c, pthread_mutex_t *m) {
  pthread_cond_wait(c, m);
}
void accepted_time_limit(const struct timespec *until) {
  pthread_mutex_lock(&lock);
  pthread_cond_timedwait(&cond, &lock, until);
  ticks++;
  pthread_mutex_unlock(&lock);
}

struct pool {
  mtx_t mu;
  cnd_t work, idle;
  int jobs, stop;
};
int accepted_worker(void *argument) {
  struct pool *pool = argument;
  mtx_lock(&pool->mu);
  while (!pool->stop) {
    while (pool->jobs == 0 && !pool->stop)
      cnd_wait(&pool->work, &pool->mu);
    pool->jobs--;
  }
  mtx_unlock(&pool->mu);
  return 0;
}
void flagged_members(struct pool *p) {
  p->stop = 1; // expected-warning {{'p->stop' is changed without 'p->mu'}}
  cnd_broadcast(&p->work);
}
void accepted_members(struct pool *p) {
  mtx_lock(&p->mu);
  p->stop = 1;
  mtx_unlock(&p->mu);
  cnd_broadcast(&p->work);
}
// Nobody who waits for `idle` looks at `jobs`.
void accepted_other_condition(struct pool *p) {
  p->jobs++;
  cnd_signal(&p->idle);
}

// Wrappers: the caller holds the lock and tests.
struct event {
  pthread_mutex_t mutex;
  pthread_cond_t cond;
  int set;
};
static void event_sleep(struct event *e) {
  pthread_cond_wait(&e->cond, &e->mutex);
}
void accepted_wrapper_in_loop(struct event *e) {
  pthread_mutex_lock(&e->mutex);
  while (!e->set)
    event_sleep(e);
  pthread_mutex_unlock(&e->mutex);
}
void flagged_wrapper_once(struct event *e) {
  pthread_mutex_lock(&e->mutex);
  event_sleep(e); // expected-warning {{this wait for 'e->cond' has no predicate}}
  pthread_mutex_unlock(&e->mutex);
}
void accepted_set_locked(struct event *e) {
  pthread_mutex_lock(&e->mutex);
  e->set = 1;
  pthread_mutex_unlock(&e->mutex);
  pthread_cond_signal(&e->cond);
}
void flagged_set_without_lock(struct event *e) {
  e->set = 1; // expected-warning {{'e->set' is changed without 'e->mutex'}}
  pthread_cond_signal(&e->cond);
}
