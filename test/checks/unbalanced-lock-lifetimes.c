// Locks that end while they are held, or are used after that.
// RUN: %clang -fsyntax-only -fplugin=%plugin -pthread %inc -Xclang -verify %s \
// RUN:   -Xclang -verify-ignore-unexpected=note
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <threads.h>

struct queue {
  pthread_mutex_t lock;
  int length;
};

void flagged_destroyed_held(struct queue *q) {
  pthread_mutex_lock(&q->lock);
  q->length = 0;
  pthread_mutex_destroy(&q->lock); // expected-warning {{destroying 'q->lock', which is still held}}
}
void accepted_destroyed(struct queue *q) {
  pthread_mutex_lock(&q->lock);
  q->length = 0;
  pthread_mutex_unlock(&q->lock);
  pthread_mutex_destroy(&q->lock);
  free(q);
}
void flagged_unlocked_too_late(struct queue *q) {
  pthread_mutex_lock(&q->lock);
  q->length = 0;
  pthread_mutex_destroy(&q->lock); // expected-warning {{destroying 'q->lock', which is still held}}
  pthread_mutex_unlock(&q->lock);  // expected-warning {{releasing 'q->lock', which is already destroyed}}
}
void flagged_used_after(mtx_t *m) {
  mtx_destroy(m);
  mtx_lock(m); // expected-warning {{acquiring '*m', which is already destroyed}}
  mtx_unlock(m); // expected-warning {{releasing '*m', which is already destroyed}}
}
void flagged_twice(pthread_rwlock_t *lock) {
  pthread_rwlock_destroy(lock);
  pthread_rwlock_destroy(lock); // expected-warning {{destroying '*lock', which is already destroyed}}
}
void accepted_one_or_the_other(struct queue *q, int last) {
  if (last)
    pthread_mutex_destroy(&q->lock);
  else
    pthread_mutex_unlock(&q->lock);
}
void accepted_again(struct queue *q) {
  pthread_mutex_destroy(&q->lock);
  pthread_mutex_init(&q->lock, NULL);
  pthread_mutex_lock(&q->lock);
  pthread_mutex_unlock(&q->lock);
}
void accepted_rwlock_again(pthread_rwlock_t *lock) {
  pthread_rwlock_destroy(lock);
  pthread_rwlock_init(lock, NULL);
  pthread_rwlock_wrlock(lock);
  pthread_rwlock_unlock(lock);
}
void accepted_failed(struct queue *q) {
  if (pthread_mutex_destroy(&q->lock) == EBUSY) {
    pthread_mutex_unlock(&q->lock);
    pthread_mutex_destroy(&q->lock);
  }
}
int flagged_succeeded(struct queue *q) {
  int rc = pthread_mutex_destroy(&q->lock);
  if (rc == 0)
    pthread_mutex_lock(&q->lock); // expected-warning {{acquiring 'q->lock', which is already destroyed}}
  return rc;
}
void prepare(struct queue *q);
void accepted_somebody_may(struct queue *q) {
  pthread_mutex_destroy(&q->lock);
  prepare(q);
  pthread_mutex_lock(&q->lock);
  pthread_mutex_unlock(&q->lock);
}
struct node {
  struct node *next;
  pthread_mutex_t lock;
};
void accepted_each(struct node *list) {
  while (list) {
    struct node *next = list->next;
    pthread_mutex_destroy(&list->lock);
    free(list);
    list = next;
  }
}
void accepted_all(pthread_mutex_t *locks, int n) {
  for (int i = 0; i < n; ++i)
    pthread_mutex_destroy(&locks[i]);
}
void accepted_each_pointer(pthread_mutex_t *lock, pthread_mutex_t *end) {
  for (; lock != end; ++lock)
    pthread_mutex_destroy(lock);
}
void accepted_failed_as_told(struct queue *q) {
  int failed = pthread_mutex_destroy(&q->lock);
  if (failed != 0) {
    pthread_mutex_lock(&q->lock);
    pthread_mutex_unlock(&q->lock);
  }
}
void flagged_succeeded_as_told(struct queue *q) {
  int failed = pthread_mutex_destroy(&q->lock);
  if (!failed)
    pthread_mutex_lock(&q->lock); // expected-warning {{acquiring 'q->lock', which is already destroyed}}
}
