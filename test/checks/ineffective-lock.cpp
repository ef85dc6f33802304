// RUN: %clang_plugin -std=c++20 -pthread %inc -Xclang -verify %s -Wno-vexing-parse \
// RUN:   -fplugin-arg-sendsync-models=%inputs/pool-models.yaml \
// RUN:   -Xclang -verify-ignore-unexpected=note
// RUN: %sendsync --models=%inputs/pool-models.yaml %s -- -std=c++20 %inc \
// RUN:   -Wno-vexing-parse -Xclang -verify -Xclang -verify-ignore-unexpected=note
#include <algorithm>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <thread>
#include <vector>

class ProjectLock {
public:
  void Enter();
  void Leave();
};
class ProjectGuard {
public:
  explicit ProjectGuard(ProjectLock &lock);
  ~ProjectGuard();
};
std::mutex g_mu;
int g_total = 0;
std::map<int, int> g_table;
void use(int);
void share(std::mutex &);
bool coin();

//===-- Guards that die at once -------------------------------------------===//

struct Unnamed {
  std::mutex mu;
  std::shared_mutex rw;
  ProjectLock project;
  int total = 0;

  void flagged_lock_guard(int n) {
    std::lock_guard<std::mutex>{mu}; // expected-warning {{this 'std::lock_guard' is a temporary and releases 'mu' immediately [sendsync-ineffective-lock]}}
    total += n;
  }
  void flagged_deduced() {
    std::lock_guard{mu}; // expected-warning {{this 'std::lock_guard' is a temporary and releases 'mu' immediately}}
    ++total;
  }
  void flagged_unique_lock() {
    std::unique_lock<std::mutex>{mu}; // expected-warning {{this 'std::unique_lock' is a temporary and releases 'mu' immediately}}
    ++total;
  }
  void flagged_shared_lock() {
    std::shared_lock<std::shared_mutex>{rw}; // expected-warning {{this 'std::shared_lock' is a temporary and releases 'rw' immediately}}
    use(total);
  }
  void flagged_scoped_lock() {
    std::scoped_lock{mu, g_mu}; // expected-warning {{this 'std::scoped_lock' is a temporary and releases 'mu', 'g_mu' immediately}}
    ++total;
  }
  void flagged_qualified_with_parentheses() {
    std::unique_lock<std::mutex>(this->mu); // expected-warning {{this 'std::unique_lock' is a temporary and releases 'mu' immediately}}
    ++total;
  }
  void flagged_of_other_object(Unnamed &other) {
    std::lock_guard<std::mutex>{other.mu}; // expected-warning {{releases 'other.mu' immediately}}
    ++other.total;
  }
  void flagged_guard_of_model() {
    ProjectGuard{project}; // expected-warning {{this 'ProjectGuard' is a temporary and releases 'project' immediately}}
    ++total;
  }
#define LOCK(m) std::lock_guard<std::mutex>{m}
  void flagged_macro() {
    LOCK(mu); // expected-warning {{this 'std::lock_guard' is a temporary and releases 'mu' immediately}}
    ++total;
  }
  template <typename M> void flagged_template(M &m) {
    std::lock_guard<M>{m}; // expected-warning {{this 'std::lock_guard' is a temporary and releases 'm' immediately}}
    ++total;
  }
  void flagged_in_if() {
    if (coin())
      std::lock_guard<std::mutex>{mu}; // expected-warning {{this 'std::lock_guard' is a temporary}}
  }
  void flagged_lambda_in_lambda() {
    auto outer = [this] {
      auto inner = [this] {
        std::lock_guard<std::mutex>{mu}; // expected-warning {{this 'std::lock_guard' is a temporary}}
        ++total;
      };
      inner();
    };
    outer();
  }
  void flagged_variable_named_like_the_lock() {
    std::unique_lock<std::mutex>(mu); // expected-warning {{this declares a new 'std::unique_lock' named 'mu' that holds no lock}}
    ++total;
  }
  void flagged_shared_variable_named_like_the_lock() {
    std::shared_lock<std::shared_mutex>(rw); // expected-warning {{this declares a new 'std::shared_lock' named 'rw' that holds no lock}}
  }

