// Critical sections and loops of OpenMP.
//
// RUN: %clang -fsyntax-only -fplugin=%plugin -fopenmp -Xclang -verify %s \
// RUN:   -Xclang -verify-ignore-unexpected=note
static int total, parts;
static void add(int k) {
#pragma omp critical
  total += k;
}
static void add_named(int k) {
#pragma omp critical(parts)
  parts += k;
}
void accepted_in_a_callee(int n) {
#pragma omp parallel for
  for (int k = 0; k < n; k++)
    add(k);
#pragma omp parallel for
  for (int k = 0; k < n; k++) {
    add_named(k);
#pragma omp critical(parts)
    parts--;
  }
}
int flagged_names(int n) {
  int v = 0;
#pragma omp parallel for
  for (int k = 0; k < n; k++) {
    if (k % 2) {
#pragma omp critical(a)
      v++; // expected-warning {{'v' is written by work that is started several times}}
    } else {
#pragma omp critical(b)
      v--;
    }
  }
  return v;
}
int accepted_inside_for(int n) {
  int best = 0;
#pragma omp parallel
  {
#pragma omp for
    for (int k = 0; k < n; k++) {
#pragma omp critical
      {
        while (best < k)
          best++;
      }
    }
  }
  return best;
}
void use(int);
void accepted_loop_variable(int n) {
  int k;
#pragma omp parallel
  {
#pragma omp for
    for (k = 0; k < n; k++)
      use(k);
  }
}
int flagged_atomic_beside_plain(int n) {
  int v = 0;
#pragma omp parallel for
  for (int k = 0; k < n; k++) {
    if (k % 2) {
#pragma omp atomic
      v++;
    } else {
      v--; // expected-warning {{'v' is written by work that is started several times}}
    }
  }
  return v;
}
