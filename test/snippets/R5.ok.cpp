// RUN: %clang_plugin -std=c++20 -pthread %inc -I%inputs -Xclang -verify %s \
// RUN:   -fplugin-arg-sendsync-models=%inputs/pool-models.yaml
// expected-no-diagnostics
#include "snippets.h"

void submit(Queue<std::unique_ptr<Job>>& q) {
  auto job = std::make_unique<Job>();
  int id = job->id;                    // value copied out before the send
  q.push(std::move(job));
  use(id);
  job = std::make_unique<Job>();       // reinitialized
  job->cancelled = true;
}
