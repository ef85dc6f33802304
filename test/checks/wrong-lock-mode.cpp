// RUN: %clang_plugin -std=c++20 -pthread %inc -Xclang -verify %s \
// RUN:   -fplugin-arg-sendsync-models=%inputs/pool-models.yaml \
// RUN:   -Xclang -verify-ignore-unexpected=note
// RUN: %sendsync --models=%inputs/pool-models.yaml %s -- -std=c++20 %inc \
// RUN:   -Xclang -verify -Xclang -verify-ignore-unexpected=note
#include <algorithm>
#include <map>
#include <mutex>
#include <shared_mutex>
#include <string>
#include <unordered_map>
#include <vector>
#define SENDSYNC_SHORT_NAMES
#include <sendsync/annotations.h>

class ProjectLock {
public:
  void Enter();
  void EnterRead();
  void Leave();
};
void changeInt(int &);
int lookAt(const int &);
bool coin();

//===-- The lock is declared ----------------------------------------------===//

class Declared {
public:
  void flagged_write() {
    std::shared_lock lock(rw); // expected-note {{'rw' is acquired for reading here}}
    value = 1; // expected-warning {{writing 'value' requires holding 'rw' exclusively; it is held only for reading [sendsync-wrong-lock-mode]}}
  }
  void flagged_increment() {
    std::shared_lock<std::shared_mutex> lock(rw);
    ++value; // expected-warning {{writing 'value' requires holding 'rw' exclusively; it is held only for reading}}
  }
  void flagged_manual() {
    rw.lock_shared();
    value = 2; // expected-warning {{it is held only for reading}}
    rw.unlock_shared();
  }
  void flagged_deferred() {
    std::shared_lock lock(rw, std::defer_lock);
    lock.lock();
    value = 2; // expected-warning {{it is held only for reading}}
  }
  void flagged_try() {
    if (std::shared_lock lock(rw, std::try_to_lock); lock)
      value = 2; // expected-warning {{it is held only for reading}}
  }
  void flagged_member_function() {
    std::shared_lock lock(rw);
    list.push_back(1); // expected-warning {{writing 'list' requires holding 'rw' exclusively; it is held only for reading}}
  }
  int flagged_subscript_inserts(int key) {
    std::shared_lock lock(rw);
    return table[key]; // expected-warning {{writing 'table' requires holding 'rw' exclusively}}
  }
  void flagged_algorithm() {
    std::shared_lock lock(rw);
    std::for_each(list.begin(), list.end(), [this](int n) {
      value += n; // expected-warning {{it is held only for reading}}
    });
  }
  void flagged_lambda_in_lambda() {
    std::shared_lock lock(rw);
    auto outer = [this] {
      auto inner = [this] {
        value = 1; // expected-warning {{it is held only for reading}}
      };
      inner();
    };
    outer();
  }
#define SET(field, to) ((field) = (to))
  void flagged_macro() {
    std::shared_lock lock(rw);
    SET(value, 3); // expected-warning {{it is held only for reading}}
  }
  template <typename T> void flagged_template(T n) {
    std::shared_lock lock(rw);
    value = n; // expected-warning {{it is held only for reading}}
  }
  void flagged_mode_of_model() {
    project.EnterRead();
    ++projectData; // expected-warning {{writing 'projectData' requires holding 'project' exclusively; it is held only for reading}}
    project.Leave();
  }
  void change() REQUIRES(rw);
  void flagged_required_exclusively() {
    std::shared_lock lock(rw);
    change(); // expected-warning {{calling 'change' requires holding 'rw' exclusively; it is held only for reading}}
  }
  void flagged_required_shared() REQUIRES_SHARED(rw) {
    value = 1; // expected-warning {{it is held only for reading}}
  }

