// What `a ? b : c` hands out.
// RUN: %clang_plugin -std=c++17 -pthread %inc -Xclang -verify %s -Xclang -verify-ignore-unexpected=note
#include <map>
#include <mutex>
#include <string>
#include <vector>

class Names {
public:
  void set(int key, std::string name) {
    std::lock_guard lock(mu_);
    byKey_[key] = name;
    all_.push_back(std::move(name));
  }
  void clear() {
    std::lock_guard lock(mu_);
    byKey_.clear();
    all_.clear();
  }
  const std::string *flagged_pointer_or_null(int key) {
    std::lock_guard lock(mu_);
    auto at = byKey_.find(key);
    return at == byKey_.end() ? nullptr : &at->second; // expected-warning {{returns a pointer into 'byKey_', which is guarded by 'mu_'}}
  }
  std::string *flagged_element_or_null(size_t n) {
    std::lock_guard lock(mu_);
    return n < all_.size() ? &all_[n] : nullptr; // expected-warning {{returns a pointer into 'all_', which is guarded by 'mu_'}}
  }
  std::string &flagged_either_element(bool last) {
    std::lock_guard lock(mu_);
    return last ? all_.back() : all_[0]; // expected-warning {{returns a reference into 'all_', which is guarded by 'mu_'}}
  }
  const std::string &flagged_nested(int n) {
    std::lock_guard lock(mu_);
    return n < 0 ? none_ : n ? all_[1] : none_; // expected-warning {{returns a reference into 'all_', which is guarded by 'mu_'}}
  }
  std::string *flagged_first_or_else() {
    std::lock_guard lock(mu_);
    return all_.data() ?: &all_[0]; // expected-warning {{returns a pointer into 'all_', which is guarded by 'mu_'}}
  }
  std::vector<std::string> &flagged_bound_before() {
    auto &all = all_;
    std::lock_guard lock(mu_);
    return all; // expected-warning {{returns a reference to 'all_', which is guarded by 'mu_'}}
  }
  std::vector<std::string> &flagged_bound_in_the_section() {
    std::unique_lock<std::mutex> lock(mu_);
    auto &all = all_;
    lock.unlock();
    return all; // expected-warning {{returns a reference to 'all_', which is guarded by 'mu_'}}
  }
  std::vector<std::string> accepted_copied_through_a_name() {
    std::unique_lock<std::mutex> lock(mu_);
    auto &all = all_;
    return all;
  }
  std::vector<std::string> &accepted_never_locked() {
    auto &all = all_;
    return all;
  }
  std::string accepted_copy(int key) {
    std::lock_guard lock(mu_);
    auto at = byKey_.find(key);
    return at == byKey_.end() ? std::string() : at->second;
  }
  std::string accepted_copied_element(bool last) {
    std::lock_guard lock(mu_);
    return last ? all_.back() : all_[0];
  }
  const std::string *accepted_never_changes(bool any) {
    std::lock_guard lock(mu_);
    return any && !all_.empty() ? &none_ : nullptr;
  }
  bool accepted_test(int key) {
    std::lock_guard lock(mu_);
    auto at = byKey_.find(key);
    return at == byKey_.end() ? false : !at->second.empty();
  }

private:
  std::mutex mu_;
  std::map<int, std::string> byKey_;
  std::vector<std::string> all_;
  const std::string none_;
};
