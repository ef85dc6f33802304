// The author's own words end the chain; a conditional claim depends on the
// arguments.
// RUN: %sendsync explain-type 'Cursor' %s -- -std=c++20 %inc | FileCheck --match-full-lines --check-prefix=CURSOR %s
// RUN: %sendsync explain-type 'Good' %s -- -std=c++20 %inc | FileCheck --match-full-lines --check-prefix=GOOD %s
// RUN: %sendsync explain-type 'Bad' %s -- -std=c++20 %inc | FileCheck --match-full-lines --check-prefix=BAD %s
// RUN: %sendsync explain-type 'Widget' %s -- -std=c++20 %inc | FileCheck --match-full-lines --check-prefix=WIDGET %s

#include <sendsync/annotations.h>

template <typename T>
class SENDSYNC_NOT_SEND("the reference count is not atomic") LocalRef {
  T *object_ = nullptr;
  int *count_ = nullptr;
};

struct Cursor {
  LocalRef<char> page;
  int offset = 0;
};

template <typename T> class SENDSYNC_SEND_WHEN(send(T)) Box {
  T *value_;
};
using Good = Box<int>;
using Bad = Box<Cursor>;

struct SENDSYNC_AFFINE("ui") Widget {};

// CURSOR:      Send: no
// CURSOR-NEXT:   {{.*}}explain-claim.cpp:17:18: 'Cursor' is not Send because member 'page' has type 'LocalRef<char>'
// CURSOR-NEXT:   {{.*}}explain-claim.cpp:11:62: 'LocalRef' is declared not Send here: the reference count is not atomic
// CURSOR-NEXT: Sync: yes

// GOOD:      Send: yes

// BAD:      Send: no
// BAD-NEXT:   {{.*}}explain-claim.cpp:21:57: 'Box<Cursor>' is not Send because the condition of its claim does not hold
// BAD-NEXT:   {{.*}}explain-claim.cpp:17:18: 'Cursor' is not Send because member 'page' has type 'LocalRef<char>'

// WIDGET:      Send: no
// WIDGET-NEXT:   {{.*}}explain-claim.cpp:27:30: 'Widget' is not Send because it is declared thread-affine
