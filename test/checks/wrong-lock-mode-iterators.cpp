// Before C++17 the result of a call is moved into its variable: that changes the
// result, not the container that it refers to.
// RUN: %clang_plugin -std=c++14 -pthread %inc -Xclang -verify %s \
// RUN:   -Xclang -verify-ignore-unexpected=note
#include <map>
#include <mutex>
#include <shared_mutex>
#include <string>

class Prices {
public:
  void set(const std::string &what, int price) {
    std::unique_lock<std::shared_timed_mutex> lock(mu_);
    prices_[what] = price;
  }
  void drop(const std::string &what) {
    std::unique_lock<std::shared_timed_mutex> lock(mu_);
    prices_.erase(what);
  }
  int accepted_find(const std::string &what) {
    std::shared_lock<std::shared_timed_mutex> lock(mu_);
    auto found = prices_.find(what);
    return found == prices_.end() ? 0 : found->second;
  }
  int accepted_first() {
    std::shared_lock<std::shared_timed_mutex> lock(mu_);
    std::map<std::string, int>::iterator first = prices_.begin();
    return first->second;
  }
  void flagged_write(const std::string &what) {
    std::shared_lock<std::shared_timed_mutex> lock(mu_);
    prices_[what] = 0; // expected-warning {{'prices_' is modified while 'mu_' is held only for reading}}
  }

private:
  std::shared_timed_mutex mu_;
  std::map<std::string, int> prices_;
};
