// Waits with a mutex that nobody can hold there, conditions that are tested before
// the lock is taken, data that is none, and one lock with two names.
//
// RUN: %clang -fsyntax-only -fplugin=%plugin -std=c11 -pthread -Xclang -verify %s \
// RUN:   -Xclang -verify-ignore-unexpected=note
#include <pthread.h>
#include <stdatomic.h>

static pthread_mutex_t mu = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t wake = PTHREAD_COND_INITIALIZER;
static int dirt;
void sweep(void);

static void *flagged_starts_with_none(void *p) {
  for (;;) {
    pthread_cond_wait(&wake, &mu); // expected-warning {{waiting for 'wake' requires holding 'mu'; no lock is held}}
    sweep();
    pthread_mutex_unlock(&mu);
  }
  return p;
}
static void *accepted_locks(void *p) {
  pthread_mutex_lock(&mu);
  while (!dirt)
    pthread_cond_wait(&wake, &mu);
  dirt = 0;
  pthread_mutex_unlock(&mu);
  return p;
}
void start_both(pthread_t *ids) {
  pthread_create(&ids[0], 0, flagged_starts_with_none, 0);
  pthread_create(&ids[1], 0, accepted_locks, 0);
}
void add_dirt(void) {
  pthread_mutex_lock(&mu);
  dirt++;
  pthread_cond_signal(&wake);
  pthread_mutex_unlock(&mu);
}

// Only this file can take the lock of a box.
struct box { pthread_mutex_t lock; pthread_cond_t filled; int size; };
void put(struct box *b) {
  pthread_mutex_lock(&b->lock);
  b->size++;
  pthread_mutex_unlock(&b->lock);
  pthread_cond_signal(&b->filled);
}
void flagged_without(struct box *b) {
  while (!b->size)
    pthread_cond_wait(&b->filled, &b->lock); // expected-warning {{waiting for 'b->filled' requires holding 'b->lock'}}
  b->size--;
}
// There is a function that leaves it held for others.
struct open { pthread_mutex_t lock; pthread_cond_t filled; int size; };
void open_lock(struct open *o) { pthread_mutex_lock(&o->lock); }
void open_done(struct open *o) { pthread_mutex_unlock(&o->lock); pthread_cond_signal(&o->filled); }
void accepted_callers(struct open *o) {
  while (!o->size)
    pthread_cond_wait(&o->filled, &o->lock);
  o->size--;
}

// The loop looks at the flag before it takes the lock.
static pthread_mutex_t door = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t bell = PTHREAD_COND_INITIALIZER;
static atomic_int running;
static int guests;
static void *serve(void *p) {
  while (running) {
    pthread_mutex_lock(&door);
    if (guests == 0)
      pthread_cond_wait(&bell, &door);
    if (guests > 0)
      guests--;
    pthread_mutex_unlock(&door);
  }
  return p;
}
void open_up(pthread_t *id) {
  running = 1;
  pthread_create(id, 0, serve, 0);
}
void flagged_stop(void) {
  running = 0; // expected-warning {{'running' is changed without 'door', so a waiter can miss the notification}}
  pthread_cond_signal(&bell);
}
void accepted_greet(void) {
  pthread_mutex_lock(&door);
  guests++;
  pthread_mutex_unlock(&door);
  pthread_cond_signal(&bell);
}

// The phase is the worker's own.
struct pool { pthread_mutex_t lock; pthread_cond_t wake; int tasks, ended; };
struct worker { struct pool *pool; pthread_t id; int phase; };
void work(struct worker *);
static void *accepted_own_data(void *arg) {
  struct worker *const self = arg;
  struct pool *const pool = self->pool;
  pthread_mutex_lock(&pool->lock);
  for (;;) {
    if (pool->tasks == 0) {
      if (pool->ended)
        break;
      pthread_cond_wait(&pool->wake, &pool->lock);
      continue;
    }
    pool->tasks--;
    pthread_mutex_unlock(&pool->lock);
    self->phase = 1;
    work(self);
    pthread_cond_signal(&pool->wake);
    pthread_mutex_lock(&pool->lock);
    if (self->phase <= 1 && pool->ended)
      break;
  }
  pthread_mutex_unlock(&pool->lock);
  return 0;
}
void hire(struct worker *w, struct pool *p) {
  w->pool = p;
  pthread_create(&w->id, 0, accepted_own_data, w);
}
void flagged_end(struct pool *p) {
  p->ended = 1; // expected-warning {{'p->ended' is changed without 'p->lock'}}
  pthread_cond_broadcast(&p->wake);
}

// One lock, which the job reaches through its own pointer.
struct home { pthread_mutex_t lock, other; };
struct job { pthread_cond_t done; struct home *home; int left; };
struct owner { struct home home; struct job *jobs; };
void finish(struct job *j) {
  pthread_mutex_lock(&j->home->lock);
  j->left--;
  pthread_cond_broadcast(&j->done);
  pthread_mutex_unlock(&j->home->lock);
}
void accepted_by_job(struct job *j) {
  pthread_mutex_lock(&j->home->lock);
  while (j->left)
    pthread_cond_wait(&j->done, &j->home->lock);
  pthread_mutex_unlock(&j->home->lock);
}
void accepted_by_owner(struct owner *o) {
  struct job *j = &o->jobs[0];
  pthread_mutex_lock(&o->home.lock);
  while (j->left)
    pthread_cond_wait(&j->done, &o->home.lock);
  pthread_mutex_unlock(&o->home.lock);
}
void flagged_other_lock(struct job *j) {
  pthread_mutex_lock(&j->home->other);
  while (j->left)
    pthread_cond_wait(&j->done, &j->home->other); // expected-warning {{'j->done' is waited for with 'j->home->other' here and with 'j->home->lock' elsewhere}}
  pthread_mutex_unlock(&j->home->other);
}
