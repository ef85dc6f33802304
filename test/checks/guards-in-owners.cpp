// Guards that something else makes and keeps: smart pointers, optionals, pairs,
// containers, members.
// RUN: %clang_plugin -std=c++20 %inc -Xclang -verify %s -Xclang -verify-ignore-unexpected=note
#define SENDSYNC_SHORT_NAMES
#include <sendsync/annotations.h>

#include <memory>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <tuple>
#include <utility>
#include <variant>
#include <vector>

std::mutex door;
std::mutex other;
int visitors GUARDED_BY(door);

using Guard = std::lock_guard<std::mutex>;
using Lock = std::unique_lock<std::mutex>;

//===-- smart pointers ----------------------------------------------------===//

void accepted_unique_ptr() {
  auto guard = std::make_unique<Guard>(door);
  visitors = 1;
}

void accepted_shared_ptr() {
  auto guard = std::make_shared<Lock>(door);
  visitors = 2;
}

void accepted_new_in_a_pointer() {
  std::unique_ptr<Guard> guard(new Guard(door));
  visitors = 3;
}

void accepted_ends_with_its_pointer() {
  for (int i = 0; i < 2; ++i) {
    std::unique_ptr<Guard> guard(new Guard(door));
    auto second = std::make_unique<Guard>(other);
  }
  Guard again(door);
  Guard also(other);
}

void flagged_pointer_has_ended() {
  { auto guard = std::make_unique<Guard>(door); }
  visitors = 4; // expected-warning {{writing 'visitors' requires holding 'door' exclusively}}
}

void flagged_other_lock_in_the_pointer() {
  auto guard = std::make_unique<Guard>(other);
  visitors = 5; // expected-warning {{writing 'visitors' requires holding 'door' exclusively}}
}

void flagged_held_by_a_pointer() {
  auto guard = std::make_unique<Guard>(door);
  door.lock(); // expected-warning {{'door' is already held here}}
  door.unlock();
}

void flagged_only_shared(std::shared_mutex &gate, int &count) {
  auto guard = std::make_unique<std::shared_lock<std::shared_mutex>>(gate);
  gate.lock(); // expected-warning {{'gate' is already held here}}
  ++count;
  gate.unlock();
}

void accepted_moved_pointer() {
  std::unique_ptr<Guard> outer;
  {
    auto inner = std::make_unique<Guard>(door);
    outer = std::move(inner);
  }
  visitors = 6;
}

void keep(std::unique_ptr<Guard> guard);

void accepted_given_away() {
  auto guard = std::make_unique<Guard>(door);
  keep(std::move(guard));
  Guard again(door);
}

std::unique_ptr<Guard> enter() { return std::make_unique<Guard>(door); }

void accepted_returned_pointer() {
  auto guard = enter();
  visitors = 7;
}

void flagged_returned_pointer_has_ended() {
  { auto guard = enter(); }
  visitors = 8; // expected-warning {{writing 'visitors' requires holding 'door' exclusively}}
}

//===-- optional, pair, tuple, variant --------------------------------------===//

void accepted_optional() {
  std::optional<Guard> in_place(std::in_place, door);
  visitors = 1;
}

void accepted_made_optional() {
  auto made = std::make_optional<Lock>(door);
  visitors = 2;
}

void accepted_optional_from_a_guard(bool quick) {
  std::optional<Lock> from = Lock(door);
  visitors = 3;
  if (quick)
    from.reset();
}

void accepted_reset() {
  std::optional<Guard> guard(std::in_place, door);
  guard.reset();
  Guard again(door);
}

void flagged_nothing_in_it() {
  std::optional<Guard> guard;
  visitors = 4; // expected-warning {{writing 'visitors' requires holding 'door' exclusively}}
}

void accepted_pair() {
  std::pair with_number{Lock(door), 3};
  visitors = with_number.second;
}

void accepted_tuple() {
  auto all = std::make_tuple(1, Lock(door));
  visitors = 5;
}

void flagged_tuple_has_ended() {
  { auto all = std::make_tuple(1, Lock(door)); }
  visitors = 6; // expected-warning {{writing 'visitors' requires holding 'door' exclusively}}
}

std::pair<Lock, int> begin(int n) { return {Lock(door), n}; }

void accepted_returned_pair() {
  auto [lock, n] = begin(2);
  visitors = n;
}

void accepted_variant() {
  std::variant<std::monostate, Lock> either;
  either.emplace<1>(door);
  visitors = 7;
}

void accepted_pieces(std::tuple<std::mutex &> pieces) {
  std::pair<int, Guard> made(std::piecewise_construct, std::tuple<int>(1),
                             pieces);
  visitors = 8;
}

//===-- guards of the user's ------------------------------------------------===//

class Visit {
public:
  explicit Visit(std::mutex &m) : m_(m) { m_.lock(); }
  ~Visit() { m_.unlock(); }
  Visit(const Visit &) = delete;

private:
  std::mutex &m_;
};

class House {
public:
  void accepted_emplaced() {
    std::optional<Visit> visit;
    visit.emplace(m_);
    ++rooms_;
  }
  void accepted_on_the_heap() {
    auto visit = std::make_unique<Visit>(m_);
    ++rooms_;
  }
  void accepted_in_place() {
    std::optional<Visit> visit(std::in_place, m_);
    ++rooms_;
  }
  void flagged_visit_has_ended() {
    { auto visit = std::make_unique<Visit>(m_); }
    ++rooms_; // expected-warning {{writing 'rooms_' requires holding 'm_' exclusively}}
  }

private:
  std::mutex m_;
  int rooms_ GUARDED_BY(m_) = 0;
};

class SCOPED_CAPABILITY Annotated {
public:
  explicit Annotated(std::mutex &m) ACQUIRE(m);
  ~Annotated() RELEASE();
};

void accepted_annotated_on_the_heap() {
  auto guard = std::make_unique<Annotated>(door);
  visitors = 9;
}

void accepted_annotated_emplaced(bool needed) {
  std::optional<Annotated> guard;
  guard.emplace(door);
  visitors = 9;
}

//===-- members that initialize themselves ----------------------------------===//

struct Step {
  Guard guard{door};
  int number = 0;
};

void accepted_member_of_an_aggregate() {
  Step step;
  visitors = step.number;
}

void accepted_braces() {
  Step step{};
  visitors = step.number;
}

void accepted_local_class() {
  struct Transaction {
    Transaction() {}
    Lock lock{door};
  };
  Transaction transaction;
  visitors = 3;
}

void flagged_aggregate_has_ended() {
  { Step step{}; }
  visitors = 4; // expected-warning {{writing 'visitors' requires holding 'door' exclusively}}
}

void accepted_aggregate_on_the_heap() {
  auto step = std::make_unique<Step>();
  visitors = step->number;
}

void flagged_its_own_lock() {
  struct Owner {
    std::mutex own;
    Guard guard{own};
  };
  Owner owner{};
  visitors = 5; // expected-warning {{writing 'visitors' requires holding 'door' exclusively}}
}
