// RUN: %clang_plugin -x c -std=c11 -pthread %inc -Xclang -verify %s \
// RUN:   -Xclang -verify-ignore-unexpected=note
#include <pthread.h>
#include <semaphore.h>
#include <stdlib.h>

struct channel {
  pthread_mutex_t mutex;
  int value;
};
void put(struct channel channel);
void init(struct channel *channel);

void flagged_copy(const struct channel *from) {
  struct channel copy = *from; // expected-warning {{this copies 'mutex', a 'pthread_mutex_t' that is in use; the copy is no such object [sendsync-sync-object-lifetime]}}
  (void)copy;
}

void flagged_assigned(struct channel *to, const struct channel *from) {
  *to = *from; // expected-warning {{this copies 'mutex'}}
}

void flagged_argument(struct channel *from) {
  put(*from); // expected-warning {{this copies 'mutex'}}
}

sem_t flagged_returned(void) {
  sem_t semaphore;
  sem_init(&semaphore, 0, 1);
  sem_post(&semaphore);
  return semaphore; // expected-warning {{this copies 'semaphore', a 'sem_t'}}
}

void flagged_freed(struct channel *channel) {
  pthread_mutex_lock(&channel->mutex);
  channel->value = 1;
  free(channel); // expected-warning {{the object is freed while its lock 'channel->mutex' is held}}
  pthread_mutex_unlock(&channel->mutex);
}

void accepted_initialized_again(struct channel *to, const struct channel *from) {
  *to = *from;
  pthread_mutex_init(&to->mutex, NULL);
}

void accepted_initialized_elsewhere(struct channel *to,
                                    const struct channel *from) {
  *to = *from;
  init(to);
}

void flagged_initialized_twice(struct channel *channel) {
  pthread_mutex_init(&channel->mutex, NULL);
  pthread_mutex_init(&channel->mutex, NULL); // expected-warning {{'channel->mutex' is initialized again without being destroyed}}
}

void flagged_initialized_in_use(struct channel *channel) {
  pthread_mutex_lock(&channel->mutex);
  channel->value = 1;
  pthread_mutex_unlock(&channel->mutex);
  pthread_mutex_init(&channel->mutex, NULL); // expected-warning {{'channel->mutex' is initialized again without being destroyed}}
}

void accepted_initialized_after_failure(struct channel *channel,
                                        const pthread_mutexattr_t *kind) {
  while (pthread_mutex_init(&channel->mutex, kind) != 0 &&
         pthread_mutex_init(&channel->mutex, 0) != 0) {
  }
}
void accepted_initialized_after_destruction(struct channel *channel) {
  pthread_mutex_init(&channel->mutex, NULL);
  pthread_mutex_destroy(&channel->mutex);
  pthread_mutex_init(&channel->mutex, NULL);
}

void accepted_initialized_one_by_one(struct channel *channels, int count) {
  for (int i = 0; i < count; ++i)
    pthread_mutex_init(&channels[i].mutex, NULL);
  for (int i = 0; i < count; ++i) {
    pthread_mutex_t local;
    pthread_mutex_init(&local, NULL);
  }
}

void accepted_initialized_on_one_path(struct channel *channel, int fresh) {
  if (!fresh) {
    pthread_mutex_lock(&channel->mutex);
    pthread_mutex_unlock(&channel->mutex);
  }
  if (fresh)
    pthread_mutex_init(&channel->mutex, NULL);
}

void accepted_new_object(void) {
  struct channel *channel = malloc(sizeof *channel);
  pthread_mutex_init(&channel->mutex, NULL);
  channel = malloc(sizeof *channel);
  pthread_mutex_init(&channel->mutex, NULL);
}

void accepted_literal(struct channel *to) {
  *to = (struct channel){.mutex = PTHREAD_MUTEX_INITIALIZER, .value = 1};
}

struct channel accepted_value(void) {
  struct channel made;
  made.value = 1;
  return made;
}

typedef struct hidden {
  int count;
} hidden;
int accepted_other_type(sem_t *semaphore) {
  hidden *inside = *(hidden **)semaphore;
  return inside->count;
}

void accepted_freed_unlocked(struct channel *channel) {
  pthread_mutex_lock(&channel->mutex);
  int value = channel->value;
  pthread_mutex_unlock(&channel->mutex);
  pthread_mutex_destroy(&channel->mutex);
  if (value)
    free(channel);
}

void accepted_part_freed(struct channel *channel, char **text) {
  pthread_mutex_lock(&channel->mutex);
  free(*text);
  pthread_mutex_unlock(&channel->mutex);
}
