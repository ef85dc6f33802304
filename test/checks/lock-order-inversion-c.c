// RUN: %clang -fsyntax-only -fplugin=%plugin -pthread -Xclang -verify %s \
// RUN:   -Xclang -verify-ignore-unexpected=note
#include <pthread.h>
#include <stdlib.h>

pthread_mutex_t a = PTHREAD_MUTEX_INITIALIZER, b = PTHREAD_MUTEX_INITIALIZER;
pthread_mutex_t c = PTHREAD_MUTEX_INITIALIZER, d = PTHREAD_MUTEX_INITIALIZER;
pthread_mutex_t e = PTHREAD_MUTEX_INITIALIZER, f = PTHREAD_MUTEX_INITIALIZER;
struct queue {
  pthread_mutex_t head, tail;
  int length;
};
struct queue shared, early;

static void *flagged_start_routine(void *unused) {
  pthread_mutex_lock(&a);
  pthread_mutex_lock(&b); // expected-warning {{'a' and 'b' are acquired in opposite orders [sendsync-lock-order-inversion]}}
  pthread_mutex_unlock(&b);
  pthread_mutex_unlock(&a);
  return NULL;
}

/* The locks come in as the payload of the start routine. */
static void *flagged_payload(void *payload) {
  struct queue *q = (struct queue *)payload;
  pthread_mutex_lock(&q->head);
  pthread_mutex_lock(&q->tail); // expected-warning {{'shared.head' and 'shared.tail' are acquired in opposite orders}}
  ++q->length;
  pthread_mutex_unlock(&q->tail);
  pthread_mutex_unlock(&q->head);
  return NULL;
}

static void accepted_after_join(int both) {
  pthread_mutex_lock(&d);
  if (both)
    pthread_mutex_lock(&c);
  if (both)
    pthread_mutex_unlock(&c);
  pthread_mutex_unlock(&d);
}

static void *joined(void *unused) {
  pthread_mutex_lock(&c);
  pthread_mutex_lock(&d);
  pthread_mutex_unlock(&d);
  pthread_mutex_unlock(&c);
  return NULL;
}

/* The main thread alone takes these two, whatever the order. */
static void accepted_one_thread(void) {
  pthread_mutex_lock(&e);
  pthread_mutex_lock(&f);
  pthread_mutex_unlock(&f);
  pthread_mutex_unlock(&e);
}
static void accepted_one_thread_turned(void) {
  pthread_mutex_lock(&f);
  pthread_mutex_lock(&e);
  pthread_mutex_unlock(&e);
  pthread_mutex_unlock(&f);
}

static void accepted_before_threads(struct queue *q) {
  pthread_mutex_lock(&q->tail);
  pthread_mutex_lock(&q->head);
  q->length = 0;
  pthread_mutex_unlock(&q->head);
  pthread_mutex_unlock(&q->tail);
}

static void *accepted_other_object(void *payload) {
  struct queue *q = payload;
  pthread_mutex_lock(&q->head);
  pthread_mutex_lock(&q->tail);
  pthread_mutex_unlock(&q->tail);
  pthread_mutex_unlock(&q->head);
  return NULL;
}

int main(void) {
  pthread_t first, second, third, fourth;
  accepted_before_threads(&early);
  pthread_create(&first, NULL, flagged_start_routine, NULL);
  pthread_create(&second, NULL, flagged_payload, &shared);
  pthread_create(&third, NULL, joined, NULL);
  pthread_create(&fourth, NULL, accepted_other_object, &early);
  pthread_mutex_lock(&b);
  pthread_mutex_lock(&a);
  pthread_mutex_unlock(&a);
  pthread_mutex_unlock(&b);
  pthread_mutex_lock(&shared.tail);
  pthread_mutex_lock(&shared.head);
  pthread_mutex_unlock(&shared.head);
  pthread_mutex_unlock(&shared.tail);
  accepted_one_thread();
  accepted_one_thread_turned();
  pthread_join(third, NULL);
  accepted_after_join(1);
  return 0;
}
