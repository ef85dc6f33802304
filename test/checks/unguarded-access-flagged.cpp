// RUN: %clang_plugin -std=c++20 -pthread %inc -Xclang -verify %s \
// RUN:   -fplugin-arg-sendsync-models=%inputs/pool-models.yaml \
// RUN:   -Xclang -verify-ignore-unexpected=note
#include <algorithm>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <string>
#include <thread>
#include <vector>
#define SENDSYNC_SHORT_NAMES
#include <sendsync/annotations.h>

class Pool {
public:
  void submit(std::function<void()> task);
};
class Registry {
public:
  void visit(std::function<void(int)> visitor);
};
void keep(std::function<void()> later);
void use(int);
bool coin();
void change(int &);
void look(const int &);
void changeLong(long &);
void keepAddress(long *);

struct Account {
  mutable std::mutex mu;
  std::mutex other;
  long balance GUARDED_BY(mu) = 0; // expected-note 2+ {{required here: 'balance' is guarded by 'mu'}}
  std::vector<int> log GUARDED_BY(mu);
  std::map<std::string, int> names GUARDED_BY(mu);
  int *slot PT_GUARDED_BY(mu) = nullptr;
  std::unique_ptr<int> owned PT_GUARDED_BY(mu);

  // Constructors and destructors have the object alone.
  Account() { balance = 1; }
  ~Account() { balance = 0; }

  long flagged_read() const {
    return balance; // expected-warning {{reading 'balance' requires holding 'mu'; no lock is held [sendsync-unguarded-access]}}
  }
  void flagged_write(long n) {
    balance = n; // expected-warning {{writing 'balance' requires holding 'mu' exclusively; no lock is held [sendsync-unguarded-access]}}
  }
  void flagged_compound(long n) {
    balance += n; // expected-warning {{writing 'balance' requires holding 'mu' exclusively; no lock is held}}
  }
  void flagged_other_lock() {
    std::lock_guard lock(other);
    ++balance; // expected-warning {{writing 'balance' requires holding 'mu' exclusively; only 'other' is held}}
  }
  void flagged_member_call() {
    log.push_back(1); // expected-warning {{writing 'log' requires holding 'mu' exclusively; no lock is held}}
  }
  std::size_t flagged_const_member_call() const {
    return log.size(); // expected-warning {{reading 'log' requires holding 'mu'; no lock is held}}
  }
  void flagged_subscript() {
    names["a"] = 1; // expected-warning {{writing 'names' requires holding 'mu' exclusively; no lock is held}}
  }
  int flagged_range_for() {
    int sum = 0;
    for (int entry : log) // expected-warning {{'log' requires holding 'mu'}}
      sum += entry;
    return sum;
  }
  void flagged_raw_pointee() {
    *slot = 1; // expected-warning {{writing what 'slot' points to requires holding 'mu' exclusively; no lock is held}}
  }
  int flagged_owned_pointee() {
    return *owned; // expected-warning {{reading what 'owned' points to requires holding 'mu'; no lock is held}}
  }
  void flagged_after_scope() {
    { std::lock_guard lock(mu); }
    ++balance; // expected-warning {{no lock is held}}
  }
  void flagged_after_unlock() {
    std::unique_lock lock(mu);
    lock.unlock();
    ++balance; // expected-warning {{no lock is held}}
  }
  void flagged_one_branch() {
    std::unique_lock lock(mu, std::defer_lock);
    if (coin())
      lock.lock();
    ++balance; // expected-warning {{writing 'balance' requires holding 'mu' exclusively; it is not held on every path here}}
  }
  void flagged_manual_early_unlock() {
    mu.lock();
    if (coin())
      mu.unlock();
    ++balance; // expected-warning {{it is not held on every path here}}
    // (The paths that did not unlock are another check's business.)
  }
  void flagged_else_of_try() {
    if (mu.try_lock()) {
      mu.unlock();
    } else {
      ++balance; // expected-warning {{no lock is held}}
    }
  }
  void flagged_passed_by_reference() {
    keepAddress(&balance); // not an access: only the address is taken
    changeLong(balance); // expected-warning {{passing 'balance' by reference requires holding 'mu'; no lock is held}}
  }
  static void flagged_other_object(Account &a, Account &b) {
    std::lock_guard lock(a.mu);
    b.balance = 1; // expected-warning {{writing 'b.balance' requires holding 'b.mu' exclusively; 'a.mu' is held}}
  }
  static void flagged_through_pointer(Account *a) {
    a->balance = 1; // expected-warning {{writing 'a->balance' requires holding 'a->mu' exclusively; no lock is held}}
  }
  static void flagged_through_local_reference(Account &a) {
    Account &same = a;
    same.balance = 1; // expected-warning {{requires holding}}
  }
  void flagged_new_thread() {
    std::lock_guard lock(mu);
    std::thread worker([this] {
      ++balance; // expected-warning {{writing 'balance' requires holding 'mu' exclusively; no lock is held in this closure}}
    });
    worker.detach();
  }
  void flagged_pool_from_model(Pool &pool) {
    std::lock_guard lock(mu);
    pool.submit([this] {
      log.clear(); // expected-warning {{writing 'log' requires holding 'mu' exclusively; no lock is held in this closure}}
    });
  }
  void flagged_lambda_in_lambda(const std::vector<long> &changes) {
    std::for_each(changes.begin(), changes.end(), [this](long change) {
      auto once = [&] {
        balance += change; // expected-warning {{writing 'balance' requires holding 'mu' exclusively; no lock is held}}
      };
      once();
    });
  }
  void flagged_thread_inside_in_place_lambda(const std::vector<long> &changes) {
    std::lock_guard lock(mu);
    std::for_each(changes.begin(), changes.end(), [this](long change) {
      std::thread([this, change] {
        balance += change; // expected-warning {{no lock is held in this closure}}
      }).detach();
    });
  }
  void flagged_loop_releases(int n) {
    mu.lock();
    for (int i = 0; i < n; ++i) {
      ++balance; // expected-warning {{it is not held on every path here}}
      if (i == 3) {
        mu.unlock();
      }
    }
  }

