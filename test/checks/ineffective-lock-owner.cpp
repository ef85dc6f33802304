// Which object a lock belongs to: one in each object, or one in a copy.
// RUN: %clang_plugin -std=c++20 -pthread %inc -Xclang -verify %s \
// RUN:   -Xclang -verify-ignore-unexpected=note
#include <atomic>
#include <iostream>
#include <map>
#include <memory>
#include <mutex>
#include <pthread.h>
#include <thread>
#include <vector>

int g_total = 0;
std::map<int, int> g_table;
std::atomic<int> g_atomic;
std::mutex g_mu;
void use(int);

//===-- One lock in each object, data of all ------------------------------===//

class Worker {
public:
  void flagged_global(int n) {
    std::lock_guard lock(mu);
    g_total += n; // expected-warning {{'mu' belongs to each 'Worker', but 'g_total' is shared by all of them [sendsync-ineffective-lock]}}
  }
  void flagged_container(int n) {
    std::unique_lock lock(mu);
    g_table[n] = 1; // expected-warning {{'mu' belongs to each 'Worker', but 'g_table' is shared by all of them}}
  }
  int flagged_static_member() {
    std::lock_guard lock(mu);
    return ++next_id; // expected-warning {{'mu' belongs to each 'Worker', but 'next_id' is shared by all of them}}
  }
  int flagged_static_local() {
    static int calls = 0;
    mu.lock();
    int result = ++calls; // expected-warning {{'mu' belongs to each 'Worker', but 'calls' is shared by all of them}}
    mu.unlock();
    return result;
  }
#define ADD(to, n) ((to) += (n))
  void flagged_macro(int n) {
    std::lock_guard lock(mu);
    ADD(g_total, n); // expected-warning {{'mu' belongs to each 'Worker'}}
  }
  void flagged_lambda_in_lambda() {
    std::lock_guard lock(mu);
    auto outer = [] {
      auto inner = [] {
        ++g_total; // expected-warning {{'mu' belongs to each 'Worker'}}
      };
      inner();
    };
    outer();
  }
  void accepted_own_data(int n) {
    std::lock_guard lock(mu);
    own += n;
  }
  void accepted_static_lock(int n) {
    std::lock_guard lock(all_mu);
    g_total += n;
  }
  void accepted_both_locks(int n) {
    std::scoped_lock lock(mu, g_mu);
    g_total += n;
  }
  void accepted_callers_lock(int n) {
    std::lock_guard lock(g_mu);
    helper(n);
  }
  int accepted_read() {
    std::lock_guard lock(mu);
    return g_total + int(g_table.size());
  }
  void accepted_atomic() {
    std::lock_guard lock(mu);
    ++g_atomic;
  }
  void accepted_thread_local() {
    static thread_local int depth = 0;
    std::lock_guard lock(mu);
    ++depth;
  }
  void accepted_stream() {
    std::lock_guard lock(mu);
    std::cout << own;
  }

private:
  void helper(int n) {
    std::lock_guard lock(mu);
    g_total += n;
  }
  std::mutex mu;
  static std::mutex all_mu;
  static int next_id;
  int own = 0;
};

// Nobody else looks at it.
static int g_last = 0;
class Quiet {
public:
  void accepted_used_here_only(int n) {
    std::lock_guard lock(mu);
    g_last = n;
  }

private:
  std::mutex mu;
};

template <typename T> class Pool {
public:
  void flagged_template() {
    std::lock_guard lock(mu);
    ++created; // expected-warning {{'mu' belongs to each 'Pool', but 'created' is shared by all of them}}
  }

private:
  std::mutex mu;
  inline static int created = 0;
};
template class Pool<int>;

class OnlyOne {
public:
  static OnlyOne &instance() {
    static OnlyOne one;
    return one;
  }
  void accepted_singleton(int n) {
    std::lock_guard lock(mu);
    g_total += n;
  }

private:
  std::mutex mu;
};
class OnlyShared {
public:
  static std::shared_ptr<OnlyShared> get();
  void accepted_shared_singleton() {
    std::lock_guard lock(mu);
    ++g_total;
  }

private:
  std::mutex mu;
};
class Unmade {
  Unmade() = default;
  friend void make();

public:
  void accepted_private_constructor() {
    std::lock_guard lock(mu);
    ++g_total;
  }

private:
  std::mutex mu;
};

//===-- A lock in a copy --------------------------------------------------===//

struct Account {
  pthread_mutex_t mu;
  int balance;
};
void start(Account *account);

void flagged_copied_variable(Account &account) {
  Account copy = account;
  pthread_mutex_lock(&copy.mu); // expected-warning {{'copy' is a copy with a lock of its own; 'copy.mu' keeps nobody out [sendsync-ineffective-lock]}}
  ++copy.balance;
  pthread_mutex_unlock(&copy.mu);
}
void flagged_parameter(Account account) {
  pthread_mutex_lock(&account.mu); // expected-warning {{'account' is a copy with a lock of its own}}
  ++account.balance;
  pthread_mutex_unlock(&account.mu);
}
void flagged_loop_variable(std::vector<Account> &accounts) {
  for (Account account : accounts) {
    pthread_mutex_lock(&account.mu); // expected-warning {{'account' is a copy with a lock of its own}}
    use(account.balance);
    pthread_mutex_unlock(&account.mu);
  }
}
void flagged_captured_copy(Account &account) {
  auto task = [account]() mutable {
    pthread_mutex_lock(&account.mu); // expected-warning {{'account' is a copy with a lock of its own}}
    ++account.balance;
    pthread_mutex_unlock(&account.mu);
  };
  task();
}
void accepted_reference(Account &account) {
  Account &same = account;
  pthread_mutex_lock(&same.mu);
  ++same.balance;
  pthread_mutex_unlock(&same.mu);
}
void accepted_reference_loop(std::vector<Account> &accounts) {
  for (Account &account : accounts) {
    pthread_mutex_lock(&account.mu);
    ++account.balance;
    pthread_mutex_unlock(&account.mu);
  }
}
void accepted_captured_reference(Account &account) {
  auto task = [&account] {
    pthread_mutex_lock(&account.mu);
    ++account.balance;
    pthread_mutex_unlock(&account.mu);
  };
  task();
}
void accepted_own_object() {
  Account account = {PTHREAD_MUTEX_INITIALIZER, 0};
  pthread_mutex_lock(&account.mu);
  start(&account);
  pthread_mutex_unlock(&account.mu);
}
// Others get the copy, and its lock with it.
void accepted_copy_is_shared(const Account &initial) {
  Account account = initial;
  start(&account);
  pthread_mutex_lock(&account.mu);
  ++account.balance;
  pthread_mutex_unlock(&account.mu);
}
// Copies of a handle share the lock.
struct Handle {
  std::shared_ptr<std::mutex> mu;
};
void accepted_handle(Handle handle) {
  std::lock_guard lock(*handle.mu);
  use(1);
}
