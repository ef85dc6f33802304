// Threads that one function starts and another waits for, handles in objects, and
// what results say of both.
// RUN: %clang -fsyntax-only -fplugin=%plugin -std=gnu11 -pthread %inc -Xclang -verify %s \
// RUN:   -Xclang -verify-ignore-unexpected=note
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

void use(int);
int any(void);

//===-- Started here, waited for there ------------------------------------===//

struct server {
  int stop, count, port;
  pthread_mutex_t lock;
  pthread_t thread;
};
static void *serve(void *argument) {
  struct server *server = argument;
  while (!server->stop) { // expected-warning {{'server->stop' is read by the new thread while 'stopServer' can write it}}
    pthread_mutex_lock(&server->lock);
    server->count++;
    pthread_mutex_unlock(&server->lock);
    usleep(server->port);
  }
  return NULL;
}
struct server *startServer(int port) {
  struct server *server = calloc(1, sizeof *server);
  if (!server)
    return NULL;
  server->port = port;
  pthread_mutex_init(&server->lock, NULL);
  if (pthread_create(&server->thread, NULL, serve, server) != 0) {
    free(server);
    return NULL;
  }
  return server;
}
void stopServer(struct server *server) {
  pthread_t thread = server->thread;
  server->stop = 1;
  pthread_mutex_lock(&server->lock);
  server->count = 0;
  pthread_mutex_unlock(&server->lock);
  use(server->port);
  pthread_join(thread, NULL);
  server->count = 0;
  free(server);
}
void accepted_never_waits(struct server *server) { server->stop = 1; }

//===-- The handle is written while the work runs -------------------------===//

struct worker { pthread_t thread; int number; };
static void *asks(void *argument) {
  struct worker *worker = argument;
  use(worker->thread == pthread_self()); // expected-warning {{'worker->thread' is read by the new thread while this function can still write it}}
  return NULL;
}
void flagged_handle(struct worker *worker) {
  pthread_create(&worker->thread, NULL, asks, worker);
  pthread_join(worker->thread, NULL);
}
static void *numbers(void *argument) {
  struct worker *worker = argument;
  use(worker->number + (pthread_self() != 0));
  return NULL;
}
void accepted_handle_of_others(struct worker *worker) {
  worker->number = 1;
  pthread_create(&worker->thread, NULL, numbers, worker);
  pthread_join(worker->thread, NULL);
}

//===-- Wrappers ----------------------------------------------------------===//

static int startThread(pthread_t *thread, void *(*body)(void *), void *argument) {
  return pthread_create(thread, NULL, body, argument);
}
static int total, sum;
static void *adds(void *argument) {
  total++; // expected-warning {{'total' is written by the new thread while this function can still write it}}
  return argument;
}
void flagged_one_is_left(void) {
  pthread_t first, second;
  if (startThread(&first, adds, NULL) != 0)
    return;
  pthread_join(first, NULL);
  if (startThread(&second, adds, NULL) != 0)
    return;
  total = 0;
  pthread_join(second, NULL);
}
static void *addsUp(void *argument) {
  sum++;
  return argument;
}
void accepted_waited_for(void) {
  pthread_t thread;
  if (startThread(&thread, addsUp, NULL) < 0)
    return;
  pthread_join(thread, NULL);
  sum = 0;
}

//===-- Some of many ------------------------------------------------------===//

static int some, every;
static void *addsSome(void *argument) {
  pthread_mutex_t *mutex = argument;
  pthread_mutex_lock(mutex);
  some++; // expected-warning {{'some' is written by the new thread while this function can still write it}}
  pthread_mutex_unlock(mutex);
  return NULL;
}
void flagged_all_but_one(void) {
  static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
  pthread_t threads[10];
  for (int i = 0; i < 10; i++)
    pthread_create(&threads[i], NULL, addsSome, &mutex);
  for (int i = 0; i < 9; i++)
    pthread_join(threads[i], NULL);
  some++;
}
static void *addsEvery(void *argument) {
  pthread_mutex_t *mutex = argument;
  pthread_mutex_lock(mutex);
  every++;
  pthread_mutex_unlock(mutex);
  return NULL;
}
void accepted_all(void) {
  static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
  pthread_t threads[10];
  int i;
  for (i = 0; i < 10; i++)
    pthread_create(&threads[i], NULL, addsEvery, &mutex);
  for (i = 0; i <= 9; i++)
    pthread_join(threads[i], NULL);
  every++;
}
void accepted_one_by_one(void) {
  static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
  pthread_t threads[2];
  for (int i = 0; i < 2; i++)
    pthread_create(&threads[i], NULL, addsEvery, &mutex);
  pthread_join(threads[0], NULL);
  pthread_join(threads[1], NULL);
  every++;
}
void accepted_two_in_each_turn(void) {
  static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
  pthread_t threads[10];
  for (int i = 0; i < 10; i++) {
    pthread_create(&threads[i], NULL, addsEvery, &mutex);
    i++;
  }
  for (int i = 0; i < 5; i++)
    pthread_join(threads[2 * i], NULL);
  every++;
}
void accepted_as_many_as_were_started(int count) {
  static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
  pthread_t threads[10];
  for (int i = 0; i < 10; i++)
    pthread_create(&threads[i], NULL, addsEvery, &mutex);
  for (int i = 0; i < count; i++)
    pthread_join(threads[i], NULL);
  every++;
}

