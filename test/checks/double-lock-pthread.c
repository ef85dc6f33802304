// RUN: %clang -fsyntax-only -fplugin=%plugin -pthread -Xclang -verify %s \
// RUN:   -Xclang -verify-ignore-unexpected=note
// RUN: %clang -fsyntax-only -fplugin=%plugin -pthread %s -Xclang -verify=expected,checked \
// RUN:   -fplugin-arg-sendsync-level=checked -Xclang -verify-ignore-unexpected=note
#define _GNU_SOURCE
#include <pthread.h>
#include <stdlib.h>

pthread_mutex_t plain = PTHREAD_MUTEX_INITIALIZER;
pthread_mutex_t again = PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP;
pthread_mutex_t careful = PTHREAD_ERRORCHECK_MUTEX_INITIALIZER_NP;
extern pthread_mutex_t elsewhere;
pthread_rwlock_t table = PTHREAD_RWLOCK_INITIALIZER;
pthread_spinlock_t spin;
int n;

void flagged_plain(void) {
  pthread_mutex_lock(&plain);
  pthread_mutex_lock(&plain); // expected-warning {{'plain' is already held here; locking it again deadlocks [sendsync-double-lock]}}
  pthread_mutex_unlock(&plain);
}
void accepted_recursive(void) {
  pthread_mutex_lock(&again);
  pthread_mutex_lock(&again);
  pthread_mutex_unlock(&again);
  pthread_mutex_unlock(&again);
}
/* It returns an error, which the caller may look at. */
void accepted_error_checking(void) {
  pthread_mutex_lock(&careful);
  pthread_mutex_lock(&careful); // checked-warning {{'careful' is already held here}}
  pthread_mutex_unlock(&careful);
}
/* Not known here what kind it is. */
void accepted_unknown(void) {
  pthread_mutex_lock(&elsewhere);
  pthread_mutex_lock(&elsewhere); // checked-warning {{'elsewhere' is already held here}}
  pthread_mutex_unlock(&elsewhere);
  pthread_mutex_unlock(&elsewhere);
}

void flagged_upgrade(void) {
  pthread_rwlock_rdlock(&table);
  pthread_rwlock_wrlock(&table); // expected-warning {{'table' is already held here; locking it again deadlocks}}
  pthread_rwlock_unlock(&table);
}
void flagged_read_after_write(void) {
  pthread_rwlock_wrlock(&table);
  pthread_rwlock_rdlock(&table); // expected-warning {{'table' is already held here; locking it again deadlocks}}
  pthread_rwlock_unlock(&table);
}
static void read_table(void) {
  pthread_rwlock_rdlock(&table);
  pthread_rwlock_unlock(&table);
}
void accepted_reader_twice(void) {
  pthread_rwlock_rdlock(&table);
  pthread_rwlock_rdlock(&table);
  read_table();
  pthread_rwlock_unlock(&table);
  pthread_rwlock_unlock(&table);
}
void flagged_reader_in_writer(void) {
  pthread_rwlock_wrlock(&table);
  read_table(); // expected-warning {{calling 'read_table' locks 'table', which is already held here; this deadlocks}}
  pthread_rwlock_unlock(&table);
}

void flagged_spin(void) {
  pthread_spin_lock(&spin);
  pthread_spin_lock(&spin); // expected-warning {{'spin' is already held here}}
  pthread_spin_unlock(&spin);
}

/* Taken under a condition, and then in any case. */
void flagged_when_taken(int first) {
  if (first)
    pthread_mutex_lock(&plain);
  pthread_mutex_lock(&plain); // expected-warning {{'plain' is already held here on some paths; locking it again deadlocks}}
  ++n;
  pthread_mutex_unlock(&plain);
}
void accepted_one_or_the_other(int first, int second) {
  if (first)
    pthread_mutex_lock(&plain);
  if (!first)
    pthread_mutex_lock(&plain);
  pthread_mutex_unlock(&plain);
  /* Two conditions that the code outside keeps apart. */
  if (first)
    pthread_mutex_lock(&plain);
  if (second)
    pthread_mutex_lock(&plain);
  pthread_mutex_unlock(&plain);
}
void accepted_tried_first(void) {
  if (pthread_mutex_trylock(&plain) != 0)
    pthread_mutex_lock(&plain);
  pthread_mutex_unlock(&plain);
}

