// Functions whose bodies show that they start work: what they are for a caller.
// RUN: %clang_plugin -std=c++17 -pthread -Wno-deprecated-declarations %inc \
// RUN:   -Xclang -verify %s \
// RUN:   -Xclang -verify-ignore-unexpected=note
#include <condition_variable>
#include <deque>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <queue>
#include <thread>
#include <utility>
#include <vector>

void use(int);

//===-- Straight to a boundary --------------------------------------------===//

template <class F> void runDetached(F f) { std::thread(std::move(f)).detach(); }
template <class F> std::thread start(F &&f) {
  return std::thread(std::forward<F>(f));
}
template <class F> auto compute(F &&f) {
  return std::async(std::launch::async, std::forward<F>(f));
}
template <class F> void parallel(int n, F f) {
  std::vector<std::thread> threads;
  for (int i = 0; i < n; ++i)
    threads.emplace_back([&f, i] { f(i); });
  for (std::thread &thread : threads)
    thread.join();
}
void named(std::function<void()> work) {
  auto named = [work = std::move(work)] {
    use(0);
    work();
  };
  std::thread(named).detach();
}
void inPlace(std::function<void()> work) { work(); }
void guarded(std::function<void()> work) {
  static std::mutex mutex;
  std::thread([work] {
    std::lock_guard<std::mutex> lock(mutex);
    work();
  }).detach();
}
template <class F, class... A> std::thread startWith(F &&f, A &&...a) {
  return std::thread(std::forward<F>(f), std::forward<A>(a)...);
}
void throughAnother(std::function<void()> work) { named(std::move(work)); }

void flagged_detached() {
  int n = 0;
  runDetached([&n] { ++n; }); // expected-warning {{'n' is captured by reference by a closure that can outlive it}}
}
void flagged_bound_to_a_name() {
  int n = 0;
  named([&n] { ++n; }); // expected-warning {{'n' is captured by reference by a closure that can outlive it}}
}
void flagged_two_wrappers() {
  int n = 0;
  throughAnother([&n] { ++n; }); // expected-warning {{'n' is captured by reference by a closure that can outlive it}}
}
void flagged_returned_thread() {
  int n = 0;
  std::thread thread = start([&n] { ++n; }); // expected-warning {{'n' is written by the new thread while this function can still read it}}
  use(n);
  thread.join();
}
void flagged_returned_future() {
  int n = 0;
  auto result = compute([&n] { return ++n; }); // expected-warning {{'n' is written by the new thread while this function can still read it}}
  use(n);
  use(result.get());
}
void count(int &n) {
  ++n; // expected-warning {{'n' is written by the new thread while this function can still read it}}
}
void flagged_arguments() {
  int n = 0;
  std::thread thread = startWith(count, std::ref(n));
  use(n);
  thread.join();
}
void accepted_joined_inside(std::vector<int> &results) {
  int seen = 0;
  parallel(4, [&](int i) { results[i] = i; });
  use(seen + results[0]);
}
void accepted_joined_outside() {
  int n = 0;
  std::thread thread = start([&n] { ++n; });
  thread.join();
  use(n);
}
int accepted_future_waits() {
  int n = 0;
  auto result = compute([&n] { return ++n; });
  return result.get() + n;
}
void accepted_in_place() {
  int n = 0;
  inPlace([&n] { ++n; });
  use(n);
}
void accepted_called_with_a_lock() {
  static int n = 0;
  guarded([] { ++n; });
}
void accepted_copies() {
  int n = 0;
  runDetached([n] { use(n); });
  ++n;
}

//===-- Pools -------------------------------------------------------------===//

