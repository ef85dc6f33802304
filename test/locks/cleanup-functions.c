// Variables with a cleanup function: at the end of their scope it is called with
// their address.
// RUN: %clang -fsyntax-only -fplugin=%plugin -pthread %inc -Xclang -verify \
// RUN:   -Xclang -verify-ignore-unexpected=note %s
#include <pthread.h>
#define SENDSYNC_SHORT_NAMES
#include <sendsync/annotations.h>

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static int count GUARDED_BY(mutex);

struct holder {
  pthread_mutex_t *held;
};
static inline pthread_mutex_t *locked(pthread_mutex_t *m) {
  pthread_mutex_lock(m);
  return m;
}
static inline void unlock(pthread_mutex_t **m) { pthread_mutex_unlock(*m); }
static inline void unlock_checked(pthread_mutex_t **m) {
  if (*m)
    pthread_mutex_unlock(*m);
}
static inline void release(struct holder *h) { pthread_mutex_unlock(h->held); }
static void finish(int *unused) { (void)unused; }

void accepted_pointer(int n) {
  pthread_mutex_lock(&mutex);
  __attribute__((cleanup(unlock))) pthread_mutex_t *held = &mutex;
  if (n)
    return;
  count++;
}
void flagged_pointer_after_scope(void) {
  {
    pthread_mutex_lock(&mutex);
    __attribute__((cleanup(unlock))) pthread_mutex_t *held = &mutex;
    count++;
  }
  count++; // expected-warning {{writing 'count' requires holding 'mutex'}}
}
void accepted_scopes(int n) {
  for (int i = 0; i < n; i++) {
    pthread_mutex_lock(&mutex);
    __attribute__((cleanup(unlock))) pthread_mutex_t *held = &mutex;
    count++;
    if (count > 9)
      break;
  }
  accepted_pointer(n);
}
void accepted_checked(void) {
  pthread_mutex_lock(&mutex);
  __attribute__((cleanup(unlock_checked))) pthread_mutex_t *held = &mutex;
  count++;
}
void accepted_lock_in_initializer(void) {
  __attribute__((cleanup(unlock_checked))) pthread_mutex_t *held = locked(&mutex);
  count++;
}
// The function that locks and the one that unlocks know the lock by names of
// their own.
static inline pthread_mutex_t *lock_checked(pthread_mutex_t *m) {
  if (pthread_mutex_lock(m) != 0)
    __builtin_abort();
  return m;
}
static inline struct holder hold(pthread_mutex_t *m) {
  pthread_mutex_lock(m);
  struct holder made = {m};
  return made;
}
static void locks_itself(void) {
  pthread_mutex_lock(&mutex);
  count++;
  pthread_mutex_unlock(&mutex);
}
void accepted_checked_lock(int n) {
  for (int i = 0; i < n; i++) {
    __attribute__((cleanup(unlock_checked))) pthread_mutex_t *held = lock_checked(&mutex);
    count++;
    if (count > 9)
      return;
  }
  locks_itself();
}
void accepted_holder(void) {
  {
    __attribute__((cleanup(release))) struct holder held = hold(&mutex);
    count++;
  }
  locks_itself();
}
void flagged_holder(void) {
  __attribute__((cleanup(release))) struct holder held = hold(&mutex);
  locks_itself(); // expected-warning {{calling 'locks_itself' locks 'mutex', which is already held here; this deadlocks}}
}
void flagged_after_holder(void) {
  {
    __attribute__((cleanup(release))) struct holder held = hold(&mutex);
  }
  count++; // expected-warning {{writing 'count' requires holding 'mutex'}}
}
void flagged_no_cleanup(int n) {
  pthread_mutex_lock(&mutex);
  __attribute__((cleanup(finish))) int unused = 0;
  count++;
  if (n)
    return; // expected-warning {{'mutex'}}
  pthread_mutex_unlock(&mutex);
}
