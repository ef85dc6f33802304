// Clang's own analysis reads the locking macros as its attributes.
//
// RUN: %clangxx %inc -std=c++17 -fsyntax-only -Wthread-safety -Xclang -verify %s

#include <sendsync/annotations.h>

class SENDSYNC_CAPABILITY("mutex") Mutex {
public:
  void lock() SENDSYNC_ACQUIRE();
  void unlock() SENDSYNC_RELEASE();
  void lockShared() SENDSYNC_ACQUIRE_SHARED();
  void unlockShared() SENDSYNC_RELEASE_SHARED();
  bool tryLock() SENDSYNC_TRY_ACQUIRE(true);
  void assertHeld() const SENDSYNC_ASSERT_CAPABILITY(this);
};

class SENDSYNC_SCOPED_CAPABILITY Guard {
public:
  explicit Guard(Mutex &M) SENDSYNC_ACQUIRE(M);
  ~Guard() SENDSYNC_RELEASE();
};

struct Account {
  Mutex Mu;
  int Balance SENDSYNC_GUARDED_BY(Mu) = 0;
  int *Slots SENDSYNC_PT_GUARDED_BY(Mu) = nullptr;
  int SENDSYNC_GUARDED_BY_NAME("Mu") ByName = 0;
  Mutex &mutex() SENDSYNC_RETURN_CAPABILITY(Mu);
  void addLocked() SENDSYNC_REQUIRES(Mu);
  void add() SENDSYNC_EXCLUDES(Mu);
};

int flagged_read(Account &A) {
  return A.Balance; // expected-warning {{reading variable 'Balance' requires holding mutex 'A.Mu'}}
}
void flagged_pointee(Account &A) {
  *A.Slots = 1; // expected-warning {{writing the value pointed to by 'Slots' requires holding mutex 'A.Mu' exclusively}}
}
void flagged_write_as_reader(Account &A) {
  A.Mu.lockShared();
  A.Balance = 1; // expected-warning {{writing variable 'Balance' requires holding mutex 'A.Mu' exclusively}}
  A.Mu.unlockShared();
}
void flagged_call(Account &A) {
  A.addLocked(); // expected-warning {{calling function 'addLocked' requires holding mutex 'A.Mu' exclusively}}
}
void flagged_excluded(Account &A) {
  Guard G(A.Mu);
  A.add(); // expected-warning {{cannot call function 'add' while mutex 'A.Mu' is held}}
}

int accepted_guard(Account &A) {
  Guard G(A.mutex());
  A.addLocked();
  return A.Balance + *A.Slots;
}
int accepted_try(Account &A) {
  if (!A.Mu.tryLock())
    return 0;
  int N = A.Balance;
  A.Mu.unlock();
  return N;
}
int accepted_assert(Account &A) {
  A.Mu.assertHeld();
  return A.Balance;
}
int accepted_no_analysis(Account &A) SENDSYNC_NO_ANALYSIS { return A.Balance; }

// Only sendsync reads the text form.
int accepted_by_name(Account &A) { return A.ByName; }
