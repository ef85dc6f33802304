// RUN: %clang_plugin -std=c++20 -pthread %inc -I%inputs -Xclang -verify %s \
// RUN:   -Xclang -verify-ignore-unexpected=note
#include "snippets.h"

class Table {
 public:
// expected-warning@+1 {{'last_' is written by the new thread while the thread that started it can still write it [sendsync-const-method-race]}}
  int find(int k) const { if (k != last_key_) { last_key_ = k; last_ = slow(k); } return last_; } // expected-warning {{'last_key_' is written by the new thread while the thread that started it can still write it [sendsync-const-method-race]}}
 private:
  mutable int last_key_ = -1, last_ = 0;
};
int both(std::shared_ptr<const Table> t) {
  auto f = std::async(std::launch::async, [t] { return t->find(1); });
  int here = t->find(2);
  return here + f.get();
}
