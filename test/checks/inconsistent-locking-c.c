// inconsistent-locking in C: members under a lock of their structure, and globals.
//
// RUN: %clang -fsyntax-only -fplugin=%plugin -pthread %inc -Xclang -verify %s \
// RUN:   -Xclang -verify-ignore-unexpected=note
#include <pthread.h>
#include <stdlib.h>

struct queue {
  pthread_mutex_t mu;
  int length;
  struct queue *next;
};

void push(struct queue *q) {
  pthread_mutex_lock(&q->mu);
  q->length++;
  pthread_mutex_unlock(&q->mu);
}
void pop(struct queue *q) {
  pthread_mutex_lock(&q->mu);
  if (q->length > 0)
    q->length--;
  pthread_mutex_unlock(&q->mu);
}
int flagged_member(struct queue *q) {
  return q->length; // expected-warning {{'q->length' is read without 'q->mu', which is held at 3 of its 4 accesses}}
}
// Locked by an earlier call, and unlocked here.
void accepted_second_half(struct queue *q) {
  q->length = 7;
  pthread_mutex_unlock(&q->mu);
}
void accepted_prepare(struct queue *q) { q->length = 0; }
struct queue *accepted_new(void) {
  struct queue *q = malloc(sizeof *q);
  q->length = 0;
  accepted_prepare(q);
  return q;
}

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int total;
static void bump(void) { total++; } // accepted: every caller holds the lock
void add(void) {
  pthread_mutex_lock(&lock);
  bump();
  pthread_mutex_unlock(&lock);
}
void sub(void) {
  pthread_mutex_lock(&lock);
  total--;
  pthread_mutex_unlock(&lock);
}
int sum(void) {
  pthread_mutex_lock(&lock);
  int copy = total;
  pthread_mutex_unlock(&lock);
  return copy;
}
void flagged_global(void) {
  total = 0; // expected-warning {{'total' is written without 'lock', which is held at 3 of its 4 accesses}}
}

static pthread_mutex_t tableLock = PTHREAD_MUTEX_INITIALIZER;
static int table;
static void accepted_called_through_table(void) { table++; }
void (*const handlers[])(void) = {accepted_called_through_table};
void a(void) {
  pthread_mutex_lock(&tableLock);
  table++;
  pthread_mutex_unlock(&tableLock);
}
