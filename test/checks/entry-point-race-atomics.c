// RUN: %clang_plugin -x c -std=c17 -pthread -Wno-atomic-access %inc -Xclang -verify %s \
// RUN:   -Xclang -verify-ignore-unexpected=note
// RUN: %sendsync %s -- -std=c17 -Wno-atomic-access %inc \
// RUN:   -Xclang -verify -Xclang -verify-ignore-unexpected=note
#include <pthread.h>
#include <stdatomic.h>

void use(int);

int shared;
void *adds(void *unused) {
  __sync_add_and_fetch(&shared, 1); // expected-warning {{'shared' is atomically written by the new thread while this function can still write it [sendsync-entry-point-race]}}
  return 0;
}
void flagged_plain_write(void) {
  pthread_t t;
  pthread_create(&t, 0, adds, 0);
  shared = 0;
  pthread_join(t, 0);
}

_Atomic int reset;
void *counts(void *unused) {
  reset++; // expected-warning {{'reset' is atomically written by the new thread}}
  return 0;
}
void flagged_initialized_meanwhile(void) {
  pthread_t t;
  pthread_create(&t, 0, counts, 0);
  atomic_init(&reset, 0);
  pthread_join(t, 0);
}

int data;
_Atomic int flag;
void *publishes(void *unused) {
  data = 1; // expected-warning {{'data' is written by the new thread}}
  atomic_store_explicit(&flag, 1, memory_order_relaxed);
  return 0;
}
void flagged_relaxed(void) {
  pthread_t t;
  pthread_create(&t, 0, publishes, 0);
  while (!atomic_load_explicit(&flag, memory_order_relaxed))
    ;
  use(data);
  pthread_join(t, 0);
}

_Atomic long total;
void *increments(void *unused) {
  total++;
  atomic_fetch_add_explicit(&total, 2, memory_order_relaxed);
  return 0;
}
void accepted_atomic_object(void) {
  pthread_t t;
  atomic_init(&total, 0);
  pthread_create(&t, 0, increments, 0);
  total += 3;
  pthread_join(t, 0);
}

int fenced;
_Atomic int fenced_flag;
void *fences(void *unused) {
  fenced = 1;
  atomic_thread_fence(memory_order_release);
  atomic_store_explicit(&fenced_flag, 1, memory_order_relaxed);
  return 0;
}
void accepted_fences(void) {
  pthread_t t;
  pthread_create(&t, 0, fences, 0);
  while (!atomic_load_explicit(&fenced_flag, memory_order_relaxed))
    ;
  atomic_thread_fence(memory_order_acquire);
  use(fenced);
  pthread_join(t, 0);
}

int barred;
int barred_flag;
void *barriers(void *unused) {
  barred = 1;
  __sync_synchronize();
  __atomic_store_n(&barred_flag, 1, __ATOMIC_RELAXED);
  return 0;
}
void accepted_full_barriers(void) {
  pthread_t t;
  pthread_create(&t, 0, barriers, 0);
  while (!__atomic_load_n(&barred_flag, __ATOMIC_RELAXED))
    ;
  __sync_synchronize();
  use(barred);
  pthread_join(t, 0);
}

// The language does not define this; who writes it wants atomic accesses.
struct pair {
  int first, second;
};
_Atomic struct pair both;
void *parts(void *unused) {
  both.first++;
  return 0;
}
void accepted_member_of_an_atomic_object(void) {
  pthread_t t;
  pthread_create(&t, 0, parts, 0);
  both.first++;
  pthread_join(t, 0);
}
