// RUN: %clang_plugin -std=c++20 -pthread %inc -Xclang -verify %s \
// RUN:   -fplugin-arg-sendsync-models=%inputs/pool-models.yaml \
// RUN:   -Xclang -verify-ignore-unexpected=note
#include <algorithm>
#include <functional>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <thread>
#include <vector>
#define SENDSYNC_SHORT_NAMES
#include <sendsync/annotations.h>

class Pool {
public:
  template <typename F> void submit(F f);
};
void use(int);
bool coin();

//===- Two globals --------------------------------------------------------===//

std::mutex g1, g2;
void flagged_globals() {
  std::lock_guard first(g1); // expected-note {{'flagged_globals' acquires 'g1' here}}
  std::lock_guard second(g2); // expected-warning {{'g1' and 'g2' are acquired in opposite orders [sendsync-lock-order-inversion]}}
}
void other_globals() {
  std::lock_guard first(g2); // expected-note {{'other_globals' acquires 'g2' here}}
  std::lock_guard second(g1); // expected-note {{then 'other_globals' acquires 'g1' here}}
}

std::mutex h1, h2;
void accepted_one_order() {
  std::lock_guard first(h1);
  std::lock_guard second(h2);
}
void accepted_same_order() {
  std::lock_guard first(h1);
  std::lock_guard second(h2);
}
void accepted_one_after_the_other() {
  { std::lock_guard first(h2); }
  std::lock_guard second(h1);
}

//===- Through calls ------------------------------------------------------===//

class Store {
public:
  void flagged_chain(int n) {
    std::lock_guard lock(data_); // expected-note {{'flagged_chain' acquires 'data_' here}}
    n_ = n;
    note(); // expected-warning {{'data_' and 'journal_' are acquired in opposite orders [sendsync-lock-order-inversion]}}
  }
  void flush() {
    std::unique_lock lock(journal_); // expected-note {{'flush' acquires 'journal_' here}}
    std::vector<int> all = {1, 2};
    std::for_each(all.begin(), all.end(), [this](int n) {
      std::unique_lock inner(data_, std::defer_lock);
      inner.lock(); // expected-note {{acquires 'data_' here}}
      n_ += n;
    });
  }

private:
  void note() { write(); } // expected-note {{'note' calls 'write' here}}
  void write() {
    std::lock_guard lock(journal_); // expected-note {{then 'write' acquires 'journal_' here}}
    ++lines_;
  }
  std::mutex data_, journal_;
  int n_ = 0, lines_ = 0;
};

class Quiet {
public:
  void accepted_released_before_call(int n) {
    {
      std::lock_guard lock(data_);
      n_ = n;
    }
    note();
  }
  void flush() {
    std::lock_guard lock(journal_);
    std::lock_guard inner(data_);
    ++n_;
  }
  /// The callee gives the lock back before it takes the other one.
  void accepted_callee_releases() {
    data_.lock();
    leave();
  }

private:
  void leave() {
    data_.unlock();
    note();
  }
  void note() {
    std::lock_guard lock(journal_);
    ++lines_;
  }
  std::mutex data_, journal_;
  int n_ = 0, lines_ = 0;
};

/// Only called with the gate held: both orders cannot meet.
class Gated {
public:
  void accepted_gate() {
    std::lock_guard lock(gate_);
    forwards();
  }
  void backwards() {
    std::lock_guard lock(gate_);
    std::lock_guard second(b_);
    std::lock_guard first(a_);
  }

private:
  void forwards() {
    std::lock_guard first(a_);
    std::lock_guard second(b_);
  }
  std::mutex gate_, a_, b_;
};

/// A gate that both hold as readers keeps nobody out.
class ReaderGate {
public:
  void flagged_shared_gate() {
    std::shared_lock lock(gate_);
    std::lock_guard first(a_);
    std::lock_guard second(b_); // expected-warning {{'a_' and 'b_' are acquired in opposite orders}}
  }
  void backwards() {
    std::shared_lock lock(gate_);
    std::lock_guard second(b_);
    std::lock_guard first(a_);
  }

private:
  std::shared_mutex gate_;
  std::mutex a_, b_;
};

/// Readers do not wait for readers.
class Readers {
public:
  void accepted_both_shared() {
    std::shared_lock first(a_);
    std::shared_lock second(b_);
  }
  void backwards() {
    std::shared_lock second(b_);
    std::shared_lock first(a_);
  }

private:
  std::shared_mutex a_, b_;
};

//===- Several at once, and tries -----------------------------------------===//

