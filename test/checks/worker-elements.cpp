// Elements of containers that loops walk.
// RUN: %clang -fsyntax-only -fplugin=%plugin -std=c++17 -pthread %inc -Xclang -verify %s \
// RUN:   -Xclang -verify-ignore-unexpected=note
#include <mutex>
#include <thread>
#include <vector>

struct Worker {
  std::thread thread;
  std::mutex mutex;
  long count = 0, guarded = 0, input = 0;
  void run() {
    count += input; // expected-warning {{is written by the new thread while this function can still read it}}
    std::lock_guard<std::mutex> lock(mutex);
    ++guarded;
  }
};

long flagged_read_before_join(std::vector<Worker> &workers) {
  for (Worker &worker : workers)
    worker.thread = std::thread(&Worker::run, &worker);
  long sum = 0;
  for (Worker &worker : workers)
    sum += worker.count;
  for (Worker &worker : workers)
    worker.thread.join();
  return sum;
}

struct Task {
  std::thread thread;
  std::mutex mutex;
  long count = 0, guarded = 0, input = 0;
  void run() {
    count += input;
    std::lock_guard<std::mutex> lock(mutex);
    ++guarded;
  }
};
long accepted_prepared_and_joined(std::vector<Task> &tasks) {
  for (Task &task : tasks) {
    task.input = 4;
    task.count = 0;
    task.thread = std::thread(&Task::run, &task);
  }
  long sum = 0;
  for (Task &task : tasks) {
    std::lock_guard<std::mutex> lock(task.mutex);
    sum += task.guarded;
  }
  for (Task &task : tasks) {
    task.thread.join();
    sum += task.count;
  }
  for (Task &task : tasks)
    sum += task.count;
  return sum;
}
