// Threads of POSIX and of C11.
// RUN: %sendsync --dump=facts --exit-zero %s -- -std=c17 | grep -E '^function|^ +[0-9]+:[0-9]+ (spawn|join|detach|lose|move) ' | sed -E -e 's/^ +[0-9]+:[0-9]+ //' | FileCheck --match-full-lines %s

#include <pthread.h>
#include <threads.h>

struct job {
  int rows;
  pthread_t worker;
};
void *work(void *);
int count(void *);

// CHECK-LABEL: function posix
// CHECK-NEXT: spawn pthread.create handle t work(elsewhere), move ? to local
// CHECK-NEXT: join t
void posix(void) {
  struct job local = {0};
  pthread_t t;
  pthread_create(&t, 0, work, &local);
  pthread_join(t, 0);
}

// CHECK-LABEL: function in_a_member
// CHECK-NEXT: spawn pthread.create handle j->worker work(elsewhere), copy j to *j
// CHECK-NEXT: detach j->worker
void in_a_member(struct job *j) {
  pthread_create(&j->worker, 0, work, j);
  pthread_detach(j->worker);
}

// CHECK-LABEL: function in_an_array
// CHECK-NEXT: spawn pthread.create handle threads[...] work(elsewhere), move ? to jobs[...]
// CHECK-NEXT: join threads[...]
void in_an_array(struct job *jobs) {
  pthread_t threads[4];
  for (int i = 0; i < 4; i++)
    pthread_create(&threads[i], 0, work, &jobs[i]);
  for (int i = 0; i < 4; i++)
    pthread_join(threads[i], 0);
}

// CHECK-LABEL: function nothing_handed_over
// CHECK-NEXT: spawn pthread.create handle *t work(elsewhere), move ?
void nothing_handed_over(pthread_t *t) {
  pthread_create(t, 0, work, 0);
}

// CHECK-LABEL: function c11
// CHECK-NEXT: spawn c.thrd_create handle t count(elsewhere), move ? to n
// CHECK-NEXT: join t
void c11(void) {
  int n = 0;
  thrd_t t;
  thrd_create(&t, count, &n);
  thrd_join(t, 0);
}

// CHECK-LABEL: function not_resolved
// CHECK-NEXT: spawn pthread.create handle t, copy argument to *argument
// CHECK-NEXT: detach t
void not_resolved(void *(*entry)(void *), void *argument) {
  pthread_t t;
  pthread_create(&t, 0, entry, argument);
  pthread_detach(t);
}
