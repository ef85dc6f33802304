// The many ways to hold a lock, and some ways not to; unguarded-access-flagged.cpp
// has more of those.
//
// RUN: %clang_plugin -std=c++20 -pthread %inc -Xclang -verify %s \
// RUN:   -fplugin-arg-sendsync-models=%inputs/pool-models.yaml \
// RUN:   -Xclang -verify-ignore-unexpected=note
// RUN: %sendsync --models=%inputs/pool-models.yaml %s -- -std=c++20 %inc \
// RUN:   -Xclang -verify -Xclang -verify-ignore-unexpected=note
#include <algorithm>
#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <numeric>
#include <optional>
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
class ProjectLock {
public:
  void Enter();
  void EnterRead();
  bool TryEnter();
  void Leave();
};
class ProjectGuard {
public:
  explicit ProjectGuard(ProjectLock &lock);
  ~ProjectGuard();
};
void keep(std::function<void()> later);
void use(long);
bool coin();

struct Account {
  mutable std::mutex mu;
  std::mutex other;
  std::condition_variable ready;
  std::once_flag once;
  long balance GUARDED_BY(mu) = 0;
  std::vector<int> log GUARDED_BY(mu);
  std::unique_ptr<int> owned PT_GUARDED_BY(mu);
  ProjectLock project;
  int projectData GUARDED_BY(project) = 0;
  mutable std::shared_mutex rw;
  int shared GUARDED_BY(rw) = 0;

  Account() : balance(1) { balance = 2; }
  ~Account() { balance = 0; }

  long flagged_read() const {
    return balance; // expected-warning {{reading 'balance' requires holding 'mu'; no lock is held [sendsync-unguarded-access]}}
  }
  void flagged_other_lock(long n) {
    std::lock_guard lock(other);
    balance += n; // expected-warning {{writing 'balance' requires holding 'mu' exclusively; only 'other' is held}}
  }
  static void flagged_other_object(Account &a, Account &b) {
    std::lock_guard lock(a.mu);
    ++b.balance; // expected-warning {{writing 'b.balance' requires holding 'b.mu' exclusively; 'a.mu' is held}}
  }
  void flagged_after_scope() {
    { std::lock_guard lock(mu); }
    log.clear(); // expected-warning {{writing 'log' requires holding 'mu' exclusively; no lock is held}}
  }
  void flagged_one_branch() {
    std::unique_lock lock(mu, std::defer_lock);
    if (coin())
      lock.lock();
    ++balance; // expected-warning {{it is not held on every path here}}
  }
  void flagged_pool_of_model(Pool &pool) {
    std::lock_guard lock(mu);
    pool.submit([this] {
      ++balance; // expected-warning {{no lock is held in this closure}}
    });
  }
  void flagged_lambda_in_lambda(const std::vector<long> &changes) {
    std::for_each(changes.begin(), changes.end(), [this](long n) {
      auto once = [&] {
        balance += n; // expected-warning {{no lock is held}}
      };
      once();
    });
  }
#define BUMP(field) (++(field))
  void flagged_macro() {
    BUMP(balance); // expected-warning {{writing 'balance' requires holding 'mu' exclusively; no lock is held}}
  }
  template <typename T> void flagged_template(T n) {
    balance += n; // expected-warning {{writing 'balance' requires holding 'mu' exclusively; no lock is held}}
  }

