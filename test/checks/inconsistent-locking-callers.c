// inconsistent-locking in C: who calls, what was waited for, what a look under the
// lock decided.
//
// RUN: %clang -fsyntax-only -fplugin=%plugin -pthread %inc -Xclang -verify %s \
// RUN:   -Xclang -verify-ignore-unexpected=note
#include <pthread.h>

//===----------------------------------------------------------------------===//
// A constant argument selects the branch
//===----------------------------------------------------------------------===//

struct side {
  pthread_mutex_t mutex;
  int length, peak;
};
struct client {
  struct side in, out;
};
enum direction { toward, away };

int accepted_queue(struct client *c, enum direction way) {
  if (way == away)
    c->out.length++;
  else
    c->in.length++;
  return 0;
}

// Without the lock of the branch that its argument selects.
int flagged_queue(struct client *c, enum direction way) {
  if (way == away)
    c->out.peak++; // expected-warning {{'c->out.peak' is written without 'c->out.mutex', which is held at 4 of its 5 accesses}}
  return 0;
}

void publish(struct client *c) {
  pthread_mutex_lock(&c->out.mutex);
  accepted_queue(c, away);
  pthread_mutex_unlock(&c->out.mutex);
  flagged_queue(c, away);
}
void handle(struct client *c) {
  pthread_mutex_lock(&c->in.mutex);
  accepted_queue(c, toward);
  flagged_queue(c, toward);
  pthread_mutex_unlock(&c->in.mutex);
}
void take_in(struct client *c) {
  pthread_mutex_lock(&c->in.mutex);
  c->in.length--;
  c->in.length -= c->in.length > 8;
  c->in.peak--;
  pthread_mutex_unlock(&c->in.mutex);
}
void take_out(struct client *c) {
  pthread_mutex_lock(&c->out.mutex);
  c->out.length--;
  c->out.length -= c->out.length > 8;
  c->out.peak--;
  pthread_mutex_unlock(&c->out.mutex);
}
void clear(struct client *c) {
  pthread_mutex_lock(&c->out.mutex);
  c->out.length = 0;
  c->out.peak = 0;
  pthread_mutex_unlock(&c->out.mutex);
  pthread_mutex_lock(&c->in.mutex);
  c->in.length = 0;
  c->in.peak = 0;
  pthread_mutex_unlock(&c->in.mutex);
}

//===----------------------------------------------------------------------===//
// A mode without threads
//===----------------------------------------------------------------------===//

struct frames {
  int threaded, full;
  pthread_mutex_t mutex;
  int count, dropped;
};

void accepted_shift(struct frames *f) { f->count--; }
void flagged_drop(struct frames *f) {
  f->dropped++; // expected-warning {{'f->dropped' is written without 'f->mutex', which is held at 3 of its 4 accesses}}
}

void next(struct frames *f) {
  if (f->threaded) {
    pthread_mutex_lock(&f->mutex);
    accepted_shift(f);
    pthread_mutex_unlock(&f->mutex);
  } else {
    accepted_shift(f);
  }
}
// What changes under the lock is no mode.
void drop(struct frames *f) {
  if (f->full) {
    pthread_mutex_lock(&f->mutex);
    flagged_drop(f);
    pthread_mutex_unlock(&f->mutex);
  } else {
    flagged_drop(f);
  }
}
void push(struct frames *f) {
  pthread_mutex_lock(&f->mutex);
  f->count++;
  f->full = f->count == 8;
  f->dropped = 0;
  pthread_mutex_unlock(&f->mutex);
}
int look(struct frames *f) {
  pthread_mutex_lock(&f->mutex);
  int all = f->count + f->dropped;
  f->count = 0;
  f->dropped = 0;
  pthread_mutex_unlock(&f->mutex);
  return all;
}

//===----------------------------------------------------------------------===//
// Two phases, each with its lock
//===----------------------------------------------------------------------===//