  void accepted_named() { std::lock_guard<std::mutex> lock{mu}; ++total; }
  void accepted_named_deduced() { std::scoped_lock lock(mu, g_mu); ++total; }
  void accepted_auto() { auto lock = std::unique_lock<std::mutex>(mu); ++total; }
  std::unique_lock<std::mutex> accepted_returned() { return std::unique_lock<std::mutex>(mu); }
  void accepted_reference() { auto &&lock = std::unique_lock<std::mutex>(mu); ++total; }
  void accepted_argument() { hold(std::unique_lock<std::mutex>(mu)); }
  void accepted_comma() { (std::lock_guard<std::mutex>{mu}, ++total); }
  void accepted_member_of_temporary() { Holder{std::unique_lock<std::mutex>(mu)}.work(); }
  void accepted_assigned() {
    std::unique_lock<std::mutex> lock;
    lock = std::unique_lock<std::mutex>(mu);
    ++total;
  }
  void accepted_condition() {
    if (std::lock_guard<std::mutex> lock(mu); total)
      --total;
  }
  void accepted_try() {
    if (std::unique_lock<std::mutex>(mu, std::try_to_lock).owns_lock())
      use(1);
  }
  void accepted_guard_without_lock() { std::unique_lock<std::mutex>{}; }
  void accepted_guard_of_model() { ProjectGuard guard{project}; ++total; }
#define LOCKED(m) std::lock_guard<std::mutex> locked_{m}
  void accepted_macro() { LOCKED(mu); ++total; }
  template <typename M> void accepted_template(M &m) {
    std::lock_guard<M> lock{m};
    ++total;
  }
  void accepted_heap() { auto lock = std::make_unique<std::unique_lock<std::mutex>>(mu); ++total; }
  void accepted_other_name() { std::unique_lock<std::mutex> lock(mu), second; ++total; }
  void accepted_deferred_declaration() {
    std::unique_lock<std::mutex> lock;
    if (coin())
      lock = std::unique_lock<std::mutex>(mu);
  }
  void accepted_synchronizes() {
    // Waits until whoever holds it is done; nothing is protected, on purpose.
    { std::lock_guard<std::mutex> wait(mu); }
    ++total;
  }

  struct Holder {
    std::unique_lock<std::mutex> lock;
    void work();
  };
  void hold(std::unique_lock<std::mutex> lock);
};

void instantiate(Unnamed &object, std::recursive_mutex &recursive) {
  object.flagged_template(object.mu);
  object.flagged_template(recursive);
  object.accepted_template(object.mu);
}

//===-- A new lock in every call ------------------------------------------===//

void flagged_local_mutex(int n) {
  std::mutex m; // expected-note {{'m' is declared here, inside the function}}
  std::lock_guard lock(m); // expected-warning {{'m' is a new lock on every call and cannot protect 'g_total'}}
  g_total += n;
}
void flagged_local_manual(int n) {
  std::mutex m;
  m.lock(); // expected-warning {{'m' is a new lock on every call and cannot protect 'g_total'}}
  g_total += n;
  m.unlock();
}
void flagged_local_container() {
  std::mutex m;
  std::scoped_lock lock(m); // expected-warning {{'m' is a new lock on every call and cannot protect 'g_table'}}
  g_table[1] = 2;
}
void flagged_local_static_data() {
  static int count = 0;
  std::mutex m;
  std::unique_lock lock(m); // expected-warning {{'m' is a new lock on every call and cannot protect 'count'}}
  ++count;
}
class Member {
public:
  void flagged_member_data() {
    std::mutex m;
    std::lock_guard lock(m); // expected-warning {{'m' is a new lock on every call and cannot protect 'value'}}
    ++value;
  }
  void accepted_member_lock() {
    std::lock_guard lock(mu);
    ++value;
  }

private:
  std::mutex mu;
  int value = 0;
};

int accepted_shared_with_thread(const std::vector<int> &values) {
  std::mutex m;
  int total = 0;
  std::thread worker([&] {
    std::lock_guard lock(m);
    total += values[0];
    g_total += total;
  });
  {
    std::lock_guard lock(m);
    total += values[1];
    g_total += total;
  }
  worker.join();
  return total;
}
void accepted_static_local_mutex(int n) {
  static std::mutex m;
  std::lock_guard lock(m);
  g_total += n;
}
void accepted_handed_out(int n) {
  std::mutex m;
  share(m);
  std::lock_guard lock(m);
  g_total += n;
}
void accepted_address_taken(int n, std::mutex **out) {
  std::mutex m;
  *out = &m;
  std::lock_guard lock(m);
  g_total += n;
}
void accepted_std_ref(int n) {
  std::mutex m;
  std::thread worker(share, std::ref(m));
  {
    std::lock_guard lock(m);
    g_total += n;
  }
  worker.join();
}
void accepted_parameter(std::mutex &m, int n) {
  std::lock_guard lock(m);
  g_total += n;
}
void accepted_also_global_lock(int n) {
  std::mutex m;
  std::scoped_lock lock(m, g_mu);
  g_total += n;
}
void accepted_local_data() {
  std::mutex m;
  int n = 0;
  std::lock_guard lock(m);
  ++n;
}
void accepted_reads_only() {
  std::mutex m;
  std::lock_guard lock(m);
  use(g_total);
}
void accepted_thread_local_data() {
  static thread_local int count = 0;
  std::mutex m;
  std::lock_guard lock(m);
  ++count;
}
void accepted_for_interface() {
  // wait() wants a lock.
  std::mutex m;
  std::unique_lock lock(m);
  use(1);
}
void accepted_captured_by_pool(std::vector<std::function<void()>> &tasks) {
  auto m = std::make_shared<std::mutex>();
  tasks.push_back([m] { std::lock_guard lock(*m); ++g_total; });
}
void accepted_reference_to_global(int n) {
  std::mutex &m = g_mu;
  std::lock_guard lock(m);
  g_total += n;
}
