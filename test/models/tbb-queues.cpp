// oneTBB: what is pushed belongs to the other side.
// REQUIRES: tbb
// RUN: %clang_plugin -std=c++17 -pthread %inc -Xclang -verify %s -Xclang -verify-ignore-unexpected=note
#include <memory>
#include <oneapi/tbb/concurrent_queue.h>

struct Job {
  int id = 0;
};

void flagged_after_push(tbb::concurrent_queue<std::unique_ptr<Job>> &queue) {
  auto job = std::make_unique<Job>();
  Job *raw = job.get();
  queue.push(std::move(job));
  raw->id = 1; // expected-warning {{'job->id' is changed after 'job' was handed to another thread [sendsync-use-after-send]}}
}

void flagged_bounded(tbb::concurrent_bounded_queue<std::unique_ptr<Job>> &queue,
                     std::unique_ptr<Job> job) {
  Job &same = *job;
  queue.push(std::move(job));
  same.id = 1; // expected-warning {{'job->id' is changed after 'job' was handed to another thread}}
}

void accepted_new_job(tbb::concurrent_queue<std::unique_ptr<Job>> &queue) {
  auto job = std::make_unique<Job>();
  queue.push(std::move(job));
  job = std::make_unique<Job>();
  job->id = 1;
}
