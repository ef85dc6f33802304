// Operations on locks themselves, by the models of the standard library and by
// the attributes of Clang's thread safety analysis.
// RUN: %sendsync --dump=facts --exit-zero %s -- -std=c++20 | sed -E -e 's/^ +[0-9]+:[0-9]+ //' -e '/^ block/d' | FileCheck --match-full-lines %s

#include <chrono>
#include <memory>
#include <mutex>
#include <shared_mutex>

using std::chrono::seconds;

// CHECK-LABEL: function mutexes
// CHECK-NEXT: acquire m
// CHECK-NEXT: try m
// CHECK-NEXT: release m
// CHECK-NEXT: read r
// CHECK-NEXT: acquire *r
// CHECK-NEXT: read r
// CHECK-NEXT: release *r
void mutexes(std::mutex &m, std::recursive_mutex *r) {
  m.lock();
  (void)m.try_lock();
  m.unlock();
  r->lock();
  r->unlock();
}

// CHECK-LABEL: function timed
// CHECK-NEXT: call std::{{.*}}duration
// CHECK-NEXT: try m
// CHECK-NEXT: release m
void timed(std::timed_mutex &m) {
  (void)m.try_lock_for(seconds(1));
  m.unlock();
}

// CHECK-LABEL: function readers
// CHECK-NEXT: acquire shared m
// CHECK-NEXT: release shared m
// CHECK-NEXT: try shared m
// CHECK-NEXT: acquire m
// CHECK-NEXT: release m
void readers(std::shared_mutex &m) {
  m.lock_shared();
  m.unlock_shared();
  (void)m.try_lock_shared();
  m.lock();
  m.unlock();
}

// CHECK-LABEL: function several
// CHECK-NEXT: acquire a
// CHECK-NEXT: acquire b
// CHECK-NEXT: try a
// CHECK-NEXT: try b
void several(std::mutex &a, std::mutex &b) {
  std::lock(a, b);
  (void)std::try_lock(a, b);
}

struct Account {
  std::mutex mu;
  std::mutex &shared;
  std::mutex *other;
  std::unique_ptr<std::mutex> owned;
  static std::mutex all;
  std::mutex parts[4];
  std::mutex &get() { return mu; }
  std::mutex &choose(int i);
  void lockAll(int i);
};

// Each lock has the name of the object it is.
// CHECK-LABEL: function Account::lockAll
// CHECK-NEXT: acquire mu
// CHECK-NEXT: acquire shared
// CHECK-NEXT: read other
// CHECK-NEXT: acquire *other
// CHECK-NEXT: read owned by operator->
// CHECK-NEXT: call std::{{.*}}operator->
// CHECK-NEXT: acquire *owned
// CHECK-NEXT: acquire all
// CHECK-NEXT: read i
// CHECK-NEXT: acquire parts[...]
// CHECK-NEXT: call Account::get
// CHECK-NEXT: acquire mu
// CHECK-NEXT: read i
// CHECK-NEXT: call Account::choose
// CHECK-NEXT: acquire ?
// CHECK-NEXT: release mu
// CHECK-NEXT: address shared
// CHECK-NEXT: read pointer
// CHECK-NEXT: release shared
void Account::lockAll(int i) {
  mu.lock();
  shared.lock();
  other->lock();
  owned->lock();
  all.lock();
  parts[i].lock();
  get().lock();
  choose(i).lock();
  std::mutex &alias = mu;
  alias.unlock();
  std::mutex *pointer = &shared;
  pointer->unlock();
}

#define CAPABILITY(x) __attribute__((capability(x)))
#define ACQUIRE(...) __attribute__((acquire_capability(__VA_ARGS__)))
#define ACQUIRE_SHARED(...) __attribute__((acquire_shared_capability(__VA_ARGS__)))
#define RELEASE(...) __attribute__((release_capability(__VA_ARGS__)))
#define RELEASE_GENERIC(...) __attribute__((release_generic_capability(__VA_ARGS__)))
#define TRY_ACQUIRE(...) __attribute__((try_acquire_capability(__VA_ARGS__)))
#define ASSERT_CAPABILITY(x) __attribute__((assert_capability(x)))
#define REQUIRES(...) __attribute__((requires_capability(__VA_ARGS__)))
#define REQUIRES_SHARED(...) __attribute__((requires_shared_capability(__VA_ARGS__)))
#define EXCLUDES(...) __attribute__((locks_excluded(__VA_ARGS__)))
#define SCOPED __attribute__((scoped_lockable))

