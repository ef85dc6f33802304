// Objects of C programs: members that lead to their container, elements behind
// pointers, pointers that are set once.
// RUN: %clang -fsyntax-only -fplugin=%plugin -std=gnu11 -pthread %inc -Xclang -verify %s \
// RUN:   -Xclang -verify-ignore-unexpected=note
#include <pthread.h>
#include <stddef.h>
#include <stdlib.h>

#define container_of(ptr, type, member)                                        \
  ({                                                                           \
    const __typeof__(((type *)0)->member) *inner = (ptr);                      \
    (type *)((char *)inner - offsetof(type, member));                          \
  })

void use(int);

struct device { int number; };
struct driver {
  pthread_mutex_t lock;
  struct device device;
  int opened, closed;
};

static void *opens(void *argument) {
  struct device *device = argument;
  struct driver *driver = container_of(device, struct driver, device);
  pthread_mutex_lock(&driver->lock);
  driver->opened = 1; // expected-warning {{'driver->opened' is written by the new thread while this function can still write it}}
  pthread_mutex_unlock(&driver->lock);
  return NULL;
}
void flagged_container(struct driver *driver) {
  pthread_t thread;
  pthread_create(&thread, NULL, opens, &driver->device);
  driver->opened = 3;
  pthread_join(thread, NULL);
}

static void *closes(void *argument) {
  struct driver *driver = (struct driver *)((char *)argument -
                                            (size_t)&((struct driver *)0)->device);
  pthread_mutex_lock(&driver->lock);
  driver->closed = 1;
  pthread_mutex_unlock(&driver->lock);
  return NULL;
}
void accepted_container(struct driver *driver) {
  pthread_t thread;
  pthread_create(&thread, NULL, closes, &driver->device);
  pthread_mutex_lock(&driver->lock);
  driver->closed = 3;
  pthread_mutex_unlock(&driver->lock);
  pthread_join(thread, NULL);
}
void accepted_container_of_another(struct driver *one, struct driver *other) {
  pthread_t thread;
  pthread_create(&thread, NULL, closes, &one->device);
  other->closed = 3;
  pthread_join(thread, NULL);
}

//===-- Elements ----------------------------------------------------------===//

static int *table;
static void *fillsThird(void *argument) {
  table[3] = 1; // expected-warning {{'table[3]' is written by the new thread while this function can still read it}}
  *table = 2;
  return argument;
}
void flagged_element(void) {
  pthread_t thread;
  table = calloc(8, sizeof *table);
  pthread_create(&thread, NULL, fillsThird, NULL);
  use(table[3]);
  pthread_join(thread, NULL);
}
static void *fillsFirst(void *argument) {
  int *numbers = argument;
  *numbers = 1;
  numbers[1] = 1;
  return NULL;
}
void accepted_other_elements(void) {
  pthread_t thread;
  int numbers[8] = {0};
  pthread_create(&thread, NULL, fillsFirst, numbers);
  use(numbers[2]);
  pthread_join(thread, NULL);
}
void accepted_first_and_rest(int *numbers) {
  pthread_t thread;
  pthread_create(&thread, NULL, fillsFirst, numbers + 4);
  numbers[0] = 1;
  numbers[7] = 1;
  pthread_join(thread, NULL);
}
static void *fillsSecond(void *argument) {
  int *numbers = argument;
  numbers[1] = 1; // expected-warning {{'numbers[5]' is written by the new thread while this function can still write it}}
  return NULL;
}
void flagged_shifted_element(void) {
  int numbers[8] = {0};
  pthread_t thread;
  pthread_create(&thread, NULL, fillsSecond, numbers + 4);
  numbers[5] = 1;
  pthread_join(thread, NULL);
  use(numbers[5]);
}

//===-- Pointers that are set once ----------------------------------------===//

struct item { int count; };
static struct item *shared;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static void *counts(void *argument) {
  pthread_mutex_lock(&mutex);
  shared->count++; // expected-warning {{'shared->count' is written by the new thread while this function can still write it}}
  pthread_mutex_unlock(&mutex);
  return argument;
}
void flagged_escaped_from_lock(void) {
  pthread_t thread;
  int *count;
  shared = malloc(sizeof *shared);
  pthread_create(&thread, NULL, counts, NULL);
  pthread_mutex_lock(&mutex);
  count = &shared->count;
  pthread_mutex_unlock(&mutex);
  *count = 42;
  pthread_join(thread, NULL);
}
static struct item *latest;
static void *countsLatest(void *argument) {
  pthread_mutex_lock(&mutex);
  latest->count++;
  pthread_mutex_unlock(&mutex);
  return argument;
}
void accepted_another_object(struct item *mine) {
  pthread_t thread;
  pthread_create(&thread, NULL, countsLatest, NULL);
  struct item *item;
  item = mine;
  item->count = 1;
  pthread_join(thread, NULL);
}

//===-- A pointer that the work itself moves on ---------------------------===//

struct job { struct job *next; void (*function)(void *); void *argument; };
struct pool {
  pthread_mutex_t lock;
  pthread_cond_t filled;
  struct job *front;
  pthread_t threads[4];
};
static void *accepted_takes_nodes(void *argument) {
  struct pool *pool = argument;
  for (;;) {
    pthread_mutex_lock(&pool->lock);
    while (!pool->front)
      pthread_cond_wait(&pool->filled, &pool->lock);
    struct job *job = pool->front;
    pool->front = job->next;
    pthread_mutex_unlock(&pool->lock);
    job->function(job->argument);
    free(job);
  }
}
void startPool(struct pool *pool) {
  for (int i = 0; i < 4; i++)
    pthread_create(&pool->threads[i], NULL, accepted_takes_nodes, pool);
}
