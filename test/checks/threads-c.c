// shared-capture-race and thread-outlives-borrow for pthread and C11 threads.
//
// RUN: %clang -fsyntax-only -fplugin=%plugin -pthread %inc -Xclang -verify %s \
// RUN:   -fplugin-arg-sendsync-models=%inputs/pool-models.yaml \
// RUN:   -Xclang -verify-ignore-unexpected=note
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <threads.h>

void use(int);
void legacy_start(void (*body)(void *), void *payload);

struct Job {
  pthread_mutex_t lock;
  int input, result;
  atomic_int done;
};

static void *add(void *argument) {
  int *n = argument;
  *n += 1; // expected-warning 1+ {{[sendsync-shared-capture-race]}}
  return 0;
}
static int add11(void *argument) {
  struct Job *job = argument;
  job->result = 1; // expected-warning {{[sendsync-shared-capture-race]}}
  return 0;
}
static void *show(void *argument) {
  int *n = argument;
  use(*n); // expected-warning {{[sendsync-shared-capture-race]}}
  return 0;
}
static void *addLocked(void *argument) {
  struct Job *job = argument;
  pthread_mutex_lock(&job->lock);
  job->result += job->input;
  pthread_mutex_unlock(&job->lock);
  return 0;
}
static void *compute(void *argument) {
  struct Job *job = argument;
  job->result = job->input + 1;
  return 0;
}
static void *finish(void *argument) {
  struct Job *job = argument;
  job->result = 1;
  atomic_store(&job->done, 1);
  return 0;
}
static void later(void *argument) { use(*(int *)argument); }

void flagged_read_before_join(void) {
  int n = 0;
  pthread_t thread;
  pthread_create(&thread, 0, add, &n);
  use(n);
  pthread_join(thread, 0);
}
void flagged_c11(void) {
  struct Job job = {0};
  thrd_t thread;
  thrd_create(&thread, add11, &job);
  job.result = 2;
  thrd_join(thread, 0);
}
void flagged_loop_variable(void) {
  pthread_t threads[4];
  for (int i = 0; i < 4; ++i)
    pthread_create(&threads[i], 0, show, &i);
  for (int i = 0; i < 4; ++i)
    pthread_join(threads[i], 0);
}
void flagged_detached(void) {
  int n = 0;
  pthread_t thread;
  pthread_create(&thread, 0, show, &n); // expected-warning {{'n' is passed by reference to work that can outlive it [sendsync-thread-outlives-borrow]}}
  pthread_detach(thread);
}
void flagged_detached_struct(void) {
  struct Job job = {0};
  thrd_t thread;
  thrd_create(&thread, add11, &job); // expected-warning {{'job' is passed by reference to work that can outlive it}}
  thrd_detach(thread);
}
void flagged_array(void) {
  int values[4] = {0};
  pthread_t thread;
  pthread_create(&thread, 0, show, values); // expected-warning {{'values' is passed by reference to work that can outlive it}}
  pthread_detach(thread);
}
void flagged_boundary_of_model(void) {
  int n = 0;
  legacy_start(later, &n); // expected-warning {{'n' is passed by reference to work that can outlive it}}
}

int accepted_joined(void) {
  struct Job job = {0};
  pthread_t thread;
  pthread_create(&thread, 0, compute, &job);
  pthread_join(thread, 0);
  return job.result;
}
int accepted_failed_start(void) {
  struct Job job = {0};
  pthread_t thread;
  if (pthread_create(&thread, 0, compute, &job) != 0) {
    job.result = -1;
    return job.result;
  }
  pthread_join(thread, 0);
  return job.result;
}
int accepted_failed_start_stored(void) {
  struct Job job = {0};
  pthread_t thread;
  int error = pthread_create(&thread, 0, compute, &job);
  if (error) {
    job.result = -1;
    return job.result;
  }
  pthread_join(thread, 0);
  return job.result;
}
int accepted_locked(void) {
  struct Job job = {.lock = PTHREAD_MUTEX_INITIALIZER};
  pthread_t thread;
  pthread_create(&thread, 0, addLocked, &job);
  pthread_mutex_lock(&job.lock);
  job.result += 1;
  pthread_mutex_unlock(&job.lock);
  pthread_join(thread, 0);
  return job.result;
}
int accepted_jobs(void) {
  struct Job jobs[4] = {0};
  pthread_t threads[4];
  for (int i = 0; i < 4; ++i) {
    jobs[i].input = i;
    pthread_create(&threads[i], 0, compute, &jobs[i]);
  }
  int sum = 0;
  for (int i = 0; i < 4; ++i) {
    pthread_join(threads[i], 0);
    sum += jobs[i].result;
  }
  return sum;
}
void accepted_heap(void) {
  struct Job *job = malloc(sizeof *job);
  pthread_t thread;
  pthread_create(&thread, 0, compute, job);
  pthread_detach(thread);
}
void accepted_static(void) {
  static struct Job job;
  pthread_t thread;
  pthread_create(&thread, 0, compute, &job);
  pthread_detach(thread);
}
void accepted_parameter(struct Job *job) {
  pthread_t thread;
  pthread_create(&thread, 0, compute, job);
  pthread_detach(thread);
}
void accepted_number_as_pointer(long n) {
  pthread_t thread;
  pthread_create(&thread, 0, compute, (void *)n);
  pthread_detach(thread);
}
int accepted_waits_for_flag(void) {
  struct Job job = {0};
  pthread_t thread;
  pthread_create(&thread, 0, finish, &job);
  pthread_detach(thread);
  while (!atomic_load(&job.done)) {
  }
  return job.result;
}
int accepted_c11(void) {
  struct Job job = {0};
  thrd_t thread;
  if (thrd_create(&thread, (thrd_start_t)compute, &job) != thrd_success)
    return -1;
  thrd_join(thread, 0);
  return job.result;
}
