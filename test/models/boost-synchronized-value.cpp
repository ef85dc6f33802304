// boost::synchronized_value: the value is reached under its lock.
// REQUIRES: boost
// RUN: %clang_plugin -std=c++17 -pthread -Xclang -verify %s -Xclang -verify-ignore-unexpected=note
// RUN: %sendsync --dump=locks --exit-zero %s -- -std=c++17 | FileCheck %s
#define BOOST_THREAD_VERSION 4
#include <boost/thread/synchronized_value.hpp>
#include <string>

struct Settings {
  std::string name;
  int size = 0;
};
void use(int);
boost::synchronized_value<Settings> settings;

// CHECK-LABEL: function flagged_pointer_then_pointer
void flagged_pointer_then_pointer() {
  auto first = settings.synchronize();
  auto second = settings.synchronize(); // expected-warning {{'settings' is already held here; locking it again deadlocks}}
}
void flagged_arrow_under_pointer() {
  auto locked = settings.synchronize();
  settings->size = 1; // expected-warning {{'settings' is already held here}}
}
void flagged_copy_under_pointer() {
  auto locked = settings.synchronize();
  use(settings.get().size); // expected-warning {{calling 'get' requires not holding 'settings'; it is held here}}
}
void flagged_unique_pointer() {
  auto locked = settings.unique_synchronize();
  settings->size = 1; // expected-warning {{'settings' is already held here}}
}
// CHECK-LABEL: function accepted_one_pointer
void accepted_one_pointer() {
  auto locked = settings.synchronize();
  // CHECK: {settings} {{.*}} write locked->size
  locked->size = 1;
  // CHECK: {settings} {{.*}} write locked->name
  (*locked).name = "";
}
// CHECK-LABEL: function accepted_one_after_the_other
void accepted_one_after_the_other() {
  {
    auto locked = settings.synchronize();
    locked->size = 1;
  }
  settings->size = 2;
  settings->size = 3;
  // CHECK: {} {{.*}} call use
  use(settings.get().size);
}
void accepted_unlocked() {
  auto locked = settings.unique_synchronize();
  locked->size = 1;
  locked.unlock();
  settings->size = 2;
}
void accepted_deferred() {
  auto locked = settings.unique_synchronize(boost::defer_lock);
  settings->size = 2;
}
void accepted_two_values(boost::synchronized_value<int> &a,
                         boost::synchronized_value<int> &b) {
  auto first = a.synchronize();
  auto second = b.synchronize();
  *first = *second;
}
void accepted_operators(boost::synchronized_value<int> &a,
                        boost::synchronized_value<int> &b) {
  use(a == b && a <= b && b != 2);
}