class AtOnce {
public:
  void accepted_scoped_lock() { std::scoped_lock both(a_, b_); }
  void accepted_scoped_lock_turned() { std::scoped_lock both(b_, a_); }
  void accepted_std_lock() {
    std::lock(b_, a_);
    std::lock_guard first(a_, std::adopt_lock);
    std::lock_guard second(b_, std::adopt_lock);
  }
  void one_order() {
    std::lock_guard first(a_);
    std::lock_guard second(b_);
  }
  void accepted_try_lock() {
    std::lock_guard second(b_);
    if (a_.try_lock())
      a_.unlock();
  }

private:
  std::mutex a_, b_;
};

class OneAndBoth {
public:
  void flagged_before_both() {
    std::lock_guard first(a_);
    std::scoped_lock others(b_, c_); // expected-warning {{'a_' and 'b_' are acquired in opposite orders}}
  }
  void backwards() {
    std::lock_guard second(b_);
    std::lock_guard first(a_);
  }

private:
  std::mutex a_, b_, c_;
};

//===- Circles ------------------------------------------------------------===//

std::mutex ring1, ring2, ring3;
void flagged_circle() {
  std::lock_guard first(ring1);
  std::lock_guard second(ring2); // expected-warning {{'ring1', 'ring2' and 'ring3' are acquired in a circle}}
}
void ring_two() {
  std::lock_guard first(ring2);
  std::lock_guard second(ring3);
}
void ring_three() {
  std::lock_guard first(ring3);
  std::lock_guard second(ring1);
}

std::mutex row1, row2, row3;
void accepted_row() {
  std::lock_guard first(row1);
  std::lock_guard second(row2);
}
void row_two() {
  std::lock_guard first(row2);
  std::lock_guard second(row3);
}
void row_three() {
  std::lock_guard first(row1);
  std::lock_guard second(row3);
}

//===- Which objects ------------------------------------------------------===//

struct Account {
  std::mutex mu;
  int balance = 0;
};
Account mine, yours, ours, theirs;

void transfer(Account &from, Account &to) {
  std::lock_guard first(from.mu);
  std::lock_guard second(to.mu); // expected-warning {{'mine.mu' and 'yours.mu' are acquired in opposite orders}}
  --from.balance;
  ++to.balance;
}
void flagged_swapped_arguments() { transfer(mine, yours); } // expected-note {{'transfer' is called here with these locks}}
void swapped_arguments() { transfer(yours, mine); } // expected-note {{'transfer' is called here with these locks}}

void ordered(Account *from, Account *to) {
  if (from < to) {
    from->mu.lock();
    to->mu.lock();
  } else {
    to->mu.lock();
    from->mu.lock();
  }
  --from->balance;
  ++to->balance;
  from->mu.unlock();
  to->mu.unlock();
}
void accepted_ordered_by_address() { ordered(&ours, &theirs); }
void ordered_turned() { ordered(&theirs, &ours); }

void swapping(Account *from, Account *to) {
  if (to < from)
    std::swap(from, to);
  std::lock_guard first(from->mu);
  std::lock_guard second(to->mu);
}
void accepted_swapped_by_address() { swapping(&ours, &theirs); }
void swapping_turned() { swapping(&theirs, &ours); }

/// Two parameters may never be the same pair the other way round.
void accepted_two_objects(Account &left, Account &right) {
  std::lock_guard first(left.mu);
  std::lock_guard second(right.mu);
}

struct Node {
  std::mutex mu;
  Node *next = nullptr;
};
void accepted_hand_over_hand(Node *at) {
  at->mu.lock();
  while (Node *next = at->next) {
    next->mu.lock();
    at->mu.unlock();
    at = next;
  }
  at->mu.unlock();
}

/// An object that is being made belongs to nobody else.
class Made {
public:
  Made() {
    std::lock_guard own(mu_);
    std::lock_guard all(registry_);
  }
  void accepted_constructor() {
    std::lock_guard all(registry_);
    std::lock_guard own(mu_);
  }

private:
  static std::mutex registry_;
  std::mutex mu_;
};

/// Nobody else knows an object that was made here.
class Registry {
public:
  void accepted_made_here() {
    std::lock_guard all(registry_);
    auto own = std::make_unique<Account>();
    std::lock_guard lock(own->mu);
    auto shared = std::make_shared<Account>();
    std::lock_guard inner(shared->mu);
    Account *made = new Account;
    {
      std::lock_guard last(made->mu);
    }
    delete made;
  }
  void turned(Account *account) {
    std::lock_guard lock(account->mu);
    std::lock_guard all(registry_);
  }

private:
  std::mutex registry_;
};

