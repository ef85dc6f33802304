// The whole text of a finding: the order of the notes is part of it.
// RUN: not %sendsync %s -- %inc -std=c++20 -pthread 2>&1 | FileCheck --match-full-lines %s
#include <memory>
#include <sendsync/annotations.h>
#include <thread>

struct Job {
  int id = 0;
};

class JobQueue {
public:
  void push(std::unique_ptr<Job> SENDSYNC_SENDING job);
  std::unique_ptr<Job> pop();
};

void submit(JobQueue &queue) {
  auto job = std::make_unique<Job>();
  Job *raw = job.get();
  queue.push(std::move(job));
  raw->id = 1;
}

void run(std::unique_ptr<Job> job) {
  int &id = job->id;
  std::thread worker([job = std::move(job)] { job->id = 1; });
  id = 2;
  worker.join();
}

// CHECK:      {{.*}}use-after-send.text.cpp:21:8: warning: 'job->id' is changed after 'job' was handed to another thread [sendsync-use-after-send]
// CHECK-NEXT:    21 |   raw->id = 1;
// CHECK-NEXT:       |   ~~~~~^~
// CHECK-NEXT: {{.*}}use-after-send.text.cpp:20:9: note: 'push' takes it here
// CHECK-NEXT:    20 |   queue.push(std::move(job));
// CHECK-NEXT:       |         ^
// CHECK-NEXT: {{.*}}use-after-send.text.cpp:20:9: note: use it before, or copy what is needed afterwards
// CHECK-NEXT:    20 |   queue.push(std::move(job));
// CHECK-NEXT:       |         ^
// CHECK-NEXT: {{.*}}use-after-send.text.cpp:27:3: warning: 'job->id' is changed after 'job' was handed to another thread [sendsync-use-after-send]
// CHECK-NEXT:    27 |   id = 2;
// CHECK-NEXT:       |   ^~
// CHECK-NEXT: {{.*}}use-after-send.text.cpp:26:15: note: the closure runs on the thread spawned here
// CHECK-NEXT:    26 |   std::thread worker([job = std::move(job)] { job->id = 1; });
// CHECK-NEXT:       |               ^
// CHECK-NEXT: {{.*}}use-after-send.text.cpp:26:15: note: use it before, or copy what is needed afterwards
// CHECK-NEXT:    26 |   std::thread worker([job = std::move(job)] { job->id = 1; });
// CHECK-NEXT:       |               ^
