// Callees that lock and unlock for their caller, recognized from their bodies.
// RUN: %sendsync --dump=locks --exit-zero %s -- -std=c++20 | grep -E '^(function|closure)|write at[0-9]$' | sed -E 's/^ +(.*) [0-9]+:[0-9]+ write (at[0-9])$/\2 \1/' | FileCheck --match-full-lines %s

#include <mutex>
#include <shared_mutex>

int at0, at1, at2, at3, at4;
std::mutex m;
bool more();

void lockGlobal() { m.lock(); }
void unlockGlobal() { m.unlock(); }
void relockGlobal() {
  m.unlock();
  m.lock();
}
void lockSometimes(bool b) {
  if (b)
    m.lock();
}
void lockGiven(std::mutex &given) { given.lock(); }
void unlockGiven(std::mutex *given) { given->unlock(); }
void lockThrough() { lockGlobal(); }

class Lock {
public:
  void Enter() { mu_.lock(); }
  void Leave() { mu_.unlock(); }
  void EnterShared() { rw_.lock_shared(); }
  void LeaveShared() { rw_.unlock_shared(); }
  bool TryEnter() { return mu_.try_lock(); }

  std::mutex mu_;
  std::shared_mutex rw_;
};

// CHECK-LABEL: function by_functions {}
// CHECK-NEXT: at1 {m}
// CHECK-NEXT: at2 {}
void by_functions() {
  lockGlobal();
  at1 = 1;
  unlockGlobal();
  at2 = 1;
}

// CHECK-LABEL: function through_two_calls {}
// CHECK-NEXT: at1 {m}
void through_two_calls() {
  lockThrough();
  at1 = 1;
  unlockGlobal();
}

// CHECK-LABEL: function by_parameter {}
// CHECK-NEXT: at1 {m}
// CHECK-NEXT: at2 {}
void by_parameter() {
  lockGiven(m);
  at1 = 1;
  unlockGiven(&m);
  at2 = 1;
}

// CHECK-LABEL: function unlocked_in_between {}
// CHECK-NEXT: at1 {m}
void unlocked_in_between() {
  std::lock_guard lock(m);
  relockGlobal();
  at1 = 1;
}

// CHECK-LABEL: function on_some_paths {}
// CHECK-NEXT: at1 {?m, ...}
void on_some_paths(bool b) {
  lockSometimes(b);
  at1 = 1;
}

// CHECK-LABEL: function wrapper_class {}
// CHECK-NEXT: at1 {lock.mu_}
// CHECK-NEXT: at2 {}
void wrapper_class(Lock &lock) {
  lock.Enter();
  at1 = 1;
  lock.Leave();
  at2 = 1;
}

// CHECK-LABEL: function shared_wrapper {}
// CHECK-NEXT: at1 {lock.rw_:r}
// CHECK-NEXT: at2 {}
void shared_wrapper(Lock &lock) {
  lock.EnterShared();
  at1 = 1;
  lock.LeaveShared();
  at2 = 1;
}

// Guards of the user's own, known by what their bodies do.
class ReferenceGuard {
public:
  explicit ReferenceGuard(std::mutex &mu) : mu_(mu) { mu_.lock(); }
  ~ReferenceGuard() { mu_.unlock(); }

private:
  std::mutex &mu_;
};

class PointerGuard {
public:
  explicit PointerGuard(std::mutex *mu) : mu_(mu) { mu_->lock(); }
  ~PointerGuard() {
    if (mu_)
      mu_->unlock();
  }
  void unlock() {
    mu_->unlock();
    mu_ = nullptr;
  }

private:
  std::mutex *mu_;
};

class WrapperGuard {
public:
  explicit WrapperGuard(Lock &lock) : lock_(lock) { lock_.Enter(); }
  ~WrapperGuard() { lock_.Leave(); }
  void unlock() { lock_.Leave(); }
  void relock() { lock_.Enter(); }

private:
  Lock &lock_;
};

class NestedGuard {
public:
  explicit NestedGuard(std::mutex &mu) : lock_(mu) {}
  void unlock() { lock_.unlock(); }

private:
  std::unique_lock<std::mutex> lock_;
};

template <typename Mutex> class AnyGuard {
public:
  explicit AnyGuard(Mutex &mu) : mu_(mu) { mu_.lock(); }
  ~AnyGuard() { mu_.unlock(); }

private:
  Mutex &mu_;
};
template <typename Mutex> AnyGuard(Mutex &) -> AnyGuard<Mutex>;

// CHECK-LABEL: function guard_with_reference {}
// CHECK-NEXT: at1 {m}
// CHECK-NEXT: at2 {}
void guard_with_reference() {
  {
    ReferenceGuard guard(m);
    at1 = 1;
  }
  at2 = 1;
}

