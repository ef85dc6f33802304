// libuv: its locks, and which of its mutexes are recursive.
// REQUIRES: uv
// RUN: %clang -fsyntax-only -fplugin=%plugin -pthread %inc -Xclang -verify \
// RUN:   -Xclang -verify-ignore-unexpected=note %s
#include <uv.h>
#define SENDSYNC_SHORT_NAMES
#include <sendsync/annotations.h>

struct store {
  uv_mutex_t mutex, recursive;
  uv_rwlock_t rw;
  uv_cond_t changed;
  int value GUARDED_BY(mutex);
  int shared GUARDED_BY(rw);
};
void init(struct store *s) {
  uv_mutex_init(&s->mutex);
  uv_mutex_init_recursive(&s->recursive);
}
void flagged_nothing_held(struct store *s) {
  s->value++;  // expected-warning {{writing 's->value' requires holding 's->mutex'}}
  s->shared++; // expected-warning {{writing 's->shared' requires holding 's->rw'}}
}
void accepted_held(struct store *s) {
  uv_mutex_lock(&s->mutex);
  while (s->value == 0)
    uv_cond_wait(&s->changed, &s->mutex);
  s->value++;
  uv_mutex_unlock(&s->mutex);
  uv_rwlock_wrlock(&s->rw);
  s->shared++;
  uv_rwlock_wrunlock(&s->rw);
  if (uv_mutex_trylock(&s->mutex) == 0) {
    s->value++;
    uv_mutex_unlock(&s->mutex);
  }
}
void flagged_tried_in_vain(struct store *s) {
  if (uv_mutex_trylock(&s->mutex))
    s->value++; // expected-warning {{writing 's->value' requires holding 's->mutex'}}
  else
    uv_mutex_unlock(&s->mutex);
}
int accepted_reading(struct store *s) {
  uv_rwlock_rdlock(&s->rw);
  int copy = s->shared;
  uv_rwlock_rdunlock(&s->rw);
  return copy;
}
void flagged_writing_as_reader(struct store *s) {
  uv_rwlock_rdlock(&s->rw);
  s->shared++; // expected-warning {{writing 's->shared' requires holding 's->rw' exclusively}}
  uv_rwlock_rdunlock(&s->rw);
}
void flagged_twice(struct store *s) {
  uv_mutex_lock(&s->mutex);
  uv_mutex_lock(&s->mutex); // expected-warning {{'s->mutex' is already held here; locking it again deadlocks}}
}
void accepted_recursive(struct store *s) {
  uv_mutex_lock(&s->recursive);
  uv_mutex_lock(&s->recursive);
  uv_mutex_unlock(&s->recursive);
  uv_mutex_unlock(&s->recursive);
}
