// QThread, QThreadPool, QtConcurrent.
// REQUIRES: qt
// RUN: %clang_plugin -std=c++17 -fPIC -pthread %qt %inc -Xclang -verify %s -Xclang -verify-ignore-unexpected=note
#include <QtConcurrent/QtConcurrent>
#include <QtCore/QThread>
#include <QtCore/QThreadPool>
#include <QtCore/QVector>

void use(int);

class Worker : public QThread {
public:
  explicit Worker(int *sum) : sum(sum) {}
  int hits = 0;

private:
  void run() override {
    ++hits; // expected-warning {{'worker.hits' is written by the new thread while this function can still read it}}
    ++*sum;
  }
  int *sum;
};
class Task : public QRunnable {
public:
  int hits = 0;
  void run() override {
    ++hits; // expected-warning {{'task.hits' is written by the task while this function can still read it}}
  }
};

void flagged_subclass() {
  int n = 0;
  Worker worker(&n);
  worker.start();
  use(worker.hits);
  worker.wait();
}
void flagged_created() {
  int n = 0;
  QThread *thread = QThread::create([&n] { ++n; }); // expected-warning {{'n' is written by the new thread while this function can still read it}}
  thread->start();
  use(n);
  thread->wait();
  delete thread;
}
void flagged_concurrent() {
  int n = 0;
  QFuture<int> result = QtConcurrent::run([&n] { return ++n; }); // expected-warning {{'n' is written by the task while this function can still read it}}
  use(n);
  result.waitForFinished();
}
void flagged_future_is_dropped() {
  int n = 0;
  QFuture<int> result = QtConcurrent::run([&n] { return ++n; }); // expected-warning {{'n' is captured by reference by a closure that can outlive it}}
}
void flagged_runnable(QThreadPool &pool) {
  Task task;
  task.setAutoDelete(false);
  pool.start(&task);
  use(task.hits);
  pool.waitForDone();
}
void flagged_in_the_pool(QThreadPool &pool) {
  int n = 0;
  pool.start([&n] { ++n; }); // expected-warning {{'n' is written by the task while this function can still read it}}
  use(n);
  pool.waitForDone();
}
void accepted_before_the_start() {
  int n = 0;
  Worker worker(&n);
  worker.hits = 1;
  worker.start();
  worker.wait();
  use(worker.hits);
}
void accepted_created_but_not_started() {
  int n = 0;
  QThread *thread = QThread::create([&n] { ++n; });
  n = 1;
  thread->start();
  thread->wait();
  use(n);
  delete thread;
}
int accepted_result() {
  int n = 0;
  QFuture<int> result = QtConcurrent::run([&n] { return ++n; });
  return result.result() + n;
}
void accepted_pool_waits(QThreadPool &pool) {
  int n = 0;
  pool.start([&n] { ++n; });
  pool.waitForDone();
  use(n);
}
void accepted_blocking(QVector<int> &values) {
  int n = 0;
  QtConcurrent::blockingMap(values, [](int &value) { ++value; });
  use(n + values[0]);
}
void accepted_copies(QThreadPool &pool) {
  int n = 0;
  pool.start([n] { use(n); });
  ++n;
}
