// Threads whose handle is a number: nothing happens when it ends.
//
// RUN: %clang -fsyntax-only -fplugin=%plugin -pthread %inc -Xclang -verify %s \
// RUN:   -fplugin-arg-sendsync-level=checked
#include <pthread.h>
#include <stddef.h>

void work(void);
void keep(pthread_t thread);

static void *run(void *data) {
  work();
  return data;
}
static void *run_detached(void *data) {
  pthread_detach(pthread_self());
  return data;
}
static void *run_for_ever(void *data) {
  for (;;)
    work();
}
void *run_elsewhere(void *data);

void flagged_dropped(void) {
  pthread_t thread;
  pthread_create(&thread, NULL, run, NULL); // expected-warning {{'thread' is neither joined nor detached; what the thread holds is never freed [sendsync-unjoined-thread]}}
}

void flagged_in_loop(int count) {
  for (int i = 0; i < count; ++i) {
    pthread_t thread;
    pthread_create(&thread, NULL, run, NULL); // expected-warning {{'thread' is neither joined nor detached}}
  }
}

void accepted_joined(void) {
  pthread_t thread;
  pthread_create(&thread, NULL, run, NULL);
  pthread_join(thread, NULL);
}

void accepted_detached(void) {
  pthread_t thread;
  if (pthread_create(&thread, NULL, run, NULL) == 0)
    pthread_detach(thread);
}

void accepted_detaches_itself(void) {
  pthread_t thread;
  pthread_create(&thread, NULL, run_detached, NULL);
}

void accepted_attributes(const pthread_attr_t *attributes) {
  pthread_t thread;
  pthread_create(&thread, attributes, run, NULL);
}

void accepted_for_ever(void) {
  pthread_t thread;
  pthread_create(&thread, NULL, run_for_ever, NULL);
}

void accepted_unseen(void) {
  pthread_t thread;
  pthread_create(&thread, NULL, run_elsewhere, NULL);
}

void accepted_kept(void) {
  pthread_t thread;
  pthread_create(&thread, NULL, run, NULL);
  keep(thread);
}

void accepted_of_caller(pthread_t *thread) {
  pthread_create(thread, NULL, run, NULL);
}

void accepted_array(void) {
  pthread_t threads[4];
  for (int i = 0; i < 4; ++i)
    pthread_create(&threads[i], NULL, run, NULL);
  for (int i = 0; i < 4; ++i)
    pthread_join(threads[i], NULL);
}

int main(void) {
  pthread_t accepted;
  pthread_create(&accepted, NULL, run, NULL);
  return 0;
}
