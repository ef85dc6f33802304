// What takes long under a lock that others want: level `checked`.
// RUN: %sendsync --level=checked --checks=blocking-under-lock %s -- -std=c++20 \
// RUN:   %inc -Xclang -verify -Xclang -verify-ignore-unexpected=note
// RUN: %sendsync --checks=blocking-under-lock %s -- -std=c++20 %inc
#include <condition_variable>
#include <cstdio>
#include <future>
#include <latch>
#include <mutex>
#include <poll.h>
#include <shared_mutex>
#include <sys/socket.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

bool coin();
std::mutex plain;
void usesPlain() { std::lock_guard lock(plain); }
void slow() { usleep(10); }
void slower() { slow(); }
void maybeSlow() {
  if (coin())
    usleep(10);
}

class Cache {
public:
  int size() {
    std::lock_guard lock(mu_);
    return size_;
  }
  void flagged_sleep() {
    std::lock_guard lock(mu_);
    std::this_thread::sleep_for(std::chrono::seconds(1)); // expected-warning {{'sleep_for' sleeps while 'mu_' is held [sendsync-blocking-under-lock]}}
  }
  void flagged_posix(int socket, char *data) {
    std::unique_lock lock(mu_);
    recv(socket, data, 10, 0); // expected-warning {{'recv' waits for input or output while 'mu_' is held}}
    fsync(socket);             // expected-warning {{'fsync' waits for input or output while 'mu_' is held}}
    lock.unlock();
    sleep(1);
  }
  void flagged_process(pid_t child) {
    mu_.lock();
    waitpid(child, nullptr, 0); // expected-warning {{'waitpid' waits for another process while 'mu_' is held}}
    mu_.unlock();
  }
  int flagged_future(std::future<int> &answer) {
    std::lock_guard lock(mu_);
    return answer.get(); // expected-warning {{'get' waits for another thread while 'mu_' is held}}
  }
  void flagged_join(std::thread &worker) {
    std::lock_guard lock(mu_);
    worker.join(); // expected-warning {{'join' waits for another thread while 'mu_' is held}}
  }
  void flagged_latch(std::latch &done) {
    std::lock_guard lock(mu_);
    done.wait(); // expected-warning {{'wait' waits for another thread while 'mu_' is held}}
  }
  void flagged_wait_under_second_lock() {
    std::lock_guard first(plain);
    std::unique_lock lock(mu_);
    changed_.wait(lock); // expected-warning {{'wait' waits for another thread while 'plain' is held}}
  }
  void flagged_callee() {
    std::lock_guard lock(mu_);
    slower(); // expected-warning {{'slower' sleeps while 'mu_' is held}}
  }
  void flagged_poll(pollfd *fds) {
    std::lock_guard lock(mu_);
    poll(fds, 1, 100); // expected-warning {{'poll' waits for input or output while 'mu_' is held}}
  }

  void accepted_unlocked() {
    { std::lock_guard lock(mu_); size_ = 0; }
    sleep(1);
  }
  void accepted_wait() {
    std::unique_lock lock(mu_);
    changed_.wait(lock, [this] { return size_ > 0; });
    changed_.wait_for(lock, std::chrono::seconds(1));
  }
  void accepted_wait_through_callee() {
    std::unique_lock lock(mu_);
    waitFor(lock);
  }
  void waitFor(std::unique_lock<std::mutex> &lock) { changed_.wait(lock); }
  void accepted_poll_without_waiting(pollfd *fds) {
    std::lock_guard lock(mu_);
    poll(fds, 1, 0);
  }
  void accepted_callee_may_block() {
    std::lock_guard lock(mu_);
    maybeSlow();
  }
  void accepted_callee_unlocks_first() {
    mu_.lock();
    unlockAndSleep();
  }
  void unlockAndSleep() {
    mu_.unlock();
    sleep(1);
  }
  void accepted_output(int fd) {
    std::lock_guard lock(mu_);
    write(fd, "x", 1);
    std::printf("%d\n", size_);
  }
  void accepted_started_elsewhere() {
    std::lock_guard lock(mu_);
    std::thread([] { sleep(1); }).detach();
  }
  // Nobody else takes this one.
  void accepted_own_lock() {
    std::lock_guard lock(writing_);
    fsync(1);
  }
  void accepted_try() {
    if (!mu_.try_lock())
      sleep(1);
    else
      mu_.unlock();
  }

private:
  std::mutex mu_, writing_;
  std::condition_variable changed_;
  int size_ = 0;
};
void accepted_local_lock() {
  std::mutex m;
  std::lock_guard lock(m);
  sleep(1);
}
