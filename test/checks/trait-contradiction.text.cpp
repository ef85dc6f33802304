// The whole text of two findings: the order of the notes is part of it.
// RUN: not %sendsync %s -- %inc -std=c++20 2>&1 | FileCheck --match-full-lines %s
#define SENDSYNC_SHORT_NAMES
#include <sendsync/annotations.h>

template <typename T>
class NOT_SEND("the reference count is not atomic") LocalRef {
  T *object_ = nullptr;
  int *count_ = nullptr;
};

struct Cursor {
  LocalRef<char> page;
  int offset = 0;
};

struct SEND Job {
  int id = 0;
  Cursor where;
};

class SYNC_MUT Counter {
public:
  void hit() { ++n_; }

private:
  int n_ = 0;
};

// CHECK:      {{.*}}trait-contradiction.text.cpp:19:10: warning: member 'where' of 'Job' is not Send, but 'Job' is declared Send [sendsync-trait-contradiction]
// CHECK-NEXT:    19 |   Cursor where;
// CHECK-NEXT:       |          ^~~~~
// CHECK-NEXT: {{.*}}trait-contradiction.text.cpp:13:18: note: 'Cursor' is not Send because member 'page' has type 'LocalRef<char>'
// CHECK-NEXT:    13 |   LocalRef<char> page;
// CHECK-NEXT:       |                  ^
// CHECK-NEXT: {{.*}}trait-contradiction.text.cpp:7:53: note: 'LocalRef' is declared not Send here: the reference count is not atomic
// CHECK-NEXT:     7 | class NOT_SEND("the reference count is not atomic") LocalRef {
// CHECK-NEXT:       |                                                     ^
// CHECK-NEXT: {{.*}}trait-contradiction.text.cpp:17:13: note: required here: 'Job' is declared Send
// CHECK-NEXT:    17 | struct SEND Job {
// CHECK-NEXT:       |             ^
// CHECK-NEXT: {{.*}}trait-contradiction.text.cpp:17:8: note: remove SEND, or state why it holds with SEND_UNCHECKED("reason")
// CHECK-NEXT:    17 | struct SEND Job {
// CHECK-NEXT:       |        ^
// CHECK-NEXT: {{.*}}trait-contradiction.text.cpp:27:7: warning: 'Counter' is declared SyncMut, but member 'n_' is written without a lock [sendsync-trait-contradiction]
// CHECK-NEXT:    27 |   int n_ = 0;
// CHECK-NEXT:       |       ^~
// CHECK-NEXT: {{.*}}trait-contradiction.text.cpp:24:18: note: 'n_' is written here, in 'hit'
// CHECK-NEXT:    24 |   void hit() { ++n_; }
// CHECK-NEXT:       |                  ^
// CHECK-NEXT: {{.*}}trait-contradiction.text.cpp:22:16: note: required here: 'Counter' is declared SyncMut
// CHECK-NEXT:    22 | class SYNC_MUT Counter {
// CHECK-NEXT:       |                ^
// CHECK-NEXT: {{.*}}trait-contradiction.text.cpp:27:7: note: make 'n_' atomic, or guard it with a mutex
// CHECK-NEXT:    27 |   int n_ = 0;
// CHECK-NEXT:       |       ^
// CHECK-NEXT: {{.*}}trait-contradiction.text.cpp:22:7: note: or remove SYNC_MUT, or state why it holds with SYNC_MUT_UNCHECKED("reason")
// CHECK-NEXT:    22 | class SYNC_MUT Counter {
// CHECK-NEXT:       |       ^
