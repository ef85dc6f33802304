// Reads and writes of variables, members, elements and what pointers refer to.
// RUN: %sendsync --dump=facts --exit-zero %s -- -std=c++20 | sed -E -e 's/^ +[0-9]+:[0-9]+ //' -e '/^ block/d' | FileCheck --match-full-lines %s

struct Point {
  int x = 0, y = 0;
  int get() const;
  void set(int to);
  int &largest();
};

struct Shape {
  Point corner;
  Point *other;
  Point &origin;
  int sizes[4];
  Point corners[4];
};

int total;
void byReference(int &);
void byConstReference(const int &);
void byValue(int);
void byPointer(int *);

// CHECK-LABEL: function initialization
// CHECK-NEXT: read a
void initialization(int a) {
  int b = a;
}

// CHECK-LABEL: function assignment
// CHECK-NEXT: read b
// CHECK-NEXT: write a
// CHECK-NEXT: write total
void assignment(int a, int b) {
  a = b;
  total = 3;
}

// CHECK-LABEL: function compound_assignment
// CHECK-NEXT: read b
// CHECK-NEXT: read a
// CHECK-NEXT: write a
void compound_assignment(int a, int b) {
  a += b;
}

// CHECK-LABEL: function increments
// CHECK-NEXT: read a
// CHECK-NEXT: write a
// CHECK-NEXT: read a
// CHECK-NEXT: write a
void increments(int a) {
  ++a;
  a--;
}

// CHECK-LABEL: function chained_assignment
// CHECK-NEXT: write b
// CHECK-NEXT: read b
// CHECK-NEXT: write a
void chained_assignment(int a, int b) {
  a = b = 1;
}

// CHECK-LABEL: function sequence
// CHECK-NEXT: write a
// CHECK-NEXT: read b
// CHECK-NEXT: return
int sequence(int a, int b) {
  return (a = 1, b);
}

// CHECK-LABEL: function members
// CHECK-NEXT: write shape.corner.x
// CHECK-NEXT: read shape.other
// CHECK-NEXT: read shape.other->y
// CHECK-NEXT: read shape.origin.x
// CHECK-NEXT: return
int members(Shape &shape) {
  shape.corner.x = 1;
  return shape.other->y + shape.origin.x;
}

// CHECK-LABEL: function arrays
// CHECK-NEXT: read i
// CHECK-NEXT: read shape.sizes[...]
// CHECK-NEXT: write own[1]
// CHECK-NEXT: read i
// CHECK-NEXT: write shape.corners[...].x
void arrays(Shape &shape, int i) {
  int own[2];
  own[1] = shape.sizes[i];
  shape.corners[i].x = 1;
}

// A pointer parameter names what it points to; the pointer itself is read.
// CHECK-LABEL: function pointers
// CHECK-NEXT: read p
// CHECK-NEXT: write *p
// CHECK-NEXT: read p
// CHECK-NEXT: write p[1]
// CHECK-NEXT: read shape
// CHECK-NEXT: read shape->other
// CHECK-NEXT: write shape->other->x
void pointers(int *p, Shape *shape) {
  *p = 1;
  p[1] = 2;
  shape->other->x = 3;
}

// A pointer that is set once is another name for its target.
// CHECK-LABEL: function local_pointer
// CHECK-NEXT: address n
// CHECK-NEXT: read p
// CHECK-NEXT: write n
void local_pointer() {
  int n = 0;
  int *p = &n;
  *p = 3;
}

// One that changes is not.
// CHECK-LABEL: function reassigned_pointer
// CHECK-NEXT: read first
// CHECK-NEXT: write p
// CHECK-NEXT: read p
// CHECK-NEXT: write *p
// CHECK-NEXT: read second
// CHECK-NEXT: write p
// CHECK-NEXT: read p
// CHECK-NEXT: write *p
void reassigned_pointer(int *first, int *second) {
  int *p = first;
  *p = 1;
  p = second;
  *p = 2;
}

// CHECK-LABEL: function references
// CHECK-NEXT: read n
// CHECK-NEXT: write n
void references() {
  int n = 0;
  int &alias = n;
  const int &view = n;
  alias = view;
}

// CHECK-LABEL: function reference_to_member
// CHECK-NEXT: write shape.corner.x
void reference_to_member(Shape &shape) {
  Point &corner = shape.corner;
  int &x = corner.x;
  x = 1;
}

