// RUN: %clang_plugin -std=c++20 -pthread %inc -Xclang -verify %s \
// RUN:   -fplugin-arg-sendsync-models=%inputs/pool-models.yaml \
// RUN:   -Xclang -verify-ignore-unexpected=note
#include <sendsync/annotations.h>
#include <atomic>
#include <condition_variable>
#include <cstdlib>
#include <deque>
#include <future>
#include <memory>
#include <mutex>
#include <queue>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

struct Job {
  int id = 0;
  bool cancelled = false;
  std::atomic<bool> done{false};
  void stop() { cancelled = true; }
};
void work(int);
bool coin();
void unseen();

/// A queue between threads, known by its body.
template <typename T> class Channel {
public:
  void put(T value) {
    {
      std::lock_guard<std::mutex> lock(mutex_);
      items_.push_back(std::move(value));
    }
    changed_.notify_one();
  }
  T take() {
    std::unique_lock<std::mutex> lock(mutex_);
    changed_.wait(lock, [this] { return !items_.empty(); });
    T value = std::move(items_.front());
    items_.pop_front();
    return value;
  }

private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<T> items_;
};
void consume(Channel<std::unique_ptr<Job>> &channel) {
  work(channel.take()->id);
}
void consume(Channel<std::vector<int>> &channel) { work(channel.take()[0]); }
void consume(Channel<std::string> &channel) { channel.take(); }

void flagged_raw_pointer(Channel<std::unique_ptr<Job>> &channel) {
  auto job = std::make_unique<Job>();
  Job *raw = job.get();
  channel.put(std::move(job));
  raw->cancelled = true; // expected-warning {{'job->cancelled' is changed after 'job' was handed to another thread [sendsync-use-after-send]}}
}

void flagged_reference_read(Channel<std::unique_ptr<Job>> &channel) {
  auto job = std::make_unique<Job>();
  Job &same = *job;
  channel.put(std::move(job));
  work(same.id); // expected-warning {{'job->id' is used after 'job' was handed to another thread}}
}

void flagged_method(Channel<std::unique_ptr<Job>> &channel,
                    std::unique_ptr<Job> job) {
  Job *raw = job.get();
  channel.put(std::move(job));
  raw->stop(); // expected-warning {{'*job' is used after 'job' was handed to another thread}}
}

void flagged_moved_from(Channel<std::unique_ptr<Job>> &channel) {
  auto job = std::make_unique<Job>();
  channel.put(std::move(job));
  job->id = 1; // expected-warning {{'job->id' is changed after 'job' was handed to another thread}}
}

void flagged_second_owner(Channel<std::unique_ptr<Job>> &channel) {
  auto job = std::make_unique<Job>();
  Job *raw = job.get();
  std::unique_ptr<Job> other = std::move(job);
  channel.put(std::move(other));
  raw->id = 1; // expected-warning {{'job->id' is changed after 'job' was handed to another thread}}
}

void flagged_elements(Channel<std::vector<int>> &channel,
                      std::vector<int> values) {
  int &first = values[0];
  channel.put(std::move(values));
  first = 1; // expected-warning {{'values[0]' is changed after 'values' was handed to another thread}}
}

void flagged_characters(Channel<std::string> &channel, std::string text) {
  const char *characters = text.c_str();
  channel.put(std::move(text));
  work(characters[0]); // expected-warning {{is used after 'text' was handed to another thread}}
}

void flagged_into_thread(std::unique_ptr<Job> job) {
  Job *raw = job.get();
  std::thread worker([job = std::move(job)] { work(job->id); });
  raw->cancelled = true; // expected-warning {{'job->cancelled' is changed after 'job' was handed to another thread}}
  worker.join();
}

void flagged_on_one_path(Channel<std::unique_ptr<Job>> &channel) {
  auto job = std::make_unique<Job>();
  Job *raw = job.get();
  if (coin())
    channel.put(std::move(job));
  raw->id = 2; // expected-warning {{'job->id' is changed}}
}

void hand_over(std::unique_ptr<Job> SENDSYNC_SENDING job);
void flagged_annotated() {
  auto job = std::make_unique<Job>();
  Job *raw = job.get();
  hand_over(std::move(job));
  raw->id = 2; // expected-warning {{'job->id' is changed}}
}

class JobQueue {
public:
  void push(std::unique_ptr<Job> job);
  bool pop(std::unique_ptr<Job> &job);
};
void flagged_by_its_model(JobQueue &queue) {
  auto job = std::make_unique<Job>();
  Job *raw = job.get();
  queue.push(std::move(job));
  raw->id = 2; // expected-warning {{'job->id' is changed}}
}

/// Its name alone says nothing.
class WorkQueue {
public:
  void push(std::unique_ptr<Job> job);
  bool pop(std::unique_ptr<Job> &job);
};
void accepted_by_its_name(WorkQueue &queue) {
  auto job = std::make_unique<Job>();
  Job *raw = job.get();
  queue.push(std::move(job));
  raw->id = 2;
}

class RawQueue {
public:
  void put(Job *job) {
    std::lock_guard<std::mutex> lock(mutex_);
    jobs_.push_back(job);
  }
  Job *take() {
    std::lock_guard<std::mutex> lock(mutex_);
    Job *job = jobs_.back();
    jobs_.pop_back();
    return job;
  }

private:
  std::mutex mutex_;
  std::vector<Job *> jobs_;
};

