// Closures that lock for whoever calls them.
// RUN: %clang_plugin -std=c++20 %inc -Xclang -verify %s -Xclang -verify-ignore-unexpected=note
#include <functional>
#include <memory>
#include <mutex>
#define SENDSYNC_SHORT_NAMES
#include <sendsync/annotations.h>

std::mutex door;
std::mutex other;
int visitors GUARDED_BY(door);
using Lock = std::unique_lock<std::mutex>;

void accepted_named() {
  auto enter = [] { return Lock(door); };
  auto lock = enter();
  visitors = 1;
}

void accepted_called_at_once() {
  auto lock = [] { return std::unique_lock(door); }();
  visitors = 2;
}

void accepted_through_an_owner() {
  auto enter = [] { return std::make_unique<Lock>(door); };
  auto lock = enter();
  visitors = 3;
}

void accepted_by_parameter() {
  auto enter = [](std::mutex &m) { return Lock(m); };
  auto lock = enter(door);
  visitors = 4;
}

void accepted_generic() {
  auto enter = [](auto &m) { return std::unique_lock(m); };
  auto lock = enter(door);
  visitors = 5;
}

void accepted_closure_in_closure() {
  auto enter = [] {
    auto inner = [] { return Lock(door); };
    return inner();
  };
  auto lock = enter();
  visitors = 6;
}

void accepted_again_each_turn() {
  auto enter = [] { return Lock(door); };
  for (int i = 0; i < 3; ++i) {
    auto lock = enter();
    visitors = i;
  }
}

void accepted_some_function(std::function<Lock()> enter) {
  auto lock = enter();
  visitors = 7;
}

Lock elsewhere();

void accepted_body_not_visible() {
  auto lock = elsewhere();
  visitors = 7;
}

void flagged_has_ended() {
  auto enter = [] { return Lock(door); };
  { auto lock = enter(); }
  visitors = 8; // expected-warning {{writing 'visitors' requires holding 'door' exclusively}}
}

void flagged_not_called() {
  auto enter = [] { return Lock(door); };
  visitors = 9; // expected-warning {{writing 'visitors' requires holding 'door' exclusively}}
}

void flagged_not_locked_yet() {
  auto enter = [] { return Lock(door, std::defer_lock); };
  auto lock = enter();
  visitors = 10; // expected-warning {{writing 'visitors' requires holding 'door' exclusively}}
}

void flagged_other_lock() {
  auto enter = [](std::mutex &m) { return Lock(m); };
  auto lock = enter(other);
  visitors = 11; // expected-warning {{writing 'visitors' requires holding 'door' exclusively}}
}

class House {
public:
  void accepted_member() {
    auto enter = [this] { return Lock(m_); };
    auto lock = enter();
    ++rooms_;
  }
  void accepted_reference(House &other) {
    auto enter = [&] { return Lock(other.m_); };
    auto lock = enter();
    ++other.rooms_;
  }
  void flagged_of_another(House &other) {
    auto enter = [&] { return Lock(other.m_); };
    auto lock = enter();
    ++rooms_; // expected-warning {{writing 'rooms_' requires holding 'm_' exclusively}}
  }

private:
  std::mutex m_;
  int rooms_ GUARDED_BY(m_) = 0;
};
