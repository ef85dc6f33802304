// RUN: %clang_plugin -std=c++20 -pthread -fopenmp %inc -Xclang -verify %s \
// RUN:   -Xclang -verify-ignore-unexpected=note
// RUN: %sendsync %s -- -std=c++20 -fopenmp %inc -Xclang -verify \
// RUN:   -Xclang -verify-ignore-unexpected=note
#include <atomic>
#include <mutex>
#include <vector>

double flagged_sum(const std::vector<double> &values) {
  double sum = 0;
#pragma omp parallel for
  for (int i = 0; i < (int)values.size(); ++i)
    sum += values[i]; // expected-warning {{'sum' is written by work that is started several times and can run at once [sendsync-parallel-body-race]}}
  return sum;
}
int total;
void flagged_global() {
#pragma omp parallel
  {
    total += 1; // expected-warning {{'total' is written by work}}
  }
}
struct Grid {
  int cells = 0;
  void flagged_member() {
#pragma omp parallel for
    for (int i = 0; i < 8; ++i)
      cells += i; // expected-warning {{'cells' is written by work}}
  }
};
void flagged_shared_clause() {
  int last = 0;
#pragma omp parallel for shared(last)
  for (int i = 0; i < 8; ++i)
    last = i; // expected-warning {{'last' is written by work}}
}
void bump(int &n) {
  n += 1; // expected-warning {{'hits' is written by work}}
}
void flagged_through_a_call() {
  int hits = 0;
#pragma omp parallel for
  for (int i = 0; i < 8; ++i)
    bump(hits);
}

double accepted_reduction(const std::vector<double> &values) {
  double sum = 0;
#pragma omp parallel for reduction(+ : sum)
  for (int i = 0; i < (int)values.size(); ++i)
    sum += values[i];
  return sum;
}
void accepted_elements(std::vector<double> &values) {
#pragma omp parallel for
  for (int i = 0; i < (int)values.size(); ++i)
    values[i] *= 2;
}
int accepted_atomic(const std::vector<double> &values) {
  int hits = 0;
#pragma omp parallel for
  for (int i = 0; i < (int)values.size(); ++i) {
#pragma omp atomic
    ++hits;
  }
  return hits;
}
int accepted_critical(const std::vector<double> &values) {
  int hits = 0;
#pragma omp parallel for
  for (int i = 0; i < (int)values.size(); ++i) {
#pragma omp critical
    hits += values[i] > 1;
  }
  return hits;
}
void accepted_private() {
  int scratch = 0;
#pragma omp parallel for private(scratch)
  for (int i = 0; i < 8; ++i)
    scratch = i;
}
void accepted_single() {
  int once = 0;
#pragma omp parallel
  {
#pragma omp single
    once = 1;
  }
}
