// Mutexes that start with zeros, and threads that end with one.
//
// RUN: %clang -fsyntax-only -fplugin=%plugin -pthread -Xclang -verify %s \
// RUN:   -Xclang -verify-ignore-unexpected=note
#include <pthread.h>

void set_up(pthread_mutex_t *, int kind);
static pthread_mutex_t zeros, given, made;
pthread_mutex_t shared;
static int n;

static void inner(void) { pthread_mutex_lock(&zeros); n++; pthread_mutex_unlock(&zeros); }
void flagged_outer(void) {
  pthread_mutex_lock(&zeros);
  inner(); // expected-warning {{calling 'inner' locks 'zeros', which is already held here; this deadlocks}}
  pthread_mutex_unlock(&zeros);
}
void flagged_local_static(void) {
  static pthread_mutex_t once;
  pthread_mutex_lock(&once);
  pthread_mutex_lock(&once); // expected-warning {{'once' is already held here}}
  pthread_mutex_unlock(&once);
  pthread_mutex_unlock(&once);
}
// Another function sets it up, perhaps as a recursive one.
void accepted_given(void) {
  set_up(&given, 1);
  pthread_mutex_lock(&given);
  pthread_mutex_lock(&given);
  pthread_mutex_unlock(&given);
  pthread_mutex_unlock(&given);
}
void accepted_made(void) {
  pthread_mutexattr_t a;
  pthread_mutexattr_init(&a);
  pthread_mutexattr_settype(&a, PTHREAD_MUTEX_RECURSIVE);
  pthread_mutex_init(&made, &a);
  pthread_mutex_lock(&made);
  pthread_mutex_lock(&made);
  pthread_mutex_unlock(&made);
  pthread_mutex_unlock(&made);
}
// Other files may set it up.
void accepted_shared(void) {
  pthread_mutex_lock(&shared);
  pthread_mutex_lock(&shared);
  pthread_mutex_unlock(&shared);
  pthread_mutex_unlock(&shared);
}

static pthread_mutex_t stamp_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t pass_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t tidy_lock = PTHREAD_MUTEX_INITIALIZER;
static int stamps, tidied;
static void *flagged_stamp(void *p) {
  pthread_mutex_lock(&stamp_lock);
  stamps++;
  return p; // expected-warning {{'stamp_lock' is still held when the thread ends here}}
}
static void *accepted_tidy(void *p) {
  pthread_mutex_lock(&tidy_lock);
  tidied++;
  pthread_mutex_unlock(&tidy_lock);
  return p;
}
// Another thread opens it: that is how this code works.
static void *accepted_pass(void *p) {
  pthread_mutex_lock(&pass_lock);
  return p;
}
void let_pass(void) { pthread_mutex_unlock(&pass_lock); }
int start(void) {
  pthread_t a, b, c;
  pthread_create(&a, 0, flagged_stamp, 0);
  pthread_create(&b, 0, accepted_tidy, 0);
  pthread_create(&c, 0, accepted_pass, 0);
  let_pass();
  pthread_join(a, 0);
  pthread_join(b, 0);
  return pthread_join(c, 0);
}
