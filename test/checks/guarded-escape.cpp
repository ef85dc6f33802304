// RUN: %clang_plugin -std=c++20 -pthread %inc -Xclang -verify %s \
// RUN:   -fplugin-arg-sendsync-models=%inputs/pool-models.yaml \
// RUN:   -Xclang -verify-ignore-unexpected=note
#include <atomic>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <span>
#include <string>
#include <string_view>
#include <thread>
#include <vector>
#define SENDSYNC_SHORT_NAMES
#include <sendsync/annotations.h>

void use(const std::string &);

//===-- The code shows the guard ------------------------------------------===//

class Registry {
public:
  void add(std::string name) {
    std::lock_guard lock(mu);
    names.push_back(name);
    current = name;
    ++count;
    by_id[count] = name;
  }
  void drop(int id) {
    std::lock_guard lock(mu);
    by_id.erase(id);
    sizes[id] = 0;
  }
  const std::vector<std::string> &flagged_reference() const {
    std::lock_guard lock(mu);
    return names; // expected-warning {{returns a reference to 'names', which is guarded by 'mu' [sendsync-guarded-escape]}}
  }
  std::vector<std::string> *flagged_pointer() {
    std::lock_guard lock(mu);
    return &names; // expected-warning {{returns a pointer to 'names', which is guarded by 'mu'}}
  }
  const std::string &flagged_element() const {
    std::lock_guard lock(mu);
    return names.front(); // expected-warning {{returns a reference into 'names', which is guarded by 'mu'}}
  }
  std::string_view flagged_view() const {
    std::lock_guard lock(mu);
    return current; // expected-warning {{returns a view into 'current', which is guarded by 'mu'}}
  }
  const char *flagged_characters() const {
    std::lock_guard lock(mu);
    return current.c_str(); // expected-warning {{returns a pointer into 'current', which is guarded by 'mu'}}
  }
  std::vector<std::string>::iterator flagged_iterator() {
    std::lock_guard lock(mu);
    return names.begin(); // expected-warning {{returns an iterator into 'names', which is guarded by 'mu'}}
  }
  std::string *flagged_erased_element(int id) {
    std::lock_guard lock(mu);
    return &by_id[id]; // expected-warning {{returns a pointer into 'by_id', which is guarded by 'mu'}}
  }
  int &flagged_written_element(int id) {
    std::lock_guard lock(mu);
    return sizes.at(id); // expected-warning {{returns a reference into 'sizes', which is guarded by 'mu'}}
  }
  void flagged_out_parameter(const std::string **out) {
    std::lock_guard lock(mu);
    *out = &current; // expected-warning {{hands out a pointer to 'current', which is guarded by 'mu'}}
  }
  const int &flagged_on_one_path(bool fast) {
    static const int none = 0;
    std::lock_guard lock(mu);
    if (fast)
      return none;
    return count; // expected-warning {{returns a reference to 'count', which is guarded by 'mu'}}
  }
  const int &flagged_unlocked_by_hand() {
    mu.lock();
    const int &result = count;
    mu.unlock();
    return result; // expected-warning {{returns a reference to 'count', which is guarded by 'mu'}}
  }
#define RETURN_IT(what) return what
  const std::string &flagged_macro() {
    std::lock_guard lock(mu);
    RETURN_IT(current); // expected-warning {{returns a reference to 'current', which is guarded by 'mu'}}
  }
  std::vector<std::string> accepted_copy() const {
    std::lock_guard lock(mu);
    return names;
  }
  std::string accepted_element_copy() const {
    std::lock_guard lock(mu);
    return names.front();
  }
  auto accepted_guard_too() {
    std::unique_lock lock(mu);
    return std::pair<std::unique_lock<std::mutex>, std::vector<std::string> &>(
        std::move(lock), names);
  }
  // Nobody changes it once the object is made.
  const std::string &accepted_never_changed() const {
    std::lock_guard lock(mu);
    return title;
  }
  // What makes it is the function itself: the reference stays good.
  const std::string &accepted_made_on_demand() {
    std::lock_guard lock(mu);
    if (lazy.empty())
      lazy = "made";
    return lazy;
  }
  template <typename F> void accepted_call_under_lock(F f) {
    std::lock_guard lock(mu);
    f(names);
  }
  std::vector<std::string> &accepted_required() REQUIRES(mu) { return names; }
  // The caller of the helper holds the lock while it uses the result.
  void accepted_helper() {
    std::lock_guard lock(mu);
    helper().push_back("x");
  }

private:
  std::vector<std::string> &helper() { return names; }
  mutable std::mutex mu;
  std::vector<std::string> names;
  std::string current, title = "all", lazy;
  std::map<int, std::string> by_id;
  std::map<int, int> sizes;
  int count = 0;
};

