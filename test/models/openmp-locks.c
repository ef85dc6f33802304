// The locks of <omp.h>.
// REQUIRES: openmp
// RUN: %clang -fsyntax-only -fplugin=%plugin -fopenmp -Xclang -verify %s \
// RUN:   -Xclang -verify-ignore-unexpected=note
#include <omp.h>

int accepted_locks(int n) {
  omp_lock_t l;
  omp_nest_lock_t again;
  int v = 0, w = 0;
  omp_init_lock(&l);
  omp_init_nest_lock(&again);
#pragma omp parallel for
  for (int k = 0; k < n; k++) {
    omp_set_lock(&l);
    v++;
    omp_unset_lock(&l);
    omp_set_nest_lock(&again);
    omp_set_nest_lock(&again);
    w++;
    omp_unset_nest_lock(&again);
    omp_unset_nest_lock(&again);
  }
  omp_destroy_lock(&l);
  omp_destroy_nest_lock(&again);
  return v + w;
}
int flagged_locks(int n) {
  omp_lock_t l, m;
  int v = 0;
  omp_init_lock(&l);
  omp_init_lock(&m);
#pragma omp parallel for
  for (int k = 0; k < n; k++) {
    if (k % 2) {
      omp_set_lock(&l);
      v++; // expected-warning {{'v' is written by work that is started several times and can run at once}}
      omp_unset_lock(&l);
    } else {
      omp_set_lock(&m);
      v--;
      omp_unset_lock(&m);
    }
  }
  return v;
}
