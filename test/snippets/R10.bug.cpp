// RUN: %clang_plugin -std=c++20 -pthread %inc -I%inputs -Xclang -verify %s \
// RUN:   -Xclang -verify-ignore-unexpected=note
#include "snippets.h"

class Cache {
 public:
  int get(int k) const { std::shared_lock l(mu_); return map_[k]; } // expected-warning {{'map_' is modified while 'mu_' is held only for reading [sendsync-wrong-lock-mode]}}
  void put(int k, int v) { std::unique_lock l(mu_); map_[k] = v; }
 private:
  mutable std::shared_mutex mu_;
  mutable std::map<int, int> map_;
};
