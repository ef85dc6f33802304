// RUN: %clang_plugin -std=c++20 -pthread -fopenmp %inc -I%inputs -Xclang -verify %s \
// RUN:   -Xclang -verify-ignore-unexpected=note
#include "snippets.h"

double total(const std::vector<double>& a) {
  double sum = 0;
  #pragma omp parallel for
  for (int i = 0; i < (int)a.size(); ++i) sum += a[i]; // expected-warning {{'sum' is written by work that is started several times and can run at once [sendsync-parallel-body-race]}}
  std::vector<int> hits;
  std::for_each(std::execution::par, a.begin(), a.end(), [&](double x) { if (x > 1) hits.push_back(1); }); // expected-warning {{'hits' is written by work that is started several times and can run at once [sendsync-parallel-body-race]}}
  return sum + hits.size();
}