// CHECK-LABEL: function guard_with_pointer {}
// CHECK-NEXT: at1 {m}
// CHECK-NEXT: at2 {}
void guard_with_pointer() {
  {
    PointerGuard guard(&m);
    at1 = 1;
  }
  at2 = 1;
}

// CHECK-LABEL: function guard_with_pointer_unlocked {}
// CHECK-NEXT: at1 {m}
// CHECK-NEXT: at2 {}
void guard_with_pointer_unlocked() {
  PointerGuard guard(&m);
  at1 = 1;
  guard.unlock();
  at2 = 1;
}

// CHECK-LABEL: function guard_of_wrapper {}
// CHECK-NEXT: at1 {lock.mu_}
// CHECK-NEXT: at2 {}
// CHECK-NEXT: at3 {lock.mu_}
// CHECK-NEXT: at4 {}
void guard_of_wrapper(Lock &lock) {
  {
    WrapperGuard guard(lock);
    at1 = 1;
    guard.unlock();
    at2 = 1;
    guard.relock();
    at3 = 1;
  }
  at4 = 1;
}

// CHECK-LABEL: function guard_around_guard {}
// CHECK-NEXT: at1 {m}
// CHECK-NEXT: at2 {}
void guard_around_guard() {
  {
    NestedGuard guard(m);
    at1 = 1;
  }
  at2 = 1;
}

// CHECK-LABEL: function guard_around_guard_unlocked {}
// CHECK-NEXT: at2 {?m, ...}
void guard_around_guard_unlocked() {
  NestedGuard guard(m);
  guard.unlock();
  at2 = 1;
}

// The member is set in the body.
class AssignedGuard {
public:
  explicit AssignedGuard(std::mutex *mu) {
    mu_ = mu;
    mu_->lock();
  }
  ~AssignedGuard() { mu_->unlock(); }

private:
  std::mutex *mu_;
};

// CHECK-LABEL: function guard_with_assigned_pointer {}
// CHECK-NEXT: at1 {m}
// CHECK-NEXT: at2 {}
void guard_with_assigned_pointer() {
  {
    AssignedGuard guard(&m);
    at1 = 1;
  }
  at2 = 1;
}

// CHECK-LABEL: function tried_by_wrapper {}
// CHECK-NEXT: at1 {lock.mu_}
void tried_by_wrapper(Lock &lock) {
  if (lock.TryEnter())
    at1 = 1;
}

// CHECK-LABEL: function guard_template {}
// CHECK-NEXT: at1 {m}
void guard_template() {
  AnyGuard guard(m);
  at1 = 1;
}


struct Cache {
  mutable std::mutex mu_;
  std::unique_lock<std::mutex> lock() const { return std::unique_lock(mu_); }
  ReferenceGuard guard() const { return ReferenceGuard(mu_); }
  void use();
  void useBoth();
};

// CHECK-LABEL: function Cache::use {}
// CHECK-NEXT: at1 {mu_}
// CHECK-NEXT: at2 {}
void Cache::use() {
  {
    auto held = lock();
    at1 = 1;
  }
  at2 = 1;
}

// CHECK-LABEL: function Cache::useBoth {}
// CHECK-NEXT: at1 {mu_}
// CHECK-NEXT: at2 {}
void Cache::useBoth() {
  {
    ReferenceGuard held = guard();
    at1 = 1;
  }
  at2 = 1;
}

// CHECK-LABEL: function through_an_object {}
// CHECK-NEXT: at1 {cache.mu_}
// CHECK-NEXT: at2 {}
void through_an_object(Cache &cache) {
  auto held = cache.lock();
  at1 = 1;
  held.unlock();
  at2 = 1;
}

// CHECK-LABEL: function discarded_result {}
// CHECK-NEXT: at2 {}
void discarded_result(Cache &cache) {
  (void)cache.lock();
  at2 = 1;
}

struct Base {
  virtual ~Base() = default;
  virtual void enter() = 0;
};
struct Final final : Base {
  void enter() override { m.lock(); }
};

// CHECK-LABEL: function final_call {}
// CHECK-NEXT: at1 {m}
void final_call(Final &object) {
  object.enter();
  at1 = 1;
}

void even(int n);
void odd(int n) {
  m.lock();
  m.unlock();
  if (n)
    even(n - 1);
}
void even(int n) {
  if (n)
    odd(n - 1);
}

// CHECK-LABEL: function recursion {}
// CHECK-NEXT: at1 {m}
void recursion() {
  std::lock_guard lock(m);
  even(4);
  at1 = 1;
}

void lockDeep(int n) {
  if (n > 0)
    return lockDeep(n - 1);
  m.lock();
}

// A recursive function may lock for its caller.
// CHECK-LABEL: function recursion_that_locks {}
// CHECK-NEXT: at1 {?m, ...}
void recursion_that_locks() {
  lockDeep(4);
  at1 = 1;
}
