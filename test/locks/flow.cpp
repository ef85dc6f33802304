// Locks along the paths of a function.
// RUN: %sendsync --dump=locks --exit-zero %s -- -std=c++20 | grep -E '^(function|closure)|write at[0-9]$' | sed -E 's/^ +(.*) [0-9]+:[0-9]+ write (at[0-9])$/\2 \1/' | FileCheck --match-full-lines %s

#include <mutex>
#include <shared_mutex>

std::mutex m;
std::mutex n;
std::recursive_mutex r;
std::shared_mutex rw;
int at0, at1, at2, at3, at4, at9;
bool more();
struct Config {
  bool threaded;
  const bool fixed = true;
};

// CHECK-LABEL: function straight {}
// CHECK-NEXT: at1 {m}
// CHECK-NEXT: at2 {}
void straight() {
  m.lock();
  at1 = 1;
  m.unlock();
  at2 = 1;
}

// CHECK-LABEL: function one_branch {}
// CHECK-NEXT: at1 {?m}
void one_branch(bool b) {
  if (b)
    m.lock();
  at1 = 1;
}

// CHECK-LABEL: function both_branches {}
// CHECK-NEXT: at1 {m}
void both_branches(bool b) {
  if (b)
    m.lock();
  else
    m.lock();
  at1 = 1;
}

// CHECK-LABEL: function correlated {}
// CHECK-NEXT: at0 {?m}
// CHECK-NEXT: at1 {m}
// CHECK-NEXT: at2 {}
void correlated(bool b) {
  if (b)
    m.lock();
  at0 = 1;
  if (b) {
    at1 = 1;
    m.unlock();
  }
  at2 = 1;
}

// CHECK-LABEL: function correlated_member {}
// CHECK-NEXT: at1 {m}
// CHECK-NEXT: at2 {}
void correlated_member(const Config &config) {
  if (config.threaded)
    m.lock();
  if (config.threaded)
    at1 = 1;
  else
    at2 = 1;
}

// CHECK-LABEL: function correlated_number {}
// CHECK-NEXT: at1 {m}
// CHECK-NEXT: at2 {}
// CHECK-NEXT: at3 {}
void correlated_number(int mode) {
  if (mode == 2)
    m.lock();
  if (mode == 2)
    at1 = 1;
  if (mode != 2)
    at2 = 1;
  if (mode == 3)
    at3 = 1;
}

// CHECK-LABEL: function no_longer_correlated {}
// CHECK-NEXT: at1 {?m}
void no_longer_correlated(bool b) {
  if (b)
    m.lock();
  b = more();
  if (b)
    at1 = 1;
}

// CHECK-LABEL: function correlated_pointer {}
// CHECK-NEXT: at1 {m}
// CHECK-NEXT: at2 {}
void correlated_pointer(int *p) {
  if (p)
    m.lock();
  if (p != nullptr)
    at1 = 1;
  if (!p)
    at2 = 1;
}

// CHECK-LABEL: function early_return {}
// CHECK-NEXT: at1 {m}
void early_return(bool b) {
  m.lock();
  if (b) {
    m.unlock();
    return;
  }
  at1 = 1;
  m.unlock();
}

// CHECK-LABEL: function jumping {}
// CHECK-NEXT: at1 {m}
// CHECK-NEXT: at2 {}
void jumping(bool b) {
  m.lock();
  if (b)
    goto out;
  at1 = 1;
out:
  m.unlock();
  at2 = 1;
}

// CHECK-LABEL: function locked_in_turn {}
// CHECK-NEXT: at1 {m}
// CHECK-NEXT: at2 {}
// CHECK-NEXT: at3 {}
void locked_in_turn() {
  while (more()) {
    m.lock();
    at1 = 1;
    m.unlock();
    at2 = 1;
  }
  at3 = 1;
}

// CHECK-LABEL: function kept_by_some_turn {}
// CHECK-NEXT: at0 {?m}
// CHECK-NEXT: at1 {?m}
void kept_by_some_turn() {
  for (int i = 0; i < 3; ++i) {
    at0 = 1;
    m.lock();
  }
  at1 = 1;
}

