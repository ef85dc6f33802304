// Linked records: objects by their own names, and what is left running.
// RUN: %sendsync --dump=program --checks=-* %s -- -std=c++17 | FileCheck %s
#include <mutex>
#include <thread>

struct Counter {
  std::mutex mu;
  int hits = 0;
  void hit() {
    std::lock_guard<std::mutex> lock(mu);
    ++hits;
  }
};
// CHECK: record Counter::hit
// CHECK-NEXT: write this hits {mu}
// CHECK-NEXT: write this mu {}

class Worker {
public:
  explicit Worker(Counter &c) : counter_(c) {}
  void start() {
    thread_ = std::thread([this] { counter_.hit(); });
  }
  void stop() { thread_.join(); }

private:
  Counter &counter_;
  std::thread thread_;
};
// CHECK: record Worker::Worker
// CHECK-NEXT: refers this counter_ to parameter 0
// CHECK: record Worker::start
// CHECK: left running the closure
// CHECK-NEXT: write this counter_->hits {counter_->mu} in a callee

class Service {
public:
  Service() : worker_(counter_) {}
  void run() { worker_.start(); }

private:
  Counter counter_;
  Worker worker_;
};
// CHECK: record Service::Service
// CHECK-NEXT: refers this worker_.counter_ to this counter_
// CHECK: record Service::run
// CHECK: left running the closure
// CHECK-NEXT: write this counter_.hits {counter_.mu} in a callee