/// A wait gives its lock back; so does a callee that is given the guard.
class Waiting {
public:
  void accepted_guard_given_away() {
    std::unique_lock lock(b_);
    leave(lock);
  }
  void turned() {
    std::lock_guard lock(a_);
    std::lock_guard inner(b_);
  }
  void leave(std::unique_lock<std::mutex> &lock) {
    lock.unlock();
    std::lock_guard other(a_);
  }

private:
  std::mutex a_, b_;
};

/// It is held already: acquiring it again does not wait.
class Nested {
public:
  void accepted_recursive_again() {
    std::lock_guard lock(outer_);
    std::lock_guard inner(inner_);
    touch();
  }
  void touch() { std::lock_guard lock(outer_); }

private:
  std::recursive_mutex outer_;
  std::mutex inner_;
};

//===- Templates, macros, closures ----------------------------------------===//

template <typename M> class Both {
public:
  void flagged_template() {
    std::lock_guard<M> first(a_);
    std::lock_guard<M> second(b_); // expected-warning {{'a_' and 'b_' are acquired in opposite orders}}
  }
  void backwards() {
    std::lock_guard<M> second(b_);
    std::lock_guard<M> first(a_);
  }

private:
  M a_, b_;
};
void instantiate(Both<std::mutex> &one, Both<std::recursive_mutex> &two) {
  one.flagged_template();
  one.backwards();
  two.flagged_template();
  two.backwards();
}

#define HOLDING(mutex) std::lock_guard hold_##mutex(mutex)
std::mutex m1, m2;
void flagged_macro() {
  HOLDING(m1);
  HOLDING(m2); // expected-warning {{'m1' and 'm2' are acquired in opposite orders}}
}
void macro_turned() {
  HOLDING(m2);
  HOLDING(m1);
}

void flagged_closures() {
  std::mutex a, b;
  std::thread worker([&] { // expected-note {{the closure runs on the thread spawned here}}
    auto inner = [&] {
      std::lock_guard second(b); // expected-warning {{'a' and 'b' are acquired in opposite orders}}
    };
    std::lock_guard first(a);
    inner();
  });
  {
    std::lock_guard second(b);
    std::lock_guard first(a);
  }
  worker.join();
}
void accepted_after_join() {
  std::mutex a, b;
  std::thread worker([&] {
    std::lock_guard first(a);
    std::lock_guard second(b);
  });
  worker.join();
  std::lock_guard second(b);
  std::lock_guard first(a);
}
/// Each call has its own two.
void accepted_own_locks() {
  std::mutex a, b;
  {
    std::lock_guard first(a);
    std::lock_guard second(b);
  }
  std::lock_guard second(b);
  std::lock_guard first(a);
}
/// The task does not run under the locks of those who submit it.
class Submits {
public:
  void accepted_submitted(Pool &pool) {
    std::lock_guard lock(a_);
    pool.submit([this] { std::lock_guard inner(b_); });
  }
  void backwards() {
    std::lock_guard lock(b_);
    std::lock_guard inner(a_);
  }

private:
  std::mutex a_, b_;
};
class Submitted {
public:
  void flagged_submitted(Pool &pool) {
    pool.submit([this] {
      std::lock_guard lock(a_);
      std::lock_guard inner(b_); // expected-warning {{'a_' and 'b_' are acquired in opposite orders}}
    });
  }
  void backwards() {
    std::lock_guard lock(b_);
    std::lock_guard inner(a_);
  }

private:
  std::mutex a_, b_;
};


/// Recursion comes to an end.
std::mutex r1, r2;
void flagged_recursive(int depth) {
  if (depth == 0) {
    std::lock_guard second(r2);
    return;
  }
  if (depth == 1) {
    std::lock_guard first(r1);
    flagged_recursive(0); // expected-warning {{'r1' and 'r2' are acquired in opposite orders}}
    return;
  }
  flagged_recursive(depth - 1);
}
void recursive_turned() {
  std::lock_guard second(r2);
  std::lock_guard first(r1);
}

/// A lock taken on the paths that need it counts for those.
std::mutex c1, c2;
void flagged_same_condition(bool both) {
  if (both)
    c1.lock();
  c2.lock(); // expected-warning {{'c1' and 'c2' are acquired in opposite orders}}
  c2.unlock();
  if (both)
    c1.unlock();
}
void condition_turned() {
  std::lock_guard second(c2);
  std::lock_guard first(c1);
}
