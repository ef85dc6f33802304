// RUN: %clang_plugin -std=c++20 -pthread -fopenmp %inc -I%inputs -Xclang -verify %s
// expected-no-diagnostics
#include "snippets.h"

double total(const std::vector<double>& a, std::vector<double>& out) {
  double sum = 0;
  #pragma omp parallel for reduction(+ : sum)
  for (int i = 0; i < (int)a.size(); ++i) { sum += a[i]; out[i] = a[i] * 2; }
  std::atomic<int> n{0};
  std::for_each(std::execution::par, a.begin(), a.end(), [&](double x) { n += x > 1; });
  return sum + n;
}