class CAPABILITY("mutex") Mutex {
public:
  void Lock() ACQUIRE();
  void ReaderLock() ACQUIRE_SHARED();
  void Unlock() RELEASE();
  void ReaderUnlock() RELEASE_GENERIC();
  bool TryLock() TRY_ACQUIRE(true);
  bool TryLockInverted() TRY_ACQUIRE(false);
  void AssertHeld() ASSERT_CAPABILITY(this);
  bool IsIdle() const;
};

class SCOPED MutexLock {
public:
  explicit MutexLock(Mutex *m) ACQUIRE(m);
  MutexLock(Mutex *m, bool adopt) REQUIRES(m);
  ~MutexLock() RELEASE();
  void Release() RELEASE();
  void Again() ACQUIRE();
};

struct Table {
  Mutex mu;
  int rows = 0;
  void grow() REQUIRES(mu);
  int size() const REQUIRES_SHARED(mu);
  void reset() EXCLUDES(mu);
  void start() ACQUIRE(mu);
  void finish() RELEASE(mu);
};
void with(Table &table) REQUIRES(table.mu);
void onPointer(Table *table) REQUIRES(table->mu);

// CHECK-LABEL: function annotated_locks
// CHECK-NEXT: acquire m
// CHECK-NEXT: release m
// CHECK-NEXT: acquire shared m
// CHECK-NEXT: release any m
// CHECK-NEXT: try m
// CHECK-NEXT: try m
// CHECK-NEXT: assert m
void annotated_locks(Mutex &m) {
  m.Lock();
  m.Unlock();
  m.ReaderLock();
  m.ReaderUnlock();
  (void)m.TryLock();
  (void)m.TryLockInverted();
  m.AssertHeld();
}

// CHECK-LABEL: function annotated_guards
// CHECK-NEXT: address table.mu
// CHECK-NEXT: guard <temporary> table.mu
// CHECK-NEXT: move <temporary> to lock
// CHECK-NEXT: guard release lock
// CHECK-NEXT: guard acquire lock
// CHECK-NEXT: destroy lock
void annotated_guards(Table &table) {
  MutexLock lock(&table.mu);
  lock.Release();
  lock.Again();
}

// CHECK-LABEL: function annotated_adoption
// CHECK-NEXT: address table.mu
// CHECK-NEXT: guard <temporary> table.mu adopt
// CHECK-NEXT: move <temporary> to lock
// CHECK-NEXT: destroy lock
void annotated_adoption(Table &table) {
  MutexLock lock(&table.mu, true);
}

// CHECK-LABEL: function annotated_functions
// CHECK-NEXT: acquire table.mu
// CHECK-NEXT: require table.mu
// CHECK-NEXT: read? table by grow
// CHECK-NEXT: call Table::grow
// CHECK-NEXT: require shared table.mu
// CHECK-NEXT: read table by size
// CHECK-NEXT: call Table::size
// CHECK-NEXT: require table.mu
// CHECK-NEXT: pass? table
// CHECK-NEXT: call with
// CHECK-NEXT: read other
// CHECK-NEXT: require other->mu
// CHECK-NEXT: call onPointer
// CHECK-NEXT: release table.mu
// CHECK-NEXT: read other
// CHECK-NEXT: exclude other->mu
// CHECK-NEXT: read? *other by reset
// CHECK-NEXT: call Table::reset
void annotated_functions(Table &table, Table *other) {
  table.start();
  table.grow();
  (void)table.size();
  with(table);
  onPointer(other);
  table.finish();
  other->reset();
}
