// Boost.Lockfree: what is pushed belongs to the other side.
// REQUIRES: boost
// RUN: %clang_plugin -std=c++17 -pthread %inc -Xclang -verify %s -Xclang -verify-ignore-unexpected=note
#include <boost/lockfree/queue.hpp>
#include <cstdlib>

struct Job {
  int id;
};

void flagged_after_push(boost::lockfree::queue<Job *> &queue) {
  auto *job = static_cast<Job *>(std::malloc(sizeof(Job)));
  job->id = 1;
  queue.push(job);
  job->id = 2; // expected-warning {{'job->id' is changed after its object was handed to another thread [sendsync-use-after-send]}}
}

void accepted_filled_before(boost::lockfree::queue<Job *> &queue) {
  auto *job = static_cast<Job *>(std::malloc(sizeof(Job)));
  job->id = 1;
  queue.push(job);
}
