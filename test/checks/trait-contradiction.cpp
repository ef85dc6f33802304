// RUN: %clang_plugin %inc -std=c++20 -Xclang -verify %s

#define SENDSYNC_SHORT_NAMES
#include <sendsync/annotations.h>

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <string>
#include <vector>

using Held = std::unique_lock<std::mutex>;

//===----------------------------------------------------------------------===//
// Send
//===----------------------------------------------------------------------===//

// expected-note@+2 {{required here: 'flagged_member' is declared Send}}
// expected-note@+1 {{remove SEND, or state why it holds with SEND_UNCHECKED("reason")}}
struct SEND flagged_member {
  int id;
  Held held; // expected-warning {{member 'held' of 'flagged_member' is not Send, but 'flagged_member' is declared Send [sendsync-trait-contradiction]}}
  // expected-note@*:* {{'std::unique_lock' is not Send: the lock it holds has to be released by the thread that took it}}
};

template <class T>
class NOT_SEND("the count is not atomic") LocalRef {}; // expected-note 4 {{'LocalRef' is declared not Send here: the count is not atomic}}

struct Cursor {
  std::vector<LocalRef<char>> pages; // expected-note {{'Cursor' is not Send because member 'pages' has type 'std::vector<LocalRef<char>>'}}
};

// expected-note@+2 {{required here: 'flagged_through_container_and_base' is declared Send}}
// expected-note@+1 {{remove SEND, or}}
struct SEND flagged_through_container_and_base : Cursor { // expected-warning {{base 'Cursor' of 'flagged_through_container_and_base' is not Send, but 'flagged_through_container_and_base' is declared Send}}
};

// expected-note@+2 {{required here: 'flagged_lambda_member' is declared Send}}
// expected-note@+1 {{remove SEND, or}}
template <class F> struct SEND flagged_lambda_member {
  F run; // expected-warning {{member 'run' of 'flagged_lambda_member' is not Send}}
};
inline auto makeLambda() {
  auto inner = [r = LocalRef<int>()] {}; // expected-note {{the closure is not Send because it captures 'r' of type 'LocalRef<int>'}}
  return flagged_lambda_member{[inner] {}}; // expected-note-re {{the closure is not Send because it captures 'inner' of type '{{.*}}'}}
}

#define THREAD_SAFE_TYPE SENDSYNC_SEND
// expected-note@+2 {{required here: 'flagged_claim_from_macro' is declared Send}}
// expected-note@+1 {{remove SENDSYNC_SEND, or state why it holds with SENDSYNC_SEND_UNCHECKED("reason")}}
struct THREAD_SAFE_TYPE flagged_claim_from_macro {
  LocalRef<int> ref; // expected-warning {{member 'ref' of 'flagged_claim_from_macro' is not Send}}
};

// Reported once, not once per instantiation.
// expected-note@+2 {{required here: 'flagged_template_condition' is declared Send}}
// expected-note@+1 {{remove SEND_WHEN, or state why it holds with SEND_UNCHECKED("reason")}}
template <class T> struct SEND_WHEN(send(T)) flagged_template_condition {
  T value;
  Held held; // expected-warning {{member 'held' of 'flagged_template_condition' is not Send}}
  // expected-note@*:* {{'std::unique_lock' is not Send}}
};
flagged_template_condition<int> first;
flagged_template_condition<long> second;

struct SEND accepted_plain_values {
  int id;
  std::string name;
  std::unique_ptr<int> number;
};

struct SEND accepted_pointer_that_others_may_use {
  int *shared;
};

struct SEND accepted_erased_callable {
  std::function<void()> call;
};

template <class T> struct SEND_WHEN(send(T)) accepted_condition_not_met {
  T value;
};
accepted_condition_not_met<Held> third;

struct SEND_UNCHECKED("moved only while no lock is held") accepted_unchecked {
  Held held;
};

template <class F> struct SEND accepted_lambda_in_lambda {
  F run;
};
inline auto makeAccepted() {
  auto inner = [n = 1] { return n; };
  return accepted_lambda_in_lambda{[inner] { return inner(); }};
}

struct accepted_no_claim {
  Held held;
};

//===----------------------------------------------------------------------===//
// What a base promises
//===----------------------------------------------------------------------===//

class SEND Task { // expected-note {{required here: 'Task' is declared Send}}
public:
  virtual ~Task() = default;
};

// expected-note@+1 {{state why it holds for 'flagged_derived_member' with SEND_UNCHECKED("reason")}}
class flagged_derived_member : public Task {
  LocalRef<int> ref_; // expected-warning {{member 'ref_' of 'flagged_derived_member' is not Send, but its base 'Task' is declared Send}}
};

