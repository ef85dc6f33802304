// A result below zero says that a lock was not acquired.
// RUN: %clang -fsyntax-only -fplugin=%plugin -std=gnu11 -pthread %inc -Xclang -verify %s \
// RUN:   -Xclang -verify-ignore-unexpected=note
#include <pthread.h>

struct cache { pthread_mutex_t lock; int used; };
int more(struct cache *cache);

int accepted_below_zero(struct cache *cache) {
  if (pthread_mutex_lock(&cache->lock) < 0)
    return -1;
  cache->used++;
  pthread_mutex_unlock(&cache->lock);
  return 0;
}
int accepted_variable_used_again(struct cache *cache) {
  int error;
  if ((error = pthread_mutex_lock(&cache->lock)) < 0)
    return error;
  cache->used++;
  pthread_mutex_unlock(&cache->lock);
  if ((error = more(cache)) < 0)
    return error;
  return 0;
}
int accepted_tested_later(struct cache *cache) {
  int error = pthread_mutex_lock(&cache->lock);
  if (error < 0)
    return error;
  cache->used++;
  pthread_mutex_unlock(&cache->lock);
  return 0;
}
int flagged_one_way_out(struct cache *cache) {
  if (pthread_mutex_lock(&cache->lock) < 0)
    return -1;
  if (cache->used)
    return 0; // expected-warning {{'cache->lock' is still held when the function is left here}}
  pthread_mutex_unlock(&cache->lock);
  return 0;
}
int flagged_after_the_test(struct cache *cache) {
  int error = pthread_mutex_lock(&cache->lock);
  if (error < 0)
    return error;
  if (cache->used)
    return 0; // expected-warning {{'cache->lock' is still held when the function is left here}}
  pthread_mutex_unlock(&cache->lock);
  return 0;
}

// One `return` for success and failure.
struct vector {
  pthread_mutex_t lock;
  void **items;
  int count;
};
void *grown(void **items, int count);
int flagged_goto_past_unlock(struct vector *l, void *item) {
  int err = -1;
  if (pthread_mutex_lock(&l->lock))
    return -1;
  void **items = grown(l->items, l->count + 1);
  if (!items)
    goto out;
  l->items = items;
  l->items[l->count++] = item;
  err = 0;
  pthread_mutex_unlock(&l->lock);
out:
  return err; // expected-warning {{'l->lock' is still held when the function is left here}}
}
int accepted_goto_unlock(struct vector *l, void *item) {
  int err = -1;
  if (pthread_mutex_lock(&l->lock))
    return -1;
  void **items = grown(l->items, l->count + 1);
  if (!items)
    goto out;
  l->items = items;
  l->items[l->count++] = item;
  err = 0;
out:
  pthread_mutex_unlock(&l->lock);
  return err;
}
int accepted_goto_before_lock(struct vector *l, void *item) {
  int err = -1;
  if (!item)
    goto out;
  pthread_mutex_lock(&l->lock);
  l->items[l->count++] = item;
  err = 0;
  pthread_mutex_unlock(&l->lock);
out:
  return err;
}
int accepted_keeps_on_success(struct vector *l, void *item) {
  int err = -1;
  pthread_mutex_lock(&l->lock);
  if (!item)
    goto out;
  err = 0;
  return err;
out:
  pthread_mutex_unlock(&l->lock);
  return err;
}
int accepted_only_if_taken(struct vector *l, int taken) {
  int err = -1;
  if (!taken)
    pthread_mutex_lock(&l->lock);
  if (l->count == 0)
    goto out;
  err = 0;
out:
  if (!taken)
    pthread_mutex_unlock(&l->lock);
  return err;
}
int accepted_as_noted(struct vector *l, void *item) {
  int err = -1, locked = 0;
  if (!item)
    goto out;
  pthread_mutex_lock(&l->lock);
  locked = 1;
  if (l->count == 8)
    goto out;
  err = 0;
out:
  if (locked)
    pthread_mutex_unlock(&l->lock);
  return err;
}