  void accepted_lock_guard() { std::lock_guard lock(mu); ++balance; }
  void accepted_lock_guard_spelled_out() { std::lock_guard<std::mutex> lock{mu}; ++balance; }
  void accepted_scoped_lock_of_several() { std::scoped_lock lock(other, mu); ++balance; }
  void accepted_unique_lock() { std::unique_lock<std::mutex> lock(mu); ++balance; }
  void accepted_unique_lock_assigned() { auto lock = std::unique_lock(mu); ++balance; }
  void accepted_unique_lock_assigned_later() {
    std::unique_lock<std::mutex> lock;
    lock = std::unique_lock<std::mutex>(mu);
    ++balance;
  }
  void accepted_deferred() {
    std::unique_lock lock(mu, std::defer_lock);
    lock.lock();
    ++balance;
  }
  void accepted_deferred_std_lock() {
    std::unique_lock a(mu, std::defer_lock), b(other, std::defer_lock);
    std::lock(a, b);
    ++balance;
  }
  void accepted_adopted() {
    mu.lock();
    std::lock_guard lock(mu, std::adopt_lock);
    ++balance;
  }
  void accepted_std_lock_and_adopt() {
    std::lock(mu, other);
    std::lock_guard a(mu, std::adopt_lock);
    std::lock_guard b(other, std::adopt_lock);
    ++balance;
  }
  void accepted_relocked() {
    std::unique_lock lock(mu);
    lock.unlock();
    lock.lock();
    ++balance;
  }
  void accepted_released_guard_keeps_lock() {
    std::unique_lock lock(mu);
    std::mutex *raw = lock.release();
    ++balance;
    raw->unlock();
  }
  void accepted_moved_guard() {
    std::unique_lock lock(mu);
    std::unique_lock<std::mutex> moved(std::move(lock));
    ++balance;
  }
  void accepted_swapped_guard() {
    std::unique_lock lock(mu);
    std::unique_lock<std::mutex> empty;
    lock.swap(empty);
    ++balance;
  }
  void accepted_try_in_condition() {
    if (mu.try_lock()) {
      ++balance;
      mu.unlock();
    }
  }
  void accepted_try_negated() {
    if (!mu.try_lock())
      return;
    ++balance;
    mu.unlock();
  }
  void accepted_try_and() {
    if (coin() && mu.try_lock()) {
      ++balance;
      mu.unlock();
    }
  }
  void accepted_try_or() {
    if (!coin() || !mu.try_lock())
      return;
    ++balance;
    mu.unlock();
  }
  void accepted_try_stored() {
    bool got = mu.try_lock();
    if (got) {
      ++balance;
      mu.unlock();
    }
  }
  void accepted_try_stored_const_negated() {
    const bool failed = !mu.try_lock();
    if (failed)
      return;
    ++balance;
    mu.unlock();
  }
  long accepted_try_conditional_operator() {
    std::unique_lock lock(mu, std::try_to_lock);
    return lock ? balance : 0;
  }
  void accepted_try_to_lock_owns() {
    std::unique_lock lock(mu, std::try_to_lock);
    if (!lock.owns_lock())
      return;
    ++balance;
  }
  void accepted_if_with_initializer() {
    if (std::unique_lock lock(mu, std::try_to_lock); lock)
      ++balance;
  }
  void accepted_if_with_guard_initializer() {
    if (std::lock_guard lock(mu); balance > 0)
      --balance;
  }
  void accepted_try_loop() {
    while (!mu.try_lock()) {
    }
    ++balance;
    mu.unlock();
  }
  void accepted_manual() {
    mu.lock();
    ++balance;
    mu.unlock();
  }
  bool accepted_manual_early_return(bool fast) {
    mu.lock();
    if (fast) {
      mu.unlock();
      return true;
    }
    ++balance;
    mu.unlock();
    return false;
  }
  bool accepted_goto() {
    mu.lock();
    if (balance < 0)
      goto out;
    ++balance;
  out:
    long last = balance;
    mu.unlock();
    return last > 0;
  }
  void accepted_switch(int kind) {
    std::unique_lock lock(mu, std::defer_lock);
    switch (kind) {
    case 0:
      lock.lock();
      ++balance;
      break;
    case 1:
      lock.lock();
      --balance;
      [[fallthrough]];
    case 2:
      break;
    default:
      return;
    }
  }
  void accepted_correlated(bool threaded) {
    if (threaded)
      mu.lock();
    ++balance;
    if (threaded)
      mu.unlock();
  }
  void accepted_loop(int n) {
    for (int i = 0; i < n; ++i) {
      std::lock_guard lock(mu);
      if (i == 2)
        continue;
      ++balance;
      if (i == 7)
        break;
    }
  }
  void accepted_release_around_work() {
    std::unique_lock lock(mu);
    while (balance > 0) {
      --balance;
      lock.unlock();
      use(1);
      lock.lock();
    }
  }
  void accepted_lock_by_reference() {
    auto &m = mu;
    std::lock_guard lock(m);
    ++balance;
  }
  void accepted_lock_by_pointer() {
    std::mutex *m = &mu;
    std::lock_guard lock(*m);
    ++balance;
  }
  static void accepted_object_by_reference(Account &a) {
    Account &same = a;
    std::lock_guard lock(same.mu);
    ++a.balance;
  }
  static void accepted_object_by_pointer(Account *a) {
    Account *same = a;
    std::lock_guard lock(a->mu);
    ++same->balance;
  }
  static void accepted_both_objects(Account &a, Account &b) {
    std::scoped_lock lock(a.mu, b.mu);
    a.balance -= 1;
    b.balance += 1;
  }
  static long accepted_unknown_object(std::vector<Account> &all, int i) {
    std::lock_guard lock(all[i].mu);
    return all[i].balance;
  }
  void accepted_wait_predicate() {
    std::unique_lock lock(mu);
    ready.wait(lock, [this] { return balance > 0; });
    --balance;
  }
  void accepted_wait_loop() {
    std::unique_lock lock(mu);
    while (balance == 0)
      ready.wait(lock);
    --balance;
  }
  long accepted_algorithm(const std::vector<long> &changes) {
    std::lock_guard lock(mu);
    std::for_each(changes.begin(), changes.end(), [this](long n) { balance += n; });
    std::sort(log.begin(), log.end(), [&](int a, int b) { return a + balance < b + balance; });
    return std::accumulate(log.begin(), log.end(), balance);
  }
  void accepted_generic_lambda(const std::vector<long> &changes) {
    std::lock_guard lock(mu);
    std::for_each(changes.begin(), changes.end(), [this](auto n) { balance += n; });
  }
  void accepted_ranges(const std::vector<long> &changes) {
    std::lock_guard lock(mu);
    std::ranges::for_each(changes, [this](long n) { balance += n; });
  }
  void accepted_call_once() {
    std::lock_guard lock(mu);
    std::call_once(once, [this] { balance = 1; });
  }
  void accepted_called_at_once() {
    std::lock_guard lock(mu);
    [this] { ++balance; }();
  }
  void accepted_named_lambda() {
    auto add = [this] { ++balance; };
    std::lock_guard lock(mu);
    add();
    add();
  }
  void accepted_function_local() {
    std::function<void()> add = [this] { ++balance; };
    std::lock_guard lock(mu);
    add();
  }
  void accepted_lambda_in_lambda(const std::vector<long> &changes) {
    std::lock_guard lock(mu);
    std::for_each(changes.begin(), changes.end(), [this](long n) {
      std::for_each(log.begin(), log.end(), [this, n](int m) { balance += n * m; });
    });
  }
  void accepted_lambda_locks_itself(Pool &pool) {
    pool.submit([this] {
      std::lock_guard lock(mu);
      auto bump = [this] { ++balance; };
      bump();
    });
    std::thread([this] { std::lock_guard lock(mu); ++balance; }).detach();
  }
  void accepted_run_by_model(Registry &registry) {
    std::lock_guard lock(mu);
    registry.visit([this](int n) { balance += n; });
  }
  void accepted_unknown_callee() {
    // Nobody knows when this runs, or what is held then.
    keep([this] { ++balance; });
  }
  void accepted_project_guard() { ProjectGuard guard(project); ++projectData; }
  void accepted_project_lock() {
    project.Enter();
    ++projectData;
    project.Leave();
  }
  void accepted_project_try() {
    if (project.TryEnter()) {
      ++projectData;
      project.Leave();
    }
  }
  int accepted_shared_read() const {
    std::shared_lock lock(rw);
    return shared;
  }
  int accepted_manual_shared_read() const {
    rw.lock_shared();
    int copy = shared;
    rw.unlock_shared();
    return copy;
  }
  void accepted_upgrade() {
    {
      std::shared_lock lock(rw);
      if (shared > 0)
        return;
    }
    std::unique_lock lock(rw);
    ++shared;
  }
  void accepted_shared_or_unique(bool write) {
    std::shared_lock reading(rw, std::defer_lock);
    std::unique_lock writing(rw, std::defer_lock);
    if (write)
      writing.lock();
    else
      reading.lock();
    use(shared);
  }
  void accepted_requires() REQUIRES(mu) { ++balance; }
  void accepted_calls_requires() {
    std::lock_guard lock(mu);
    accepted_requires();
  }
  void accepted_no_analysis() NO_ANALYSIS { ++balance; }
  void accepted_optional_guard(bool threaded) {
    std::optional<std::lock_guard<std::mutex>> lock;
    if (threaded)
      lock.emplace(mu);
    ++balance;
  }
  std::unique_lock<std::mutex> acquire() { return std::unique_lock<std::mutex>(mu); }
  void accepted_guard_from_function() {
    auto lock = acquire();
    ++balance;
  }
  std::mutex &lockOf() { return mu; }
  void accepted_lock_from_getter() {
    std::lock_guard lock(lockOf());
    ++balance;
  }
  void enter() { mu.lock(); }
  void leave() { mu.unlock(); }
  void accepted_lock_in_helper() {
    enter();
    ++balance;
    leave();
  }
  template <typename F> void withLock(F body) {
    std::lock_guard lock(mu);
    body();
  }
  void accepted_with_lock() {
    withLock([this] { ++balance; });
  }
#define LOCKED(m) if (std::lock_guard lock(m); true)
  void accepted_macro() {
    LOCKED(mu) { ++balance; }
  }
  template <typename T> void accepted_template(T n) {
    std::lock_guard lock(mu);
    balance += n;
  }
  int *accepted_pointer_itself() { return owned.get(); }
  std::size_t accepted_unevaluated() { return sizeof(balance) + sizeof(decltype(log.size())); }
  void accepted_try_catch() {
    std::lock_guard lock(mu);
    try {
      use(balance);
    } catch (...) {
      balance = 0;
    }
  }
  void accepted_structured_binding() {
    std::lock_guard lock(mu);
    auto [first, second] = std::pair(balance, log.size());
    use(first);
  }
};

