// RUN: %clang_plugin -std=c++20 -pthread %inc -Xclang -verify %s \
// RUN:   -Xclang -verify-ignore-unexpected=note
// RUN: %sendsync %s -- -std=c++20 %inc -Xclang -verify \
// RUN:   -Xclang -verify-ignore-unexpected=note
#include <clocale>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <mutex>
#include <thread>
#include <vector>

void use(int);

void flagged_in_a_loop() {
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([i] {
      time_t t = i;
      use(localtime(&t)->tm_hour); // expected-warning {{'localtime' keeps a state that all its calls share, and another thread can call it at the same time [sendsync-mt-unsafe-call]}}
    });
  for (auto &thread : threads)
    thread.join();
}
void flagged_family() {
  time_t now = 0;
  std::thread worker([now] {
    use(gmtime(&now)->tm_hour); // expected-warning {{'gmtime' keeps a state that all its calls share, and another thread can call 'localtime' at the same time}}
  });
  use(localtime(&now)->tm_hour);
  worker.join();
}
void flagged_strtok(char *one, char *other) {
  std::thread worker([one] {
    strtok(one, ","); // expected-warning {{'strtok' keeps a state}}
  });
  strtok(other, ",");
  worker.join();
}
const char *text(const time_t &t) {
  return ctime(&t); // expected-warning {{'ctime' keeps a state}}
}
void flagged_through_a_call() {
  time_t now = 0;
  std::thread worker([now] { text(now); });
  text(now);
  worker.join();
}
void flagged_environment() {
  std::thread worker([] {
    setenv("A", "1", 1); // expected-warning {{'setenv' keeps a state}}
  });
  unsetenv("B");
  worker.join();
}

void accepted_own_buffer() {
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([i] {
      time_t t = i;
      tm parts;
      use(localtime_r(&t, &parts)->tm_hour);
    });
  for (auto &thread : threads)
    thread.join();
}
void accepted_one_thread_only() {
  time_t now = 0;
  std::thread worker([now] { use(localtime(&now)->tm_hour); });
  worker.join();
}
void accepted_after_the_join() {
  time_t now = 0;
  std::thread worker([now] { use(localtime(&now)->tm_hour); });
  worker.join();
  use(localtime(&now)->tm_hour);
}
void accepted_two_states(char *list) {
  time_t now = 0;
  std::thread worker([now] { use(localtime(&now)->tm_hour); });
  strtok(list, ",");
  worker.join();
}
void accepted_locked() {
  static std::mutex mutex;
  time_t now = 0;
  std::thread worker([now] {
    std::lock_guard<std::mutex> lock(mutex);
    use(localtime(&now)->tm_hour);
  });
  {
    std::lock_guard<std::mutex> lock(mutex);
    use(localtime(&now)->tm_hour);
  }
  worker.join();
}
