// RUN: %clang_plugin -std=c++20 -pthread %inc -Xclang -verify %s \
// RUN:   -Xclang -verify-ignore-unexpected=note
// RUN: %sendsync %s -- -std=c++20 %inc -Xclang -verify \
// RUN:   -Xclang -verify-ignore-unexpected=note
#include <mutex>
#include <thread>

struct Flags {
  unsigned ready : 1;
  unsigned dirty : 1;
};
struct Apart {
  unsigned ready : 1;
  unsigned : 0;
  unsigned dirty : 1;
};
struct Split {
  unsigned ready : 1;
  int between;
  unsigned dirty : 1;
};

void flagged_reference(Flags &flags) {
  std::thread worker([&flags] {
    flags.ready = 1; // expected-warning {{'flags.ready' and 'flags.dirty' are adjacent bit-fields, one memory location, and the new thread writes one while the other can be written [sendsync-adjacent-location-race]}}
  });
  flags.dirty = 1;
  worker.join();
}
Flags global;
void *setReady(void *) {
  global.ready = 1; // expected-warning {{are adjacent bit-fields}}
  return nullptr;
}
void flagged_global() {
  std::thread worker(setReady, nullptr);
  global.dirty = 1;
  worker.join();
}
void flagged_local() {
  Flags flags{};
  std::thread first([&] {
    flags.ready = 1; // expected-warning {{are adjacent bit-fields}}
  });
  std::thread second([&] { flags.dirty = 1; });
  first.join();
  second.join();
}
struct Device {
  Flags flags;
  void flagged_member() {
    std::thread worker([this] {
      flags.ready = 1; // expected-warning {{are adjacent bit-fields}}
    });
    flags.dirty = 1;
    worker.join();
  }
};
void flagged_one_side_locks(Flags &flags) {
  std::mutex mutex;
  std::thread worker([&] {
    std::lock_guard<std::mutex> lock(mutex);
    flags.ready = 1; // expected-warning {{are adjacent bit-fields}}
  });
  flags.dirty = 1;
  worker.join();
}

void accepted_zero_width(Apart &flags) {
  std::thread worker([&flags] { flags.ready = 1; });
  flags.dirty = 1;
  worker.join();
}
void accepted_member_between(Split &flags) {
  std::thread worker([&flags] { flags.ready = 1; });
  flags.dirty = 1;
  worker.join();
}
void accepted_after_the_join(Flags &flags) {
  std::thread worker([&flags] { flags.ready = 1; });
  worker.join();
  flags.dirty = 1;
}
void accepted_one_lock(Flags &flags) {
  std::mutex mutex;
  std::thread worker([&] {
    std::lock_guard<std::mutex> lock(mutex);
    flags.ready = 1;
  });
  {
    std::lock_guard<std::mutex> lock(mutex);
    flags.dirty = 1;
  }
  worker.join();
}
void accepted_two_objects(Flags &one, Flags &other) {
  std::thread worker([&one] { one.ready = 1; });
  other.dirty = 1;
  worker.join();
}