  // expected-warning@+2 {{writing 'balance' requires holding 'mu' exclusively; no lock is held}}
#define BUMP(field) (++(field))
  void flagged_macro() { BUMP(balance); }

  template <typename T> void flagged_template(T n) {
    balance += n; // expected-warning {{writing 'balance' requires holding 'mu' exclusively; no lock is held}}
  }

  void needs() REQUIRES(mu);
  void needsShared() REQUIRES_SHARED(mu);
  void flagged_required() {
    needs(); // expected-warning {{calling 'needs' requires holding 'mu' exclusively; no lock is held}}
  }
  void flagged_required_shared() {
    needsShared(); // expected-warning {{calling 'needsShared' requires holding 'mu'; no lock is held}}
  }
};

void instantiate(Account &a) {
  a.flagged_template(1);
  a.flagged_template(2L);
}

//===-- Globals, statics, free functions ----------------------------------===//

std::mutex g_mu;
int g_count GUARDED_BY(g_mu);

int flagged_global() {
  return g_count; // expected-warning {{reading 'g_count' requires holding 'g_mu'; no lock is held}}
}
int accepted_global() {
  std::lock_guard lock(g_mu);
  return g_count;
}

template <typename T> class Box {
public:
  T flagged_member_of_template() const {
    return value; // expected-warning {{reading 'value' requires holding 'mu'; no lock is held}}
  }
  T accepted_member_of_template() const {
    std::lock_guard<std::mutex> lock(mu);
    return value;
  }

private:
  mutable std::mutex mu;
  T value GUARDED_BY(mu){};
};
template class Box<int>;
template class Box<std::string>;

template <typename T> T neverInstantiated(Box<T> &box) { return box.value; }
