// RUN: %clang_plugin -std=c++20 -pthread %inc -I%inputs -Xclang -verify %s \
// RUN:   -Xclang -verify-ignore-unexpected=note
#include "snippets.h"

class Account {
 public:
  void deposit(int n) { std::lock_guard g(mu_); balance_ += n; }
  int balance() const { return balance_; } // expected-warning {{reading 'balance_' requires holding 'mu_'; no lock is held [sendsync-unguarded-access]}}
 private:
  mutable std::mutex mu_;
  int balance_ GUARDED_BY(mu_) = 0;
};
