// Atomic accesses in C: _Atomic objects, <stdatomic.h> and the builtins.
// RUN: %sendsync --dump=facts --exit-zero %s -- -std=c17 | sed -E -e 's/^ +[0-9]+:[0-9]+ //' -e '/^ block/d' | FileCheck --match-full-lines %s

#include <stdatomic.h>

struct counters {
  _Atomic int hits;
  atomic_flag busy;
  int plain;
};

// CHECK-LABEL: function atomic_objects
// CHECK-NEXT: read c
// CHECK-NEXT: write c->hits atomic
// CHECK-NEXT: read c
// CHECK-NEXT: read c->hits atomic
// CHECK-NEXT: write c->hits atomic
// CHECK-NEXT: read c
// CHECK-NEXT: read c->hits atomic
// CHECK-NEXT: write c->hits atomic
// CHECK-NEXT: read c
// CHECK-NEXT: read c->hits atomic
// CHECK-NEXT: return
int atomic_objects(struct counters *c) {
  c->hits = 1;
  ++c->hits;
  c->hits += 2;
  return c->hits;
}

// CHECK-LABEL: function atomic_functions
// CHECK-NEXT: read c
// CHECK-NEXT: address c->hits atomic
// CHECK-NEXT: write c->hits atomic
// CHECK-NEXT: read c
// CHECK-NEXT: address c->hits atomic
// CHECK-NEXT: write c->hits atomic
// CHECK-NEXT: read c
// CHECK-NEXT: address c->hits atomic
// CHECK-NEXT: read c->hits atomic
// CHECK-NEXT: return
int atomic_functions(struct counters *c) {
  atomic_store(&c->hits, 1);
  atomic_fetch_add_explicit(&c->hits, 1, memory_order_relaxed);
  return atomic_load(&c->hits);
}

// CHECK-LABEL: function flags
// CHECK-NEXT: read c
// CHECK-NEXT: address c->busy
// CHECK-NEXT: address c->busy._Value atomic
// CHECK-NEXT: write c->busy._Value atomic
// CHECK-NEXT: return
_Bool flags(struct counters *c) {
  return atomic_flag_test_and_set(&c->busy);
}

// CHECK-LABEL: function builtins
// CHECK-NEXT: read c
// CHECK-NEXT: address c->plain
// CHECK-NEXT: write c->plain atomic
// CHECK-NEXT: read c
// CHECK-NEXT: address c->plain
// CHECK-NEXT: write c->plain atomic
// CHECK-NEXT: read c
// CHECK-NEXT: address c->plain
// CHECK-NEXT: read c->plain atomic
// CHECK-NEXT: return
int builtins(struct counters *c) {
  __atomic_store_n(&c->plain, 1, __ATOMIC_RELEASE);
  __atomic_fetch_add(&c->plain, 1, __ATOMIC_RELAXED);
  return __atomic_load_n(&c->plain, __ATOMIC_ACQUIRE);
}

// CHECK-LABEL: function old_builtins
// CHECK-NEXT: read c
// CHECK-NEXT: address c->plain
// CHECK-NEXT: write c->plain atomic
// CHECK-NEXT: return
int old_builtins(struct counters *c) {
  return __sync_fetch_and_add(&c->plain, 1);
}

// CHECK-LABEL: function plain_objects
// CHECK-NEXT: read c
// CHECK-NEXT: write c->plain
// CHECK-NEXT: read c
// CHECK-NEXT: read c->plain
// CHECK-NEXT: return
int plain_objects(struct counters *c) {
  c->plain = 1;
  return c->plain;
}
