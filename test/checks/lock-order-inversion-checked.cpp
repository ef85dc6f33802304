// What is likely only is shown at level checked.
// RUN: %clang_plugin -std=c++20 -pthread %inc -Xclang -verify %s \
// RUN:   -fplugin-arg-sendsync-level=checked -Xclang -verify-ignore-unexpected=note
// RUN: %sendsync --checks=lock-order-inversion %s -- -std=c++20 %inc
#include <mutex>
#include <vector>

struct Account {
  std::mutex mu;
  int balance = 0;
};
void flagged_two_parameters(Account &from, Account &to) {
  std::lock_guard first(from.mu);
  std::lock_guard second(to.mu); // expected-warning {{'from.mu' and 'to.mu' are one lock of two objects, acquired in no fixed order [sendsync-lock-order-inversion]}}
}

struct Child;
struct Parent {
  void down();
  void touch() { std::lock_guard lock(mu); }
  std::mutex mu;
  Child *child = nullptr;
};
struct Child {
  void up() {
    std::lock_guard lock(mu);
    parent->touch(); // expected-warning {{'Child::mu' and 'Parent::mu' are acquired in opposite orders}}
  }
  void touch() { std::lock_guard lock(mu); }
  std::mutex mu;
  Parent *parent = nullptr;
};
void Parent::down() {
  std::lock_guard lock(mu);
  child->touch();
}

struct Ordered {
  std::mutex mu;
  int n = 0;
};
void accepted_ordered(Ordered &left, Ordered &right) {
  if (&left < &right) {
    left.mu.lock();
    right.mu.lock();
  } else {
    right.mu.lock();
    left.mu.lock();
  }
  left.mu.unlock();
  right.mu.unlock();
}

struct Tree {
  std::mutex mu;
  Tree *parent = nullptr;
  std::vector<Tree *> children;
  void accepted_down_the_tree() {
    std::lock_guard own(mu);
    for (Tree *child : children) {
      std::lock_guard lock(child->mu);
    }
  }
};

struct Copied {
  mutable std::mutex mu;
  int n = 0;
  void accepted_at_once(const Copied &other) {
    std::scoped_lock both(mu, other.mu);
    n = other.n;
  }
};
