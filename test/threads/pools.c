// Pools of C programs: the queue is in an object that is an argument.
// RUN: %clang -fsyntax-only -fplugin=%plugin -std=gnu11 -pthread %inc \
// RUN:   -Xclang -verify %s -Xclang -verify-ignore-unexpected=note
#include <pthread.h>
#include <stdlib.h>

struct job {
  struct job *next;
  void (*function)(void *);
  void *argument;
};
struct pool {
  pthread_mutex_t lock;
  pthread_cond_t filled, empty;
  struct job *front;
  int running;
  pthread_t threads[4];
};
static void *work(void *argument) {
  struct pool *pool = argument;
  for (;;) {
    pthread_mutex_lock(&pool->lock);
    while (!pool->front)
      pthread_cond_wait(&pool->filled, &pool->lock);
    struct job *job = pool->front;
    pool->front = job->next;
    pool->running++;
    pthread_mutex_unlock(&pool->lock);
    void (*function)(void *) = job->function;
    function(job->argument);
    free(job);
    pthread_mutex_lock(&pool->lock);
    pool->running--;
    pthread_cond_broadcast(&pool->empty);
    pthread_mutex_unlock(&pool->lock);
  }
}
void startPool(struct pool *pool) {
  for (int i = 0; i < 4; i++)
    pthread_create(&pool->threads[i], NULL, work, pool);
}
void add(struct pool *pool, void (*function)(void *), void *argument) {
  struct job *job = malloc(sizeof *job);
  job->function = function;
  job->argument = argument;
  pthread_mutex_lock(&pool->lock);
  job->next = pool->front;
  pool->front = job;
  pthread_cond_signal(&pool->filled);
  pthread_mutex_unlock(&pool->lock);
}
void waitAll(struct pool *pool) {
  pthread_mutex_lock(&pool->lock);
  while (pool->front || pool->running)
    pthread_cond_wait(&pool->empty, &pool->lock);
  pthread_mutex_unlock(&pool->lock);
}

static int sum, total, done;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static void addsUp(void *argument) {
  sum += *(int *)argument; // expected-warning {{'sum' is written by work that is started several times and can run at once}}
}
void flagged_two_at_once(struct pool *pool) {
  int one = 1;
  for (int i = 0; i < 100; i++)
    add(pool, addsUp, &one);
  waitAll(pool);
}
static void addsLocked(void *argument) {
  pthread_mutex_lock(&mutex);
  total += *(int *)argument;
  pthread_mutex_unlock(&mutex);
}
void accepted_locked(struct pool *pool) {
  int one = 1;
  for (int i = 0; i < 100; i++)
    add(pool, addsLocked, &one);
  waitAll(pool);
}
static void finishes(void *argument) { done = 1 + (argument != 0); }
void accepted_waited_for(struct pool *pool) {
  add(pool, finishes, NULL);
  waitAll(pool);
  done = 0;
}
// Nothing but the lock orders who adds and who works.
struct polled {
  pthread_mutex_t lock;
  struct job *front;
  pthread_t thread;
};
static void *poll(void *argument) {
  struct polled *pool = argument;
  for (;;) {
    pthread_mutex_lock(&pool->lock);
    struct job *job = pool->front;
    if (job)
      pool->front = job->next;
    pthread_mutex_unlock(&pool->lock);
    if (job)
      job->function(job->argument);
  }
}
void addPolled(struct polled *pool, void (*function)(void *)) {
  struct job *job = malloc(sizeof *job);
  job->function = function;
  pthread_mutex_lock(&pool->lock);
  job->next = pool->front;
  pool->front = job;
  pthread_mutex_unlock(&pool->lock);
}
void accepted_pool_is_only_used(void) {
  static struct polled pool;
  pthread_create(&pool.thread, NULL, poll, &pool);
  addPolled(&pool, finishes);
}
