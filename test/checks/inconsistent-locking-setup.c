// A function that fills objects of its callers' own, or those that main prepares
// before it starts threads, needs no lock, whatever object the lock is in.
// RUN: %clang -fsyntax-only -fplugin=%plugin -pthread -Xclang -verify %s \
// RUN:   -Xclang -verify-ignore-unexpected=note
// expected-no-diagnostics
#include <pthread.h>
#include <stdlib.h>

struct card {
  int value;
  struct card *below;
};
static struct card *top;
static pthread_mutex_t table = PTHREAD_MUTEX_INITIALIZER;

void accepted_fill(struct card *c, int value) {
  c->value = value;
  c->below = NULL;
}

static void *deal(void *unused) {
  struct card *fresh = malloc(sizeof *fresh);
  accepted_fill(fresh, 7);
  pthread_mutex_lock(&table);
  struct card *rest = top->below;
  top->below = fresh;
  fresh->below = rest;
  pthread_mutex_unlock(&table);
  return unused;
}

int main(void) {
  pthread_t dealer;
  struct card *card = malloc(sizeof *card);
  accepted_fill(card, 9);
  top = malloc(sizeof *top);
  accepted_fill(top, 3);
  top->below = card;
  pthread_create(&dealer, 0, deal, 0);
  pthread_mutex_lock(&table);
  card = top->below;
  pthread_mutex_unlock(&table);
  pthread_join(dealer, 0);
  return card->value;
}
