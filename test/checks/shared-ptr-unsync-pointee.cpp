// RUN: %clang_plugin -std=c++20 -pthread %inc -Xclang -verify %s \
// RUN:   -Xclang -verify-ignore-unexpected=note
// RUN: %sendsync %s -- -std=c++20 %inc -Xclang -verify \
// RUN:   -Xclang -verify-ignore-unexpected=note
#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

using Counts = std::map<std::string, int>;
void use(int);

void flagged_two_threads() {
  auto stats = std::make_shared<Counts>();
  std::thread a([stats] {
    (*stats)["a"]++; // expected-warning {{'*stats' is written by the new thread while other work can write it [sendsync-shared-ptr-unsync-pointee]}}
  });
  std::thread b([stats] { (*stats)["b"]++; });
  a.join();
  b.join();
}
void flagged_starter_reads() {
  auto stats = std::make_shared<Counts>();
  std::thread a([stats] {
    stats->clear(); // expected-warning {{'*stats' is written by the new thread while this function can still read it}}
  });
  use(stats->size());
  a.join();
}
struct Job {
  int progress = 0;
};
void flagged_member() {
  auto job = std::make_shared<Job>();
  std::thread a([job] {
    job->progress = 1; // expected-warning {{'job->progress' is written by the new thread}}
  });
  use(job->progress);
  a.join();
}
void flagged_in_a_loop() {
  auto job = std::make_shared<Job>();
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([job] {
      job->progress++; // expected-warning {{'job->progress' is written by work that is started several times}}
    });
  for (auto &thread : threads)
    thread.join();
}
void flagged_copy_with_another_name() {
  auto stats = std::make_shared<Counts>();
  std::thread a([mine = stats] {
    mine->clear(); // expected-warning {{is written by the new thread}}
  });
  stats->clear();
  a.join();
}

void accepted_const() {
  auto stats = std::make_shared<const Counts>();
  std::thread a([stats] { use(stats->size()); });
  std::thread b([stats] { use(stats->size()); });
  a.join();
  b.join();
}
struct Locked {
  std::mutex mutex;
  int count = 0;
};
void accepted_lock_in_the_object() {
  auto job = std::make_shared<Locked>();
  std::thread a([job] {
    std::lock_guard<std::mutex> lock(job->mutex);
    ++job->count;
  });
  {
    std::lock_guard<std::mutex> lock(job->mutex);
    ++job->count;
  }
  a.join();
}
void accepted_after_the_join() {
  auto job = std::make_shared<Job>();
  std::thread a([job] { job->progress = 1; });
  a.join();
  use(job->progress);
}
void accepted_atomic_pointee() {
  auto count = std::make_shared<std::atomic<int>>(0);
  std::thread a([count] { ++*count; });
  ++*count;
  a.join();
}
void accepted_objects_of_their_own() {
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    auto job = std::make_shared<Job>();
    threads.emplace_back([job] { job->progress++; });
  }
  for (auto &thread : threads)
    thread.join();
}