// CHECK-LABEL: function unlocked_around_work {}
// CHECK-NEXT: at1 {m}
// CHECK-NEXT: at2 {}
// CHECK-NEXT: at3 {m}
void unlocked_around_work() {
  m.lock();
  while (more()) {
    at1 = 1;
    m.unlock();
    at2 = 1;
    m.lock();
  }
  at3 = 1;
  m.unlock();
}

// CHECK-LABEL: function left_by_break {}
// CHECK-NEXT: at1 {m}
void left_by_break() {
  while (true) {
    m.lock();
    if (more())
      break;
    m.unlock();
  }
  at1 = 1;
}

// CHECK-LABEL: function skipped_by_continue {}
// CHECK-NEXT: at1 {m}
// CHECK-NEXT: at2 {}
void skipped_by_continue() {
  while (more()) {
    std::lock_guard lock(m);
    if (more())
      continue;
    at1 = 1;
  }
  at2 = 1;
}

// CHECK-LABEL: function switched {}
// CHECK-NEXT: at1 {m}
// CHECK-NEXT: at2 {}
// CHECK-NEXT: at3 {}
// CHECK-NEXT: at4 {m}
void switched(int n) {
  switch (n) {
  case 1:
    m.lock();
    at1 = 1;
    break;
  case 2:
    at2 = 1;
    [[fallthrough]];
  default:
    at3 = 1;
    return;
  }
  at4 = 1;
}

// CHECK-LABEL: function recursive {}
// CHECK-NEXT: at1 {r}
// CHECK-NEXT: at2 {r}
// CHECK-NEXT: at3 {}
void recursive() {
  r.lock();
  r.lock();
  at1 = 1;
  r.unlock();
  at2 = 1;
  r.unlock();
  at3 = 1;
}

// CHECK-LABEL: function recursive_guards {}
// CHECK-NEXT: at1 {r}
// CHECK-NEXT: at2 {r}
void recursive_guards() {
  std::lock_guard outer(r);
  {
    std::lock_guard inner(r);
    at1 = 1;
  }
  at2 = 1;
}

// CHECK-LABEL: function modes {}
// CHECK-NEXT: at1 {rw:r}
// CHECK-NEXT: at2 {rw}
// CHECK-NEXT: at3 {}
void modes() {
  rw.lock_shared();
  at1 = 1;
  rw.unlock_shared();
  rw.lock();
  at2 = 1;
  rw.unlock();
  at3 = 1;
}

// CHECK-LABEL: function one_of_two_modes {}
// CHECK-NEXT: at1 {rw:r}
void one_of_two_modes(bool b) {
  if (b)
    rw.lock();
  else
    rw.lock_shared();
  at1 = 1;
}

[[noreturn]] void fail();

// CHECK-LABEL: function never_returns {}
// CHECK-NEXT: at1 {m}
void never_returns(bool b) {
  if (!b)
    fail();
  else
    m.lock();
  at1 = 1;
}

// CHECK-LABEL: function thrown {}
// CHECK-NEXT: at1 {m}
void thrown(bool b) {
  std::lock_guard lock(m);
  if (b)
    throw 1;
  at1 = 1;
}

// CHECK-LABEL: function caught {}
// CHECK-NEXT: at1 {m}
// CHECK-NEXT: at2 {}
// CHECK-NEXT: at3 {}
void caught() {
  try {
    std::lock_guard lock(m);
    at1 = 1;
    (void)more();
  } catch (...) {
    at2 = 1;
  }
  at3 = 1;
}

// What the block does by hand may be done where the handler begins.
// CHECK-LABEL: function caught_by_hand {}
// CHECK-NEXT: at1 {m}
// CHECK-NEXT: at2 {?m}
void caught_by_hand() {
  try {
    m.lock();
    at1 = 1;
    (void)more();
    m.unlock();
  } catch (...) {
    at2 = 1;
  }
}

// CHECK-LABEL: function caught_around {}
// CHECK-NEXT: at1 {m}
// CHECK-NEXT: at2 {}
void caught_around() {
  m.lock();
  try {
    (void)more();
  } catch (...) {
    at1 = 1;
    m.unlock();
    throw;
  }
  m.unlock();
  at2 = 1;
}

// CHECK-LABEL: function short_circuits {}
// CHECK-NEXT: at1 {?m}
void short_circuits(bool b) {
  b && (m.lock(), true);
  at1 = 1;
}
