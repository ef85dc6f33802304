// Several locks at once, and locks that are reached in several ways.
// RUN: %sendsync --dump=locks --exit-zero %s -- -std=c++20 | grep -E '^(function|closure)|write at[0-9]$' | sed -E 's/^ +(.*) [0-9]+:[0-9]+ write (at[0-9])$/\2 \1/' | FileCheck --match-full-lines %s

#include <memory>
#include <mutex>

std::mutex m;
std::mutex n;
int at0, at1, at2, at3, at4, at9;

// CHECK-LABEL: function two_guards {}
// CHECK-NEXT: at1 {m, n}
void two_guards() {
  std::lock_guard first(m);
  std::lock_guard second(n);
  at1 = 1;
}

// CHECK-LABEL: function scoped {}
// CHECK-NEXT: at1 {m, n}
// CHECK-NEXT: at2 {}
void scoped() {
  {
    std::scoped_lock both(m, n);
    at1 = 1;
  }
  at2 = 1;
}

// CHECK-LABEL: function adopted_by_scoped {}
// CHECK-NEXT: at1 {m, n}
// CHECK-NEXT: at2 {m, n}
void adopted_by_scoped() {
  std::lock(m, n);
  at1 = 1;
  std::scoped_lock both(std::adopt_lock, m, n);
  at2 = 1;
}

// CHECK-LABEL: function locked_then_adopted {}
// CHECK-NEXT: at1 {m, n}
void locked_then_adopted() {
  std::lock(m, n);
  std::lock_guard first(m, std::adopt_lock);
  std::lock_guard second(n, std::adopt_lock);
  at1 = 1;
}

// CHECK-LABEL: function deferred_guards {}
// CHECK-NEXT: at0 {}
// CHECK-NEXT: at1 {m, n}
// CHECK-NEXT: at2 {}
void deferred_guards() {
  {
    std::unique_lock first(m, std::defer_lock);
    std::unique_lock second(n, std::defer_lock);
    at0 = 1;
    std::lock(first, second);
    at1 = 1;
  }
  at2 = 1;
}

// CHECK-LABEL: function crossed {}
// CHECK-NEXT: at1 {m, n}
// CHECK-NEXT: at2 {n}
// CHECK-NEXT: at3 {}
void crossed() {
  m.lock();
  n.lock();
  at1 = 1;
  m.unlock();
  at2 = 1;
  n.unlock();
  at3 = 1;
}

struct Account {
  std::mutex mu;
  std::mutex *shared;
  std::mutex &borrowed;
  std::unique_ptr<std::mutex> owned;
  std::mutex &lock() { return mu; }
  std::mutex *pointer() { return shared; }
  void members();
};

// CHECK-LABEL: function Account::members {}
// CHECK-NEXT: at1 {*owned, *shared, borrowed, mu}
void Account::members() {
  std::lock_guard own(mu);
  std::lock_guard pointed(*shared);
  std::lock_guard referred(borrowed);
  std::lock_guard held(*owned);
  at1 = 1;
}

// CHECK-LABEL: function of_two_objects {}
// CHECK-NEXT: at1 {from.mu, to.mu}
void of_two_objects(Account &from, Account &to) {
  std::scoped_lock both(from.mu, to.mu);
  at1 = 1;
}

// CHECK-LABEL: function by_getter {}
// CHECK-NEXT: at1 {account.mu}
// CHECK-NEXT: at2 {}
// CHECK-NEXT: at3 {*account.shared}
void by_getter(Account &account) {
  account.lock().lock();
  at1 = 1;
  account.mu.unlock();
  at2 = 1;
  std::lock_guard lock(*account.pointer());
  at3 = 1;
}

// CHECK-LABEL: function by_alias {}
// CHECK-NEXT: at1 {account.mu}
// CHECK-NEXT: at2 {}
void by_alias(Account &account) {
  std::mutex &alias = account.mu;
  std::mutex *pointer = &alias;
  alias.lock();
  at1 = 1;
  pointer->unlock();
  at2 = 1;
}

// CHECK-LABEL: function by_mutex_of_guard {}
// CHECK-NEXT: at1 {m}
void by_mutex_of_guard() {
  std::unique_lock lock(m, std::defer_lock);
  std::unique_lock other(*lock.mutex());
  at1 = 1;
}

std::mutex &choose(int);
// CHECK-LABEL: function unnamed {}
// CHECK-NEXT: at1 {...}
void unnamed(int i) {
  std::lock_guard lock(choose(i));
  at1 = 1;
}

// CHECK-LABEL: function unnamed_release {}
// CHECK-NEXT: at1 {?m, ...}
void unnamed_release(int i) {
  m.lock();
  choose(i).unlock();
  at1 = 1;
}