void flagged_plain_pointer(RawQueue &queue) {
  Job *job = static_cast<Job *>(std::malloc(sizeof(Job)));
  job->id = 1;
  queue.put(job);
  job->id = 2; // expected-warning {{'job->id' is changed after its object was handed to another thread}}
}

void accepted_plain_pointer_read(RawQueue &queue) {
  Job *job = static_cast<Job *>(std::malloc(sizeof(Job)));
  queue.put(job);
  work(job->id);
}

void accepted_plain_pointer_of_caller(RawQueue &queue, Job *job) {
  queue.put(job);
  job->id = 2;
}

void accepted_before(Channel<std::unique_ptr<Job>> &channel) {
  auto job = std::make_unique<Job>();
  Job *raw = job.get();
  raw->id = 1;
  int id = job->id;
  channel.put(std::move(job));
  work(id);
}

void accepted_new_value(Channel<std::unique_ptr<Job>> &channel) {
  auto job = std::make_unique<Job>();
  channel.put(std::move(job));
  job = std::make_unique<Job>();
  job->cancelled = true;
}

void accepted_loop(Channel<std::unique_ptr<Job>> &channel) {
  for (int i = 0; i != 3; ++i) {
    auto job = std::make_unique<Job>();
    job->id = i;
    channel.put(std::move(job));
  }
}

void accepted_test(Channel<std::unique_ptr<Job>> &channel,
                   std::unique_ptr<Job> job) {
  channel.put(std::move(job));
  if (!job)
    work(1);
  job.reset();
}

void accepted_other_branch(Channel<std::unique_ptr<Job>> &channel,
                           std::unique_ptr<Job> job, bool send) {
  if (send)
    channel.put(std::move(job));
  if (!send)
    job->id = 2;
}

void accepted_returned(Channel<std::unique_ptr<Job>> &channel,
                       std::unique_ptr<Job> job) {
  if (coin()) {
    channel.put(std::move(job));
    return;
  }
  job->id = 2;
}

void accepted_cleared(Channel<std::vector<int>> &channel) {
  std::vector<int> batch;
  for (int i = 0; i != 100; ++i) {
    batch.push_back(i);
    if (batch.size() == 10) {
      channel.put(std::move(batch));
      batch.clear();
    }
  }
}

void accepted_copied(Channel<std::vector<int>> &channel,
                     std::vector<int> values) {
  int &first = values[0];
  channel.put(values);
  first = 1;
}

void accepted_joined(std::unique_ptr<Job> job) {
  Job *raw = job.get();
  auto back = std::async(std::launch::async, [job = std::move(job)]() mutable {
    job->id = 2;
    return std::move(job);
  });
  auto again = back.get();
  raw->id = 3;
}

void accepted_atomic(Channel<std::unique_ptr<Job>> &channel) {
  auto job = std::make_unique<Job>();
  Job *raw = job.get();
  channel.put(std::move(job));
  raw->done = true;
}

void accepted_may_wait(Channel<std::unique_ptr<Job>> &channel) {
  auto job = std::make_unique<Job>();
  Job *raw = job.get();
  channel.put(std::move(job));
  unseen();
  raw->id = 1;
}

void accepted_own_container() {
  std::vector<std::unique_ptr<Job>> jobs;
  auto job = std::make_unique<Job>();
  Job *raw = job.get();
  jobs.push_back(std::move(job));
  raw->id = 1;
}

void accepted_shared(Channel<std::unique_ptr<Job>> &,
                     std::shared_ptr<Job> job) {
  Job *raw = job.get();
  std::thread worker([job = std::move(job)] { work(job->id); });
  raw->done = true;
  worker.join();
}

/// Not between threads.
class Stack {
public:
  void put(std::unique_ptr<Job> job) { jobs_.push_back(std::move(job)); }
  std::unique_ptr<Job> take() {
    auto job = std::move(jobs_.back());
    jobs_.pop_back();
    return job;
  }

private:
  std::vector<std::unique_ptr<Job>> jobs_;
};
void accepted_stack(Stack &stack) {
  auto job = std::make_unique<Job>();
  Job *raw = job.get();
  stack.put(std::move(job));
  raw->id = 1;
}

/// Jobs stay here; nothing takes them out.
class Registry {
public:
  void add(std::unique_ptr<Job> job) {
    std::lock_guard<std::mutex> lock(mutex_);
    jobs_.push_back(std::move(job));
  }
  size_t size() {
    std::lock_guard<std::mutex> lock(mutex_);
    return jobs_.size();
  }

private:
  std::mutex mutex_;
  std::vector<std::unique_ptr<Job>> jobs_;
};
void accepted_registry(Registry &registry) {
  auto job = std::make_unique<Job>();
  Job *raw = job.get();
  registry.add(std::move(job));
  raw->id = 1;
}

class LockedQueue {
public:
  void accepted_under_lock(std::unique_ptr<Job> job) {
    Job *raw = job.get();
    std::lock_guard<std::recursive_mutex> lock(mutex_);
    put(std::move(job));
    raw->id = 1;
  }
  void put(std::unique_ptr<Job> job) {
    std::lock_guard<std::recursive_mutex> lock(mutex_);
    jobs_.push_back(std::move(job));
  }
  std::unique_ptr<Job> take() {
    std::lock_guard<std::recursive_mutex> lock(mutex_);
    auto job = std::move(jobs_.back());
    jobs_.pop_back();
    return job;
  }

private:
  std::recursive_mutex mutex_;
  std::vector<std::unique_ptr<Job>> jobs_;
};