void instantiate(Account &a) {
  a.accepted_template(2);
  a.flagged_template(2);
  a.flagged_template(2L);
}

//===-- Private functions that every caller calls with the lock held ------===//

class Ledger {
public:
  void add(int n) { std::lock_guard lock(mu); accepted_private_callee(n); }
  void remove(int n) { std::lock_guard lock(mu); accepted_private_callee(-n); }

private:
  void accepted_private_callee(int n) { total += n; }
  std::mutex mu;
  int total GUARDED_BY(mu) = 0;
};

//===-- A lock outside the class, a lock of the base class ----------------===//

std::mutex g_mu;
struct Record {
  int value GUARDED_BY(g_mu) = 0;
  void accepted_global_lock() { std::lock_guard lock(g_mu); ++value; }
};
class Lockable {
protected:
  std::mutex mu;
};
class Derived : Lockable {
  int value GUARDED_BY(mu) = 0;
public:
  void accepted_lock_of_base() { std::lock_guard lock(mu); ++value; }
};
void accepted_fresh_object() {
  // Nobody else has it yet.
  auto account = std::make_unique<Account>();
  Account local;
}

// An attempt whose result nobody looks at protects nothing for sure.
struct Attempted {
  std::mutex mu;
  int n GUARDED_BY(mu) = 0;
  void flagged_discarded() {
    mu.try_lock();
    ++n; // expected-warning {{writing 'n' requires holding 'mu' exclusively; it is not held on every path here}}
    mu.unlock();
  }
};
