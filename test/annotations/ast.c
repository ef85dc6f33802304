// The same in C: C11 and C23 give the same tree.
//
// RUN: %clang %inc -std=c11 -fsyntax-only -Xclang -ast-dump %s | FileCheck %s
// RUN: %clang %inc -std=c17 -fsyntax-only -Xclang -ast-dump %s | FileCheck %s
// RUN: %clang %inc -std=c23 -fsyntax-only -Xclang -ast-dump %s | FileCheck %s
//
// Clang refuses a lock that is declared later in a C struct.
// RUN: not %clang %inc -std=c11 -fsyntax-only -DLATER %s 2>&1 | FileCheck %s --check-prefix=LATER
// LATER: error: use of undeclared identifier 'mu'

#include <sendsync/annotations.h>

struct SENDSYNC_CAPABILITY("mutex") mutex {
  int state;
};

// CHECK: RecordDecl {{.*}} struct job definition
// CHECK: AnnotateAttr {{.*}} "sendsync::send_unchecked"
// CHECK: StringLiteral {{.*}} "plain numbers"
struct SENDSYNC_SEND_UNCHECKED("plain numbers") job {
  int number;
};

// CHECK: RecordDecl {{.*}} struct account definition
struct account {
#ifdef LATER
  int later SENDSYNC_GUARDED_BY(mu);
#endif
  // CHECK: FieldDecl {{.*}} interest 'int {{\[\[}}clang::annotate_type(...)]]':'int'
  int SENDSYNC_GUARDED_BY_NAME("mu") interest;
  struct mutex mu;
  // CHECK: FieldDecl {{.*}} balance 'int'
  // CHECK-NEXT: GuardedByAttr
  // CHECK-NEXT: DeclRefExpr {{.*}} Field {{.*}} 'mu'
  int balance SENDSYNC_GUARDED_BY(mu);
  // CHECK: FieldDecl {{.*}} limit 'int {{\[\[}}clang::annotate_type(...)]]':'int'
  int SENDSYNC_FROZEN limit;
};

// CHECK: FunctionDecl {{.*}} post
// CHECK-NEXT: ParmVarDecl {{.*}} fn 'void (*)(void *) {{\[\[}}clang::annotate_type(...)]]'
void post(void (*SENDSYNC_RUNS(pool, once, detached) fn)(void *));