// CHECK-LABEL: function structured_binding
// CHECK-NEXT: write point.x
// CHECK-NEXT: read point.y
// CHECK-NEXT: return
int structured_binding(Point point) {
  auto &[a, b] = point;
  a = 1;
  return b;
}

// A copy: the original is read once.
// CHECK-LABEL: function structured_binding_copy
// CHECK-NEXT: read point
// CHECK-NEXT: call Point::Point
// CHECK-NEXT: write [a, b].x
// CHECK-NEXT: read [a, b].y
// CHECK-NEXT: return
int structured_binding_copy(Point point) {
  auto [a, b] = point;
  a = 1;
  return b;
}

// CHECK-LABEL: function methods
// CHECK-NEXT: read point by get
// CHECK-NEXT: call Point::get
// CHECK-NEXT: read? point by set
// CHECK-NEXT: call Point::set
// CHECK-NEXT: read constant by get
// CHECK-NEXT: call Point::get
void methods(Point &point, const Point &constant) {
  point.get();
  point.set(1);
  constant.get();
}

// CHECK-LABEL: function class_assignment
// CHECK-NEXT: write a by operator=
// CHECK-NEXT: read b
// CHECK-NEXT: call Point::operator=
// CHECK-NEXT: read a
// CHECK-NEXT: call Point::Point
void class_assignment(Point a, Point b) {
  a = b;
  Point c = a;
}

// CHECK-LABEL: function arguments
// CHECK-NEXT: pass? n
// CHECK-NEXT: call byReference
// CHECK-NEXT: pass n
// CHECK-NEXT: call byConstReference
// CHECK-NEXT: read n
// CHECK-NEXT: call byValue
// CHECK-NEXT: address n
// CHECK-NEXT: call byPointer
void arguments(int n) {
  byReference(n);
  byConstReference(n);
  byValue(n);
  byPointer(&n);
}

// CHECK-LABEL: function deletion
// CHECK-NEXT: read point
// CHECK-NEXT: write *point
void deletion(Point *point) {
  delete point;
}

// CHECK-LABEL: function unevaluated
// CHECK-NEXT: return
unsigned unevaluated(int n) {
  return sizeof(n) + sizeof(decltype(n));
}

// CHECK-LABEL: function short_circuit
// CHECK-NEXT: read a
// CHECK-NEXT: read b
// CHECK-NEXT: return
bool short_circuit(bool a, bool b) {
  return a && b;
}

struct Counter {
  int count = 0;
  mutable int reads = 0;
  static int instances;
  Counter *next = nullptr;
  void fill();
  int value() const;
};

// CHECK-LABEL: function Counter::fill
// CHECK-NEXT: write count
// CHECK-NEXT: write count
// CHECK-NEXT: write count
// CHECK-NEXT: write instances
// CHECK-NEXT: read next
// CHECK-NEXT: write next->count
void Counter::fill() {
  count = 1;
  this->count = 2;
  (*this).count = 3;
  instances = 4;
  next->count = 5;
}

// CHECK-LABEL: function Counter::value
// CHECK-NEXT: read reads
// CHECK-NEXT: write reads
// CHECK-NEXT: read count
// CHECK-NEXT: return
int Counter::value() const {
  ++reads;
  return count;
}

struct Base {
  int inherited = 0;
};
struct Derived : Base {
  void touch();
};

// CHECK-LABEL: function Derived::touch
// CHECK-NEXT: write inherited
// CHECK-NEXT: write inherited
void Derived::touch() {
  inherited = 1;
  static_cast<Base *>(this)->inherited = 2;
}

// CHECK-LABEL: function casts
// CHECK-NEXT: read n
// CHECK-NEXT: write derived.inherited
// CHECK-NEXT: write n
void casts(Derived &derived, int n) {
  static_cast<Base &>(derived).inherited = n;
  const_cast<int &>(static_cast<const int &>(n)) = 2;
}

// CHECK-LABEL: function range_for
// CHECK-NEXT: write values[...]
void range_for() {
  int values[3] = {};
  for (int &value : values)
    value = 1;
}

// CHECK-LABEL: function ranges_by_value
// CHECK-NEXT: read shape.sizes[...]
// CHECK-NEXT: read size
// CHECK-NEXT: read sum
// CHECK-NEXT: write sum
// CHECK-NEXT: read sum
// CHECK-NEXT: return
int ranges_by_value(Shape &shape) {
  int sum = 0;
  for (int size : shape.sizes)
    sum += size;
  return sum;
}