//===-- Results -----------------------------------------------------------===//

struct data { int value; };
static pthread_t background;
static void *sets(void *argument) {
  ((struct data *)argument)->value = 1;
  return NULL;
}
static int begin(struct data *data) {
  if (any())
    return -1;
  pthread_create(&background, NULL, sets, data);
  return 0;
}
static void finish(void) { pthread_join(background, NULL); }
void accepted_started_or_not(void) {
  struct data data;
  int result;
  result = begin(&data);
  if (result == 0)
    finish();
  data.value = 2;
}
void accepted_failed(void) {
  struct data data;
  if (begin(&data) < 0) {
    data.value = 2;
    return;
  }
  finish();
}
static void *setsLate(void *argument) {
  ((struct data *)argument)->value = 1; // expected-warning {{'data.value' is written by the new thread while the thread that started it can still write it}}
  return NULL;
}
static pthread_t late;
static int beginLate(struct data *data) {
  if (any())
    return -1;
  pthread_create(&late, NULL, setsLate, data);
  return 0;
}
void flagged_where_it_was_started(void) {
  struct data data;
  int result = beginLate(&data);
  if (result != 0)
    return;
  data.value = 2;
  pthread_join(late, NULL);
}

//===-- Waits for what others do ------------------------------------------===//

struct pool {
  pthread_mutex_t lock;
  pthread_cond_t changed;
  int stopped, started;
  pthread_t threads[4];
};
static void *accepted_waits_for_others(void *argument) {
  struct pool *pool = argument;
  pthread_mutex_lock(&pool->lock);
  while (!pool->stopped)
    pthread_cond_wait(&pool->changed, &pool->lock);
  pool->started--;
  pthread_mutex_unlock(&pool->lock);
  return NULL;
}
struct pool *newPool(void) {
  struct pool *pool = calloc(1, sizeof *pool);
  pthread_mutex_init(&pool->lock, NULL);
  pthread_cond_init(&pool->changed, NULL);
  for (int i = 0; i < 4; i++) {
    pthread_create(&pool->threads[i], NULL, accepted_waits_for_others, pool);
    pool->started++;
  }
  return pool;
}

void deletePool(struct pool *pool) {
  pthread_mutex_lock(&pool->lock);
  pool->stopped = 1;
  pthread_cond_broadcast(&pool->changed);
  pthread_mutex_unlock(&pool->lock);
  for (int i = 0; i < 4; i++)
    pthread_join(pool->threads[i], NULL);
  free(pool);
}
struct pool *accepted_deleted_when_a_start_fails(void) {
  struct pool *pool = calloc(1, sizeof *pool);
  pthread_mutex_init(&pool->lock, NULL);
  for (int i = 0; i < 4; i++) {
    if (pthread_create(&pool->threads[i], NULL, accepted_waits_for_others,
                       pool) != 0) {
      deletePool(pool);
      return NULL;
    }
    pool->started++;
  }
  return pool;
}

//===-- Locks of the starter ----------------------------------------------===//

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static int held, alike, kept;
static void *bare(void *argument) {
  held++; // expected-warning {{'held' is written by the new thread while this function can still write it}}
  return argument;
}
void flagged_lock_of_the_starter(void) {
  pthread_t thread;
  pthread_mutex_lock(&mutex);
  pthread_create(&thread, NULL, bare, NULL);
  held++;
  pthread_join(thread, NULL);
  pthread_mutex_unlock(&mutex);
}
static void *twice(void *argument) {
  alike++; // expected-warning {{'alike' is written by the new thread while other work can write it}}
  return argument;
}
void flagged_both_under_the_starters_lock(void) {
  pthread_t first, second;
  pthread_mutex_lock(&mutex);
  pthread_create(&first, NULL, twice, NULL);
  pthread_create(&second, NULL, twice, NULL);
  pthread_join(first, NULL);
  pthread_join(second, NULL);
  pthread_mutex_unlock(&mutex);
}
static void *locks(void *argument) {
  pthread_mutex_lock(&mutex);
  kept++;
  pthread_mutex_unlock(&mutex);
  return argument;
}
static void *isKept(void *argument) {
  kept++;
  return argument;
}
void accepted_starter_keeps_it_out(void) {
  pthread_t first, second;
  pthread_create(&first, NULL, locks, NULL);
  pthread_mutex_lock(&mutex);
  pthread_create(&second, NULL, isKept, NULL);
  pthread_join(second, NULL);
  pthread_mutex_unlock(&mutex);
  pthread_join(first, NULL);
}
