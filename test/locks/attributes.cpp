// The attributes of Clang's thread safety analysis say what is held.
// RUN: %sendsync --dump=locks --exit-zero %s -- -std=c++20 | grep -E '^(function|closure)|write at[0-9]$' | sed -E 's/^ +(.*) [0-9]+:[0-9]+ write (at[0-9])$/\2 \1/' | FileCheck --match-full-lines %s

#define CAPABILITY(x) __attribute__((capability(x)))
#define ACQUIRE(...) __attribute__((acquire_capability(__VA_ARGS__)))
#define ACQUIRE_SHARED(...) __attribute__((acquire_shared_capability(__VA_ARGS__)))
#define RELEASE(...) __attribute__((release_capability(__VA_ARGS__)))
#define RELEASE_GENERIC(...) __attribute__((release_generic_capability(__VA_ARGS__)))
#define TRY_ACQUIRE(...) __attribute__((try_acquire_capability(__VA_ARGS__)))
#define ASSERT_CAPABILITY(x) __attribute__((assert_capability(x)))
#define ASSERT_SHARED(x) __attribute__((assert_shared_capability(x)))
#define REQUIRES(...) __attribute__((requires_capability(__VA_ARGS__)))
#define REQUIRES_SHARED(...) __attribute__((requires_shared_capability(__VA_ARGS__)))
#define EXCLUDES(...) __attribute__((locks_excluded(__VA_ARGS__)))
#define LOCK_RETURNED(x) __attribute__((lock_returned(x)))
#define SCOPED __attribute__((scoped_lockable))

int at0, at1, at2, at3;

class CAPABILITY("mutex") Mutex {
public:
  const Mutex &operator!() const { return *this; }
  void Lock() ACQUIRE();
  void ReaderLock() ACQUIRE_SHARED();
  void Unlock() RELEASE();
  void AnyUnlock() RELEASE_GENERIC();
  bool TryLock() TRY_ACQUIRE(true);
  bool TryLockFails() TRY_ACQUIRE(false);
  void AssertHeld() ASSERT_CAPABILITY(this);
  void AssertReaderHeld() ASSERT_SHARED(this);
};

class SCOPED MutexLock {
public:
  explicit MutexLock(Mutex *mu) ACQUIRE(mu);
  ~MutexLock() RELEASE();
  void Release() RELEASE();
  void Reacquire() ACQUIRE();
};
class SCOPED ReaderLock {
public:
  explicit ReaderLock(Mutex &mu) ACQUIRE_SHARED(mu);
  ~ReaderLock() RELEASE_GENERIC();
};

Mutex global;

class Table {
public:
  void grow() REQUIRES(mu_);
  void look() const REQUIRES_SHARED(mu_);
  void leave() RELEASE(mu_);
  void enter() ACQUIRE(mu_);
  void outside() EXCLUDES(mu_);
  void twoLocks() REQUIRES(mu_, global);
  void negative() REQUIRES(!mu_);
  Mutex &mutex() const LOCK_RETURNED(mu_);
  mutable Mutex mu_;
};

// CHECK-LABEL: function Table::grow {mu_}
// CHECK-NEXT: at1 {mu_}
void Table::grow() { at1 = 1; }

// CHECK-LABEL: function Table::look {mu_:r}
// CHECK-NEXT: at1 {mu_:r}
void Table::look() const { at1 = 1; }

// CHECK-LABEL: function Table::leave {mu_}
// CHECK-NEXT: at1 {mu_}
// CHECK-NEXT: at2 {}
void Table::leave() {
  at1 = 1;
  mu_.Unlock();
  at2 = 1;
}

// CHECK-LABEL: function Table::enter {}
// CHECK-NEXT: at2 {}
// CHECK-NEXT: at1 {mu_}
void Table::enter() {
  at2 = 1;
  mu_.Lock();
  at1 = 1;
}

// CHECK-LABEL: function Table::outside {}
// CHECK-NEXT: at2 {}
void Table::outside() { at2 = 1; }

// CHECK-LABEL: function Table::twoLocks {global, mu_}
// CHECK-NEXT: at1 {global, mu_}
void Table::twoLocks() { at1 = 1; }

// CHECK-LABEL: function Table::negative {}
// CHECK-NEXT: at2 {}
void Table::negative() { at2 = 1; }

void onParameter(Table *table) REQUIRES(table->mu_);
// CHECK-LABEL: function onParameter {renamed->mu_}
// CHECK-NEXT: at1 {renamed->mu_}
void onParameter(Table *renamed) { at1 = 1; }

// CHECK-LABEL: function lock_and_unlock {}
// CHECK-NEXT: at1 {mu}
// CHECK-NEXT: at2 {}
// CHECK-NEXT: at3 {mu:r}
// CHECK-NEXT: at2 {}
void lock_and_unlock(Mutex &mu) {
  mu.Lock();
  at1 = 1;
  mu.Unlock();
  at2 = 1;
  mu.ReaderLock();
  at3 = 1;
  mu.AnyUnlock();
  at2 = 1;
}

// CHECK-LABEL: function tried {}
// CHECK-NEXT: at1 {mu}
// CHECK-NEXT: at2 {}
void tried(Mutex &mu) {
  if (mu.TryLock())
    at1 = 1;
  else
    at2 = 1;
}

// Success is false.
// CHECK-LABEL: function tried_the_other_way {}
// CHECK-NEXT: at2 {}
// CHECK-NEXT: at1 {mu}
void tried_the_other_way(Mutex &mu) {
  if (mu.TryLockFails())
    at2 = 1;
  else
    at1 = 1;
}

// CHECK-LABEL: function asserted {}
// CHECK-NEXT: at2 {}
// CHECK-NEXT: at1 {mu}
void asserted(Mutex &mu) {
  at2 = 1;
  mu.AssertHeld();
  at1 = 1;
}

// CHECK-LABEL: function asserted_for_reading {}
// CHECK-NEXT: at1 {mu:r}
void asserted_for_reading(Mutex &mu) {
  mu.AssertReaderHeld();
  at1 = 1;
}

// CHECK-LABEL: function scoped_by_pointer {}
// CHECK-NEXT: at1 {table.mu_}
// CHECK-NEXT: at2 {}
// CHECK-NEXT: at1 {table.mu_}
// CHECK-NEXT: at2 {}
void scoped_by_pointer(Table &table) {
  {
    MutexLock lock(&table.mu_);
    at1 = 1;
    lock.Release();
    at2 = 1;
    lock.Reacquire();
    at1 = 1;
  }
  at2 = 1;
}

// CHECK-LABEL: function scoped_for_reading {}
// CHECK-NEXT: at1 {table.mu_:r}
void scoped_for_reading(Table &table) {
  ReaderLock lock(table.mu_);
  at1 = 1;
}

// CHECK-LABEL: function by_method_of_object {}
// CHECK-NEXT: at1 {table.mu_}
// CHECK-NEXT: at2 {}
void by_method_of_object(Table &table) {
  table.enter();
  at1 = 1;
  table.leave();
  at2 = 1;
}

// CHECK-LABEL: function by_lock_returned {}
// CHECK-NEXT: at1 {table.mu_}
// CHECK-NEXT: at2 {}
void by_lock_returned(Table &table) {
  table.mutex().Lock();
  at1 = 1;
  table.mu_.Unlock();
  at2 = 1;
}
