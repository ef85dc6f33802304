// Functions that start what a function pointer points to.
// RUN: %clang -fsyntax-only -fplugin=%plugin -pthread %inc -Xclang -verify %s \
// RUN:   -Xclang -verify-ignore-unexpected=note
#include <pthread.h>
#include <stdlib.h>

void use(int);

//===-- Straight ----------------------------------------------------------===//

static int start(pthread_t *thread, void *(*body)(void *), void *argument) {
  return pthread_create(thread, NULL, body, argument);
}
static void startDetached(void *(*body)(void *), void *argument) {
  pthread_t thread;
  if (pthread_create(&thread, NULL, body, argument) == 0)
    pthread_detach(thread);
}
static void runOnThread(void *(*body)(void *), void *argument) {
  pthread_t thread;
  pthread_create(&thread, NULL, body, argument);
  pthread_join(thread, NULL);
}

static void *count(void *argument) {
  int *n = argument;
  ++*n; // expected-warning {{'n' is written by the new thread while this function can still read it}}
  return NULL;
}

void flagged_detached(void) {
  int n = 0;
  startDetached(count, &n); // expected-warning {{'n' is passed by reference to work that can outlive it}}
  use(n);
}
void accepted_joined_inside(void) {
  int n = 0;
  runOnThread(count, &n);
  use(n);
}
void accepted_unknown_end(void) {
  pthread_t thread;
  int n = 0;
  if (start(&thread, count, &n) == 0)
    pthread_join(thread, NULL);
  use(n);
}

//===-- Through a function of their own -----------------------------------===//

struct task {
  void (*body)(void *);
  void *argument;
};
static void *trampoline(void *argument) {
  struct task task = *(struct task *)argument;
  free(argument);
  task.body(task.argument);
  return NULL;
}
static void launch(void (*body)(void *), void *argument) {
  struct task *task = malloc(sizeof *task);
  pthread_t thread;
  task->body = body;
  task->argument = argument;
  pthread_create(&thread, NULL, trampoline, task);
  pthread_detach(thread);
}
static void add(void *argument) { ++*(int *)argument; }
static void work(void *argument) { use(*(int *)argument); }

void flagged_launched(void) {
  int n = 0;
  launch(add, &n); // expected-warning {{'n' is passed by reference to work that can outlive it}}
}
void accepted_launched_on_the_heap(void) {
  int *n = malloc(sizeof *n);
  launch(work, n);
}

//===-- A queue -----------------------------------------------------------===//

struct item {
  void (*body)(void *);
  void *argument;
  struct item *next;
};
struct queue {
  pthread_mutex_t lock;
  pthread_cond_t filled;
  struct item *first;
  pthread_t workers[4];
};
static struct item *take(struct queue *queue) {
  pthread_mutex_lock(&queue->lock);
  while (!queue->first)
    pthread_cond_wait(&queue->filled, &queue->lock);
  struct item *item = queue->first;
  queue->first = item->next;
  pthread_mutex_unlock(&queue->lock);
  return item;
}
static void *worker(void *argument) {
  struct queue *queue = argument;
  for (;;) {
    struct item *item = take(queue);
    item->body(item->argument);
    free(item);
  }
}
void queue_start(struct queue *queue) {
  for (int i = 0; i < 4; i++)
    pthread_create(&queue->workers[i], NULL, worker, queue);
}
void queue_add(struct queue *queue, void (*body)(void *), void *argument) {
  struct item *item = malloc(sizeof *item);
  item->body = body;
  item->argument = argument;
  pthread_mutex_lock(&queue->lock);
  item->next = queue->first;
  queue->first = item;
  pthread_cond_signal(&queue->filled);
  pthread_mutex_unlock(&queue->lock);
}
void queue_wait(struct queue *queue);

void accepted_queued_and_waited(struct queue *queue) {
  int n = 0;
  queue_add(queue, add, &n);
  queue_wait(queue);
  use(n);
}

//===-- Called at once ----------------------------------------------------===//

struct visitor {
  void (*body)(void *);
};
static void visit(struct visitor *visitor, void (*body)(void *)) {
  visitor->body = body;
  visitor->body(visitor);
}
void accepted_in_place(struct visitor *visitor) {
  int n = 0;
  visit(visitor, add);
  use(n);
}
