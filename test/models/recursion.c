// Which kind of lock a pthread mutex is: by its initializer, by pthread_mutex_init
// and its attributes, by mtx_init; through functions of the file.
// RUN: %clang -fsyntax-only -fplugin=%plugin -std=c11 -D_GNU_SOURCE -pthread -Xclang -verify \
// RUN:   -Xclang -verify-ignore-unexpected=note %s
#include <pthread.h>
#include <stdlib.h>
#include <threads.h>

static pthread_mutex_t plain = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t recursive = PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP;
static pthread_mutex_t checking = PTHREAD_ERRORCHECK_MUTEX_INITIALIZER_NP;
static pthread_mutex_t adaptive = PTHREAD_ADAPTIVE_MUTEX_INITIALIZER_NP;
#define PROJECT_MUTEX PTHREAD_MUTEX_INITIALIZER
static pthread_mutex_t by_macro = PROJECT_MUTEX;
static pthread_mutex_t silent;
extern pthread_mutex_t elsewhere;

void flagged_initializer(void) {
  pthread_mutex_lock(&plain);
  pthread_mutex_lock(&plain); // expected-warning {{'plain' is already held here; locking it again deadlocks}}
}
void flagged_adaptive(void) {
  pthread_mutex_lock(&adaptive);
  pthread_mutex_lock(&adaptive); // expected-warning {{'adaptive' is already held here}}
}
void flagged_initializer_by_macro(void) {
  pthread_mutex_lock(&by_macro);
  pthread_mutex_lock(&by_macro); // expected-warning {{'by_macro' is already held here}}
}
void accepted_recursive_initializer(void) {
  pthread_mutex_lock(&recursive);
  pthread_mutex_lock(&recursive);
  pthread_mutex_unlock(&recursive);
  pthread_mutex_unlock(&recursive);
}
void accepted_checking_initializer(void) {
  pthread_mutex_lock(&checking);
  pthread_mutex_lock(&checking);
}
void accepted_nothing_known(void) {
  pthread_mutex_lock(&elsewhere);
  pthread_mutex_lock(&elsewhere);
}
void flagged_zero_is_the_default_type(void) {
  pthread_mutex_lock(&silent);
  pthread_mutex_lock(&silent); // expected-warning {{'silent' is already held here; locking it again deadlocks}}
}

struct box {
  pthread_mutex_t by_null, by_attributes, by_recursive, by_either, by_helper,
      by_recursive_helper, by_given, by_unseen, by_global;
};
void unseen(pthread_mutexattr_t *);
static pthread_mutexattr_t shared_attributes;
void set_up_attributes(void) {
  pthread_mutexattr_init(&shared_attributes);
  pthread_mutexattr_settype(&shared_attributes, PTHREAD_MUTEX_RECURSIVE);
}
static void make(pthread_mutex_t *mutex) { pthread_mutex_init(mutex, NULL); }
static void make_recursive(pthread_mutex_t *mutex) {
  pthread_mutexattr_t attributes;
  pthread_mutexattr_init(&attributes);
  pthread_mutexattr_settype(&attributes, PTHREAD_MUTEX_RECURSIVE);
  pthread_mutex_init(mutex, &attributes);
  pthread_mutexattr_destroy(&attributes);
}
static void make_with(pthread_mutex_t *mutex, pthread_mutexattr_t *attributes) {
  pthread_mutex_init(mutex, attributes);
}
static void choose(pthread_mutexattr_t *attributes, int type) {
  pthread_mutexattr_settype(attributes, type);
}
struct box *make_box(int type) {
  struct box *box = malloc(sizeof *box);
  pthread_mutex_init(&box->by_null, NULL);
  pthread_mutexattr_t plain_attributes, recursive_attributes, any_attributes,
      unseen_attributes;
  pthread_mutexattr_init(&plain_attributes);
  pthread_mutexattr_setpshared(&plain_attributes, PTHREAD_PROCESS_SHARED);
  pthread_mutex_init(&box->by_attributes, &plain_attributes);
  pthread_mutexattr_init(&recursive_attributes);
  pthread_mutexattr_settype(&recursive_attributes, PTHREAD_MUTEX_RECURSIVE_NP);
  pthread_mutex_init(&box->by_recursive, &recursive_attributes);
  make_with(&box->by_given, &recursive_attributes);
  pthread_mutexattr_init(&any_attributes);
  choose(&any_attributes, type);
  pthread_mutex_init(&box->by_either, &any_attributes);
  pthread_mutexattr_init(&unseen_attributes);
  unseen(&unseen_attributes);
  pthread_mutex_init(&box->by_unseen, &unseen_attributes);
  pthread_mutex_init(&box->by_global, &shared_attributes);
  make(&box->by_helper);
  make_recursive(&box->by_recursive_helper);
  return box;
}
void flagged_null_attributes(struct box *box) {
  pthread_mutex_lock(&box->by_null);
  pthread_mutex_lock(&box->by_null); // expected-warning {{'box->by_null' is already held here}}
}
void flagged_attributes_without_type(struct box *box) {
  pthread_mutex_lock(&box->by_attributes);
  pthread_mutex_lock(&box->by_attributes); // expected-warning {{'box->by_attributes' is already held here}}
}
void flagged_function_that_initializes(struct box *box) {
  pthread_mutex_lock(&box->by_helper);
  pthread_mutex_lock(&box->by_helper); // expected-warning {{'box->by_helper' is already held here}}
}
void accepted_recursive_attributes(struct box *box) {
  pthread_mutex_lock(&box->by_recursive);
  pthread_mutex_lock(&box->by_recursive);
}
void accepted_type_of_caller(struct box *box) {
  pthread_mutex_lock(&box->by_either);
  pthread_mutex_lock(&box->by_either);
}
void accepted_recursive_by_function(struct box *box) {
  pthread_mutex_lock(&box->by_recursive_helper);
  pthread_mutex_lock(&box->by_recursive_helper);
}
void accepted_attributes_given(struct box *box) {
  pthread_mutex_lock(&box->by_given);
  pthread_mutex_lock(&box->by_given);
}
void accepted_attributes_set_unseen(struct box *box) {
  pthread_mutex_lock(&box->by_unseen);
  pthread_mutex_lock(&box->by_unseen);
}
void accepted_global_attributes(struct box *box) {
  pthread_mutex_lock(&box->by_global);
  pthread_mutex_lock(&box->by_global);
}

