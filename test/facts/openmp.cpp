// The code of OpenMP directives as regions: what crosses, what not every thread does.
// RUN: %sendsync --dump=facts --exit-zero %s -- -std=c++17 -fopenmp | grep -E '^region| spawn | write ' | sed -E -e 's/^ +[0-9]+:[0-9]+ //' > %t
// RUN: grep -A20 '^region' %t | FileCheck --match-full-lines %s
// RUN: grep spawn %t | FileCheck --match-full-lines --check-prefix=SPAWN %s
#include <vector>

int f(int);
int thread();

// SPAWN: spawn omp.parallel handle ? region(elsewhere), reference a, reference sum, reference out
// CHECK: region in clauses
// CHECK-NEXT: write t
// CHECK-NEXT: write sum
// CHECK-NEXT: write good
// CHECK-NEXT: write last
// CHECK-NEXT: write out[...]
double clauses(const std::vector<double> &a, std::vector<double> &out) {
  double sum = 0, good = 0;
  int last = 0, t;
#pragma omp parallel for reduction(+ : good) lastprivate(last) private(t)
  for (int i = 0; i < (int)a.size(); ++i) {
    t = f(i);
    sum += a[i];
    good += a[i];
    last = i;
    out[i] = t;
  }
  return sum + good + last;
}

struct Grid {
  int n = 0;
  void fill();
};

// SPAWN-NEXT: spawn omp.parallel handle ? region(elsewhere), reference x, this this, reference k
// CHECK: region in Grid::fill
// CHECK-NEXT: write own
// CHECK-NEXT: write own
// CHECK-NEXT: write x
// CHECK-NEXT: write x atomic in turn
// CHECK-NEXT: write x by some
// CHECK-NEXT: write x by some
// CHECK-NEXT: write x
// CHECK-NEXT: write i
// CHECK-NEXT: write n
// CHECK-NEXT: write i
// CHECK-NEXT: write x by some
// CHECK-NEXT: write k by some
void Grid::fill() {
  int x = 0, i, k = 0;
#pragma omp parallel
  {
    int own = thread();
    own++;
#pragma omp critical
    x++;
#pragma omp atomic
    x += 2;
#pragma omp single
    x = 3;
    if (own == 0)
      x = 4;
    if (n > x)
      x = 5;
#pragma omp for
    for (i = 0; i < 10; ++i)
      n += i;
#pragma omp sections
    {
#pragma omp section
      x = 6;
#pragma omp section
      k = 7;
    }
  }
}

// A directive that no team comes from, and one within a region.
// CHECK-NOT: region
// SPAWN-NOT: spawn
void orphaned(int *a) {
#pragma omp for
  for (int i = 0; i < 10; ++i)
    a[i] = i;
}