class Pool {
public:
  explicit Pool(unsigned width) {
    for (unsigned i = 0; i < width; ++i)
      workers.emplace_back([this] { work(); });
  }
  ~Pool() {
    {
      std::lock_guard<std::mutex> lock(mutex);
      stopped = true;
    }
    changed.notify_all();
    for (std::thread &worker : workers)
      worker.join();
  }
  void post(std::function<void()> task) {
    {
      std::lock_guard<std::mutex> lock(mutex);
      tasks.push(std::move(task));
    }
    changed.notify_one();
  }
  template <class F, class... A> auto submit(F &&f, A &&...a) {
    using Result = std::invoke_result_t<F, A...>;
    auto task = std::make_shared<std::packaged_task<Result()>>(
        std::bind(std::forward<F>(f), std::forward<A>(a)...));
    std::future<Result> result = task->get_future();
    {
      std::lock_guard<std::mutex> lock(mutex);
      tasks.emplace([task] { (*task)(); });
    }
    changed.notify_one();
    return result;
  }
  void waitUntilIdle() {
    std::unique_lock<std::mutex> lock(mutex);
    changed.wait(lock, [this] { return tasks.empty() && running == 0; });
  }
  size_t width() const { return workers.size(); }

private:
  void work() {
    for (;;) {
      std::function<void()> task;
      {
        std::unique_lock<std::mutex> lock(mutex);
        changed.wait(lock, [this] { return stopped || !tasks.empty(); });
        if (tasks.empty())
          return;
        task = std::move(tasks.front());
        tasks.pop();
        ++running;
      }
      task();
      std::lock_guard<std::mutex> lock(mutex);
      --running;
      changed.notify_all();
    }
  }

  std::mutex mutex;
  std::condition_variable changed;
  std::queue<std::function<void()>> tasks;
  bool stopped = false;
  int running = 0;
  std::vector<std::thread> workers;
};

void flagged_posted(Pool &pool) {
  int n = 0;
  pool.post([&n] { ++n; }); // expected-warning {{'n' is captured by reference by a closure that can outlive it}} expected-warning {{'n' is written by the task while this function can still read it}}
  use(n);
}
void flagged_submitted(Pool &pool) {
  int n = 0;
  auto result = pool.submit([&n] { ++n; }); // expected-warning {{'n' is written by the task while this function can still read it}}
  use(n);
  result.wait();
}
void flagged_result_is_dropped(Pool &pool) {
  int n = 0;
  pool.submit([&n] { ++n; }); // expected-warning {{'n' is written by the task while this function can still read it}}
  use(n);
}
void flagged_two_tasks() {
  int n = 0;
  Pool pool(2);
  pool.post([&n] { ++n; }); // expected-warning {{'n' is written by the task while other work can write it}}
  pool.post([&n] { ++n; });
}
void flagged_posted_in_a_loop() {
  int n = 0;
  Pool pool(2);
  for (int i = 0; i < 4; ++i)
    pool.post([&n] { ++n; }); // expected-warning {{'n' is written by work that is started several times and can run at once}}
}
void flagged_before_the_wait(Pool &pool) {
  int n = 0;
  pool.post([&n] { ++n; }); // expected-warning {{'n' is written by the task while this function can still read it}}
  use(n);
  pool.waitUntilIdle();
}
void accepted_destroyed_pool_waits() {
  int n = 0;
  {
    Pool pool(2);
    pool.post([&n] { ++n; });
  }
  use(n);
}
void accepted_pool_is_asked_to_wait(Pool &pool) {
  int n = 0;
  pool.post([&n] { ++n; });
  pool.waitUntilIdle();
  use(n);
}
void accepted_future_of_a_task(Pool &pool) {
  int n = 0;
  pool.submit([&n] { ++n; }).wait();
  auto result = pool.submit([&n] { ++n; });
  result.get();
  use(n);
}
void accepted_pool_instead_of_future() {
  int n = 0;
  {
    Pool pool(2);
    auto result = pool.submit([&n] { ++n; });
  }
  use(n);
}
void accepted_guarded_tasks(Pool &pool) {
  int n = 0;
  std::mutex mutex;
  auto add = [&] {
    std::lock_guard<std::mutex> lock(mutex);
    ++n;
  };
  pool.post(add);
  pool.post(add);
  pool.waitUntilIdle();
}
void accepted_disjoint_results(Pool &pool) {
  std::vector<int> results(2);
  pool.post([&] { results[0] = 1; });
  pool.post([&] { results[1] = 1; });
  pool.waitUntilIdle();
}

