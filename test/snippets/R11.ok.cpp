// RUN: %clang_plugin -std=c++20 -pthread %inc -I%inputs -Xclang -verify %s \
// RUN:   -fplugin-arg-sendsync-models=%inputs/pool-models.yaml
// expected-no-diagnostics
#include "snippets.h"
struct Pool { template <typename F> void submit(F f); };

class Registry {
 public:
  void add(std::string s) { std::lock_guard g(mu_); names_.push_back(std::move(s)); }
  std::vector<std::string> names() const { std::lock_guard g(mu_); return names_; }
  void flush(Pool& p) { p.submit([this] { std::lock_guard g(mu_); names_.clear(); }); }
 private:
  mutable std::mutex mu_;
  std::vector<std::string> names_;
};
