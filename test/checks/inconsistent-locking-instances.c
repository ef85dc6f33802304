// A lock that guards one object of a type says nothing of the others.
// RUN: %clang -fsyntax-only -fplugin=%plugin -std=gnu11 -pthread %inc -Xclang -verify %s \
// RUN:   -Xclang -verify-ignore-unexpected=note
#include <pthread.h>

struct vector { void **contents; unsigned length; };
static void *accepted_any_vector(const struct vector *v, unsigned i) {
  return i < v->length ? v->contents[i] : 0;
}
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static struct vector files;
void reset(void) {
  pthread_mutex_lock(&mutex);
  files.contents = 0;
  files.length = 0;
  pthread_mutex_unlock(&mutex);
}
void put(void *x) {
  pthread_mutex_lock(&mutex);
  files.contents[files.length++] = x;
  pthread_mutex_unlock(&mutex);
}
void *first(void) {
  pthread_mutex_lock(&mutex);
  void *result = files.length ? files.contents[0] : 0;
  pthread_mutex_unlock(&mutex);
  return result;
}
void *local(void *a, void *b) {
  void *pair[2] = {a, b};
  struct vector v = {pair, 2};
  return accepted_any_vector(&v, 1);
}
void *flagged_the_same(void) {
  return files.length ? 0 : &files; // expected-warning {{'files.length' is read without 'mutex', which is held at}}
}
