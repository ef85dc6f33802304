// After the second return of setjmp, anything may be held: silent, for all checks.
//
// RUN: %clang -fsyntax-only -fplugin=%plugin -pthread %inc -Xclang -verify %s \
// RUN:   -Xclang -verify-ignore-unexpected=note
#include <pthread.h>
#include <setjmp.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int total;
static jmp_buf place;

static void *work(void *unused) {
  pthread_mutex_lock(&lock);
  total = 1;
  pthread_mutex_unlock(&lock);
  return unused;
}
static void fail(void) {
  pthread_mutex_lock(&lock);
  longjmp(place, 1);
}

void accepted_after_setjmp(void) {
  pthread_t thread;
  pthread_create(&thread, 0, work, 0);
  if (!setjmp(place))
    fail();
  total = 2;
  pthread_mutex_unlock(&lock);
  pthread_join(thread, 0);
}

static void *flaggedWork(void *unused) {
  total = 3; // expected-warning {{'total' is written by the new thread while this function can still write it}}
  return unused;
}
void flagged_without_setjmp(void) {
  pthread_t thread;
  pthread_create(&thread, 0, flaggedWork, 0);
  total = 4;
  pthread_join(thread, 0);
}