struct profile {
  pthread_mutex_t init_lock, start_lock;
  pthread_cond_t cond;
  int state, turns;
  pthread_t thread;
};

static void *accepted_work(void *argument) {
  struct profile *p = argument;
  pthread_mutex_lock(&p->init_lock);
  p->state = 1;
  p->turns = 1; // expected-warning {{'argument->turns' is written without 'argument->start_lock', which is held at 3 of its 4 accesses}}
  pthread_cond_signal(&p->cond);
  pthread_mutex_unlock(&p->init_lock);
  pthread_mutex_lock(&p->start_lock);
  p->state = 2;
  p->turns = 2;
  pthread_cond_signal(&p->cond);
  pthread_mutex_unlock(&p->start_lock);
  return 0;
}

void accepted_two_phases(struct profile *p) {
  pthread_mutex_lock(&p->start_lock);
  pthread_create(&p->thread, 0, accepted_work, p);
  pthread_mutex_lock(&p->init_lock);
  while (p->state == 0)
    pthread_cond_wait(&p->cond, &p->init_lock);
  pthread_mutex_unlock(&p->init_lock);
  while (p->state != 2)
    pthread_cond_wait(&p->cond, &p->start_lock);
  pthread_mutex_unlock(&p->start_lock);
  pthread_join(p->thread, 0);
}

int flagged_turns(struct profile *p) {
  pthread_mutex_lock(&p->start_lock);
  int turns = p->turns;
  p->turns = 0;
  pthread_mutex_unlock(&p->start_lock);
  return turns;
}

//===----------------------------------------------------------------------===//
// A look under the lock decides
//===----------------------------------------------------------------------===//

struct job {
  pthread_mutex_t mutex;
  pthread_cond_t cond;
  unsigned long made, consumed, size, seen;
};

void compress(struct job *j) {
  pthread_mutex_lock(&j->mutex);
  j->made = 1;
  j->made += 6;
  j->seen = 1;
  j->seen += 6;
  pthread_mutex_unlock(&j->mutex);
}
void finish(struct job *j) {
  pthread_mutex_lock(&j->mutex);
  j->made += 7;
  j->seen += 7;
  j->consumed = j->size;
  pthread_cond_signal(&j->cond);
  pthread_mutex_unlock(&j->mutex);
}

unsigned long accepted_flush(struct job *j) {
  pthread_mutex_lock(&j->mutex);
  unsigned long consumed = j->consumed;
  pthread_mutex_unlock(&j->mutex);
  if (consumed == j->size)
    return j->made;
  return 0;
}

unsigned long flagged_flush(struct job *j, unsigned long wanted) {
  pthread_mutex_lock(&j->mutex);
  unsigned long consumed = j->consumed;
  pthread_mutex_unlock(&j->mutex);
  if (wanted == 7)
    return j->seen; // expected-warning {{'j->seen' is read without 'j->mutex', which is held at}}
  return consumed;
}

//===----------------------------------------------------------------------===//
// Who makes the lock
//===----------------------------------------------------------------------===//

struct property {
  int value;
};
struct meter {
  pthread_mutex_t property_mutex;
  struct property root;
};
static struct meter *the_meter;

static int make_mutex(pthread_mutex_t *mutex) {
  return pthread_mutex_init(mutex, 0);
}
void accepted_meter(struct meter *m) {
  make_mutex(&m->property_mutex);
  m->root.value = 0;
}
void flagged_meter(struct meter *m) {
  m->root.value = 0; // expected-warning {{'m->root.value' is written without}}
}
void set_property(struct property *p) {
  pthread_mutex_lock(&the_meter->property_mutex);
  p->value = 1;
  p->value += 2;
  pthread_mutex_unlock(&the_meter->property_mutex);
}
int get_property(struct property *p) {
  pthread_mutex_lock(&the_meter->property_mutex);
  int value = p->value;
  p->value = 0;
  p->value += value > 1;
  p->value += value > 2;
  pthread_mutex_unlock(&the_meter->property_mutex);
  return value;
}
