// Every macro except SENDSYNC_SCOPED_CAPABILITY (C has no destructors), in C11, C17 and C23. gcc.test
// compiles this file too.
//
// RUN: %clang %inc -std=c11 -Wall -Wextra -Wpedantic -Werror -fsyntax-only %s
// RUN: %clang %inc -std=c17 -Wall -Wextra -Wpedantic -Werror -fsyntax-only %s
// RUN: %clang %inc -std=c23 -Wall -Wextra -Wpedantic -Werror -fsyntax-only %s
// RUN: %clang %inc -std=gnu11 -Wall -Wextra -Wpedantic -Werror -fsyntax-only %s
//
// With the function macros switched on.
// RUN: %clang %inc -std=c11 -D__SENDSYNC__=1 -Wall -Wextra -Wpedantic -Werror -fsyntax-only %s
// RUN: %clang %inc -std=c23 -D__SENDSYNC__=1 -Wall -Wextra -Wpedantic -Werror -fsyntax-only %s
//
// Everything, without what any C file triggers.
// RUN: %clang %inc -std=c11 -D__SENDSYNC__=1 -Weverything -Wno-padded -Wno-thread-safety-negative -Werror -fsyntax-only %s
// RUN: %clang %inc -std=c23 -D__SENDSYNC__=1 -Weverything -Wno-padded -Wno-thread-safety-negative -Wno-pre-c23-compat -Werror -fsyntax-only %s
//
// No macro of the header is missing below.
// RUN: sed -n "s/^#define \(SENDSYNC_[A-Z_]*\).*/\1/p" %S/../../annotations/include/sendsync/annotations.h > %t.all
// RUN: grep -v -e SENDSYNC_DETAIL_ -e SENDSYNC_ANNOTATIONS_H -e SENDSYNC_SCOPED_CAPABILITY %t.all | sort -u > %t.defined
// RUN: grep -v "^//" %s | grep -o "SENDSYNC_[A-Z_]*" | sort -u > %t.used
// RUN: diff %t.defined %t.used

#include <sendsync/annotations.h>

// Types.
struct SENDSYNC_SEND job {
  int number;
};
struct SENDSYNC_SYNC settings;
struct SENDSYNC_SYNC_MUT counter;
struct SENDSYNC_SEND_WHEN(send(job) && sync(settings)) box;
struct SENDSYNC_SYNC_WHEN(sync(job)) cell;
struct SENDSYNC_SYNC_MUT_WHEN(send(job)) queue;
struct SENDSYNC_NOT_SEND("uses thread-local scratch space") parser;
struct SENDSYNC_NOT_SYNC("find reorders the entries") lru_cache;
struct SENDSYNC_NOT_SYNC_MUT("readers take no lock") index;
struct SENDSYNC_SEND_UNCHECKED("the library locks inside") handle;
struct SENDSYNC_SYNC_UNCHECKED("in read-only memory") font;
struct SENDSYNC_SYNC_MUT_UNCHECKED("lock-free, see ring.md") ring;
struct SENDSYNC_AFFINE("ui") widget;
struct SENDSYNC_ISOLATED("ui") label;
struct SENDSYNC_OWNER buffer;
struct SENDSYNC_VIEW slice;
union SENDSYNC_SHM_SAFE word {
  int number;
  char bytes[4];
};
struct SENDSYNC_SHM_SAFE_UNCHECKED("mapped at one address") tree;
enum SENDSYNC_SEND color { RED };
typedef struct parser *parser_ref SENDSYNC_NOT_SEND("library state");
typedef struct SENDSYNC_SEND {
  int x, y;
} point;