/// One thread, which runs one task after the other.
class Serial {
public:
  Serial() : worker([this] { run(); }) {}
  ~Serial() {
    enqueue(nullptr);
    worker.join();
  }
  void enqueue(std::function<void()> task) {
    std::lock_guard<std::mutex> lock(mutex);
    tasks.push_back(std::move(task));
    filled.notify_one();
  }

private:
  std::function<void()> next() {
    std::unique_lock<std::mutex> lock(mutex);
    filled.wait(lock, [this] { return !tasks.empty(); });
    auto task = std::move(tasks.front());
    tasks.pop_front();
    return task;
  }
  void run() {
    while (auto task = next())
      task();
  }
  std::mutex mutex;
  std::condition_variable filled;
  std::deque<std::function<void()>> tasks;
  std::thread worker;
};

void flagged_serial_against_the_caller(Serial &serial) {
  static int n = 0;
  serial.enqueue([] { ++n; }); // expected-warning {{'n' is written by the task while this function can still read it}}
  use(n);
}
void accepted_serial_tasks() {
  int n = 0;
  Serial serial;
  serial.enqueue([&n] { ++n; });
  serial.enqueue([&n] { ++n; });
}

/// Tasks that are structures of callables and more.
class Jobs {
public:
  Jobs() {
    worker = std::thread(&Jobs::run, this);
  }
  ~Jobs() { worker.join(); }
  void add(int priority, std::function<void()> work) {
    Job job;
    job.priority = priority;
    job.work = std::move(work);
    std::lock_guard<std::mutex> lock(mutex);
    pending.push_back(std::move(job));
  }

private:
  struct Job {
    int priority = 0;
    std::function<void()> work;
  };
  void run() {
    std::vector<Job> mine;
    {
      std::lock_guard<std::mutex> lock(mutex);
      mine.swap(pending);
    }
    for (Job &job : mine)
      job.work();
  }
  std::mutex mutex;
  std::vector<Job> pending;
  std::thread worker;
};

void flagged_job(Jobs &jobs) {
  int n = 0;
  jobs.add(1, [&n] { ++n; }); // expected-warning {{'n' is captured by reference by a closure that can outlive it}}
}
void accepted_job(Jobs &jobs) {
  auto n = std::make_shared<int>(0);
  jobs.add(1, [n] { ++*n; });
}

//===-- Not boundaries ----------------------------------------------------===//

/// Only the keeping is visible.
class Signal {
public:
  void connect(std::function<void()> slot) { slots.push_back(std::move(slot)); }
  void emit() {
    for (auto &slot : slots)
      slot();
  }

private:
  std::vector<std::function<void()>> slots;
};
void accepted_only_kept(Signal &signal) {
  int n = 0;
  signal.connect([&n] { ++n; });
  signal.emit();
  use(n);
}

/// The worker calls its tasks while it holds the lock.
class Locked {
public:
  Locked() : worker([this] { run(); }) {}
  ~Locked() { worker.join(); }
  void post(std::function<void()> task) {
    std::lock_guard<std::mutex> lock(mutex);
    tasks.push(std::move(task));
  }
  std::mutex mutex;

private:
  void run() {
    std::lock_guard<std::mutex> lock(mutex);
    while (!tasks.empty()) {
      tasks.front()();
      tasks.pop();
    }
  }
  std::queue<std::function<void()>> tasks;
  std::thread worker;
};
void accepted_run_with_the_lock(Locked &pool) {
  static int n = 0;
  pool.post([] { ++n; });
  std::lock_guard<std::mutex> lock(pool.mutex);
  use(n);
}

/// Another body may run.
struct Executor {
  virtual ~Executor() = default;
  virtual void execute(std::function<void()> work) { std::thread(work).detach(); }
};
void accepted_virtual(Executor &executor) {
  int n = 0;
  executor.execute([&n] { ++n; });
  use(n);
}

/// What is set before the thread starts.
class Handler {
public:
  ~Handler() { thread.join(); }
  void set(std::function<void()> what) { handle = std::move(what); }
  void start() { thread = std::thread([this] { handle(); }); }

private:
  std::function<void()> handle;
  std::thread thread;
};
void accepted_set_before_the_start() {
  int n = 0;
  Handler handler;
  handler.set([&n] { ++n; });
  n = 1;
  handler.start();
}
