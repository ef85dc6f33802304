// Friends that are defined inside the class are functions like others.
// RUN: %clang_plugin -std=c++17 -pthread %inc -Xclang -verify %s -Xclang -verify-ignore-unexpected=note
#include <mutex>
#define SENDSYNC_SHORT_NAMES
#include <sendsync/annotations.h>

class Balance {
public:
  friend int flagged_read(const Balance &b) {
    return b.value_; // expected-warning {{reading 'b.value_' requires holding 'b.mu_'}}
  }
  friend bool operator==(const Balance &a, int n) {
    return a.value_ == n; // expected-warning {{reading 'a.value_' requires holding 'a.mu_'}}
  }
  friend int accepted_read(const Balance &b) {
    std::lock_guard lock(b.mu_);
    return b.value_;
  }
  friend int accepted_declared_only(const Balance &b);
  template <typename T> friend void flagged_template(Balance &b, T by) {
    b.value_ += by; // expected-warning {{writing 'b.value_' requires holding 'b.mu_'}}
  }
  friend class Bank;

private:
  mutable std::mutex mu_;
  int value_ GUARDED_BY(mu_) = 0;
};
int accepted_declared_only(const Balance &b) {
  std::lock_guard lock(b.mu_);
  return b.value_;
}
void use(Balance &b) { flagged_template(b, 1); }

// The callers of a private method are all known.
class Counter {
public:
  friend void accepted_caller(Counter &c) {
    std::lock_guard lock(c.mu_);
    c.bump();
  }

private:
  void bump() { ++n_; }
  std::mutex mu_;
  int n_ GUARDED_BY(mu_) = 0;
};