// Locking.
struct SENDSYNC_CAPABILITY("mutex") mutex {
  int state;
};
struct SENDSYNC_CAPABILITY("mutex") SENDSYNC_REENTRANT_CAPABILITY recursive {
  int state;
};
void mutex_lock(struct mutex *m) SENDSYNC_ACQUIRE(*m);
void mutex_lock_shared(struct mutex *m) SENDSYNC_ACQUIRE_SHARED(*m);
void mutex_unlock(struct mutex *m) SENDSYNC_RELEASE(*m);
void mutex_unlock_shared(struct mutex *m) SENDSYNC_RELEASE_SHARED(*m);
void mutex_unlock_any(struct mutex *m) SENDSYNC_RELEASE_GENERIC(*m);
int mutex_trylock(struct mutex *m) SENDSYNC_TRY_ACQUIRE(1, *m);
int mutex_trylock_shared(struct mutex *m) SENDSYNC_TRY_ACQUIRE_SHARED(1, *m);
void mutex_assert(struct mutex *m) SENDSYNC_ASSERT_CAPABILITY(*m);
void mutex_assert_shared(struct mutex *m) SENDSYNC_ASSERT_SHARED_CAPABILITY(*m);

extern struct mutex first;
extern struct mutex second SENDSYNC_ACQUIRED_AFTER(first);
extern struct mutex zeroth SENDSYNC_ACQUIRED_BEFORE(first);

struct account {
  int SENDSYNC_GUARDED_BY_NAME("mu") interest; // mu is declared later.
  int *SENDSYNC_PT_GUARDED_BY_NAME("mu") limits;
  int SENDSYNC_GUARDED_BY_ANY("mu", "other") either;
  int SENDSYNC_READ_GUARDED_BY("mu") SENDSYNC_WRITE_GUARDED_BY("other") apart;
  struct mutex mu;
  int balance SENDSYNC_GUARDED_BY(mu);
  int *slots SENDSYNC_PT_GUARDED_BY(mu);
};
struct mutex *account_mutex(struct account *a) SENDSYNC_RETURN_CAPABILITY(a->mu);
int account_get(struct account *a) SENDSYNC_EXCLUDES(a->mu);
int account_get_locked(struct account *a) SENDSYNC_REQUIRES_SHARED(a->mu);
void account_add_locked(struct account *a, int n) SENDSYNC_REQUIRES(a->mu);
void account_reset(struct account *a) SENDSYNC_NO_ANALYSIS;

int account_get_locked(struct account *a) { return a->interest; }
void account_add_locked(struct account *a, int n) { a->interest += n; }
void account_reset(struct account *a) { a->balance = 0; }
int account_get(struct account *a) {
  int n;
  mutex_lock(&a->mu);
  n = account_get_locked(a);
  mutex_unlock(&a->mu);
  return n;
}

// Data.
struct node {
  int SENDSYNC_FROZEN value;
  struct node *SENDSYNC_OWNS next;
  unsigned SENDSYNC_ROLE(producer) head;
  const char *SENDSYNC_ISOLATED_DATA("ui") title;
  volatile int SENDSYNC_RACE_OK("progress bar only") percent;
  int SENDSYNC_FROZEN bits : 3;
  int SENDSYNC_FROZEN array[2];
  void (*SENDSYNC_FROZEN callback)(void *);
};
struct job *SENDSYNC_SENDING job_take(void);
void job_give(struct job *SENDSYNC_SENDING j);
int pool_post(void (*SENDSYNC_RUNS(pool, once, detached) fn)(void *), void *arg);

// Functions.
SENDSYNC_RUNS_ON("ui") void redraw(void);
SENDSYNC_ANY_THREAD int id(void);
SENDSYNC_MAIN_THREAD void pump_events(void);
SENDSYNC_THREAD_ENTRY void *log_writer(void *arg);
SENDSYNC_CONCURRENT_ENTRY void on_request(struct job *j);
SENDSYNC_BLOCKING void flush(void);
SENDSYNC_SIGNAL_SAFE void note_signal(int number);
SENDSYNC_NO_SUSPEND void update_index(void);
SENDSYNC_HB_RELEASE(n) void node_set(struct node *n);
SENDSYNC_HB_ACQUIRE(n) void node_wait(struct node *n);
SENDSYNC_ASSERT_ON("ui") void check_ui_thread(void);

SENDSYNC_BLOCKING void flush(void) {}
SENDSYNC_HB_RELEASE(n) void node_set(struct node *n) { n->percent = 1; }
