// RUN: %clang_plugin -std=c++20 -pthread %inc -Xclang -verify %s \
// RUN:   -fplugin-arg-sendsync-models=%inputs/pool-models.yaml \
// RUN:   -Xclang -verify-ignore-unexpected=note
// RUN: %sendsync --models=%inputs/pool-models.yaml %s -- -std=c++20 %inc \
// RUN:   -Xclang -verify -Xclang -verify-ignore-unexpected=note
#include <algorithm>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <thread>
#include <vector>
#define SENDSYNC_SHORT_NAMES
#include <sendsync/annotations.h>

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
bool coin();
void use(int);
void keep(std::function<void()>);

class Box {
public:
  void flagged_guard_twice() {
    std::lock_guard first(mu); // expected-note {{'mu' is acquired here and still held}}
    std::lock_guard second(mu); // expected-warning {{'mu' is already held here; locking it again deadlocks [sendsync-double-lock]}}
  }
  void flagged_manual_twice() {
    mu.lock();
    mu.lock(); // expected-warning {{'mu' is already held here; locking it again deadlocks}}
    mu.unlock();
  }
  void flagged_guard_then_manual() {
    std::unique_lock lock(mu);
    mu.lock(); // expected-warning {{'mu' is already held here}}
  }
  void flagged_through_call() {
    std::lock_guard lock(mu);
    notify(); // expected-warning {{calling 'notify' locks 'mu', which is already held here; this deadlocks}}
  }
  void flagged_through_two_calls() {
    std::lock_guard lock(mu);
    relay(); // expected-warning {{calling 'relay' locks 'mu', which is already held here}}
  }
  void flagged_scoped_lock() {
    std::lock_guard lock(mu);
    std::scoped_lock both(other, mu); // expected-warning {{'mu' is already held here}}
  }
  void flagged_relock() {
    std::unique_lock lock(mu);
    lock.unlock();
    lock.lock();
    notify(); // expected-warning {{calling 'notify' locks 'mu'}}
  }
  void flagged_deferred() {
    std::unique_lock lock(mu, std::defer_lock);
    lock.lock();
    notify(); // expected-warning {{calling 'notify' locks 'mu'}}
  }
  void flagged_shared_then_exclusive() {
    std::shared_lock reading(rw);
    std::unique_lock writing(rw); // expected-warning {{'rw' is already held here; locking it again deadlocks}}
  }
  void flagged_shared_twice() {
    std::shared_lock first(rw);
    std::shared_lock second(rw); // expected-warning {{'rw' is already held here}}
  }
  void flagged_alias() {
    auto &m = mu;
    std::lock_guard first(m);
    std::lock_guard second(mu); // expected-warning {{'mu' is already held here}}
  }
  void flagged_all_branches() {
    if (coin())
      mu.lock();
    else
      mu.lock();
    notify(); // expected-warning {{calling 'notify' locks 'mu'}}
    mu.unlock();
  }
  void flagged_try_succeeded() {
    if (mu.try_lock()) {
      notify(); // expected-warning {{calling 'notify' locks 'mu'}}
      mu.unlock();
    }
  }
  void flagged_algorithm(const std::vector<int> &values) {
    std::lock_guard lock(mu);
    std::for_each(values.begin(), values.end(), [this](int) {
      notify(); // expected-warning {{calling 'notify' locks 'mu'}}
    });
  }
  void flagged_lambda_in_lambda() {
    std::lock_guard lock(mu);
    auto outer = [this] {
      auto inner = [this] {
        std::lock_guard again(mu); // expected-warning {{'mu' is already held here}}
      };
      inner();
    };
    outer();
  }
  static void flagged_of_parameter(Box &box) {
    std::lock_guard lock(box.mu);
    box.notify(); // expected-warning {{calling 'notify' locks 'box.mu', which is already held here}}
  }
  static void flagged_of_pointer(Box *box) {
    std::lock_guard lock(box->mu);
    box->notify(); // expected-warning {{calling 'notify' locks 'box->mu', which is already held here}}
  }
#define LOCKED(m) std::lock_guard locked_(m)
  void flagged_macro() {
    LOCKED(mu);
    notify(); // expected-warning {{calling 'notify' locks 'mu'}}
  }
  template <typename F> void flagged_template(F body) {
    std::lock_guard lock(mu);
    body(1);
    notify(); // expected-warning {{calling 'notify' locks 'mu'}}
  }
  void flagged_lock_of_model() {
    ProjectGuard guard(project);
    project.Enter(); // expected-warning {{'project' is already held here}}
    project.Leave();
  }
  void excluded() EXCLUDES(mu);
  void flagged_excluded() {
    std::lock_guard lock(mu);
    excluded(); // expected-warning {{calling 'excluded' requires not holding 'mu'; it is held here}}
  }
  void flagged_required_on_entry() REQUIRES(mu) {
    std::lock_guard lock(mu); // expected-warning {{'mu' is already held here}}
  }
  void flagged_wait_predicate() {
    std::unique_lock lock(mu);
    ready.wait(lock, [this] {
      std::lock_guard again(mu); // expected-warning {{'mu' is already held here}}
      return true;
    });
  }

