// GLib: threads, pools, the main context.
// REQUIRES: glib
// RUN: %clang -fsyntax-only -fplugin=%plugin -pthread %glib %inc -Xclang -verify \
// RUN:   -Xclang -verify-ignore-unexpected=note %s
// RUN: %sendsync --dump=facts --exit-zero %s -- %glib | grep ' spawn ' | sed -E -e 's/^ +[0-9]+:[0-9]+ //' | FileCheck --match-full-lines %s
#include <glib.h>

void use(int);
static gpointer count(gpointer data) {
  int *n = data;
  ++*n; // expected-warning {{'n' is written by the new thread while this function can still read it}}
  return NULL;
}
static gboolean onIdle(gpointer data) {
  ++*(int *)data;
  return G_SOURCE_REMOVE;
}
static void serve(gpointer item, gpointer data) { use(*(int *)item + *(int *)data); }

// CHECK: spawn glib.thread handle <temporary> count(elsewhere), move ? to n
void flagged_thread(void) {
  int n = 0;
  GThread *thread = g_thread_new("count", count, &n);
  use(n);
  g_thread_join(thread);
}
// CHECK: spawn glib.thread handle <temporary> count(elsewhere), move ? to n
void accepted_joined(void) {
  int n = 0;
  GThread *thread = g_thread_new("count", count, &n);
  g_thread_join(thread);
  use(n);
}
// CHECK: spawn glib.main_context handle ? onIdle(elsewhere), copy n to *n
// CHECK-NEXT: spawn glib.main_context handle ? onIdle(elsewhere), copy n to *n
void accepted_idle(int *n) {
  g_idle_add(onIdle, n);
  g_timeout_add(10, onIdle, n);
  ++*n;
}
// CHECK: spawn glib.thread_pool handle ? serve(elsewhere)
void accepted_pool(void) {
  int n = 0;
  GThreadPool *pool = g_thread_pool_new(serve, &n, 4, FALSE, NULL);
  n = 1;
  g_thread_pool_push(pool, &n, NULL);
  g_thread_pool_free(pool, FALSE, TRUE);
  use(n);
}
