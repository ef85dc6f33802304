// GLib: what is pushed belongs to the other side.
// REQUIRES: glib
// RUN: %clang -fsyntax-only -fplugin=%plugin -pthread %glib %inc -Xclang -verify \
// RUN:   -Xclang -verify-ignore-unexpected=note %s
#include <glib.h>
#include <stdlib.h>

struct job {
  int id;
};

void flagged_after_push(GAsyncQueue *queue) {
  struct job *job = malloc(sizeof *job);
  job->id = 1;
  g_async_queue_push(queue, job);
  job->id = 2; // expected-warning {{'job->id' is changed after its object was handed to another thread [sendsync-use-after-send]}}
}

void flagged_freed(GAsyncQueue *queue) {
  struct job *job = malloc(sizeof *job);
  g_async_queue_push(queue, job);
  free(job); // expected-warning {{'*job' is freed after its object was handed to another thread}}
}

void accepted_filled_before(GAsyncQueue *queue) {
  struct job *job = malloc(sizeof *job);
  job->id = 1;
  g_async_queue_push(queue, job);
  job = malloc(sizeof *job);
  job->id = 2;
  free(job);
}

void accepted_not_pushed(GAsyncQueue *queue, int push) {
  struct job *job = malloc(sizeof *job);
  if (push) {
    g_async_queue_push(queue, job);
    return;
  }
  free(job);
}
