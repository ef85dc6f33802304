// RUN: %clang_plugin -std=c++20 -pthread %inc -I%inputs -Xclang -verify %s
// expected-no-diagnostics
#include "snippets.h"

class Cache {
 public:
  int get(int k) const { std::shared_lock l(mu_); auto it = map_.find(k); return it == map_.end() ? 0 : it->second; }
  void put(int k, int v) { std::unique_lock l(mu_); map_[k] = v; }
 private:
  mutable std::shared_mutex mu_;
  std::map<int, int> map_;
};
