// The same for threads of POSIX and of C11.
// RUN: %sendsync --dump=threads --exit-zero %s -- -std=c17 | grep -E '^(function|closure)|^  exit' | sed -E 's/^ +//' | FileCheck --match-full-lines %s

#include <pthread.h>
#include <threads.h>

void *work(void *);
int count(void *);
struct owner {
  pthread_t worker;
};

// CHECK-LABEL: function joined
// CHECK-NEXT: exit task@{{[0-9]+}}: joined
void joined(void) {
  pthread_t t;
  pthread_create(&t, 0, work, 0);
  pthread_join(t, 0);
}

// CHECK-LABEL: function joined_if_started
// CHECK-NEXT: exit task@{{[0-9]+}}: joined
int joined_if_started(void) {
  pthread_t t;
  if (pthread_create(&t, 0, work, 0) != 0)
    return 1;
  pthread_join(t, 0);
  return 0;
}

// CHECK-LABEL: function joined_if_result_is_zero
// CHECK-NEXT: exit task@{{[0-9]+}}: joined
void joined_if_result_is_zero(void) {
  pthread_t t;
  if (pthread_create(&t, 0, work, 0) == 0)
    pthread_join(t, 0);
}

// CHECK-LABEL: function result_in_variable
// CHECK-NEXT: exit task@{{[0-9]+}}: joined
void result_in_variable(void) {
  pthread_t t;
  int error = pthread_create(&t, 0, work, 0);
  if (error)
    return;
  pthread_join(t, 0);
}

// CHECK-LABEL: function result_remembered
// CHECK-NEXT: exit task@{{[0-9]+}}: joined
void result_remembered(void) {
  pthread_t t;
  int error = pthread_create(&t, 0, work, 0);
  if (error == 0)
    pthread_join(t, 0);
}

// CHECK-LABEL: function detached
// CHECK-NEXT: exit task@{{[0-9]+}}: live detached
void detached(void) {
  pthread_t t;
  pthread_create(&t, 0, work, 0);
  pthread_detach(t);
}

// CHECK-LABEL: function never_joined
// CHECK-NEXT: exit task@{{[0-9]+}}: live
void never_joined(void) {
  pthread_t t;
  pthread_create(&t, 0, work, 0);
}

// CHECK-LABEL: function in_a_member
// CHECK-NEXT: exit task@{{[0-9]+}}: live escaped
void in_a_member(struct owner *o) {
  pthread_create(&o->worker, 0, work, 0);
}

// CHECK-LABEL: function in_an_array
// CHECK-NEXT: exit task@{{[0-9]+}}: joined
void in_an_array(void) {
  pthread_t threads[4];
  for (int i = 0; i < 4; i++)
    pthread_create(&threads[i], 0, work, 0);
  for (int i = 0; i < 4; i++)
    pthread_join(threads[i], 0);
}

// CHECK-LABEL: function copied
// CHECK-NEXT: exit task@{{[0-9]+}}: live unknown
void copied(pthread_t *out) {
  pthread_t t;
  pthread_create(&t, 0, work, 0);
  *out = t;
}

// CHECK-LABEL: function c11
// CHECK-NEXT: exit task@{{[0-9]+}}: joined
int c11(void) {
  thrd_t t;
  if (thrd_create(&t, count, 0) != thrd_success)
    return 1;
  return thrd_join(t, 0);
}