struct Meter {
  std::atomic<int> hits{0};
};
struct Session {
  std::string user;
};

class Owners {
public:
  void add(int id) {
    std::lock_guard lock(mu);
    sessions[id] = std::make_unique<Session>();
    shared[id] = std::make_shared<Session>();
    raw = new Session;
    list.emplace_back();
    meters[id];
  }
  // What the container owns through a pointer is another object.
  Session *accepted_owned_elsewhere(int id) {
    std::lock_guard lock(mu);
    return sessions[id].get();
  }
  std::shared_ptr<Session> accepted_shared_pointer(int id) {
    std::lock_guard lock(mu);
    return shared[id];
  }
  Session *accepted_pointer_copy() {
    std::lock_guard lock(mu);
    return raw;
  }
  // Lists and maps do not move their elements, and nothing erases them.
  Session &accepted_stable_element() {
    std::lock_guard lock(mu);
    return list.back();
  }
  Meter &accepted_thread_safe_element(int id) {
    std::lock_guard lock(mu);
    return meters[id];
  }

private:
  std::mutex mu;
  std::map<int, std::unique_ptr<Session>> sessions;
  std::map<int, std::shared_ptr<Session>> shared;
  std::map<int, Meter> meters;
  std::list<Session> list;
  Session *raw = nullptr;
};

std::mutex table_mu;
static std::map<int, std::string> table;
void fill(int id, const std::string &text) {
  std::lock_guard lock(table_mu);
  table[id] = text;
}
const std::map<int, std::string> &flagged_global() {
  std::lock_guard lock(table_mu);
  return table; // expected-warning {{returns a reference to 'table', which is guarded by 'table_mu'}}
}

template <typename T> class Box {
public:
  void set(T value) {
    std::unique_lock lock(mu);
    content = value;
  }
  const T &flagged_template() const {
    std::shared_lock lock(mu);
    return content; // expected-warning {{returns a reference to 'content', which is guarded by 'mu'}}
  }
  T accepted_template() const {
    std::shared_lock lock(mu);
    return content;
  }

private:
  mutable std::shared_mutex mu;
  T content;
};
template class Box<std::string>;

//===-- A closure that runs later -----------------------------------------===//

struct Pool {
  template <typename F> void post(F f);
};

class Cache {
public:
  void put(int key) {
    std::lock_guard lock(mu);
    entries.push_back(key);
  }
  void flagged_detached() {
    std::lock_guard lock(mu);
    std::thread([this] { entries.clear(); }).detach(); // expected-warning {{'entries' is guarded by 'mu', which is not held when this closure runs [sendsync-guarded-escape]}}
  }
  void flagged_lambda_in_lambda() {
    std::lock_guard lock(mu);
    worker = std::thread([this] {
      auto clear = [this] {
        entries.clear();
      };
      clear();
      entries.clear(); // expected-warning {{'entries' is guarded by 'mu'}}
    });
  }
  void accepted_locks_itself() {
    std::lock_guard lock(mu);
    std::thread([this] {
      std::lock_guard inner(mu);
      entries.clear();
    }).detach();
  }
  void accepted_waits_with_the_lock() {
    std::lock_guard lock(mu);
    std::thread helper([this] { entries.clear(); });
    helper.join();
  }
  void accepted_copy() {
    std::lock_guard lock(mu);
    std::thread([copy = entries] { (void)copy.size(); }).detach();
  }
  void accepted_other_data() {
    std::lock_guard lock(mu);
    std::thread([this] { ++unrelated; }).detach();
  }

