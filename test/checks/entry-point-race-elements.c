// Elements of arrays by a counter and by a number that is passed.
// RUN: %clang -fsyntax-only -fplugin=%plugin -std=gnu11 -pthread %inc -Xclang -verify %s \
// RUN:   -Xclang -verify-ignore-unexpected=note
#include <pthread.h>
#include <stddef.h>

void use(int);

int table[8];
static void *fills(void *argument) {
  for (int i = 0; i < 8; i++)
    table[i] = i; // expected-warning {{'table[...]' is written by the new thread while this function can still write it}}
  return argument;
}
void flagged_both_walk(void) {
  pthread_t thread;
  pthread_create(&thread, NULL, fills, NULL);
  for (int i = 0; i < 4; ++i)
    table[i]++;
  pthread_join(thread, NULL);
}

struct entry {
  pthread_mutex_t lock;
  int uses;
} entries[9];
static void touch(struct entry *entry) {
  pthread_mutex_lock(&entry->lock);
  entry->uses++; // expected-warning {{'entries[1].uses' is written by the new thread while the thread that started it can still write it}}
  entry[1].uses++;
  pthread_mutex_unlock(&entry->lock);
}
static void *touches(void *argument) {
  int i;
  for (i = 0; i < 8; i++)
    touch(&entries[i]);
  return argument;
}
void flagged_lock_of_another(void) {
  pthread_t thread;
  pthread_create(&thread, NULL, touches, NULL);
  for (int i = 0; i < 8; i++)
    touch(&entries[i]);
  pthread_join(thread, NULL);
}

int stripes[4];
pthread_mutex_t locks[4];
static void add(int stripe) {
  pthread_mutex_lock(&locks[stripe]);
  stripes[stripe]++; // expected-warning {{'stripes[1]' is written by the new thread while this function can still write it}}
  pthread_mutex_unlock(&locks[stripe]);
}
static void *adds(void *argument) {
  add(1);
  return argument;
}
void flagged_passed_number(void) {
  pthread_t thread;
  pthread_create(&thread, NULL, adds, NULL);
  pthread_mutex_lock(&locks[2]);
  stripes[1]++;
  pthread_mutex_unlock(&locks[2]);
  pthread_join(thread, NULL);
}
void accepted_passed_number(void) {
  pthread_t thread;
  pthread_create(&thread, NULL, adds, NULL);
  pthread_mutex_lock(&locks[1]);
  stripes[1]++;
  pthread_mutex_unlock(&locks[1]);
  stripes[3] = 1;
  add(1);
  for (int i = 0; i < 4; i++)
    add(i);
  pthread_join(thread, NULL);
}

// Each with its own lock.
struct entry owned[8];
static void take(struct entry *entry) {
  pthread_mutex_lock(&entry->lock);
  entry->uses++;
  pthread_mutex_unlock(&entry->lock);
}
static void *takes(void *argument) {
  for (int i = 0; i < 8; i++)
    take(&owned[i]);
  return argument;
}
void accepted_own_locks(void) {
  pthread_t thread;
  pthread_create(&thread, NULL, takes, NULL);
  for (int i = 0; i < 8; i++)
    take(&owned[i]);
  for (int i = 0; i < 8; i++) {
    pthread_mutex_lock(&owned[i].lock);
    owned[i].uses = 0;
    pthread_mutex_unlock(&owned[i].lock);
  }
  pthread_join(thread, NULL);
}

// Halves.
int halves[8];
static void *first_half(void *argument) {
  for (int i = 0; i < 4; i++)
    halves[i]++;
  return argument;
}
void accepted_halves(void) {
  pthread_t thread;
  pthread_create(&thread, NULL, first_half, NULL);
  for (int i = 4; i < 8; i++)
    halves[i]++;
  for (int i = 0; i < 4; i++)
    halves[i + 4]++;
  pthread_join(thread, NULL);
}

// Each thread has an element of its own, which is prepared before it starts.
struct job {
  pthread_t thread;
  int input, output;
} jobs[4];
static void *runs(void *argument) {
  struct job *job = argument;
  job->output = job->input;
  return argument;
}
void accepted_own_elements(void) {
  for (int i = 0; i < 4; i++) {
    jobs[i].input = i;
    jobs[i].output = 0;
    pthread_create(&jobs[i].thread, NULL, runs, &jobs[i]);
  }
  for (int i = 0; i < 4; i++)
    pthread_join(jobs[i].thread, NULL);
  for (int i = 0; i < 4; i++)
    use(jobs[i].output);
}
static void start(struct job *job, int input) {
  job->input = input;
  pthread_create(&job->thread, NULL, runs, job);
}
void accepted_started_by_another(void) {
  for (int i = 0; i < 4; i++)
    start(&jobs[i], i);
  for (int i = 0; i < 4; i++)
    pthread_join(jobs[i].thread, NULL);
}

// What is done depends on the index.
int cells[4];
static void *even(void *argument) {
  for (int i = 0; i < 4; i++)
    if (i % 2 == 0)
      cells[i]++;
  return argument;
}
void accepted_selected(void) {
  pthread_t thread;
  pthread_create(&thread, NULL, even, NULL);
  for (int i = 0; i < 4; i++)
    if (i % 2)
      cells[i]++;
  pthread_join(thread, NULL);
}
static void step(int *cell, int which) {
  if (which == 0)
    (*cell)++;
}
static void *steps(void *argument) {
  for (int i = 0; i < 4; i++)
    step(&cells[i], i);
  return argument;
}
void accepted_selected_by_callee(void) {
  pthread_t thread;
  pthread_create(&thread, NULL, steps, NULL);
  for (int i = 1; i < 4; i++)
    cells[i]++;
  pthread_join(thread, NULL);
}

// The first turn comes, whenever the loop ends.
int early[8];
static void *clears(void *argument) {
  for (int i = 0; i < 8; i++)
    early[i] = 0; // expected-warning {{'early[...]' is written by the new thread while this function can still write it}}
  return argument;
}
void flagged_left_early(int until) {
  pthread_t thread;
  pthread_create(&thread, NULL, clears, NULL);
  for (int i = 0; i < until; i++) {
    if (until == 5)
      break;
    early[i] = 1;
  }
  pthread_join(thread, NULL);
}
void accepted_left_by_index(int until) {
  pthread_t thread;
  pthread_create(&thread, NULL, clears, NULL);
  for (int i = 0; i < 8; i++) {
    if (i < until)
      continue;
    early[i] = 1;
  }
  pthread_join(thread, NULL);
}

// Who looks whether they are done.
struct worker {
  pthread_t thread;
  int number, done;
} workers[16];
static void *works(void *argument) {
  struct worker *worker = argument;
  worker->done = worker->number; // expected-warning {{'workers[...].done' is written by the new thread while this function can still read it}}
  return argument;
}
void flagged_polled(int count) {
  for (int i = 0; i < count; i++) {
    workers[i].number = i;
    workers[i].done = 0;
    pthread_create(&workers[i].thread, NULL, works, &workers[i]);
  }
  for (int i = 0; i < count; i++)
    if (!workers[i].done)
      use(i);
  for (int i = 0; i < count; i++)
    pthread_join(workers[i].thread, NULL);
}
