// RUN: %clang_plugin -std=c++20 -pthread %inc -Xclang -verify %s \
// RUN:   -Xclang -verify-ignore-unexpected=note
// RUN: %sendsync %s -- -std=c++20 %inc \
// RUN:   -Xclang -verify -Xclang -verify-ignore-unexpected=note
//
// Objects that end, or are initialized, while others use them; virtual calls; and
// the variables of one thread, by address.
#include <atomic>
#include <condition_variable>
#include <cstdlib>
#include <memory>
#include <mutex>
#include <pthread.h>
#include <semaphore.h>
#include <thread>
#include <vector>

void use(int);

//===-- Objects on the heap -----------------------------------------------===//

namespace heap {
struct Point {
  int x = 0, y = 0;
};

void flagged_new_object() {
  int *value = new int(0);
  std::thread t([value] { *value = 1; }); // expected-warning {{'*value' is written by the new thread while this function can still write it [sendsync-shared-capture-race]}}
  *value = 2;
  t.join();
  delete value;
}
void flagged_member_of_a_new_object() {
  auto *point = new Point;
  std::thread t([point] { point->x = 1; }); // expected-warning {{'point->x' is written by the new thread while this function can still read it}}
  use(point->x);
  t.join();
  delete point;
}
void accepted_other_member() {
  auto *point = new Point;
  std::thread t([point] { point->x = 1; });
  use(point->y);
  t.join();
  delete point;
}
void accepted_before_and_after() {
  auto *point = new Point;
  point->x = 1;
  std::thread t([point] { point->x = 2; });
  t.join();
  use(point->x);
  delete point;
}
void accepted_one_for_each_turn() {
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    auto *point = new Point;
    point->x = i;
    threads.emplace_back([point] {
      use(point->x);
      point->y = 1;
      delete point;
    });
  }
  for (std::thread &t : threads)
    t.join();
}
void post(std::vector<std::thread> &threads, Point *point) {
  threads.emplace_back([point] {
    point->y = point->x;
    delete point;
  });
}
class Buffers {
public:
  // A new object in place of the old one, for whoever comes later.
  void accepted_replaced_under_the_lock() {
    std::thread t([this] {
      std::lock_guard<std::mutex> lock(mutex_);
      current_->x = 1;
    });
    {
      std::lock_guard<std::mutex> lock(mutex_);
      delete current_;
      current_ = new Point;
    }
    t.join();
    delete current_;
  }

private:
  std::mutex mutex_;
  Point *current_ = new Point;
};
void accepted_one_for_each_call() {
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    auto *point = new Point;
    point->x = i;
    post(threads, point);
  }
  for (std::thread &t : threads)
    t.join();
}
} // namespace heap

//===-- One object, by several types --------------------------------------===//

namespace parts {
void *whole(void *given) {
  int *numbers = static_cast<int *>(given);
  numbers[0] = 1; // expected-warning {{is written by the new thread while other work can write it}}
  return nullptr;
}
void *byte(void *given) {
  char *bytes = static_cast<char *>(given);
  bytes[2] = 1;
  return nullptr;
}
void flagged_part_of_one_object() {
  int *value = new int(0);
  pthread_t a, b;
  pthread_create(&a, nullptr, whole, value);
  pthread_create(&b, nullptr, byte, value);
  pthread_join(a, nullptr);
  pthread_join(b, nullptr);
  delete value;
}
void *element(void *given) {
  static_cast<int *>(given)[0] = 1;
  return nullptr;
}
void accepted_elements_of_an_array() {
  int *values = new int[2]();
  pthread_t a, b;
  pthread_create(&a, nullptr, element, values);
  pthread_create(&b, nullptr, element, values + 1);
  pthread_join(a, nullptr);
  pthread_join(b, nullptr);
  delete[] values;
}
void accepted_one_object_for_each() {
  int first = 0, second = 0;
  pthread_t a, b;
  pthread_create(&a, nullptr, element, &first);
  pthread_create(&b, nullptr, element, &second);
  pthread_join(a, nullptr);
  pthread_join(b, nullptr);
}
} // namespace parts

//===-- delete and free ---------------------------------------------------===//