  ~Cache() { worker.join(); }

private:
  std::mutex mu;
  std::vector<int> entries;
  std::thread worker;
  int unrelated = 0;
};

//===-- The guard is declared ---------------------------------------------===//

class Declared {
public:
  int &flagged_no_lock() {
    return value; // expected-warning {{returns a reference to 'value', which is guarded by 'mu'}}
  }
  const int &flagged_scoped_lock() {
    std::lock_guard lock(mu);
    return value; // expected-warning {{returns a reference to 'value', which is guarded by 'mu'}}
  }
  int &flagged_shared_is_not_enough() REQUIRES_SHARED(rw) {
    return other; // expected-warning {{returns a reference to 'other', which is guarded by 'rw'}}
  }
  int &flagged_pointee() {
    return *pointer; // expected-warning {{returns a reference to what 'pointer' points to, which is guarded by 'mu'}}
  }
  int &flagged_released() RELEASE(mu) {
    mu.unlock();
    return value; // expected-warning {{returns a reference to 'value', which is guarded by 'mu'}}
  }
  const int *flagged_declared_pointer() {
    std::lock_guard lock(mu);
    return &value; // expected-warning {{returns a pointer to 'value', which is guarded by 'mu'}}
  }
  int &accepted_required() REQUIRES(mu) { return value; }
  const int &accepted_shared_to_read() REQUIRES_SHARED(rw) { return other; }
  int &accepted_acquired() ACQUIRE(mu) {
    mu.lock();
    return value;
  }
  int accepted_value() {
    std::lock_guard lock(mu);
    return value;
  }
  int *accepted_pointer_member() { return pointer; }
  const std::string &accepted_stable_declared(int id) {
    std::lock_guard lock(mu);
    return texts[id];
  }
  void accepted_helper() {
    std::lock_guard lock(mu);
    reference() = 1;
  }

private:
  int &reference() { return value; }
  std::mutex mu;
  std::shared_mutex rw;
  int value GUARDED_BY(mu) = 0;
  int other GUARDED_BY(rw) = 0;
  int *pointer PT_GUARDED_BY(mu) = nullptr;
  std::map<int, std::string> texts GUARDED_BY(mu);
};

//===-- A guard without a name --------------------------------------------===//

template <typename T> class SCOPED_CAPABILITY Locked {
public:
  Locked(std::mutex &mu, T *data) ACQUIRE(mu) : mu(mu), data(data) { mu.lock(); }
  ~Locked() RELEASE() { mu.unlock(); }
  T &operator*() const { return *data; }
  T *operator->() const { return data; }

private:
  std::mutex &mu;
  T *data;
};
std::mutex locked_mu;
std::vector<int> locked_data;
Locked<std::vector<int>> lockIt();

void flagged_bound_to_a_temporary() {
  auto &data = *Locked<std::vector<int>>(locked_mu, &locked_data); // expected-warning {{'data' outlasts the temporary 'Locked' that holds its lock [sendsync-guarded-escape]}}
  data.push_back(1);
}
void flagged_pointer_from_a_temporary() {
  std::vector<int> *data = &*lockIt(); // expected-warning {{'data' outlasts the temporary 'Locked'}}
  data->push_back(1);
}
void accepted_named_guard() {
  Locked<std::vector<int>> lock(locked_mu, &locked_data);
  auto &data = *lock;
  data.push_back(1);
}
void accepted_guard_by_reference() {
  auto &&lock = lockIt();
  lock->push_back(1);
}
void accepted_copied_from_a_temporary() {
  auto data = *lockIt();
  data.push_back(1);
}
void accepted_used_in_the_statement() { lockIt()->push_back(1); }
