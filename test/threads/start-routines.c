// What a start routine reaches through its `void *`.
// RUN: %clang -fsyntax-only -fplugin=%plugin -pthread %inc -Xclang -verify %s \
// RUN:   -Xclang -verify-ignore-unexpected=note
#include <pthread.h>
#include <stdlib.h>

void use(int);

struct job {
  int id;
  int *sum;
  pthread_mutex_t *lock;
};

static void *direct(void *argument) {
  struct job *job = argument;
  job->id++; // expected-warning {{'job.id' is written by the new thread while this function can still read it}}
  return NULL;
}
static void *through(void *argument) {
  struct job *job = argument;
  (*job->sum)++; // expected-warning {{'n' is written by the new thread while this function can still read it}}
  return NULL;
}
static void *heap(void *argument) {
  struct job *job = argument;
  (*job->sum)++; // expected-warning {{'n' is written by the new thread while this function can still write it}}
  return NULL;
}
static void *quiet(void *argument) {
  struct job *job = argument;
  (*job->sum)++;
  return NULL;
}
static void *copied(void *argument) {
  struct job job = *(struct job *)argument; // expected-warning {{'job.id' is read by the new thread while this function can still write it}}
  job.id++;
  (*job.sum)++; // expected-warning {{'n' is written by the new thread while this function can still read it}}
  return NULL;
}
static void *locked(void *argument) {
  struct job *job = argument;
  pthread_mutex_lock(job->lock);
  (*job->sum)++;
  pthread_mutex_unlock(job->lock);
  return NULL;
}

void flagged_member(void) {
  struct job job = {0};
  pthread_t thread;
  pthread_create(&thread, NULL, direct, &job);
  use(job.id);
  pthread_join(thread, NULL);
}
void flagged_pointer_member(void) {
  int n = 0;
  struct job job;
  pthread_t thread;
  job.sum = &n;
  pthread_create(&thread, NULL, through, &job);
  use(n);
  pthread_join(thread, NULL);
}
void flagged_on_the_heap(void) {
  int n = 0;
  pthread_t thread;
  struct job *job = malloc(sizeof *job);
  job->sum = &n;
  pthread_create(&thread, NULL, heap, job);
  n = 2;
  pthread_join(thread, NULL);
}
void flagged_initialized(void) {
  int n = 0;
  struct job job = {1, &n, NULL};
  pthread_t thread;
  pthread_create(&thread, NULL, copied, &job);
  use(n);
  pthread_join(thread, NULL);
}
void flagged_outlived(void) {
  int n = 0;
  pthread_t thread;
  struct job *job = malloc(sizeof *job);
  job->sum = &n;
  pthread_create(&thread, NULL, quiet, job); // expected-warning {{'n' is passed by reference to work that can outlive it}}
  pthread_detach(thread);
}
void accepted_guarded(void) {
  int n = 0;
  pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
  pthread_t thread;
  struct job job;
  job.sum = &n;
  job.lock = &mutex;
  pthread_create(&thread, NULL, locked, &job);
  pthread_mutex_lock(&mutex);
  n++;
  pthread_mutex_unlock(&mutex);
  pthread_join(thread, NULL);
}
void accepted_another(int choice) {
  int n = 0, m = 0;
  pthread_t thread;
  struct job job;
  job.sum = &n;
  if (choice)
    job.sum = &m;
  pthread_create(&thread, NULL, quiet, &job);
  use(n);
  pthread_join(thread, NULL);
}
void flagged_while_it_is_copied(void) {
  int n = 0;
  struct job job = {1, &n, NULL};
  pthread_t thread;
  pthread_create(&thread, NULL, copied, &job);
  job.id = 2;
  pthread_join(thread, NULL);
}
static void *ownCopy(void *argument) {
  struct job *job = malloc(sizeof *job);
  *job = *(struct job *)argument;
  job->id++;
  free(job);
  return NULL;
}
void accepted_own_copy(void) {
  struct job job = {1, NULL, NULL};
  pthread_t thread;
  pthread_create(&thread, NULL, ownCopy, &job);
  use(job.id);
  pthread_join(thread, NULL);
}
void accepted_joined(void) {
  int n = 0;
  struct job job;
  pthread_t thread;
  job.sum = &n;
  pthread_create(&thread, NULL, through, &job);
  pthread_join(thread, NULL);
  use(n);
}
