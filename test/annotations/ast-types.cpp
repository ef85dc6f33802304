// What a class says arrives in the syntax tree: on the class, on the pattern
// of a template and on its instantiations.
//
// RUN: %clangxx %inc -std=c++11 -fsyntax-only -Xclang -ast-dump %s | FileCheck %s
// RUN: %clangxx %inc -std=c++23 -fsyntax-only -Xclang -ast-dump %s | FileCheck %s
//
// With the header disabled, nothing arrives.
// RUN: %clangxx %inc -std=c++17 -fsyntax-only -Xclang -ast-dump -DSENDSYNC_DISABLE %s | FileCheck %s --check-prefix=OFF
// OFF-NOT: {{AnnotateAttr|OwnerAttr|CapabilityAttr}}

#include <sendsync/annotations.h>

// CHECK-LABEL: CXXRecordDecl {{.*}} class Job definition
// CHECK: AnnotateAttr {{.*}} "sendsync::send"
class SENDSYNC_SEND Job {};

// CHECK-LABEL: CXXRecordDecl {{.*}} class Parser definition
// CHECK: AnnotateAttr {{.*}} "sendsync::not_send"
// CHECK: StringLiteral {{.*}} "uses thread-local scratch space"
// CHECK: AnnotateAttr {{.*}} "sendsync::not_sync_mut"
// CHECK: StringLiteral {{.*}} "two on one class"
class SENDSYNC_NOT_SEND("uses thread-local scratch space")
    SENDSYNC_NOT_SYNC_MUT("two on one class") Parser {};

// CHECK-LABEL: CXXRecordDecl {{.*}} class Buffer definition
// CHECK: OwnerAttr
// CHECK: AnnotateAttr {{.*}} "sendsync::owner"
class SENDSYNC_OWNER Buffer {};

// CHECK-LABEL: CXXRecordDecl {{.*}} class Slice definition
// CHECK: PointerAttr
// CHECK: AnnotateAttr {{.*}} "sendsync::view"
class SENDSYNC_VIEW Slice {};

// The condition arrives as it was written, in every instantiation.
// CHECK-LABEL: ClassTemplateDecl {{.*}} Box
// CHECK: CXXRecordDecl {{.*}} struct Box definition
// CHECK: AnnotateAttr {{.*}} "sendsync::send_when"
// CHECK: StringLiteral {{.*}} "send(T) && send(D)"
// CHECK: FieldDecl {{.*}} Value 'T {{\[\[}}clang::annotate_type(...)]]':'T'
// CHECK: FieldDecl {{.*}} Next 'Box<T, D> * {{\[\[}}clang::annotate_type(...)]]'
// CHECK: ClassTemplateSpecializationDecl {{.*}} struct Box definition{{.*}}
// CHECK: TemplateArgument type 'Job'
// CHECK: AnnotateAttr {{.*}} "sendsync::send_when"
// CHECK: StringLiteral {{.*}} "send(T) && send(D)"
// CHECK: FieldDecl {{.*}} Value 'Job {{\[\[}}clang::annotate_type(...)]]':'Job'
template <class T, class D>
struct SENDSYNC_SEND_WHEN(send(T) && send(D)) Box {
  T SENDSYNC_FROZEN Value;
  Box *SENDSYNC_OWNS Next;
};
Box<Job, int> Instance;

// CHECK: CXXRecordDecl {{.*}} class Recursive definition
// CHECK: CapabilityAttr {{.*}} "mutex"
// CHECK: AnnotateAttr {{.*}} "sendsync::reentrant_capability"
class SENDSYNC_CAPABILITY("mutex") SENDSYNC_REENTRANT_CAPABILITY Recursive {};

// CHECK: EnumDecl {{.*}} class Color
// CHECK: AnnotateAttr {{.*}} "sendsync::send"
enum class SENDSYNC_SEND Color { Red };

// CHECK: TypeAliasDecl {{.*}} Id 'int'
// CHECK: AnnotateAttr {{.*}} "sendsync::sync"
using Id SENDSYNC_SYNC = int;

// CHECK: TypedefDecl {{.*}} Opaque 'void *'
// CHECK: AnnotateAttr {{.*}} "sendsync::not_send"
typedef void *Opaque SENDSYNC_NOT_SEND("library state");