// expected-note@+2 {{required here: 'Base' and all classes derived from it are declared Send}}
// expected-note@+1 {{remove SEND from 'Base'}}
class SEND Base {};
class NOT_SEND("uses thread-local memory") flagged_denial : public Base {}; // expected-warning {{'flagged_denial' is declared not Send, but its base 'Base' is declared Send}}

class accepted_derived : public Task {
  std::string name_;
};

class SEND_UNCHECKED("the reference is taken and dropped in run()")
    accepted_derived_unchecked : public Task {
  LocalRef<int> ref_;
};

//===----------------------------------------------------------------------===//
// SyncMut and Sync
//===----------------------------------------------------------------------===//

// expected-note@+2 {{required here: 'flagged_unlocked_write' is declared SyncMut}}
// expected-note@+1 {{or remove SYNC_MUT, or state why it holds with SYNC_MUT_UNCHECKED("reason")}}
class SYNC_MUT flagged_unlocked_write {
public:
  void hit() { ++n_; } // expected-note {{'n_' is written here, in 'hit'}}

private:
  // expected-note@+1 {{make 'n_' atomic, or guard it with a mutex}}
  int n_ = 0; // expected-warning {{'flagged_unlocked_write' is declared SyncMut, but member 'n_' is written without a lock}}
};

// expected-note@+2 {{required here: 'flagged_public_member' is declared SyncMut}}
// expected-note@+1 {{or remove SYNC_MUT, or}}
struct SYNC_MUT flagged_public_member {
  // expected-note@+1 {{make 'count' atomic, or guard it with a mutex}}
  int count; // expected-warning {{'flagged_public_member' is declared SyncMut, but member 'count' is public and not synchronized}}
};

// expected-note@+2 {{required here: 'flagged_member_of_unsynchronized_type' is declared SyncMut}}
// expected-note@+1 {{remove SYNC_MUT, or}}
struct SYNC_MUT flagged_member_of_unsynchronized_type {
  struct Counter {
    int count; // expected-note {{'Counter' is not SyncMut because member 'count' is public and not synchronized}}
  };
  Counter counter; // expected-warning {{member 'counter' of 'flagged_member_of_unsynchronized_type' is not SyncMut, but}}
};

// expected-note@+2 {{required here: 'flagged_mutable_cache' is declared Sync}}
// expected-note@+1 {{or remove SYNC, or}}
class SYNC flagged_mutable_cache {
public:
  int find(int key) const {
    last_ = key; // expected-note {{'last_' is written here, in 'find'}}
    return last_;
  }

private:
  // expected-note@+1 {{make 'last_' atomic, or guard it with a mutex}}
  mutable int last_ = 0; // expected-warning {{'flagged_mutable_cache' is declared Sync, but const method 'find' writes mutable member 'last_' without synchronization}}
};

class SYNC_MUT accepted_monitor {
public:
  void hit() {
    std::lock_guard<std::mutex> lock(mu_);
    ++n_;
  }

private:
  std::mutex mu_;
  int n_ = 0;
};

class SYNC_MUT accepted_atomic {
public:
  void hit() { ++n_; }

private:
  std::atomic<int> n_{0};
};

class SYNC_MUT accepted_method_elsewhere {
public:
  void hit();

private:
  int n_ = 0;
};

class SYNC_MUT accepted_shared_mutex {
public:
  void set(int n) {
    std::unique_lock lock(mu_);
    n_ = n;
  }
  int get() const {
    std::shared_lock lock(mu_);
    return n_;
  }

private:
  mutable std::shared_mutex mu_;
  int n_ = 0;
};

class SYNC accepted_mutable_under_lock {
public:
  int find(int key) const {
    std::lock_guard<std::mutex> lock(mu_);
    last_ = key;
    return last_;
  }

private:
  mutable std::mutex mu_;
  mutable int last_ = 0;
};

class SYNC_MUT accepted_written_in_constructor_only {
public:
  explicit accepted_written_in_constructor_only(int limit) : limit_(limit) {}
  int limit() const { return limit_; }

private:
  int limit_;
};

//===----------------------------------------------------------------------===//
// Claims that do not count
//===----------------------------------------------------------------------===//

class SEND_UNCHECKED("") flagged_without_reason { // expected-warning {{a claim of 'flagged_without_reason' does not count: 'sendsync::send_unchecked' needs a reason}}
  void *raw_ = nullptr;
};

template <class T>
class SEND_WHEN(send(T) &&) flagged_unreadable_condition { // expected-warning {{a claim of 'flagged_unreadable_condition' does not count: the condition of 'sendsync::send_when' cannot be read}}
};
flagged_unreadable_condition<int> fourth;
