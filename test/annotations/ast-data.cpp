// What data says arrives in the syntax tree: on the declared type, or as
// Clang's own attribute.
//
// RUN: %clangxx %inc -std=c++11 -fsyntax-only -Xclang -ast-dump %s | FileCheck %s
// RUN: %clangxx %inc -std=c++23 -fsyntax-only -Xclang -ast-dump %s | FileCheck %s
// RUN: %clangxx %inc -std=c++17 -fsyntax-only -Xclang -ast-dump -DSENDSYNC_DISABLE %s | FileCheck %s --check-prefix=OFF
// OFF-NOT: {{annotate_type|GuardedByAttr|RequiresCapabilityAttr|AnnotateAttr}}

#include <sendsync/annotations.h>

struct SENDSYNC_CAPABILITY("mutex") Mutex {
  // CHECK: CXXMethodDecl {{.*}} lock
  // CHECK: AcquireCapabilityAttr
  void lock() SENDSYNC_ACQUIRE();
};

// CHECK-LABEL: struct Account definition
struct Account {
  // CHECK: FieldDecl {{.*}} Limit 'int {{\[\[}}clang::annotate_type(...)]]':'int'
  int SENDSYNC_FROZEN Limit;
  // After the * it is on the pointer, before the * on what it points to: the
  // dump then shows no second, plain spelling of the pointer.
  // CHECK: FieldDecl {{.*}} Owned 'int * {{\[\[}}clang::annotate_type(...)]]':'int *'
  int *SENDSYNC_OWNS Owned;
  // CHECK: FieldDecl {{.*}} Pointee 'int * {{\[\[}}clang::annotate_type(...)]]'{{$}}
  int SENDSYNC_FROZEN *Pointee;
  // CHECK: FieldDecl {{.*}} ByName 'int {{\[\[}}clang::annotate_type(...)]]':'int'
  int SENDSYNC_GUARDED_BY_NAME("Mu") ByName;
  // CHECK: FieldDecl {{.*}} Balance 'int'
  // CHECK-NEXT: GuardedByAttr
  // CHECK-NEXT: MemberExpr {{.*}}->Mu
  int Balance SENDSYNC_GUARDED_BY(Mu);
  // CHECK: FieldDecl {{.*}} Slots 'int *'
  // CHECK-NEXT: PtGuardedByAttr
  // CHECK-NEXT: MemberExpr {{.*}}->Mu
  int *Slots SENDSYNC_PT_GUARDED_BY(Mu);
  Mutex Mu;
  // CHECK: CXXMethodDecl {{.*}} add
  // CHECK: RequiresCapabilityAttr
  void add() SENDSYNC_REQUIRES(Mu);
};

// CHECK: VarDecl {{.*}} Title 'const char *{{ ?}}{{\[\[}}clang::annotate_type(...)]]'
extern const char *SENDSYNC_ISOLATED_DATA("ui") Title;

// CHECK: FunctionDecl {{.*}} take 'int *() {{\[\[}}clang::annotate_type(...)]]'
int *SENDSYNC_SENDING take();

// CHECK: FunctionDecl {{.*}} give
// CHECK-NEXT: ParmVarDecl {{.*}} P 'int * {{\[\[}}clang::annotate_type(...)]]':'int *'
void give(int *SENDSYNC_SENDING P);

// CHECK: FunctionDecl {{.*}} post 'void (F &&{{.*}})'
// CHECK-NEXT: ParmVarDecl {{.*}} Fn 'F &&{{ ?}}{{\[\[}}clang::annotate_type(...)]]'
// CHECK: FunctionDecl {{.*}} post {{.*}} implicit_instantiation
// CHECK: ParmVarDecl {{.*}} Fn 'int (&{{.*}}{{\[\[}}clang::annotate_type(...)]]
template <class F> void post(F &&SENDSYNC_RUNS(pool, once, detached) Fn) {}

int task();
void use() { post(task); }
