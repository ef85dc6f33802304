// RUN: %clang_plugin -std=c++20 -pthread %inc -I%inputs -Xclang -verify %s \
// RUN:   -fplugin-arg-sendsync-models=%inputs/pool-models.yaml \
// RUN:   -Xclang -verify-ignore-unexpected=note
#include "snippets.h"

void submit(Queue<std::unique_ptr<Job>>& q) {
  auto job = std::make_unique<Job>();
  Job* raw = job.get();
  q.push(std::move(job));
  raw->cancelled = true; // expected-warning {{'job->cancelled' is changed after 'job' was handed to another thread [sendsync-use-after-send]}}
}
