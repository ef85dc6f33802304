// A handle that is filled again: nobody waits for the first thread.
//
// RUN: %clang -fsyntax-only -fplugin=%plugin -pthread -Xclang -verify %s \
// RUN:   -Xclang -verify-ignore-unexpected=note
#include <pthread.h>

static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
static int eggs, hens;
static void *lay(void *p) { pthread_mutex_lock(&m); eggs++; pthread_mutex_unlock(&m); return p; } // expected-warning {{'eggs' is written}}
static void *hatch(void *p) { pthread_mutex_lock(&m); hens++; pthread_mutex_unlock(&m); return p; }
int flagged_element(void) {
  pthread_t hen[4];
  pthread_create(&hen[0], 0, lay, 0);
  pthread_create(&hen[0], 0, lay, 0);
  pthread_join(hen[0], 0);
  return eggs;
}
int accepted_elements(void) {
  pthread_t hen[2];
  pthread_create(&hen[0], 0, hatch, 0);
  pthread_create(&hen[1], 0, hatch, 0);
  pthread_join(hen[0], 0);
  pthread_join(hen[1], 0);
  return hens;
}