namespace ends {
void flagged_delete_before_the_join() {
  int *value = new int(0);
  std::thread t([value] { *value = 1; }); // expected-warning {{'*value' is written by the new thread while this function can still destroy it}}
  delete value;
  t.join();
}
void flagged_atomic_use() {
  int *count = new int(0);
  std::thread t([count] { __atomic_fetch_add(count, 1, __ATOMIC_SEQ_CST); }); // expected-warning {{'*count' is atomically written by the new thread while this function can still destroy it}}
  delete count;
  t.join();
}
struct Job {
  int result = 0;
  std::atomic<bool> done{false};
  std::mutex mutex;
};
void flagged_relaxed_flag() {
  auto *job = new Job;
  std::thread t([job] { job->done.store(true, std::memory_order_relaxed); }); // expected-warning {{'job->done' is atomically written by the new thread while this function can still destroy it}}
  while (!job->done.load(std::memory_order_relaxed))
    ;
  delete job;
  t.join();
}
void flagged_lock_in_it() {
  auto *job = new Job;
  std::thread t([job] {
    std::lock_guard<std::mutex> lock(job->mutex); // expected-warning {{'job->mutex' is operated on by the new thread while this function can still destroy it}}
    use(0);
  });
  delete job;
  t.join();
}
int *block;
void *worker(void *) {
  block[0] = 1; // expected-warning {{'*block' is written by the new thread while this function can still destroy it [sendsync-entry-point-race]}}
  return nullptr;
}
void flagged_free() {
  block = static_cast<int *>(malloc(40));
  pthread_t t;
  pthread_create(&t, nullptr, worker, nullptr);
  free(block);
  pthread_join(t, nullptr);
}

void accepted_after_the_join() {
  auto *job = new Job;
  std::thread t([job] { job->result = 1; });
  t.join();
  delete job;
}
void accepted_thread_owns_it() {
  auto *job = new Job;
  job->result = 1;
  std::thread t([job] {
    use(job->result);
    delete job;
  });
  t.join();
}
void accepted_moved_owner() {
  auto job = std::make_unique<Job>();
  job->result = 1;
  std::thread t([job = std::move(job)] { use(job->result); });
  t.join();
}
void accepted_after_a_flag() {
  auto *job = new Job;
  std::thread t([job] {
    job->result = 1;
    job->done.store(true, std::memory_order_release);
  });
  while (!job->done.load(std::memory_order_acquire))
    ;
  delete job;
  t.join();
}

struct Counted {
  std::atomic<int> references{2};
  int payload = 0;
  void release() {
    if (references.fetch_sub(1, std::memory_order_acq_rel) == 1)
      delete this;
  }
  void releaseWithFence() {
    if (references.fetch_sub(1, std::memory_order_release) == 1) {
      std::atomic_thread_fence(std::memory_order_acquire);
      delete this;
    }
  }
};
void accepted_counted_references() {
  auto *object = new Counted;
  std::thread t([object] {
    use(object->payload);
    object->release();
  });
  use(object->payload);
  object->release();
  t.join();
}
void accepted_counted_references_with_a_fence() {
  auto *object = new Counted;
  std::thread t([object] {
    use(object->payload);
    object->releaseWithFence();
  });
  use(object->payload);
  object->releaseWithFence();
  t.join();
}

struct Locked {
  std::mutex mutex;
  int references = 2;
  int payload = 0;
};
void drop(Locked *object) {
  object->mutex.lock();
  object->payload++;
  bool last = --object->references == 0;
  object->mutex.unlock();
  if (last)
    delete object;
}
void accepted_counted_under_a_lock() {
  auto *object = new Locked;
  std::thread t([object] { drop(object); });
  drop(object);
  t.join();
}

std::mutex table_mutex;
Job *table = new Job;
void look() {
  std::lock_guard<std::mutex> lock(table_mutex);
  if (table)
    table->result = 1;
}
void accepted_removed_under_the_lock() {
  std::thread t(look);
  {
    std::lock_guard<std::mutex> lock(table_mutex);
    Job *old = table;
    table = nullptr;
    delete old;
  }
  t.join();
}

class Worker {
public:
  Worker() : thread_([this] { run(); }) {}
  ~Worker() { thread_.join(); }
  void run() { count_ = 1; }

private:
  int count_ = 0;
  std::thread thread_;
};
void accepted_destructor_joins() {
  auto *worker = new Worker;
  delete worker;
}

class Waiting {
public:
  ~Waiting() {
    std::unique_lock<std::mutex> lock(mutex_);
    done_.wait(lock, [this] { return finished_; });
  }
  void finish() {
    std::lock_guard<std::mutex> lock(mutex_);
    result = 1;
    finished_ = true;
    done_.notify_one();
  }
  int result = 0;

private:
  std::mutex mutex_;
  std::condition_variable done_;
  bool finished_ = false;
};
void accepted_destructor_waits() {
  auto *waiting = new Waiting;
  std::thread t([waiting] { waiting->finish(); });
  delete waiting;
  t.join();
}

struct Elsewhere {
  ~Elsewhere(); // may wait
  int value;
};
void accepted_destructor_that_is_not_seen() {
  auto *object = new Elsewhere;
  std::thread t([object] { object->value = 1; });
  delete object;
  t.join();
}
} // namespace ends

//===-- Virtual calls -----------------------------------------------------===//

