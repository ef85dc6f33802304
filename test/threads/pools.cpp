// Pools of shapes that are common: none of them has a model.
// RUN: %clang_plugin -std=c++17 -pthread -Wno-deprecated-declarations %inc \
// RUN:   -Xclang -verify %s -Xclang -verify-ignore-unexpected=note
#include <atomic>
#include <condition_variable>
#include <functional>
#include <future>
#include <list>
#include <memory>
#include <mutex>
#include <queue>
#include <thread>
#include <vector>

void use(int);

//===-- A queue of pointers, a class of its own ---------------------------===//

template <class T> class Queue {
public:
  void push(const T &value) {
    std::lock_guard<std::mutex> lock(mutex);
    items.push(value);
  }
  bool pop(T &value) {
    std::lock_guard<std::mutex> lock(mutex);
    if (items.empty())
      return false;
    value = items.front();
    items.pop();
    return true;
  }

private:
  std::queue<T> items;
  std::mutex mutex;
};

class ByPointer {
public:
  explicit ByPointer(int width) {
    threads.resize(width);
    for (int i = 0; i < width; ++i)
      start(i);
  }
  ~ByPointer() {
    {
      std::lock_guard<std::mutex> lock(mutex);
      done = true;
    }
    changed.notify_all();
    for (auto &thread : threads)
      thread->join();
  }
  template <class F> auto push(F &&f) {
    using Result = decltype(f(0));
    auto task = std::make_shared<std::packaged_task<Result(int)>>(std::forward<F>(f));
    queue.push(new std::function<void(int)>([task](int id) { (*task)(id); }));
    std::lock_guard<std::mutex> lock(mutex);
    changed.notify_one();
    return task->get_future();
  }

private:
  void start(int i) {
    auto body = [this, i] {
      std::function<void(int)> *task = nullptr;
      bool found = queue.pop(task);
      while (true) {
        while (found) {
          std::unique_ptr<std::function<void(int)>> owner(task);
          (*task)(i);
          found = queue.pop(task);
        }
        std::unique_lock<std::mutex> lock(mutex);
        changed.wait(lock, [&] {
          found = queue.pop(task);
          return found || done;
        });
        if (!found)
          return;
      }
    };
    threads[i].reset(new std::thread(body));
  }
  std::vector<std::unique_ptr<std::thread>> threads;
  Queue<std::function<void(int)> *> queue;
  std::atomic<bool> done{false};
  std::mutex mutex;
  std::condition_variable changed;
};

void flagged_by_pointer(ByPointer &pool) {
  int n = 0;
  auto result = pool.push([&n](int) { ++n; }); // expected-warning {{'n' is written by the task while this function can still read it}}
  use(n);
  result.get();
}
void accepted_by_pointer(ByPointer &pool) {
  int n = 0;
  auto result = pool.push([&n](int) { ++n; });
  result.get();
  use(n);
}

//===-- Threads in an array, a lock that is given up for the task ---------===//

class InArray {
public:
  explicit InArray(unsigned width)
      : width(width), threads(std::make_unique<std::thread[]>(width)) {
    for (unsigned i = 0; i < width; ++i)
      threads[i] = std::thread(&InArray::work, this);
  }
  ~InArray() {
    wait();
    {
      std::lock_guard<std::mutex> lock(mutex);
      stopped = true;
    }
    changed.notify_all();
    for (unsigned i = 0; i < width; ++i)
      threads[i].join();
  }
  template <class F> void add(F &&task) {
    {
      std::scoped_lock lock(mutex);
      tasks.emplace(std::forward<F>(task));
    }
    changed.notify_one();
  }
  template <class F, class... A> void addWith(F &&f, A &&...a) {
    add(std::bind(std::forward<F>(f), std::forward<A>(a)...));
  }
  template <class F> std::future<void> submit(F &&f) {
    auto promise = std::make_shared<std::promise<void>>();
    add([f = std::forward<F>(f), promise] {
      f();
      promise->set_value();
    });
    return promise->get_future();
  }
  void wait() {
    std::unique_lock lock(mutex);
    idle.wait(lock, [this] { return !running && tasks.empty(); });
  }

private:
  void work() {
    std::unique_lock lock(mutex);
    while (true) {
      changed.wait(lock, [this] { return !tasks.empty() || stopped; });
      if (stopped)
        break;
      std::function<void()> task = std::move(tasks.front());
      tasks.pop();
      ++running;
      lock.unlock();
      task();
      lock.lock();
      --running;
      idle.notify_all();
    }
  }
  unsigned width;
  std::unique_ptr<std::thread[]> threads;
  std::mutex mutex;
  std::condition_variable changed, idle;
  std::queue<std::function<void()>> tasks;
  std::atomic<bool> stopped{false};
  int running = 0;
};

void flagged_in_array(InArray &pool) {
  int n = 0;
  pool.add([&n] { ++n; }); // expected-warning {{'n' is written by the task while this function can still read it}}
  use(n);
  pool.wait();
}
void flagged_with_arguments(InArray &pool) {
  int n = 0;
  pool.addWith([](int &x) { ++x; }, std::ref(n)); // expected-warning {{'n' is written by the task while this function can still read it}}
  use(n);
  pool.wait();
}
void flagged_with_a_promise(InArray &pool) {
  int n = 0;
  auto result = pool.submit([&n] { ++n; }); // expected-warning {{'n' is written by the task while this function can still read it}}
  use(n);
  result.get();
}
void accepted_in_array(InArray &pool) {
  int n = 0;
  pool.add([&n] { ++n; });
  pool.wait();
  use(n);
}
void accepted_with_arguments(InArray &pool) {
  int n = 0;
  pool.addWith([](int x) { use(x); }, n);
  n = 1;
  pool.wait();
}

//===-- One thread takes all that is there --------------------------------===//

class Batches {
public:
  Batches() : thread(&Batches::loop, this) {}
  ~Batches() {
    send([this] { quit = true; });
    thread.join();
  }
  void send(std::function<void()> message) {
    std::lock_guard<std::mutex> lock(mutex);
    incoming.push_back(std::move(message));
    filled.notify_one();
  }

private:
  void loop() {
    while (!quit) {
      std::list<std::function<void()>> batch;
      {
        std::unique_lock<std::mutex> lock(mutex);
        filled.wait(lock, [this] { return !incoming.empty(); });
        std::swap(batch, incoming);
      }
      for (auto &message : batch)
        message();
    }
  }
  std::mutex mutex;
  std::condition_variable filled;
  std::list<std::function<void()>> incoming;
  bool quit = false;
  std::thread thread;
};

void flagged_sent(Batches &batches) {
  int n = 0;
  batches.send([&n] { ++n; }); // expected-warning {{'n' is captured by reference by a closure that can outlive it}}
}
void accepted_one_after_the_other(Batches &batches) {
  static int n = 0;
  batches.send([] { ++n; });
  batches.send([] { ++n; });
}
