// Pointers that refer to one of few objects.
// RUN: %clang -fsyntax-only -fplugin=%plugin -std=gnu11 -pthread %inc -Xclang -verify %s \
// RUN:   -Xclang -verify-ignore-unexpected=note
#include <pthread.h>
#include <stddef.h>

void use(int);
int ask(void);

struct account {
  pthread_mutex_t lock;
  long sum;
  struct account *next;
} first = {PTHREAD_MUTEX_INITIALIZER, 0, NULL},
  second = {PTHREAD_MUTEX_INITIALIZER, 0, NULL};
pthread_mutex_t other = PTHREAD_MUTEX_INITIALIZER;

long plain[2];
static void *counts(void *argument) {
  plain[0]++; // expected-warning {{'plain[0]' is written by the new thread while this function can still write it}}
  return argument;
}
void flagged_one_of_two(void) {
  int which = ask();
  long *counter;
  if (which)
    counter = &plain[0];
  else
    counter = &plain[1];
  pthread_t thread;
  pthread_create(&thread, NULL, counts, NULL);
  ++*counter;
  pthread_join(thread, NULL);
}

long chosen, unused;
static void *adds(void *argument) {
  chosen++; // expected-warning {{'chosen' is written by the new thread while this function can still write it}}
  return argument;
}
void flagged_conditional(void) {
  int which = ask();
  long *counter = which ? &chosen : &unused;
  pthread_t thread;
  pthread_create(&thread, NULL, adds, NULL);
  ++*counter;
  pthread_join(thread, NULL);
}

long guarded;
static void *guards(void *argument) {
  pthread_mutex_lock(&first.lock);
  guarded++; // expected-warning {{'guarded' is written by the new thread while this function can still write it}}
  pthread_mutex_unlock(&first.lock);
  return argument;
}
void flagged_other_lock(void) {
  int which = ask();
  pthread_t thread;
  pthread_mutex_t *lock = &first.lock;
  if (which)
    lock = &other;
  pthread_create(&thread, NULL, guards, NULL);
  pthread_mutex_lock(lock);
  guarded++;
  pthread_mutex_unlock(lock);
  pthread_join(thread, NULL);
}

struct pair {
  pthread_mutex_t lock;
  long sum;
} left, right;
static void set(long *to) { *to = 8; }
static void *crosses(void *argument) {
  pthread_mutex_lock(&left.lock);
  right.sum = 5; // expected-warning {{'right.sum' is written by the new thread while the thread that started it can still write it}}
  pthread_mutex_unlock(&left.lock);
  return argument;
}
void flagged_member_of_one(void) {
  int which = ask();
  struct pair *one;
  pthread_t thread;
  if (which)
    one = &left;
  else
    one = &right;
  pthread_mutex_t *lock = &one->lock;
  long *sum = &one->sum;
  pthread_create(&thread, NULL, crosses, NULL);
  pthread_mutex_lock(lock);
  set(sum);
  pthread_mutex_unlock(lock);
  pthread_join(thread, NULL);
}

// An object and its own lock stay together.
struct account mine, yours;
static void *pays(void *argument) {
  pthread_mutex_lock(&mine.lock);
  mine.sum++;
  pthread_mutex_unlock(&mine.lock);
  pthread_mutex_lock(&yours.lock);
  yours.sum++;
  pthread_mutex_unlock(&yours.lock);
  return argument;
}
void accepted_own_lock(void) {
  int which = ask();
  pthread_t thread;
  struct account *account = which ? &mine : &yours;
  pthread_create(&thread, NULL, pays, NULL);
  pthread_mutex_lock(&account->lock);
  account->sum--;
  pthread_mutex_unlock(&account->lock);
  pthread_join(thread, NULL);
}
void accepted_own_lock_by_branch(void) {
  int which = ask();
  pthread_t thread;
  struct account *account;
  pthread_mutex_t *lock;
  if (which) {
    account = &mine;
    lock = &mine.lock;
  } else {
    account = &yours;
    lock = &yours.lock;
  }
  pthread_create(&thread, NULL, pays, NULL);
  pthread_mutex_lock(lock);
  account->sum--;
  pthread_mutex_unlock(lock);
  pthread_join(thread, NULL);
}

// Each branch uses what it has chosen.
long quiet, loud;
static void *tunes(void *argument) {
  loud++;
  return argument;
}
void accepted_used_in_branch(void) {
  int which = ask();
  pthread_t thread;
  long *level;
  pthread_create(&thread, NULL, tunes, NULL);
  if (which) {
    level = &quiet;
    ++*level;
    pthread_join(thread, NULL);
  } else {
    pthread_join(thread, NULL);
    level = &loud;
    ++*level;
  }
}

// Overwritten before it is used.
void accepted_overwritten(void) {
  pthread_t thread;
  long *level = &loud;
  level = &quiet;
  pthread_create(&thread, NULL, tunes, NULL);
  ++*level;
  pthread_join(thread, NULL);
}

// Changed between its uses.
void accepted_moves_on(void) {
  pthread_t thread;
  long *level = &loud;
  ++*level;
  pthread_create(&thread, NULL, tunes, NULL);
  level = &quiet;
  ++*level;
  pthread_join(thread, NULL);
}

// Two conditions may be one.
void accepted_chosen_apart(void) {
  int alone = ask();
  pthread_t thread;
  long *level;
  pthread_mutex_t *lock = &first.lock;
  if (alone)
    lock = &other;
  if (alone)
    level = &quiet;
  else
    level = &loud;
  pthread_create(&thread, NULL, tunes, NULL);
  pthread_mutex_lock(lock);
  use(*level == 0);
  pthread_mutex_unlock(lock);
  pthread_join(thread, NULL);
}

// Null is no object.
void accepted_null(void) {
  int which = ask();
  pthread_t thread;
  long *level = which ? &quiet : NULL;
  pthread_create(&thread, NULL, tunes, NULL);
  if (level)
    ++*level;
  pthread_join(thread, NULL);
}

// Each thread chooses its own.
struct state { int number; };
long first_sum, second_sum;
static void *sums(void *argument) {
  struct state *state = argument;
  int number = state->number;
  long *sum;
  if (number == 1)
    sum = &first_sum;
  else
    sum = &second_sum;
  long *same = argument ? &first_sum : &second_sum;
  int later;
  later = number + 1;
  long *copied = later > 2 ? &first_sum : &second_sum;
  ++*copied;
  ++*sum;
  ++*same;
  return argument;
}
void accepted_chosen_by_argument(struct state *one, struct state *two) {
  pthread_t first_thread, second_thread;
  pthread_create(&first_thread, NULL, sums, one);
  pthread_create(&second_thread, NULL, sums, two);
  pthread_join(first_thread, NULL);
  pthread_join(second_thread, NULL);
}

// A variable that is named in its own initializer.
void accepted_self(void) {
  int which = sizeof which > 4 ? ask() : (ask(), which);
  long *level = &quiet;
  if (which)
    level = &loud;
  use(*level == 0);
}