namespace dispatch {
class Base {
public:
  Base() { sem_init(&done_, 0, 0); }
  virtual ~Base() { sem_wait(&done_); }
  virtual void step() {}
  void finish() { sem_post(&done_); }

private:
  sem_t done_;
};
class Derived : public Base {
public:
  void step() override {}
  ~Derived() override {}
};

Base *running = new Derived;
void steps() {
  running->step(); // expected-warning {{'*running' is used for a virtual call by the new thread while the thread that started it can still destroy it [sendsync-entry-point-race]}}
  running->finish();
}
void flagged_base_waits() {
  std::thread t(steps);
  delete running;
  t.join();
}

Base *pointed = new Derived;
void (Base::*step)() = &Base::step;
void byPointer() {
  (pointed->*step)(); // expected-warning {{'*pointed' is used for a virtual call by the new thread}}
  pointed->finish();
}
void flagged_through_a_member_pointer() {
  std::thread t(byPointer);
  delete pointed;
  t.join();
}

class Shape {
public:
  virtual ~Shape() {}
  virtual void draw() {}
};
class Circle : public Shape {
  void draw() override {}
};
void flagged_nobody_waits() {
  Shape *shape = new Circle;
  std::thread t([shape] { shape->draw(); }); // expected-warning {{'*shape' is used for a virtual call by the new thread while this function can still destroy it}}
  delete shape;
  t.join();
}

class Patient : public Base {
public:
  void step() override {}
  ~Patient() override { sem_wait(&stopped_); }
  void stop() { sem_post(&stopped_); }

private:
  sem_t stopped_;
};
Patient *patient = new Patient;
void accepted_derived_waits() {
  std::thread t([] {
    patient->step();
    patient->finish();
    patient->stop();
  });
  delete patient;
  t.join();
}
Base *plain = new Base;
void accepted_of_the_class_itself() {
  std::thread t([] {
    plain->step();
    plain->finish();
  });
  delete plain;
  t.join();
}
void accepted_class_that_is_not_known(Shape *shape) {
  std::thread t([shape] { shape->draw(); });
  delete shape;
  t.join();
}
void accepted_virtual_calls_on_both_sides() {
  Shape *shape = new Circle;
  std::thread t([shape] { shape->draw(); });
  shape->draw();
  t.join();
  delete shape;
}
} // namespace dispatch

//===-- Variables of one thread -------------------------------------------===//

namespace of_a_thread {
void *writes(void *value) {
  *static_cast<int *>(value) = 43; // expected-warning {{is written by the new thread while this function can still write it [sendsync-shared-capture-race]}}
  return nullptr;
}
void flagged_by_address() {
  static thread_local int value = 42;
  pthread_t t;
  pthread_create(&t, nullptr, writes, &value);
  value = 43;
  pthread_join(t, nullptr);
}
thread_local int own = 0;
void *bumps(void *) {
  own++;
  return nullptr;
}
void accepted_each_its_own() {
  pthread_t t;
  pthread_create(&t, nullptr, bumps, nullptr);
  own++;
  pthread_join(t, nullptr);
}
void *bumpsGiven(void *given) {
  ++*static_cast<int *>(given);
  return nullptr;
}
void accepted_address_and_join() {
  pthread_t t;
  pthread_create(&t, nullptr, bumpsGiven, &own);
  pthread_join(t, nullptr);
  own++;
}
} // namespace of_a_thread

//===-- Initialization ----------------------------------------------------===//

namespace begins {
pthread_barrier_t barrier;
void *initializes(void *) {
  pthread_barrier_init(&barrier, nullptr, 2); // expected-warning {{'barrier' is initialized by the new thread while this function can still operate on it [sendsync-entry-point-race]}}
  pthread_barrier_wait(&barrier);
  return nullptr;
}
void flagged_barrier() {
  pthread_t t;
  pthread_create(&t, nullptr, initializes, nullptr);
  pthread_barrier_wait(&barrier);
  pthread_join(t, nullptr);
}
pthread_mutex_t mutex;
void *locks(void *) {
  pthread_mutex_lock(&mutex); // expected-warning {{'mutex' is operated on by the new thread while this function can still initialize it}}
  pthread_mutex_unlock(&mutex);
  return nullptr;
}
void flagged_mutex() {
  pthread_t t;
  pthread_create(&t, nullptr, locks, nullptr);
  pthread_mutex_init(&mutex, nullptr);
  pthread_join(t, nullptr);
}

sem_t early;
void *waits(void *) {
  sem_wait(&early);
  return nullptr;
}
void accepted_before_the_thread() {
  sem_init(&early, 0, 0);
  pthread_t t;
  pthread_create(&t, nullptr, waits, nullptr);
  sem_post(&early);
  pthread_join(t, nullptr);
}
pthread_mutex_t once_mutex = PTHREAD_MUTEX_INITIALIZER, lazy;
bool made = false;
void *uses_lazily(void *) {
  pthread_mutex_lock(&once_mutex);
  if (!made) {
    pthread_mutex_init(&lazy, nullptr);
    made = true;
  }
  pthread_mutex_unlock(&once_mutex);
  pthread_mutex_lock(&lazy);
  pthread_mutex_unlock(&lazy);
  return nullptr;
}
void accepted_lazily_under_a_lock() {
  pthread_t t;
  pthread_create(&t, nullptr, uses_lazily, nullptr);
  uses_lazily(nullptr);
  pthread_join(t, nullptr);
}
} // namespace begins
