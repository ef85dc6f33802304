// GLib: lockers, which are pointers that a cleanup function ends, and threads.
// REQUIRES: glib
// RUN: %clang -fsyntax-only -fplugin=%plugin -pthread %glib %inc -Xclang -verify \
// RUN:   -Xclang -verify-ignore-unexpected=note %s
#include <glib.h>
#define SENDSYNC_SHORT_NAMES
#include <sendsync/annotations.h>

static GMutex mutex;
static GRecMutex nested;
static GRWLock rw;
static int count GUARDED_BY(mutex);
static int depth GUARDED_BY(nested);
static int shared GUARDED_BY(rw);

static void locks_itself(void) {
  g_mutex_lock(&mutex);
  count++;
  g_mutex_unlock(&mutex);
}

void accepted_freed(void) {
  GMutexLocker *locker = g_mutex_locker_new(&mutex);
  count++;
  g_mutex_locker_free(locker);
  locks_itself();
}
void flagged_after_free(void) {
  GMutexLocker *locker = g_mutex_locker_new(&mutex);
  g_mutex_locker_free(locker);
  count++; // expected-warning {{writing 'count' requires holding 'mutex'}}
}
void accepted_end_of_scope(void) {
  {
    g_autoptr(GMutexLocker) locker = g_mutex_locker_new(&mutex);
    count++;
  }
  locks_itself();
}
void flagged_end_of_scope(void) {
  {
    g_autoptr(GMutexLocker) locker = g_mutex_locker_new(&mutex);
    count++;
  }
  count++; // expected-warning {{writing 'count' requires holding 'mutex'}}
}
void flagged_twice(void) {
  g_autoptr(GMutexLocker) locker = g_mutex_locker_new(&mutex);
  locks_itself(); // expected-warning {{calling 'locks_itself' locks 'mutex', which is already held here; this deadlocks}}
}
static void holds_to_its_end(int n) {
  g_autoptr(GMutexLocker) locker = g_mutex_locker_new(&mutex);
  if (n)
    return;
  count++;
}
void accepted_one_after_the_other(int n) {
  holds_to_its_end(n);
  locks_itself();
  for (int i = 0; i < n; i++) {
    g_autoptr(GMutexLocker) locker = g_mutex_locker_new(&mutex);
    count++;
  }
  holds_to_its_end(n);
}
void accepted_cleared(void) {
  g_autoptr(GMutexLocker) locker = g_mutex_locker_new(&mutex);
  count++;
  g_clear_pointer(&locker, g_mutex_locker_free);
  locks_itself();
}
void accepted_set_later(int n) {
  g_autoptr(GMutexLocker) locker = NULL;
  locks_itself();
  locker = g_mutex_locker_new(&mutex);
  count++;
}
void accepted_recursive(void) {
  g_autoptr(GRecMutexLocker) outer = g_rec_mutex_locker_new(&nested);
  {
    g_autoptr(GRecMutexLocker) inner = g_rec_mutex_locker_new(&nested);
    depth++;
  }
  depth++;
}
int accepted_reader(void) {
  g_autoptr(GRWLockReaderLocker) locker = g_rw_lock_reader_locker_new(&rw);
  return shared;
}
void accepted_writer(void) {
  {
    g_autoptr(GRWLockReaderLocker) locker = g_rw_lock_reader_locker_new(&rw);
    (void)shared;
  }
  g_autoptr(GRWLockWriterLocker) locker = g_rw_lock_writer_locker_new(&rw);
  shared++;
}
void flagged_writing_as_reader(void) {
  g_autoptr(GRWLockReaderLocker) locker = g_rw_lock_reader_locker_new(&rw);
  shared++; // expected-warning {{writing 'shared' requires holding 'rw' exclusively}}
}

// Lockers that functions hand to each other.
typedef struct {
  GMutex lock;
  int n GUARDED_BY(lock);
  GMutexLocker *held;
} Object;
static void locks_object(Object *o) {
  g_autoptr(GMutexLocker) locker = g_mutex_locker_new(&o->lock);
  o->n++;
}
static void begin(Object *o) { o->held = g_mutex_locker_new(&o->lock); }
static void end(Object *o) { g_mutex_locker_free(o->held); }
static GMutexLocker *give(Object *o) { return g_mutex_locker_new(&o->lock); }
void accepted_begin_and_end(Object *o) {
  begin(o);
  o->n = 2;
  end(o);
  locks_object(o);
}
void flagged_begin_only(Object *o) {
  begin(o);
  locks_object(o); // expected-warning {{calling 'locks_object' locks 'o->lock', which is already held here; this deadlocks}}
}
void accepted_given(Object *o) {
  {
    g_autoptr(GMutexLocker) locker = give(o);
    o->n = 3;
  }
  locks_object(o);
}
void flagged_given(Object *o) {
  g_autoptr(GMutexLocker) locker = give(o);
  locks_object(o); // expected-warning {{calling 'locks_object' locks 'o->lock', which is already held here; this deadlocks}}
}

static GThread *worker;
static gpointer work(gpointer data) {
  locks_itself();
  return data;
}
void start(void) { worker = g_thread_new("worker", work, NULL); }
void flagged_join_under_the_lock(void) {
  g_mutex_lock(&mutex);
  g_thread_join(worker); // expected-warning {{waiting for '*worker' with 'mutex' held deadlocks}}
  g_mutex_unlock(&mutex);
}
void accepted_join(void) {
  g_mutex_lock(&mutex);
  count++;
  g_mutex_unlock(&mutex);
  g_thread_join(worker);
}
void accepted_join_of_a_local(void) {
  GThread *local = g_thread_try_new("local", work, NULL, NULL);
  if (local)
    g_thread_join(local);
}
void flagged_join_of_a_local(void) {
  GThread *local = g_thread_new("local", work, NULL);
  g_mutex_lock(&mutex);
  g_thread_join(local); // expected-warning {{with 'mutex' held deadlocks}}
  g_mutex_unlock(&mutex);
}
void accepted_let_go(void) {
  g_thread_unref(g_thread_new("local", work, NULL));
}
