// Try-locks: what the result of the call says on each path.
// RUN: %sendsync --dump=locks --exit-zero %s -- -std=c++20 | grep -E '^(function|closure)|write at[0-9]$' | sed -E 's/^ +(.*) [0-9]+:[0-9]+ write (at[0-9])$/\2 \1/' | FileCheck --match-full-lines %s

#include <mutex>

std::mutex m;
std::mutex n;
int at0, at1, at2, at3, at4, at9;
bool more();

// CHECK-LABEL: function in_if {}
// CHECK-NEXT: at1 {m}
// CHECK-NEXT: at2 {}
void in_if() {
  if (m.try_lock())
    at1 = 1;
  else
    at2 = 1;
}

// CHECK-LABEL: function negated {}
// CHECK-NEXT: at2 {}
// CHECK-NEXT: at1 {m}
void negated() {
  if (!m.try_lock())
    at2 = 1;
  else
    at1 = 1;
}

// CHECK-LABEL: function early_return {}
// CHECK-NEXT: at1 {m}
// CHECK-NEXT: at2 {}
void early_return() {
  if (!m.try_lock())
    return;
  at1 = 1;
  m.unlock();
  at2 = 1;
}

// CHECK-LABEL: function in_while {}
// CHECK-NEXT: at2 {}
// CHECK-NEXT: at1 {m}
void in_while() {
  while (!m.try_lock())
    at2 = 1;
  at1 = 1;
}

// CHECK-LABEL: function in_do {}
// CHECK-NEXT: at2 {}
// CHECK-NEXT: at1 {m}
void in_do() {
  do {
    at2 = 1;
  } while (!m.try_lock());
  at1 = 1;
}

// CHECK-LABEL: function in_for {}
// CHECK-NEXT: at2 {}
// CHECK-NEXT: at1 {m}
void in_for() {
  for (; !m.try_lock();)
    at2 = 1;
  at1 = 1;
}

// CHECK-LABEL: function with_and {}
// CHECK-NEXT: at1 {m}
// CHECK-NEXT: at2 {}
void with_and() {
  if (more() && m.try_lock())
    at1 = 1;
  else
    at2 = 1;
}

// CHECK-LABEL: function and_after {}
// CHECK-NEXT: at1 {m}
void and_after() {
  if (m.try_lock() && more())
    at1 = 1;
}

// CHECK-LABEL: function with_or {}
// CHECK-NEXT: at1 {m}
void with_or() {
  if (more() || !m.try_lock())
    return;
  at1 = 1;
}

// CHECK-LABEL: function conditional_operator {}
// CHECK-NEXT: at2 {}
// CHECK-NEXT: at1 {m}
void conditional_operator() {
  m.try_lock() ? (at1 = 1) : (at2 = 1);
}

// CHECK-LABEL: function stored {}
// CHECK-NEXT: at1 {m}
// CHECK-NEXT: at2 {}
void stored() {
  bool got = m.try_lock();
  if (got)
    at1 = 1;
  else
    at2 = 1;
}

// CHECK-LABEL: function stored_const {}
// CHECK-NEXT: at0 {?m}
// CHECK-NEXT: at1 {m}
void stored_const() {
  const bool got = m.try_lock();
  at0 = 1;
  if (!got)
    return;
  at1 = 1;
}

// CHECK-LABEL: function stored_by_assignment {}
// CHECK-NEXT: at1 {m}
void stored_by_assignment() {
  bool got;
  got = m.try_lock();
  if (got)
    at1 = 1;
}

// CHECK-LABEL: function assigned_in_condition {}
// CHECK-NEXT: at1 {m}
// CHECK-NEXT: at2 {}
void assigned_in_condition() {
  bool got;
  if ((got = m.try_lock()))
    at1 = 1;
  if (got)
    m.unlock();
  at2 = 1;
}

// CHECK-LABEL: function declared_in_condition {}
// CHECK-NEXT: at1 {m}
// CHECK-NEXT: at2 {}
void declared_in_condition() {
  if (bool got = m.try_lock())
    at1 = 1;
  else
    at2 = 1;
}

// CHECK-LABEL: function overwritten {}
// CHECK-NEXT: at1 {?m}
void overwritten() {
  bool got = m.try_lock();
  got = more();
  if (got)
    at1 = 1;
}

// CHECK-LABEL: function compared_with_constants {}
// CHECK-NEXT: at1 {m}
// CHECK-NEXT: at2 {}
void compared_with_constants() {
  if (m.try_lock() == true)
    at1 = 1;
  else
    at2 = 1;
}

// CHECK-LABEL: function compared_with_false {}
// CHECK-NEXT: at2 {}
// CHECK-NEXT: at1 {m}
void compared_with_false() {
  if (m.try_lock() == false)
    at2 = 1;
  else
    at1 = 1;
}

// CHECK-LABEL: function compared_from_the_left {}
// CHECK-NEXT: at1 {m}
// CHECK-NEXT: at2 {}
void compared_from_the_left() {
  if (false != m.try_lock())
    at1 = 1;
  else
    at2 = 1;
}

// CHECK-LABEL: function ignored {}
// CHECK-NEXT: at0 {?m}
void ignored() {
  (void)m.try_lock();
  at0 = 1;
}

// CHECK-LABEL: function both {}
// CHECK-NEXT: at1 {m, n}
// CHECK-NEXT: at2 {m}
// CHECK-NEXT: at3 {}
void both() {
  if (m.try_lock()) {
    if (n.try_lock()) {
      at1 = 1;
      n.unlock();
    }
    at2 = 1;
    m.unlock();
  }
  at3 = 1;
}

// CHECK-LABEL: function all_at_once {}
// CHECK-NEXT: at1 {m, n}
// CHECK-NEXT: at2 {}
void all_at_once() {
  if (std::try_lock(m, n) == -1)
    at1 = 1;
  else
    at2 = 1;
}

// CHECK-LABEL: function some_failed {}
// CHECK-NEXT: at2 {}
// CHECK-NEXT: at1 {m, n}
void some_failed() {
  if (std::try_lock(m, n) != -1)
    at2 = 1;
  else
    at1 = 1;
}

// 0 and 1 say which lock was not free.
// CHECK-LABEL: function only_tested_for_zero {}
// CHECK-NEXT: at2 {}
// CHECK-NEXT: at0 {?m, ?n}
void only_tested_for_zero() {
  if (std::try_lock(m, n) == 0)
    at2 = 1;
  else
    at0 = 1;
}