  int accepted_read() const {
    std::shared_lock lock(rw);
    return value + lookAt(value);
  }
  std::size_t accepted_const_member_functions() const {
    std::shared_lock lock(rw);
    return list.size() + list[0] + table.at(1) + table.count(2);
  }
  bool accepted_find() {
    std::shared_lock lock(rw);
    return table.find(1) != table.end() && list.front() > 0;
  }
  int accepted_range_for() {
    std::shared_lock lock(rw);
    int sum = 0;
    for (int n : list)
      sum += n;
    for (auto &[key, n] : table)
      sum += key * n;
    return sum;
  }
  void accepted_exclusive() {
    std::unique_lock lock(rw);
    value = 1;
    table[1] = 2;
  }
  void accepted_lock_guard() {
    std::lock_guard lock(rw);
    value = 1;
  }
  void accepted_scoped_lock() {
    std::scoped_lock lock(rw);
    value = 1;
  }
  void accepted_upgrade() {
    {
      std::shared_lock lock(rw);
      if (value)
        return;
    }
    std::unique_lock lock(rw);
    value = 1;
  }
  void accepted_unlock_then_lock() {
    std::shared_lock reading(rw);
    bool needed = value == 0;
    reading.unlock();
    if (needed) {
      std::unique_lock writing(rw);
      value = 1;
    }
  }
  void accepted_local_copy() {
    std::shared_lock lock(rw);
    int copy = value;
    copy += 1;
    std::vector<int> all = list;
    all.push_back(copy);
  }
  void accepted_algorithm() {
    std::shared_lock lock(rw);
    int sum = 0;
    std::for_each(list.begin(), list.end(), [&](int n) { sum += n + value; });
  }
  void accepted_lambda_in_lambda() {
    std::unique_lock lock(rw);
    auto outer = [this] {
      auto inner = [this] { value = 1; };
      inner();
    };
    outer();
  }
  template <typename T> void accepted_template(T n) {
    std::unique_lock lock(rw);
    value = n;
  }
  void accepted_macro() {
    std::unique_lock lock(rw);
    SET(value, 3);
  }
  void accepted_mode_of_model() {
    project.Enter();
    ++projectData;
    project.Leave();
  }
  int accepted_read_mode_of_model() {
    project.EnterRead();
    int copy = projectData;
    project.Leave();
    return copy;
  }

private:
  mutable std::shared_mutex rw;
  int value GUARDED_BY(rw) = 0; // expected-note {{required here: 'value' is guarded by 'rw'}}
  std::vector<int> list GUARDED_BY(rw);
  std::map<int, int> table GUARDED_BY(rw);
  ProjectLock project;
  int projectData GUARDED_BY(project) = 0;
};

void instantiate(Declared &d) {
  d.flagged_template(1);
  d.flagged_template(2L);
  d.accepted_template(1);
}

//===-- The lock is inferred from another writer --------------------------===//

class Cache {
public:
  int flagged_get(int key) const {
    std::shared_lock lock(rw);
    return map[key]; // expected-warning {{'map' is modified while 'rw' is held only for reading}}
  }
  void flagged_count() const {
    std::shared_lock lock(rw);
    ++hits; // expected-warning {{'hits' is modified while 'rw' is held only for reading}}
  }
  void put(int key, int value) {
    std::unique_lock lock(rw);
    map[key] = value; // expected-note {{another write holds 'rw' exclusively here}}
    hits = 0;
  }
  int accepted_find(int key) const {
    std::shared_lock lock(rw);
    auto found = map.find(key);
    return found == map.end() ? hits : found->second;
  }

private:
  mutable std::shared_mutex rw;
  mutable std::map<int, int> map;
  mutable int hits = 0;
};

template <typename K> class CacheOf {
public:
  int flagged_in_class_template(const K &key) {
    std::shared_lock lock(rw);
    return map[key]; // expected-warning {{'map' is modified while 'rw' is held only for reading}}
  }
  void put(const K &key, int value) {
    std::unique_lock lock(rw);
    map[key] = value;
  }

private:
  std::shared_mutex rw;
  std::unordered_map<K, int> map;
};
template class CacheOf<int>;
template class CacheOf<std::string>;

/// A counter with a lock of its own, changed by readers of something else.
class TwoLocks {
public:
  int accepted_other_lock() {
    std::shared_lock reading(rw);
    std::lock_guard counting(mu);
    ++hits;
    return value;
  }
  void set(int n) {
    std::unique_lock writing(rw);
    std::lock_guard counting(mu);
    value = n;
    hits = 0;
  }

private:
  std::shared_mutex rw;
  std::mutex mu;
  int value = 0, hits = 0;
};

/// Nobody ever writes it with the lock held exclusively: it is not rw's.
class Unrelated {
public:
  int accepted_not_guarded(int n) {
    std::shared_lock lock(rw);
    scratch = n;
    return value + scratch;
  }
  void set(int n) {
    std::unique_lock lock(rw);
    value = n;
  }

private:
  std::shared_mutex rw;
  int value = 0, scratch = 0;
};

/// The constructor has the object alone.
class Built {
public:
  Built() {
    std::shared_lock lock(rw);
    accepted_constructor = 1;
  }
  void set(int n) {
    std::unique_lock lock(rw);
    accepted_constructor = n;
  }

private:
  std::shared_mutex rw;
  int accepted_constructor = 0;
};

//===-- Variables, and functions that are called with the lock ------------===//

std::shared_mutex table_rw;
static std::map<int, int> shared_table;
void accepted_global_write(int key) {
  std::unique_lock lock(table_rw);
  shared_table[key] = 1;
}
int flagged_global(int key) {
  std::shared_lock lock(table_rw);
  return shared_table[key]; // expected-warning {{'shared_table' is modified while 'table_rw' is held only for reading}}
}

class Counted {
public:
  int flagged_by_a_callee() const {
    std::shared_lock lock(rw);
    note();
    return value;
  }
  int accepted_by_a_callee() {
    std::unique_lock lock(rw);
    change();
    return value;
  }
  void accepted_direct() {
    std::unique_lock lock(rw);
    ++value;
    ++reads;
  }

private:
  void note() const {
    ++reads; // expected-warning {{'reads' is modified while 'rw' is held only for reading}}
  }
  void change() { ++value; }
  mutable std::shared_mutex rw;
  int value = 0;
  mutable int reads = 0;
};
