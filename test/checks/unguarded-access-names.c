// Names of locks that nothing has: level `checked`.
// RUN: %sendsync --level=checked --checks=unguarded-access %s -- -std=c11 %inc \
// RUN:   -Xclang -verify -Xclang -verify-ignore-unexpected=note
// RUN: %sendsync --checks=unguarded-access %s -- -std=c11 %inc
#include <pthread.h>
#include <sendsync/annotations.h>

static pthread_mutex_t table_lock = PTHREAD_MUTEX_INITIALIZER;
struct table {
  pthread_mutex_t lock;
  int SENDSYNC_GUARDED_BY_NAME("lock") accepted_member;
  int SENDSYNC_GUARDED_BY_NAME("table_lock") accepted_global;
  int SENDSYNC_GUARDED_BY_NAME("lokc") flagged_misspelt; // expected-warning {{'flagged_misspelt' is declared to be guarded by 'lokc', but there is no such lock here}}
  int SENDSYNC_GUARDED_BY_NAME("lokc") unused;
};
void accepted_locked(struct table *t) {
  pthread_mutex_lock(&t->lock);
  pthread_mutex_lock(&table_lock);
  t->accepted_member = 1;
  t->accepted_global = 1;
  t->flagged_misspelt = 1;
  pthread_mutex_unlock(&table_lock);
  pthread_mutex_unlock(&t->lock);
}
