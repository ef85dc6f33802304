// One access that several contexts meet is one finding.
// RUN: %clang -fsyntax-only -fplugin=%plugin -std=gnu11 -pthread %inc -Xclang -verify %s
#include <pthread.h>
#include <stddef.h>

int total; // expected-note {{make it atomic}}
static void *adds(void *argument) {
  total++; // expected-warning {{'total' is written by work that is started several times and can run at once}}
  return argument;
}
void flagged_itself_and_its_starter(void) {
  pthread_t threads[4];
  for (int i = 0; i < 4; i++)
    pthread_create(&threads[i], NULL, adds, NULL); // expected-note {{'adds' runs on the thread spawned here}}
  total = 5; // expected-note {{it is also written here}}
  for (int i = 0; i < 4; i++)
    pthread_join(threads[i], NULL);
}
void accepted_waited_for(void) {
  pthread_t thread;
  pthread_create(&thread, NULL, adds, NULL);
  pthread_join(thread, NULL);
  total = 6;
}