  void accepted_one_after_the_other() {
    { std::lock_guard lock(mu); }
    notify();
  }
  void accepted_other_object(Box &o) {
    std::scoped_lock lock(mu, o.mu);
    std::lock_guard third(o.other);
  }
  static void accepted_two_parameters(Box &a, Box &b) {
    std::lock_guard lock(a.mu);
    b.notify();
  }
  void accepted_unlocked_before_call() {
    std::unique_lock lock(mu);
    lock.unlock();
    notify();
  }
  void accepted_recursive() {
    std::lock_guard first(recursive);
    std::lock_guard second(recursive);
  }
  void accepted_recursive_call(int n) {
    std::lock_guard lock(recursive);
    if (n)
      accepted_recursive_call(n - 1);
  }
  void accepted_try_while_held() {
    std::lock_guard lock(mu);
    if (mu.try_lock())
      mu.unlock();
  }
  void accepted_deferred_never_locked() {
    std::lock_guard lock(mu);
    std::unique_lock other(mu, std::defer_lock);
  }
  void accepted_adopted() {
    mu.lock();
    std::lock_guard lock(mu, std::adopt_lock);
  }
  void accepted_one_branch() {
    std::unique_lock lock(mu, std::defer_lock);
    if (coin())
      lock.lock();
    else
      notify();
  }
  void accepted_correlated(bool locked) {
    if (locked)
      mu.lock();
    use(1);
    if (!locked)
      notify();
    if (locked)
      mu.unlock();
  }
  void accepted_early_return(bool fast) {
    mu.lock();
    if (fast) {
      mu.unlock();
      notify();
      return;
    }
    mu.unlock();
    notify();
  }
  void accepted_loop(int n) {
    for (int i = 0; i < n; ++i) {
      std::lock_guard lock(mu);
      use(i);
    }
  }
  void accepted_loop_unlocks(int n) {
    mu.lock();
    for (int i = 0; i < n; ++i) {
      mu.unlock();
      notify();
      mu.lock();
    }
    mu.unlock();
  }
  void accepted_element_of_array(int i, int j) {
    std::lock_guard first(stripes[i]);
    std::lock_guard second(stripes[j]);
  }
  void accepted_elements_by_name() {
    std::lock_guard first(stripes[0]);
    std::lock_guard second(stripes[1]);
  }
  void accepted_list(Box *next) {
    std::unique_lock lock(mu);
    for (Box *box = next; box; box = box->nextBox) {
      std::unique_lock inner(box->mu);
      lock = std::move(inner);
    }
  }
  void accepted_hand_over_hand(Box *box) {
    box->mu.lock();
    while (box->nextBox) {
      Box *next = box->nextBox;
      next->mu.lock();
      box->mu.unlock();
      box = next;
    }
    box->mu.unlock();
  }
  void accepted_new_thread() {
    std::lock_guard lock(mu);
    std::thread([this] { notify(); }).detach();
  }
  void accepted_stored_callback() {
    std::lock_guard lock(mu);
    keep([this] { notify(); });
    callback = [this] { notify(); };
  }
  void accepted_released_around_callback() {
    std::unique_lock lock(mu);
    auto released = [&] {
      lock.unlock();
      notify();
      lock.lock();
    };
    released();
  }
  void accepted_wait() {
    std::unique_lock lock(mu);
    ready.wait(lock, [] { return coin(); });
  }
  void accepted_lambda_in_lambda() {
    auto outer = [this] {
      auto inner = [this] { std::lock_guard lock(mu); };
      inner();
    };
    outer();
    std::lock_guard lock(mu);
  }
  void accepted_moved_guard() {
    std::unique_lock lock(mu);
    { std::unique_lock moved(std::move(lock)); }
    notify();
  }
  void accepted_unknown_callee_locks_conditionally(bool lockIt) {
    std::lock_guard lock(mu);
    maybeLocks(lockIt);
  }
  void accepted_shared_then_nothing() {
    { std::shared_lock reading(rw); }
    std::unique_lock writing(rw);
  }
  template <typename F> void accepted_template(F body) {
    { std::lock_guard lock(mu); }
    body(1);
    notify();
  }
  void accepted_macro() {
    { LOCKED(mu); }
    notify();
  }
  void accepted_lock_of_model() {
    { ProjectGuard guard(project); }
    project.Enter();
    project.Leave();
  }
  void accepted_switch(int kind) {
    switch (kind) {
    case 0: {
      std::lock_guard lock(mu);
      break;
    }
    case 1:
      notify();
      break;
    }
    notify();
  }
  void accepted_goto(bool again) {
  retry:
    mu.lock();
    if (again) {
      mu.unlock();
      again = false;
      goto retry;
    }
    mu.unlock();
  }

