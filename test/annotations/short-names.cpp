// SENDSYNC_SHORT_NAMES adds the unprefixed names, and only then.
//
// RUN: %clangxx %inc -std=c++11 -Wall -Wextra -Wpedantic -Werror -fsyntax-only -DSENDSYNC_SHORT_NAMES %s
// RUN: %clangxx %inc -std=c++23 -Wall -Wextra -Wpedantic -Werror -fsyntax-only -DSENDSYNC_SHORT_NAMES %s
// RUN: %clangxx %inc -std=c++17 -E -P -DSENDSYNC_SHORT_NAMES -D__SENDSYNC__=1 %s | FileCheck %s
// RUN: %clangxx %inc -std=c++17 -dM -E %s | FileCheck %s --check-prefix=PLAIN
//
// One short name for each macro.
// RUN: sed -n "s/^#define \(SENDSYNC_[A-Z_]*\).*/\1/p" %S/../../annotations/include/sendsync/annotations.h > %t.all
// RUN: grep -v -e SENDSYNC_DETAIL_ -e SENDSYNC_ANNOTATIONS_H %t.all > %t.long
// RUN: sed -n "s/^#define [A-Z_]* \(SENDSYNC_[A-Z_]*\)$/\1/p" %S/../../annotations/include/sendsync/annotations.h > %t.short
// RUN: diff %t.long %t.short
//
// PLAIN-NOT: #define SEND {{.*}}
// PLAIN-NOT: #define GUARDED_BY{{.*}}
// PLAIN: #define VIEW mine
// PLAIN-NOT: #define SEND {{.*}}

// A name that exists keeps its meaning.
#define VIEW mine

// A first inclusion without the short names does not switch them off.
#ifdef SENDSYNC_SHORT_NAMES
#undef SENDSYNC_SHORT_NAMES
#include <sendsync/annotations.h>
#define SENDSYNC_SHORT_NAMES
#endif
#include <sendsync/annotations.h>
#include <sendsync/annotations.h>

// CHECK: int mine;
int VIEW;

#ifdef SENDSYNC_SHORT_NAMES
// CHECK: struct __attribute__((capability("mutex"))) Mutex
struct CAPABILITY("mutex") Mutex {};
// The condition arrives as written although SEND is a macro.
// CHECK: struct {{\[\[}}clang::annotate("sendsync::send_when", "send(T) && SEND(D)")]] Box
template <class T, class D> struct SEND_WHEN(send(T) && SEND(D)) Box {
  // CHECK: int {{\[\[}}clang::annotate_type("sendsync::frozen")]] Limit;
  int FROZEN Limit;
  // CHECK: int Count __attribute__((guarded_by(Mu)));
  int Count GUARDED_BY(Mu);
  Mutex Mu;
};
// CHECK: __attribute__((annotate("sendsync::runs_on", "ui"))) void redraw();
RUNS_ON("ui") void redraw();
#endif