/* Every turn of the loop takes it once more. */
void flagged_loop(int turns) {
  for (int i = 0; i < turns; ++i) {
    pthread_mutex_lock(&plain); // expected-warning {{'plain' is still held in the next turn of the loop; locking it again deadlocks}}
    n += i;
  }
  pthread_mutex_unlock(&plain);
}
void accepted_loop(int turns) {
  while (turns-- > 0) {
    pthread_mutex_lock(&plain);
    if (n == 0) {
      pthread_mutex_unlock(&plain);
      continue;
    }
    --n;
    pthread_mutex_unlock(&plain);
  }
}
void accepted_loop_with_flag(int turns) {
  int held = 0;
  while (turns-- > 0) {
    if (!held) {
      pthread_mutex_lock(&plain);
      held = 1;
    }
    ++n;
  }
  if (held)
    pthread_mutex_unlock(&plain);
}
void give_back(void);
void accepted_loop_unseen(int turns) {
  while (turns-- > 0) {
    pthread_mutex_lock(&plain);
    give_back();
  }
}
void accepted_loop_leaves(void) {
  for (;;) {
    pthread_mutex_lock(&plain);
    if (n > 0)
      break;
    pthread_mutex_unlock(&plain);
  }
  --n;
  pthread_mutex_unlock(&plain);
}

void flagged_recursive_function(int depth) {
  pthread_mutex_lock(&plain);
  if (depth > 0)
    flagged_recursive_function(depth - 1); // expected-warning {{calling 'flagged_recursive_function' locks 'plain'}}
  pthread_mutex_unlock(&plain);
}

/* What a start routine is given decides. */
static void *flagged_payload(void *payload) {
  pthread_mutex_t *mutex = (pthread_mutex_t *)payload;
  pthread_mutex_lock(mutex);
  pthread_mutex_lock(mutex); // expected-warning {{'*payload' is already held here}}
  pthread_mutex_unlock(mutex);
  pthread_mutex_unlock(mutex);
  return NULL;
}
static void *accepted_payload(void *payload) {
  pthread_mutex_t *mutex = (pthread_mutex_t *)payload;
  pthread_mutex_lock(mutex);
  pthread_mutex_lock(mutex);
  pthread_mutex_unlock(mutex);
  pthread_mutex_unlock(mutex);
  return NULL;
}
void start_both(pthread_t *threads) {
  pthread_create(&threads[0], NULL, flagged_payload, &plain);
  pthread_create(&threads[1], NULL, accepted_payload, &again);
}

/* Another element of an array may be meant. */
pthread_mutex_t many[4];
void accepted_elements(int i, int j) {
  pthread_mutex_lock(&many[i]);
  pthread_mutex_lock(&many[j]);
  pthread_mutex_unlock(&many[j]);
  pthread_mutex_unlock(&many[i]);
}

struct job {
  struct job *next;
  pthread_mutex_t mutex;
};
static void next_one(struct job *j) {
  j = j->next;
  pthread_mutex_lock(&j->mutex);
  pthread_mutex_unlock(&j->mutex);
}
struct job *made(void) {
  struct job *j = malloc(sizeof *j);
  pthread_mutex_init(&j->mutex, NULL);
  return j;
}
/* The callee goes on to the next one first. */
void accepted_parameter_moves_on(struct job *j) {
  pthread_mutex_lock(&j->mutex);
  next_one(j);
  pthread_mutex_unlock(&j->mutex);
}

/* Whoever gets a lock may release it. */
void released_elsewhere(pthread_mutex_t *mutex);
static pthread_mutex_t handed = PTHREAD_MUTEX_INITIALIZER;
void accepted_handed_on(void) {
  pthread_mutex_lock(&handed);
  released_elsewhere(&handed);
  pthread_mutex_lock(&handed);
  pthread_mutex_unlock(&handed);
}
void accepted_destroyed_after_that(void) {
  pthread_mutex_t local;
  pthread_mutex_init(&local, 0);
  pthread_mutex_lock(&local);
  released_elsewhere(&local);
  pthread_mutex_lock(&local);
  pthread_mutex_unlock(&local);
  pthread_mutex_destroy(&local);
}
void flagged_handed_on_before(void) {
  released_elsewhere(&handed);
  pthread_mutex_lock(&handed);
  pthread_mutex_lock(&handed); // expected-warning {{'handed' is already held here}}
}
