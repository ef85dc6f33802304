// RUN: %clang_plugin -std=c++20 -pthread %inc -I%inputs -Xclang -verify %s
// expected-no-diagnostics
#include "snippets.h"

class Table {
 public:
  int find(int k) const { std::lock_guard g(mu_); if (k != last_key_) { last_key_ = k; last_ = slow(k); } return last_; }
 private:
  mutable std::mutex mu_; mutable int last_key_ = -1, last_ = 0;
};
int both(std::shared_ptr<const Table> t) {
  auto f = std::async(std::launch::async, [t] { return t->find(1); });
  int here = t->find(2);
  return here + f.get();
}
