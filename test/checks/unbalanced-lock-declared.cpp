// With Clang's attributes the declarations decide.
// RUN: %clang_plugin %inc -std=c++20 -Xclang -verify %s \
// RUN:   -Xclang -verify-ignore-unexpected=note

#define CAPABILITY(x) __attribute__((capability(x)))
#define SCOPED_CAPABILITY __attribute__((scoped_lockable))
#define ACQUIRE(...) __attribute__((acquire_capability(__VA_ARGS__)))
#define ACQUIRE_SHARED(...) __attribute__((acquire_shared_capability(__VA_ARGS__)))
#define RELEASE(...) __attribute__((release_capability(__VA_ARGS__)))
#define RELEASE_SHARED(...) __attribute__((release_shared_capability(__VA_ARGS__)))
#define RELEASE_GENERIC(...) __attribute__((release_generic_capability(__VA_ARGS__)))
#define REQUIRES(...) __attribute__((requires_capability(__VA_ARGS__)))
#define TRY_ACQUIRE(...) __attribute__((try_acquire_capability(__VA_ARGS__)))
#define ASSERT_CAPABILITY(...) __attribute__((assert_capability(__VA_ARGS__)))

class CAPABILITY("mutex") Latch {
public:
  void close() ACQUIRE();
  void closeForReading() ACQUIRE_SHARED();
  void open() RELEASE();
  void openForReading() RELEASE_SHARED();
  bool tryClose() TRY_ACQUIRE(true);
  void assertClosed() ASSERT_CAPABILITY();
};

class SCOPED_CAPABILITY Closed {
public:
  explicit Closed(Latch &latch) ACQUIRE(latch);
  ~Closed() RELEASE();
  void reopen() RELEASE();
  void close() ACQUIRE();
};

// Opens what its creator has closed, for a while.
class SCOPED_CAPABILITY Opened {
public:
  explicit Opened(Latch &latch) RELEASE(latch);
  ~Opened() RELEASE();
};

Latch latch, other;
int data __attribute__((guarded_by(latch)));
int loose __attribute__((guarded_var));
bool ready();
void work();

void flagged_never_closed() {
  latch.open(); // expected-warning {{releasing 'latch', which is not held}}
}

void flagged_left_closed() {
  latch.close();
} // expected-warning {{'latch' is still held when the function is left here}}

void flagged_closed_on_one_path() {
  latch.close();
  if (ready())
    latch.open();
} // expected-warning {{'latch' is held on some paths to this point, but not on all}}

void flagged_paths_meet() {
  if (ready())
    latch.close();
  work(); // expected-warning {{'latch' is held on some paths to this point, but not on all}}
  latch.open(); // expected-warning {{releasing 'latch', which is not held}}
}

void flagged_loop() {
  latch.close();
  while (ready()) // expected-warning {{whether 'latch' is held at the start of this loop differs by turn}}
    latch.open();
  latch.open();
}

void flagged_modes_meet() {
  if (ready())
    latch.close(); // expected-warning {{'latch' is acquired exclusively here and for reading on another path}}
  else
    latch.closeForReading();
  latch.open();
}

void flagged_other_mode() {
  latch.closeForReading();
  latch.open(); // expected-warning {{'latch' is held for reading, but released as if held exclusively}}
}

void flagged_promise_kept_not() ACQUIRE(latch) {
} // expected-warning {{'latch' has to be held at the end of the function, and is not}}

void flagged_requirement_dropped() REQUIRES(latch) {
  latch.open();
} // expected-warning {{'latch' has to be held at the end of the function, and is not}}

void flagged_release_forgotten() RELEASE(latch) {
} // expected-warning {{'latch' is still held when the function is left here}}

void flagged_guard_opens_twice() {
  Closed closed(latch);
  closed.reopen();
  closed.reopen(); // expected-warning {{releasing 'latch', which is already released}}
}

void flagged_guard_closes_twice() {
  Closed closed(latch);
  closed.close(); // expected-warning {{this guard locks 'latch', which is already held}}
}

void flagged_inside_opened() REQUIRES(latch) {
  data = 1;
  Opened opened(latch);
  data = 2; // expected-warning {{writing 'data' requires holding 'latch' exclusively; no lock is held}}
}

void flagged_without_any_lock() {
  loose = 1; // expected-warning {{writing 'loose' requires holding some lock exclusively; no lock is held}}
}

void accepted_any_lock() {
  Closed closed(other);
  loose = 1;
}

void accepted_opened_for_a_while() REQUIRES(latch) {
  {
    Opened opened(latch);
    work();
  }
  data = 1;
}

void accepted_both_paths() {
  latch.close();
  if (ready())
    latch.open();
  else
    latch.open();
}

void accepted_promise_kept() ACQUIRE(latch) { latch.close(); }
void accepted_released() RELEASE(latch) { latch.open(); }

void accepted_loop() {
  latch.close();
  while (ready()) {
    latch.open();
    if (!ready()) {
      latch.close();
      continue;
    }
    latch.close();
  }
  latch.open();
}

