// Annotations on functions exist only while a tool reads the code: sendsync
// defines __SENDSYNC__, clang-tidy and the static analyzer __clang_analyzer__.
//
// RUN: %clangxx %inc -std=c++17 -fsyntax-only -Xclang -ast-dump -D__SENDSYNC__=1 %s | FileCheck %s
// RUN: %clangxx %inc -std=c++11 -fsyntax-only -Xclang -ast-dump -D__clang_analyzer__ %s | FileCheck %s
// RUN: %clangxx %inc -std=c++17 -fsyntax-only -Xclang -ast-dump %s | FileCheck %s --check-prefix=BUILD
// RUN: %clangxx %inc -std=c++17 -fsyntax-only -Xclang -ast-dump -D__SENDSYNC__=1 -DSENDSYNC_DISABLE %s | FileCheck %s --check-prefix=BUILD
// BUILD-NOT: AnnotateAttr

#include <sendsync/annotations.h>

// CHECK: FunctionDecl {{.*}} redraw
// CHECK: AnnotateAttr {{.*}} "sendsync::runs_on"
// CHECK: StringLiteral {{.*}} "ui"
SENDSYNC_RUNS_ON("ui") void redraw() {}

struct Event {
  // CHECK: CXXConstructorDecl {{.*}} Event
  // CHECK: AnnotateAttr {{.*}} "sendsync::main_thread"
  SENDSYNC_MAIN_THREAD Event();
  // CHECK: CXXMethodDecl {{.*}} set
  // CHECK: AnnotateAttr {{.*}} "sendsync::hb_release"
  // CHECK: StringLiteral {{.*}} "this"
  SENDSYNC_HB_RELEASE(this) void set();
  // State is declared later: the name is kept as text.
  // CHECK: CXXMethodDecl {{.*}} wait
  // CHECK: AnnotateAttr {{.*}} "sendsync::hb_acquire"
  // CHECK: StringLiteral {{.*}} "this->State"
  SENDSYNC_HB_ACQUIRE(this->State) virtual int wait() const;
  int State;
};

// CHECK: FunctionTemplateDecl {{.*}} as
// CHECK: AnnotateAttr {{.*}} "sendsync::blocking"
// CHECK: FunctionDecl {{.*}} as 'int ()' implicit_instantiation
// CHECK: AnnotateAttr {{.*}} "sendsync::blocking"
template <class T> SENDSYNC_BLOCKING T as() { return T(); }

int useLambdas() {
  // CHECK: CXXMethodDecl {{.*}} operator() 'auto () const -> int'
  // CHECK: AnnotateAttr {{.*}} "sendsync::thread_entry"
  auto Worker = []() SENDSYNC_THREAD_ENTRY -> int { return 1; };
  return Worker() + as<int>();
}
