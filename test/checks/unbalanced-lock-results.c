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