void accepted_condition_kept(bool closes) {
  if (closes)
    latch.close();
  work();
  if (closes)
    latch.open();
}

void accepted_guard_reopened() {
  Closed closed(latch);
  if (ready())
    closed.reopen();
}

void accepted_tried() {
  if (!(ready() && latch.tryClose()))
    return;
  data = 1;
  latch.open();
}

void accepted_asserted() {
  latch.assertClosed();
  data = 1;
}

struct Table {
  Latch latch;
  int rows __attribute__((guarded_by(latch)));
};
Latch *latchOf(Table *table) __attribute__((lock_returned(table->latch)));

void accepted_getter(Table *table) {
  latchOf(table)->close();
  table->rows = 1;
  latchOf(table)->open();
}

// The latches of all tables.
void closeAll() ACQUIRE(&Table::latch);
void openAll() RELEASE(&Table::latch);

void accepted_every_table(Table *table) {
  closeAll();
  table->rows = 1;
  openAll();
}

void everythingIsFine() ACQUIRE("*");
void notAnyMore() RELEASE("*");

void accepted_universal(Table *table) {
  everythingIsFine();
  table->rows = 1;
  notAnyMore();
}

// A role is no object with a state: whoever plays it may not call.
typedef int __attribute__((capability("role"))) Role;
Role control;
void log() REQUIRES(!control);
void flagged_role() REQUIRES(control) {
  log(); // expected-warning {{calling 'log' requires not holding 'control'; it is held here}}
}
void accepted_role() { log(); }

// Every lock there is: nobody acquires that, it only says so to the analysis.
inline void accepted_begin() __attribute__((exclusive_lock_function("*"))) {}
inline void accepted_end() __attribute__((unlock_function("*"))) {}
void accepted_every_lock() {
  accepted_begin();
  accepted_end();
}

// A guard does in its constructor what its destructor undoes, declared or not.
class AcceptedRelock {
public:
  explicit AcceptedRelock(Latch &mu) : mu_(mu) { mu_.open(); }
  ~AcceptedRelock() { mu_.close(); }

private:
  Latch &mu_;
};
class AcceptedHold {
public:
  explicit AcceptedHold(Latch &mu) : mu_(mu) { mu_.close(); }
  ~AcceptedHold() { mu_.open(); }

private:
  Latch &mu_;
};

// Required at the start, and given up: held no longer at the end.
inline void accepted_leave(Latch &l) REQUIRES(l) RELEASE(l) { l.open(); }
inline void flagged_stay(Latch &l) REQUIRES(l) RELEASE(l) {
} // expected-warning {{'l' is still held when the function is left here}}

// Not a scoped capability: its constructor and its destructor say what it does.
class Gap {
public:
  explicit Gap(Latch &l) REQUIRES(l) RELEASE(l) : latch(l) { latch.open(); }
  ~Gap() ACQUIRE(latch) { latch.close(); }

private:
  Latch &latch;
};
void accepted_gap(Latch &l, bool some) {
  l.close();
  if (some)
    Gap gap(l);
  l.open();
}
void accepted_gap_in_guard(Latch &l, bool some) {
  Closed closed(l);
  if (some) {
    Gap gap(l);
    some = false;
  }
  closed.reopen();
}
void flagged_in_gap(Latch &l) {
  l.close();
  Gap gap(l);
  l.open(); // expected-warning {{releasing 'l', which is already released}}
} // expected-warning {{'l' is still held when the function is left here}}

// How the result of a try is looked at.
#define LIKELY(x) __builtin_expect(false || (x), true)
#define EXPECT(x) __builtin_expect((x) ? 1 : 0, 1)
void accepted_likely(Latch &l) {
  if (LIKELY(l.tryClose()))
    l.open();
}
void accepted_chosen(Latch &l) {
  if (EXPECT(l.tryClose()))
    l.open();
}
void accepted_negated(Latch &l) {
  bool closed = l.tryClose();
  bool failed = !closed;
  if (failed)
    return;
  l.open();
}
void accepted_copied(Latch &l) {
  bool closed = l.tryClose();
  bool mine = closed;
  if (!mine)
    l.close();
  l.open();
}
void accepted_noted(Latch &l, bool some) {
  bool closed = false;
  if (some) {
    l.close();
    closed = true;
  }
  if (closed)
    l.open();
}
void flagged_chosen(Latch &l) {
  if (l.tryClose() ? 0 : 1)
    l.open(); // expected-warning {{releasing 'l', which is not held}}
} // expected-warning {{'l' is held on some paths to this point, but not on all}}
void flagged_negated(Latch &l) {
  bool closed = l.tryClose();
  bool failed = !closed;
  if (failed)
    l.open(); // expected-warning {{releasing 'l', which is not held}}
  else
    l.open();
}
void flagged_noted(Latch &l, bool some) {
  bool closed = true;
  if (some) {
    l.close();
    closed = false;
  }
  if (closed)
    l.open(); // expected-warning {{releasing 'l', which is not held}}
} // expected-warning {{'l' is held on some paths to this point, but not on all}}
