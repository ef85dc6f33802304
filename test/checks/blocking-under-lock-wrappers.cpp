// What the work does with locks does not tell how far it is.
// RUN: %sendsync --checks=blocking-under-lock %s -- -std=c++20 %inc \
// RUN:   -Xclang -verify -Xclang -verify-ignore-unexpected=note
#include <mutex>
#include <thread>

class Gate {
public:
  void shut() { m_.lock(); }
  void open() { m_.unlock(); }

private:
  std::mutex m_;
};

class Worker {
public:
  Worker() { thread_ = std::thread([this] { run(); }); }
  void flagged_stop() {
    gate_.shut();
    done_ = true;
    thread_.join(); // expected-warning {{waiting for 'thread_' with}}
    gate_.open();
  }
  void accepted_stop() {
    gate_.shut();
    done_ = true;
    gate_.open();
    thread_.join();
  }
  void accepted_looks() {
    gate_.shut();
    if (finished_)
      thread_.join();
    gate_.open();
  }

private:
  void run() {
    for (;;) {
      gate_.shut();
      bool done = done_;
      finished_ = done;
      gate_.open();
      if (done)
        return;
    }
  }
  Gate gate_;
  bool done_ = false, finished_ = false;
  std::thread thread_;
};
