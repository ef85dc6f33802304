// condvar-misuse: a branch of a mode without threads, and a waiter in two phases.
//
// RUN: %clang -fsyntax-only -fplugin=%plugin -pthread %inc -Xclang -verify %s \
// RUN:   -Xclang -verify-ignore-unexpected=note
#include <pthread.h>

struct list {
  pthread_mutex_t mutex;
  pthread_cond_t change;
  int count, dropped;
};
struct lookahead {
  int threaded;
  struct list of;
  pthread_t thread;
};

static void accepted_shift(struct lookahead *l) {
  l->of.count--;
  pthread_cond_broadcast(&l->of.change);
}
static void flagged_drop(struct lookahead *l) {
  l->of.dropped++; // expected-warning {{'l->of.dropped' is changed without 'l->of.mutex', so a waiter can miss the notification}}
  pthread_cond_broadcast(&l->of.change);
}

static void *look(void *argument) {
  struct lookahead *l = argument;
  pthread_mutex_lock(&l->of.mutex);
  while (l->of.count == 10)
    pthread_cond_wait(&l->of.change, &l->of.mutex);
  while (l->of.dropped == 10)
    pthread_cond_wait(&l->of.change, &l->of.mutex);
  l->of.count++;
  pthread_mutex_unlock(&l->of.mutex);
  return 0;
}

void open_lookahead(struct lookahead *l) {
  if (l->threaded)
    pthread_create(&l->thread, 0, look, l);
}

void next(struct lookahead *l) {
  if (l->threaded) {
    pthread_mutex_lock(&l->of.mutex);
    accepted_shift(l);
    flagged_drop(l);
    pthread_mutex_unlock(&l->of.mutex);
  } else {
    accepted_shift(l);
  }
}
void drop(struct lookahead *l) { flagged_drop(l); }

// Which of the two locks a waiter has must not depend on who it is.
struct gate {
  pthread_mutex_t first, second;
  pthread_cond_t cond;
  int open;
};
void flagged_either(struct gate *g, int which) {
  if (which) {
    pthread_mutex_lock(&g->first);
    while (!g->open)
      pthread_cond_wait(&g->cond, &g->first);
    pthread_mutex_unlock(&g->first);
  } else {
    pthread_mutex_lock(&g->second);
    while (!g->open)
      pthread_cond_wait(&g->cond, &g->second); // expected-warning {{'g->cond' is waited for with 'g->second' here and with 'g->first' elsewhere}}
    pthread_mutex_unlock(&g->second);
  }
}

struct phases {
  pthread_mutex_t begin, end;
  pthread_cond_t cond;
  int state;
};
void accepted_two_phases(struct phases *p) {
  pthread_mutex_lock(&p->begin);
  while (p->state == 0)
    pthread_cond_wait(&p->cond, &p->begin);
  pthread_mutex_unlock(&p->begin);
  pthread_mutex_lock(&p->end);
  while (p->state != 2)
    pthread_cond_wait(&p->cond, &p->end);
  pthread_mutex_unlock(&p->end);
}
