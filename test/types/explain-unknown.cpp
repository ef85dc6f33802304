// What cannot be seen is not known, and says so; what is shared besides is
// listed after it.
// RUN: %sendsync explain-type 'Client' %s -- -std=c++20 | FileCheck --match-full-lines %s
// RUN: not %sendsync explain-type 'Nothing' %s -- -std=c++20 2>&1 | FileCheck --check-prefix=NONE %s

class Impl;

class Client {
public:
  explicit Client(Impl *impl);
  void call();

private:
  Impl *impl_;
};

// CHECK:      Send: not known
// CHECK-NEXT:   {{.*}}explain-unknown.cpp:14:9: 'Client' is not known to be Send because member 'impl_' has type 'Impl *'
// CHECK-NEXT:   {{.*}}explain-unknown.cpp:6:7: 'Impl' is not known to be SyncMut because its definition is not visible here
// CHECK-NEXT:   also shares 'Impl' (mutable)
// CHECK-NEXT:     {{.*}}explain-unknown.cpp:14:9: 'Client' shares 'Impl' because member 'impl_' has type 'Impl *'
// CHECK-NEXT:     {{.*}}explain-unknown.cpp:6:7: 'Impl' is not known to be SyncMut because its definition is not visible here
// CHECK-NEXT: Sync: yes
// CHECK-NEXT: SyncMut: not known
// CHECK-NEXT:   {{.*}}explain-unknown.cpp:14:9: 'Client' is not known to be SyncMut because not every use of member 'impl_' is visible here
// CHECK-NEXT: Owned: no
// CHECK-NEXT:   {{.*}}explain-unknown.cpp:14:9: 'Client' is not Owned because member 'impl_' has type 'Impl *'
// CHECK-NOT: {{.}}

// NONE: no type named 'Nothing' in this file
