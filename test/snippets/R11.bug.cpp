// RUN: %clang_plugin -std=c++20 -pthread %inc -I%inputs -Xclang -verify %s \
// RUN:   -fplugin-arg-sendsync-models=%inputs/pool-models.yaml \
// RUN:   -Xclang -verify-ignore-unexpected=note
#include "snippets.h"
struct Pool { template <typename F> void submit(F f); };

class Registry {
 public:
  void add(std::string s) { std::lock_guard g(mu_); names_.push_back(std::move(s)); }
  const std::vector<std::string>& names() const { std::lock_guard g(mu_); return names_; } // expected-warning {{returns a reference to 'names_', which is guarded by 'mu_' [sendsync-guarded-escape]}}
  void flush(Pool& p) { std::lock_guard g(mu_); p.submit([this] { names_.clear(); }); } // expected-warning {{'names_' is guarded by 'mu_', which is not held when this closure runs [sendsync-guarded-escape]}}
 private:
  mutable std::mutex mu_;
  std::vector<std::string> names_;
};
