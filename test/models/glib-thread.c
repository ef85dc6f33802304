// GLib: mutexes, reader-writer locks, conditions, G_LOCK.
// REQUIRES: glib
// RUN: %clang -fsyntax-only -fplugin=%plugin -pthread %glib %inc -Xclang -verify \
// RUN:   -Xclang -verify-ignore-unexpected=note %s
#include <glib.h>
#define SENDSYNC_SHORT_NAMES
#include <sendsync/annotations.h>

typedef struct {
  GMutex mutex;
  GRecMutex recursive;
  GRWLock rw;
  GCond changed;
  int value GUARDED_BY(mutex);
  int nested GUARDED_BY(recursive);
  int shared GUARDED_BY(rw);
} Store;

void flagged_nothing_held(Store *s) {
  s->value++;  // expected-warning {{writing 's->value' requires holding 's->mutex'}}
  s->nested++; // expected-warning {{writing 's->nested' requires holding 's->recursive'}}
  s->shared++; // expected-warning {{writing 's->shared' requires holding 's->rw'}}
}
void accepted_held(Store *s) {
  g_mutex_lock(&s->mutex);
  s->value++;
  while (s->value == 0)
    g_cond_wait(&s->changed, &s->mutex);
  s->value++;
  g_mutex_unlock(&s->mutex);
  g_rw_lock_writer_lock(&s->rw);
  s->shared++;
  g_rw_lock_writer_unlock(&s->rw);
}
void accepted_tried(Store *s) {
  if (g_mutex_trylock(&s->mutex)) {
    s->value++;
    g_mutex_unlock(&s->mutex);
  }
}
void flagged_tried_in_vain(Store *s) {
  if (!g_mutex_trylock(&s->mutex))
    s->value++; // expected-warning {{writing 's->value' requires holding 's->mutex'}}
  else
    g_mutex_unlock(&s->mutex);
}
void accepted_recursive(Store *s) {
  g_rec_mutex_lock(&s->recursive);
  g_rec_mutex_lock(&s->recursive);
  s->nested++;
  g_rec_mutex_unlock(&s->recursive);
  s->nested++;
  g_rec_mutex_unlock(&s->recursive);
}
int accepted_reading(Store *s) {
  g_rw_lock_reader_lock(&s->rw);
  int copy = s->shared;
  g_rw_lock_reader_unlock(&s->rw);
  return copy;
}
void flagged_writing_as_reader(Store *s) {
  g_rw_lock_reader_lock(&s->rw);
  s->shared++; // expected-warning {{writing 's->shared' requires holding 's->rw' exclusively}}
  g_rw_lock_reader_unlock(&s->rw);
}
void flagged_twice(Store *s) {
  g_mutex_lock(&s->mutex);
  g_mutex_lock(&s->mutex); // expected-warning {{'s->mutex' is already held here; locking it again deadlocks}}
}

G_LOCK_DEFINE_STATIC(total);
static int total;
void accepted_g_lock(void) {
  G_LOCK(total);
  total++;
  G_UNLOCK(total);
  G_LOCK(total);
  total++;
  G_UNLOCK(total);
}
void flagged_g_lock_twice(void) {
  G_LOCK(total);
  G_LOCK(total); // expected-warning {{is already held here; locking it again deadlocks}}
  G_UNLOCK(total);
}