  virtual void overridable() { std::lock_guard lock(mu); }
  void accepted_virtual_call() {
    // Another class may override it.
    std::lock_guard lock(mu);
    overridable();
  }

private:
  void notify() {
    std::lock_guard lock(mu); // expected-note 1+ {{'notify' locks it here}}
  }
  void relay() { notify(); }
  void maybeLocks(bool lockIt) {
    if (lockIt)
      mu.lock();
    if (lockIt)
      mu.unlock();
  }

  std::mutex mu, other;
  std::mutex stripes[4];
  std::recursive_mutex recursive;
  std::shared_mutex rw;
  std::condition_variable ready;
  ProjectLock project;
  std::function<void()> callback;
  Box *nextBox = nullptr;
};

void instantiate(Box &box) {
  box.flagged_template(use);
  box.flagged_template([](long) {});
  box.accepted_template(use);
}

std::mutex g_mu;
void locksGlobal() { std::lock_guard lock(g_mu); }
void flagged_global() {
  std::lock_guard lock(g_mu);
  locksGlobal(); // expected-warning {{calling 'locksGlobal' locks 'g_mu', which is already held here}}
}
void flagged_local_mutex() {
  std::mutex local;
  local.lock();
  local.lock(); // expected-warning {{'local' is already held here}}
}

// Functions that call each other: what one of them locks, the other does.
namespace mutual {
std::mutex mu;
void even(int n);
void odd(int n) {
  if (n > 0)
    even(n - 1);
  mu.lock();
  mu.unlock();
}
void even(int n) {
  if (n > 0)
    odd(n - 1);
}
void flagged_recursion() {
  std::lock_guard lock(mu);
  odd(1); // expected-warning {{calling 'odd' locks 'mu', which is already held here}}
}
void accepted_recursion_on_some_path() {
  std::lock_guard lock(mu);
  even(1);
}
} // namespace mutual
