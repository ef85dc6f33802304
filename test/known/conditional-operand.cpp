// The operands of `?:` are read where the choice was made; the facts do not say
// so, which loses accesses but never invents one.
// XFAIL: *
// RUN: %sendsync --dump=facts %s -- -std=c++20 | FileCheck %s

// CHECK-LABEL: function choose
// CHECK: read first
// CHECK: read a
// CHECK: read b
int choose(bool first, int a, int b) { return first ? a : b; }
