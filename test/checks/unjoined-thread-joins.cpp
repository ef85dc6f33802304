// Ways to join that are as good as a loop over all of them.
//
// RUN: %clang_plugin -std=c++20 -pthread -Xclang -verify %s
// expected-no-diagnostics
#include <algorithm>
#include <array>
#include <functional>
#include <future>
#include <latch>
#include <list>
#include <map>
#include <memory>
#include <optional>
#include <thread>
#include <vector>

void work(int);
bool coin();

void accepted_iterators() {
  int value = 0;
  std::list<std::thread> workers;
  for (int i = 0; i < 3; i++)
    workers.emplace_back([&] { work(value); });
  for (auto it = workers.begin(); it != workers.end(); ++it)
    it->join();
  value++;
}

void accepted_algorithm() {
  int value = 0;
  std::vector<std::thread> workers(3);
  for (auto &worker : workers)
    worker = std::thread([&] { work(value); });
  std::for_each(workers.begin(), workers.end(),
                [](std::thread &worker) { worker.join(); });
  value++;
}

void accepted_last_first() {
  int value = 0;
  std::vector<std::thread> workers;
  for (int i = 0; i < 3; i++)
    workers.emplace_back([&] { work(value); });
  while (!workers.empty()) {
    workers.back().join();
    workers.pop_back();
  }
  value++;
}

void accepted_by_key() {
  int value = 0;
  std::map<int, std::thread> workers;
  for (int i = 0; i < 3; i++)
    workers.emplace(i, [&] { work(value); });
  for (auto &entry : workers)
    entry.second.join();
  value++;
}

struct JoinsAll {
  std::vector<std::thread> &workers;
  ~JoinsAll() {
    for (auto &worker : workers)
      worker.join();
  }
};
void accepted_reference_is_kept() {
  int value = 0;
  std::vector<std::thread> workers;
  JoinsAll joins{workers};
  for (int i = 0; i < 3; i++)
    workers.emplace_back([&] { work(value); });
}

struct JoinsOne {
  std::thread worker;
  explicit JoinsOne(std::thread given) : worker(std::move(given)) {}
  ~JoinsOne() {
    if (worker.joinable())
      worker.join();
  }
};
void accepted_owner_joins() {
  int value = 0;
  { JoinsOne joins(std::thread([&] { work(value); })); }
  value = 1;
}

void accepted_heap() {
  int value = 0;
  std::thread *worker = new std::thread([&] { value++; });
  worker->join();
  value++;
  delete worker;
}

void accepted_owners_in_container() {
  int value = 0;
  std::vector<std::unique_ptr<std::thread>> workers;
  for (int i = 0; i < 3; i++)
    workers.push_back(std::make_unique<std::thread>([&] { work(value); }));
  for (auto &worker : workers)
    worker->join();
  value++;
}

void accepted_cleanup() {
  std::thread worker([] { work(1); });
  auto cleanup = std::shared_ptr<void>(nullptr, [&](void *) { worker.join(); });
}

void accepted_same_condition(bool start) {
  std::thread worker;
  if (start)
    worker = std::thread([] { work(1); });
  work(2);
  if (start)
    worker.join();
}

void accepted_latch() {
  int value = 0;
  std::latch done(1);
  std::thread worker([&] {
    value = 1;
    done.count_down();
  });
  done.wait();
  work(value);
  worker.join();
}

void accepted_container_moved() {
  std::vector<std::thread> workers;
  workers.emplace_back(work, 1);
  std::vector<std::thread> taken = std::move(workers);
  for (auto &worker : taken)
    worker.join();
}

struct AcceptedOptional {
  std::optional<std::thread> worker;
  void start() { worker.emplace(work, 1); }
  ~AcceptedOptional() {
    if (worker)
      worker->join();
  }
};
