// Whose an object is, in C: what malloc() makes, what makes the lock, what frees it.
// RUN: %clang -fsyntax-only -fplugin=%plugin -pthread %inc -Xclang -verify %s \
// RUN:   -Xclang -verify-ignore-unexpected=note
#include <pthread.h>
#include <stdlib.h>

struct buffer {
  pthread_mutex_t mu;
  int used, size;
  char *bytes;
};
static struct buffer *the_buffer;

static void accepted_reset(struct buffer *b) {
  b->used = 0;
  b->size = 16;
}
struct buffer *buffer_new(void) {
  struct buffer *b = malloc(sizeof *b);
  if (!b)
    return NULL;
  pthread_mutex_init(&b->mu, NULL);
  accepted_reset(b);
  return b;
}
void accepted_initialize(struct buffer *b) {
  b->used = 0;
  pthread_mutex_init(&b->mu, NULL);
  b->size = 8;
}
struct buffer *accepted_made_elsewhere(void) {
  struct buffer *b = buffer_new();
  b->size = 32;
  the_buffer = b;
  return b;
}
void accepted_release(struct buffer *b) {
  if (b->used)
    free(b->bytes);
  b->used = 0;
  free(b);
}
void add(struct buffer *b) {
  pthread_mutex_lock(&b->mu);
  b->used++;
  b->size--;
  pthread_mutex_unlock(&b->mu);
}
void drop(struct buffer *b) {
  pthread_mutex_lock(&b->mu);
  b->used--;
  b->size++;
  pthread_mutex_unlock(&b->mu);
}
int room(struct buffer *b) {
  pthread_mutex_lock(&b->mu);
  int room = b->size - b->used;
  pthread_mutex_unlock(&b->mu);
  return room;
}
void flagged_clear(struct buffer *b) {
  b->used = 0; // expected-warning {{'b->used' is written without 'b->mu'}}
}
