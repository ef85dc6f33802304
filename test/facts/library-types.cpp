// Accesses through the types of the standard library: what a method reads and
// writes, what a smart pointer or view refers to, what is atomic.
// RUN: %sendsync --dump=facts --exit-zero %s -- -std=c++20 | sed -E -e 's/^ +[0-9]+:[0-9]+ //' -e '/^ block/d' -e '/^call /d' | FileCheck --match-full-lines %s

#include <atomic>
#include <array>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

struct Point {
  int x = 0, y = 0;
};

// CHECK-LABEL: function container_methods
// CHECK-NEXT: write v by push_back
// CHECK-NEXT: read v by size
// CHECK-NEXT: write v by clear
void container_methods(std::vector<int> &v) {
  v.push_back(1);
  (void)v.size();
  v.clear();
}

// operator[] of a sequence is const-like; the element is another location.
// CHECK-LABEL: function container_elements
// CHECK-NEXT: read i
// CHECK-NEXT: read v by operator[]
// CHECK-NEXT: write v[...]
// CHECK-NEXT: read v by front
// CHECK-NEXT: write v[...]
// CHECK-NEXT: read v by at
// CHECK-NEXT: read v[1]
// CHECK-NEXT: write v[1]
// CHECK-NEXT: read v by data
// CHECK-NEXT: write v[...]
void container_elements(std::vector<int> &v, int i) {
  v[i] = 1;
  v.front() = 2;
  v.at(1) += 3;
  *v.data() = 4;
}

// operator[] of a map may insert.
// CHECK-LABEL: function map_elements
// CHECK-NEXT: write m by operator[]
// CHECK-NEXT: write m[1]
// CHECK-NEXT: read m by at
// CHECK-NEXT: write m[2]
// CHECK-NEXT: read m by find
void map_elements(std::map<int, int> &m) {
  m[1] = 2;
  m.at(2) = 3;
  (void)m.find(1);
}

// CHECK-LABEL: function array_elements
// CHECK-NEXT: read a by operator[]
// CHECK-NEXT: write a[0].x
// CHECK-NEXT: read a by size
void array_elements(std::array<Point, 2> &a) {
  a[0].x = 1;
  (void)a.size();
}

// CHECK-LABEL: function strings
// CHECK-NEXT: write s by operator+=
// CHECK-NEXT: read s by operator[]
// CHECK-NEXT: write s[0]
// CHECK-NEXT: read t by empty
void strings(std::string &s, const std::string &t) {
  s += 'a';
  s[0] = 'b';
  (void)t.empty();
}

// CHECK-LABEL: function smart_pointers
// CHECK-NEXT: read u by operator->
// CHECK-NEXT: write u->x
// CHECK-NEXT: read s by operator*
// CHECK-NEXT: write s->y
// CHECK-NEXT: read u by get
// CHECK-NEXT: write u->x
// CHECK-NEXT: write s by reset
void smart_pointers(std::unique_ptr<Point> &u, std::shared_ptr<Point> &s) {
  u->x = 1;
  (*s).y = 2;
  u.get()->x = 3;
  s.reset();
}

// CHECK-LABEL: function optionals
// CHECK-NEXT: read o by operator->
// CHECK-NEXT: write o[...].x
// CHECK-NEXT: read o by value
// CHECK-NEXT: write o[...].y
// CHECK-NEXT: write o by reset
void optionals(std::optional<Point> &o) {
  o->x = 1;
  o.value().y = 2;
  o.reset();
}

// A view that is made once is another name for what it was made from.
// CHECK-LABEL: function views
// CHECK-NEXT: pass? v
// CHECK-NEXT: read s by operator[]
// CHECK-NEXT: write v[...]
void views(std::vector<int> &v) {
  std::span<int> s(v);
  s[0] = 1;
}

// CHECK-LABEL: function reference_wrappers
// CHECK-NEXT: pass? n
// CHECK-NEXT: read r by get
// CHECK-NEXT: write n
void reference_wrappers(int n) {
  std::reference_wrapper<int> r(n);
  r.get() = 1;
}

// CHECK-LABEL: function moves
// CHECK-NEXT: write v
// CHECK-NEXT: read w
// CHECK-NEXT: write w by operator=
// CHECK-NEXT: read copy
// CHECK-NEXT: destroy copy
// CHECK-NEXT: destroy w
void moves(std::vector<int> &v) {
  std::vector<int> w = std::move(v);
  std::vector<int> copy = w;
  w = copy;
}

// CHECK-LABEL: function atomics
// CHECK-NEXT: write a by operator= orders
// CHECK-NEXT: write a by store orders
// CHECK-NEXT: read a by load orders
// CHECK-NEXT: read a by operator int orders
// CHECK-NEXT: write n
// CHECK-NEXT: read n
// CHECK-NEXT: write a by fetch_add orders
// CHECK-NEXT: write f by test_and_set orders
void atomics(std::atomic<int> &a, std::atomic_flag &f) {
  a = 1;
  a.store(2, std::memory_order_relaxed);
  (void)a.load();
  int n = a;
  a.fetch_add(n);
  f.test_and_set();
}

// CHECK-LABEL: function atomic_pointers
// CHECK-NEXT: read a by load orders
void atomic_pointers(std::atomic<Point *> &a) {
  a.load()->x = 1;
}

// CHECK-LABEL: function pairs
// CHECK-NEXT: write p.first
// CHECK-NEXT: write p.second.x
// CHECK-NEXT: pass? p
void pairs(std::pair<int, Point> &p) {
  p.first = 1;
  p.second.x = 2;
  std::get<0>(p) = 3;
}
