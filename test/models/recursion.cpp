// Members of classes: each constructor says which kind of lock it makes.
// RUN: %clang_plugin -std=c++17 -pthread -Xclang -verify %s -Xclang -verify-ignore-unexpected=note
#include <pthread.h>

class Plain {
public:
  Plain() { pthread_mutex_init(&mutex, nullptr); }
  void flagged_by_constructor() {
    pthread_mutex_lock(&mutex);
    pthread_mutex_lock(&mutex); // expected-warning {{'mutex' is already held here; locking it again deadlocks}}
  }
  void flagged_through_call() {
    pthread_mutex_lock(&mutex);
    bump(); // expected-warning {{calling 'bump' locks 'mutex', which is already held here; this deadlocks}}
  }

private:
  void bump() {
    pthread_mutex_lock(&mutex);
    pthread_mutex_unlock(&mutex);
  }
  pthread_mutex_t mutex;
};

class Recursive {
public:
  Recursive() {
    pthread_mutexattr_t attributes;
    pthread_mutexattr_init(&attributes);
    pthread_mutexattr_settype(&attributes, PTHREAD_MUTEX_RECURSIVE);
    pthread_mutex_init(&mutex, &attributes);
  }
  void accepted_by_constructor() {
    pthread_mutex_lock(&mutex);
    pthread_mutex_lock(&mutex);
  }

private:
  pthread_mutex_t mutex;
};

struct InClass {
  pthread_mutex_t plain = PTHREAD_MUTEX_INITIALIZER;
  pthread_mutex_t recursive = PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP;
  pthread_mutex_t listed;
  InClass() : listed PTHREAD_MUTEX_INITIALIZER {}
  void flagged_default_initializer() {
    pthread_mutex_lock(&plain);
    pthread_mutex_lock(&plain); // expected-warning {{'plain' is already held here}}
  }
  void flagged_member_initializer() {
    pthread_mutex_lock(&listed);
    pthread_mutex_lock(&listed); // expected-warning {{'listed' is already held here}}
  }
  void accepted_default_initializer() {
    pthread_mutex_lock(&recursive);
    pthread_mutex_lock(&recursive);
  }
};

// One of two constructors makes it recursive.
class Either {
public:
  Either() : mutex PTHREAD_MUTEX_INITIALIZER {}
  explicit Either(int) : mutex PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP {}
  void accepted_either() {
    pthread_mutex_lock(&mutex);
    pthread_mutex_lock(&mutex);
  }

private:
  pthread_mutex_t mutex;
};

template <int Type> class Typed {
public:
  Typed() {
    pthread_mutexattr_t attributes;
    pthread_mutexattr_init(&attributes);
    pthread_mutexattr_settype(&attributes, Type);
    pthread_mutex_init(&mutex, &attributes);
  }
  void accepted_type_of_template() {
    pthread_mutex_lock(&mutex);
    pthread_mutex_lock(&mutex);
  }

private:
  pthread_mutex_t mutex;
};
void use() { Typed<PTHREAD_MUTEX_RECURSIVE>().accepted_type_of_template(); }
