// An exception between the start and the join.
//
// RUN: %clang_plugin -std=c++20 -pthread -Xclang -verify %s \
// RUN:   -fplugin-arg-sendsync-level=checked \
// RUN:   -Xclang -verify-ignore-unexpected=note
#include <memory>
#include <stdexcept>
#include <thread>
#include <vector>

void work();
bool coin();
void check(bool ok) {
  if (!ok)
    throw std::runtime_error("failed");
}
void handled() {
  try {
    check(false);
  } catch (const std::exception &) {
  }
}

void flagged_throw() {
  std::thread worker(work);
  if (coin())
    throw std::runtime_error("failed"); // expected-warning {{'worker' is still joinable if an exception is thrown here; that calls std::terminate [sendsync-unjoined-thread]}}
  worker.join();
}

void flagged_thrown_by_call() {
  std::thread worker(work);
  check(coin()); // expected-warning {{'worker' is still joinable if an exception is thrown here}}
  worker.join();
}

void accepted_before() {
  check(coin());
  std::thread worker(work);
  worker.join();
}

void accepted_after() {
  std::thread worker(work);
  worker.join();
  check(coin());
}

void accepted_caught() {
  std::thread worker(work);
  try {
    check(coin());
  } catch (...) {
    worker.join();
    throw;
  }
  worker.join();
}

void accepted_handled_inside() {
  std::thread worker(work);
  handled();
  worker.join();
}

void accepted_joins_itself() {
  std::jthread worker(work);
  check(coin());
}

void accepted_detached() {
  std::thread worker(work);
  worker.detach();
  check(coin());
}

void flagged_on_the_heap() {
  auto worker = std::make_unique<std::thread>(work);
  if (coin())
    return; // expected-warning {{'*worker' is still joinable when it is destroyed here}}
  worker->join();
}

void accepted_joined_on_the_heap() {
  auto worker = std::make_unique<std::thread>(work);
  worker->join();
}

class FlaggedMembers {
public:
  void start() { workers_.emplace_back(work); }

private:
  std::vector<std::thread> workers_; // expected-warning {{nothing in 'FlaggedMembers' joins or detaches 'workers_'}}
};

class AcceptedMembers {
public:
  void start() { workers_.emplace_back(work); }
  ~AcceptedMembers() {
    for (std::thread &worker : workers_)
      worker.join();
  }

private:
  std::vector<std::thread> workers_;
};
