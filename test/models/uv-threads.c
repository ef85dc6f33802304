// libuv: threads, and work for a loop.
// REQUIRES: uv
// RUN: %clang -fsyntax-only -fplugin=%plugin -pthread %inc -Xclang -verify \
// RUN:   -Xclang -verify-ignore-unexpected=note %s
// RUN: %sendsync --dump=facts --exit-zero %s -- | grep ' spawn ' | sed -E -e 's/^ +[0-9]+:[0-9]+ //' | FileCheck --match-full-lines %s
#include <uv.h>

void use(int);
static void count(void *argument) {
  ++*(int *)argument; // expected-warning {{'n' is written by the new thread while this function can still read it}}
}
static void quiet(void *argument) { ++*(int *)argument; }
struct context {
  int hits;
};
static void work(uv_work_t *request) {
  struct context *context = request->data;
  context->hits++;
}
static void done(uv_work_t *request, int status) { use(status); }

void flagged_thread(void) {
  int n = 0;
  uv_thread_t thread;
  uv_thread_create(&thread, count, &n);
  use(n);
  uv_thread_join(&thread);
}
void accepted_joined(void) {
  int n = 0;
  uv_thread_t thread;
  if (uv_thread_create(&thread, quiet, &n) != 0)
    return;
  uv_thread_join(&thread);
  use(n);
}
// CHECK: spawn uv.queue_work handle ? work(elsewhere), move ? to request, copy ? to context
void accepted_queued(uv_loop_t *loop) {
  struct context context = {0};
  uv_work_t request;
  request.data = &context;
  uv_queue_work(loop, &request, work, done);
  uv_run(loop, UV_RUN_DEFAULT);
  use(context.hits);
}

// A callback gives back what the code that runs the loop has acquired.
static uv_mutex_t mutex;
static uv_thread_t helper;
static void waits(void *argument) {
  uv_mutex_lock(&mutex);
  uv_mutex_unlock(&mutex);
}
static void prepared(uv_prepare_t *handle) {
  uv_thread_create(&helper, waits, NULL);
  uv_mutex_unlock(&mutex);
}
void accepted_given_back_meanwhile(uv_loop_t *loop, uv_prepare_t *handle) {
  uv_mutex_lock(&mutex);
  uv_prepare_start(handle, prepared);
  uv_run(loop, UV_RUN_DEFAULT);
  uv_thread_join(&helper);
}
