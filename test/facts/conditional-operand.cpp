// Of `first ? a : b` one of both is read; which one is not known.
// RUN: %sendsync --dump=facts %s -- -std=c++20 | FileCheck %s

// CHECK-LABEL: function choose
// CHECK: read first
// CHECK: read a
// CHECK: read b
int choose(bool first, int a, int b) { return first ? a : b; }
