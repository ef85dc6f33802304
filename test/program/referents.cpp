// Objects behind reference and pointer members: one place by several names.
// RUN: %clang_plugin -std=c++20 -pthread %inc -Xclang -verify %s \
// RUN:   -Xclang -verify-ignore-unexpected=note
#include <functional>
#include <memory>
#include <mutex>
#include <thread>

//===-- Bound in the function that makes the object -----------------------===//

struct Meter {
  int reading = 0;
  std::mutex lock;
  void tick() { ++reading; }
  void tickLocked() {
    std::lock_guard<std::mutex> hold(lock);
    ++reading;
  }
};

namespace by_constructor {
struct Probe {
  Meter &meter;
  explicit Probe(Meter &m) : meter(m) {}
  void run() {
    meter.reading = 1; // expected-warning {{is written by the new thread while}}
  }
};
void flagged_reference_member() {
  Meter meter;
  Probe probe(meter);
  std::thread thread([&] { probe.run(); });
  meter.reading = 2;
  thread.join();
}
void accepted_another_object() {
  Meter mine, other;
  Probe probe(other);
  std::thread thread([&] { probe.run(); });
  mine.tick();
  thread.join();
}
} // namespace by_constructor

namespace by_setter {
struct Probe {
  Meter *meter = nullptr;
  void attach(Meter *m) { meter = m; }
  void run() {
    meter->reading = 1; // expected-warning {{is written by the new thread while}}
  }
};
void flagged_set_before_the_start() {
  Meter meter;
  Probe probe;
  probe.attach(&meter);
  std::thread thread(&Probe::run, &probe);
  meter.reading = 2;
  thread.join();
}
} // namespace by_setter

namespace set_twice {
struct Probe {
  Meter *meter = nullptr;
  void run() { meter->reading = 1; }
};
void accepted_which_one_is_not_known(Meter *other, bool choose) {
  Meter meter;
  Probe probe;
  probe.meter = &meter;
  if (choose)
    probe.meter = other;
  std::thread thread(&Probe::run, &probe);
  meter.reading = 2;
  thread.join();
}
} // namespace set_twice

namespace by_list {
struct Probe {
  Meter *meter;
  void run() {
    meter->reading = 1; // expected-warning {{is written by the new thread while}}
  }
};
void flagged_aggregate() {
  Meter meter;
  Probe probe{&meter};
  std::thread thread([&] { probe.run(); });
  meter.reading = 2;
  thread.join();
}
} // namespace by_list

namespace on_the_heap {
struct Probe {
  Meter &meter;
  explicit Probe(Meter &m) : meter(m) {}
  void run() {
    meter.reading = 1; // expected-warning {{is written by the new thread while}}
  }
};
void flagged_made_by_new() {
  Meter meter;
  Probe *probe = new Probe(meter);
  std::thread thread([probe] { probe->run(); });
  meter.reading = 2;
  thread.join();
  delete probe;
}
void flagged_made_by_library() {
  Meter meter;
  auto probe = std::make_unique<Probe>(meter);
  std::thread thread([&] { probe->run(); });
  meter.reading = 2;
  thread.join();
}
} // namespace on_the_heap

//===-- Bound by the constructors of a class ------------------------------===//

namespace siblings {
struct Probe {
  Meter &meter;
  explicit Probe(Meter &m) : meter(m) {}
  void run() {
    meter.reading = 1; // expected-warning {{is written by the new thread while}}
  }
};
class Station {
public:
  Station() : probe_(meter_) {}
  void flagged_members_of_one_object() {
    std::thread thread([this] { probe_.run(); });
    meter_.reading = 2;
    thread.join();
  }

private:
  Meter meter_;
  Probe probe_;
};
} // namespace siblings

namespace back_pointer {
class Station;
struct Probe {
  Station *station = nullptr;
  void run();
};
class Station {
public:
  Station() { probe_.station = this; }
  void flagged_back_pointer() {
    std::thread thread(&Probe::run, &probe_);
    level = 2;
    thread.join();
  }
  int level = 0;

private:
  Probe probe_;
};
void Probe::run() {
  station->level = 1; // expected-warning {{is written by the new thread while}}
}
} // namespace back_pointer

namespace one_lock {
struct Probe {
  Meter &meter;
  explicit Probe(Meter &m) : meter(m) {}
  void run() {
    std::lock_guard<std::mutex> hold(meter.lock);
    meter.reading = 1;
  }
};
void accepted_one_lock_by_two_names() {
  Meter meter;
  Probe probe(meter);
  std::thread thread([&] { probe.run(); });
  meter.tickLocked();
  thread.join();
}
} // namespace one_lock

//===-- Smart pointers ----------------------------------------------------===//

namespace shared_owner {
class Probe {
public:
  explicit Probe(std::shared_ptr<Meter> m) : meter_(std::move(m)) {}
  void run() {
    meter_->reading = 1; // expected-warning {{is written by the new thread while}}
  }

private:
  std::shared_ptr<Meter> meter_;
};
void flagged_shared_pointer_member() {
  auto meter = std::make_shared<Meter>();
  Probe probe(meter);
  std::thread thread([&] { probe.run(); });
  meter->reading = 2;
  thread.join();
}
} // namespace shared_owner

//===-- Static storage ----------------------------------------------------===//

namespace globals {
struct Probe {
  Meter &meter;
  explicit Probe(Meter &m) : meter(m) {}
  void run() {
    meter.reading = 1; // expected-warning {{is written by the new thread while}}
  }
};
Meter meter;
Probe probe(meter);
void flagged_global_objects() {
  std::thread thread([] { probe.run(); });
  meter.reading = 2;
  thread.join();
}
} // namespace globals