struct pair {
  int n;
  pthread_mutex_t first, second;
};
static struct pair pair = {.first = PTHREAD_MUTEX_INITIALIZER,
                           .second = PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP};
void flagged_member_initializer(void) {
  pthread_mutex_lock(&pair.first);
  pthread_mutex_lock(&pair.first); // expected-warning {{'pair.first' is already held here}}
}
void accepted_member_initializer(void) {
  pthread_mutex_lock(&pair.second);
  pthread_mutex_lock(&pair.second);
}

void flagged_local(void) {
  pthread_mutex_t local;
  pthread_mutex_init(&local, 0);
  pthread_mutex_lock(&local);
  pthread_mutex_lock(&local); // expected-warning {{'local' is already held here}}
}
void flagged_assigned(void) {
  pthread_mutex_t local;
  local = (pthread_mutex_t)PTHREAD_MUTEX_INITIALIZER;
  pthread_mutex_lock(&local);
  pthread_mutex_lock(&local); // expected-warning {{'local' is already held here}}
}
void accepted_twice_initialized(int nested) {
  pthread_mutex_t local;
  if (nested)
    make_recursive(&local);
  else
    make(&local);
  pthread_mutex_lock(&local);
  if (nested)
    pthread_mutex_lock(&local);
}
void accepted_heap(void) {
  pthread_mutex_t *mutex = malloc(sizeof *mutex);
  make_recursive(mutex);
  pthread_mutex_lock(mutex);
  pthread_mutex_lock(mutex);
}

static mtx_t c_plain, c_timed, c_recursive, c_either;
void init_all(int type) {
  mtx_init(&c_plain, mtx_plain);
  mtx_init(&c_timed, mtx_timed);
  mtx_init(&c_recursive, mtx_plain | mtx_recursive);
  mtx_init(&c_either, type);
}
void flagged_mtx_plain(void) {
  mtx_lock(&c_plain);
  mtx_lock(&c_plain); // expected-warning {{'c_plain' is already held here}}
}
void flagged_mtx_timed(void) {
  mtx_lock(&c_timed);
  mtx_lock(&c_timed); // expected-warning {{'c_timed' is already held here}}
}
void accepted_mtx_recursive(void) {
  mtx_lock(&c_recursive);
  mtx_lock(&c_recursive);
  mtx_unlock(&c_recursive);
  mtx_unlock(&c_recursive);
}
void accepted_mtx_either(void) {
  mtx_lock(&c_either);
  mtx_lock(&c_either);
}
